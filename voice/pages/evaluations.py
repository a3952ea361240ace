"""The pages of evaluations: the list, one evaluation with its results."""

from django.urls import reverse

from accounts.models import UnitKind
from audit import clock
from config.templatetags.chinese import cdate
from supervision.acts import available
from voice import queries, rules
from voice.acts import PERIOD
from voice.scores import results
from voice.states import PeriodState

KEYS = {PeriodState.RATING: "todo", PeriodState.PUBLISHED: "done"}
NOTES = {"hand_in": "公布结果以前可以再改。", "publish_period": "由负责人公布；各单位看到本单位的结果。"}
SIDES = {UnitKind.DEPARTMENT: "乡镇评价部门", UnitKind.TOWNSHIP: "部门评议乡镇"}


def state_of(period):
    if not period.is_published and period.closes_on < clock.today():
        return "wait", "已截止，待公布"
    return KEYS[period.state], period.state_label


def facts_of(period):
    handed = period.sheets.count()
    rows = [
        ("年度", f"{period.year}年"),
        ("截止日期", cdate(period.closes_on)),
        ("乡镇评价部门的内容", "\n".join(period.of_departments)),
        ("部门评议乡镇的内容", "\n".join(period.of_townships)),
        ("已提交", f"{handed}个单位"),
        ("公布日期", cdate(period.published_on)),
    ]
    return [(label, value) for label, value in rows if value]


class Results:
    """What units of one kind were given, as the seat reads it: the best first; without names of who rated."""

    def __init__(self, period, by, kind):
        self.period, self.kind, self.title = period, kind, SIDES[kind]
        self.points = period.points(kind)
        units = list(queries.rated_seen_by(period, by, kind))
        found = results(queries.sheets_on(period, kind), len(self.points)) if units else {}
        rows = [(unit, found[unit.pk]) for unit in units if unit.pk in found]
        self.rows = sorted(rows, key=lambda row: -(row[1]["all"] or 0))

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


def waiting_for(period, by):
    """Names of the units that have not handed in, for those who lead, while it runs."""
    if period.is_published or not rules.reads_all(by):
        return []
    return [unit.short_name for unit in queries.not_handed_in(period)]


def acts_for(period, by):
    return [
        {
            "label": PERIOD[verb].label,
            "url": reverse("period-act", args=[period.uuid, verb]),
            "note": NOTES[verb],
            "primary": True,
        }
        for verb in available(period, by)
    ]
