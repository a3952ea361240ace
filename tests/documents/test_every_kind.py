"""Every kind that an act issues, led there by the acts and printed; and looked at before, which leaves nothing."""

import io
import json
import re

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from django.urls import reverse

from accounts.actions import add_roster_entry
from admission.actions import approval
from admission.models import Review
from audit import clock
from audit.models import Event
from audit.record import SYSTEM
from audit.words import KEY
from documents import editable, kinds, sheet
from documents.models import Paper, PaperKind
from documents.printing import print_due
from jointmeeting import actions as meetings
from registry.actions import publish_edition
from registry.actions.corrigenda import confirm_corrigendum, propose_corrigendum
from supervision.actions import guarantees
from tests.admission.forms import filled
from tests.cast import client_of, seat
from tests.documents.drawn import crowded, listed
from tests.documents.measuring import deviations, hard, loose, soft
from tests.documents.test_editable import words
from tests.factories import fresh, journey, listed_duty, make_case, unit
from tests.jointmeeting.conftest import led_to
from tests.supervision.conftest import led_to as report_led_to
from tests.supervision.promising import of, promised
from tests.supervision.starting import started

LONG = "农村自建房（含农房加层、扩建）施工安全日常巡查和隐患报告、汛期地质灾害隐患点联合巡查"


def test_every_kind_has_a_form():
    assert kinds.FORMS.keys() == set(PaperKind)


@pytest.fixture
def everything(lingchuan):
    """Cases led so far that every kind was issued."""
    decided = led_to("signed").record().case
    approval.request_decision(
        case=decided, by=seat("bb-jb"), lock=decided.lock, number="灵编请〔2026〕9号", sent_on=clock.today()
    )
    for route in ("adjustment", "cancellation"):
        journey("approved", route=route).notice()
    journey("approved", name=LONG).notice()
    journey("approved", route="revocation").notice()
    publish_edition(
        county=lingchuan, document_number="灵办发〔2026〕99号", published_on=clock.today(), by=seat("bb-fz")
    )
    duty = listed_duty(townships=("lcz",))
    slip = propose_corrigendum(
        duty=duty, field="basis", kind="punctuation", new_text=f"{duty.versions.get().basis}。",
        reason="漏了句号。", by=seat("bb-jb"),
    )  # fmt: skip
    confirm_corrigendum(corrigendum=slip, by=seat("bb-fz"))
    of_the_joint_meeting()
    of_what_follows()
    for state in ("correcting", "not_accepted", "rejected"):
        make_case(state)


def of_the_joint_meeting():
    """A correction of minutes, a circular, a report upward, a notice of a changed roster."""
    led = led_to("signed", cases=0)
    led.act(meetings.draft_correction, "bb-jb", old="会议概况", new="会议情况", reason="笔误。")
    led.act(meetings.sign_correction, "zjr")
    said = {
        "matter": "准入事项保障落实",
        "text": "部分经费没有拨付。\n培训已经完成。",
        "next": "年底前拨付。",
    }
    office, head = seat("bb-jb"), seat("bb-fz")
    circular = meetings.draft_circular(by=office, units=[unit("czj"), unit("lcz")], **said)
    meetings.issue_circular(circular=circular, by=head, lock=None, number="灵编发〔2026〕71号")
    report = meetings.draft_report(by=office, is_major=True, meeting=led.meeting, **said)
    meetings.issue_report(special_report=report, by=head, lock=None, number="灵编报〔2026〕72号")
    add_roster_entry(
        seat=seat("nyj-fz").seat, role="member", title="县农业农村局局长", valid_from=clock.today(), by=SYSTEM
    )
    meetings.issue_roster_notice(by=head, number="灵编发〔2026〕73号")


def of_what_follows():
    """A slip, a reply to a report, a matter referred, powers handed over, a task begun at once."""
    for state in ("urging", "unfounded", "referred"):
        report_led_to(state)
    guarantee = of(promised(), "powers")
    guarantees.hand_over(
        guarantee=guarantee,
        by=seat("zjj-jb"),
        lock=guarantee.lock,
        delivered_on=clock.today(),
        materials="账号2个",
    )
    started()


def vouched_for():
    """The keys of the papers whose words an event keeps: an act hands each that it issues to `step.keep` (I-80)."""
    kept = (json.loads(data).get(KEY, []) for data in Event.objects.values_list("data", flat=True))
    return {key for rows in kept for model, key, _ in rows if model == Paper._meta.label_lower}


@pytest.mark.sqlite_only  # what is composed and printed is text, which no database changes
@pytest.mark.usefixtures("everything")
def test_every_kind_says_who_and_what(press, record_property):
    """The words of each paper as its act composes them, then printed and measured: nothing unfilled, nothing out of place."""
    papers = {paper.kind: paper for paper in Paper.objects.order_by("pk")}
    assert papers.keys() == {kind.value for kind in kinds.FORMS}
    assert {paper.kind for paper in Paper.objects.exclude(pk__in=vouched_for())} == set()
    for paper in papers.values():
        said = paper.content["document"]
        text = str(said)
        assert not re.search(r"[{]\w+[}]|None|True|False", re.sub(r"'upward': \w+", "", text)), text
        assert said["issuers"]
        assert said["layout"] == "table" or said["layout"] == "minutes" or said["to"]
        assert not re.search(r"(?<!灵川)(?<!共)县[委财司民]\w?[局]", str(said.get("to")))
    notice = papers["notice"].content["document"]
    assert notice["issuers"] == ["中共灵川县委办公室", "灵川县人民政府办公室"]
    assert notice["title"] == f"关于同意{LONG}事项准入乡镇办理的通知"
    assert papers["filing"].content["document"]["upward"]
    letter = papers["circulation"].content["document"]
    assert letter["issuers"] == ["中共灵川县委机构编制委员会办公室（联席会议办公室）"]
    assert letter["heads"] == ["中共灵川县委机构编制委员会办公室"]
    asked = Review.objects.get(pk=papers["circulation"].content["review"])
    assert letter["to"] == [asked.unit.name]
    assert f"请你单位就下列问题提出审查意见：{asked.asks}" in letter["body"]
    assert f"《{letter['title']}》收悉" in papers["reply"].content["document"]["body"][0]
    changed = Paper.objects.get(kind=PaperKind.APPLICATION, snapshot__contains="清单现行文本")
    _print([*papers.values(), changed], press, record_property)


