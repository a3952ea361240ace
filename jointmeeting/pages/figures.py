"""The county in figures over a period: counts only, the same for everyone who may look (settled 25). As many queries however
many cases there are, and none while nothing happened since they were last counted.
"""

from collections import Counter, defaultdict
from datetime import date

from django.core.cache import cache
from django.db.models import Count

from accounts.models import UnitKind
from admission import deadlines, worklist
from admission.models import Application, Reminder, Review
from admission.queries import visible_to
from admission.states import OPEN, Answer, Kind, State
from audit import clock
from config import charts
from config.templatetags.chinese import plain_date
from config.together import together
from jointmeeting import rules
from jointmeeting.pages import counted
from registry.queries import versions_on
from registry.states import Standing

STEPS = {  # in the order of the procedure, short enough for a picture
    State.SUBMITTED: "待受理",
    State.CORRECTING: "待补正",
    State.REVIEWING: "初评",
    State.CIRCULATING: "征求意见",
    State.REVISING: "待修改完善",
    State.COORDINATING: "召开协调会",
    State.DELIBERATING: "待审议",
    State.SIGNING: "待审签",
    State.DECIDING: "待审定",
    State.UPPER_REVIEW: "上级答复",
}
MEASURED = {state: word.removeprefix("待") for state, word in STEPS.items() if state in deadlines.LIMITS}
GRANTED, REFUSED = (State.APPROVED,), (State.REJECTED, State.NOT_ACCEPTED)
MONTHS = 12
MOST_MONTHS = 24  # drawn; the table of a file has them all
ASKED = 12  # rows of 要您过问的


def usual_period():
    """This month and the eleven before it."""
    today = clock.today()
    return counted.Period(_months_back(today, MONTHS - 1)[0], today)


def of_county(by, calendar, regime, period=None, shown=()):
    """{"charts": [...], "ask": [...] or None} for the seat's county; `ask` None where the seat sees no titles. `shown`: ids of
    the charts wanted, all of them if none is named.
    """
    period = period or usual_period()
    found = _kept(by, period, lambda: _counted(by, calendar, regime, period))
    return found | {"charts": [chart for chart in found["charts"] if not shown or chart.id in shown]}


def _kept(by, period, count):
    """As counted for the seat since the last act in the system, and that day; anew where it was not read for a request."""
    if by.record_head is None:
        return count()
    key = f"figures:{by.key}:{period.since}:{period.until}"
    now = clock.today(), by.record_head
    then, found = cache.get(key, (None, None))
    if then != now:
        found = count()
        cache.set(key, (now, found))
    return found


def _counted(by, calendar, regime, period):
    leads = rules.leads(by)
    yours = leads and by.unit.kind == UnitKind.CONVENOR
    open_cases = _open_cases(by.county, calendar)
    return {
        "charts": _charts(by.county, calendar, regime, period, open_cases, yours),
        "period": period,
        "ask": _to_ask(by, open_cases) if leads else None,
        "ended": _expired(by.county, clock.today()) if leads else [],
        "yours": yours,
        "at": clock.now(),
    }


def _charts(county, calendar, regime, period, open_cases, yours):
    cases, units, reviews, positions, stays = together(
        counted.cases(county, period),
        counted.units_of(county),
        counted.reviews(county, period),
        counted.positions(county, period),
        counted.stays(county, period, list(MEASURED)),
    )
    units = {unit.pk: unit for unit in units}
    townships = [unit for unit in units.values() if unit.kind == UnitKind.TOWNSHIP]
    # a county that asks no member units has no picture of them
    answers = [_answers(reviews, units, regime)] if regime.asked else []
    return [
        _by_step(open_cases, regime, yours=yours),
        _by_kind(cases),
        _flow(cases, period),
        _days(stays, calendar, regime),
        *answers,
        _carried(county, period, townships),
        # the long ones, of every unit, beside each other
        _in_time([*reviews, *positions], units),
        _positions(positions, townships),
        _outcomes(cases, units),
    ]


def _open_cases(county, calendar):
    """Open cases from submission on, each with its deadline; no more of each than that takes."""
    rows = Application.objects.filter(county=county, state__in=OPEN).exclude(state__in=counted.BEFORE)
    cases = list(worklist.light(rows))
    for case in cases:
        case.deadline = deadlines.deadline_of(case, calendar)
        case.left = deadlines.left(calendar, case.deadline)
    return cases


def _by_step(cases, regime, yours):
    """The steps that the county's rules know, and those that a case begun under earlier ones still stands in."""
    total, late = Counter(), Counter()
    for case in cases:
        total[case.state] += 1
        late[case.state] += deadlines.is_late(case.deadline)
    mine, known = "待您审签" if yours else "", {*regime.states, *total}
    names = STEPS | _decided_here(regime) | ({State.SIGNING: mine} if yours else {})
    return charts.bars(
        id="by-step",
        title=f"在办{len(cases)}件，各在哪一步",
        text=f"现在的情况。{_where(late, STEPS | _decided_here(regime))}",
        rows=[(name, total[state], late[state]) for state, name in names.items() if state in known]
        if cases
        else [],
        now=mine,
    )


