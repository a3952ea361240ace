"""How the demonstration's cases come about: scripts that press the real acts, each at its own moment.

A script is a generator: it yields the moment of its next act, then does it. `Stage.play` runs many scripts
together in the order of those moments, so that numbers, events and editions follow one another as in a year's
work. Days are counted in working days back from the last one before today.
"""

import heapq
import random
from datetime import datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Unit
from admission.actions import applicant, approval, beginning, circulation, coordination, office
from admission.models import Application, Consultation, Review
from audit import clock
from demo import county as demo_county
from demo.paper import scan
from regimes.calendar import Calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Working days between one step and the next, where a script says nothing else.
PACE = {
    "consult": 1,
    "answer": 2,
    "submit": 1,
    "accept": 1,
    "review": 2,
    "circulate": 1,
    "opinions": 2,
    "conclude": 1,
    "sign": 1,
    "file": 1,
    "reply": 4,
    "notice": 1,
    "convene": 1,
    "meet": 4,
    "agenda": 1,
    "resolve": 3,
    "decide": 3,
    "confirm": 1,
}


class Stage:
    """The county, its calendar and accounts, and the series of the organs' own document numbers."""

    def __init__(self, county, today, ending=""):
        """`ending`: of the county's accounts, where there are several counties."""
        self.county, self.today, self.ending = county, today, ending
        units = filter(None, [*county.units.all(), county.upper_body])
        self.units = {unit.code: unit for unit in units}
        self.kinds = {kind.key: kind for kind in county.list_kinds.all()}
        self.categories = {category.name: category for category in county.categories.all()}
        self._calendar = Calendar.load()
        self._seats, self._numbers = {}, {}

    def seat(self, username):
        if username not in self._seats:
            self._seats[username] = demo_county.seat(f"{username}{self.ending}")
        return self._seats[username]

    @property
    def townships(self):
        return [unit for unit in self.units.values() if unit.kind == "township"]

    def workday(self, offset):
        """0 is the last working day before today, -1 the one before it, 1 the next to come."""
        day, step = self.today, timedelta(days=-1 if offset <= 0 else 1)
        if offset > 0:
            day -= timedelta(days=1)
        left = -offset + 1 if offset <= 0 else offset
        while left:
            day += step
            left -= self._calendar.is_workday(day)
        return day

    def number(self, organ):
        """The organ's next 发文字号; a register has other papers too, so numbers are not in a row."""
        year = clock.today().year
        last = self._numbers.get((organ, year), 2)
        self._numbers[organ, year] = last + 1 + (last * 7) % 3
        return f"{organ}〔{year}〕{self._numbers[organ, year]}号"

    def play(self, scripts):
        """Run every script to its end, all together in the order of their moments."""
        waiting = []
        for order, script in enumerate(scripts):
            if moment := next(script, None):
                waiting.append((moment, order, script))
        heapq.heapify(waiting)
        while waiting:
            moment, order, script = heapq.heappop(waiting)
            with clock.at(moment):
                later = next(script, None)
            if later:
                heapq.heappush(waiting, (later, order, script))


