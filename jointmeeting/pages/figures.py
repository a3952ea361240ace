"""The county in figures: counts only, the same for everyone who may look (settled 25). About fifteen queries,
however many cases there are."""

from collections import Counter, defaultdict
from datetime import date

from django.db.models import Count, Exists, OuterRef

from accounts.models import Unit, UnitKind
from admission import deadlines
from admission.models import Application, Opinion, Reminder, Review, Stay
from admission.queries import visible_to
from admission.states import ENDED, OPEN, State, View
from audit import clock
from config import charts
from jointmeeting import rules
from registry.models import DutyTownship
from registry.queries import carried_on, in_force, versions_on
from registry.states import Standing

BEFORE = (State.DRAFT, State.CONSULTING)  # the applicant's own business: not counted
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
    State.UPPER_REVIEW: "上级备案审核",
}
MEASURED = {state: word.removeprefix("待") for state, word in STEPS.items() if state in deadlines.LIMITS}
MONTHS = 12
ASKED = 12  # rows of 要您过问的


def of_county(by, calendar, regime):
    """{"charts": [...], "ask": [...] or None} for the seat's county; None where the seat sees no titles."""
    county, today, at = by.county, clock.today(), clock.now()
    since = _months_back(today, MONTHS - 1)[0]
    open_cases = _open_cases(county, calendar)
    leads = rules.leads(by)
    yours = leads and by.unit.kind == UnitKind.CONVENOR
    return {
        "charts": [
            _by_step(open_cases, yours=yours),
            _days(county, calendar, regime, since),
            _answers(county, regime, since),
            _townships(county, today),
            _flow(county, today),
        ],
        "ask": _to_ask(by, open_cases, calendar, today) if leads else None,
        "ended": _expired(county, today) if leads else [],
        "yours": yours,
        "at": at,
    }


def _open_cases(county, calendar):
    """Open cases from submission on, each with its deadline."""
    rows = Application.objects.filter(county=county, state__in=OPEN).exclude(state__in=BEFORE)
    cases = list(deadlines.dated(rows.select_related("regime", "version")))
    for case in cases:
        case.deadline = deadlines.deadline_of(case, calendar)
        case.left = deadlines.left(calendar, case.deadline)
    return cases


def _by_step(cases, yours):
    total, late = Counter(), Counter()
    for case in cases:
        total[case.state] += 1
        late[case.state] += deadlines.is_late(case.deadline)
    mine = "待您审签" if yours else ""
    names = STEPS | ({State.SIGNING: mine} if yours else {})
    return charts.bars(
        id="by-step",
        title=f"在办{len(cases)}件，各在哪一步",
        text=_where(late),
        rows=[(name, total[state], late[state]) for state, name in names.items()] if cases else [],
        now=mine,
    )


def _where(late):
    if not sum(late.values()):
        return "没有逾期的。"
    named = "，".join(f"{STEPS[state]}{n}件" for state, n in late.most_common(3) if n)
    return f"{sum(late.values())}件逾期：{named}。"


def _days(county, calendar, regime, since):
    """Working days in each state, of the stays that ended in the last twelve months."""
    spent = defaultdict(list)
    rows = Stay.objects.filter(
        application__county=county, left_at__date__gte=since, state__in=list(MEASURED)
    ).values_list("state", "entered_at", "left_at")
    for state, entered, left in rows:
        spent[state].append(calendar.between(clock.local_date(entered), clock.local_date(left)))
    averages = {state: sum(days) / len(days) for state, days in spent.items()}
    limits = {state: regime.limits[deadlines.LIMITS[state]].days for state in MEASURED}
    over = [
        f"{MEASURED[state]}超{averages[state] - limits[state]:.1f}个工作日"
        for state in MEASURED
        if averages.get(state, 0) > limits[state]
    ]
    told = f"超过时限的：{'，'.join(over)}。" if over else "平均都在时限以内。"
    return charts.limits(
        id="days",
        title="每一步平均用几个工作日",
        text=f"近12个月。{told}" if averages else "",
        rows=[(MEASURED[state], averages[state], limits[state]) for state in MEASURED if state in averages],
    )


