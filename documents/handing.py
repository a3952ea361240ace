"""Handing over PDFs: the kept one of a paper, previews of what is not issued, posters and tables, an editable DOCX.

Who may read what is handed over was asked before.
"""

from contextlib import contextmanager
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from documents import editable, printing, sheet, unkept
from documents.files import as_name, is_whole, stream
from documents.forms import doubtful_year
from documents.models import Print
from documents.papers import tried
from documents.rendering import NotPrinted, open_static

TRIES = 20  # of three seconds, to look again for a PDF that is being made


def preview(request, paper):
    """The PDF of a paper that is not issued, marked 预览, or with ?as=docx the draft to edit; NotPreviewed."""
    if request.GET.get("as") == "docx":
        return edited(paper, draft=True)
    shown, reader = _preview_name(paper), request.user.pk
    with _refused():
        return _private(_made(*sheet.page(paper, preview=True), disposition=shown, reader=reader))


class NotPreviewed(Exception):
    """Why there is no preview, in a sentence for the form."""


@contextmanager
def _refused():
    """What the press refuses, as that sentence."""
    try:
        yield
    except unkept.Busy:
        raise NotPreviewed("还在排上一份预览，请过几秒再点。") from None
    except NotPrinted:
        raise NotPreviewed("内容太长，一时排不出来；不看预览也可以办理，印发以后再看。") from None


def previewed(request, call):
    """The preview of what the act `call` issues, which is tried and undone: a PDF, of several papers a page that leads to
    each; with ?as=docx the draft, of several packed together. NotPreviewed, and what `call` raises."""
    papers = tried(call)
    if not papers:
        raise NotPreviewed("这一步不印发文书，没有可以预览的。")
    return preview(request, papers[0]) if len(papers) == 1 else _several(request, papers)


def _several(request, papers):
    if request.GET.get("as") == "docx":
        with ZipFile(packed := BytesIO(), "w") as drafts:
            for number, paper in enumerate(papers, 1):
                drafts.writestr(f"{number} {as_name(paper.title, 60)}.docx", editable.docx(paper, draft=True))
        return _handed(packed.getvalue(), "application/zip", f"attachment; {_named('草稿.zip')}")
    reader = request.user.pk
    with _refused():
        keys = [
            unkept.leave(*sheet.page(paper, preview=True), disposition=_preview_name(paper), reader=reader)
            for paper in papers
        ]
    printing.set_off()
    return _private(
        render(request, "documents/previews.html", {"rows": list(zip(papers, keys, strict=True))})
    )


def _preview_name(paper):
    return f"inline; {_named(f'预览 {paper.title[:60]}.pdf')}"


def edited(paper, *, draft=False):
    """The paper as an editable DOCX; of one whose row was changed in the database a page says so (500). Who may read the
    paper was asked before."""
    if not draft and not paper.is_as_issued:
        return HttpResponse(render_to_string("documents/damaged.html", {"file": paper}), status=500)
    name = _named(f"{'草稿 ' * draft}{paper.title[:100]}.docx")
    return _handed(editable.docx(paper, draft=draft), editable.MEDIA_TYPE, f"attachment; {name}")


def tell_done(request, form, said):
    """`said` once the sent form's act is done, and what is to be checked of the organ's number that it gave, or of what the
    form itself `doubts`."""
    if said:
        messages.success(request, said)
    doubts = form.doubts() if hasattr(form, "doubts") else []
    for doubt in filter(None, [doubtful_year(form), *doubts]):
        messages.warning(request, doubt)


def _named(name):
    return f"filename*=UTF-8''{quote(name, safe='')}"


def _handed(content, media_type, disposition):
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = disposition
    return _private(response)


def _private(response):
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "none"
    return response


def own_pdf(request, template, context, *, css, name, saved=False):
    """A PDF that is no paper, of a template and static files' names; while the press is at work for another, and where it
    fails, a page: 503. `saved`: to be kept by the visitor, not to be looked at."""
    html, sheets = render_to_string(template, context), [open_static(each).decode() for each in css]
    try:
        return _made(html, sheets, disposition=f"{'attachment' if saved else 'inline'}; {_named(name)}")
    except NotPrinted as problem:
        return _not_made(request, busy=isinstance(problem, unkept.Busy))


def _made(html, sheets, **handed):
    """The PDF, or the address where it is waited for."""
    try:
        content = unkept.pdf(html, sheets, **handed)
    except unkept.Longer as longer:
        printing.set_off()
        return redirect("made", longer.key)
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = handed["disposition"]
    return response


@never_cache
@require_safe
def made(request, key):
    """A PDF that takes longer than a request may: waited for, then handed over. Http404 for another's, and after a while."""
    found = unkept.find(key)
    if found is None or found.reader not in (None, request.user.pk):
        raise Http404
    if found.content:
        return _handed(found.content, "application/pdf", found.disposition)
    if found.content is not None:
        return _not_made(request, busy=False)
    if unkept.remind(key):
        printing.set_off()
    response = render(request, "documents/making.html", {"page": found.page})
    response.headers["Refresh"] = "2"
    return response


def _not_made(request, *, busy):
    response = render(request, "documents/not_made.html", {"busy": busy}, status=503)
    response.headers["Retry-After"] = "10" if busy else str(unkept.FAILED_SECONDS)
    if busy:
        response.headers["Refresh"] = "10"
    return response


def printed(request, paper, *, back):
    """The paper's PDF; one that is not printed yet is begun and waited for: the page asks again by itself. Of one that was
    changed in the database before there was a PDF, a page says that there will be none (500).

    Who may read the paper was asked before; `back` leads to where it was asked for.
    """
    if made := Print.objects.filter(paper=paper).select_related("file").first():
        if not is_whole(made.file):
            printing.tell_damaged(paper)
        return stream(made.file, shown=True)
    context = {"paper": paper, "back": back}
    if not paper.is_as_issued:
        return render(request, "documents/waiting.html", context | {"rewritten": True}, status=500)
    asked = request.GET.get("tried", "")
    times = int(asked) if asked.isdecimal() and len(asked) < 4 else 0
    printing.start([paper])
    given_up = printing.is_given_up(paper)
    over = given_up or times >= TRIES
    context |= {"over": over, "given_up": given_up, "page": printing.page_reached(paper)}
    response = render(request, "documents/waiting.html", context)
    if not over:
        response.headers["Refresh"] = f"3; url={request.path}?tried={times + 1}"
    return response
