"""A county whose bodies decide by kind and term: 县委 of admissions of standing duties only, 县政府 of everything; and whose file gives
days for the decision and for the notice. On the pages that its file makes (`test_sixth_county`).
"""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from admission import access
from admission.act import Refused
from admission.actions import approval
from admission.models import Application
from admission.pages.regulation import RegulationPage
from audit import clock
from demo import other_counties
from documents.models import Paper
from regimes.calendar import Calendar
from regimes.schema import RegimeError, parse
from registry.queries import in_force
from tests.admission.forms import fields_of
from tests.cast import client_of
from tests.demo.test_sixth_county import FACTS, FILE, HIDDEN, UNDIVIDED, WAY, WRITTEN, Pages
from tests.factories import review_of

PARTY = 'key = "party"\n'
LIMITED = PARTY + 'kinds = ["admission"]\nterms = ["standing"]\n'
OF_DECISION = (
    '[limits]\ndecision = { days = 7, article = "第四条" }\nnotice = { days = 2, own_choice = true }\n'
)
DIVIDED = FILE.replace(PARTY, LIMITED).replace("[limits]\n", OF_DECISION)
# a county whose meeting has the last word, before one of its ways is changed so that it passes the county's bodies
ENDED_BY_THE_MEETING = UNDIVIDED.replace("[sources]\n", '[sources]\ndecision_verb = { article = "第四条" }\n')
PARTY_OFFICE, GOVERNMENT_OFFICE = "party-office-jb", "government-office-jb"


@pytest.fixture
def pages(db):
    return Pages(other_counties.stage_of(other_counties.build(FACTS, "!", DIVIDED, townships=2)))


def brought_to_decision(pages, **said):
    stage = pages.stage
    townships = [stage.townships[0].pk]
    if "duty" in said:
        pages.begin("slj-jb", kind="revocation", duty=said["duty"])
        filled = {"ground": "done", "ground_evidence": "已移交（示例）。", "townships": townships}
    else:
        pages.begin("slj-jb", kind="admission")
        filled = WRITTEN | {"townships": townships, "list_kind": stage.kinds["supporting"].pk} | said
        filled["category"] = next(iter(stage.categories.values())).pk
    pages.press("slj-jb", "case-edit", **filled)
    pages.act("slj-jb", "consult")
    pages.answered()
    pages.act("slj-fz", "submit")
    pages.reviewed()
    pages.act("bianban-fz", "circulate")
    answer = {"finding": "yes", "view": "agree", "reasons": "", "do": "issue"}
    pages.press("justice-fz", "opinion", review_of(pages.case, "justice").pk, **answer)
    pages.act("bianban-jb", "conclude_circulation")
    return case_of(pages)


def case_of(pages):
    return Application.objects.get(pk=pages.case.pk)


def decide(pages, who, *bodies, number):
    said = {"verdict": "approved", "number": number, "decided_on": clock.today().isoformat()}
    pages.act(who, "record_decision", **said | {"bodies": bodies})


def temporary(pages):
    return {
        "term": "temporary",
        "list_kind": pages.stage.kinds["temporary"].pk,
        "term_from": pages.stage.workday(-1).isoformat(),
        "term_until": pages.stage.workday(40).isoformat(),
        "source_kind": "county",
        "why_temporary": "期满即止。",
    }


def waits(pages, who):
    return "登记" in pages.client(who).get(reverse("desk")).text


def test_a_standing_duty_is_decided_by_both(pages):
    case = brought_to_decision(pages)

    assert case.state_label == "待县委、县政府批准"
    decide(pages, GOVERNMENT_OFFICE, "government", number="云政函〔2026〕1号")
    assert case_of(pages).state == "deciding"
    decide(pages, PARTY_OFFICE, "party", number="云委函〔2026〕1号")
    assert case_of(pages).state == "approved"
    shown = pages.client("slj-jb").get(case.get_absolute_url()).text
    assert "还剩2个工作日" in re.sub(r"<[^>]+>|\s", "", shown)  # until the notice, which has its days here
    pages.noticed("云办发〔2026〕1号")
    assert "还剩" not in pages.client("slj-jb").get(case.get_absolute_url()).text


def test_a_temporary_duty_is_decided_and_noticed_by_the_government_alone(pages):
    case = brought_to_decision(pages, **temporary(pages))
    act = reverse("case-act", args=[case.uuid, "record_decision"])

    assert case.state_label == "待县政府批准"
    assert waits(pages, GOVERNMENT_OFFICE)
    assert not waits(pages, PARTY_OFFICE)
    assert pages.client(PARTY_OFFICE).get(act).status_code == 403
    sent = {
        "bodies": ["party"],
        "verdict": "approved",
        "number": "云委函〔2026〕1号",
        "decided_on": clock.today(),
    }
    assert pages.client(PARTY_OFFICE).post(act, sent).status_code == 403
    offered = pages.client("bianban-jb").get(act).text
    assert 'value="government"' in offered
    assert 'value="party"' not in offered

    decide(pages, GOVERNMENT_OFFICE, "government", number="云政函〔2026〕1号")

    assert case_of(pages).state == "approved"
    today = clock.today().isoformat()
    notice = reverse("case-act", args=[case.uuid, "issue_notice"])
    assert pages.client(PARTY_OFFICE).get(notice).status_code == 403
    pages.act(
        GOVERNMENT_OFFICE, "issue_notice", number="云政办发〔2026〕1号", issued_on=today, effective_on=today
    )
    paper = Paper.objects.get(kind="notice")
    assert paper.content["document"]["heads"] == ["云岭县政府办公室"]
    assert "县委办公室" not in str(paper.content)


