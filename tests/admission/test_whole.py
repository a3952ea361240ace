"""案卷: all that a seat may read of a case as one PDF; what it may not read is not in it."""

import io
import os
import re
import subprocess
import time
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import OperationalError
from PIL import Image

from admission import queries
from admission.models import CaseFile
from admission.pages.whole import WholeFile
from audit import clock
from documents import binding, layout, printing
from documents.files import NotKept, store
from documents.rendering import Press
from tests.cast import client_of, seat
from tests.documents import archival, tagged
from tests.documents.samples import DOCX
from tests.factories import CONDITIONAL, fresh, issue_opinion, journey, make_case, open_reviews


@pytest.fixture
def case(lingchuan, uploads, settings):
    """In circulation, one opinion given; a PDF of two pages, a picture, a DOCX, a broken PDF and a lost one attached."""
    settings.VAR = uploads
    case = make_case("circulating")
    made = pikepdf.new()
    for _ in range(2):
        made.add_blank_page(page_size=(595, 842))
    made.save(pdf := io.BytesIO())
    Image.new("RGB", (30, 20), "red").save(png := io.BytesIO(), "png")
    for name, content in (
        ("图纸.pdf", pdf.getvalue()),
        ("照片.png", png.getvalue()),
        ("表.docx", DOCX),
        ("坏.pdf", b"%PDF-1.7\n"),
        ("丢.pdf", pdf.getvalue()),
    ):
        stored = store(SimpleUploadedFile(name, content), by=seat("zjj-jb"))
        CaseFile.objects.create(
            application=case, file=stored, role="attachment", unit=case.applicant, added_at=case.submitted_at
        )
    default_storage.delete(stored.path)
    return fresh(case)


@pytest.fixture
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def squeezed(text):
    return re.sub(r"\s", "", text)


def bind(case, by, **options):
    manifest = WholeFile(case, seat(by)).manifest(**options)
    binding.start(manifest)
    call_command("bind_file", binding.key_of(manifest))
    return binding.found(binding.key_of(manifest))


def assert_tagged(case, content):
    """Each paper and page of ours is a part; what was received is named, with its hash, and claims nothing for the whole."""
    assert tagged.broken(content) == []
    whole = WholeFile(case, seat("bb-fz")).manifest(record=True)
    bound = tagged.parts(content)
    left_out = {"表.docx", "坏.pdf", "丢.pdf"}
    wanted = [part["title"] for part in whole["parts"] if part["title"].partition("（")[0] not in left_out]
    by_name = {each.file.name: each.file.sha256 for each in case.files.select_related("file")}
    received = {name: f"收到的材料：{name}，SHA-256 {by_name[name]}" for name in ("图纸.pdf", "照片.png")}
    assert [title for _, title, *_ in bound] == [
        "封面和目录",
        *(received.get(title.partition("（")[0], title) for title in wanted),
    ]
    assert {title: text for role, title, _, text in bound if role == "/Art"} == {
        received["图纸.pdf"]: "【收到的材料：图纸.pdf，第1页，共2页】【收到的材料：图纸.pdf，第2页，共2页】",
        received["照片.png"]: "【收到的材料：照片.png，第1页，共1页】",
    }
    assert {language for role, _, language, _ in bound if role == "/Part"} == {"zh-CN"}
    assert squeezed(bound[-1][-1]).startswith("流转记录")
    numbered = [each for each in queries.papers_for(case, seat("bb-fz")) if each.number]
    for paper in numbered:
        stored = printing.print_once(paper, None).file  # as it was bound
        ((*_, alone),) = tagged.parts(Path(default_storage.path(stored.path)).read_bytes())
        assert [text for _, title, _, text in bound if paper.number in title] == [alone]
    assert "6.6.4 what it claims" in archival.problems(content)


