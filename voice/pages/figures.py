"""What became of duties after they were admitted, in figures for those who lead: pictures, and the same as tables.

Counts of the county as it stands; what happened is of the last twelve months. About twenty-five queries, however much there is.
"""

from collections import Counter, defaultdict
from datetime import timedelta
from statistics import mean

from django.db.models import Count

from accounts.models import Unit, UnitKind
from audit import clock
from config import charts
from regimes.calendar import Calendar
from regimes.queries import in_force as regimes_in_force
from registry.models import DutyTownship
from registry.queries import carried_on, in_force, load_kinds
from supervision.models import Guarantee, Report
from supervision.states import GuaranteeState, ReportState
from voice.models import Period, Reply
from voice.pages.evaluations import SIDES
from voice.queries import of_kind, sheets_on
from voice.scores import results
from voice.states import Grade, PeriodState

MONTHS = 12
RECTIFIED = (ReportState.CONFIRMED, ReportState.CLOSED)


def months_ends(today):
    """The last days of the last twelve months, and today."""
    first, days = today.replace(day=1), [today]
    for _ in range(MONTHS):
        days.append(first - timedelta(days=1))
        first = days[-1].replace(day=1)
    return days[::-1]


class Load:
    """How many duties each township carries itself, by the kind of list, at each month's end."""

    def __init__(self, county):
        self.days = months_ends(clock.today())
        self.kinds = list(load_kinds(county))
        self.places = list(
            Unit.objects.on(clock.today())
            .filter(county=county, kind=UnitKind.TOWNSHIP)
            .order_by("order", "pk")
        )
        self.counted = {day: _carried(county, day, self.kinds) for day in self.days}

    def of(self, day, place, kind):
        return self.counted[day][place.pk, kind.pk]

    @property
    def table(self):
        heads = ("乡镇", "清单", *(f"{day.year}年{day.month}月{day.day}日" for day in self.days))
        rows = [
            (place.short_name, kind.name, *(self.of(day, place, kind) for day in self.days))
            for place in self.places
            for kind in self.kinds
        ]
        return [heads, *rows]

    @property
    def charts(self):
        """All of them month by month, then a picture a kind of list: each township a year ago and now."""
        total = {day: sum(self.counted[day].values()) for day in self.days}
        temporary = {kind.pk for kind in self.kinds if kind.temporary}
        passing = {
            day: sum(n for (_, kind), n in self.counted[day].items() if kind in temporary)
            for day in self.days
        }
        then, now = self.days[0], self.days[-1]
        yield charts.months(
            id="load",
            title="各乡镇承担的事项，逐月",
            text=f"合计{total[now]}项次，{then.year}年{then.month}月底{total[then]}项次。每月月底的数，最后是今天。",
            rows=[(day.replace(day=1), total[day], passing[day]) for day in self.days] if total[now] else [],
            names=("各乡镇合计（项次）", "其中临时性、阶段性"),
        )
        for kind in self.kinds:
            rows = [(p.short_name, self.of(then, p, kind), self.of(now, p, kind)) for p in self.places]
            if any(before or after for _, before, after in rows):
                yield charts.dots(
                    id=f"load-{kind.key}",
                    title=f"{kind.name}：每个乡镇承担多少项",
                    text="",
                    rows=rows,
                    names=(f"{then.year}年{then.month}月底", "现在"),
                )


def _carried(county, day, kinds):
    versions = in_force(county, day).filter(duty__list_kind__in=kinds)
    rows = DutyTownship.objects.filter(carried_on(day), version__in=versions)
    return Counter(dict(_by(rows, "township", "version__duty__list_kind")))


def _by(rows, *fields):
    """((value of each field), how many rows) for each that there is."""
    for *key, n in rows.order_by().values_list(*fields).annotate(n=Count("pk")):
        yield tuple(key), n


class Guarantees:
    """By department: how many were promised, and what became of them."""

    def __init__(self, county):
        rows = Guarantee.objects.filter(county=county).exclude(state=GuaranteeState.LAPSED)
        self.counted = defaultdict(Counter)
        for (name, state), n in _by(rows, "department__short_name", "state"):
            self.counted[name][state] += n
        late = rows.filter(state=GuaranteeState.PROMISED, due__lt=clock.today())
        self.late = {key[0]: n for key, n in _by(late, "department__short_name")}

    @property
    def table(self):
        heads = ("部门", "承诺", "已落实", "待乡镇确认", "待落实", "其中逾期")
        states = (GuaranteeState.MET, GuaranteeState.DELIVERED, GuaranteeState.PROMISED)
        return [heads] + [
            (name, sum(found.values()), *(found[state] for state in states), self.late.get(name, 0))
            for name, found in sorted(self.counted.items(), key=lambda row: -sum(row[1].values()))
        ]

    @property
    def charts(self):
        rows = [(name, total, late) for name, total, _, _, _, late in self.table[1:]]
        met = sum(found[GuaranteeState.MET] for found in self.counted.values())
        total = sum(row[1] for row in rows)
        yield charts.counts(
            id="guarantees",
            title="承诺的保障，按部门",
            text=f"承诺{total}项，乡镇已确认落实{met}项，逾期{sum(row[2] for row in rows)}项。"
            if rows
            else "",
            rows=rows,
            heads=("部门", "承诺", "逾期"),
            parts=("逾期没有落实", "其他"),
        )


