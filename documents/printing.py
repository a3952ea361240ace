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


def start(paper):
    """Let a process of its own print the paper, unless one is at it."""
    if not settings.PRINT_PAPERS:
        return
    with alone(f"{paper.uuid}") as free:
        if not free:
            return
    subprocess.Popen(  # noqa: S603 - our own command, and an id the database gave
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "render_papers", str(paper.uuid)],
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
    pages, content = press.make(*sheet.page(paper))
    if signer:
        content = signing.signed(content, signer)
    name = f"{paper.title[:100].replace('/', '／').replace(chr(92), '＼')}.pdf"
    try:
        with discarded_on_rollback(), transaction.atomic():
            file = store(ContentFile(content, name=name), by=SYSTEM)
            return Print.objects.create(paper=paper, file=file, pages=pages, printed_at=clock.now())
    except IntegrityError:  # another process was quicker
        return Print.objects.get(paper=paper)


def preview(paper):
    """The bytes of a paper that is not issued, marked 预览; kept nowhere."""
    with Press() as press:
        return press.make(*sheet.page(paper, preview=True), seconds=PREVIEW_SECONDS)[1]


@contextmanager
def alone(name, *, wait=False):
    """Whether nobody else had the lock of that name, which is held inside; `wait` until it is free."""
    folder = settings.VAR / "printing"
    folder.mkdir(exist_ok=True)
    with open(folder / name, "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
        if not wait:
            (folder / name).unlink(missing_ok=True)
