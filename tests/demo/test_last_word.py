"""Counties whose way ends otherwise than in the five sources: the convenor's signature admits, or leads to the county's decision; the
meeting admits, or reports upward; what was coordinated is decided without the meeting. Done on the pages that their files make.
"""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Post, RosterRole, Unit, UnitKind
from admission.listed import FACTS as FACTS_OF_A_DUTY
from admission.models import Application, SignOff
from admission.pages.regulation import RegulationPage
from audit import clock
from audit.record import SYSTEM
from demo import other_counties
from demo.region import person
from documents.models import Paper
from jointmeeting.models import Meeting
from regimes.schema import RegimeError, parse
from registry.actions import DutyFacts, enter_duty
from registry.queries import in_force
from tests.admission.forms import fields_of
from tests.demo.own_words import pages_of
from tests.demo.test_deciders import PARTY, PARTY_OFFICE, temporary
from tests.demo.test_sixth_county import (
    ALERT,
    DIVIDED,
    FACTS,
    FILE,
    HIDDEN,
    TWO_WAYS,
    UNDIVIDED,
    WAY,
    WRITTEN,
    Pages,
)
from tests.factories import request_of, review_of

SIMPLE, GENERAL = TWO_WAYS.splitlines()
SIGNING = "[limits]\nsigning = { days = 15, own_choice = true }\n"
SIGNED_FIRST = SIMPLE.replace('"deciding"', '"signing", "deciding"')
SIGNED = SIMPLE.replace('"deciding"', '"signing"')
MET = GENERAL.replace(', "deciding"', "")
UNMET = GENERAL.replace('"deliberating", ', "")


def divided(simple, general):
    text = DIVIDED.replace(SIMPLE, simple).replace(GENERAL, general)
    if '"signing"' in simple:
        text = text.replace("[limits]\n", SIGNING)
    if "deliberating" not in text:
        text = text.replace('meeting = "云准会"\n', "")
    if '"deciding"' not in text:
        text = text.replace('decision_verb = { article = "第四条" }\n', "")
    return text


ADMITTED = divided(SIGNED, MET)
DECIDED = divided(SIGNED_FIRST, GENERAL)
COORDINATED = divided(SIGNED, UNMET)


