"""PDFs that are no papers and kept for a while only: posters, tables, previews.

Who asks waits for two pages at most. What becomes longer is left for the process that prints papers
(`printing.set_off`), which makes it when no paper waits; whoever asked looks at its address until it is there.
"""

import hashlib
import json
import logging
import time
from contextlib import ExitStack, suppress
from typing import NamedTuple

from django.core.cache import caches
from django.core.cache.backends.base import DEFAULT_TIMEOUT

from documents.alone import alone, place
from documents.rendering import NotPrinted, Press, TimeIsUp

log = logging.getLogger(__name__)

PAGES = 2  # made while somebody waits
SECONDS = 10  # that it may take meanwhile
MOST_AT_ONCE = 4  # presses that work while somebody waits, for whomever
MOST_LEFT = 40  # PDFs that wait to be made apart, of the public and of those with a seat
MOST_OF_ONE = 30  # of them of one reader: as many as one act issues
PREVIEW_SECONDS = 3600  # a preview can be looked at again
FORGOTTEN_SECONDS = 60
BEGUN_SECONDS = 24 * 3600  # far longer than any is written or made
FAILED_SECONDS = 600  # what the press failed at is tried again at the earliest


class Busy(NotPrinted):
    """The press is at work for another, or too much is left for later; in a moment it is free."""


class Longer(Exception):
    """It is made apart, and found under the key."""

    def __init__(self, key):
        super().__init__(key)
        self.key = key


class Unkept(NamedTuple):
    """What is known of one: its bytes, none yet (None) or none ever (b""), how it is handed over, and to whom: the key of
    the user who asked for it, None for anybody."""

    content: bytes | None
    disposition: str
    reader: int | None
    page: str = ""


def pdf(html, sheets, *, disposition, reader=None):
    """The bytes of the HTML under the style sheets, made once for the same content.

    One at a time: of the public, or of a reader whom alone it is for; a few at once of all. Raises Longer, Busy, and
    NotPrinted: what failed is not tried again for a while.
    """
    key = _key(html, sheets, reader)
    if (made := find(key)) is None:
        with ExitStack() as held:
            mine = "visitors" if reader is None else f"reader-{reader}"
            if not held.enter_context(alone(mine)) or not _is_one_free(held):
                raise Busy
            made = _made_at_once(key, html, sheets, disposition, reader)
    if made.content is None:
        raise Longer(key)
    if not made.content:
        raise NotPrinted
    return made.content


def _is_one_free(held):
    return any(held.enter_context(alone(f"made-at-once-{n}")) for n in range(MOST_AT_ONCE))


def leave(html, sheets, *, disposition, reader=None):
    """The key under which it is found when it was made apart; Busy."""
    key = _key(html, sheets, reader)
    if find(key) is None:
        whose = "public" if reader is None else f"own-{reader}"
        full = len(_left("public" if reader is None else "own-*")) >= MOST_LEFT
        if full or (reader is not None and len(_left(whose)) >= MOST_OF_ONE):
            raise Busy
        said = {"html": html, "sheets": sheets, "disposition": disposition, "reader": reader}
        written = place(f"{key}.written")
        written.write_text(json.dumps(said))
        written.replace(place(f"{key}.{whose}.job"))  # whole or not at all, should the disk be full
    return key


def find(key):
    """The Unkept under the key, finished or waiting; None where nobody asked for it, or a while ago."""
    if kept := caches["papers"].get(key):
        return Unkept(*kept)
    try:
        job = json.loads(next(iter(place("").glob(f"{key}.*.job"))).read_text())
        page = place(f"{key}.page")
        return Unkept(None, job["disposition"], job["reader"], page.read_text() if page.exists() else "")
    except (OSError, ValueError, StopIteration):
        kept = caches["papers"].get(key)  # it may have been finished meanwhile
        return Unkept(*kept) if kept else None


def remind(key):
    """Whether the job has waited so long that its process may have died; once in a minute. It keeps its turn."""
    mark = place(f"{key}.reminded")
    try:
        (job,) = place("").glob(f"{key}.*.job")
        since = max(path.stat().st_mtime for path in (job, mark) if path.exists())
    except (ValueError, FileNotFoundError):  # it was finished meanwhile
        return False
    if time.time() - since <= FORGOTTEN_SECONDS:
        return False
    mark.touch()
    return True


def make_next(press):
    """Make the PDF that was left first, a preview before what the public asks for; whether there was one."""
    left = min(_left("own*") or _left("public"), key=lambda path: path.stat().st_mtime, default=None)
    if left is None:
        return False
    key = left.name.split(".")[0]
    try:
        job = json.loads(left.read_text())
    except ValueError:  # nothing of ours: it must not stand in the way of the others
        log.error("%s cannot be read and is removed", left.name)
        left.unlink()
        return True
    mark = place(f"{key}.page")

    def told(page):
        with suppress(OSError):  # only who waits would know it
            mark.write_text(str(page))

    content = _made(press, job["html"], job["sheets"], told)
    _keep(key, content, job["disposition"], job["reader"])
    for path in (left, mark, place(f"{key}.reminded")):
        path.unlink(missing_ok=True)
    return True


def sweep():
    """Remove previews and tables whose time is over, which the cache does only once it is asked for them; and what a process
    that was killed had begun to write."""
    kept = caches["papers"]
    for path in kept._list_cache_files():
        with suppress(FileNotFoundError), open(path, "rb") as file:
            kept._is_expired(file)  # and removes it
    for path in [*place("").glob("*.written"), *place("").glob("*.page")]:
        with suppress(FileNotFoundError):  # finished meanwhile
            if time.time() - path.stat().st_mtime > BEGUN_SECONDS:
                path.unlink()


def _key(html, sheets, reader):
    return hashlib.sha256("\0".join([str(reader), html, *sheets]).encode()).hexdigest()


def _left(whose):
    return list(place("").glob(f"*.{whose}.job"))


def _made_at_once(key, html, sheets, disposition, reader):
    def told(page):
        if page > PAGES:
            raise Longer(key)

    try:
        with Press() as press:
            content = _made(press, html, sheets, told, seconds=SECONDS)
    except (Longer, TimeIsUp):
        leave(html, sheets, disposition=disposition, reader=reader)
        return Unkept(None, disposition, reader)
    return _keep(key, content, disposition, reader)


def _made(press, html, sheets, told, **bounds):
    """The bytes; none where the press fails."""
    try:
        return press.make(html, sheets, told=told, **bounds)[1]
    except TimeIsUp:
        if bounds:  # while somebody waits; apart it has more
            raise
        log.exception("a table, poster or preview takes too long")
        return b""
    except NotPrinted:
        log.exception("a table, poster or preview could not be printed")
        return b""


def _keep(key, content, disposition, reader):
    made = (content, disposition, reader)
    seconds = FAILED_SECONDS if not content else PREVIEW_SECONDS if reader else DEFAULT_TIMEOUT
    caches["papers"].set(key, made, seconds)
    return Unkept(*made)