def _answers(county, regime, since):
    """How each member unit answered in rounds that are over: the opinion that stands of every review, in the order of
    the regime. While a round is open its answers are not counted: one more 不同意 would tell who gave it (settled 24).
    """
    newer = Opinion.objects.filter(review=OuterRef("review"), pk__gt=OuterRef("pk"))
    rows = (
        Opinion.objects.filter(
            ~Exists(newer),
            review__round__application__county=county,
            review__round__closed_at__isnull=False,
            issued_at__date__gte=since,
        )
        .order_by()
        .values_list("review__unit__key", "review__unit__short_name", "view")
        .annotate(n=Count("pk"))
    )
    counted, names = defaultdict(Counter), {}
    for key, name, view, n in rows:
        counted[key][view] += n
        names[key] = name
    members = [member.unit_key for member in regime.asked if member.unit_key in counted]
    table = [
        (
            names[key],
            counted[key][View.AGREE] + counted[key][View.NOT_OURS],
            counted[key][View.CONDITIONAL],
            counted[key][View.DISAGREE],
        )
        for key in members
    ]
    against = sorted(table, key=lambda row: -(row[2] + row[3]))[:2]
    most = "、".join(row[0] for row in against if row[2] + row[3])
    total = sum(sum(row[1:]) for row in table)
    told = f"附条件和不同意较多的：{most}。" if most else "没有附条件和不同意。"
    return charts.stacks(
        id="answers",
        title="成员单位怎么答",
        text=f"近12个月答复{total}次。{told}" if table else "",
        rows=table,
    )


def _townships(county, today):
    """Duties that each township carries, now and at the end of last year."""
    then = date(today.year - 1, 12, 31)
    now, before = _carried(county, today), _carried(county, then)
    units = Unit.objects.on(today).filter(county=county, kind=UnitKind.TOWNSHIP)
    rows = [(unit.short_name, before[unit.pk], now[unit.pk]) for unit in units]
    return charts.dots(
        id="townships",
        title="每个乡镇承担多少项",
        text=_compared(rows, then.year),
        rows=rows,
        names=(f"{then.year}年底", f"{today.year}年{today.month}月"),
    )


def _compared(rows, year):
    """比2025年底：9个乡镇增加，3个减少。最多的大圩镇87项。"""
    moves = [
        ("增加", sum(1 for _, old, new in rows if new > old)),
        ("减少", sum(1 for _, old, new in rows if new < old)),
        ("不变", sum(1 for _, old, new in rows if new == old)),
    ]
    told = "，".join(f"{n}个乡镇{word}" for word, n in moves if n)
    most = max(rows, key=lambda row: row[2], default=None)
    return f"比{year}年底：{told}。最多的是{most[0]}，{most[2]}项。" if most else ""


def _carried(county, day):
    rows = DutyTownship.objects.filter(carried_on(day), version__in=in_force(county, day))
    return Counter(dict(rows.order_by().values_list("township").annotate(n=Count("pk"))))


def _flow(county, today):
    """Accepted and ended by month."""
    months = _months_back(today, MONTHS - 1)
    received, done = Counter(), Counter()
    rows = Application.objects.filter(county=county, accepted_at__isnull=False)
    for accepted, state, since in rows.values_list("accepted_at", "state", "state_since"):
        received[clock.local_date(accepted).replace(day=1)] += 1
        if state in ENDED:
            done[clock.local_date(since).replace(day=1)] += 1
    table = [(month, received[month], done[month]) for month in months]
    total = sum(row[1] for row in table), sum(row[2] for row in table)
    return charts.months(
        id="flow",
        title="每月受理和办结",
        text=f"近12个月受理{total[0]}件、办结{total[1]}件。办结包括准入、撤销、不予准入和撤回。",
        rows=table if any(total) else [],
    )


def _months_back(today, n):
    """The first days of this month and the n before it, oldest first."""
    first = today.replace(day=1)
    months = [first]
    for _ in range(n):
        first = date(first.year - (first.month == 1), first.month - 1 or 12, 1)
        months.append(first)
    return months[::-1]


# -- 要您过问的: only cases the seat sees ----------------------------------------------------------------------------


def _to_ask(by, open_cases, calendar, today):
    """Overdue cases, the latest first, with whom they wait for and how often they were reminded."""
    late = sorted(
        (case for case in open_cases if deadlines.is_late(case.deadline)), key=lambda case: case.deadline.date
    )
    seen = set(visible_to(by).order_by().values_list("pk", flat=True)) if late else set()
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
            "case": case,
            "deadline": case.deadline,
            "left": case.left,
            "step": STEPS[case.state],
            "waiting": waiting[case.pk],
            "reminded": reminded[case.pk],
        }
        for case in late
    ]


def _expired(county, today):
    """Names of duties past their term that were not revoked."""
    rows = versions_on(county, today).filter(standing=Standing.EXPIRED).select_related("duty")
    return [version.duty for version in rows[:ASKED]]
