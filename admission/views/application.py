"""Beginning an application, registering one on paper, and writing it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.models import UnitKind
from admission import papers, rules
from admission.act import NotAllowed, Refused, Repeated, Step
from admission.actions import applicant, beginning
from admission.acts import SPECS
from admission.compared import like_what_is_typed
from admission.forms.application import NAME_MAX
from admission.forms.changes import form_for
from admission.forms.start import LATER, RegisterForm, SearchForm
from admission.pages import starting
from admission.pages.application import ApplicationPage, listed
from admission.queries import case_seen_by, listed_duty, listed_for, visible_to
from admission.states import Kind
from admission.views.shell import (
    carry_out,
    fetch,
    gate,
    new_key,
    page,
    posted_key,
    posted_lock,
    tell,
    turned_away,
)
from audit import clock
from regimes.queries import in_force
from registry.queries import search

SHOWN = 30  # duties listed at once to choose from


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def new(request):
    """What to apply for: an admission, or the change or end of a duty chosen from the list (灵川 第三条至第五条)."""
    if previous := _previous(request):
        return _again(request, previous)
    asked = request.POST if request.method == "POST" else request.GET
    kind = asked.get("kind", "")
    duty = _duty(request, asked.get("duty", ""), kind)
    if request.method == "POST" and (duty or kind == Kind.ADMISSION):
        return _begin(request, kind=kind, duty=duty)
    beginning.check_may_start(request.acting)
    is_township = request.acting.unit.kind == UnitKind.TOWNSHIP
    context = {"section": "cases", "form_key": new_key(request), "duty": duty, "is_township": is_township}
    context |= {"kind": kind if kind in LATER else "", "kind_label": dict(Kind.choices).get(kind, "")}
    context |= _offered(request, is_township)
    if duty and context["regime"]:
        context["told"] = starting.about(context["regime"], context["kind"], is_township)
    if context["kind"]:
        context |= _found(request, context["kind"])
    return render(request, "admission/application_new.html", context)


def _offered(request, township):
    """The county's rules as they are today, and which kinds of application they let the unit make; before any are
    loaded, every kind: `start` says why it cannot be.
    """
    regime = in_force(request.acting.county, on=clock.today()).first()
    held = regime.rules if regime else None
    offers = [kind for kind in Kind if held is None or held.may_apply(kind, township=township)]
    about_listed = [
        {
            "kind": kind,
            "label": kind.label,
            "source": held.paths[kind].source if held else "",
            "told": starting.what(held, kind) if held else "",
        }
        for kind in LATER
        if kind in offers
    ]
    return {"regime": held, "may_admit": Kind.ADMISSION in offers, "about_listed": about_listed}


def _previous(request):
    """The ended case that is applied for again, if it is the seat's to do so; otherwise 404."""
    raw = (request.POST if request.method == "POST" else request.GET).get("after", "")
    if not raw:
        return None
    try:
        case = case_seen_by(request.acting, UUID(raw))
    except ValueError:
        case = None
    if case is None or not rules.may_begin_again(case, request.acting):
        raise Http404
    return case


def _again(request, previous):
    """据此再报: what is taken over, then the draft."""
    given = {"kind": previous.kind, "duty": previous.duty, "previous": previous}
    if previous.on_paper:
        given["applicant"] = previous.acting_applicant
    if request.method == "POST":
        return _begin(request, **given)
    context = {"section": "cases", "form_key": new_key(request), "previous": previous}
    return render(request, "admission/application_again.html", context)


def _duty(request, uuid, kind):
    """The duty asked for by its address, if the unit may apply about it; otherwise 404."""
    if not uuid or kind not in LATER or not rules.may_apply(request.acting):
        return None
    rows = listed_for(request.acting.unit, clock.today(), kind)
    text = next((row for row in rows if str(row.duty.uuid) == uuid), None)
    if text is None:
        raise Http404
    return text.duty


