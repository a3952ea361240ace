"""A county's rules as its people read them: made of the regime file alone, each line with its article or 本县自定."""

from dataclasses import dataclass, replace

from django.urls import reverse

from accounts.words import own_name
from admission.approval_papers import GENRES
from admission.deadlines import LIMITS
from admission.models import Application
from admission.pages import deciders
from admission.pages.flow_chart import FlowChart, branches, draw
from admission.plan import ADHOC
from admission.queries import visible_to
from admission.states import OPEN, Kind, State
from audit import clock
from config.templatetags.chinese import cdate
from regimes import states as regime
from regimes.clauses import Clause
from regimes.offered import listed

APPLICANTS = {"department": "县级部门", "township": "乡镇"}
VARIANTS = {
    "any": "",
    "simple": "简易程序",
    "general": "一般程序",
    "temporary": deciders.TEMPORARY,
}
BEFORE = (State.DRAFT, State.CONSULTING)
FORCES = {"": "", "conditional": "（只能附条件同意或者不同意）", "disagree": "（只能不同意）"}
CASES_SHOWN = 12
LIST_NAMES = {key: name for key, name, _ in regime.USUAL_LISTS}


@dataclass(frozen=True)
class Flow:
    """One way of a kind of application: what it is called, its steps one by one, and its drawing with what leads back or out."""

    name: str
    steps: list
    chart: FlowChart


@dataclass(frozen=True)
class Step:
    """One box of a flow: what the state is called here, who has it, how long it may take."""

    label: str
    who: str
    limit: str


