"""Matters: the list, a new one of each kind, one matter, its files and every act on it."""

from functools import partial

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.fields import searched
from accounts.succession import with_successors
from admission.act import NotAllowed
from audit import clock
from documents.files import stream
from regimes.calendar import Calendar
from regimes.states import HEARD_OF
from registry.queries import with_pages
from supervision.models import Attachment
from supervision.pages.timeline import course
from supervision.views.shell import ActPage, act_page, form_page, only_where, refused, staff_only
from voice import queries, rules
from voice.actions import matters as actions
from voice.acts import AUDIT_LABELS
from voice.forms import matters as forms
from voice.kinds import KINDS, words_of
from voice.pages import matters as pages
from voice.pages.parts import parts_for
from voice.states import MatterKind

A_PAGE = 20
PAGES = {
    "answer": ActPage(run=actions.answer, form=forms.Answering, done="已答复。"),
    "rate_answers": ActPage(run=actions.rate_answers, form=forms.Rating, done="已评价、办结。"),
    "file_opinion": ActPage(run=actions.file_opinion, form=forms.Concluding, done="已归档。"),
    "conclude_review": ActPage(run=actions.conclude_review, form=forms.Concluding, done="已作出评估结论。"),
    "decide_assessment": ActPage(
        run=actions.decide_assessment,
        form=forms.Deciding,
        done="决定已登记。",
        will=("申请的部门收到消息。", "批准的列入保留的考核评比和当年的考核日程，各乡镇收到消息；只管一年。"),
    ),
    "ask_again": ActPage(run=actions.ask_again, form=forms.AskingAgain, done="已请再办理。"),
    "escalate": ActPage(
        run=actions.escalate,
        form=forms.Escalating,
        done="已提级协调。",
        will=("牵头督导的单位收到消息。", "被问的单位按新的期限重新答复。"),
    ),
    "withdraw_matter": ActPage(run=actions.withdraw_matter, form=forms.WithdrawingMatter, done="已撤回。"),
}


def fetch(request, uuid):
    """The matter as this seat may see it; otherwise 404, whether it exists or not."""
    matter = queries.matters_seen_by(request.acting).filter(uuid=uuid).first()
    if matter is None:
        raise Http404
    request.reads = matter
    return matter


@seat_required
@require_safe
def index(request):
    staff_only(request)
    only_where(request.acting, *rules.EVERY, rows=queries.matters_seen_by(request.acting))
    shown = pages.MatterList(request.acting, request.GET)
    page = Paginator(shown.matters, A_PAGE).get_page(request.GET.get("page"))
    leads = rules.reads_all(request.acting)
    context = {"list": shown, "page": page, "rows": shown.rows(page), "leads": leads, "section": "voice"}
    context |= {"parts": parts_for(request.acting), "powers": request.acting.offers(MatterKind.POWERS)}
    return render(request, "voice/matters.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, kind):
    by, said = request.acting, KINDS.get(kind)
    if said is None or not by.offers(kind):
        raise Http404
    if not rules.may_ask(kind, by):
        raise refused(request, "ask")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.AskForm(*sent, by=by, kind=kind, initial=_asked(request, by))
    back = reverse("matter-list")

    def made(uuid):
        return queries.matters_seen_by(by).filter(uuid=uuid).first()

    shown = {
        "title": said.ask,
        "kicker": "县乡协同",
        "act": said.ask,
        "lead": _lead(by.county, said),
        "cancel_url": back,
    }
    run = partial(actions.ask, kind=kind)
    return form_page(request, run, form=form, done="已发出。", to=back, made=made, **shown, section="voice")


def _lead(county, said):
    """What the kind is for; of a 派驻机构 what this county's rules name (通渭 第3项)."""
    lead = county.worded(said.lead)
    return lead.replace(HEARD_OF, county.rules.heard_of) if county.rules else lead


def _asked(request, by):
    """From the list of powers: the duty, its department and the townships that carry it."""
    code = searched(request.GET.get("code", ""))[:20]
    duty = queries.powers(by.county, clock.today().year).filter(code=code).first()
    return {"duty": duty, "units": queries.reviewers(duty)} if duty else {}


@seat_required
@require_safe
def powers(request):
    """赋权事项 and when each was reviewed last, for those who lead."""
    if not request.acting.offers(MatterKind.POWERS):
        raise Http404
    if not rules.reads_all(request.acting):
        raise NotAllowed
    year = clock.today().year
    page = Paginator(queries.powers(request.acting.county, year), A_PAGE).get_page(request.GET.get("page"))
    with_successors(page, "department")
    may_review = rules.may_ask(MatterKind.POWERS, request.acting)
    context = {"page": page, "year": year, "may_review": may_review, "section": "voice"}
    context["public"] = with_pages(request.acting.county, list(page))
    return render(request, "voice/powers.html", context)


@seat_required
@require_safe
def show(request, uuid):
    matter = fetch(request, uuid)
    due = pages.due_of(matter)
    context = {
        "matter": matter,
        "leaders": queries.leaders(matter.county),
        "state": pages.state_of(matter),
        "facts": pages.facts_of(matter),
        "answers": pages.answers_of(matter),
        "said": pages.said_in(matter, lambda file: reverse("matter-file", args=[matter.uuid, file.uuid])),
        "hits": matter.hits.all(),
        "searched": KINDS[matter.kind].searched,
        "due": due,
        "left": Calendar.load().between(clock.today(), due.date) if due else None,
        "graded": rules.is_graded(matter),
        "events": course(matter, labels=AUDIT_LABELS, words=words_of(matter.kind)),
        "acts": pages.acts_for(matter, request.acting),
        "for_the_head": pages.for_the_head(matter, request.acting),
        "section": "voice",
    }
    return render(request, "voice/matter.html", context)


@seat_required
@require_safe
def file(request, uuid, file):
    found = Attachment.objects.filter(entry__subject=fetch(request, uuid).uuid, file__uuid=file)
    return stream(get_object_or_404(found.select_related("file")).file)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, uuid, verb):
    matter = fetch(request, uuid)
    facts = [*pages.facts_of(matter), *pages.answered(matter)]
    return act_page(
        request,
        verb,
        PAGES,
        subject=matter,
        happened=lambda: course(matter, labels=AUDIT_LABELS),
        facts=facts,
        section="voice",
    )