@pytest.mark.sqlite_only  # what is bound are bytes
def test_one_pdf_with_bookmarks_contents_and_numbers(case):
    """Every number in the contents is the page its part begins on, and stands on that page."""
    path = bind(case, "bb-fz", record=True)

    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        pages = [page.obj.objgen for page in pdf.pages]
        marks = {each.title: pages.index(each.destination[0].objgen) + 1 for each in outline.root}
        assert pdf.Root.Lang == "zh-CN"
    with pdfplumber.open(path) as pdf:
        texts = [squeezed(page.extract_text()) for page in pdf.pages]
        tops = [
            page.crop((400, 0, page.width, 60), relative=True).extract_text().strip() for page in pdf.pages
        ]
    contents = "".join(texts[: min(page for page in marks.values() if page > 1) - 1])
    assert tops == [str(n + 1) for n in range(len(tops))]
    papers = queries.papers_for(case, seat("bb-fz"))
    assert len(marks) == 1 + len(papers) + 2 + 2
    for title, page in marks.items():
        assert title == "封面和目录" or f"{squeezed(title)}{page}" in contents
    for paper in papers:
        if paper.number:
            (page,) = [page for title, page in marks.items() if paper.number in title]
            assert paper.number in texts[page - 1]
    left_out = {
        "表.docx": "不是PDF或者图片",
        "坏.pdf": "文件已损坏，或者过大",
        "丢.pdf": "在服务器上缺失，或者被改动过",
    }
    for name, why in left_out.items():
        assert f"：{why}SHA-256{case.files.get(file__name=name).file.sha256}" in contents
    assert any("流转记录" in text for text in texts[-3:])
    assert "示例数据" in texts[0]
    assert_tagged(case, path.read_bytes())


@pytest.mark.sqlite_only
def test_a_date_of_the_record_stands_on_one_line(case):
    """Also one of the longest, with two figures each for month, day, hour and minute."""
    manifest = WholeFile(case, seat("bb-fz")).manifest(record=True)
    *_, record = manifest["parts"]
    html = re.sub(r"\d{4}年\d+月\d+日 \d\d:\d\d", "2026年12月28日 23:58", record["html"])

    with Press() as press:
        _, content = press.make(html, layout.bound_css())
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        lines = [line["text"] for page in pdf.pages for line in page.extract_text_lines()]

    whole = [line for line in lines if re.search(r"2026年12月28日 ?23:58", line)]
    assert len(whole) == html.count("2026年12月28日 23:58") > 3


@pytest.mark.sqlite_only
def test_files_for_which_no_time_is_left_are_named(case, monkeypatch):
    monkeypatch.setattr(binding, "MOST_SECONDS", -1)
    manifest = WholeFile(case, seat("bb-fz")).manifest(record=False)
    manifest["parts"] = [part for part in manifest["parts"] if "file" in part]
    binding.start(manifest)

    assert binding.bind(binding.key_of(manifest))

    with pdfplumber.open(binding.found(binding.key_of(manifest))) as pdf:
        contents = squeezed("".join(page.extract_text() for page in pdf.pages))
    assert contents.count("：编制用时过长SHA-256") == len(manifest["parts"]) == 5


def test_the_record_goes_along_where_it_is_wanted(case):
    titles = {
        record: [part["title"] for part in WholeFile(case, seat("bb-fz")).manifest(record=record)["parts"]]
        for record in (True, False)
    }

    assert titles[True] == [*titles[False], "流转记录"]


