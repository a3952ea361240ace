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
