"""Papers are printed once, outside the request, shut in and bounded; anybody who holds one checks it."""

import hashlib
import http.server
import io
import os
import re
import subprocess
import threading
import time
from datetime import date
from io import StringIO

import pdfplumber
import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Notice
from documents import printing, sheet
from documents.alone import alone, place
from documents.handing import printed
from documents.models import Paper, Print
from documents.printing import MOST_TRIES, print_due
from documents.rendering import Press, TimeIsUp
from tests.documents.conftest import PRIVATE, receipt_of
from tests.documents.drawn import PAPERS, paper

# -- printing ----------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("running_press")
def test_a_paper_is_printed_once_kept_and_compared(client, receipt, tmp_path):
    """By the command; then anybody's copy is compared byte for byte, on the page and by the other command."""
    out = StringIO()

    call_command("render_papers", stdout=out)
    made = Print.objects.get()
    call_command("render_papers", str(receipt.uuid), stdout=out)

    assert out.getvalue() == "已生成：1份\n已生成：0份\n"
    assert Print.objects.get() == made
    assert (made.paper, made.pages, made.file.name) == (receipt, 1, f"{receipt.title}.pdf")
    with default_storage.open(made.file.path) as kept:
        content = kept.read()
    assert hashlib.sha256(content).hexdigest() == made.file.sha256
    with pytest.raises(IntegrityError, match="不得修改"), transaction.atomic():
        Print.objects.update(pages=2)

    said = [
        client.post("/verify/", {"file": SimpleUploadedFile("文书.pdf", each)}).text
        for each in (content, content + b"\n", b"%PDF-1.7")
    ]
    assert ["这份PDF与印发时的一致" in each for each in said] == [True, False, False]
    assert ["已被改动" in each for each in said] == [False, True, True]

    (tmp_path / "甲.pdf").write_bytes(content)
    (tmp_path / "乙.pdf").write_bytes(content + b" ")
    out = StringIO()
    call_command("verify_document", str(tmp_path / "甲.pdf"), stdout=out)
    assert re.fullmatch(
        r"一致：受理通知书 灵准受〔2026〕9号，\d{4}年\d+月\d+日印发，灵川县\n", out.getvalue()
    )
    for name, why in (("乙.pdf", "已被改动"), ("丙.pdf", "无法读取")):
        with pytest.raises(CommandError, match=why):
            call_command("verify_document", str(tmp_path / name))
    assert Print.objects.count() == 1


def test_what_cannot_be_printed_is_told_and_left(receipt, monkeypatch):
    monkeypatch.setattr("documents.rendering.MEMORY", 64 * 1024**2)  # not enough to begin with

    printed, failed = print_due()

    assert (printed, failed) == ([], [receipt])
    assert not Print.objects.exists()


@pytest.fixture
def begun(monkeypatch, settings, tmp_path):
    """Commands of our own that were begun, which do nothing here."""
    settings.PRINT_PAPERS, settings.VAR, begun, really = True, tmp_path, [], subprocess.Popen

    def begin(command, **more):
        ours = command[1].endswith("manage.py")
        return begun.append(command[2:]) if ours else really(command, **more)

    monkeypatch.setattr(subprocess, "Popen", begin)
    return begun


def test_a_paper_is_queued_once_however_often_it_is_asked_for(receipt, begun, rf):
    for _ in range(6):
        printed(rf.get("/"), receipt, back="/")
    assert begun == [["render_papers", "--queued"]]

    mark = place(f"{receipt.uuid}.queued")
    os.utime(mark, (0, 0))  # a process that was killed left it there
    with alone("next"):
        printing.start([receipt])
    assert len(begun) == 1  # one waits for the press: it takes this one too
    os.utime(mark, (0, 0))
    printing.start([receipt])
    assert len(begun) == 2


@pytest.mark.parametrize("broken", ["folder", "process"])
def test_an_act_stands_though_its_paper_cannot_be_queued(
    county, by, uploads, begun, settings, monkeypatch, rf, django_capture_on_commit_callbacks, broken
):
    """It is printed by the next `render_papers`, and its page says so meanwhile."""
    if broken == "folder":
        settings.VAR = uploads / "none"  # a disk that is full or gone
    else:
        monkeypatch.setattr(subprocess, "Popen", lambda *_, **__: (_ for _ in ()).throw(BlockingIOError()))

    with django_capture_on_commit_callbacks(execute=True):
        issued = receipt_of(county, by, "灵准受〔2026〕1号")

    assert Paper.objects.get() == issued
    assert begun == []
    assert "正在生成PDF" in printed(rf.get("/"), issued, back="/").content.decode()