def _print(papers, press, record_property):
    """Hard rows of the standard fail; soft ones are listed at the end of the run (tests/conftest.py)."""
    ordered = {}
    for paper in papers:
        pages, content = press.make(*sheet.page(paper))
        with pdfplumber.open(io.BytesIO(content)) as measured:
            said = paper.content["document"] | {"number": paper.number}
            ordered[paper.kind, paper.pk] = deviations(hard(said, measured.pages))
            for deviation in deviations(soft(said, measured.pages)):
                record_property("soft", [paper.kind, *map(str, deviation)])
        with pikepdf.open(io.BytesIO(content)) as archived:
            assert loose(archived) == [], paper.kind
        pdf = pypdfium2.PdfDocument(content)
        text, beyond = "", []
        for page in pdf:
            lettering = page.get_textpage()
            text += re.sub(r"\s", "", lettering.get_text_bounded())
            edges = (lettering.get_rect(n)[2] for n in range(lettering.count_rects()))
            beyond += [edge for edge in edges if edge > 191 * 72 / 25.4]
        assert re.sub(r"\s", "", paper.content["document"]["title"]) in text, paper.kind
        assert re.sub(r"\s", "", paper.number) in text
        assert paper.sha256 in text
        assert pdf.get_metadata_value("Title") == paper.content["document"]["title"]
        assert beyond == [], paper.kind
        assert paper.kind != "sign_off" or pages == 1
        assert len(content) < 500_000
        to_edit = re.sub(r"\s", "", words(editable.docx(paper)))
        for line in paper.content["document"].get("body", []):
            assert re.sub(r"\s", "", line) in to_edit
    assert {kind: found for kind, found in ordered.items() if found} == {}


@pytest.mark.sqlite_only
def test_the_longest_are_printed_whole(press, record_property):
    _print([crowded(), listed(200)], press, record_property)


@pytest.mark.usefixtures("running_press")
def test_a_preview_is_the_paper_and_leaves_nothing(lingchuan):
    made = journey("submitted", name=LONG)
    url = reverse("case-act", args=[made.case.uuid, "accept"])
    client = client_of(seat("bb-fz"))
    form = filled(client, url)
    before = (Paper.objects.count(), Event.objects.count(), fresh(made.case).state)

    response = client.post(url, form | {"preview": "1"})

    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        text = re.sub(r"\s", "", pdf.pages[0].extract_text())
    assert "预览" in "".join(char["text"] for char in pdf.pages[0].chars if char["size"] > 90)
    assert "现予受理" in text
    draft = client.post(f"{url}?as=docx", form | {"preview": "1"})
    assert "现予受理" in words(draft.content)
    assert "草稿，未印发" in words(draft.content)
    assert (Paper.objects.count(), Event.objects.count(), fresh(made.case).state) == before
    done = client.post(url, form)  # the same form still goes through
    assert done.status_code == 302
    assert fresh(made.case).state == "reviewing"
    paper = Paper.objects.get(kind="receipt")
    kept = client.get(reverse("case-paper-docx", args=[made.case.uuid, paper.uuid]))
    assert kept["Content-Disposition"].startswith("attachment")
    assert paper.number in words(kept.content)


@pytest.mark.usefixtures("running_press")
def test_an_application_is_looked_at_while_it_is_written(lingchuan):
    made = journey("draft")
    url = reverse("case-edit", args=[made.case.uuid])
    client = client_of(seat("zjj-jb"))

    response = client.post(url, filled(client, url, name="还没有保存的名称", preview="1"))

    assert response["Content-Type"] == "application/pdf"
    with pdfplumber.open(io.BytesIO(response.content)) as pdf:
        assert "还没有保存的名称" in pdf.pages[0].extract_text()
    assert fresh(made.case).title == made.case.title


@pytest.mark.usefixtures("running_press")
def test_a_pdf_is_opened_by_who_reads_the_paper(lingchuan, uploads):
    made = journey("reviewing")
    paper = Paper.objects.get(kind="receipt")
    url = reverse("case-paper-pdf", args=[made.case.uuid, paper.uuid])
    waiting = client_of(seat("zjj-jb")).get(url)
    print_due([paper.uuid])

    opened = client_of(seat("zjj-jb")).get(url)

    assert (waiting.status_code, waiting["Refresh"]) == (200, f"3; url={url}?tried=1")
    assert b"".join(opened.streaming_content).startswith(b"%PDF-1.7")
    assert "inline" in opened["Content-Disposition"]
    assert client_of(seat("lcz-jb")).get(url).status_code == 404
