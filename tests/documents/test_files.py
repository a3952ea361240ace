"""Files are known by content, kept under generated names, and handed out as downloads."""

import hashlib
import re
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from audit import clock
from config.forms import ACCEPTED_FILES
from documents.files import (
    EXTENSIONS,
    MEDIA_TYPES,
    BadFile,
    clean_name,
    discarded_on_rollback,
    inspect,
    sniff,
    store,
    stream,
    sweep,
)
from documents.models import Family, StoredFile
from tests.documents.samples import (
    CFB,
    DOCX,
    JPEG,
    OFD,
    PDF,
    PNG,
    XLSX,
    archive,
    claiming,
    upload,
)

CONTENTS = {
    Family.PDF: PDF,
    Family.DOCX: DOCX,
    Family.XLSX: XLSX,
    Family.OFD: OFD,
    Family.CFB: CFB,
    Family.PNG: PNG,
    Family.JPEG: JPEG,
}
# Written out, not derived: settled 38.
TAKEN = {
    ("pdf", Family.PDF),
    ("docx", Family.DOCX),
    ("wps", Family.DOCX),
    ("xlsx", Family.XLSX),
    ("et", Family.XLSX),
    ("ofd", Family.OFD),
    ("doc", Family.CFB),
    ("xls", Family.CFB),
    ("wps", Family.CFB),
    ("et", Family.CFB),
    ("png", Family.PNG),
    ("jpg", Family.JPEG),
    ("jpeg", Family.JPEG),
}
UNKNOWN = "无法识别文件的内容，只接收PDF、DOC、DOCX、XLS、XLSX、WPS、ET、OFD、PNG、JPG。"
NOT_OFFICE = "压缩包不予接收，只接收PDF、DOC、DOCX、XLS、XLSX、WPS、ET、OFD、PNG、JPG。"
WRONG_KIND = "不接收这种文件，只接收PDF、DOC、DOCX、XLS、XLSX、WPS、ET、OFD、PNG、JPG。"
MACROS = "文件里有宏，不予接收。请另存为不含宏的文件后上传。"
DAMAGED = "文件已损坏，请重新导出后上传。"
BOMB = "文件解压后过大，不予接收。"


@pytest.mark.parametrize("extension", MEDIA_TYPES)
@pytest.mark.parametrize("family", CONTENTS)
def test_an_extension_is_taken_with_its_own_content_only(extension, family):
    chosen = upload(f"申请材料.{extension}", CONTENTS[family])

    if (extension, family) in TAKEN:
        assert inspect(chosen) == (f"申请材料.{extension}", extension, family)
    else:
        with pytest.raises(BadFile) as refusal:
            inspect(chosen)
        assert str(refusal.value) == f"文件的内容是{family.label}，与扩展名“.{extension}”不符。"


def test_every_extension_has_a_media_type():
    assert {extension for family in EXTENSIONS.values() for extension in family} == set(MEDIA_TYPES)


def test_the_file_dialogue_offers_what_is_taken():
    assert set(ACCEPTED_FILES.split(",")) == {f".{extension}" for extension in MEDIA_TYPES}


