"""Four further counties, each under rules of its own (fixtures/regimes), with its real townships and a few sample cases.

Only `load_demo --regimes` makes them. Nothing here knows a county's rules: who acts and what comes next is read from its file.
"""

import csv
import tomllib
from itertools import islice

from django.contrib.auth.hashers import make_password

from accounts import actions
from accounts.models import County, Post, Unit, UnitKind
from admission.actions import applicant, approval, circulation, office
from admission.models import Decision
from admission.outcomes import leads_from_review
from admission.states import State
from audit import clock
from audit.record import SYSTEM
from demo import other_following
from demo.county import ADMINISTRATORS, CATEGORIES, FIXTURES, PASSWORD, Body, add_unit
from demo.region import person
from demo.story import Stage, Tale
from demo.texts import composed
from regimes.actions import load_regime
from regimes.queries import current_regime
from regimes.schema import parse
from registry.loading import load_duties, set_up_kinds
from registry.models import Category, Duty

USUAL = {"legality": {"finding": "lawful"}, "services": {"finding": "fit"}}


def load(told):
    """What is not there yet of the four counties."""
    encoded = make_password(PASSWORD)
    for facts in counties():
        if not County.objects.filter(code=facts["code"]).exists():
            with told(f"{facts['name']}：单位、账号、制度和案件"):
                county = build(facts, encoded)
                played = stage_of(county)
                played.play([*scripts(played), *other_following.scripts(played)])


def counties():
    return tomllib.loads((FIXTURES / "demo/other_counties.toml").read_text(encoding="utf-8"))["counties"]


def build(facts, encoded, text="", townships=None):
    """The county with the units its rules name, two departments and its townships; two accounts each. `text`: its regime
    file, where that is not one of fixtures/regimes; `townships`: only so many of them."""
    county = actions.open_county(
        code=facts["code"],
        name=facts["name"],
        short=facts["short"],
        host_name="（示例，待填）",
        is_demo=True,
        by=SYSTEM,
    )
    text = text or (FIXTURES / f"regimes/{facts['regime']}.toml").read_text(encoding="utf-8")
    load_regime(county=county, text=text, by=SYSTEM)
    rules = parse(text)
    above = [_above(county, each, encoded) for each in facts["above"]]
    for lower, upper in zip([county, *above], above, strict=False):
        if lower is county:
            actions.set_upper_body(county=county, unit=upper, by=SYSTEM)
        elif lower.above_id != upper.pk:
            actions.set_above(unit=lower, above=upper, by=SYSTEM)
    add_units(county, facts, rules, encoded, townships)
    for username, title, post in ADMINISTRATORS:
        person(f"{username}-{county.code}", f"{county}{title}", post, county, encoded)
    set_up_kinds(county)
    if not rules.categories:
        Category.objects.bulk_create(
            Category(county=county, name=name, order=order) for order, name in enumerate(CATEGORIES, 1)
        )
    return county


def add_units(county, facts, rules, encoded, townships=None):
    """The units that the rules name, the departments and the townships, with two accounts each."""
    bodies = [*_named(facts, rules), *_departments(facts), *islice(_townships(facts), townships)]
    for order, body in enumerate(bodies, 1):
        _staff(add_unit(county, body, order), county, encoded)


def _above(county, facts, encoded):
    there = Unit.objects.filter(county=None, key=facts["key"], name=facts["name"]).first()
    if there:
        return there
    code = f"{facts['key'].partition('_')[0]}-{county.code[:4]}"
    unit = add_unit(None, Body(code, facts["short"], facts["name"], UnitKind.UPPER, facts["key"]), 100)
    _staff(unit, county, encoded)
    return unit


def _named(facts, rules):
    """The units that the file names by a key, each of the kind its part wants."""
    above = {each["key"] for each in facts["above"]}
    leading = {body.office_unit_key for body in rules.bodies.decision}
    for key, short in rules.units.items():
        if key in above:
            continue
        kind = UnitKind.PARTY_GOV if key in leading else UnitKind.DEPARTMENT
        name = f"{facts['name'][:-1]}{short}"
        if key == rules.bodies.office.unit_key:
            kind, name = UnitKind.OFFICE, rules.bodies.office.name
        yield Body(key.replace("_", "-"), short, name, kind, key)


