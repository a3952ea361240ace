"""保障: the list, a duty's board, delivering for several townships, one guarantee and every act on it; trainings."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.succession import with_successors
from documents.files import stream
from documents.handing import printed
from documents.papers import papers_about
from supervision import queries, rules
from supervision.actions import guarantees as actions
from supervision.acts import GUARANTEE
from supervision.forms import guarantees as forms
from supervision.forms.acts import Confirming
from supervision.models import Attachment
from supervision.pages import guarantees as pages
from supervision.pages.timeline import course
from supervision.views.shell import ActPage, act_page, form_page, refused, staff_only

A_PAGE = 20
PAGES = {
    "deliver": ActPage(run=actions.deliver, form=forms.Delivering, done="已登记落实，待乡镇确认。"),
    "hand_over": ActPage(
        run=actions.hand_over,
        form=forms.HandingOver,
        done="已登记交接，待乡镇确认。",
        will=("生成事项交接单，乡镇收到消息。",),
        issues=True,
    ),
    "confirm_delivery": ActPage(run=actions.confirm_delivery, form=Confirming, done="已确认落实。"),
    "object_to_delivery": ActPage(
        run=actions.object_to_delivery,
        form=forms.ObjectingToDelivery,
        done="已提交反映。",
        will=("提交一件反映，由联席会议办公室按期核实。", "这一项仍是待落实。"),
    ),
    "set_delivery_day": ActPage(
        run=actions.set_delivery_day, form=forms.SettingDeliveryDay, done="落实期限已改。", dates=True
    ),
}


def fetch(request, uuid):
    """The guarantee as this seat may see it; otherwise 404, whether it exists or not."""
    row = queries.guarantees_seen_by(request.acting).filter(uuid=uuid).first()
    if row is None:
        raise Http404
    request.reads = row
    return row


@seat_required
@require_safe
def index(request):
    staff_only(request)
    shown = pages.GuaranteeList(request.acting, request.GET)
    page = Paginator(shown.lines, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "list": shown,
        "page": page,
        "may_promise": rules.may_promise(request.acting),
        "section": "supervision",
    }
    return render(request, "supervision/guarantees.html", context)


@seat_required
@require_safe
def board(request, duty):
    rows = queries.guarantees_seen_by(request.acting).filter(duty__uuid=duty)
    if not rows.exists():
        raise Http404
    shown = pages.Board(rows, request.acting)
    context = {
        "board": shown,
        "duty": shown.duty,
        "section": "supervision",
    }
    return render(request, "supervision/guarantee_board.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request, duty):
    """登记落实 for several townships at once."""
    rows = queries.guarantees_seen_by(request.acting).filter(duty__uuid=duty)
    if not rows.exists():
        raise Http404
    own = [row for row in rows if rules.is_department(row, request.acting)]
    if not own:
        raise refused(request, "deliver")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, board = forms.DeliveringSeveral(*sent, rows=own), reverse("guarantee-board", args=[duty])
    if not sent and not form.waiting:
        messages.info(request, "这一事项没有待落实的保障；权力下放逐个乡镇登记交接。")
        return redirect(board)
    shown = {"title": "登记落实", "kicker": rows[0].duty.name, "act": "登记落实", "cancel_url": board}
    done = f"已登记落实，待乡镇确认。{form.said_of_others}"
    return form_page(request, actions.deliver_several, form=form, done=done, to=board, **shown)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    if not rules.may_promise(request.acting):
        raise refused(request, "promise")
    sent = (request.POST,) if request.method == "POST" else ()
    form, back = forms.PromiseForm(*sent, by=request.acting), reverse("guarantee-list")
    shown = {"title": "登记保障", "kicker": "保障", "act": "登记保障", "cancel_url": back}
    return form_page(request, actions.promise, form=form, done="保障已登记。", to=back, **shown)


@seat_required
@require_safe
def show(request, uuid):
    row = fetch(request, uuid)
    context = {
        "row": row,
        "state": pages.state_of(row),
        "facts": pages.facts_of(row),
        "said": pages.said_of(
            row, GUARANTEE, lambda file: reverse("guarantee-file", args=[row.uuid, file.uuid])
        ),
        "papers": pages.papers_of(row),
        "events": course(row),
        "acts": pages.acts_for(row, request.acting),
        "section": "supervision",
    }
    return render(request, "supervision/guarantee.html", context)


@seat_required
@require_safe
def paper(request, uuid, paper):
    row = fetch(request, uuid)
    return printed(
        request, get_object_or_404(papers_about(row.uuid), uuid=paper), back=row.get_absolute_url()
    )


@seat_required
@require_safe
def file(request, uuid, file):
    found = Attachment.objects.filter(entry__subject=fetch(request, uuid).uuid, file__uuid=file)
    return stream(get_object_or_404(found.select_related("file")).file)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, uuid, verb):
    row = fetch(request, uuid)
    facts = pages.facts_of(row)
    return act_page(request, verb, PAGES, subject=row, happened=lambda: course(row), facts=facts)


@seat_required
@require_safe
def trainings(request):
    staff_only(request)
    page = Paginator(queries.trainings_seen_by(request.acting), A_PAGE).get_page(request.GET.get("page"))
    with_successors(page, "department", "townships")
    files = {}
    kept = Attachment.objects.filter(entry__subject__in=[each.uuid for each in page])
    for each in kept.select_related("file", "entry"):
        url = reverse("training-file", args=[each.entry.subject, each.file.uuid])
        files.setdefault(each.entry.subject, []).append({"name": each.file.name, "url": url})
    context = {
        "page": page,
        "rows": [(each, files.get(each.uuid, ())) for each in page],
        "may_record": rules.is_of_department(request.acting),
        "section": "supervision",
    }
    return render(request, "supervision/trainings.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def training_new(request):
    if not rules.is_of_department(request.acting):
        raise refused(request, "record_training")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, back = forms.TrainingForm(*sent, by=request.acting), reverse("training-list")
    shown = {"title": "登记培训", "kicker": "培训", "act": "登记培训", "cancel_url": back}
    return form_page(request, actions.record_training, form=form, done="培训已登记。", to=back, **shown)


@seat_required
@require_safe
def training_file(request, uuid, file):
    training = get_object_or_404(queries.trainings_seen_by(request.acting), uuid=uuid)
    request.reads = training
    found = Attachment.objects.filter(entry__subject=training.uuid, file__uuid=file)
    return stream(get_object_or_404(found.select_related("file")).file)