REFUSED = [
    ("空.pdf", b"", "文件是空的，请重新选择。"),
    ("大.pdf", PDF + bytes(20 * 1024**2), "文件超过20MB，请压缩或拆分后上传。"),
    ("程序.pdf", b"MZ" + bytes(64), UNKNOWN),
    ("网页.pdf", b"<html>%PDF-1.7", UNKNOWN),
    ("图.svg", b"<svg/>", WRONG_KIND),
    ("程序.exe", b"MZ" + bytes(64), WRONG_KIND),
    ("材料.zip", archive("材料.pdf"), WRONG_KIND),
    ("材料.docx", archive("材料.pdf"), NOT_OFFICE),
    ("材料.docx", archive("word/document.xml"), NOT_OFFICE),
    ("演示.docx", archive("[Content_Types].xml", "ppt/presentation.xml"), NOT_OFFICE),
    ("带宏.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), MACROS),
    ("带宏.wps", archive("[Content_Types].xml", "word/document.xml", "word/activeX/activeX1.bin"), MACROS),
    ("带宏.et", archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml"), MACROS),
    ("带宏.doc", CFB + "_VBA_PROJECT".encode("utf-16-le") + bytes(106), MACROS),
    ("带宏.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl\\macrosheets\\sheet1.xml"), MACROS),
    ("断.docx", DOCX[:-30], DAMAGED),
    ("假.docx", b"PK\x03\x04" + bytes(100), DAMAGED),
    ("弹.docx", claiming(DOCX, 2**32 - 2), BOMB),
    ("无扩展名", PDF, "文件名没有扩展名，请改名后重新上传。"),
    ("..pdf", PDF, "文件名没有扩展名，请改名后重新上传。"),
    ("　.pdf", PDF, "文件名没有扩展名，请改名后重新上传。"),
    ("说明.", PDF, "文件名没有扩展名，请改名后重新上传。"),
]


@pytest.mark.parametrize(("name", "content", "message"), REFUSED, ids=[name for name, _, _ in REFUSED])
def test_what_is_refused_is_refused_in_words(name, content, message):
    with pytest.raises(BadFile) as refusal:
        inspect(upload(name, content))

    assert str(refusal.value) == message


VBA = '<Override PartName="/word/p.bin" ContentType="application/vnd.ms-office.vbaProject"/>'


def document(types, **how):
    """An office document that says this of its parts."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", **how) as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr("word/document.xml", "")
    return content.getvalue()


@pytest.mark.parametrize(
    "types",
    [
        VBA,
        VBA.encode("utf-16"),
        VBA.replace("v", "&#118;"),
        '<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>',
        '<Override ContentType="application/vnd.ms-excel.macrosheet+xml"/>',
    ],
)
def test_macros_under_another_name_are_known_by_their_type(types):
    assert verdict(document(types)) == MACROS


def test_types_that_cannot_be_read_are_of_a_damaged_file():
    sound = document("<Types/>" * 20)
    assert verdict(sound) == Family.DOCX
    assert verdict(sound.replace(b"<Types/>", b"<Typos/>", 1)) == DAMAGED
    assert verdict(document("<Types/>", compression=zipfile.ZIP_LZMA)) == DAMAGED
    squeezed = bytearray(document("<Types/>" * 20, compression=zipfile.ZIP_DEFLATED))
    squeezed[30 + len("[Content_Types].xml")] ^= 0xFF
    assert verdict(bytes(squeezed)) == DAMAGED


def test_an_archive_of_very_many_entries_is_refused():
    many = archive("[Content_Types].xml", "word/a.xml", *(f"word/{n}" for n in range(10_000)))

    with pytest.raises(BadFile, match=BOMB):
        sniff(upload("多.docx", many))


def verdict(content):
    try:
        return sniff(upload("坏.docx", content))
    except BadFile as refusal:
        return str(refusal)


@pytest.mark.parametrize("comment", [b"", b"comment"])
def test_a_directory_of_many_entries_is_refused_before_it_is_read(monkeypatch, comment):
    entry = b"PK\x01\x02" + bytes(42)
    size = 50_000 * len(entry)
    end = b"PK\x05\x06" + bytes(4) + bytes(4) + size.to_bytes(4, "little") + bytes(4)
    bomb = b"PK\x03\x04" + bytes(26) + entry * 50_000 + end + len(comment).to_bytes(2, "little") + comment
    # the same with what ZIP64 writes before: it holds the size, and the old record only a mark
    big = b"PK\x06\x06" + bytes(36) + size.to_bytes(8, "little") + bytes(8) + b"PK\x06\x07" + bytes(16)
    new_end = b"PK\x05\x06" + bytes(4) + bytes(4) + b"\xff" * 8 + bytes(2)
    new = b"PK\x03\x04" + bytes(26) + entry * 50_000 + big + new_end
    monkeypatch.setattr("zipfile.ZipFile", None)  # never asked

    assert [verdict(bomb), verdict(new)] == [BOMB, BOMB]


@given(
    st.sampled_from([DOCX, XLSX, OFD]),
    st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=8),
)
def test_a_damaged_archive_is_either_taken_or_refused_never_an_error(content, flips):
    damaged = bytearray(content)
    for place, value in flips:
        damaged[place % len(damaged)] = value

    assert verdict(bytes(damaged)) in {*Family, DAMAGED, BOMB, NOT_OFFICE, UNKNOWN}


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("申请表.pdf", "申请表.pdf"),
        ("申请表.PDF", "申请表.PDF"),
        ("C:\\桌面\\申请表.pdf", "申请表.pdf"),
        ("../../etc/申请表.pdf", "申请表.pdf"),
        ("　申请表 .pdf ", "申请表.pdf"),
        ('关于"三定"：问题?.pdf', "关于_三定_：问题_.pdf"),
        (".申请表.pdf", "申请表.pdf"),
        ("ᠠᠷᠤᠨ\u180eᠠ.pdf", "ᠠᠷᠤᠨ\u180eᠠ.pdf"),
        ("𠮷岭.pdf", "𠮷岭.pdf"),
        ("长" * 300 + ".docx", "长" * 145 + ".docx"),
    ],
)
def test_names_lose_their_path_and_what_no_disk_takes(raw, clean):
    assert clean_name(raw) == clean


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ("申请\u202efdp.exe.pdf", "文件名含有从右到左覆盖（U+202E），请改名后重新上传。"),
        ("申请\u200b.pdf", "文件名含有零宽空格（U+200B），请改名后重新上传。"),
        ("申请\x00.pdf", "文件名含有空字符（U+0000），请改名后重新上传。"),
        ("申请\n表.pdf", "文件名含有换行符（U+000A），请改名后重新上传。"),
    ],
)
def test_names_that_hide_characters_are_refused(raw, message):
    with pytest.raises(BadFile) as refusal:
        clean_name(raw)

    assert str(refusal.value) == message


def test_a_stored_file_is_what_was_sent_under_a_generated_name(by, uploads):
    at = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)

    with clock.at(at):
        stored = store(upload("申请表.pdf", PDF), by=by)

    assert StoredFile.objects.values().get() == {
        "id": stored.pk,
        "uuid": stored.uuid,
        "name": "申请表.pdf",
        "media_type": "application/pdf",
        "family": "pdf",
        "size": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "path": f"2026/11/{stored.uuid}.pdf",
        "uploaded_at": at,
        "uploaded_by": "灵川县司法局 李静",
    }
    assert (uploads / stored.path).read_bytes() == PDF


def test_a_large_upload_on_disk_is_stored_too(by, uploads):
    with TemporaryUploadedFile("扫描件.pdf", "application/pdf", 0, None) as chosen:
        chosen.write(PDF + b"\n" * 3_000_000)
        chosen.size = len(PDF) + 3_000_000
        stored = store(chosen, by=by)

        content = (uploads / stored.path).read_bytes()

    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert stored.size == len(content)


def test_a_full_disk_is_told_in_words(by, uploads, caplog):
    (uploads / f"{timezone.localtime():%Y}").write_text("a file where the folder should be")

    with pytest.raises(BadFile, match="文件暂时无法保存，请稍后再试"):
        store(upload("申请表.pdf", PDF), by=by)

    assert StoredFile.objects.count() == 0
    assert [line.message for line in caplog.records] == ["a received file could not be written"]


def kept(uploads):
    return sorted(str(path.relative_to(uploads)) for path in uploads.rglob("*.*"))


def test_an_act_that_fails_takes_its_files_along(by, uploads):
    earlier = store(upload("早.pdf", PDF), by=by)

    def act():
        with discarded_on_rollback(), transaction.atomic():
            store(upload("一.pdf", PDF), by=by)
            store(upload("二.docx", DOCX), by=by)
            raise LookupError

    with pytest.raises(LookupError):
        act()

    assert list(StoredFile.objects.all()) == [earlier]
    assert kept(uploads) == [earlier.path]


def test_an_error_after_the_commit_leaves_the_files(by, uploads):
    def act():
        with discarded_on_rollback():
            with transaction.atomic():
                store(upload("一.pdf", PDF), by=by)
            raise LookupError

    with pytest.raises(LookupError):
        act()

    assert kept(uploads) == [StoredFile.objects.get().path]


def test_an_act_that_succeeds_keeps_its_files(by, uploads):
    with discarded_on_rollback(), transaction.atomic():
        stored = store(upload("一.pdf", PDF), by=by)

    assert kept(uploads) == [stored.path]


def test_sweeping_removes_old_files_without_a_row_and_nothing_else(by, uploads):
    named = store(upload("有.pdf", PDF), by=by)
    with transaction.atomic():
        orphan = store(upload("无.pdf", PDF), by=by)
        transaction.set_rollback(True)
    assert len(kept(uploads)) == 2

    assert sweep(before=timezone.now() - timedelta(hours=1)) == 0
    assert sweep(before=timezone.now() + timedelta(hours=1)) == 1
    assert kept(uploads) == [named.path]
    assert not default_storage.exists(orphan.path)


@pytest.mark.django_db
def test_the_sweeping_command_says_what_went(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "none yet"
    out = StringIO()

    call_command("sweep_files", stdout=out)

    assert out.getvalue() == "已清理：0个\n"


@pytest.mark.parametrize(
    ("name", "disposition"),
    [
        ("申请表.pdf", "attachment; filename*=utf-8''%E7%94%B3%E8%AF%B7%E8%A1%A8.pdf"),
        ("a b.pdf", 'attachment; filename="a b.pdf"'),
    ],
)
def test_a_file_is_a_download_that_no_browser_opens_or_guesses(by, uploads, name, disposition):
    response = stream(store(upload(name, PDF), by=by))

    assert b"".join(response.streaming_content) == PDF
    assert {
        header: response[header] for header in response.headers if header not in ("Content-Length", "Expires")
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": disposition,
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "none",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert response["Content-Length"] == str(len(PDF))
    response.close()


def test_generated_names_say_nothing_of_the_given_one(by, uploads):
    path = store(upload("机密.jpg", JPEG), by=by).path

    assert re.fullmatch(r"\d{4}/\d{2}/[0-9a-f-]{36}\.jpg", path)
