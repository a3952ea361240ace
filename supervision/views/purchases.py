"""购买服务: the list, a new one, one with its parties' duties, its files, its end."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from accounts.succession import heir_or_self, with_successors
from documents.files import stream
from regimes.queries import ways_off_the_list
from supervision import acts, queries, rules
from supervision.actions import purchases as actions
from supervision.forms import purchases as forms
from supervision.models import Attachment
from supervision.pages import purchases as pages
from supervision.pages.timeline import course
from supervision.views.shell import ActPage, act_page, form_page, refused, staff_only

A_PAGE = 20
PAGES = {"end_purchase": ActPage(run=actions.end_purchase, form=forms.EndingPurchase, done="已登记终止。")}


def fetch(request, uuid):
    found = queries.purchases_seen_by(request.acting).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


@seat_required
@require_safe
def index(request):
    by = request.acting
    staff_only(request)
    page = Paginator(queries.purchases_seen_by(by), A_PAGE).get_page(request.GET.get("page"))
    with_successors(page, "department", "townships")
    context = {"page": page, "may_record": rules.hands_down(by), "section": "supervision"}
    context["lead"] = pages.lead(by.county)
    return render(request, "supervision/purchases.html", context)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request):
    if not rules.hands_down(request.acting):
        raise refused(request, "record_purchase")
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form, back = forms.PurchaseForm(*sent, by=request.acting), reverse("purchase-list")
    shown = {"title": "登记购买服务", "kicker": "购买服务", "act": "登记", "cancel_url": back}
    return form_page(request, actions.record_purchase, form=form, done="已登记。", to=back, **shown)


@seat_required
@require_safe
def show(request, uuid):
    purchase = fetch(request, uuid)
    may_end = acts.openness("end_purchase", purchase, request.acting) == "open"
    context = {
        "purchase": purchase,
        "facts": pages.facts_of(purchase),
        "files": pages.files_of(purchase),
        "events": course(purchase),
        "whose": heir_or_self(purchase.department),
        "ways_out": "或".join(ways_off_the_list(purchase.county)),
        "end_url": reverse("purchase-act", args=[purchase.uuid, "end_purchase"]) if may_end else "",
        "section": "supervision",
    }
    return render(request, "supervision/purchase.html", context)


@seat_required
@require_safe
def file(request, uuid, file):
    found = Attachment.objects.filter(entry__subject=fetch(request, uuid).uuid, file__uuid=file)
    return stream(get_object_or_404(found.select_related("file")).file)


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, uuid, verb):
    purchase = fetch(request, uuid)
    return act_page(
        request,
        verb,
        PAGES,
        subject=purchase,
        happened=lambda: course(purchase),
        facts=pages.facts_of(purchase),
    )