class Led(Pages):
    """With a convenor, and the meetings."""

    meeting = None

    def __init__(self, text, facts=FACTS):
        county = other_counties.build(facts, "!", text, townships=2)
        leader = Unit.objects.get(county=county, key="leader")
        Unit.objects.filter(pk=leader.pk).update(kind=UnitKind.CONVENOR)
        person("leader-zjr-621121", "组长", Post.CONVENOR, county, "!", Unit.objects.get(pk=leader.pk))
        super().__init__(other_counties.stage_of(county))
        rosters = (("leader-zjr", RosterRole.CONVENOR), ("justice-fz", RosterRole.MEMBER))
        for who, role in rosters:
            accounts.add_roster_entry(
                seat=self.stage.seat(who).seat,
                role=role,
                title="组长",
                document="云办发〔2026〕9号",
                valid_from=clock.today(),
                by=SYSTEM,
            )

    def begun(self, answer="agree", **said):
        self.begin("slj-jb", kind="admission")
        filled = WRITTEN | {"townships": [self.stage.townships[0].pk]}
        filled |= {"list_kind": self.stage.kinds["supporting"].pk} | said
        self.press(
            "slj-jb", "case-edit", **filled | {"category": next(iter(self.stage.categories.values())).pk}
        )
        return self.asked(answer)

    def ending(self, duty):
        self.begin("slj-jb", kind="revocation", duty=duty.uuid)
        places = [self.stage.townships[0].pk]
        done = {"ground": "done", "ground_evidence": "公路已移交（示例）。", "townships": places}
        self.press("slj-jb", "case-edit", **done)
        return self.asked()

    def asked(self, answer="agree"):
        self.act("slj-jb", "consult")
        for township in self.case.version.townships.all():
            said = {"answer": answer, "text": "" if answer == "agree" else "没有人手。"}
            self.press(f"{township.code}-fz", "position", request_of(self.case, township.code).pk, **said)
        self.act("slj-fz", "submit")
        self.reviewed()
        return self

    def circulated(self, view="agree"):
        if self.read.state == "reviewing":
            self.act("bianban-fz", "circulate")
        said = {
            "finding": "yes",
            "view": view,
            "reasons": "" if view == "agree" else "分工不清。",
            "do": "issue",
        }
        self.press("justice-fz", "opinion", review_of(self.case, "justice").pk, **said)
        self.act("bianban-jb", "conclude_circulation")
        return self

    def coordinated(self, then="bianban-jb"):
        if self.read.state == "reviewing":
            self.act("bianban-jb", "convene", meets_on=clock.today().isoformat())
        form = self.client("bianban-jb").get(self.url("record_coordination"))
        rows = [name for name in fields_of(form) | dict.fromkeys(form.context["form"].fields) if "_" in name]
        came = {name: "yes" for name in rows if name.startswith("attended_")}
        said = {name: "听取了说明。" for name in rows if name.startswith("position_")}
        held = {"held_on": clock.today().isoformat(), "place": "一楼", "summary": "没有达成一致。"}
        self.act("bianban-jb", "record_coordination", **held | came | said)
        self.act(then, "conclude_coordination")
        return self

    def url(self, verb):
        return reverse("case-act", args=[self.case.uuid, verb])

    def sheet(self, who, name, *args, **said):
        """One of the meeting's pages, sent as it is shown with what is said."""
        url = reverse(name, args=args)
        shown = self.client(who).get(url)
        assert shown.status_code == 200, url
        form = fields_of(shown) if shown.context.get("form") is not None else {}
        answer = self.client(who).post(
            url, {k: v for k, v in form.items() if v is not None} | dict(HIDDEN.findall(shown.text)) | said
        )
        assert answer.status_code == 302, (url, ALERT.findall(answer.text), answer.status_code)

    def met(self, result, wording="会议同意。"):
        """A meeting is held on the case and says so in signed minutes."""
        today = clock.today().isoformat()
        self.sheet("bianban-jb", "meeting-new", title="第一次会议", meets_on=today)
        meeting = self.meeting = Meeting.objects.order_by("pk").last()
        url = reverse("meeting-agenda", args=[meeting.uuid])
        hidden = dict(HIDDEN.findall(self.client("bianban-jb").get(url).text))
        assert self.client("bianban-jb").post(url, hidden | {"case": self.case.uuid}).status_code == 302
        self.sheet("leader-zjr", "meeting-call", meeting.uuid)
        came = {f"came-{row.unit_id}": "yes" for row in meeting.attendance.all()}
        self.sheet("bianban-jb", "meeting-attendance", meeting.uuid, **came)
        item = meeting.items.get()
        said = {f"result-{item.pk}": result, f"wording-{item.pk}": wording, "send": "1"}
        self.sheet("bianban-jb", "meeting-minutes", meeting.uuid, **said)
        self.sheet("leader-zjr", "meeting-minutes-sign", meeting.uuid)
        return item

    def resolved(self, result, wording="会议同意。"):
        item = self.met(result, wording)
        self.sheet("bianban-jb", "meeting-item-result", self.meeting.uuid, item.pk)
        return self

    def decide(self, who, *bodies, verdict="approved", number="", **said):
        said |= {"verdict": verdict, "number": number, "decided_on": clock.today().isoformat()}
        self.act(who, "record_decision", **said | {"bodies": bodies})

    @property
    def read(self):
        return Application.objects.get(pk=self.case.pk)

    @property
    def listed(self):
        return in_force(self.stage.county, clock.today())


