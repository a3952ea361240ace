"""Every act on a whole case that has a page of its own: one view over one table."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.decorators import recent_password, seat_required
from admission import conditions
from admission.actions import applicant, approval, circulation, coordination, office
from admission.acts import SPECS, label_of, openness
from admission.forms import acts as forms
from admission.forms import approvals
from admission.forms.changes import form_for
from admission.pages import consequences, obstacles, sheets
from admission.states import EDITABLE, State
from admission.views.case import crumbs
from admission.views.shell import (
    beside_password,
    carry_out,
    fetch,
    gate,
    page,
    posted_key,
    posted_lock,
    turned_away,
)


@dataclass(frozen=True, kw_only=True)
class ActPage:
    """`run` is the action; `shows` the sheets beside it; `also` problems beyond the act's own conditions; `warns`
    (title, text) of what is odd and stands in nobody's way; what it `issues` can be looked at before."""

    run: Callable
    done: str
    form: type = forms.ActForm
    shows: Callable = lambda case: []
    also: Callable = lambda case, by: []
    warns: Callable = lambda case: None
    grave: bool = False
    signing: bool = False
    issues: bool = False
    to: str = ""


def _reject(*, case, **given):
    upper = case.state == State.UPPER_REVIEW
    return (approval.refuse_upper if upper else office.reject)(case=case, **given)


# What may be done instead, where the list has changed meanwhile or another act comes first.
INSTEAD = {
    "sign": "send_back",
    "pass_upper": "return_upper",
    "conclude_coordination": "record_coordination",
    "circulate": "convene",
    "convene": "circulate",
}
WRITING = ("consult", "consult_again", "submit", "revise")
AFTER_REVIEW = ("circulate", "convene", "forward")
ACTS_FIRST = {"held_on": "record_coordination", "record_decision": "record_decision"}

