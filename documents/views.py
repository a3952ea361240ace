"""The page on which anybody who holds a paper checks that it is genuine."""

from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from documents.forms import CheckForm
from documents.papers import after, corrected, has_wrong_number, papers_about, said_of_number
from documents.verifying import by_bytes, by_code, code_of, dated


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request):
    """By number and 校验值, or by the PDF itself, which is compared and not kept."""
    form = CheckForm(request.POST or None, request.FILES or None)
    context = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if file := given["file"]:
            paper, _ = by_bytes(file.chunks())
            context |= found(paper) | {"by_file": True}
        else:
            context |= found(by_code(given["code"], given["number"]))
    return render(request, "documents/verify.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def verify_code(request, code):
    """Where a paper's QR code leads."""
    code = code_of(code)
    context = {"form": CheckForm(), **found(code and by_code(code)), "scanned": True}
    return render(request, "documents/verify.html", context)


def found(paper):
    """What is told of a paper to who has it in hand: that there is one, its kind, county, number and date, and whether its
    number was put right since; not what it is about."""
    since = after(paper, corrected(papers_about(paper.subject))) if paper else []
    return {
        "asked": True,
        "paper": paper,
        "date": paper and dated(paper),
        "replaced": bool(since),
        "wrong_number": has_wrong_number(paper, since),
        "said_of_number": said_of_number(paper, since),
    }