def _decided_here(regime):
    """What the county's bodies and the one above them do here (待审核、批准, 上级批准), and steps that it calls otherwise."""
    above = regime.bodies.upper
    own = {State.DECIDING: f"待{regime.decision_verbs}"} if regime.decision_verbs else {}
    own |= {state: regime.worded(STEPS[state]) for state in (State.COORDINATING, State.REVIEWING)}
    if State.CIRCULATING in regime.state_labels:
        own[State.CIRCULATING] = regime.label(State.CIRCULATING)
    return own | ({State.UPPER_REVIEW: f"上级{above.verb}"} if above else {})


def _where(late, names):
    if not sum(late.values()):
        return "没有逾期的。"
    named = "，".join(f"{names[state]}{n}件" for state, n in late.most_common(3) if n)
    return f"{sum(late.values())}件逾期：{named}。"


def _by_kind(cases):
    """Of each kind: still open now, granted and not granted in the period."""
    found = defaultdict(Counter)
    for row in cases:
        if row["state"] in OPEN:
            found[row["kind"]]["open"] += row["n"]
        elif row["ended_within"]:
            found[row["kind"]]["granted" if row["state"] in GRANTED else "not"] += row["n"]
    return charts.stacks(
        id="by-kind",
        title="各种申请各多少件",
        text="在办的是现在的件数，其余是这一期间办结的。",
        rows=[
            (kind.label, found[kind]["granted"], found[kind]["open"], found[kind]["not"])
            for kind in Kind
            if kind in found
        ],
        heads=("种类", "办成", "在办", "没有办成"),
        parts=("办成", "在办", "不予、撤回"),
    )


def _days(stays, calendar, regime):
    """Working days in each state, of the stays that ended in the period."""
    spent, times = Counter(), Counter()
    for state, entered, left, n in stays:
        spent[state] += calendar.between(entered, left) * n
        times[state] += n
    averages = {state: spent[state] / n for state, n in times.items()}
    # none of the steps this county does not know
    limits = {
        state: regime.limits[key].days
        for state in MEASURED
        if (key := deadlines.LIMITS[state]) in regime.limits
    }
    measured = MEASURED | _decided_here(regime)
    over = [
        f"{measured[state]}超{averages[state] - limits[state]:.1f}个工作日"
        for state in limits
        if averages.get(state, 0) > limits[state]
    ]
    told = f"超过时限的：{'，'.join(over)}。" if over else "平均都在时限以内。"
    return charts.limits(
        id="days",
        title="每一步平均用几个工作日",
        text=told if averages else "",
        rows=[(measured[state], averages[state], limits[state]) for state in limits if state in averages],
    )


def _in_time(rows, units):
    """By unit: how often it was asked, and how often it answered late or not at all."""
    asked, late = Counter(), Counter()
    for unit, _, in_time, n in rows:
        asked[unit] += n
        late[unit] += 0 if in_time else n
    table = [(unit.short_name, asked[pk], late[pk]) for pk, unit in units.items() if pk in asked]
    worst = sorted((row for row in table if row[2]), key=lambda row: -row[2])[:3]
    named = "，".join(f"{name}{n}次" for name, _, n in worst)
    told = f"逾期答复或者没有答复的：{named}。" if worst else "都按期答复。"
    return charts.counts(
        id="in-time",
        title="各单位按期答复",
        text=told if table else "",
        rows=table,
        heads=("单位", "征求", "逾期或未复"),
        parts=("逾期或未复", "按期"),
    )


def _answers(reviews, units, regime):
    """How each member unit answered: the opinion that stands of every review, in the order of the regime."""
    found = _said(reviews)
    keys = {unit.key: pk for pk, unit in units.items()}
    members = [keys[member.unit_key] for member in regime.asked if keys.get(member.unit_key) in found]
    table = [(units[pk].short_name, *found[pk]) for pk in members]
    return charts.stacks(id="answers", title="成员单位怎么答", text=_against(table, "答复"), rows=table)


def _positions(positions, townships):
    found = _said(positions)
    table = [(unit.short_name, *found[unit.pk]) for unit in townships if unit.pk in found]
    return charts.stacks(
        id="positions",
        title="各乡镇对征询怎么答",
        text=_against(table, "答复"),
        rows=table,
        heads=("乡镇", "同意", "附条件", "不同意"),
    )


def _said(rows):
    """{unit: (agreed, with a condition, against)}; silence is no answer."""
    found = defaultdict(lambda: [0, 0, 0])
    for unit, said, _, n in rows:
        if said is not None:
            at = 1 if said == Answer.CONDITIONAL else 2 if said == Answer.DISAGREE else 0
            found[unit][at] += n
    return found