def served_by_one(text):
    """县委、县政府 have one office."""
    lines = text.replace('office_unit_key = "government_office"', 'office_unit_key = "party_office"')
    return "".join(line for line in lines.splitlines(True) if not line.startswith("government_office ="))


def test_the_one_office_of_both_records_for_whichever_decides(db):
    pages = Pages(
        other_counties.stage_of(other_counties.build(FACTS, "!", served_by_one(DIVIDED), townships=2))
    )
    brought_to_decision(pages, **temporary(pages))
    assert waits(pages, PARTY_OFFICE)
    decide(pages, PARTY_OFFICE, "government", number="云政函〔2026〕1号")
    assert case_of(pages).state == "approved"
    assert list(case_of(pages).decisions.values_list("body", flat=True)) == ["government"]
    assert "印发通知" in pages.client(PARTY_OFFICE).get(reverse("desk")).text
    today = clock.today().isoformat()
    pages.act(PARTY_OFFICE, "issue_notice", number="云办发〔2026〕1号", issued_on=today, effective_on=today)

    brought_to_decision(pages, name="村道养护")
    decide(pages, PARTY_OFFICE, number="云委函〔2026〕2号")
    assert case_of(pages).state == "deciding"
    assert waits(pages, PARTY_OFFICE)
    decide(pages, PARTY_OFFICE, number="云政函〔2026〕2号")
    assert case_of(pages).state == "approved"


def test_who_does_not_decide_holds_no_right_but_to_read(pages):
    """Nor does a body named by hand become one that decides; who decides is told once, whatever is sent."""
    case = brought_to_decision(pages, **temporary(pages))

    def held():
        seat = pages.stage.seat(PARTY_OFFICE)
        return set(access.rights(Application.objects.get(pk=case.pk), seat.unit))

    assert held() == {"view_case"}
    act = reverse("case-act", args=[case.uuid, "record_decision"])
    shown = pages.client(GOVERNMENT_OFFICE).get(act)
    sent = fields_of(shown) | dict(HIDDEN.findall(shown.text))
    sent |= {"verdict": "approved", "number": "云政函〔2026〕1号", "decided_on": clock.today().isoformat()}
    sent["bodies"] = ["party", "government"]
    assert pages.client(GOVERNMENT_OFFICE).post(act, sent).status_code == 302
    assert list(case.decisions.values_list("body", flat=True)) == ["government"]
    pages.client(GOVERNMENT_OFFICE).post(act, sent)  # the same form once more
    assert case.decisions.count() == 1

    assert case_of(pages).state == "approved"
    assert held() == {"view_case"}
    shown = pages.client(PARTY_OFFICE)
    assert shown.get(reverse("case", args=[case.uuid])).status_code == 200
    for verb in ("record_decision", "reject", "issue_notice", "return_decision", "request_decision", "sign"):
        url = reverse("case-act", args=[case.uuid, verb])
        assert pages.client(PARTY_OFFICE).post(url, sent).status_code in (403, 404, 409), verb


@pytest.mark.parametrize("bodies", [["party"], ["party", "government"], ["nobody"], []])
def test_the_office_of_the_meeting_records_for_no_other_body(pages, bodies):
    case = brought_to_decision(pages, **temporary(pages))
    files = [ContentFile(b"%PDF-1.4", name="a.pdf")]
    said = {"verdict": "approved", "number": "云政函〔2026〕1号", "decided_on": clock.today(), "files": files}
    by, lock = pages.stage.seat("bianban-jb"), case_of(pages).lock
    with pytest.raises(Refused):
        approval.record_decision(case=case, by=by, lock=lock, bodies=bodies, **said)
    assert case.decisions.count() == 0


def test_a_revocation_is_decided_by_the_government_alone(pages):
    case = brought_to_decision(pages)
    decide(pages, GOVERNMENT_OFFICE, "government", number="云政函〔2026〕1号")
    decide(pages, PARTY_OFFICE, "party", number="云委函〔2026〕1号")
    pages.noticed("云办发〔2026〕1号")
    duty = in_force(pages.stage.county, clock.today()).get().duty

    case = brought_to_decision(pages, duty=duty.uuid)
    assert case.state_label == "待县政府批准"
    decide(pages, GOVERNMENT_OFFICE, "government", number="云政函〔2026〕2号")

    assert case_of(pages).state == "approved"


