"""Files received: known by their content, kept under generated names, handed out as downloads. PDFs of papers are kept so,
too (`documents.printing`)."""

import hashlib
import logging
import os
import re
import struct
import unicodedata
import uuid
import zipfile
import zlib
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from html import unescape
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.http import FileResponse, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from PIL import Image

from accounts.fields import character_name, refused_character
from audit import clock
from documents.models import Family, StoredFile

log = logging.getLogger(__name__)

OOXML = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": f"{OOXML}wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": f"{OOXML}spreadsheetml.sheet",
    "wps": "application/wps-office.wps",
    "et": "application/wps-office.et",
    "ofd": "application/ofd",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
EXTENSIONS = {
    Family.PDF: ("pdf",),
    Family.DOCX: ("docx", "wps"),
    Family.XLSX: ("xlsx", "et"),
    Family.OFD: ("ofd",),
    Family.CFB: ("doc", "xls", "wps", "et"),
    Family.PNG: ("png",),
    Family.JPEG: ("jpg", "jpeg"),
}
# A table as plain text: not among what may be attached, taken only by who asks for it (an import).
PLAIN_TABLES = {"csv": "text/csv"}
KINDS_TEXT = "PDF、DOC、DOCX、XLS、XLSX、WPS、ET、OFD、PNG、JPG"

MAGIC = {
    b"%PDF-": Family.PDF,
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": Family.CFB,
    b"\x89PNG\r\n\x1a\n": Family.PNG,
    b"\xff\xd8\xff": Family.JPEG,
}
ZIP_MAGIC = b"PK\x03\x04"
# What an office document of 20 MB may claim to unpack to; beyond it the archive is a bomb.
ZIP_MAX_ENTRIES = 10_000
ZIP_MAX_UNPACKED = 512 * 1024**2
ZIP_MAX_DIRECTORY = 2 * 1024**2
ZIP_MOST_TYPES = 1024**2  # what is read of the types of an office document's parts
TYPES = "[Content_Types].xml"
PROGRAMS = ("vbaproject", "macroenabled", "macrosheet", "activex")
ZIP_END = 22  # the record at the end, where no comment follows it
ZIP_TAIL = ZIP_END + 2**16 + 76  # with the longest comment, and what ZIP64 puts before
MACROS = "文件里有宏，不予接收。请另存为不含宏的文件后上传。"
OLD_MACROS = "_VBA_PROJECT".encode(
    "utf-16-le"
)  # a name in the directory of an old document, which no chunk cuts in two
NAME_MAX = 150
JOINERS = "\u200c\u200d\u180b\u180c\u180d\u180e\u180f"
MOST_PIXELS = 100_000_000


class BadFile(Exception):
    """A file that is not taken; the message is for the person who chose it."""


class NotKept(BadFile):
    """The disk did not take it: the file is as good as before, and can be given again."""


def sniff(upload, *, text=False):
    """The family of the content, whatever the file is called. Archives are listed, never unpacked, but for what
    an office document says of its parts.

    `text`: without any mark of another kind it is a text; who reads it finds out whether it can be read.
    """
    upload.seek(0)
    start = upload.read(16)
    upload.seek(0)
    for magic, family in MAGIC.items():
        if start.startswith(magic):
            return family
    if start.startswith(ZIP_MAGIC):
        return _sniff_zip(upload)
    if text:
        return Family.TEXT
    raise BadFile(f"无法识别文件的内容，只接收{KINDS_TEXT}。")


def _directory_size(upload):
    """What the archive says that its directory takes: zipfile reads that much at once, and makes an object an entry."""
    upload.seek(max(0, upload.size - ZIP_TAIL))
    tail = upload.read()
    sizes = [0]
    for at in {len(tail) - ZIP_END, tail.rfind(b"PK\x05\x06")}:
        if at >= 0 and tail[at : at + 4] == b"PK\x05\x06":
            sizes.append(int.from_bytes(tail[at + 12 : at + 16], "little"))
            if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):  # ZIP64: its own record stands before
                sizes.append(int.from_bytes(tail[max(0, at - 36) : at - 28], "little"))
    return max(sizes)