@pytest.mark.usefixtures("running_press")
def test_what_is_queued_is_printed_by_one_that_waits(receipt, begun):
    assert printing.print_queued() == ([], [])
    printing.start([receipt])

    with alone("next"):
        assert printing.print_queued() == ([], [])
    assert printing.print_queued() == ([receipt], [])

    assert not place(f"{receipt.uuid}.queued").exists()


def test_what_keeps_failing_is_tried_three_times_and_the_office_told(receipt, office, monkeypatch, begun, rf):
    monkeypatch.setattr("documents.rendering.MEMORY", 64 * 1024**2)  # not enough to begin with

    failed = place(f"{receipt.uuid}.failed")

    def tried():
        """Ten minutes after the time before."""
        if failed.exists():
            os.utime(failed, (0, 0))
        return print_due()

    assert [tried(), print_due(), print_due()] == [([], [receipt])] * 3
    assert failed.stat().st_size == 1  # a bad moment counts once
    assert [tried() for _ in range(4)] == [([], [receipt])] * 4
    assert failed.stat().st_size == 3
    (notice,) = Notice.objects.all()
    assert (notice.unit, receipt.title in notice.title) == (office, True)
    page = printed(rf.get("/"), receipt, back="/")
    assert "已经告诉负责准入的办公室" in page.content.decode()
    assert "Refresh" not in page.headers
    assert begun == []
    os.utime(failed, (0, 0))
    print_due([receipt.uuid])  # an administrator says so
    assert failed.stat().st_size == 4


@pytest.mark.usefixtures("running_press")
def test_a_paper_waits_for_a_disk_that_takes_it(receipt, office, settings, uploads):
    """A full disk is no fault of the paper: however often it is tried, it is printed when there is room."""
    (uploads / "full").write_bytes(b"")
    settings.MEDIA_ROOT = uploads / "full"
    for _ in range(MOST_TRIES + 1):
        assert print_due() == ([], [receipt])
        assert not place(f"{receipt.uuid}.failed").exists()
    assert not Notice.objects.exists()

    settings.MEDIA_ROOT = uploads
    assert print_due() == ([receipt], [])


@pytest.mark.usefixtures("running_press", "uploads")
def test_a_paper_is_printed_whatever_its_title_is_cut_to(county, by):
    """A Mongolian word's joiner at the end of what becomes the file's name, without the word: no name may end so."""
    before = receipt_of(county, by, "灵准受〔2026〕8号", matter="甲").title.partition("甲")[0]
    matter = "甲" * (99 - len(before)) + "\u200d\u1820"
    long = receipt_of(county, by, "灵准受〔2026〕9号", matter=matter)

    printed, failed = print_due()

    assert (long in printed, failed) == (True, [])
    assert Print.objects.get(paper=long).file.name == f"{before}{matter[:-2]}.pdf"


@pytest.mark.usefixtures("running_press")
def test_a_paper_is_printed_though_its_page_cannot_be_told(receipt):
    place(f"{receipt.uuid}.page").mkdir()

    assert print_due() == ([receipt], [])
    place(f"{receipt.uuid}.page").rmdir()


@pytest.mark.sqlite_only  # the press knows no database
def test_the_same_snapshot_gives_the_same_bytes_anywhere(press, monkeypatch):
    here = press.make(*sheet.page(PAPERS["letter"]))
    for name, value in {
        "TZ": "America/St_Johns",
        "LC_ALL": "C",
        "LANG": "C",
        "HOME": "/",
        "PYTHONHASHSEED": "7",
    }.items():
        monkeypatch.setenv(name, value)
    time.tzset()

    try:
        with Press() as elsewhere, translation.override("en-us"):
            there = elsewhere.make(*sheet.page(PAPERS["letter"]))
    finally:
        monkeypatch.undo()
        time.tzset()

    assert there == here


# -- shut in -----------------------------------------------------------------------------------------------------------------


class Listener:
    """A web server of the test's own, that remembers what was asked of it."""

    def __enter__(self):
        self.asked = asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_error(404)

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def payloads(listener, secret, first=None):
    addresses = [
        f"file://{secret}",
        f"{listener.url}/x.png",
        "data:image/svg+xml,<svg/>",
        "static:../manage.py",
    ]
    shapes = (
        '<img src="{0}">',
        '<link rel="attachment" href="{0}">',
        '<a rel="attachment" href="{0}">甲</a>',
        '<style>@import url("{0}"); p{{background:url("{0}")}}</style>',
        '<object data="{0}"></object>',
    )
    return "".join(shape.format(address) for address in addresses for shape in shapes[:first])


def text_of(content):
    """Its text without spaces and page numbers: a page may end anywhere, also in the midst of what is looked for."""
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        signs = "".join(
            char["text"] for page in pdf.pages for char in page.chars if not char["text"].isspace()
        )
    return re.sub(r"—\d+—", "", signs)