def _found(request, kind):
    form = SearchForm(request.GET)
    q = form.cleaned_data["q"] if form.is_valid() else ""
    rows = list(search(listed_for(request.acting.unit, clock.today(), kind), q)[: SHOWN + 1])
    return {"search": form, "rows": rows[:SHOWN], "more": len(rows) > SHOWN}


def _begin(request, *, form=None, **facts):
    """Start the draft and go to its form; the same form sent again goes there too."""
    by = request.acting
    try:
        case = beginning.start(by=by, form_key=posted_key(request), **facts)
    except Repeated as sent:
        case = visible_to(by).filter(uuid=sent.result).first() if sent.result else None
        if case is None:
            messages.info(request, "这张表单已经提交过，当时起草的申请已删除。")
            return redirect("case-list")
    except Refused as refusal:
        tell(request, form, refusal.problems)
        return None if form else redirect("case-new")
    return redirect("case-edit", case.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def register(request):
    """登记纸质申请: the office writes what a unit sent on stamped paper (settled 31)."""
    by = request.acting
    if not rules.may_register(by):
        raise NotAllowed
    form = RegisterForm(request.POST if request.method == "POST" else None, county=by.county)
    valid = request.method == "POST" and form.is_valid()
    if valid and (response := _begin(request, form=form, **form.cleaned_data)):
        return response
    context = {"section": "cases", "form": form, "form_key": new_key(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "admission/application_register.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def edit(request, case_uuid):
    """The application as a form; saved at any time with what is written so far."""
    case, posted = fetch(request, case_uuid), request.method == "POST"
    if response := turned_away(request, "save_text", case):
        return response
    form = form_for(case, request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        to = reverse("case-edit", args=[case.uuid]) + _next_section(request, form)
        if response := carry_out(request, lambda: _save(request, case, form), case=case, form=form, to=to):
            return response
    elif posted and (conflict := gate(request, "save_text", case, form=form)):
        return conflict
    context = {
        "form": form,
        "sheet": ApplicationPage(case, request.acting, form),
        "facts": listed(case) if case.ends_duty else None,
        "public": listed_duty(case),
        "crumbs": [("申请", reverse("case-list")), (str(case), case.get_absolute_url()), ("修改", None)],
    }
    return page(request, "admission/application.html", context, case=case)


@seat_required
@require_safe
def alike(request, case_uuid):
    """Which duties are like a name that is being typed: a piece of the form's page, fetched by its script."""
    case = fetch(request, case_uuid)
    if response := turned_away(request, "save_text", case):
        return response
    context = {"alike": like_what_is_typed(case, request.GET.get("name", "")[:NAME_MAX])}
    return render(request, "admission/alike.html", context)


def _next_section(request, form):
    """“#section-3” as the button said, where the form has so many sections."""
    wanted = request.POST.get("next", "")
    known = {f"section-{number}" for number in range(1, len(form.sections) + 1)}
    return f"#{wanted}" if wanted in known else ""


def _save(request, case, form):
    """The text, the files chosen with it and the file to take out, in one act."""
    before, removed = case.version_id, request.POST.get("remove", "")
    rows = case.files.select_related("file")
    case = applicant.save_text(
        case=case,
        by=request.acting,
        lock=posted_lock(request),
        form_key=posted_key(request),
        files=form.uploads(),
        removed=next((row for row in rows if str(row.file.uuid) == removed), None),
        **form.text(),
    )
    if "preview" in request.POST:  # what is written, as the form would be handed in; neither is kept
        papers.application(Step(SPECS["submit"], case, request.acting, None))
        return
    messages.success(request, _saved(case, before))


def _saved(case, before):
    if case.version_id == before:
        return "已保存。"
    asked = case.consultations.filter(version=case.version).count()
    again = f"，已再次征询{asked}个单位" if asked else ""
    return f"已保存为{case.version}{again}。"