def _sniff_zip(upload):
    if _directory_size(upload) > ZIP_MAX_DIRECTORY:
        upload.seek(0)
        raise BadFile("文件解压后过大，不予接收。")
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = archive.infolist()
            declared = _declared(archive, entries)
    # Everything zipfile is known to raise over a damaged or forged directory.
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        ValueError,
        OverflowError,
        OSError,
        EOFError,
    ):
        raise BadFile("文件已损坏，请重新导出后上传。") from None
    finally:
        upload.seek(0)
    if len(entries) > ZIP_MAX_ENTRIES or sum(e.file_size for e in entries) > ZIP_MAX_UNPACKED:
        raise BadFile("文件解压后过大，不予接收。")
    names = {entry.filename for entry in entries}
    # whatever it is called, it is a DOCM or XLSM, which is not among what is taken
    if has_macros(names) or any(program in declared for program in PROGRAMS):
        raise BadFile(MACROS)
    if "OFD.xml" in names:
        return Family.OFD
    if TYPES in names:
        if any(name.startswith("word/") for name in names):
            return Family.DOCX
        if any(name.startswith("xl/") for name in names):
            return Family.XLSX
    raise BadFile(f"压缩包不予接收，只接收{KINDS_TEXT}。")


def _declared(archive, entries):
    """What the document says that its parts are, whatever they are called: as far as it is read, in small letters."""
    said = b""
    for entry in entries:
        if entry.filename.lower() == TYPES.lower():
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or entry.flag_bits & 1:
                raise zipfile.BadZipFile  # no office program writes it so
            with archive.open(entry) as types:
                said += types.read(ZIP_MOST_TYPES - len(said))
    return unescape(said.replace(b"\0", b"").decode("latin-1")).lower()


def has_macros(names):
    """Whether an office document with parts of these names brings a program along."""
    plain = [name.lower().replace("\\", "/") for name in names]
    return any(part in name for name in plain for part in ("vbaproject", "macrosheets/", "activex/"))


def clean_name(raw):
    """The file's own name without its path; refused when it hides characters or has no extension."""
    name = unicodedata.normalize("NFC", raw).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if (index := refused_character(name, lines=False)) is not None:
        raise BadFile(f"文件名含有{character_name(name[index])}，请改名后重新上传。")
    stem, _, extension = re.sub(r'[:*?"<>|]', "_", name).rpartition(".")
    stem, extension = stem.strip(". \u3000"), extension.strip()
    if not (stem and extension):
        raise BadFile("文件名没有扩展名，请改名后重新上传。")
    return f"{stem[: NAME_MAX - len(extension) - 1]}.{extension}"


def inspect(upload, *, taken=tuple(MEDIA_TYPES)):
    """(name, extension, family) of an upload; BadFile says in Chinese why it is not `taken`."""
    limit = settings.MAX_FILE_BYTES
    if not upload.size:
        raise BadFile("文件是空的，请重新选择。")
    if upload.size > limit:
        raise BadFile(f"文件超过{limit // 1024**2}MB，请压缩或拆分后上传。")
    name = clean_name(upload.name)
    extension = name.rpartition(".")[2].lower()
    if extension not in taken:
        kinds = KINDS_TEXT if set(taken) == set(MEDIA_TYPES) else "、".join(taken).upper()
        raise BadFile(f"不接收这种文件，只接收{kinds}。")
    family = sniff(upload, text=extension in PLAIN_TABLES)
    if family == Family.CFB:
        _refuse_old_macros(upload)
    if extension not in EXTENSIONS.get(family, PLAIN_TABLES):
        raise BadFile(f"文件的内容是{family.label}，与扩展名“.{extension}”不符。")
    return name, extension, family


def _refuse_old_macros(upload):
    found = any(OLD_MACROS in chunk for chunk in upload.chunks())
    upload.seek(0)
    if found:
        raise BadFile(MACROS)


def check_picture(upload):
    """BadFile where a PNG or JPEG has only its first bytes: it is decoded, a photograph at an eighth of its size."""
    upload.seek(0)
    try:
        with Image.open(upload, formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise BadFile("图片的尺寸太大，请缩小后上传。")
            if picture.format == "JPEG":
                picture.draft("RGB", (1, 1))
                picture.load()
            else:
                picture.verify()
    # Everything Pillow is known to raise over a damaged or forged picture.
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        IndexError,
        struct.error,
        Image.DecompressionBombError,
    ):
        raise BadFile("图片打不开，请重新拍摄或导出后上传。") from None
    finally:
        upload.seek(0)


