"""Papers of several cases as one PDF: chosen on the workbench, looked over once more, bound outside the request."""

from uuid import UUID

from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from admission.pages.several_papers import SeveralPapers
from admission.queries import case_seen_by
from admission.views.whole import bound

MOST_CASES = 50


@require_http_methods(["GET", "HEAD", "POST"])
@seat_required
def chosen(request):
    """The papers of the cases chosen (?case=), all ticked; sent from the workbench, to the address that names them."""
    if request.method == "POST":
        asked = QueryDict(mutable=True)
        asked.setlist("case", request.POST.getlist("case"))
        return redirect(f"{reverse('desk-print')}?{asked.urlencode()}")
    context = {"it": SeveralPapers(_cases(request), request.acting), "section": "desk"}
    return render(request, "admission/desk_print.html", context)


@require_safe
@seat_required
def pdf(request):
    it = SeveralPapers(_cases(request), request.acting, _uuids(request, "paper"))
    if not it.chosen:
        return redirect(f"{reverse('desk-print')}?{request.GET.urlencode()}")
    again = f"{request.path}?{request.GET.urlencode()}"
    return bound(
        request, it.manifest(), name="文书.pdf", again=again, back=reverse("desk"), title="所选的文书"
    )


def _cases(request):
    cases = [case_seen_by(request.acting, uuid) for uuid in _uuids(request, "case")]
    if None in cases or len(cases) > MOST_CASES:
        raise Http404
    return cases


def _uuids(request, name):
    try:
        return list(dict.fromkeys(UUID(raw) for raw in request.GET.getlist(name)))
    except ValueError:
        raise Http404 from None