def _against(table, word):
    against = sorted(table, key=lambda row: -(row[2] + row[3]))[:2]
    most = "、".join(row[0] for row in against if row[2] + row[3])
    total = sum(sum(row[1:]) for row in table)
    told = f"附条件和不同意较多的：{most}。" if most else "没有附条件和不同意。"
    return f"{word}{total}次。{told}" if table else ""


def _outcomes(cases, units):
    """By the department whose duty it is: what became of the cases that ended in the period."""
    found = defaultdict(lambda: [0, 0, 0])
    for row in cases:
        if row["ended_within"] and row["department"]:
            at = 0 if row["state"] in GRANTED else 2 if row["state"] in REFUSED else 1
            found[row["department"]][at] += row["n"]
    table = [(unit.short_name, *found[pk]) for pk, unit in units.items() if pk in found]
    total = [sum(row[at] for row in table) for at in (1, 2, 3)]
    return charts.stacks(
        id="outcomes",
        title="各部门的申请办成几件",
        text=f"准入、撤销等办成{total[0]}件，撤回{total[1]}件，不予{total[2]}件。" if table else "",
        rows=table,
        heads=("部门", "办成", "撤回", "不予"),
        parts=("办成", "撤回", "不予"),
    )


def _carried(county, period, townships):
    """Duties that each township carries, at the beginning of the period and at its end."""
    before, now = counted.carried(county, period.since, period.until)
    there = [unit for unit in townships if unit.valid_until is None or unit.valid_until >= period.since]
    rows = [(unit.short_name, before[unit.pk], now[unit.pk]) for unit in there]
    if not any(old or new for _, old, new in rows):
        rows = []  # of a list not begun nobody carries the most
    return charts.dots(
        id="townships",
        title="每个乡镇承担多少项",
        text=_compared(rows, period.since),
        rows=rows,
        names=(plain_date(period.since), plain_date(period.until)),
    )


def _compared(rows, since):
    """比2025年12月1日：9个乡镇增加，3个减少。最多的大圩镇87项。"""
    moves = [
        ("增加", sum(1 for _, old, new in rows if new > old)),
        ("减少", sum(1 for _, old, new in rows if new < old)),
        ("不变", sum(1 for _, old, new in rows if new == old)),
    ]
    told = "，".join(f"{n}个乡镇{word}" for word, n in moves if n)
    most = max(rows, key=lambda row: row[2], default=None)
    return f"比{plain_date(since)}：{told}。最多的是{most[0]}，{most[2]}项。" if most else ""


def _flow(cases, period):
    """Accepted and ended by month, whole months."""
    received, done = Counter(), Counter()
    for row in cases:
        received[row["received"]] += row["n"]
        done[row["ended"]] += row["n"]
    last = period.until.replace(day=1)
    months = _months_back(last, (last.year - period.since.year) * 12 + last.month - period.since.month)
    table = [(month, received[month], done[month]) for month in months]
    total = sum(row[1] for row in table), sum(row[2] for row in table)
    cut = f"画出最后{MOST_MONTHS}个月。" if len(table) > MOST_MONTHS else ""
    return charts.months(
        id="flow",
        title="每月受理和办结",
        text=f"按整月：受理{total[0]}件、办结{total[1]}件。办结包括准入、撤销、不予准入和撤回。{cut}",
        rows=table[-MOST_MONTHS:] if any(total) else [],
    )


def _months_back(today, n):
    """The first days of this month and the n before it, oldest first."""
    this = today.year * 12 + today.month - 1
    return [date(at // 12, at % 12 + 1, 1) for at in range(this - n, this + 1)]


# -- 要您过问的: only cases the seat sees ----------------------------------------------------------------------------


def _to_ask(by, open_cases):
    """Overdue cases, the latest first, with whom they wait for and how often they were reminded."""
    late = sorted(
        (case for case in open_cases if deadlines.is_late(case.deadline)), key=lambda case: case.deadline.date
    )
    seen = visible_to(by).in_bulk([case.pk for case in late]) if late else {}
    late = [case for case in late if case.pk in seen][:ASKED]
    waiting, reminded = defaultdict(list), Counter()
    silent = Review.objects.filter(
        round__application__in=late,
        round__closed_at__isnull=True,
        asked=True,
        opinions__isnull=True,
        overdue_at__isnull=True,
    )
    for pk, name in silent.values_list("round__application", "unit__short_name"):
        waiting[pk].append(name)
    for pk, n in (
        Reminder.objects.filter(application__in=late)
        .order_by()
        .values_list("application")
        .annotate(n=Count("pk"))
    ):
        reminded[pk] = n
    return [
        {
            "case": seen[case.pk],
            "deadline": case.deadline,
            "left": case.left,
            "step": (STEPS | _decided_here(case.rules))[case.state],
            "waiting": waiting[case.pk],
            "reminded": reminded[case.pk],
        }
        for case in late
    ]


def _expired(county, today):
    """Names of duties past their term that were not revoked."""
    rows = versions_on(county, today).filter(standing=Standing.EXPIRED).select_related("duty")
    return [version.duty for version in rows[:ASKED]]