def test_the_decision_and_the_notice_have_their_days(pages):
    case = brought_to_decision(pages)
    calendar, today = Calendar.load(), clock.today()

    clocked = pages.client(GOVERNMENT_OFFICE).get(reverse("case-clock", args=[case.uuid]))
    assert clocked.context["deadline"].date == calendar.add(today, 7).date
    assert "7个工作日" in clocked.text
    assert "第四条" in clocked.text
    decide(pages, GOVERNMENT_OFFICE, "government", number="云政函〔2026〕1号")
    decide(pages, PARTY_OFFICE, "party", number="云委函〔2026〕1号")

    def day_shown():
        desk = client_of(pages.stage.seat(GOVERNMENT_OFFICE)).get(reverse("desk"))
        [row] = [row for row in desk.context["page"] if row.case and row.case.pk == case.pk]
        return row.deadline.date, row.is_late

    due = calendar.add(today, 2).date
    assert day_shown() == (due, False)
    with clock.at(clock.now() + timedelta(days=(due - today).days + 1)):
        assert day_shown() == (due, True)
        pages.noticed("云办发〔2026〕1号")
    shown = pages.client("bianban-jb").get(reverse("case-clock", args=[case.uuid]))
    assert shown.context["deadline"] is None


def test_the_rules_page_tells_who_decides_what_and_until_when(pages):
    page = RegulationPage(parse(DIVIDED))

    assert page.decided == [
        ("县委、县政府", "批准", "第四条"),
        ("县政府", "撤销；临时性、阶段性职责的准入：批准", "第四条"),
    ]
    assert {row[0]: row[1:] for row in page.limits if row[0] in ("批准", "印发通知")} == {
        "批准": ("7个工作日", "第四条"),
        "印发通知": ("2个工作日", "本县自定"),
    }
    assert [row for row in RegulationPage(parse(FILE)).limits if row[0] in ("批准", "印发通知")] == [
        ("批准", "没有定时限", "本县自定"),
        ("印发通知", "没有定时限", "本县自定"),
    ]
    ways = {tuple(label for label, _ in kinds): flows for kinds, flows in page.kinds}
    deciding = {
        kinds: [step.who for step in flows[0].steps if step.who.startswith("县委、") or step.who == "县政府"]
        for kinds, flows in ways.items()
    }
    assert deciding == {
        ("准入",): ["县委、县政府（有明确时限的临时性、阶段性职责：县政府）"],
        ("撤销",): ["县政府"],
    }


def test_a_body_that_decides_of_temporary_duties_alone_is_not_told_of_others():
    """Standing ones, and revocations, end with the meeting: only the way of temporary duties passes the county's bodies."""
    of_admissions, of_revocations = ENDED_BY_THE_MEETING.split("[paths.revocation]")
    own_way = WAY.replace("any =", "temporary =")
    text = f"{of_admissions}{own_way}\n\n[paths.revocation]{of_revocations}"

    assert RegulationPage(parse(text)).decided == [
        ("联席会议", "准入：审议通过就批准", "第四条"),
        ("联席会议", "撤销：审议通过就批准", "第五条"),
        ("县委、县政府", "有明确时限的临时性、阶段性职责：批准", "第四条"),
    ]


def test_a_body_that_decides_of_revocations_alone_is_told_so():
    of_admissions, of_revocations = ENDED_BY_THE_MEETING.split("[paths.revocation]")
    decided = of_revocations.replace('"deliberating"', '"deciding"', 1)

    assert RegulationPage(parse(f"{of_admissions}[paths.revocation]{decided}")).decided == [
        ("联席会议", "准入：审议通过就批准", "第四条"),
        ("县委、县政府", "撤销：批准", "第四条"),
    ]


@pytest.mark.parametrize(
    ("limited", "told"),
    [
        ('kinds = ["admision"]\n', "bodies.decision第1项.kinds：没有“admision”这个申请种类"),
        ('terms = ["standing", "standing"]\n', "bodies.decision第1项.terms：期限“standing”写了2次"),
        ('kinds = ["cancellation"]\n', "bodies.decision第1项：没有一条程序会请“县委”决定"),
    ],
)
def test_a_file_that_sends_nothing_to_a_body_is_told(limited, told):
    with pytest.raises(RegimeError) as refused:
        parse(FILE.replace(PARTY, PARTY + limited))

    assert told in str(refused.value)


def test_a_file_in_which_nobody_decides_something_is_told():
    other = 'key = "government"\n'
    with pytest.raises(RegimeError) as refused:
        parse(DIVIDED.replace(other, other + 'terms = ["standing"]\n'))

    said = str(refused.value)
    assert (
        "paths.admission.any：有deciding，但bodies.decision里没有一个机关决定临时性、阶段性职责的准入" in said
    )
    assert "临时性、阶段性职责的撤销" in said
    assert "常态" not in said