def test_the_convenor_s_signature_admits_and_revokes(db):
    pages = Led(ADMITTED).begun().circulated()
    assert pages.read.state == "signing"
    case = pages.client("leader-zjr").get(reverse("case", args=[pages.case.uuid])).text
    assert "签署后准入即成立，待印发通知" in case
    told = pages.client("leader-zjr").get(pages.url("sign")).text
    assert "案件以“已准入”办结，事项写入清单" in told
    assert "撤销" not in "".join(re.findall(r'<ul class="will">.*?</ul>', told, re.DOTALL))
    desk = pages.client("leader-zjr").get(reverse("convenor")).text
    assert "案件以“已准入”办结" in desk
    several = pages.client("leader-zjr").get(reverse("convenor-sign"), {"case": pages.case.uuid}).text
    assert "准入的即告成立。" in several

    pages.act("leader-zjr", "sign")

    assert pages.passed()[-3:] == ["circulating", "signing", "approved"]
    assert not pages.listed.exists()
    pages.noticed("云办发〔2026〕1号")
    assert pages.listed.get().name == WRITTEN["name"]
    notice = str(Paper.objects.get(kind="notice").content)
    assert "征求成员单位意见、联席会议组长审签同意" in notice.replace("联席会议召集人", "联席会议组长")
    assert "批准同意" not in notice

    pages.ending(pages.listed.get().duty).circulated()
    assert pages.read.state == "signing"
    pages.act("leader-zjr", "sign")
    assert pages.read.state_label == "已撤销"
    pages.noticed("云办发〔2026〕2号")
    assert not in_force(pages.stage.county, clock.today() + timedelta(days=1)).exists()


def test_every_page_of_such_a_county_opens(db):
    pages = Led(ADMITTED).begun().circulated()
    pages.act("leader-zjr", "sign")
    pages.noticed("云办发〔2026〕1号")

    for who in ("bianban-fz", "leader-zjr", "party-office-jb", "slj-fz"):
        read = pages_of(pages.client(who))
        assert read
    assert "批准" not in read["/regulation/"].replace("就批准", "").replace("审批", "").replace(
        "县委、县政府批准。", ""
    )


def test_who_signs_may_send_it_back_and_then_sign(db):
    pages = Led(ADMITTED).begun().circulated()
    pages.act("leader-zjr", "send_back", reason="分工要说明。")
    assert pages.read.state == "reviewing"

    pages.act("bianban-fz", "circulate")
    pages.act("bianban-jb", "conclude_circulation")
    pages.act("leader-zjr", "sign")

    assert pages.read.state == "approved"


def test_what_the_convenor_will_not_sign_goes_to_the_meeting_which_admits_it(db):
    pages = Led(ADMITTED).begun().circulated()
    pages.act("leader-zjr", "send_to_general", reason="应当审议。")
    pages.coordinated()
    assert pages.read.state == "deliberating"
    item = pages.met("passed")
    url = reverse("meeting-item-result", args=[pages.meeting.uuid, item.pk])
    shown = pages.client("bianban-jb").get(url).text
    assert "案件以“已准入”办结，事项写入清单" in shown
    assert "报请" not in shown

    pages.sheet("bianban-jb", "meeting-item-result", pages.meeting.uuid, item.pk)

    assert pages.passed()[-2:] == ["deliberating", "approved"]
    assert "印发通知" in pages.client("party-office-jb").get(reverse("desk")).text
    pages.noticed("云办发〔2026〕1号")
    assert pages.listed.get().name == WRITTEN["name"]
    assert "联席会议审议通过" in str(Paper.objects.get(kind="notice").content)


def test_the_notice_is_not_dated_before_the_minutes(db):
    pages = Led(ADMITTED).begun("disagree").coordinated("bianban-fz").circulated().resolved("passed")
    assert pages.read.state == "approved"
    before = (clock.today() - timedelta(days=1)).isoformat()
    url = pages.url("issue_notice")
    said = {"number": "云办发〔2026〕1号", "issued_on": before, "effective_on": before}

    told = pages.client("party-office-jb").post(
        url, fields_of(pages.client("party-office-jb").get(url)) | said
    )

    assert "不能早于最后一次审批" in told.text
    assert pages.read.state == "approved"


def test_the_meeting_may_refuse(db):
    pages = (
        Led(ADMITTED)
        .begun("disagree")
        .coordinated("bianban-fz")
        .circulated()
        .resolved("failed", "不通过。没有人手。")
    )

    assert pages.read.state_label == "不予准入"
    assert Paper.objects.filter(kind="rejected").exists()
    assert not pages.listed.exists()


