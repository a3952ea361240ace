"""A county's rules as frozen dataclasses, read from one regime file by `parse`.

The names of the attributes are the keys of the file (docs/regime-file.md). A clause cites the
article it comes from, or says `own_choice` where the regulation is silent and the county chose.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType

from regimes import checks, reading, states
from regimes.reading import RegimeError

__all__ = ["RegimeError", "Rules", "parse"]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """What every clause carries: its article, or the county's own choice."""

    article: str = ""
    own_choice: bool = False

    @property
    def source(self) -> str:
        """For pages: 第三条第（二）项, or 本县自定."""
        return self.article or "本县自定"


@dataclass(frozen=True, kw_only=True)
class Body(Clause):
    """A unit in a role; `name` stands on papers, `short_name` on pages."""

    unit_key: str
    name: str
    short_name: str


@dataclass(frozen=True, kw_only=True)
class UpperBody(Clause):
    """The body above the county; it may refuse only where it `approves`."""

    unit_key: str
    name: str
    verb: str
    approves: bool

    @property
    def answer(self) -> str:
        """What its paper is called: who only files does not approve."""
        return "批复" if self.approves else "回复"


@dataclass(frozen=True, kw_only=True)
class DecisionBody(Clause):
    """县委 or 县政府; `office_unit_key` is the unit that records its decision."""

    key: str
    name: str
    office_unit_key: str


@dataclass(frozen=True, kw_only=True)
class Bodies:
    office: Body
    convenor: Body | None = None
    # signs a revocation that no convenor may sign
    substitute: Body | None = None
    upper: UpperBody | None = None
    decision: tuple[DecisionBody, ...] = ()
    decision_verb: str = "审定"
    decision_verb_temporary: str = ""


@dataclass(frozen=True, kw_only=True)
class Paths(Clause):
    """The states of one kind; `any` where there are no procedures, `temporary` where such duties go another way."""

    any: tuple[str, ...] = ()
    simple: tuple[str, ...] = ()
    general: tuple[str, ...] = ()
    temporary: tuple[str, ...] = ()

    @property
    def variants(self) -> dict[str, tuple[str, ...]]:
        return {variant: getattr(self, variant) for variant in states.VARIANTS if getattr(self, variant)}


@dataclass(frozen=True, kw_only=True)
class Field(Clause):
    """A field of the application; `term` is the regulation's own word inside `label`."""

    key: str
    label: str
    term: str = ""
    required: bool = True
    storage: str = "text"
    hint: str
    example: str
    touches: tuple[str, ...]
    kinds: tuple[str, ...] = ("admission", "adjustment", "cancellation")
    multiline: bool = True


@dataclass(frozen=True, kw_only=True)
class Member(Clause):
    """A member unit and what it answers for."""

    unit_key: str
    question: str
    asks: str
    enabled: bool = True
    # may answer 不涉及本单位职责
    may_disclaim: bool = True
    # 逾期未复 of this unit stands in the way of everything but the coordination meeting
    mandatory_always: bool = False
    # the same where the application states a cost
    mandatory_with_cost: bool = False

    @property
    def rule(self) -> str:
        """Names the clause on the review it causes."""
        return f"circulation.{self.unit_key}"


@dataclass(frozen=True, kw_only=True)
class Detail:
    """What a finding asks besides; unpacks as (key, label)."""

    key: str
    label: str

    def __iter__(self):
        return iter((self.key, self.label))