PAGES = {
    "consult": ActPage(
        run=applicant.consult,
        form=forms.Asking,
        shows=sheets.those_concerned,
        warns=sheets.away_when_consulted,
        issues=True,
        done="已发出征询。",
    ),
    "consult_again": ActPage(
        run=applicant.consult_again,
        form=forms.Asking,
        shows=sheets.those_asked_again,
        warns=sheets.away_when_consulted,
        done="已再次征询。",
    ),
    "submit": ActPage(
        run=applicant.submit,
        shows=sheets.positions,
        warns=sheets.odd_in_the_application,
        issues=True,
        done="已提交申请。",
    ),
    "discard": ActPage(run=applicant.discard, grave=True, done="草稿已删除。", to="desk"),
    "withdraw": ActPage(
        run=applicant.withdraw,
        form=forms.Withdrawing,
        also=obstacles.to_withdraw,
        grave=True,
        done="已撤回申请。",
    ),
    "revise": ActPage(
        run=applicant.revise,
        shows=sheets.those_asked_of_new_version,
        issues=True,
        done="已提交修改稿，开始新一轮征求意见。",
    ),
    "accept": ActPage(
        run=office.accept,
        shows=sheets.findings,
        warns=sheets.odd_in_the_application,
        issues=True,
        done="已受理。",
    ),
    "decline": ActPage(
        run=office.decline, form=forms.Declining, grave=True, issues=True, done="已作出不予受理。"
    ),
    "return_for_correction": ActPage(
        run=office.return_for_correction,
        form=forms.Correcting,
        shows=sheets.findings,
        issues=True,
        warns=sheets.away_at_the_applicant_s,
        done="已退回补正。",
    ),
    "to_general": ActPage(run=office.to_general, form=forms.Generalising, done="已转一般程序。"),
    "join": ActPage(run=office.join, form=forms.Joining, grave=True, done="已并案。"),
    "circulate": ActPage(
        run=circulation.circulate,
        form=forms.Circulating,
        shows=sheets.those_reviewing,
        warns=sheets.away_when_circulated,
        issues=True,
        done="已发出征求意见。",
    ),
    "add_reviewer": ActPage(
        run=circulation.add_reviewer,
        form=forms.AddingReviewer,
        shows=sheets.opinions,
        issues=True,
        warns=sheets.away_in_the_county,
        done="已增加征求单位。",
    ),
    "file_expert_view": ActPage(
        run=circulation.file_expert_view, form=forms.HearingAnExpert, done="已登记专家意见。"
    ),
    "convene": ActPage(
        run=coordination.convene,
        form=forms.Convening,
        shows=sheets.those_invited,
        warns=sheets.away_when_convened,
        done="已通知召开协调会。",
    ),
    "set_meeting_day": ActPage(
        run=coordination.set_meeting_day,
        form=forms.SettingMeetingDay,
        warns=sheets.away_when_convened,
        done="已通知召开时间。",
    ),
    "record_coordination": ActPage(
        run=coordination.record_coordination,
        form=forms.Coordinating,
        shows=sheets.those_against,
        done="已登记协调会。",
    ),
    "conclude_coordination": ActPage(
        run=coordination.conclude_coordination,
        form=forms.ConcludingCoordination,
        shows=sheets.heard_then_asked,
        issues=True,
        done="已结束协调。",
    ),
    "call_revision": ActPage(
        run=office.call_revision,
        form=forms.CallingRevision,
        warns=sheets.away_at_the_applicant_s,
        done="已要求修改。",
    ),
    "conclude_circulation": ActPage(
        run=circulation.conclude_circulation,
        form=forms.ConcludingCirculation,
        shows=sheets.everything_said,
        issues=True,
        warns=sheets.away_when_concluded,
        done="已汇总意见。",
    ),
    "confirm": ActPage(
        run=approval.confirm,
        form=forms.Confirming,
        shows=sheets.ground,
        done="已确认，报召集人。",
    ),
    "forward": ActPage(run=approval.forward, form=forms.Forwarding, done="已报送审定。"),
    "sign": ActPage(
        run=approval.sign,
        form=forms.Signing,
        shows=sheets.everything_said,
        signing=True,
        issues=True,
        done="已同意并审签。",
    ),
    "send_to_general": ActPage(
        run=approval.send_to_general,
        form=forms.SendingToGeneral,
        shows=sheets.those_invited,
        warns=sheets.away_when_convened,
        done="已转一般程序。",
    ),
    "send_back": ActPage(run=approval.send_back, form=forms.SendingBack, done="已退联席办。"),
    "request_decision": ActPage(
        run=approval.request_decision, form=approvals.Requesting, issues=True, done="请示已印发。"
    ),
    "record_decision": ActPage(
        run=approval.record_decision,
        form=approvals.Deciding,
        shows=sheets.everything_said,
        also=obstacles.to_decide,
        signing=True,
        done="已登记审定结果。",
    ),
    "record_filing": ActPage(
        run=approval.record_filing,
        form=approvals.Filing,
        issues=True,
        done="已登记上报。",
    ),
    "pass_upper": ActPage(
        run=approval.pass_upper, form=approvals.Replying, done="{upper}通过，事项已写入清单，待印发通知。"
    ),
    "return_upper": ActPage(
        run=approval.return_upper,
        form=approvals.ReturningFromAbove,
        shows=sheets.hard_findings,
        done="已退回。",
    ),
    "resubmit_upper": ActPage(run=approval.resubmit_upper, done="已重新报送，请登记上报的文号和日期。"),
    "reject": ActPage(
        run=_reject,
        form=approvals.Refusing,
        also=obstacles.to_refuse,
        grave=True,
        signing=True,
        issues=True,
        done="已书面告知各方。",
    ),
    "issue_notice": ActPage(
        run=approval.issue_notice, form=approvals.Noticing, issues=True, done="通知已印发。"
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def act_page(request, case_uuid, verb):
    """The page of one act: what it will do and to whom, what is filled in; POST carries it out."""
    if verb not in PAGES:
        raise Http404
    case, found = fetch(request, case_uuid), PAGES[verb]
    perform = recent_password(_perform) if found.signing else _perform
    return perform(request, case, verb, found)


def _perform(request, case, verb, found):
    if response := turned_away(request, verb, case):
        return response
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = found.form(*data, case=case, by=request.acting)
    if form.is_valid() and getattr(request, "password_given", True):
        response = _run(request, case, found, form)
    elif form.is_bound and not (response := gate(request, verb, case, form=form)):
        beside_password(request, _call(request, case, found, form), form=form, words=case.words)
    return response or page(
        request, "admission/act.html", _context(request, case, verb, found, form), case=case
    )


def _call(request, case, found, form):
    def call():
        found.run(
            case=case,
            by=request.acting,
            lock=posted_lock(request),
            form_key=posted_key(request),
            **form.arguments(),
        )

    return call


def _run(request, case, found, form):
    call, upper = _call(request, case, found, form), case.rules.bodies.upper
    done = case.words(found.done.format(upper=upper.verb if upper else ""))
    return carry_out(request, call, case=case, form=form, done=done, to=found.to and reverse(found.to))


def _context(request, case, verb, found, form):
    label, by = label_of(verb, case), request.acting
    # A form that came back with its errors says there what is missing.
    missing = [] if form.is_bound else [*SPECS[verb].problems(case), *found.also(case, by)]
    will, whom, issues = getattr(consequences, verb)(case, by)
    return {
        "title": label,
        "act": label,
        "form": form,
        "errors_above": True,
        "missing": ways_out(case, missing),
        "instead": missing and instead(case, by, verb),
        "warning": found.warns(case),
        "sheets": found.shows(case),
        "will": [case.words(line) for line in will],
        "whom": whom,
        "grave": found.grave,
        "previews": found.issues and issues,
        "cancel_url": case.get_absolute_url(),
        "facts_of_case": sheets.facts(case, by),
        "text_of_case": sheets.text(case, by),
        "facts_first": found.signing,
        "crumbs": crumbs(case, label),
    }


def ways_out(case, problems):
    """[{label, url}]: where each can be put right, a field of the application or the act that comes first."""
    edited = form_for(case) if problems and case.state in EDITABLE else None
    return [{"label": case.words(each.text), "url": _way_out(case, each.anchor, edited)} for each in problems]


def _way_out(case, anchor, edited):
    if anchor in ACTS_FIRST:
        return reverse("case-act", args=[case.uuid, ACTS_FIRST[anchor]])
    if not anchor or edited is None:
        return ""
    if anchor == "attachments":
        anchor = "paper" if "paper" in edited.fields else "files"
    there = edited[anchor].id_for_label or f"id_{anchor}_0" if anchor in edited.fields else anchor
    return f"{reverse('case-edit', args=[case.uuid])}#{there}"


def instead(case, by, verb):
    """(label, address) of what comes first or may be done in place of an act that cannot be done now."""
    if verb in WRITING:
        return SPECS["save_text"].label, reverse("case-edit", args=[case.uuid])
    if verb in AFTER_REVIEW and conditions.favourable_review(case):
        return case.words("初评"), reverse("initial-review", args=[case.uuid])
    other = INSTEAD.get(verb)
    if other and openness(SPECS[other], case, by) == "open" and not SPECS[other].problems(case):
        return label_of(other, case), reverse("case-act", args=[case.uuid, other])
    return None
