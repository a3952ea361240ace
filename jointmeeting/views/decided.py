"""议定事项: the list, one of them, listing them from a meeting, and what is said of them."""

from django.core.paginator import Paginator
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.succession import heir_or_self, named_now
from admission.act import NotAllowed
from jointmeeting import actions
from jointmeeting.forms.decided import DecidedForm, LaterForm, ProgressForm
from jointmeeting.forms.meeting import ReasonForm
from jointmeeting.models import DecidedItem
from jointmeeting.pages.decided import DecidedList, acts_for, dated, facts_of
from jointmeeting.queries import items_of, visible_to
from jointmeeting.states import DecidedStage
from jointmeeting.views.shell import confirm, entries, fetch, handle, page, plain, where_it_meets
from workday.absences import away


@seat_required
@where_it_meets
@require_safe
def index(request):
    """Decided items as far as this seat sees them; ?show= late, open or closed."""
    if request.acting.county is None or request.acting.is_admin:
        raise NotAllowed
    shown = DecidedList(request.acting, request.GET)
    found = Paginator(shown.rows, 20).get_page(request.GET.get("page"))
    return plain(request, "jointmeeting/decided_list.html", {"list": shown, "page": dated(found)})


@seat_required
@require_safe
def show(request, uuid):
    decided = fetch(request, uuid, DecidedItem)
    dated([decided])
    context = {
        "facts": facts_of(decided),
        "acts": acts_for(decided, request.acting),
        "remarks": decided.remarks.all(),
        "events": entries(decided),
        "sees_meeting": visible_to(request.acting).filter(pk=decided.meeting_id).exists(),
    }
    return page(request, "jointmeeting/decided.html", context, row=decided)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request, uuid):
    meeting = fetch(request, uuid)
    form = DecidedForm(request.POST or None, meeting=meeting, items=items_of(meeting))
    done = "议定事项已列出，责任单位收到消息。"
    to = meeting.get_absolute_url() + "#decided"
    if response := handle(
        request, "list_decided", actions.list_decided, row=meeting, form=form, done=done, to=to
    ):
        return response
    return page(
        request, "jointmeeting/decided_new.html", {"form": form, "warning": away(form.units)}, row=meeting
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, uuid):
    decided, form = fetch(request, uuid, DecidedItem), ProgressForm(request.POST or None)
    will = ["联席会议办公室收到消息；召集人、县委办、县政府办也能看到。"]
    return confirm(
        request,
        "report_progress",
        actions.report_progress,
        row=decided,
        form=form,
        done="进展已报告。",
        will=will,
        about=facts_of(decided),
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def remind(request, uuid):
    decided = fetch(request, uuid, DecidedItem)
    return confirm(
        request,
        "remind_decided",
        actions.remind_decided,
        row=decided,
        facts=dict,
        done="已催办。",
        will=["责任单位收到催办的消息，催办留有记录；一天催办一次。"],
        whom=[named_now(decided.unit)],
        about=facts_of(decided),
    )


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def put_off(request, uuid):
    decided, form = fetch(request, uuid, DecidedItem), LaterForm(request.POST or None)
    done, will = "期限已延后。", ["责任单位收到消息，原定期限照旧可查。"]
    if decided.stage == DecidedStage.REPORTED:
        will.append("责任单位报告的完成不作数，回到“落实中”。")
    action = actions.put_off_decided
    shown = {"will": will, "warning": away([heir_or_self(decided.unit)])}
    return confirm(request, "put_off_decided", action, row=decided, form=form, done=done, **shown)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request, uuid):
    decided = fetch(request, uuid, DecidedItem)
    form = ReasonForm(request.POST or None, label="核实情况", help_text="核实了什么，结果怎样。")
    return confirm(
        request,
        "close_decided",
        actions.close_decided,
        row=decided,
        form=form,
        facts=lambda: form.cleaned_data,
        done="议定事项已办结。",
        will=["这一事项办结，不再催办，责任单位收到消息。"],
        about=facts_of(decided),
    )