@dataclass(frozen=True, kw_only=True)
class Finding:
    """An answer in the question's own words; `forces` "disagree", "conditional" (or worse), or nothing."""

    key: str
    label: str
    forces: str = ""
    details: tuple[Detail, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    key: str
    label: str
    findings: tuple[Finding, ...] = ()

    def finding(self, key: str) -> Finding:
        return next(finding for finding in self.findings if finding.key == key)


@dataclass(frozen=True, kw_only=True)
class Limit(Clause):
    """A time limit in working days."""

    key: str
    days: int


@dataclass(frozen=True, kw_only=True)
class Wording(Clause):
    """A form of handing over that the regulation forbids, as found in a text; a hit is a finding, not a verdict."""

    term: str
    pattern: str
    suggestion: str

    def hits(self, text: str) -> list[str]:
        return [hit[0] for hit in re.finditer(self.pattern, text)]


@dataclass(frozen=True, kw_only=True)
class ExcludedPower(Clause):
    """A kind of matter that may not be admitted at all."""

    term: str


@dataclass(frozen=True, kw_only=True)
class ListStep(Clause):
    """One body that a next edition of the list has to pass: 审定, 审核, 备案; `numbered`: it answers with a 文号."""

    key: str
    label: str
    unit_key: str
    body: str
    verb: str
    may_return: bool = False
    numbered: bool = True


@dataclass(frozen=True, kw_only=True)
class ListPath:
    """How an edition comes about, in order; a county without one publishes by its office's head (灵川 第八条)."""

    steps: tuple[ListStep, ...]


@dataclass(frozen=True, kw_only=True)
class Papers:
    """How the county heads, words and addresses its papers; what it leaves out follows from its units' full names."""

    # 请示的主送机关
    request_to: tuple[str, ...] = ()
    # 备案用的文种
    filing: str = "report"
    # who issues 准入通知, and who the 《清单》
    notice_issuers: tuple[str, ...] = ()
    edition_issuers: tuple[str, ...] = ()
    edition_to: tuple[str, ...] = ("各乡镇人民政府", "县直各单位")
    meeting_mark: str = ""
    coordination_mark: str = ""
    # 发文机关标志 by the issuer's full name
    marks: Mapping[str, str] = field(default_factory=dict)
    # 机关代字 by the kind of paper
    words: Mapping[str, str] = field(default_factory=dict)

    def begun_number(self, kind: str, year: int) -> str:
        """灵编报〔2026〕, for the field in which the organ's number is entered; "" without a 代字."""
        return f"{self.words[kind]}〔{year}〕" if kind in self.words else ""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Everything one county's file says; see docs/regime-file.md for each key."""

    code: str
    county: str
    title: str
    document: str
    issued: date
    in_force_from: date
    repealed: str = ""
    interpreter: str
    applicants: tuple[str, ...]
    agreement_is_precondition: bool
    has_procedures: bool
    # what every unit asked looks at besides its own question
    focus: tuple[str, ...] = ()
    source_articles: Mapping[str, str]
    units: Mapping[str, str]
    bodies: Bodies
    state_labels: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, Paths]
    fields: tuple[Field, ...]
    touches: Mapping[str, tuple[str, ...]]
    members: tuple[Member, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    limits: Mapping[str, Limit]
    wording: tuple[Wording, ...] = ()
    series: Mapping[str, str]
    excluded_powers: tuple[ExcludedPower, ...] = ()
    list_path: ListPath | None = None
    papers: Papers = field(default_factory=Papers)

    @property
    def list_steps(self) -> tuple[ListStep, ...]:
        """The bodies a next edition has to pass, in order; none where the office publishes directly."""
        return self.list_path.steps if self.list_path else ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of application this county knows, in the order pages offer them."""
        return tuple(kind for kind in states.KINDS if kind in self.paths)

    def path(self, kind: str, procedure: str = "", *, temporary: bool = False) -> tuple[str, ...]:
        """The states in order; `procedure` is "simple" or "general", one not fixed yet reads as simple."""
        variants = self.paths[kind].variants
        if temporary and "temporary" in variants:
            return variants["temporary"]
        return variants["any"] if "any" in variants else variants[procedure or "simple"]

    def label(self, state: str, kind: str = "admission", *, temporary: bool = False) -> str:
        """The state's label in this county's words; the ends read by kind (已准入, 不予撤销)."""
        if state in self.state_labels:
            return self.state_labels[state]
        match state:
            case "approved":
                return f"已{states.KIND_LABELS[kind]}"
            case "rejected":
                return f"不予{states.KIND_LABELS[kind]}"
            case "deciding":
                return f"待{self.decision_name}{self.decision_verb(temporary=temporary)}"
            case "upper_review" if self.bodies.upper:
                return f"待{self.bodies.upper.name}{self.bodies.upper.verb}"
        return states.LABELS[state]

    @property
    def decision_name(self) -> str:
        """县委、县政府"""
        return "、".join(body.name for body in self.bodies.decision)

    def decision_verb(self, *, temporary: bool = False) -> str:
        return (temporary and self.bodies.decision_verb_temporary) or self.bodies.decision_verb

    def field(self, key: str) -> Field:
        return self._fields[key]

    def fields_of(self, kind: str) -> tuple[Field, ...]:
        """The fields that an application of this kind fills, in the regulation's order."""
        return tuple(field for field in self.fields if kind in field.kinds)

    @cached_property
    def asked(self) -> tuple[Member, ...]:
        """The member units every circulation asks, in the regulation's order."""
        return tuple(member for member in self.members if member.enabled)

    def member(self, unit_key: str) -> Member | None:
        return next((member for member in self.members if member.unit_key == unit_key), None)

    def question_of(self, unit_key: str) -> Question | None:
        """The question a member unit answers; None for a unit that is no member."""
        member = self.member(unit_key)
        return self.questions[member.question] if member else None

    def blocks(self, unit_key: str, finding: str) -> bool:
        """The unit's finding stands in the way of every further step: 司法局's 不合法 (I-30)."""
        member = self.member(unit_key)
        if not finding or member is None or not member.mandatory_always:
            return False
        return self.questions[member.question].finding(finding).forces == states.DISAGREE

    def may_not_be_silent(self, *, states_cost: bool) -> frozenset[str]:
        """Keys of the units whose 逾期未复 stands in the way: 司法局, and 财政局 where a cost is stated (I-34)."""
        return frozenset(
            member.unit_key
            for member in self.members
            if member.mandatory_always or (member.mandatory_with_cost and states_cost)
        )

    def days(self, limit: str) -> int:
        return self.limit(limit).days

    def limit(self, key: str) -> Limit:
        """The file's own limit, or the one that holds where it says nothing."""
        return self.limits.get(key) or Limit(key=key, days=states.DEFAULT_LIMITS[key], own_choice=True)

    def touched_by(self, changed: Iterable[str]) -> tuple[str, ...]:
        """Unit keys, "townships", "related" that a change of these fields and columns touches, each once.

        A column the regime knows nothing of touches everybody: one asked too many does no harm.
        """
        everybody = (*(member.unit_key for member in self.asked), *states.PARTIES)
        touched = {}
        for key in changed:
            key = states.COLUMN_GROUPS.get(key, key)
            if key in self._fields:
                touched |= dict.fromkeys(self._fields[key].touches)
            elif key not in states.UNASKED_COLUMNS:
                touched |= dict.fromkeys(self.touches.get(key, everybody))
        return tuple(touched)

    def number_of(self, kind: str, year: int, n: int) -> str:
        """灵准申〔2026〕17号"""
        prefix = self.series.get(kind) or states.DEFAULT_SERIES[kind]
        return f"{prefix}〔{year}〕{n}号"

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {field.key: field for field in self.fields}


def parse(text: str) -> Rules:
    """The rules a regime file states; RegimeError tells in Chinese everything that is wrong with it."""
    problems = []
    rules = reading.read(Rules, reading.read_toml(text), "", problems)
    if problems:
        raise RegimeError(problems)
    problems = [problem for check in checks.CHECKS for problem in check(rules)]
    if problems:
        raise RegimeError(problems)
    return _spelled_out(rules)


def _spelled_out(rules: Rules) -> Rules:
    """ "members" in a touches list becomes the units asked, units not asked go; no term means the label."""
    everyone = [member.unit_key for member in rules.asked]

    def spell(touches):
        keys = (key for word in touches for key in (everyone if word == states.EVERY_MEMBER else [word]))
        return tuple(key for key in dict.fromkeys(keys) if key in states.PARTIES or key in everyone)

    return replace(
        rules,
        fields=tuple(
            replace(each, touches=spell(each.touches), term=each.term or each.label) for each in rules.fields
        ),
        touches=MappingProxyType({key: spell(touches) for key, touches in rules.touches.items()}),
    )
