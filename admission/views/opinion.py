"""The initial review, a member unit's opinion, and an opinion on paper."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from accounts.decorators import password_is_fresh, recent_password, seat_required
from accounts.models import Post
from admission import rules
from admission.actions import circulation, office
from admission.forms import opinion as forms
from admission.forms import review as review_forms
from admission.forms.opinion import DRAFT, ISSUE, RETURN, SEND
from admission.outcomes import is_confirmed
from admission.pages import opinion as opinion_page
from admission.pages import review as review_page
from admission.queries import reviews_for
from admission.views.case import crumbs
from admission.views.shell import (
    beside_password,
    carry_out,
    fetch,
    gate,
    page,
    posted,
    posted_key,
    posted_lock,
    stale_page,
    turned_away,
)

ACTIONS = {
    DRAFT: (circulation.draft_opinion, "draft_opinion", "草稿已保存，只有本单位看得到。"),
    SEND: (circulation.send_opinion, "send_opinion", "已送负责人签发。"),
    ISSUE: (circulation.issue_opinion, "issue_opinion", "意见已签发。"),
}
SAVE = [{"name": "do", "value": DRAFT, "label": "保存草稿"}]


# -- a member unit's opinion -----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def write(request, case_uuid, pk):
    """The unit's own question: the handler drafts and sends, the head issues or gives back."""
    case = fetch(request, case_uuid)
    review = next((row for row in reviews_for(case, request.acting) if row.pk == pk), None)
    if review is None:
        raise Http404
    do = request.POST.get("do") or request.POST.get("preview", "")
    if do == RETURN:
        return _give_back(request, case, review)
    perform = recent_password(_write) if do == ISSUE else _write
    return perform(request, case, review, do if do in ACTIONS else DRAFT)


def _write(request, case, review, do):
    action, verb, done = ACTIONS[do]
    form = forms.OpinionForm(
        *posted(request),
        review=review,
        rules=case.rules,
        complete=do != DRAFT,
        initial=forms.initial_of(opinion_page.start_of(review)),
    )

    def call():
        given = {**form.opened_on(), "form_key": posted_key(request), **form.given(do)}
        action(review=review, by=request.acting, **given)

    if form.is_valid() and getattr(request, "password_given", True):
        to = request.path if do == DRAFT else None
        response = carry_out(request, call, case=case, form=form, done=done, to=to)
    elif not (response := gate(request, verb, case, review, form)):
        beside_password(request, call, form=form, words=case.words)
    return response or page(
        request, "admission/opinion.html", _around(request, case, review, form), case=case
    )


def _give_back(request, case, review):
    form = forms.ReturnForm(request.POST, review=review, auto_id="return_%s")
    if form.is_valid():
        note = form.cleaned_data["note"]
        given = {**form.opened_on(), "note": note, "form_key": posted_key(request)}
        response = carry_out(
            request,
            lambda: circulation.return_opinion(review=review, by=request.acting, **given),
            case=case,
            form=form,
            done="已退回经办人。",
        )
    else:
        response = gate(request, "return_opinion", case, review, form)
    if response:
        return response
    start = forms.initial_of(opinion_page.start_of(review))
    fresh = forms.OpinionForm(review=review, rules=case.rules, complete=False, initial=start)
    return page(request, "admission/opinion.html", _around(request, case, review, fresh, form), case=case)


def _around(request, case, review, form, back=None):
    by = request.acting
    may_issue, sent = rules.may_issue_opinion(review, by), opinion_page.waits_for_head(review)
    if back is None and may_issue and sent:
        back = forms.ReturnForm(review=review, auto_id="return_%s")
    return {
        **opinion_page.around(case, by, review),
        "form": form,
        "errors_above": True,
        "also": SAVE,
        "may_issue": may_issue,
        "barred": by.post == Post.HEAD and opinion_page.why_not_issue(review, by),
        "need_password": may_issue and not password_is_fresh(request),
        "sent": sent,
        "back": back,
        "issued": opinion_page.issued_now(review),
        "before": opinion_page.given_before(case, review),
        "alike": opinion_page.given_alike(case, by, review),
        "crumbs": crumbs(case, review.asks if len(review.asks) < 20 else "审查意见"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def on_paper(request, case_uuid, pk):
    """登记书面意见: the office registers what a unit answered on stamped paper, with the scan."""
    case = fetch(request, case_uuid)
    review = get_object_or_404(opinion_page.of_paper(case, pk))
    review.round.application = case
    if response := turned_away(request, "file_opinion", case):
        return response
    form = forms.PaperOpinionForm(*posted(request), review=review, rules=case.rules, complete=True)
    if form.is_valid():
        done = f"已登记{review.unit.short_name}的书面意见。"
        call = _filing(request, case, review, form)
        response = carry_out(request, call, case=case, form=form, done=done)
    elif form.is_bound:
        response = gate(request, "file_opinion", case, form=form)
    if not response and (review.round.closed_at or not review.asked):
        response = stale_page(request, case, form)
    return response or page(
        request, "admission/opinion_paper.html", _paper(request, case, review, form), case=case
    )


def _filing(request, case, review, form):
    given = {"lock": posted_lock(request), "form_key": posted_key(request), **form.given(ISSUE)}
    return lambda: circulation.file_opinion(case=case, review=review, by=request.acting, **given)


def _paper(request, case, review, form):
    around = opinion_page.around(case, request.acting, review)
    return {**around, "form": form, "errors_above": True, "crumbs": crumbs(case, "登记书面意见")}


# -- 初评 ----------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def initial_review(request, case_uuid):
    """Either post of the office drafts, the director issues: fixes the procedure by rule."""
    case = fetch(request, case_uuid)
    if is_confirmed(case):
        return gate(request, "draft_review", case) or redirect("case-act", case.uuid, "confirm")
    issues = ISSUE in (request.POST.get("do"), request.POST.get("preview"))
    perform = recent_password(_review) if issues else _review
    return perform(request, case, issues)


def _review(request, case, issues):
    verb, action = ("issue_review", office.issue_review) if issues else ("draft_review", office.draft_review)
    if response := turned_away(request, verb, case):
        return response
    start = review_page.start_of(case)
    form = review_forms.ReviewForm(
        *posted(request)[:1], case=case, complete=issues, initial=review_forms.initial_of(start, case)
    )

    def call():
        given = {"lock": posted_lock(request), "form_key": posted_key(request), **form.text()}
        action(case=case, by=request.acting, **given)

    if form.is_valid() and getattr(request, "password_given", True):
        done = case.words("初评意见已签发。") if issues else "草稿已保存，只有联席会议办公室看得到。"
        to = None if issues else request.path
        response = carry_out(request, call, case=case, form=form, done=done, to=to)
    elif form.is_bound and not (response := gate(request, verb, case, form=form)):
        beside_password(request, call, form=form, words=case.words)
    return response or page(
        request, "admission/initial_review.html", _beside(request, case, start, form), case=case
    )


def _beside(request, case, start, form):
    beside = review_page.around(case, request.acting, start)
    return {
        **beside,
        "form": form,
        "errors_above": True,
        "also": SAVE,
        "need_password": beside["may_issue"] and not password_is_fresh(request),
        "issue_words": case.words("签发初评意见"),
        "crumbs": crumbs(case, case.words("初评")),
    }
