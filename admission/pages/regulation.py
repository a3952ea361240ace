"""A county's rules as its people read them: made of the regime file alone, each line with its article or 本县自定."""

from dataclasses import dataclass

from django.urls import reverse

from admission.deadlines import LIMITS
from admission.models import Application
from admission.queries import visible_to
from admission.states import OPEN, Kind, State
from audit import clock
from config.templatetags.chinese import cdate
from regimes import states as regime
from registry.loading import KINDS

APPLICANTS = {"department": "县级部门", "township": "乡镇"}
VARIANTS = {
    "any": "",
    "simple": "简易程序",
    "general": "一般程序",
    "temporary": "有明确时限的临时性、阶段性职责",
}
BEFORE = (State.DRAFT, State.CONSULTING)
CASES_SHOWN = 12
LIST_NAMES = {key: name for key, name, *_ in KINDS}


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
    def applicants(self):
        """[(kind of application, who may make it)]"""
        rules = self.rules
        rows = [("准入", rules.applicants)]
        if later := [Kind(kind).label for kind in rules.kinds if kind != Kind.ADMISSION]:
            rows.append(("、".join(later), rules.end_applicants or rules.applicants))
        return [(label, "、".join(APPLICANTS[each] for each in who)) for label, who in rows]

    @property
    def kinds(self):
        """[([(label, source)], [(variant, steps)])]: the kinds of application that go one way stand together."""
        ways = {}
        for kind in self.rules.kinds:
            states = tuple(self.rules.paths[kind].variants.items())
            ways.setdefault(states, []).append(kind)
        return [
            ([(Kind(kind).label, self.rules.paths[kind].source) for kind in kinds], self._flows(kinds[0]))
            for kinds in ways.values()
        ]

    def _flows(self, kind):
        variants = self.rules.paths[kind].variants
        flows = [(VARIANTS[name], self._steps(kind, states, name)) for name, states in variants.items()]
        if len(flows) == 2 and flows[0][1] == flows[1][1]:
            return [("", flows[0][1])]
        return flows

    def _steps(self, kind, states, variant):
        before = [Step(self.rules.label(each, kind), "申请方", "") for each in BEFORE]
        temporary = variant == "temporary"
        return before + [
            Step(self.rules.label(state, kind, temporary=temporary), self._holder(state), self._limit(state))
            for state in states
        ]

    def _holder(self, state):
        bodies = self.rules.bodies
        match state:
            case State.CIRCULATING:
                return "、".join(self.rules.units[each.unit_key] for each in self.rules.asked)
            case State.DELIBERATING:
                return self.rules.worded("联席会议")
            case State.SIGNING:
                return bodies.convenor.short_name or bodies.convenor.name
            case State.DECIDING:
                return self.rules.decision_name
            case State.UPPER_REVIEW:
                return bodies.upper.name
            case State.APPROVED:
                return ""
        return bodies.office.short_name or bodies.office.name

    def _limit(self, state):
        key = LIMITS.get(State(state))
        return f"{self.rules.limits[key].days}个工作日（{self.rules.limits[key].source}）" if key else ""

    @property
    def scope(self):
        """[(article, its words)] of what has to pass admission, and so may be admitted."""
        articles = filter(None, self.rules.cites.get("scope", "").split("、"))
        return [(article, self.rules.source_articles[article]) for article in articles]

    @property
    def limits(self):
        """[(what, working days, source)] of everything that has a limit in this county."""
        rules = self.rules
        absent = {key for key, state in regime.LIMITS_OF_STATES.items() if state not in rules.states}
        absent |= set() if "urgent" in rules.cites else {*regime.LIMITS_OF_URGENT}
        absent |= {key for key, of in regime.LIMITS_OF_MATTERS.items() if not any(map(rules.offers, of))}
        every = [
            (rules.worded(label), rules.limit(key))
            for key, label in regime.LIMIT_LABELS.items()
            if key not in absent
        ]
        return [(label, limit.days, limit.source) for label, limit in every]

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
        return "任何任务都先办准入手续，没有先办后补的规定。"

    @property
    def decided(self):
        """[(who, what it does, source)]: the county's bodies by the term of the duty, and the body above it."""
        rules, bodies = self.rules, self.rules.bodies
        source = "、".join(dict.fromkeys(body.source for body in bodies.decision))
        ways = {variant for path in rules.paths.values() for variant in path.variants}
        rows = [(rules.decision_name, bodies.decision_verb, source)] if "deciding" in rules.states else []
        if rows and "temporary" in ways and bodies.decision_verb_temporary:
            verb = f"有明确时限的临时性、阶段性职责：{bodies.decision_verb_temporary}"
            rows.append((rules.decision_name, verb, source))
        if bodies.upper:
            rows.append((bodies.upper.name, self._upper(bodies.upper), bodies.upper.source))
        return rows

    def _upper(self, upper):
        refuses = "也可以不批准，案件就此结束" if upper.approves else "只通过或者退回，不能不批准"
        return f"{upper.verb}：{refuses}；形式问题退回的，补齐重报，实质问题退回的，重新办理"

    @property
    def lists(self):
        """[(what, names, source)]: the county's own lists, what they are sorted by, where a temporary duty goes in the end."""
        rules = self.rules
        rows = [("本县另有的清单", each.name, each.source) for each in rules.lists]
        if rules.categories:
            rows.append(("事项的类别", "、".join(rules.categories.names), rules.categories.source))
        if clause := rules.turned_standing:
            names = LIST_NAMES | {each.key: each.name for each in rules.lists}
            told = "、".join(names[key] for key in clause.lists)
            rows.append(("临时性任务转为常态的，列入", told, clause.source))
        return rows

    @property
    def matters(self):
        """[(what, source)] of what townships and the county ask of one another here."""
        return [
            (
                f"{what}，部门也评议乡镇" if self.rules.matters[key].mutual else what,
                self.rules.matters[key].source,
            )
            for key, what in regime.MATTERS.items()
            if self.rules.offers(key)
        ]

    @property
    def without(self):
        """What of that the county does not have: its rules are silent."""
        return [what for key, what in regime.MATTERS.items() if not self.rules.offers(key)]

    @property
    def fields(self):
        return self.rules.fields_of(Kind.ADMISSION)

    @property
    def members(self):
        """[(unit, what it is asked, source, whether its silence stands in the way)]"""
        return [
            (self.rules.units[each.unit_key], each.asks, each.source, each.mandatory_always)
            for each in self.rules.asked
        ]

    @property
    def list_steps(self):
        return [(step.label, step.source) for step in self.rules.list_steps]

    @property
    def articles(self):
        return self.rules.source_articles.items()


def versions_of(rows, *, shown, current, by):
    """Every version of the county's file, newest first: whether it is the one in force, since when it is frozen and by
    which cases; their numbers for a seat that sees them."""
    return [_version(row, shown, current, by) for row in rows.defer("text")]


def _version(row, shown, current, by):
    pinned = Application.objects.filter(regime=row, submitted_at__isnull=False)
    first = pinned.order_by("submitted_at").values_list("submitted_at", flat=True).first()
    still = pinned.filter(state__in=OPEN).count()
    frozen = "还没有案件按这一版办理。"
    if first:
        frozen = f"{cdate(first)}起有案件按这一版办理，内容不再改动：共{pinned.count()}件，在办{still}件。"
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