def test_a_seat_finds_what_the_case_page_shows_it(case):
    review = next(each for each in open_reviews(case) if each.question == "service_centre")
    issue_opinion(review, **CONDITIONAL)
    told = {}
    for by in ("bb-fz", "zjj-jb", "lcz-jb", "sfj-jb", "zgb-fz"):
        whole = WholeFile(fresh(case), seat(by)).manifest(record=True)
        page = client_of(seat(by)).get(case.get_absolute_url()).text
        said = "".join(part.get("html", "") for part in whole["parts"])
        papers = {str(part["paper"]) for part in whole["parts"] if "paper" in part}
        files = {str(part["file"]) for part in whole["parts"] if "file" in part}
        assert papers == set(re.findall(r"/papers/([0-9a-f-]{36})/", page)), by
        assert files == set(re.findall(r"/files/([0-9a-f-]{36})/", page)), by
        told[by] = CONDITIONAL["conditions"] in said
        assert told[by] == (CONDITIONAL["conditions"] in page), by
        assert set(re.findall("签发意见：附条件同意", said)) == set(
            re.findall("签发意见：附条件同意", page)
        ), by
    # while the round is open others' opinions are hidden from those asked, and from the applicant
    assert told == {"bb-fz": True, "zjj-jb": False, "lcz-jb": False, "sfj-jb": False, "zgb-fz": True}


@pytest.fixture
def filed(lingchuan, uploads, settings):
    """Reported to the city with a scan attached, its number put right, and decided on since."""
    settings.VAR = uploads
    walked = journey("upper_review")
    stored = store(SimpleUploadedFile("图.png", b"\x89PNG\r\n\x1a\n"), by=seat("zjj-jb"))
    CaseFile.objects.create(
        application=walked.case,
        file=stored,
        role="attachment",
        unit=walked.case.applicant,
        added_at=clock.now(),
    )
    walked.file().pass_upper().notice()
    return fresh(walked.case)


def test_the_filing_goes_out_with_the_whole_file_in_the_order_of_its_list(filed):
    """Its 附件 names papers in an order; behind them all the rest of that day, once each; nothing of later."""
    whole = WholeFile(filed, seat("bb-fz"))
    papers = {paper.uuid: paper for paper in whole.papers}
    (report,) = [paper for paper in papers.values() if paper.kind == "filing"]

    parts = whole.with_attachments(report)["parts"]

    *listed, last = report.content["document"]["attachments"]
    kinds = [
        papers[part["paper"]].kind for part in parts if part["group"] != "案卷其他材料" and "paper" in part
    ]
    assert kinds == ["filing", "application", "initial_review", "summary", "sign_off"]
    assert listed == ["职责准入申请表", "初评意见表", "意见汇总表", "审签单"]
    assert last == "案卷其他材料"
    bound = [part["paper"] for part in parts if "paper" in part]
    assert len(bound) == len(set(bound))
    assert {papers[uuid].kind for uuid in papers.keys() - set(bound)} == {"notice"}
    assert [part["title"] for part in parts if "file" in part] == ["图.png（申请附件，县住房城乡建设局）"]
    page = client_of("bb-fz").get(f"{filed.get_absolute_url()}papers/{report.uuid}/").text
    assert f"{filed.get_absolute_url()}papers/{report.uuid}/attached/" in page


@pytest.mark.sqlite_only  # what is bound are bytes
def test_a_unit_that_is_asked_opens_its_letter_with_the_application_form(case):
    whole = WholeFile(case, seat("sfj-jb"))
    letter = next(paper for paper in whole.papers if paper.kind == "circulation")
    (form,) = [paper for paper in whole.papers if paper.kind == "application"]
    url = f"{case.get_absolute_url()}papers/{letter.uuid}/attached/"
    client = client_of(seat("sfj-jb"))

    first = client.get(url)
    manifest = WholeFile(case, seat("sfj-jb")).with_attachments(letter)
    call_command("bind_file", binding.key_of(manifest))
    opened = b"".join(client.get(url).streaming_content)

    assert first["Refresh"] == f"3; url={url}?"
    assert [part["paper"] for part in manifest["parts"]] == [letter.uuid, form.uuid]
    with pikepdf.open(io.BytesIO(opened)) as pdf, pdf.open_outline() as outline:
        assert len(outline.root) == 3
        assert "征求意见函" in outline.root[1].title
        assert "职责准入申请表" in outline.root[2].title
    assert (
        archival.problems(opened) == tagged.broken(opened) == []
    )  # all of it is ours, so it claims to be PDF/A
    bare = f"{case.get_absolute_url()}papers/{form.uuid}/attached/"
    assert client.get(bare).status_code == 404  # nothing is attached to it
    assert client_of("mzj-jb").get(url).status_code == 404  # another unit's letter


