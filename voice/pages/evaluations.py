"""The pages of evaluations: the list, one evaluation with its results."""

from django.urls import reverse

from accounts.models import Post, UnitKind
from audit import clock
from config.templatetags.chinese import cdate
from supervision.acts import available
from voice import queries, rules
from voice.acts import PERIOD
from voice.scores import LEAST, results
from voice.states import PeriodState

KEYS = {PeriodState.RATING: "todo", PeriodState.PUBLISHED: "done"}
NOTES = {"hand_in": "公布结果以前可以再改。", "publish_period": "由负责人公布；各单位看到本单位的结果。"}
FEW = f"评价的单位不足{LEAST}个，不列出理由和建议（本县自定）"
LATE = "已过截止日期，公布结果以前仍可提交，记为逾期"
SIDES = {UnitKind.DEPARTMENT: "乡镇评价部门", UnitKind.TOWNSHIP: "部门评议乡镇"}


def state_of(period):
    if not period.is_published and is_over(period):
        return "wait", "已截止，待公布"
    return KEYS[period.state], period.state_label


def is_over(period):
    """Its last day has passed: what comes now, until the results are out, is late."""
    return period.closes_on < clock.today()


def handed_in(period, by):
    """That somebody of the seat's unit handed in, as the timeline says it: [] or the one line."""
    sheet = period.sheets.filter(unit=by.unit).first()
    return [{"at": sheet.handed_in_at, "text": "提交评价", "by": sheet.label}] if sheet else []


def facts_of(period, by):
    sheets = list(period.sheets.defer("said"))
    late = sum(sheet.is_late for sheet in sheets)
    rows = [
        ("年度", f"{period.year}年"),
        ("截止日期", cdate(period.closes_on)),
        ("乡镇评价部门的内容", "\n".join(period.of_departments)),
        ("部门评议乡镇的内容", "\n".join(period.of_townships)),
        ("已提交", f"{len(sheets)}个单位" + (f"，其中逾期{late}个" if late else "")),
        ("本单位", _own(period, by)),
        ("公布日期", cdate(period.published_on)),
    ]
    return [(label, value) for label, value in rows if value]


def _own(period, by):
    """Whether the unit of the seat has handed in, where it rates."""
    if not rules.may_rate(period, by):
        return ""
    sheet = period.sheets.filter(unit=by.unit).first()
    if sheet is None:
        if period.is_published:
            return "没有提交"
        return "还没有提交" + (f"，{LATE}" if is_over(period) else "")
    return f"{'逾期' if sheet.is_late else '已'}提交，{cdate(clock.local_date(sheet.handed_in_at))}"


class Results:
    """What units of one kind were given, as the seat reads it: the best first; without names of who rated."""

    def __init__(self, period, by, kind):
        self.period, self.kind, self.title = period, kind, SIDES[kind]
        self.points = period.points(kind)
        units = list(queries.rated_seen_by(period, by, kind))
        found = results(queries.sheets_on(period, kind), len(self.points)) if units else {}
        rows = [(unit, found[unit.pk] | self._cells(found[unit.pk])) for unit in units if unit.pk in found]
        self.rows = sorted(rows, key=lambda row: -(row[1]["all"] or 0))

    def _cells(self, row):
        cells = list(zip(self.points, row["points"], strict=True))
        return {"cells": cells, "remarks": row["remarks"] or [FEW] * row["is_kept"]}

    @property
    def table(self):
        """Rows for a file, heads first."""
        heads = ["单位", "评价单位数", *self.points, "平均分", "理由和建议"]
        return [heads] + [
            [unit.short_name, row["raters"], *row["points"], row["all"], "\n".join(row["remarks"])]
            for unit, row in self.rows
        ]


def results_of(period, by):
    """Of both sides, those of which the seat reads something."""
    return [shown for kind in SIDES if (shown := Results(period, by, kind)).rows]


def is_unrated(period, by, results):
    """The seat's unit is one that is rated, and nobody rated it."""
    kinds = (UnitKind.DEPARTMENT, UnitKind.TOWNSHIP)
    rated = by.unit is not None and by.unit.kind in kinds and bool(period.points(by.unit.kind))
    return period.is_published and rated and not results


def waiting_for(period, by):
    """Names of the units that have not handed in, for those who lead, while it runs."""
    if period.is_published or not rules.reads_all(by):
        return []
    return [unit.short_name for unit in queries.not_handed_in(period)]


def for_the_head(period, by):
    """What a handler of the office leaves to its head."""
    waits = not period.is_published and _may_end(period)
    return "由负责人公布结果。" if waits and rules.is_office_of(by) and by.post == Post.HANDLER else ""


def _may_end(period):
    """Everybody has handed in, or the last day has passed; and there is something to publish."""
    over = is_over(period) or not queries.not_handed_in(period)
    return over and period.sheets.exists()


def acts_for(period, by):
    again = period.sheets.filter(unit=by.unit).exists()
    labels = {"hand_in": "修改评价"} if again else {}
    return [
        {
            "label": labels.get(verb, PERIOD[verb].label),
            "url": reverse("period-act", args=[period.uuid, verb]),
            "note": NOTES[verb],
            "primary": True,
        }
        for verb in available(period, by)
        if verb != "publish_period" or _may_end(period)
    ]
