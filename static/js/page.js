// Makes pages quicker; every page works without it.
(() => {
  "use strict";

  document.querySelector(".error-summary")?.focus();

  for (const pick of document.querySelectorAll("[data-pick]")) {
    const all = pick.querySelector("[data-pick-all]");
    const boxes = [...pick.querySelectorAll(".pick-grid input")];
    const show = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && !all.checked;
    };
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      show();
    });
    for (const box of boxes) box.addEventListener("change", show);
    show();
    // With this script the boxes themselves show what "all" means.
    pick.querySelector("[data-pick-hint]").hidden = true;
  }

  // The seat switcher closes on Escape and on a click elsewhere.
  const seat = document.querySelector("details.seat");
  document.addEventListener("click", (event) => {
    if (seat?.open && !seat.contains(event.target)) seat.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !seat?.open) return;
    seat.open = false;
    seat.querySelector("summary").focus();
  });

  // On a phone a long form of one card a unit is folded to the names; what is filled in or wrong stands open.
  const folds = document.querySelector("table[data-folds]");
  if (folds && matchMedia("(max-width:40rem)").matches) {
    for (const row of folds.tBodies[0].rows) {
      const name = row.cells[0];
      const fields = [...row.querySelectorAll("input,select,textarea")];
      const filled = () => fields.filter((field) => field.value.trim()).length;
      const button = document.createElement("button");
      const said = document.createElement("span");
      button.type = "button";
      button.className = "fold-name";
      button.append(name.textContent.trim(), said);
      name.replaceChildren(button);
      const show = (open) => {
        row.classList.toggle("is-folded", !open);
        button.setAttribute("aria-expanded", String(open));
        said.textContent = filled() ? `已填${filled()}项` : "没有评价";
      };
      button.addEventListener("click", () => show(row.classList.contains("is-folded")));
      row.addEventListener("input", () => show(true));
      show(filled() > 0 || row.querySelector(".field-error") !== null);
    }
  }

  // While a name is typed: which duties of the list are like it. Saving the form tells it too.
  for (const input of document.querySelectorAll("[data-alike]")) {
    const told = document.createElement("div");
    told.setAttribute("aria-live", "polite");
    input.after(told);
    let waiting;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(async () => {
        const name = input.value;
        const same = name.trim() === input.defaultValue.trim();
        const answer = same ? null : await fetch(`${input.dataset.alike}?name=${encodeURIComponent(name)}`).catch(() => null);
        const found = answer?.ok && !answer.redirected ? await answer.text() : "";
        if (name === input.value) told.innerHTML = found;
      }, 400);
    });
  }

  // A second click on a slow line sends nothing; the server refuses a repeated form_key anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.submitter?.name === "preview") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => delete form.dataset.sent, 5000);
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  // Older browsers print closed folds closed.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.fold:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });
})();