def test_what_is_on_the_list_meanwhile_is_not_admitted_again(db):
    """The list is looked at again where the meeting admits (第二条): the same duty came onto it since."""
    pages = Led(ADMITTED).begun("disagree").coordinated("bianban-fz").circulated()
    item = pages.met("passed")
    version = pages.read.version
    enter_duty(
        county=pages.stage.county,
        facts=DutyFacts(**{name: getattr(version, name) for name in FACTS_OF_A_DUTY}),
        townships=list(version.townships.all()),
        list_kind=pages.stage.kinds["supporting"],
        category=next(iter(pages.stage.categories.values())),
        department=version.department,
    )

    url = reverse("meeting-item-result", args=[pages.meeting.uuid, item.pk])
    shown = pages.client("bianban-jb").get(url)
    answer = pages.client("bianban-jb").post(url, dict(HIDDEN.findall(shown.text)))

    assert answer.status_code == 422
    assert "清单中已有" in answer.text
    assert pages.read.state == "deliberating"
    pages.act(
        "bianban-jb", "call_revision", reason="已有同名事项，请改名。", answer_by=str(pages.stage.workday(5))
    )
    assert pages.read.state == "revising"


def test_what_was_signed_is_decided_and_may_come_back(db):
    pages = Led(DECIDED).begun().circulated()
    assert (
        "签署后报县委、县政府批准"
        in pages.client("leader-zjr").get(reverse("case", args=[pages.case.uuid])).text
    )
    assert "报县委、县政府批准。" in pages.client("leader-zjr").get(reverse("convenor")).text
    pages.act("leader-zjr", "sign")
    assert pages.read.state == "deciding"

    pages.decide("party-office-jb", "party", verdict="returned", reason="分工再议。")

    assert pages.read.state == "reviewing"
    assert SignOff.objects.get().lapsed_at
    pages.act("bianban-fz", "circulate")
    pages.act("bianban-jb", "conclude_circulation")
    pages.act("leader-zjr", "sign")
    pages.decide("party-office-jb", "party", number="云委函〔2026〕1号")
    pages.decide("government-office-jb", "government", number="云政函〔2026〕1号")
    assert pages.read.state == "approved"
    pages.noticed("云办发〔2026〕1号")
    assert pages.listed.exists()
    assert "审签同意、县委、县政府批准同意" in str(Paper.objects.get(kind="notice").content)


def test_what_none_of_the_bodies_decided_is_noticed_by_the_office_of_any(db):
    """Temporary duties are for the government to decide; one that the convenor's signature admits is put to nobody."""
    text = divided(SIGNED, GENERAL).replace(PARTY, f'{PARTY}terms = ["standing"]\n')
    pages = Led(text)
    pages.begun(**temporary(pages)).circulated()
    pages.act("leader-zjr", "sign")
    assert [body.key for body in pages.read.issuers] == ["party", "government"]
    assert "印发通知" in pages.client(PARTY_OFFICE).get(reverse("desk")).text

    today = clock.today().isoformat()
    pages.act(PARTY_OFFICE, "issue_notice", number="云办发〔2026〕1号", issued_on=today, effective_on=today)

    assert pages.listed.exists()


def test_what_was_signed_is_not_decided_before(db):
    pages = Led(DECIDED).begun().circulated()
    with clock.at(clock.now() + timedelta(days=1)):
        pages.act("leader-zjr", "sign")
        url = pages.url("record_decision")
        said = {"verdict": "approved", "number": "云委函〔2026〕1号", "bodies": ["party"]}
        said["decided_on"] = (clock.today() - timedelta(days=1)).isoformat()
        client = pages.client("party-office-jb")
        told = client.post(url, fields_of(client.get(url)) | said)

    assert "批准日期不能早于组长审签的日期" in told.text


def test_what_was_coordinated_is_decided_without_the_meeting(db):
    pages = Led(COORDINATED).begun("disagree").coordinated("bianban-fz")
    assert pages.read.state == "circulating"
    justice = review_of(pages.case, "justice")
    said = {"finding": "yes", "view": "agree", "reasons": "", "do": "issue"}
    pages.press("justice-fz", "opinion", justice.pk, **said)
    told = pages.client("bianban-jb").get(pages.url("conclude_circulation")).text
    assert "进入“待县委、县政府批准”：一般程序，本稿已经开过协调会" in told
    pages.act("bianban-jb", "conclude_circulation")
    assert pages.passed()[-4:-1] == ["coordinating", "circulating", "deciding"]
    pages.decide("party-office-jb", "party", verdict="returned", reason="再议。")
    assert pages.read.state == "reviewing"

    pages.act("bianban-fz", "circulate")
    pages.act("bianban-jb", "conclude_circulation")
    assert pages.read.state == "deciding"
    pages.decide("party-office-jb", "party", number="云委函〔2026〕1号")
    pages.decide("government-office-jb", "government", number="云政函〔2026〕1号")
    pages.noticed("云办发〔2026〕1号")
    assert pages.listed.exists()


