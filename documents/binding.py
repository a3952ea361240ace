"""Binding: papers, received files and pages of our own as one PDF with bookmarks, contents and page numbers.

Done by `manage.py bind_file KEY`, outside the request. The key is the SHA-256 of all that goes into it: who may
read other things has another key, and the file of a key is made once. It is kept a day, then made again when asked for.
"""

import fcntl
import hashlib
import json
import logging
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from audit.record import canonical
from documents import apart, binder, layout, printing
from documents.alone import alone
from documents.files import is_whole
from documents.models import Family, Paper, StoredFile
from documents.rendering import ENVIRONMENT, NotPrinted, Press

log = logging.getLogger(__name__)

BOUND = (Family.PDF, Family.PNG, Family.JPEG)  # other kinds of files are named, with their hash
MEMORY = 1536 * 1024**2
CLEAN_SECONDS, JOIN_SECONDS = 60, 300
MOST_BYTES = 400 * 1024**2  # of the files that were received; what is beyond is named like the others
MOST_PAGES = 3000
MOST_SECONDS = 1200  # at received files: what is not taken over by then is named like the others
KEPT = 24 * 3600
STARTS_WITHIN = 30
DAMAGED = "在服务器上缺失，或者被改动过"
REFUSED = {
    "PasswordError": "文件加了密",
    "TooManyPages": "超出一卷的页数",
    "TooLarge": "解压以后过大",
}
MOST_AT_ONCE = 3  # being bound, or waiting for it


def key_of(manifest):
    return hashlib.sha256(canonical(manifest).encode()).hexdigest()


def start(manifest):
    """Let a process of its own bind it; False where as many as may are being bound. `manifest`: title, cover (HTML), parts,
    each {group, title} with a `paper` or `file` (uuid) or `html`; a group is a heading of the contents."""
    if settings.PRINT_PAPERS and _is_full():
        return False
    key = key_of(manifest)
    _path(key, "json").write_text(canonical(manifest))
    _path(key, "failed").unlink(missing_ok=True)
    if not settings.PRINT_PAPERS:
        return True
    apart.begin("bind_file", key)
    return True


def _is_full():
    return sum(progress(job.stem) is not None for job in _folder().glob("*.json")) >= MOST_AT_ONCE


def found(key):
    """The path of the PDF, or None while there is none."""
    path = _path(key, "pdf")
    return path if path.exists() else None


def has_failed(key):
    return _path(key, "failed").exists()


def progress(key):
    """(how many parts are ready, of how many); None where nobody is at it, nor was told to be a moment ago."""
    job, said = _path(key, "json"), ""
    with suppress(FileNotFoundError), open(_path(key, "lock")) as file:
        said = file.read()
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return tuple(json.loads(said or "[0, 0]"))
    begun = job.exists() and time.time() - job.stat().st_mtime < STARTS_WITHIN
    return (0, 0) if begun and not said else None