def test_it_is_waited_for_then_opened(case):
    client, url = client_of(seat("bb-fz")), f"{case.get_absolute_url()}whole/pdf/"
    first = client.get(url, {"record": "on"})
    (key,) = {path.stem for path in (binding._folder()).glob("*.json")}
    (binding._folder() / f"{key}.pdf").write_bytes(b"%PDF-1.7")

    opened = client.get(url, {"record": "on"})
    other = client_of(seat("zjj-jb")).get(url, {"record": "on"})

    assert first["Refresh"] == f"3; url={url}?record=on"
    assert "正在编制" in first.text
    assert b"".join(opened.streaming_content) == b"%PDF-1.7"
    assert "正在编制" in other.text  # another seat reads other things: what was bound is not its


def test_only_so_many_are_bound_at_once_and_none_twice(case, monkeypatch, settings):
    begun, client, url = [], client_of(seat("bb-fz")), f"{case.get_absolute_url()}whole/pdf/"
    monkeypatch.setattr(subprocess, "Popen", lambda command, **_: begun.append(command[2:]))
    settings.PRINT_PAPERS = True

    first = [client.get(url).status_code for _ in range(3)]
    others = [binding.start({"parts": [], "title": f"{n}"}) for n in range(4)]
    late = client.get(url, {"record": "on"})

    assert (first, others, len(begun)) == ([200] * 3, [True, True, False, False], 3)
    assert (late.status_code, late["Retry-After"]) == (503, "10")
    assert "轮到时自动开始" in late.text
    assert client.get(url).status_code == 200  # one's own goes on being waited for


def test_what_failed_is_said_and_tried_again(case, monkeypatch):
    monkeypatch.setattr("documents.binding.MEMORY", 32 * 1024**2)
    manifest = WholeFile(case, seat("bb-fz")).manifest(record=False)
    url = f"{case.get_absolute_url()}whole/pdf/"
    binding.start(manifest | {"parts": []})
    with pytest.raises(CommandError):
        call_command("bind_file", binding.key_of(manifest | {"parts": []}))
    (binding._folder() / f"{binding.key_of(manifest)}.failed").touch()

    told, again = client_of(seat("bb-fz")).get(url), client_of(seat("bb-fz")).get(url, {"again": "1"})

    assert binding.has_failed(binding.key_of(manifest | {"parts": []}))
    assert "没有编成" in told.text
    assert "正在编制" in again.text


@pytest.mark.parametrize(
    "problem", [OSError("the disk is full"), NotKept("文件暂时无法保存"), OperationalError]
)
def test_what_failed_at_the_disk_or_the_database_is_said_too(case, monkeypatch, problem):
    def print_once(*_):
        raise problem

    monkeypatch.setattr("documents.printing.print_once", print_once)
    manifest = WholeFile(case, seat("bb-fz")).manifest(record=False)
    binding.start(manifest)

    assert not binding.bind(binding.key_of(manifest))
    assert binding.has_failed(binding.key_of(manifest))
    assert "没有编成" in client_of(seat("bb-fz")).get(f"{case.get_absolute_url()}whole/pdf/").text


def test_what_a_killed_binder_left_goes_after_a_day(settings, tmp_path):
    """Copies of what was received lie on its desk."""
    settings.VAR = tmp_path
    old, young = (binding._folder() / name for name in ("bind-old", "bind-young"))
    for desk in (old, young):
        desk.mkdir()
        (desk / "0.pdf").write_bytes(b"%PDF-1.7")
    os.utime(old, (time.time() - binding.KEPT - 1,) * 2)

    binding.sweep()

    assert not old.exists()
    assert (young / "0.pdf").exists()
