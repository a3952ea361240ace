"""A county's rules as its people read them: made of the regime file alone, each line with its article or 本县自定."""

from dataclasses import dataclass

from admission.deadlines import LIMITS
from admission.states import Kind, State

APPLICANTS = {"department": "县级部门", "township": "乡镇"}
VARIANTS = {
    "any": "",
    "simple": "简易程序",
    "general": "一般程序",
    "temporary": "有明确时限的临时性、阶段性职责",
}
BEFORE = ("草稿", "征询意见")


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
        before = [Step(each, "申请方", "") for each in BEFORE]
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
                return "联席会议"
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
