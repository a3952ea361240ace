"""A county that none of the five sources describes, its file written from docs/regime-file.md alone: 编办 and 司法局 review, the
county approves, no city takes part, fifteen working days a step. Everything is done on the pages that its file makes.
"""

import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import County, Unit, UnitKind
from admission.models import Application, Stay
from audit import clock
from demo import other_counties
from regimes.schema import RegimeError, parse
from registry.queries import in_force
from tests.admission.forms import fields_of
from tests.cast import client_of
from tests.demo.own_words import pages_of, papers_of, said_elsewhere
from tests.factories import request_of, review_of

PATH_OF_FILE = Path(__file__).parent / "yunling.toml"
FILE = PATH_OF_FILE.read_text(encoding="utf-8")
FACTS = {
    "code": "621121", "name": "云岭县", "short": "云", "regime": "yunling", "above": [],
    "departments": [["jtj", "县交通运输局"], ["slj", "县水利局"]],
}  # fmt: skip
NAME = "公路沿线日常巡查和隐患报告"
PATH = ["draft", "consulting", "submitted", "reviewing", "circulating", "deciding", "approved"]
WRITTEN = {
    "name": NAME, "basis": "《示例条例》第三条", "township_duties": "每周巡查一次。", "department_duties": "负责处置。",
    "money": "县级预算。", "transfer_mode": "hand_over", "township_role": "assist", "term": "standing",
    "is_public": "True", "publication_checked_by": "县委编办", "guarantee_funding": "县级预算。", "cost": "3",
    "guarantee_staff": "现有人员。", "guarantee_technology": "无。", "guarantee_training": "每年一次。",
}  # fmt: skip


HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
ALERT = re.compile(r'role="alert".*?</div>', re.DOTALL)


class Pages:
    """The county's people at its pages: `press(who, page, …)` sends the form of a page as it is filled in."""

    def __init__(self, stage):
        self.stage, self.clients, self.case = stage, {}, None

    def client(self, who):
        if who not in self.clients:
            self.clients[who] = client_of(self.stage.seat(who))
        return self.clients[who]

    def press(self, who, page, /, *args, **said):
        url = reverse(page, args=[self.case.uuid, *args])
        shown = self.client(who).get(url)
        answer = self.client(who).post(url, fields_of(shown) | dict(HIDDEN.findall(shown.text)) | said)
        assert answer.status_code == 302, (url, ALERT.findall(answer.text))

    def act(self, who, verb, /, **said):
        self.press(who, "case-act", verb, **said)

    def begin(self, who, **chosen):
        there = self.client(who).post(reverse("case-new"), chosen)
        assert there.status_code == 302, there.context
        self.case = Application.objects.order_by("pk").last()

    def answered(self):
        for township in self.case.version.townships.all():
            self.press(
                f"{township.code}-fz", "position", request_of(self.case, township.code).pk, answer="agree"
            )

    def refused(self, who, verb):
        url = reverse("case-act", args=[self.case.uuid, verb])
        return self.client(who).post(url, fields_of(self.client(who).get(url))).text

    def reviewed(self, **more):
        self.act("bianban-jb", "accept")
        review = {
            "lawful": "yes",
            "lawful_basis": "第二条",
            "conforming": "yes",
            "conforming_basis": "有依据",
        }
        review |= {"division": "分工清楚。", "guarantees": "县级预算。", "do": "issue"}
        self.press("bianban-fz", "initial-review", **review | more)

    def reviewed_and_decided(self, numbers):
        self.reviewed()
        self.act("bianban-fz", "circulate")
        said = {"finding": "yes", "view": "agree", "reasons": "", "do": "issue"}
        self.press("justice-fz", "opinion", review_of(self.case, "justice").pk, **said)
        self.act("bianban-jb", "conclude_circulation")
        for who, body in (("party-office-jb", "party"), ("government-office-jb", "government")):
            number = f"{numbers}{1 + len(body)}号"
            said = {"bodies": [body], "verdict": "approved", "number": number}
            self.act(who, "record_decision", **said, decided_on=clock.today().isoformat())

    def noticed(self, number):
        today = clock.today().isoformat()
        self.act("party-office-jb", "issue_notice", number=number, issued_on=today, effective_on=today)

    def passed(self):
        stays = Stay.objects.filter(application=self.case).order_by("entered_at")
        return [*stays.values_list("state", flat=True), Application.objects.get(pk=self.case.pk).state]


