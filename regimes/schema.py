"""A county's rules as one frozen dataclass of clauses, read from a regime file by `parse`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from accounts.words import CONVENOR, DECIDED, FILED, STATES, WORDS
from regimes import checks, citing, new_file, new_parts, reading, states
from regimes.clauses import (
    Bodies,
    Categories,
    Clause,
    DecisionBody,
    ExcludedPower,
    Experts,
    Field,
    Ground,
    Guarantee,
    Limit,
    ListPath,
    ListStep,
    Matter,
    Member,
    OwnList,
    Papers,
    Paths,
    Question,
    TemporarySource,
    TurnedStanding,
    Wording,
)
from regimes.offered import Offered
from regimes.reading import RegimeError
from regimes.spelling import spelled_out

__all__ = ["RegimeError", "Rules", "parse"]

WORD = re.compile("|".join((*WORDS.values(), CONVENOR, FILED, *STATES)))


@dataclass(frozen=True, kw_only=True)
class Rules(Offered):
    """Everything one county's file says; see docs/regime-file.md for each key."""

    code: str
    county: str
    title: str
    document: str
    issued: date
    in_force_from: date
    repealed: str = ""
    # 《文件》（文号） whose articles are quoted, where they are not the regulation's own
    articles_of: str = ""
    interpreter: str
    applicants: tuple[str, ...]
    # who may apply for the change or the end of a listed duty, where others may than for its admission
    end_applicants: tuple[str, ...] = ()
    # the applicant talks to the office before it hands in, and says when and what of
    talks_first: bool = False
    agreement_is_precondition: bool
    has_procedures: bool
    # what every unit asked looks at besides its own question
    focus: tuple[str, ...] = ()
    source_articles: Mapping[str, str]
    # the article of what the file says in one line, by states.SOURCES
    sources: Mapping[str, Clause] = field(default_factory=dict)
    # the article of what is no clause here, by states.CITES
    cites: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str]
    bodies: Bodies
    state_labels: Mapping[str, str] = field(default_factory=dict)
    # what the office and the meetings are called here, by accounts.words.WORDS
    words: Mapping[str, str] = field(default_factory=dict)
    paths: Mapping[str, Paths]
    fields: tuple[Field, ...]
    touches: Mapping[str, tuple[str, ...]]
    members: tuple[Member, ...] = ()
    questions: Mapping[str, Question] = field(default_factory=dict)
    # whom the office may hear besides units; no one where the file says nothing of it
    experts: Experts | None = None
    limits: Mapping[str, Limit]
    wording: tuple[Wording, ...] = ()
    series: Mapping[str, str]
    excluded_powers: tuple[ExcludedPower, ...] = ()
    list_path: ListPath | None = None
    lists: tuple[OwnList, ...] = ()
    categories: Categories | None = None
    turned_standing: TurnedStanding | None = None
    # where a temporary duty may come from; every usual source where the file says nothing of it
    temporary_sources: Mapping[str, TemporarySource] = field(default_factory=dict)
    # what goes along with a duty, by states.GUARANTEES; and why a listed duty changes or ends, by kind and states.GROUNDS
    guarantees: Mapping[str, Guarantee] | None = None
    grounds: Mapping[str, Mapping[str, Ground]] | None = None
    # a department applies for a revocation jointly with the townships, each of which agrees to that
    joint_revocation: bool | None = None
    # what townships and the county ask of one another, by states.MATTERS; a kind that does not stand here is not offered
    matters: Mapping[str, Matter] | None = None
    papers: Papers = field(default_factory=Papers)

    @property
    def list_steps(self) -> tuple[ListStep, ...]:
        """The bodies a next edition has to pass, in order; none where the office publishes directly."""
        return self.list_path.steps if self.list_path else ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of application this county knows, in the order pages offer them."""
        return tuple(kind for kind in states.KINDS if kind in self.paths)

    def has_general(self, kind: str) -> bool:
        """Whether what is not agreed on goes another way, and so a case of the kind has a procedure to speak of."""
        return self.has_procedures and "general" in self.paths[kind].variants

    def has_way(self, kind: str, state: str) -> bool:
        """Whether some way of the kind passes the state."""
        return any(state in sequence for sequence in self.paths[kind].variants.values())

    def may_apply(self, kind: str, *, township: bool) -> bool:
        """Whether a township, or a department, may make an application of the kind."""
        if kind not in self.paths:
            return False
        others = self.end_applicants if kind in states.LATER_KINDS else ()
        return ("township" if township else "department") in (others or self.applicants)

    def applicants_source(self, kind: str) -> str:
        """The article that names who may make an application of the kind, or 本县自定."""
        ends = kind in states.LATER_KINDS and self.end_applicants
        return self.source("end_applicants") if ends else self.cite("applicants")

    def path(self, kind: str, procedure: str = "", *, temporary: bool = False) -> tuple[str, ...]:
        """The states in order; `procedure` is "simple" or "general", one not fixed yet reads as simple."""
        variants = self.paths[kind].open_to(temporary=temporary)
        return variants[procedure or "simple"] if "simple" in variants else next(iter(variants.values()))

    def label(self, state: str, kind: str = "admission", *, temporary: bool = False) -> str:
        """The state's label in this county's words; the ends read by kind (已准入, 不予撤销), and what the file calls them is
        said of admissions."""
        if state in self.state_labels and (kind == "admission" or state not in states.ENDS_BY_KIND):
            return self.state_labels[state]
        match state:
            case "approved":
                return f"已{states.KIND_LABELS[kind]}"
            case "rejected":
                return f"不予{states.KIND_LABELS[kind]}"
            case "deciding":
                who = _names(self.deciders(kind, temporary=temporary)) or self.decision_name
                return f"待{who}{self.decision_verb(temporary=temporary)}"
            case "upper_review" if self.bodies.upper:
                return f"待{self.bodies.upper.name}{self.bodies.upper.verb}"
        return self.worded(states.LABELS[state])

    @cached_property
    def passed(self) -> frozenset[str]:
        """The states that some way of some kind passes."""
        ways = (sequence for path in self.paths.values() for sequence in path.variants.values())
        return frozenset(state for sequence in ways for state in sequence)

    @property
    def states(self) -> dict[str, str]:
        """{state: label} of every state a case may be in here: those of its paths, and those that interrupt one. The label is of
        every case in the state: where temporary ones are decided by another word, by both (待旗委、旗政府审核、批准); of the ends
        by each kind (已准入、调整、取消、撤销)."""
        there = {*states.AROUND, *self.passed, *(("revising",) if "circulating" in self.passed else ())}
        labels = {state: self.label(state) for state in states.LABELS if state in there}
        if "deciding" in labels and "deciding" not in self.state_labels:
            labels["deciding"] = f"待{self.decision_name}{self.decision_verbs}"
        for state, said in (("approved", "已"), ("rejected", "不予")):
            first, *others = [self.label(state, kind) for kind in self.kinds]
            others = [label.removeprefix(said) if first.startswith(said) else label for label in others]
            labels[state] = "、".join([first, *others])
        return labels

    def cite(self, what: str) -> str:
        """The article of what pages say without a clause of its own: 第九条, or 本县自定 where the file names none."""
        return self.cites.get(what) or Clause().source

    def cited(self, what: str) -> str:
        """（第九条）, to stand behind a sentence; "" where the file names none."""
        return f"（{self.cites[what]}）" if what in self.cites else ""

    def source(self, what: str) -> str:
        """The article of what the file says in one line (第十条), or 本县自定; by states.SOURCES."""
        return self.sources.get(what, Clause()).source

    @property
    def principle(self) -> str:
        """What the article on guarantees says in short (权随责走、费随事转); "" where it does not."""
        articles = [article for each in self.guarantees.values() for article in each.article.split("、")]
        quoted = "".join(self.source_articles.get(article, "") for article in dict.fromkeys(articles))
        return next((said for said in states.PRINCIPLES if said in quoted), "")

    @property
    def named(self) -> str:
        """The regulation with its number, as papers cite it: 《……制度》（灵办发〔2026〕1号）."""
        bracketed = self.document if self.document.startswith("（") else f"（{self.document}）"
        return f"《{self.title}》{bracketed}"

    def quotes(self, article: str) -> bool:
        """Whether the file has the article among those it quotes: whole, a part of one, or the one of which it is a part."""
        inside = re.compile(r"(?=[第（]|$)")  # 第三条 of 第三条第（一）项, not 第十条 of 第十条之一
        told = [
            key
            for key in self.source_articles
            if article and (key.startswith(article) or article.startswith(key))
        ]
        return any(inside.match(max(key, article, key=len), min(len(key), len(article))) for key in told)

    def in_full(self, article: str) -> str:
        """An article with the document it is of, for who holds nothing but the paper (`citing`)."""
        return citing.in_full(self, article)

    def deciders(self, kind: str, *, temporary: bool = False) -> tuple[DecisionBody, ...]:
        """The county's bodies that decide applications of the kind, for a duty of that term, in the file's order: every one of
        them has to."""
        return tuple(body for body in self.bodies.decision if body.decides(kind, temporary=temporary))

    @property
    def decides_by_term(self) -> bool:
        """Whether temporary duties are decided by others, or in another word."""
        return bool(self.bodies.decision_verb_temporary) or any(body.terms for body in self.bodies.decision)

    @property
    def decision_name(self) -> str:
        """县委、县政府: all that decide of anything."""
        return _names(self.bodies.decision)

    @property
    def leading_offices(self) -> str:
        """县委办公室、县政府办公室: who records what the bodies decide."""
        return "、".join(dict.fromkeys(self.units[body.office_unit_key] for body in self.bodies.decision))

    def decision_verb(self, *, temporary: bool = False) -> str:
        return (temporary and self.bodies.decision_verb_temporary) or self.bodies.decision_verb

    @property
    def decision_verbs(self) -> str:
        """审核、批准: what is said of cases of either kind together."""
        return "、".join(
            dict.fromkeys(filter(None, (self.decision_verb(), self.decision_verb(temporary=True))))
        )

    def worded(self, text: str, *, temporary: bool = False) -> str:
        """A fixed sentence in the words of these rules: what its bodies do (登记批准结果 for 登记审定结果), how its office, its
        meeting, who calls it, the paper to the body above and its 初评 and 征求意见 are named."""
        text = text.replace(DECIDED, self.decision_verb(temporary=temporary) or DECIDED)
        return WORD.sub(lambda found: self._own_words[found[0]], text)

    @cached_property
    def _own_words(self) -> dict[str, str]:
        """{usual word: the county's}: as [words] says, else as its bodies are named."""
        convenor, office = self.bodies.convenor, self.bodies.office
        own = WORDS | ({} if convenor else {"office": office.short_name}) | dict(self.words)
        return {WORDS[key]: own[key] for key in WORDS} | {
            CONVENOR: convenor.short_name if convenor else CONVENOR,
            FILED: self._filed,
            **{states.LABELS[state]: self._called(state) for state in states.NAMED_STATES},
        }

    def _called(self, state):
        """A state as what is done there, from its label (待审查, 审查中: 审查)."""
        usual, own = states.LABELS[state], self.state_labels.get(state, "")
        own = own.removeprefix("待").removesuffix("中")
        return usual if not own or usual in own else own

    @property
    def _filed(self) -> str:
        """报上级的请示, where the paper to the body above is no 备案报告; without its name, which later versions may change."""
        upper, kind = self.bodies.upper, self.papers.filing
        if upper is None or (kind == "report" and "备案" in upper.verb):
            return FILED
        ways = {"report": "报上级的报告", "request": "报上级的请示", "letter": "致上级的函"}
        return ways.get(kind, FILED)

    @property
    def village_list(self) -> OwnList | None:
        """What villages help with, where the county keeps such a list."""
        return next((each for each in self.lists if each.villages), None)

    @property
    def veto_except(self) -> str:
        """Which 一票否决 alone may stay when burdens are cleaned up; "" where the rules limit none."""
        return self.matters[states.VETOED].veto_except if self.offers(states.VETOED) else ""

    @property
    def heard_of(self) -> str:
        """Of what of a 派驻机构 the township's party committee is heard."""
        matter = (self.matters or {}).get(states.HEARD)
        return (matter and matter.about) or states.HEARD_OF

    def offers(self, matter: str) -> bool:
        """Whether the county has the kind of matter, by states.MATTERS."""
        return matter in self.matters

    def field(self, key: str) -> Field:
        return self._fields[key]

    def called(self, storage: str) -> str:
        """What the regulation calls a column of the list (依据, 法定依据)."""
        return next(field.label for field in self.fields if field.storage == storage)

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

    def has_limit(self, key: str) -> bool:
        """Whether there is one; of some steps a file may be silent (states.SILENT_LIMITS)."""
        return key in self.limits or key in states.DEFAULT_LIMITS

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


def _names(bodies: Iterable[DecisionBody]) -> str:
    """县委、县政府"""
    return "、".join(body.name for body in bodies)


def parse(text: str, *, stored: bool = False) -> Rules:
    """The rules a regime file states; RegimeError tells in Chinese everything that is wrong with it.

    `stored`: a text loaded before, of which nothing is asked that was not asked then.
    """
    problems = []
    table = reading.read_toml(text)
    rules = reading.read(Rules, table, "", problems)
    problems += () if stored else reading.oddities(table)
    if problems:
        raise RegimeError(problems, text)
    if not stored and (problems := list(new_file.endless(rules))):
        raise RegimeError(problems, text)
    asked = (
        checks.CHECKS
        if stored
        else (*checks.CHECKS, *new_file.CHECKS_OF_A_NEW_FILE, *new_parts.CHECKS_OF_ITS_PARTS)
    )
    problems = [problem for check in asked for problem in check(rules)]
    if problems:
        raise RegimeError(problems, text)
    return spelled_out(rules)
