"""A paper of a case: what it says, as PDF, to edit; and a wrong number put right."""

from django.http import Http404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import seat_required
from admission import queries
from admission.actions import numbers
from admission.acts import SPECS, openness
from admission.forms.approvals import CorrectingNumber
from admission.pages import papers
from admission.pages.whole import WholeFile
from admission.views.case import crumbs
from admission.views.shell import carry_out, fetch, gate, page, posted_key, posted_lock
from admission.views.whole import bound
from documents.handing import edited, printed
from documents.papers import after, corrected, has_wrong_number, said_of_number
from documents.verifying import dated


@seat_required
@require_safe
def show(request, case_uuid, paper):
    case = fetch(request, case_uuid)
    found, since = _paper(case, request.acting, paper)
    kind = case.words(found.get_kind_display())
    said = found.content if found.is_as_issued else {}
    context = {
        "paper": found,
        "document": said.get("document", {}),
        "attached": said.get("attached"),
        "kind": kind,
        "since": since,
        "said_of_number": said_of_number(found, since),
        "wrong_number": has_wrong_number(found, since),
        "lines": papers.lines(found, case, since),
        "may_correct": _is_open(case, request.acting, found, since),
        "crumbs": crumbs(case, kind),
    }
    return page(request, "admission/case_paper.html", context, case=case)


@seat_required
@require_safe
def pdf(request, case_uuid, paper):
    """The paper as it was printed; one that is not printed yet is waited for, the page asks again by itself."""
    case = fetch(request, case_uuid)
    found, _ = _paper(case, request.acting, paper)
    return printed(request, found, back=reverse("case-paper", args=[case.uuid, found.uuid]))


@seat_required
@require_safe
def docx(request, case_uuid, paper):
    """The paper to edit, for an OA that finishes it."""
    case = fetch(request, case_uuid)
    return edited(_paper(case, request.acting, paper)[0])


@seat_required
@require_safe
def attached(request, case_uuid, paper):
    """The paper with what its 附件 names, as one PDF; bound outside the request and waited for."""
    case = fetch(request, case_uuid)
    found, _ = _paper(case, request.acting, paper)
    if not (found.is_as_issued and found.content.get("attached")):
        raise Http404
    manifest = WholeFile(case, request.acting).with_attachments(found)
    name, kind = f"{found.title[:60]}（连同附件）.pdf", found.get_kind_display()
    back = reverse("case-paper", args=[case.uuid, found.uuid])
    return bound(request, manifest, name=name, again=f"{request.path}?", back=back, title=f"{kind}连同附件")


@seat_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request, case_uuid, paper):
    """更正文号, of a paper whose number was entered wrong. One that was put right has no such page any more; a form opened
    before is answered by the act: done already, or 409."""
    case = fetch(request, case_uuid)
    found, since = _paper(case, request.acting, paper)
    if found.kind not in numbers.NUMBERED or (since and not posted_key(request)):
        raise Http404
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = CorrectingNumber(*data, case=case, by=request.acting)
    form.dated = dated(found)
    if form.is_valid():
        response = _correct(request, case, found, form)
    else:
        response = gate(request, "correct_number", case, form=form)
    kind = case.words(found.get_kind_display())
    crumb = (kind, reverse("case-paper", args=[case.uuid, found.uuid]))
    context = {
        "paper": found,
        "kind": kind,
        "form": form,
        "crumbs": [*crumbs(case, "")[:-1], crumb, ("更正文号", None)],
    }
    return response or page(request, "admission/paper_number.html", context, case=case)


def _correct(request, case, paper, form):
    given = {"lock": posted_lock(request), "form_key": posted_key(request), **form.arguments()}
    return carry_out(
        request,
        lambda: numbers.correct_number(case=case, by=request.acting, paper=paper, **given),
        case=case,
        form=form,
        done="文号已更正，重新印发了一份。",
    )


def _is_open(case, by, paper, since):
    return (
        not since and paper.kind in numbers.NUMBERED and openness(SPECS["correct_number"], case, by) == "open"
    )


def _paper(case, by, uuid):
    """(the paper the seat may read, those that stood for it since its number was put right)"""
    readable = queries.papers_for(case, by)
    found = next((each for each in readable if each.uuid == uuid), None)
    if found is None:
        raise Http404
    return found, after(found, corrected(readable))