@pytest.fixture
def pages(db):
    return Pages(other_counties.stage_of(other_counties.build(FACTS, "!", FILE, townships=2)))


def test_the_two_commands_of_the_document_are_enough_for_the_initial_review(db):
    """No list and no category is entered by hand: the file's loading sets up what 核定清单 asks for."""
    said = StringIO()
    call_command("open_county", "621121", "云岭县", "云", stdout=StringIO())
    for _ in range(2):
        call_command("load_regime", str(PATH_OF_FILE), stdout=said, stderr=StringIO())
    county = County.objects.get(code="621121")
    other_counties.add_units(county, FACTS, parse(FILE), "!", townships=1)
    pages = Pages(other_counties.stage_of(county))

    assert said.getvalue().count("已设立：基本履职；配合履职；上级部门收回；临时性、阶段性；综合\n") == 1
    pages.begin("slj-jb", kind="admission")
    pages.press("slj-jb", "case-edit", **WRITTEN | {"townships": [pages.stage.townships[0].pk]})
    pages.act("slj-jb", "consult")
    pages.answered()
    pages.act("slj-fz", "submit")
    pages.reviewed(category=county.categories.get().pk)

    review = Application.objects.get(pk=pages.case.pk).review
    assert (review.list_kind.key, review.category.name) == ("supporting", "综合")


def test_a_county_written_by_the_document_runs_on_its_pages(pages):
    """A duty comes onto the list and, when it is done, leaves it, each along the path the file gives."""
    stage, today = pages.stage, clock.today()
    pages.begin("slj-jb", kind="admission")
    said = WRITTEN | {"townships": [stage.townships[0].pk], "list_kind": stage.kinds["supporting"].pk}
    said["category"] = next(iter(stage.categories.values())).pk
    pages.press("slj-jb", "case-edit", **said | {"township_duties": "保管涉密事项的台账。"})
    refusal = pages.refused("slj-jb", "consult")
    assert "涉密事项不纳入乡镇职责准入事项，写了“涉密事项”" in refusal
    pages.press("slj-jb", "case-edit", **said)
    pages.act("slj-jb", "consult")
    pages.answered()
    pages.act("slj-fz", "submit")
    pages.reviewed_and_decided("云委函〔2026〕")
    pages.noticed("云办发〔2026〕21号")
    assert pages.passed() == PATH
    duty = in_force(stage.county, today).get().duty

    pages.begin("slj-jb", kind="revocation", duty=duty.uuid)
    done = {"ground": "done", "ground_evidence": "公路已移交（示例）。", "townships": [stage.townships[0].pk]}
    pages.press("slj-jb", "case-edit", **done)
    pages.act("slj-jb", "consult")
    pages.answered()
    pages.act("slj-fz", "submit")
    pages.reviewed_and_decided("云政函〔2026〕")
    pages.noticed("云办发〔2026〕22号")
    assert pages.passed() == PATH
    assert not in_force(stage.county, today + timedelta(days=1)).exists()

    read = papers_of(stage.county) | pages_of(pages.client("bianban-fz")) | pages_of(pages.client("slj-fz"))
    assert said_elsewhere(FILE, read) == set()
    [notice] = [text for title, text in read.items() if "准入乡镇办理的通知" in title]
    assert "不得以责任状等方式另行向乡镇下放工作责任" in notice  # 第七条 forbids no more
    rules = read["/regulation/"]
    assert "15个工作日（第四条）" in rules
    assert (
        "制度没有规定，不受理" in rules
    )  # 调整、取消, which the file does not know; named there and nowhere else
    rules = rules.replace("调整、取消", "", 1)
    advice = re.compile("申请(?:调整|取消)|取消或撤销|调整程序")  # to apply for what is not received
    told = {(found[0], url) for url, text in read.items() if (found := advice.search(text))}
    assert told == {("取消或撤销", "/archive/import/")}  # what may stand in a table of the time before
    assert [what for what in ("审签", "协调会", "上级答复", "调整") if what in rules] == []