def bind(key):
    """Make the PDF of the manifest that was kept under the key; whether there is one now."""
    sweep()
    with open(_path(key, "lock"), "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False  # another is at it
        if found(key):
            return True

        def tell(done, total):
            lock.truncate(0)
            lock.write(json.dumps([done, total]))
            lock.flush()

        manifest = json.loads(_path(key, "json").read_text())
        with (
            tempfile.TemporaryDirectory(prefix="bind-", dir=_folder()) as desk,
            alone("bind", wait=True),
        ):
            try:
                made = _bound(manifest, Path(desk), tell)
            except Exception:  # the disk's and the database's too: who waits is told, and asks again himself
                log.exception("%s could not be bound", key)
                _path(key, "failed").touch()
                return False
            made.replace(_path(key, "pdf"))
        return True


def sweep():
    """Remove what was bound more than a day ago, and the desks of those who did not come to an end."""
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):  # another sweeps too
            if time.time() - path.stat().st_mtime <= KEPT:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _bound(manifest, desk, tell):
    ready, left_out, room, began = [], [], MOST_BYTES, time.monotonic()
    parts = manifest["parts"]
    with Press() as press:
        for n, part in enumerate(parts):
            tell(n, len(parts))
            path, why = desk / f"{n}.pdf", ""
            if "html" in part:
                pages, content = press.make(part["html"], layout.bound_css())
                path.write_bytes(content)
            elif "paper" in part:
                made = printing.print_once(Paper.objects.get(uuid=part["paper"]), press)
                stored = made.file
                pages, path = made.pages, Path(default_storage.path(stored.path))
                why = "" if is_whole(stored) else DAMAGED
            else:
                stored = StoredFile.objects.get(uuid=part["file"])
                room -= stored.size
                most = MOST_PAGES - sum(each["pages"] for each in ready)
                if room < 0:
                    why = "超出一卷的容量"
                elif time.monotonic() - began > MOST_SECONDS:
                    why = "编制用时过长"
                else:
                    pages, why = _cleaned(stored, path, most)
            if why:
                left_out.append({"file": stored, "why": why})
                continue
            ready.append({"title": part["title"], "path": path, "pages": pages, "group": part["group"]})
        front, number = _front(manifest, ready, left_out, press)
        (desk / "front.pdf").write_bytes(front)
        numbers = render_to_string("documents/page_numbers.html", {"pages": range(number)})
        (desk / "numbers.pdf").write_bytes(press.make(numbers, layout.bound_css())[1])
    tell(len(parts), len(parts))
    out = desk / "bound.pdf"
    said = _binder(
        "join",
        JOIN_SECONDS,
        parts=[
            ["封面和目录", str(desk / "front.pdf")],
            *([each["title"], str(each["path"])] for each in ready),
        ],
        numbers=str(desk / "numbers.pdf"),
        title=manifest["title"],
        to=str(out),
    )
    if said.get("pages") != number:
        raise NotPrinted(said.get("error", "the binder was stopped"))
    return out


def _front(manifest, ready, left_out, press):
    """(cover and contents, how many pages there are in all): set again until they are as long as they were taken to be, for
    the contents tell on which page each part begins."""
    before = 1
    for _ in range(3):
        at = before
        for each in ready:
            each["page"], at = at + 1, at + each["pages"]
        context = {
            "title": manifest["title"],
            "cover": manifest["cover"],
            "ready": ready,
            "left_out": left_out,
        }
        pages, content = press.make(
            render_to_string("documents/bound_front.html", context), layout.bound_css()
        )
        if pages == before:
            break
        before = pages
    return content, at


def _cleaned(stored, to, most):
    """(pages, why not) of a received file, made a PDF of at most so many pages at `to`."""
    if stored.family not in BOUND:
        return 0, "不是PDF或者图片"
    if not is_whole(stored):
        return 0, DAMAGED
    source = default_storage.path(stored.path)
    name = f"收到的材料：{stored.name}"
    said = _binder(
        "clean",
        CLEAN_SECONDS,
        source=source,
        family=stored.family,
        to=str(to),
        most=most,
        title=f"{name}，SHA-256 {stored.sha256}",
        name=name,
    )
    if pages := said.get("pages"):
        return pages, ""
    return 0, REFUSED.get(said.get("error"), "文件已损坏，或者过大")


def _binder(what, seconds, **job):
    try:
        done = subprocess.run(  # noqa: S603 - our own file; the job goes through its standard input
            [sys.executable, "-I", binder.__file__, str(MEMORY), str(seconds), what],
            input=json.dumps(job).encode(),
            capture_output=True,
            env=ENVIRONMENT,
            timeout=2 * seconds,
            check=False,
        )
        return json.loads(done.stdout or b"{}")
    except (subprocess.TimeoutExpired, ValueError):
        return {}


def _path(key, ending):
    return _folder() / f"{key}.{ending}"


def _folder():
    folder = settings.VAR / "bound"
    folder.mkdir(exist_ok=True)
    return folder