def _departments(facts):
    for code, short in facts["departments"]:
        yield Body(code, short, f"{facts['name'][:-1]}{short}")


def _townships(facts):
    with (FIXTURES / "demo/other_townships.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if row["county"] == facts["code"]:
                yield Body(
                    row["code"], row["name"], f"{facts['name']}{row['name']}人民政府", UnitKind.TOWNSHIP
                )


def _staff(unit, county, encoded):
    for ending, post in (("jb", Post.HANDLER), ("fz", Post.HEAD)):
        username = f"{unit.code}-{ending}-{county.code}"
        person(username, f"{unit.short_name}{post.label}", post, county, encoded, unit)


# -- cases ---------------------------------------------------------------------------------------------------------------


def stage_of(county):
    stage = Stage(county, clock.today(), ending=f"-{county.code}")
    stage.rules = current_regime(county).rules
    return stage


def scripts(stage):
    """What stood in its lists before; a draft, one under way, one decided; where temporary duties go another way, one of those too."""
    _enter_list(stage)
    first, second = [unit.code for unit in stage.units.values() if unit.kind == UnitKind.DEPARTMENT][-2:]
    yield _walk(stage, first, "小型水库汛期日常巡查和险情报告", -3, until=State.DRAFT)
    yield _walk(stage, second, "农村自建房施工安全日常巡查和隐患报告", -14, until=State.DECIDING)
    yield _walk(stage, first, "河道沿线垃圾清理劝导和线索报告", -30, until=State.APPROVED)
    if "temporary" in stage.rules.paths["admission"].variants:
        term = {"term": "temporary", "term_from": stage.workday(-5), "term_until": stage.workday(60)}
        term |= {"source_kind": "county", "why_temporary": "只在防火期内开展，期满即止（示例）。"}
        yield _walk(stage, first, "秋季防火期重点路口值守登记", -32, until=State.APPROVED, **term)
        if stage.rules.turned_standing:
            term |= {"term_from": stage.workday(-45), "why_temporary": "先试行一段时间，看有无必要（示例）。"}
            yield _turned(stage, first, "林区入山人员登记和防火提示", -60, **term)


def _enter_list(stage):
    """The duties of the county's own file, where it has one (湖南 第一项, 第七项)."""
    for facts in counties():
        if facts["code"] == stage.county.code and "duties" in facts:
            with (FIXTURES / "demo" / facts["duties"]).open(encoding="utf-8", newline="") as lines:
                load_duties(county=stage.county, lines=lines, today=stage.today)


def _walk(stage, department, name, begin, *, until, **others):
    return Walk(stage, texts(stage, department, name, **others), begin).script(until)


def _turned(stage, department, name, begin, **term):
    """A temporary duty in force that an adjustment turns standing, into the list of the county's own that its rules name."""
    facts = texts(stage, department, name, **term)
    yield from Walk(stage, facts, begin).script(State.APPROVED)
    into = next(each.key for each in stage.rules.lists if each.key in stage.rules.turned_standing.lists)
    standing = {"term": "standing", "term_from": None, "term_until": None, "source_kind": ""}
    changes = {"ground": "standing", "ground_evidence": "入山登记已成为全年的工作（示例）。"}
    facts |= standing | changes | {"list_kind": into, "why_temporary": ""}
    duty = Duty.objects.get(county=stage.county, name=name)
    yield from Walk(stage, facts, begin + 22, adjusts=duty).script(State.APPROVED)


def texts(stage, department, name, **others):
    """A sample application's facts, with the texts that the county's rules ask for."""
    facts = composed(
        "patrol",
        name=name,
        department=department,
        department_name=stage.units[department].short_name,
        category=next(each for each in ("农业农村", "监督检查") if each in stage.categories),
        thing="重点部位",
        law="《示例条例》",
        **others,
    )
    office = stage.rules.bodies.office.short_name
    facts["publication_checked_by"] = f"{office}、牵头部门办公室"
    facts["texts"] = {
        field.key: field.example.removeprefix("示例：").strip()
        for field in stage.rules.fields_of("admission")
        if field.storage == "text"
    }
    return facts


class Walk(Tale):
    """A case led along whatever path its county's rules give it; of a listed duty where it adjusts one."""

    def __init__(self, *args, adjusts=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.adjusts = adjusts

    @property
    def notice_word(self):
        return self.stage.rules.papers.words.get("notice", f"{self.stage.county.short}办通")

    def script(self, until):
        yield self.after(0)
        self.start(kind="adjustment" if self.adjusts else "admission", duty=self.adjusts)
        self.write()
        while self.fresh().state != until:
            yield self.after(1)
            self.go_on(self.fresh())
        if until == State.APPROVED:
            yield self.after(1)
            self.notice(who=f"{self._recorder(self.stage.rules.bodies.decision[0])}-fz")

    def go_on(self, case):
        """The next act of the state the case is in, by who has it."""
        code = self.office
        match case.state:
            case State.DRAFT:
                self.do(applicant.consult, self.handler)
            case State.CONSULTING:
                self.positions()
                self.do(applicant.submit, self.head)
            case State.SUBMITTED:
                self.do(office.accept, f"{code}-jb")
            case State.REVIEWING if not case.review:
                self.review(who=f"{code}-fz", conforming_basis="符合上级为基层减负的要求（示例）。")
            case State.REVIEWING if leads_from_review(case, State.DECIDING):
                self.do(approval.forward, f"{code}-fz", note=case.words("拟同意，报请审定。"))
            case State.REVIEWING:
                self.do(circulation.circulate, f"{code}-fz", cover_note="请提出审查意见。")
            case State.CIRCULATING:
                if self.stage.rules.experts:
                    self._hear_others(f"{code}-jb")
                self.opinions()
                self.do(circulation.conclude_circulation, f"{code}-jb")
            case State.DECIDING:
                self._decide(case)
            case State.UPPER_REVIEW if not case.filings.exists():
                words = self.stage.rules.papers.words
                number = self.number(words.get("filing", f"{self.stage.county.short}编报"))
                self.do(approval.record_filing, f"{code}-jb", number=number, sent_on=clock.today())
            case State.UPPER_REVIEW:
                self._answer()

    def _hear_others(self, who):
        """Another department of the county, and an expert (阿荣旗 第四条第（二）项)."""
        departments = [unit for unit in self.stage.units.values() if unit.kind == UnitKind.DEPARTMENT]
        known = {self.fresh().applicant.key, *self.stage.rules.units}
        other = next(unit for unit in departments if unit.key not in known)
        self.do(
            circulation.add_reviewer,
            who,
            unit=other,
            asks="这项职责与本部门的工作怎样衔接？",
            reason="涉及该部门的日常巡查，征求相关部门意见。",
        )
        self.do(
            circulation.file_expert_view,
            who,
            expert="某大学 · 公共管理学教授（示例）",
            asks=self.stage.rules.experts.asks,
            gist="乡镇只巡查和报告，专业上可行；开始以前应先培训一次（示例）。",
            written_on=clock.today(),
            files=[self.file("专家书面意见（示例）")],
        )

    @property
    def office(self):
        return self._code(self.stage.rules.bodies.office.unit_key)

    def _code(self, key):
        return next(unit.code for unit in self.stage.units.values() if unit.key == key)

    def _recorder(self, body):
        return self._code(body.office_unit_key)

    def _decide(self, case):
        """The body that has not decided yet, in the file's order."""
        done = Decision.objects.filter(application=case, lapsed_at=None).values_list("body", flat=True)
        body = next(each for each in self.stage.rules.bodies.decision if each.key not in set(done))
        self.do(
            approval.record_decision,
            f"{self._recorder(body)}-jb",  # the head of the same unit may have made the initial review
            bodies=[body.key],
            verdict="approved",
            decided_on=clock.today(),
            number=self.number(f"{self.stage.county.short}{body.name[-2:]}函"),
        )

    def _answer(self):
        upper = self.stage.rules.bodies.upper
        self.do(
            approval.pass_upper,
            f"{self._code(upper.unit_key)}-fz",
            number=self.number("市政函"),
            reply_on=clock.today(),
            text="同意（示例）。",
        )

    def opinion(self, code, **said):
        asked = self.stage.rules.question_of(self.stage.units[code].key)
        super().opinion(code, **(USUAL.get(asked.key, {}) if asked else {}) | said)

    def talk(self):
        return super().talk() if self.stage.rules.talks_first else None