class Tale:
    """One case as a script tells it. `who` are usernames; the lock is not compared, nobody acts meanwhile."""

    notice_word = "灵办发"  # 机关代字 of its notices

    def __init__(self, stage, facts, begin, *, seed=0, pace=None, by="", townships=None):
        self.stage, self.facts = stage, facts
        self.offset, self.moment = begin, None
        self.chance = random.Random(f"{facts['name']}{seed}")  # noqa: S311 - times of day, not secrets
        self.pace = PACE | (pace or {})
        self.code = by or facts["department"]
        self.townships = [stage.units[code] for code in townships or facts.get("townships", ())]
        self.townships = self.townships or stage.townships
        self.related = [stage.units[code] for code in facts.get("related", ())]
        self.case = None

    # -- time ---------------------------------------------------------------------------------------------------

    def after(self, step, at=None):
        """The moment of the next act: so many working days on, or as many as the step takes."""
        return self.on(self.offset + (step if isinstance(step, int) else self.pace[step]), at)

    def on(self, offset, at=None):
        """A moment of that working day of the stage, after the last one."""
        if offset < self.offset:
            raise ValueError(f"{self.facts['name']}：第{offset}日早于第{self.offset}日")
        self.offset = offset
        hours = self.chance.choice((time(9), time(10), time(11), time(15), time(16)))
        minutes = self.chance.randrange(2, 56)
        wanted = datetime.combine(self.stage.workday(self.offset), hours, SHANGHAI) + timedelta(
            minutes=minutes
        )
        if at:
            wanted = datetime.combine(wanted.date(), time.fromisoformat(at), SHANGHAI)
        if self.moment and wanted <= self.moment:
            wanted = self.moment + timedelta(minutes=9)
        self.moment = wanted
        return wanted

    # -- acting -------------------------------------------------------------------------------------------------

    @cached_property
    def head(self):
        return f"{self.code}-fz"

    @cached_property
    def handler(self):
        return f"{self.code}-jb"

    def do(self, act, who, **facts):
        return act(case=self.case, by=self._by(who), lock=None, **facts)

    def _by(self, who):
        return self.stage.seat(who) if isinstance(who, str) else who

    def file(self, name):
        return SimpleUploadedFile(f"{name}.pdf", scan(name), content_type="application/pdf")

    def number(self, organ):
        return self.stage.number(organ)

    def fresh(self):
        """The case as it is now."""
        return Application.objects.get(pk=self.case.pk)

    # -- 事前酝酿, 申请 --------------------------------------------------------------------------------------------

    def start(self, *, kind="admission", duty=None, applicant_unit=None):
        by = self._by("bb-jb" if applicant_unit else self.handler)
        self.case = beginning.start(kind=kind, by=by, duty=duty, applicant=applicant_unit)

    def write(self, who="", **changes):
        """The whole text of the duty, or only `changes`."""
        text = changes or self.text()
        self.do(applicant.save_text, who or self.handler, talk=None if changes else self.talk(), **text)

    def text(self):
        facts, stage = self.facts, self.stage
        plain = {"term": "standing", "is_public": True}
        plain |= {key: value for key, value in facts.items() if key not in NOT_COLUMNS}
        return plain | {
            "department": stage.units[facts["department"]],
            "townships": self.townships,
            "related": self.related,
            "list_kind": self.listed,
            "category": stage.categories[facts["category"]],
            "texts": facts["texts"],
        }

    @property
    def listed(self):
        """The list it is for: temporary duties have their own (第六条)."""
        key = (
            "temporary"
            if self.facts.get("term") == "temporary"
            else self.facts.get("list_kind", "supporting")
        )
        return self.stage.kinds[key]

    def talk(self):
        return {
            "talk_on": clock.today(),
            "talk_with": "县委编办体制改革股",
            "talk_gist": self.facts.get(
                "talk", "就职责分工、保障措施与联席会议办公室沟通，建议先书面征询有关乡镇。"
            ),
        }

    def position(self, code, answer="agree", text="", who=""):
        asked = Consultation.objects.get(
            application=self.case, unit=self.stage.units[code], closed_at__isnull=True
        )
        applicant.take_position(
            consultation=asked,
            by=self._by(who or f"{code}-fz"),
            seen=(asked.pk, asked.version_id),
            answer=answer,
            text=text,
        )

    def position_on_paper(self, code, text):
        """A stamped 同意 that the applicant files with its scan."""
        asked = Consultation.objects.get(
            application=self.case, unit=self.stage.units[code], closed_at__isnull=True
        )
        scanned = self.file(f"{asked.unit.short_name}书面答复（盖章）")
        self.do(
            applicant.file_position,
            self.handler,
            consultation=asked,
            answer="agree",
            paper_on=clock.today(),
            text=text,
            files=[scanned],
        )

    def positions(self, **others):
        """Everyone asked answers 同意, but for those named: None stays silent, else (answer, text)."""
        asked = Consultation.objects.filter(application=self.case, closed_at__isnull=True, positions=None)
        for code in asked.order_by("unit__order").values_list("unit__code", flat=True):
            answer = others.get(code, ("agree", ""))
            if answer:
                self.position(code, *answer)

    def unit(self, code) -> Unit:
        return self.stage.units[code]

    # -- 初评, 征求意见 ---------------------------------------------------------------------------------------------

    def review(self, issue=True, who="", **others):
        facts = self.facts
        self.do(
            office.issue_review if issue else office.draft_review,
            who or ("bb-fz" if issue else "bb-jb"),
            **{
                "lawful": True,
                "lawful_basis": f"申请列明了法定依据，未见乡镇行使行政处罚、行政强制的内容。{first(facts['basis'])}",
                "conforming": True,
                "conforming_basis": "符合自治区、桂林市关于整治形式主义为基层减负、健全乡镇职责清单的要求。",
                "division": self.stage.county.worded(
                    "县级部门与乡镇的职责逐条对应，乡镇做到发现、告知、报告为止，分界清楚。"
                ),
                "guarantees": f"经费：{facts['guarantee_funding']}\n培训：{facts['guarantee_training']}",
                "list_kind": self.listed,
                "category": self.stage.categories[facts["category"]],
                **others,
            },
        )

    def opinion(self, code, view="agree", who="", act=circulation.issue_opinion, **said):
        """The unit's opinion; without words of its own, the usual answer to its question."""
        asked = Review.objects.select_related("unit", "round__application").get(
            round__application=self.case, round__closed_at__isnull=True, unit=self.stage.units[code]
        )
        usual = USUAL.get(asked.question, {"finding": ""})
        if asked.question == "funding" and self.facts.get("cost"):
            usual = {
                "finding": "funded",
                "details": {
                    "amount": f"每年{self.facts['cost']}万元（示例）",
                    "source": "列入牵头部门年度预算",
                },
            }
        act(
            review=asked,
            by=self._by(who or f"{code}-fz"),
            seen=(asked.round.number, asked.round.version_id),
            **{"view": view, **usual, **said},
        )

    def opinions(self, **others):
        """Every unit asked in the round and still silent answers 同意, but for those named."""
        waiting = Review.objects.filter(
            round__application=self.case, round__closed_at__isnull=True, asked=True, opinions=None
        )
        for code in waiting.order_by("order").values_list("unit__code", flat=True):
            said = others.get(code, {})
            if said is not None:
                self.opinion(code, **said)

    # -- 协调, 审议 -------------------------------------------------------------------------------------------------

    def convene(self):
        """For the day on which a coordination meeting is held by this tale's pace."""
        day = self.stage.workday(self.offset + self.pace["meet"])
        self.do(coordination.convene, "bb-jb", meets_on=day, meets_at="上午9:00", place="县委编办会议室")

    def coordinate(self, said, summary, *, absent=()):
        """Register what each party said: {code: words}; others say they agree."""
        hearing = self.case.hearings.get(kind="coordination", closed_at__isnull=True)
        parties = {
            party.unit_id: (False, "")
            if party.unit.code in absent
            else (True, said.get(party.unit.code, "同意协商结果。"))
            for party in hearing.parties.select_related("unit")
        }
        self.do(
            coordination.record_coordination,
            "bb-jb",
            held_on=clock.today(),
            place="县委编办会议室",
            summary=summary,
            parties=parties,
        )

    # -- 审签, 审定, 备案, 通知 ----------------------------------------------------------------------------------------

    def sign(self, who="zjr", note="同意。"):
        self.do(approval.sign, who, note=note)

    def request(self):
        """The 请示 to both bodies, by the office's register."""
        self.do(approval.request_decision, "bb-jb", number=self.number("灵编请"), sent_on=clock.today())

    def decide(self, body, verdict="approved", **more):
        who, organ = {"county_party": ("xwb-fz", "灵委函"), "county_government": ("zgb-fz", "灵政函")}[body]
        number = self.number(organ) if verdict == "approved" else ""
        self.do(
            approval.record_decision,
            who,
            bodies=[body],
            verdict=verdict,
            decided_on=clock.today(),
            number=number,
            **more,
        )

    def send_up(self):
        self.do(approval.record_filing, "bb-jb", number=self.number("灵编报"), sent_on=clock.today())

    def reply(self, text="经审核，符合乡镇职责准入有关规定，予以备案。"):
        self.do(
            approval.pass_upper, "sbb-fz", number=self.number("市编函"), reply_on=clock.today(), text=text
        )

    def notice(self, effective_on=None, who="xwb-jb"):
        first = max(filter(None, (clock.today(), self.fresh().version.term_from)))
        self.do(
            approval.issue_notice,
            who,
            number=self.number(self.notice_word),
            issued_on=clock.today(),
            effective_on=effective_on or first,
        )


NOT_COLUMNS = ("department", "townships", "related", "list_kind", "category", "talk", "texts")
USUAL = {
    "service_centre": {"finding": "not_stationed"},
    "governance": {"finding": "fit"},
    "legality": {"finding": "lawful"},
    "funding": {"finding": "not_involved"},
    "staffing": {"finding": "not_involved"},
}


def first(text):
    return text.strip().splitlines()[0]
