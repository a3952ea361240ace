"""信息共享: the library, what is put in and taken out, the files."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.fields import searched
from admission.act import NotAllowed
from documents.files import stream
from jointmeeting import actions, rules
from jointmeeting.forms.shared import SharedForm
from jointmeeting.models import SharedFile
from jointmeeting.pages.topic import may_propose
from jointmeeting.queries import shared_seen_by
from jointmeeting.states import SharedKind
from jointmeeting.views.shell import begin, confirm, fetch, plain, where_it_meets


@seat_required
@where_it_meets
@require_safe
def index(request):
    """The library; ?q= words of the name, the note, the unit, ?kind= one kind."""
    by, kind = request.acting, request.GET.get("kind", "")
    if not rules.takes_part(by):
        raise NotAllowed
    rows, q = shared_seen_by(by), searched(request.GET.get("q", "")).strip()[:100]
    for word in q.split():
        said = Q(title__icontains=word) | Q(note__icontains=word) | Q(unit__short_name__icontains=word)
        rows = rows.filter(said | Q(file__name__icontains=word))
    if kind in SharedKind.values:
        rows = rows.filter(kind=kind)
    found = Paginator(rows, 20).get_page(request.GET.get("page"))
    for row in found:
        row.may_withdraw = rules.may_withdraw_shared(row, by)
    context = {"page": found, "q": q, "kind": kind, "kinds": SharedKind.choices}
    return plain(request, "jointmeeting/shared.html", context | {"may_share": may_propose(by)})


@seat_required
@where_it_meets
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    form = SharedForm(request.POST or None, request.FILES or None)
    may, done = may_propose(request.acting), "资料已共享。"
    response = begin(request, actions.share_file, form, done=done, may=may, to="shared-list")
    context = {"form": form, "title": "提供资料", "act": "提供资料", "back": "shared-list"}
    return response or plain(request, "jointmeeting/letter_form.html", context)


@seat_required
@require_safe
def file(request, uuid):
    return stream(fetch(request, uuid, SharedFile).file)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, uuid):
    shared = fetch(request, uuid, SharedFile)
    return confirm(
        request,
        "withdraw_shared",
        actions.withdraw_shared,
        row=shared,
        facts=dict,
        done="资料已撤下。",
        will=["成员单位不再看得到这份资料，记录和文件保留。"],
        grave=True,
    )