@pytest.mark.sqlite_only
@pytest.mark.parametrize("as_text", [True, False])
def test_nothing_is_fetched_or_embedded(press, tmp_path, as_text):
    """As text of every field of a paper, and as HTML that would have got past the templates."""
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"\x89PNG\r\n\x1a\nSECRET")
    with Listener() as listener:
        bad = payloads(listener, secret, first=1 if as_text else None)  # escaped, one is as good as another
        if as_text:
            row = {
                "rows": [[bad, bad]],
                "people": [[bad, bad]],
                "grid": {"head": [bad], "widths": [50], "rows": [[bad]]},
            }
            field = dict.fromkeys(("title", "number", "note", "signer", "printed_by", "subline", "mark"), bad)
            texts = {name: [bad] for name in ("to", "body", "attachments", "copies", "issuers")}
            layouts = [each.content["document"]["layout"] for each in PAPERS.values()]
            pages = [sheet.page(paper(form, **field | texts | row, upward=True)) for form in layouts]
            assert [("<img" in html, "&lt;img" in html) for html, _ in pages] == [(False, True)] * len(pages)
        else:
            pages = [(f'<html lang="zh-CN"><title>甲</title><body>{bad}</body></html>', [])]
        made = [press.make(*page)[1] for page in pages]
        asked = listener.asked

    assert asked == []
    if as_text:  # whole, in every field that its layout shows
        shown = [text_of(content).count("".join(bad.split())) for content in made]
        assert min(shown) >= 9
    for content in made:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            names = {
                str(each.get("/Type", "")) for each in pdf.objects if isinstance(each, pikepdf.Dictionary)
            }
            images = [
                each
                for each in pdf.objects
                if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
            ]
            assert not pdf.attachments
            assert not names & {"/EmbeddedFile", "/Filespec"}
            assert images == []
        assert b"SECRET" not in content


@pytest.mark.sqlite_only
def test_the_press_is_stopped_and_goes_on(press):
    long = "<p>" + "很长的一段。" * 200_000
    began = time.monotonic()

    with pytest.raises(TimeIsUp):
        press.make(long, [], seconds=0.4)

    assert time.monotonic() - began < 5
    assert press.make("<html lang=zh><title>甲</title>乙", [])[0] == 1


def test_the_press_knows_nothing_of_the_system(press):
    press.make("<html lang=zh><title>甲</title>乙", [])

    with open(f"/proc/{press.process.pid}/environ") as told:
        names = {each.partition("=")[0] for each in told.read().split("\0") if each}
    assert names <= {"LANG", "LC_ALL", "TZ", "PYTHONHASHSEED", "HOME", "TMPDIR", "LC_CTYPE"}
    assert os.readlink(f"/proc/{press.process.pid}/cwd") != os.getcwd()


# -- checking ----------------------------------------------------------------------------------------------------------------


def test_the_address_on_a_paper_says_that_it_is_genuine_and_no_more(client, receipt):
    response = client.get(sheet.address(receipt).removeprefix("http://localhost:8000"))

    assert "有这份文书" in response.text
    assert "受理通知书" in response.text
    assert receipt.number in response.text  # to compare with the one on the paper
    assert PRIVATE not in response.text
    assert "水利局" not in response.text


@pytest.mark.parametrize(
    ("number", "length", "found"),
    [
        ("灵准受〔2026〕9号", 16, True),
        ("灵准受〔2026〕9号", 64, True),
        ("灵准受〔2026〕8号", 64, False),
        ("", 64, True),
        (" 灵准受［２０２６］ 9 号", 64, True),
        ("灵准受(2026)9号", 64, True),
        ("灵准受（2026）8号", 64, False),
    ],
)
def test_a_number_and_a_hash(client, receipt, number, length, found):
    response = client.post("/verify/", {"number": number, "code": receipt.sha256[:length].upper()})

    assert ("<h2>有这份文书</h2>" in response.text) == found
    assert ("没有这份文书" in response.text) == (not found)


def test_the_date_that_is_told_is_the_one_on_the_paper(client, county, by, uploads):
    """An organ may date its paper before the day on which the system issued it."""
    issued = receipt_of(county, by, "灵准受〔2026〕1号", date=date(2026, 3, 5))

    assert (
        "<dt>印发日期</dt><dd>2026年3月5日" in client.get(reverse("verify-code", args=[issued.sha256])).text
    )


@pytest.mark.parametrize("code", ["", "0" * 15, "没有", "0" * 65])
def test_what_is_no_hash_comes_back(client, db, code):
    response = client.post("/verify/", {"number": "甲〔2026〕1号", "code": code})

    assert response.status_code == 422
    assert "甲〔2026〕1号" in response.text


def test_every_address_on_papers_stays(receipt):
    assert reverse("verify") == "/verify/"
    assert sheet.address(receipt) == f"http://localhost:8000/verify/{receipt.sha256[:32]}/"
