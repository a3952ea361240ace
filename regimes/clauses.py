"""The clauses of a regime file as frozen dataclasses: each cites its article, or says that the county chose.

The names of the attributes are the keys of the file (docs/regime-file.md).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from regimes import states

# words that say of what follows that it is not done; who is fined for what he does not do (对不承担责任的处以罚款) is meant.
# What stands behind them is not refused, but looked at
NOT_DONE = re.compile(
    r"不(?:涉及|包括|包含|行使|实施|承担|含|参与|参加|负责|从事|组织|开展|进行|作出|直接|得|由乡镇)"
    r"(?:(?!的(?:[户人者单企商店村居农个]|处(?![置理])|予|依|给|责|由|按|要|可|应|将|一律)|处以|予以|给予|并处"
    r"|[而但]|者(?!权))[^，。；：:;\n])*"
)
# an explicit disclaimer of a power by its own name, alone or among others (不涉及行政处罚、行政许可)
DISCLAIMER = (
    r"不(?:涉及|包括|含|行使|承担)(?:[^，。；：:;\n、和或及与等的者而但]{{0,20}}[、和或及与等])*(?:任何|其他)?{}"
    r"(?:(?![而但的者由])[^，。；：:;\n])*"
)


@dataclass(frozen=True, kw_only=True)
class Clause:
    """What every clause carries: its article, or the county's own choice."""

    article: str = ""
    own_choice: bool = False

    @property
    def source(self) -> str:
        """For pages: 第三条第（二）项, or 本县自定."""
        return self.article or "本县自定"

    @property
    def bracketed(self) -> str:
        """（第三条）, to stand behind a sentence; "" where the county chose."""
        return f"（{self.article}）" if self.article else ""


@dataclass(frozen=True, kw_only=True)
class Body(Clause):
    """A unit in a role; `name` stands on papers, `short_name` on pages."""

    unit_key: str
    name: str
    short_name: str


@dataclass(frozen=True, kw_only=True)
class UpperBody(Clause):
    """The body above the county; it may refuse only where it `approves`; `returns`: what it may return a case for, and so what
    becomes of it (states.RETURNS)."""

    unit_key: str
    name: str
    verb: str
    approves: bool
    returns: tuple[str, ...] = tuple(states.RETURNS)

    @property
    def answer(self) -> str:
        """What its paper is called: who only files does not approve."""
        return "批复" if self.approves else "回复"


@dataclass(frozen=True, kw_only=True)
class DecisionBody(Clause):
    """县委 or 县政府; `office_unit_key` is the unit that records its decision. `kinds`, `terms`: of which applications it decides,
    all where they are empty (临时性的只由县政府决定)."""

    key: str
    name: str
    office_unit_key: str
    kinds: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    def decides(self, kind: str, *, temporary: bool) -> bool:
        term = states.TEMPORARY if temporary else states.STANDING
        return (not self.kinds or kind in self.kinds) and (not self.terms or term in self.terms)


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

    def open_to(self, *, temporary: bool) -> dict[str, tuple[str, ...]]:
        """Those of the variants that a duty of that term may go: a temporary one its own alone, where there is one."""
        is_own = temporary and bool(self.temporary)
        return {
            variant: sequence
            for variant, sequence in self.variants.items()
            if (variant == "temporary") == is_own
        }


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
class Question(Clause):
    """What a unit is asked to find; the article is of the findings it may choose from."""

    key: str
    label: str
    findings: tuple[Finding, ...] = ()

    def finding(self, key: str) -> Finding:
        return next(finding for finding in self.findings if finding.key == key)


@dataclass(frozen=True, kw_only=True)
class Experts(Clause):
    """专家学者, heard where the office finds it needful; `asks` is the question unless the office puts another."""

    asks: str


@dataclass(frozen=True, kw_only=True)
class Limit(Clause):
    """A time limit in working days."""

    key: str
    days: int


@dataclass(frozen=True, kw_only=True)
class Matter(Clause):
    """A kind of matter between townships and the county; `mutual`: departments rate townships too; `veto_except`: which 一票否决
    alone may stay (党中央、国务院和省委、省政府明确规定的: 通渭 第14项), any where it is empty; `about`: of what of a 派驻机构 the
    township's party committee is heard, where it is more than usual (通渭 第3项: 人员编制调整 too); `consent`: where it
    disagrees, nothing else may be done (湖南 第五项: 征得同意权)."""

    key: str
    mutual: bool = False
    veto_except: str = ""
    about: str = ""
    consent: bool = False


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
    """A kind of matter that may not be admitted at all; `pattern` finds it in a text, without one the term itself."""

    term: str
    pattern: str = ""

    def hit(self, text: str) -> str:
        """The words that name it; "" where there are none, or only in a sentence that says it is not done (不参与扑救)."""
        found = re.search(self.sought, NOT_DONE.sub("\n", text))
        return found[0] if found else ""

    def mentions(self, text: str) -> list[str]:
        """Whatever words name it, but in a disclaimer by its own name (不涉及行政处罚)."""
        said = re.sub(DISCLAIMER.format(re.escape(self.term)), "\n", text)
        return list(dict.fromkeys(found[0] for found in re.finditer(self.sought, said)))

    def is_disclaimed(self, text: str) -> bool:
        """Whether the text says of the matter by its name that it is not meant, as a refusal advises (不涉及行政处罚)."""
        return bool(re.search(DISCLAIMER.format(re.escape(self.term)), text))

    @property
    def sought(self) -> str:
        return self.pattern or re.escape(self.term)


@dataclass(frozen=True, kw_only=True)
class OwnList(Clause):
    """A list that the county keeps besides the usual four kinds (权责清单, 村级清单); `prefix` begins its codes; `villages`: of
    what villages help with, so what is handed on to them is compared with it (湖南 七)."""

    key: str
    name: str
    prefix: str
    villages: bool = False


@dataclass(frozen=True, kw_only=True)
class TemporarySource(Clause):
    """Where a temporary duty may come from, in the county's own words (中央、自治区、桂林市明确要求: 灵川 第六条)."""

    key: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Guarantee(Clause):
    """What the department gives along with a duty (经费: 灵川 第九条); `label`: in the county's own words, where it has some."""

    key: str
    label: str = ""

    @property
    def short(self) -> str:
        """资金 of 资金保障, where what it is goes without saying."""
        return self.label.removesuffix("保障")


@dataclass(frozen=True, kw_only=True)
class Ground(Clause):
    """Why a listed duty changes or ends (已办结、到期: 灵川 第四条); `label` as of a guarantee."""

    key: str
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Categories(Clause):
    """What the duties of the list are sorted by, in order (九类权力)."""

    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TurnedStanding(Clause):
    """Into which lists, by their keys, a temporary duty goes that becomes a standing one (阿荣旗 第四条第（五）项)."""

    lists: tuple[str, ...]


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
    # the article names the level only (所属市审核); which body it is there, is the county's own choice
    body_own_choice: bool = False

    @property
    def cited(self) -> str:
        """四（一）, for a sentence that names the body: with what the article leaves open."""
        return f"{self.source}；由哪个机关办，本县自定" if self.body_own_choice else self.source

    @property
    def whole(self) -> str:
        """市级审核（哈尔滨市委编办，机关本县自定）: its name, and the body where that does not name it."""
        body = f"{self.body}，机关本县自定" if self.body_own_choice else self.body
        return self.label if body in self.label else f"{self.label}（{body}）"


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
    # who issues it; the office where nobody else is named
    filing_issuers: tuple[str, ...] = ()
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