class RegulationPage:
    """`rules`: of the regime in force."""

    def __init__(self, rules):
        self.rules = rules

    @property
    def talk(self):
        """By what article the applicant talks to the office first."""
        return self.rules.cite("talk")

    @property
    def applicants(self):
        """[(kind of application, who may make it, source)]"""
        rules, source = self.rules, self.rules.cite("applicants")
        rows = [("准入", rules.applicants, source)]
        joint = [Kind.REVOCATION] if Kind.REVOCATION in rules.kinds and rules.joint_revocation else []
        if later := [Kind(kind).label for kind in rules.kinds if kind not in (Kind.ADMISSION, *joint)]:
            others = rules.end_applicants
            at = rules.source("end_applicants") if others else source
            rows.append(("、".join(later), others or rules.applicants, at))
        said = [(label, "、".join(APPLICANTS[each] for each in who), source) for label, who, source in rows]
        if joint:
            called = APPLICANTS | {"department": "县级部门（联合相关乡镇）"}
            who = "、".join(called[each] for each in rules.end_applicants or rules.applicants)
            said.append((Kind.REVOCATION.label, who, rules.source("joint_revocation")))
        if never := [kind.label for kind in Kind if kind not in rules.kinds]:
            said.append(("、".join(never), "制度没有规定，不受理", "本县自定"))
        return said

    @property
    def taken_in(self):
        """(who takes applications in and reviews them, source)"""
        office = self.rules.bodies.office
        return office.short_name, office.source

    @property
    def alone(self):
        """(what, source) where a department applies for a revocation without the townships; None elsewhere."""
        rules = self.rules
        if Kind.REVOCATION not in rules.kinds or rules.joint_revocation:
            return None
        return "部门申请撤销，不用联合乡镇申请，征询意见和准入一样。", rules.source("joint_revocation")

    @property
    def guarantees(self):
        """[(what goes along with a duty, source)]"""
        return [(each.label, each.source) for each in self.rules.guarantees.values()]

    @property
    def grounds(self):
        """[(kind of application, [(why it may be made, source)])]"""
        return [
            (Kind(kind).label, [(each.label, each.source) for each in grounds.values()])
            for kind, grounds in self.rules.grounds.items()
        ]

    @property
    def kinds(self):
        """[([(label, source)], [(variant, steps)])]: the kinds of application that go one way stand together."""
        ways = {}
        for kind in self.rules.kinds:
            states = tuple(self.rules.paths[kind].variants.items())
            ways.setdefault((states, deciders.named(self.rules, kind, "")), []).append(kind)
        return [
            ([(Kind(kind).label, self.rules.paths[kind].source) for kind in kinds], self._flows(kinds))
            for kinds in ways.values()
        ]

    def _flows(self, kinds):
        """The kinds' ways; once, where the two of them read alike, a temporary duty's own and everybody else's for one."""
        variants = self.rules.paths[kinds[0]].variants
        flows = [self._flow(kinds, states, name) for name, states in variants.items()]
        if len(flows) == 2 and flows[0].steps == flows[1].steps:
            return [replace(flows[0], name="")]
        return flows

    def _flow(self, kinds, states, variant):
        steps = self._steps(kinds, states, variant)
        labels = {state: step.label for state, step in zip((*BEFORE, *states), steps, strict=True)}
        turning = variant == "simple" and self.rules.has_general(kinds[0])
        turns = {"may_turn": turning, "may_send": turning and {*kinds} != {Kind.REVOCATION}}
        turns["deciders"] = deciders.named(self.rules, kinds[0], variant)
        turns |= {"refused": self._refused(kinds), "revokes": kinds == [Kind.REVOCATION]}
        called = VARIANTS[variant] or "、".join(Kind(kind).label for kind in kinds)
        return Flow(
            VARIANTS[variant], steps, draw(f"{called}的流程图", labels, branches(self.rules, states, **turns))
        )

    def _steps(self, kinds, states, variant):
        before = [Step(self._label(each, kinds), "申请方", "") for each in BEFORE]
        temporary = variant == "temporary"
        return before + [
            Step(
                self._label(state, kinds, temporary=temporary),
                self._who_works(state, kinds[0], variant),
                self._limit(state),
            )
            for state in states
        ]

    def _label(self, state, kinds, **of_case):
        """The box that ends a flow of several kinds says how each of them ends: 已准入、已调整、已撤销."""
        return "、".join(dict.fromkeys(self.rules.label(state, kind, **of_case) for kind in kinds))

    def _refused(self, kinds):
        """不予准入、调整、撤销: how a refusal of each of them is called."""
        first, *others = dict.fromkeys(self.rules.label(State.REJECTED, kind) for kind in kinds)
        return "、".join([first, *(each.removeprefix("不予") for each in others)])

    def _who_works(self, state, kind, variant):
        """Whose work the step is, of the procedure; whom a case waits for, which in 征求意见 is the office that asks and sums up, is
        `turns.holder`."""
        bodies = self.rules.bodies
        match state:
            case State.CIRCULATING:
                return "、".join(self.rules.units[each.unit_key] for each in self.rules.asked)
            case State.DELIBERATING:
                return self.rules.worded("联席会议")
            case State.SIGNING:
                return bodies.convenor.short_name
            case State.DECIDING:
                return deciders.named(self.rules, kind, variant)
            case State.UPPER_REVIEW:
                return bodies.upper.name
            case State.APPROVED:
                return ""
        return bodies.office.short_name

    def _limit(self, state):
        limit = self.rules.limits.get(LIMITS.get(State(state)))
        return f"{limit.days}个工作日（{limit.source}）" if limit else ""

    @property
    def scope(self):
        """[(article, its words)] of what has to pass admission, and so may be admitted."""
        articles = filter(None, self.rules.cites.get("scope", "").split("、"))
        return [(article, self.rules.source_articles[article]) for article in articles]

    @property
    def limits(self):
        """[(what, how long, source)] of everything that may have a limit in this county."""
        rules = self.rules
        absent = {key for key, state in regime.LIMITS_OF_STATES.items() if state not in rules.states}
        absent |= set() if "urgent" in rules.cites else {*regime.LIMITS_OF_URGENT}
        absent |= {key for key, of in regime.LIMITS_OF_MATTERS.items() if not any(map(rules.offers, of))}
        return [
            (rules.decision_verbs if key == "decision" else rules.worded(label), *self._how_long(key))
            for key, label in regime.LIMIT_LABELS.items()
            if key not in absent
        ]

    def _how_long(self, key):
        if not self.rules.has_limit(key):
            return "没有定时限", Clause().source
        limit = self.rules.limit(key)
        return f"{limit.days}个工作日", limit.source

    @property
    def sayings(self):
        """[(what, source)]: the sayings that have no clause of their own; those of procedures that are not known here, not."""
        unknown = set() if self.rules.has_procedures else {"simple", "general"}
        unknown |= set() if self.rules.talks_first else {"talk"}
        unknown |= {"urgent"}  # has a sentence of its own
        return [
            (self.rules.worded(what), self.rules.cite(key))
            for key, what in regime.CITES.items()
            if key not in unknown
        ]

    @property
    def urgent(self):
        """Whether an urgent task may be started first, and by what article."""
        if "urgent" in self.rules.cites:
            return f"临时紧急任务可以口头请示后先行办理，按期补办手续（{self.rules.cite('urgent')}）。"
        return "制度没有写临时紧急任务可以先办后补：任何任务都先办准入手续（本县自定）。"

    @property
    def decided(self):
        """[(who, what it does, source)]: who signs, the county's bodies by the term of the duty, and the body above it, and
        what becomes of a case that it returns."""
        rules, bodies = self.rules, self.rules.bodies
        signed = "signing" in rules.states
        rows = [(bodies.convenor.short_name, "审签", bodies.convenor.source)] if signed else []
        if instead := bodies.substitute:
            told = "召集人都要回避时，代为同意撤销申请"
            rows.append((instead.short_name, rules.worded(told), instead.source))
        rows += deciders.admitted_by(rules) + deciders.rows(rules)
        if bodies.upper:
            rows.append((bodies.upper.name, bodies.upper.verb, bodies.upper.source))
            refuses = "也可以不批准，案件就此结束" if bodies.upper.approves else "只通过或者退回，不能不批准"
            returned = "；".join([refuses, *(regime.RETURNS[each] for each in bodies.upper.returns)])
            rows.append((f"{bodies.upper.name}退回的", rules.worded(returned), rules.source("returns")))
        return rows

    @property
    def lists(self):
        """[(what, names, source)]: the county's own lists, what they are sorted by, where a temporary duty goes in the end."""
        rules = self.rules
        rows = [("另有的清单", each.name, each.source) for each in rules.lists]
        if rules.categories:
            rows.append(("事项的类别", "、".join(rules.categories.names), rules.categories.source))
        if rules.temporary_sources:
            told = listed(rules.sources_of_temporary.values())
            at = "、".join(dict.fromkeys(each.source for each in rules.temporary_sources.values()))
            rows.append(("临时性、阶段性职责的来源", told, at))
        if clause := rules.turned_standing:
            names = LIST_NAMES | {each.key: each.name for each in rules.lists}
            told = "、".join(names[key] for key in clause.lists)
            rows.append(("临时性任务转为常态的，列入", told, clause.source))
        return rows

    @property
    def sources(self):
        """{what: source} of what the file says in one line."""
        return {what: self.rules.source(what) for what in regime.SOURCES}

    @property
    def matters(self):
        """[(what, source)] of what townships and the county ask of one another here."""
        offered = [
            (what, self.rules.matters[key]) for key, what in regime.MATTERS.items() if self.rules.offers(key)
        ]
        rows = [(f"{what}{_more(matter)}", matter.source) for what, matter in offered]
        return [(what.replace(regime.HEARD_OF, self.rules.heard_of), source) for what, source in rows]

    @property
    def without(self):
        """What of that the county does not have: its rules are silent."""
        return [what for key, what in regime.MATTERS.items() if not self.rules.offers(key)]

    @property
    def fields(self):
        return self.rules.fields_of(Kind.ADMISSION)

    @property
    def members(self):
        """[(unit, [(what is said of it, source)])]: what it is asked, what it may find, whether its silence stands in the way;
        behind the member units, whom the office asks besides (阿荣旗 第四条第（二）项)."""
        rows = [(self.rules.units[each.unit_key], self._asked(each)) for each in self.rules.asked]
        besides = self.rules.worded("由联席会议办公室按案情另外征求。")
        return rows and [*rows, ("其他有关单位", [(besides, self.rules.questions[ADHOC].source)])]

    def _asked(self, member):
        rows, question = [(member.asks, member.source)], self.rules.questions[member.question]
        if question.findings:
            found = "、".join(f"{each.label}{FORCES[each.forces]}" for each in question.findings)
            rows.append((f"可选的结论：{found}", question.source))
        if member.mandatory_always or member.mandatory_with_cost:
            when = "" if member.mandatory_always else "申请写有费用的，"
            rows.append((f"{when}没有它的意见不能往下走", self.rules.source("mandatory")))
        return rows

    @property
    def list_steps(self):
        """[(what, source)]: the bodies a next edition passes; where there are none, who publishes it."""
        office = self.rules.bodies.office
        published = [(f"由{office.short_name}负责人公布", self.rules.source("list_path"))]
        return [(step.whole, step.source) for step in self.rules.list_steps] or published

    @property
    def papers(self):
        """[(what, how)] of the county's papers; all of one source."""
        rules, papers, office = self.rules, self.rules.papers, own_name(self.rules.bodies.office.name)
        rows = []
        if "deciding" in rules.states:
            rows.append(("请示主送", papers.request_to or [body.name for body in rules.bodies.decision]))
        if rules.bodies.upper:
            rows.append(
                (f"报上级的{GENRES[papers.filing]['genre']}由谁印发", papers.filing_issuers or [office])
            )
        rows += [
            ("准入通知、撤销通知由谁印发", papers.notice_issuers or [rules.leading_offices or office]),
            ("《清单》由谁印发", papers.edition_issuers or [office]),
            ("《清单》主送", papers.edition_to),
        ]
        return [(what, "、".join(names)) for what, names in rows]

    @property
    def articles(self):
        return self.rules.source_articles.items()


