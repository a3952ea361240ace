"""Printing: each paper once, after its act is through, outside the request; what a crash left is picked up later.

`manage.py render_papers` does the work; `start` queues papers and sets it off: one process at the press, one that waits
for it, however many ask. A paper at which the press fails is tried a few times, then the office is told. Two at once do
no harm: the first that is done is kept, and a paper has one print for ever.
"""

import logging
import time
from contextlib import ExitStack, suppress
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse

from accounts.models import Unit, UnitKind
from accounts.notices import notify
from audit import clock
from audit.record import SYSTEM, record
from audit.words import kept
from documents import apart, sheet, signing, unkept
from documents.alone import alone, place
from documents.files import NotKept, as_name, discarded_on_rollback, store
from documents.models import Paper, Print
from documents.rendering import NotPrinted, Press

log = logging.getLogger(__name__)

QUEUED_SECONDS = 600  # a paper is queued again at the earliest
MOST_TRIES = 3
TOLD_SECONDS = 24 * 3600
# No fault of the paper, which waits for a certificate, a disk that takes its PDF, a database that answers.
NO_FAULT = (signing.CannotSign, NotKept, OSError, OperationalError)


def start(papers):
    """Queue the papers, but for those queued of late or given up, and let a process of its own print what is queued.

    The act behind them is through: where no process can be begun they wait for the next `render_papers`.
    """
    try:
        if [paper for paper in papers if _queue(paper)]:
            set_off()
    except OSError:
        log.exception("papers were not queued")


def set_off():
    """Let a process of its own print what is queued, papers first, and make what was left for later (documents.unkept)."""
    if not settings.PRINT_PAPERS:
        return
    try:
        with alone("next") as free:
            if not free:
                return  # a process that waits for the press takes these too
        apart.begin("render_papers", "--queued")
    except OSError:
        log.exception("no process could be started: render_papers does it at its time")


def _queue(paper):
    """Put the paper into the queue, unless it was put there of late or given up; whether it came into it now."""
    mark = place(f"{paper.uuid}.queued")
    if is_given_up(paper) or _is_recent(mark):
        return False
    mark.touch()
    return True


def _is_recent(mark, seconds=QUEUED_SECONDS):
    try:
        return time.time() - mark.stat().st_mtime < seconds
    except FileNotFoundError:  # never there, or the press has just done with it
        return False


def is_given_up(paper):
    """Whether the press failed at the paper so often that it is printed only when an administrator says so."""
    try:
        return place(f"{paper.uuid}.failed").stat().st_size >= MOST_TRIES
    except OSError:  # no mark, or no folder to keep one in
        return False


def print_queued():
    """Print what `start` queued, and then make what waits that is no paper, unless another process waits to do so;
    (printed, failed) papers."""
    with ExitStack() as waiting:
        if not waiting.enter_context(alone("next")):
            return [], []
        with alone("press", wait=True), Press() as press:
            waiting.close()  # what is queued from now on is for the next, unless it comes while this one has work
            printed, failed = _print(_queued(), press)
            while unkept.make_next(press):
                more = _print(_queued().exclude(pk__in=[paper.pk for paper in failed]), press)
                printed, failed = printed + more[0], failed + more[1]
            return printed, failed


def _queued():
    return _due().filter(uuid__in=[UUID(mark.stem) for mark in place("").glob("*.queued")])


def print_due(uuids=()):
    """Print what has no print yet, all or the papers named; (printed, failed), two lists. What was given up is among the
    failed, and tried only where it is named. After all papers, what was left that is no paper."""
    with alone("press", wait=True), Press() as press:
        if uuids:
            return _print(_due().filter(uuid__in=uuids), press, again=True)
        told = _print(_due(), press)
        while unkept.make_next(press):
            pass
        return told


def _due():
    return Paper.objects.filter(print=None).order_by("pk")