WAY = 'any = ["submitted", "reviewing", "circulating", "deciding", "approved"]'
TWO_WAYS = """simple = ["submitted", "reviewing", "circulating", "deciding", "approved"]
general = ["submitted", "reviewing", "circulating", "coordinating", "deliberating", "deciding", "approved"]"""
CONVENOR = """[bodies.convenor]
own_choice = true
unit_key = "leader"
name = "云岭县职责准入工作领导小组组长"
short_name = "组长"

[[bodies.decision]]"""
DIVIDED = (
    FILE.replace("has_procedures = false", "has_procedures = true")
    .replace(WAY, TWO_WAYS)
    .replace("[units]\n", '[units]\nleader = "领导小组组长"\n')
    .replace("[[bodies.decision]]", CONVENOR, 1)
    .replace(
        "[limits]\n",
        "[limits]\ncoordination = { days = 15, own_choice = true }\nmeeting = { days = 15, own_choice = true }\n",
    )
    .replace("[series]\n", '[series]\nmeeting = "云准会"\n')
)
# the meeting has the last word, and everything goes there
UNDIVIDED = (
    FILE.replace(WAY, WAY.replace('"deciding"', '"deliberating"'))
    .replace('decision_verb = { article = "第四条" }\n', "")
    .replace("[units]\n", '[units]\nleader = "领导小组组长"\n')
    .replace(
        "[[bodies.decision]]",
        DIVIDED[DIVIDED.index("[bodies.convenor]") :].split("[[", 1)[0] + "[[bodies.decision]]",
        1,
    )
    .replace("[limits]\n", "[limits]\nmeeting = { days = 15, own_choice = true }\n")
    .replace("[series]\n", '[series]\nmeeting = "云准会"\n')
)


def test_who_agrees_is_decided_on_where_the_simple_way_has_no_signature(db):
    """The file's simple way has deciding behind circulating, and no 审签: so goes what everybody agrees to."""
    county = other_counties.build(FACTS, "!", DIVIDED, townships=2)
    Unit.objects.filter(county=county, key="leader").update(kind=UnitKind.CONVENOR)
    pages = Pages(other_counties.stage_of(county))
    stage = pages.stage
    pages.begin("slj-jb", kind="admission")
    said = WRITTEN | {"townships": [stage.townships[0].pk], "list_kind": stage.kinds["supporting"].pk}
    pages.press("slj-jb", "case-edit", **said | {"category": next(iter(stage.categories.values())).pk})
    pages.act("slj-jb", "consult")
    pages.answered()
    pages.act("slj-fz", "submit")
    pages.reviewed()
    pages.act("bianban-fz", "circulate")
    said = {"finding": "yes", "view": "agree", "reasons": "", "do": "issue"}
    pages.press("justice-fz", "opinion", review_of(pages.case, "justice").pk, **said)

    url = reverse("case-act", args=[pages.case.uuid, "conclude_circulation"])
    assert "转为一般程序" not in pages.client("bianban-jb").get(url).text
    pages.act("bianban-jb", "conclude_circulation")

    case = Application.objects.get(pk=pages.case.pk)
    assert (case.state, case.procedure) == ("deciding", "simple")
    assert pages.client("bianban-fz").get(reverse("case", args=[case.uuid])).status_code == 200


def test_who_disagrees_needs_the_coordination_in_the_general_way():
    """The general way leads through it (第三条第（三）项第2目); a file without it would let cases stand still."""
    general = TWO_WAYS.splitlines()[1]
    shorter = general.replace('"coordinating", "deliberating"', '"deliberating"')

    with pytest.raises(RegimeError) as refused:
        parse(DIVIDED.replace(general, shorter, 1))

    said = "paths.admission.general：has_procedures为true，意见不一致的要经circulating、coordinating"
    assert f"{said}，这里没有coordinating" in str(refused.value)