class Reports:
    """Reports by department of the last twelve months: how many, how many true."""

    def __init__(self, county):
        since = months_ends(clock.today())[0]
        self.rows = list(
            Report.objects.filter(county=county, arrived_on__gte=since).values_list(
                "department__short_name", "slip_number", "state"
            )
        )

    @property
    def table(self):
        total, true, closed = Counter(), Counter(), Counter()
        for name, slip, state in self.rows:
            total[name] += 1
            true[name] += bool(slip)
            closed[name] += state == "closed"
        return [("部门", "反映", "属实、发督办", "已销号")] + [
            (name, n, true[name], closed[name]) for name, n in total.most_common()
        ]

    @property
    def charts(self):
        rows = [row[:3] for row in self.table[1:]]
        yield charts.counts(
            id="reports",
            title="被反映的部门",
            text=f"近12个月反映{len(self.rows)}件。" if rows else "",
            rows=rows,
            heads=("部门", "反映", "属实"),
            parts=("属实，发督办通知单", "其他"),
        )


class Days:
    """Working days it took to verify, to rectify, to answer, of what was found, rectified or answered in the last twelve months.
    Rectified is what the township or the office took for it: an answer that was sent back is none, the last one counts."""

    def __init__(self, county):
        calendar, since = Calendar.load(), months_ends(clock.today())[0]
        regime = regimes_in_force(county, on=clock.today()).first()
        self.rules = regime and regime.rules
        self.spent = {"核实反映": [], "整改": [], "答复协同事项": []}
        reports = Report.objects.filter(county=county)
        for arrived, found in reports.filter(found_at__date__gte=since).values_list("arrived_on", "found_at"):
            self.spent["核实反映"].append(calendar.between(arrived, clock.local_date(found)))
        rectified = reports.filter(state__in=RECTIFIED, answered_at__date__gte=since)
        for found, answered in rectified.values_list("found_at", "answered_at"):
            days = calendar.between(clock.local_date(found), clock.local_date(answered))
            self.spent["整改"].append(days)
        replies = Reply.objects.filter(matter__county=county, answered_at__date__gte=since)
        for asked, answered in replies.values_list("matter__begun_at", "answered_at"):
            days = calendar.between(clock.local_date(asked), clock.local_date(answered))
            self.spent["答复协同事项"].append(days)

    def limit(self, name):
        key = {"核实反映": "verification", "答复协同事项": "answer"}.get(name)
        return self.rules.days(key) if key and self.rules else None

    @property
    def table(self):
        return [("什么", "件数", "平均工作日", "最长", "时限")] + [
            (name, len(days), round(mean(days), 1), max(days), self.limit(name) or "逐件确定")
            for name, days in self.spent.items()
            if days
        ]

    @property
    def charts(self):
        rows = [(name, mean(days), self.limit(name)) for name, days in self.spent.items() if days]
        text = "近12个月，从收到起算，停止计时的日子也在内；整改算到认可的那一次报告。" if rows else ""
        yield charts.limits(id="days-after", title="核实、整改、答复平均用几个工作日", text=text, rows=rows)


class Evaluations:
    """The published evaluation that is newest."""

    def __init__(self, county):
        self.period = Period.objects.filter(county=county, state=PeriodState.PUBLISHED).first()

    def _averages(self, kind):
        if self.period is None:
            return []
        found = results(sheets_on(self.period, kind), len(self.period.points(kind)))
        rows = [
            (unit.short_name, found[unit.pk]["all"], found[unit.pk]["raters"])
            for unit in of_kind(self.period, kind)
            if unit.pk in found and found[unit.pk]["all"] is not None
        ]
        return sorted(rows, key=lambda row: -row[1])

    @property
    def table(self):
        return [("评价", "单位", "平均分", "评价单位数", "哪一次")] + [
            (side, *row, self.period.title) for kind, side in SIDES.items() for row in self._averages(kind)
        ]

    @property
    def charts(self):
        for kind, side in SIDES.items():
            if self.period and not self.period.points(kind):
                continue
            rows = [(name, average, 0) for name, average, _ in self._averages(kind)]
            yield charts.counts(
                id=f"evaluation-{kind.value}",
                title=f"{side}：平均分",
                text=f"{self.period.title}，满分100。" if rows else "",
                rows=rows,
                heads=("单位", "平均分", ""),
                parts=("", "平均分"),
            )


class Grades:
    """How townships graded the answers of the last twelve months, by the unit that answered."""

    def __init__(self, county):
        since = months_ends(clock.today())[0]
        rows = Reply.objects.filter(matter__county=county, answered_at__date__gte=since).exclude(grade="")
        self.counted = defaultdict(Counter)
        for (name, grade), n in _by(rows, "unit__short_name", "grade"):
            self.counted[name][grade] += n

    @property
    def table(self):
        return [("单位", *Grade.labels)] + [
            (name, *(found[grade] for grade in Grade)) for name, found in self.counted.items()
        ]

    @property
    def charts(self):
        yield charts.counts(
            id="grades",
            title="乡镇对答复的评价",
            text="近12个月。" if self.counted else "",
            rows=[(name, sum(found.values()), found[Grade.POOR]) for name, found in self.counted.items()],
            heads=("单位", "评价", "不满意"),
            parts=("不满意", "满意、基本满意"),
        )


PARTS = {
    "load": ("乡镇承担的事项", Load),
    "guarantees": ("保障落实", Guarantees),
    "reports": ("反映", Reports),
    "days": ("用时", Days),
    "evaluations": ("评价", Evaluations),
    "grades": ("对答复的评价", Grades),
}


# parts of kinds of matter that a county may not have
NEEDS = {"evaluations": ("evaluation",), "grades": ("coordination", "suggestion")}


def parts_of(by):
    """{key: (title, part)} of what the seat's county has."""
    return {key: part for key, part in PARTS.items() if key not in NEEDS or by.offers(*NEEDS[key])}


def of_county(by):
    """[(key, title, [chart])] of every part."""
    return [(key, title, list(part(by.county).charts)) for key, (title, part) in parts_of(by).items()]
