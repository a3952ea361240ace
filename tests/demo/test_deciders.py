"""A county whose bodies decide by kind and term: 县委 of admissions of standing duties only, 县政府 of everything; and whose file gives
days for the decision and for the notice. On the pages that its file makes (`test_sixth_county`).
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from admission.models import Application
from admission.pages.regulation import RegulationPage
from audit import clock
from demo import other_counties
from documents.models import Paper
from regimes.calendar import Calendar
from regimes.schema import RegimeError, parse
from registry.queries import in_force
from tests.cast import client_of
from tests.demo.test_sixth_county import FACTS, FILE, WRITTEN, Pages
from tests.factories import review_of

PARTY = 'key = "party"\n'
LIMITED = PARTY + 'kinds = ["admission"]\nterms = ["standing"]\n'
OF_DECISION = (
    '[limits]\ndecision = { days = 7, article = "第四条" }\nnotice = { days = 2, own_choice = true }\n'
)
DIVIDED = FILE.replace(PARTY, LIMITED).replace("[limits]\n", OF_DECISION)
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