def _more(matter):
    vetoes = f"；除{matter.veto_except}以外，不保留一票否决" if matter.veto_except else ""
    consent = "；负责人的任免须征得同意，乡镇不同意的不能另行办理" if matter.consent else ""
    return f"{'，部门也评议乡镇' if matter.mutual else ''}{vetoes}{consent}"


def versions_of(rows, *, shown, current, by):
    """Every version of the county's file, newest first: whether it is the one in force, since when it is frozen and by
    which cases; how many, for a seat of the county, and their numbers for one that sees them."""
    return [_version(row, shown, current, by) for row in rows.defer("text")]


def _version(row, shown, current, by):
    pinned = Application.objects.filter(regime=row, submitted_at__isnull=False)
    first = pinned.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    counted = ""
    if (
        by and by.unit and by.unit.county_id == row.county_id
    ):  # how many are under way is the county's own business
        counted = f"：共{pinned.count()}件，在办{pinned.filter(state__in=OPEN).count()}件"
    frozen = "还没有案件按这一版办理。"
    if first:
        frozen = f"{cdate(first)}起有案件按这一版办理，内容不再改动{counted}。"
    if row == current:
        state = ("done", "现行")
    else:
        state = ("wait", "尚未施行") if row.in_force_from > clock.today() else ("back", "已有新版")
    return {
        "regime": row,
        "shown": row == shown,
        "state": state,
        "frozen": frozen,
        "url": f"{reverse('regulation')}?version={row.version}",
        "cases": visible_to(by).filter(pk__in=pinned).order_by("-submitted_at")[:CASES_SHOWN],
    }
