"""What a meeting puts on paper: a notice and an agenda with what is to be read, anew when either changes; its minutes."""

import io

import pdfplumber
import pikepdf
from django.conf import settings
from django.urls import reverse

from audit.record import SYSTEM
from documents import sheet
from documents.papers import drawn, papers_about
from documents.rendering import Press
from jointmeeting import actions, queries
from jointmeeting.queries import papers_of
from regimes.actions import load_regime
from tests.cast import client_of, seat
from tests.factories import make_case


def kinds_of(meeting):
    return [paper.kind for paper in papers_about(meeting.uuid)]


def document_of(meeting, kind):
    return next(paper for paper in papers_of(meeting) if paper.kind == kind).content["document"]


def test_a_called_meeting_is_announced_on_paper(course):
    led = course("called")
    meeting, case = led.meeting, led.case

    notice, agenda = (document_of(meeting, kind) for kind in ("meeting_notice", "meeting_agenda"))

    assert notice["title"] == "关于召开第一次联席会议的通知"
    assert notice["to"] == [row.unit.name for row in queries.attendance_of(meeting)]
    assert notice["body"][1:5] == [
        "一、会议地点",
        "第一会议室",
        "二、会议议题",
        f"1.{case.title}（{case.applicant.name}）",
    ]
    assert agenda["grid"]["rows"] == [["1", case.title, case.applicant.name, case.number]]
    assert [annex["title"] for annex in agenda["annexes"]] == [
        "议题1 职责准入申请表",
        "议题1 初评意见表",
        "议题1 意见汇总表",
        "议题1 协调会纪要",
    ]


def test_the_minutes_say_once_when_it_met_and_who_came(course):
    """The draft that the page begins with stands below what the paper says of itself."""
    led = course("called").attend(away=["mzj"])
    form = client_of("bb-jb").get(reverse("meeting-minutes", args=[led.meeting.uuid])).context["form"]
    results = {item.pk: ("passed", "会议同意。") for item in led.meeting.items.all()}
    begun = form.get_initial_for_field(form.fields["minutes"], "minutes")
    led.act(actions.draft_minutes, "bb-jb", minutes=begun, results=results, send=True).sign()

    body = document_of(led.meeting, "meeting_minutes")["body"]
    assert body[1] == "会议由召集人主持，听取联席会议办公室和有关单位的汇报，研究了以下议题："
    assert sum("召开" in line for line in body) == 1
    assert not any(row.unit.short_name in begun for row in queries.attendance_of(led.meeting))


def test_what_changes_after_the_call_is_told_on_paper_again(course):
    led = course("called")
    arranged = {"title": led.meeting.title, "meets_on": led.meeting.meets_on, "place": "第一会议室"}
    first = kinds_of(led.meeting)

    led.act(actions.change_meeting, "xwb-jb", **arranged, note="带材料。")  # neither day nor place
    led.act(actions.put_item, "bb-jb", case=make_case("deliberating", route="general"))
    led.act(actions.change_meeting, "xwb-jb", **arranged | {"place": "第二会议室"})

    assert first == ["meeting_notice", "meeting_agenda"]
    assert kinds_of(led.meeting) == [*first, "meeting_agenda", "meeting_notice", "meeting_agenda"]
    assert len(document_of(led.meeting, "meeting_agenda")["grid"]["rows"]) == 2
    assert "第二会议室" in document_of(led.meeting, "meeting_notice")["body"]
    page = client_of("sfj-jb").get(led.meeting.get_absolute_url()).text
    newest = [
        reverse("meeting-paper", args=[led.meeting.uuid, paper.uuid]) for paper in papers_of(led.meeting)
    ]
    assert page.count(f"/meetings/{led.meeting.uuid}/papers/") == len(newest) == 2
    assert all(url in page for url in newest)


def test_the_agenda_is_one_pdf_with_a_bookmark_for_every_paper(course):
    meeting = course("called").meeting
    agenda = next(paper for paper in papers_of(meeting) if paper.kind == "meeting_agenda")

    with Press() as press:
        _, content = press.make(*sheet.page(agenda))

    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        (root,) = outline.root
        assert root.title == "第一次联席会议议程和材料"
        assert [mark.title for mark in root.children] == [
            annex["title"] for annex in agenda.content["document"]["annexes"]
        ]
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        beyond = [char for page in pdf.pages for char in page.chars if char["x1"] > 191 * 72 / 25.4]
    assert beyond == []


def test_a_number_on_the_agenda_stands_on_one_line(course):
    """申请编号 of a county's hundredth case of the year, and of its thousandth."""
    said = document_of(course("called").meeting, "meeting_agenda")
    (row,) = said["grid"]["rows"]
    numbers = ["灵准申〔2026〕35号", "灵准申〔2026〕128号", "灵准申〔2026〕1280号"]
    rows = [[*row[:3], number] for number in numbers]

    with Press() as press:
        _, content = press.make(*sheet.page(drawn(said | {"grid": said["grid"] | {"rows": rows}})))

    with pdfplumber.open(io.BytesIO(content)) as pdf:
        printed = [word["text"] for word in pdf.pages[0].extract_words()]
    assert [word for word in printed if "〔" in word][-3:] == numbers


def test_signed_minutes_are_opened_by_who_sees_the_meeting(course):
    meeting = course("signed").meeting
    minutes = next(paper for paper in papers_of(meeting) if paper.kind == "meeting_minutes")
    url = reverse("meeting-paper", args=[meeting.uuid, minutes.uuid])

    assert "Refresh" in client_of("sfj-jb").get(url)
    assert client_of("lcz-jb").get(url).status_code == 404
    assert seat("sfj-jb").unit.name in str(minutes.content["document"]["people"])


def test_a_paper_speaks_in_one_version_of_the_rules(course):
    """A meeting keeps the rules it began with: a notice of it issued under later ones has neither their words nor marks."""
    led = course("called")
    text = (settings.BASE_DIR / "fixtures/regimes/lingchuan.toml").read_text(encoding="utf-8")
    own = '[words]\noffice = "准入办"\n'
    load_regime(county=led.meeting.county, text=f"{text}\n{own}", by=SYSTEM)

    arranged = {"title": led.meeting.title, "meets_on": led.meeting.meets_on, "place": "第二会议室"}
    led.act(actions.change_meeting, "xwb-jb", **arranged, note="")

    first, second = [
        paper.content["document"]
        for paper in papers_about(led.meeting.uuid)
        if paper.kind == "meeting_notice"
    ]
    assert led.meeting.county.worded("联席会议办公室") == "准入办"
    (asked,) = [line for line in second["body"] if line.startswith("请准时参加会议")]
    assert asked in first["body"]
    assert "联席会议办公室" in asked
    assert second["heads"] == first["heads"]
