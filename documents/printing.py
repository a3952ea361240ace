"""Printing: each paper once, after its act is through, outside the request; what a crash left is picked up later.

`manage.py render_papers` does the work; `start` sets it off for one paper. Two at once do no harm: the first that is
done is kept, and a paper has one print for ever.
"""

import fcntl
import logging
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from audit import clock
from audit.record import SYSTEM
from documents import sheet, signing
from documents.files import discarded_on_rollback, store
from documents.models import Paper, Print
from documents.rendering import NotPrinted, Press

log = logging.getLogger(__name__)

PREVIEW_SECONDS = 10  # a visitor waits for it


def start(papers):
    """Let a process of its own print the papers, but for those that another is at."""
    if not settings.PRINT_PAPERS:
        return
    due = []
    for paper in papers:
        with alone(f"{paper.uuid}") as free:
            due += [str(paper.uuid)] if free else []
    if not due:
        return
    subprocess.Popen(  # noqa: S603 - our own command, and ids the database gave
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "render_papers", *due],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )


def print_due(uuids=()):
    """Print what has no print yet, all of it or the papers named, oldest first; (printed, failed), two lists."""
    printed, failed = [], []
    due = Paper.objects.filter(print=None, snapshot__contains='"document":').order_by("pk")
    if uuids:
        due = due.filter(uuid__in=uuids)
    with alone("press", wait=True), Press() as press:
        for pk in due.values_list("pk", flat=True):
            paper = Paper.objects.get(pk=pk)
            with alone(f"{paper.uuid}") as free:
                if not free:
                    continue
                try:
                    print_once(paper, press)
                    printed.append(paper)
                except NotPrinted:
                    log.exception("paper %s could not be printed", paper.uuid)
                    failed.append(paper)
    return printed, failed


def print_once(paper, press):
    """The paper's print, made of its snapshot if there is none, signed where the county can; bytes and row go together."""
    if found := Print.objects.filter(paper=paper).first():
        return found
    signer = signing.signer_of(paper.county)
    mark = _place(f"{paper.uuid}.page")
    pages, content = press.make(*sheet.page(paper), told=lambda page: mark.write_text(str(page)))
    mark.unlink(missing_ok=True)
    if signer:
        content = signing.signed(content, signer)
    name = f"{paper.title[:100].replace('/', '／').replace(chr(92), '＼')}.pdf"
    try:
        with discarded_on_rollback(), transaction.atomic():
            file = store(ContentFile(content, name=name), by=SYSTEM)
            return Print.objects.create(paper=paper, file=file, pages=pages, printed_at=clock.now())
    except IntegrityError:  # another process was quicker
        return Print.objects.get(paper=paper)


def page_of(paper):
    """The page that is being laid out of a paper at the press; "" where nobody knows."""
    try:
        return _place(f"{paper.uuid}.page").read_text()
    except FileNotFoundError:
        return ""


def preview(paper):
    """The bytes of a paper that is not issued, marked 预览; kept nowhere."""
    with Press() as press:
        return press.make(*sheet.page(paper, preview=True), seconds=PREVIEW_SECONDS)[1]


def _place(name):
    folder = settings.VAR / "printing"
    folder.mkdir(exist_ok=True)
    return folder / name


@contextmanager
def alone(name, *, wait=False):
    """Whether nobody else had the lock of that name, which is held inside; `wait` until it is free."""
    with open(place := _place(name), "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
        if not wait:
            place.unlink(missing_ok=True)