def test_what_was_asked_first_is_decided_after_the_coordination(db):
    pages = Led(COORDINATED).begun().circulated("disagree")
    assert pages.read.state == "coordinating"
    pages.coordinated()
    assert pages.passed()[-4:-1] == ["circulating", "coordinating", "deciding"]

    pages.decide("party-office-jb", "party", verdict="refused", reason="没有人手。")

    assert pages.read.state_label == "不予准入"


def test_the_meeting_admits_whatever_was_said_where_there_are_no_procedures(db):
    pages = Led(UNDIVIDED).begun("disagree").circulated()
    assert pages.read.state == "deliberating"
    item = pages.met("passed")
    minutes = pages.stage.county  # the file knows no coordination meeting, nor do the minutes
    assert minutes
    assert (
        "coordinate" not in pages.client("bianban-jb").get(reverse("meeting", args=[pages.meeting.uuid])).text
    )
    pages.sheet("bianban-jb", "meeting-item-result", pages.meeting.uuid, item.pk)

    assert pages.passed()[-3:] == ["circulating", "deliberating", "approved"]
    pages.noticed("云办发〔2026〕1号")
    assert pages.listed.exists()


def test_what_the_meeting_has_coordinated_goes_the_general_way(db):
    """A county whose meeting deliberates what was agreed to as well; it wants a coordination meeting first."""
    pages = Led(divided(SIMPLE.replace('"deciding"', '"deliberating"'), MET)).begun().circulated()
    assert (pages.read.state, pages.read.procedure) == ("deliberating", "simple")
    pages.resolved("coordinate", "先开协调会。")
    assert (pages.read.state, pages.read.procedure) == ("coordinating", "general")

    pages.coordinated()
    assert pages.read.state == "deliberating"


def test_minutes_do_not_offer_a_coordination_that_the_county_has_not(db):
    pages = Led(UNDIVIDED).begun().circulated()
    with pytest.raises(AssertionError, match=", 422"):
        pages.met("coordinate")

    assert pages.meeting.items.get().result == ""


def test_the_rules_page_tells_who_has_the_last_word():
    assert RegulationPage(parse(ADMITTED)).decided == [
        ("组长", "审签", "本县自定"),
        ("组长", "准入：审签就批准", "第四条"),
        ("联席会议", "准入：审议通过就批准", "第四条"),
        ("联席会议", "撤销：审议通过就批准", "第五条"),
    ]
    assert "请示主送" not in [what for what, _ in RegulationPage(parse(ADMITTED)).papers]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            divided(SIGNED, MET.replace('"deliberating", ', "")),
            "paths.admission.general：coordinating之后不能是approved，可以是：circulating、deliberating、deciding",
        ),
        (
            divided(SIGNED, UNMET.replace('"coordinating", "deciding"', '"signing", "approved"')),
            "paths.admission.general：has_procedures为true，意见不一致的要经circulating、coordinating，这里没有coordinating",
        ),
        (
            divided(
                SIGNED,
                UNMET.replace(
                    '"circulating", "coordinating", "deciding"',
                    '"coordinating", "circulating", "signing", "deciding"',
                ),
            ),
            "paths.admission.general：审签的是一致同意的，signing只能写在simple里",
        ),
        (
            FILE.replace(WAY, WAY.replace('"deciding"', '"signing"')),
            "paths.admission.any：has_procedures为false，circulating之后只能是deciding或deliberating",
        ),
        (
            re.sub(
                r"\[\[bodies\.decision\]\].*?(?=^\[(?!\[bodies\.decision))", "", ADMITTED, flags=re.M | re.S
            ),
            "bodies.decision：缺少",
        ),
    ],
)
def test_a_way_that_leads_nowhere_is_told(text, told):
    with pytest.raises(RegimeError) as refused:
        parse(text)

    assert told in str(refused.value)