def _print(due, press, *, again=False):
    """Oldest first. `again`: what was given up is tried too."""
    printed, failed = [], []
    for pk in due.values_list("pk", flat=True):
        paper = Paper.objects.get(pk=pk)
        with alone(f"{paper.uuid}") as free:
            if not free:
                continue
            if is_given_up(paper) and not again:
                failed.append(paper)
                continue
            try:
                print_once(paper, press)
                printed.append(paper)
            except NO_FAULT as problem:
                log.exception("paper %s waits for the next run", paper.uuid)
                failed.append(paper)
                if isinstance(problem, signing.CannotSign):
                    _tell_unsigned(paper)
            except Exception:  # whatever is wrong with this one, the others are printed
                log.exception("paper %s could not be printed", paper.uuid)
                _count_failure(paper)
                failed.append(paper)
    return printed, failed


def print_once(paper, press):
    """The paper's print, made of its snapshot if there is none, signed where the county can; bytes and row go together,
    and the chain vouches for both. NotPrinted: what the paper says is not what was issued."""
    if found := Print.objects.filter(paper=paper).first():
        return found
    if not paper.is_as_issued:
        raise NotPrinted("what the paper says was changed after it was issued")
    signer = signing.signer_of(paper.county)
    pages, content = press.make(*sheet.page(paper), told=partial(_tell_page, paper))
    if signer:
        content = signing.signed(content, signer)
    name = f"{as_name(paper.title, 100)}.pdf"
    try:
        with discarded_on_rollback(), transaction.atomic():
            file = store(ContentFile(content, name=name), by=SYSTEM)
            made = Print.objects.create(paper=paper, file=file, pages=pages, printed_at=clock.now())
            record(
                actor=SYSTEM,
                verb="print_paper",
                subject=paper.uuid,
                subject_kind="paper",
                content_hash=file.sha256,
                data=kept([made, file]),
            )
    except IntegrityError:  # another process was quicker
        made = Print.objects.get(paper=paper)
    for ending in ("page", "queued", "failed"):
        with suppress(OSError):
            place(f"{paper.uuid}.{ending}").unlink()
    return made


def _count_failure(paper):
    """One failure in ten minutes counts; the last time that the press is tried by itself the county's office is told."""
    if _is_recent(place(f"{paper.uuid}.failed")):
        return
    with open(place(f"{paper.uuid}.failed"), "a") as failed:
        failed.write("x")
        times = failed.tell()
    if times == MOST_TRIES:
        _tell_office(paper, f"试了{times}次没有生成PDF，请告诉系统管理员")


def tell_damaged(paper):
    """Tell the county's office that the kept PDF is not what it was; once a day, however many ask for it."""
    _tell_daily(f"{paper.uuid}.damaged", paper, "保存的PDF缺失或者被改动，请告诉系统管理员从备份恢复")


def _tell_unsigned(paper):
    """Tell the county's office that its papers wait for a certificate; once a day, however many wait."""
    told = "电子签名的证书不能用，文书的PDF等着签名，请告诉系统管理员"
    _tell_daily(f"{paper.county.code}.unsigned", paper, told)


def _tell_daily(mark, paper, what):
    try:
        if _is_recent(place(mark), TOLD_SECONDS):
            return
        place(mark).touch()
    except OSError:
        log.exception("%s: who was told cannot be remembered", mark)
        return
    _tell_office(paper, what)


def _tell_office(paper, what):
    offices = Unit.objects.on(clock.today()).filter(county=paper.county, kind=UnitKind.OFFICE)
    notify(units=offices, title=f"{what}：{paper.title}", url=reverse("verify-code", args=[paper.sha256]))


def _tell_page(paper, page):
    with suppress(OSError):  # only who waits would know it
        place(f"{paper.uuid}.page").write_text(str(page))


def page_reached(paper):
    """The page that is being laid out of a paper at the press; "" where nobody knows."""
    try:
        return place(f"{paper.uuid}.page").read_text()
    except OSError:
        return ""