def as_name(title, most):
    """A title as part of a file's name, of at most so many characters: it leads to no folder, and no joiner is left of a
    Mongolian word that was cut off."""
    return title[:most].rstrip(JOINERS).replace("/", "／").replace("\\", "＼")


def store(upload, *, by, at=None, taken=tuple(MEDIA_TYPES)):
    """Check an upload, write its bytes to the disk and its row to the caller's transaction. BadFile; NotKept.

    The bytes cannot be rolled back: discarded_on_rollback() around the transaction removes them
    at once, sweep() whatever a crash leaves.
    """
    name, extension, family = inspect(upload, taken=taken)
    at = at or clock.now()
    key = uuid.uuid4()
    path = f"{timezone.localtime(at):%Y/%m}/{key}.{extension}"
    _pending.get([]).append(path)
    sha256 = hashlib.sha256()
    for chunk in upload.chunks():
        sha256.update(chunk)
    try:
        default_storage.save(path, upload)
        _flush(path)
    except OSError:
        log.exception("a received file could not be written")
        raise NotKept("文件暂时无法保存，请稍后再试；仍不成功的，请联系系统管理员。") from None
    return StoredFile.objects.create(
        uuid=key,
        name=name,
        media_type=(MEDIA_TYPES | PLAIN_TABLES)[extension],
        family=family,
        size=upload.size,
        sha256=sha256.hexdigest(),
        path=path,
        uploaded_at=at,
        uploaded_by=str(by.as_actor()),
    )


def _flush(path):
    """On the disk before its row commits: a power cut must not leave a row without its file."""
    with default_storage.open(path) as written:
        os.fsync(written.fileno())
    folder = os.open(os.path.dirname(default_storage.path(path)), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


_pending: ContextVar[list] = ContextVar("paths stored by this act")


@contextmanager
def discarded_on_rollback():
    """Around transaction.atomic(): when the act fails, the files it stored are removed with it."""
    paths, around = [], _pending.get(None)
    token = _pending.set(paths)
    try:
        yield
        if around is not None:  # the act is part of another, or only tried
            around.extend(paths)
    except BaseException:
        # Without a database nobody knows whether the commit went through, and a broken disk removes nothing: sweep().
        with suppress(DatabaseError, OSError):
            remove_unnamed(paths)
        raise
    finally:
        _pending.reset(token)


def remove_unnamed(paths):
    """Remove those of the stored files that no row names; how many went."""
    named = set(StoredFile.objects.filter(path__in=paths).values_list("path", flat=True))
    unnamed = [path for path in paths if path not in named]
    for path in unnamed:
        default_storage.delete(path)
    return len(unnamed)


def sweep(*, before):
    """Remove files older than `before` that no row names (a crash between file and commit); how many went."""
    years, _ = default_storage.listdir("") if default_storage.exists("") else ([], [])
    old = [
        path
        for year in years
        for month in default_storage.listdir(year)[0]
        for name in default_storage.listdir(f"{year}/{month}")[1]
        if default_storage.get_modified_time(path := str(PurePosixPath(year, month, name))) < before
    ]
    return sum(remove_unnamed(old[i : i + 500]) for i in range(0, len(old), 500))


def is_whole(stored):
    """Whether its bytes lie on the disk as they were stored."""
    try:
        with default_storage.open(stored.path) as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == stored.sha256
    except (OSError, SuspiciousFileOperation):
        return False


def stream(stored, *, shown=False):
    """The file as a download: never shown inside the site, never guessed at, never indexed. One that is not on the disk as
    it was stored is not handed out: a page says so (500).

    `shown`: a PDF of our own making, which the browser may open.
    """
    if not is_whole(stored):
        log.error("the stored file %s is missing or was changed on the disk", stored.path)
        return HttpResponse(render_to_string("documents/damaged.html", {"file": stored}), status=500)
    response = FileResponse(
        default_storage.open(stored.path),
        as_attachment=not shown,
        filename=stored.name,
        content_type=stored.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "none"
    response["Cache-Control"] = "private, no-store"
    if not shown:
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
