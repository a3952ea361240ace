"""Figures as plain numbers for templates/components/chart_*.html; pure, no queries.

Each function takes rows and returns a Chart whose marks are already placed on a grid of WIDTH
units; numbers stand on the picture, the same rows follow as a table, an empty chart says so.
"""

from dataclasses import dataclass, field, replace
from math import ceil, floor

WIDTH = 360
ROW = 30
GLYPH = 13
# A label longer than this many glyphs is cut with …; the table below the picture has it whole.
LABEL_GLYPHS = 10


@dataclass(frozen=True)
class Chart:
    id: str
    template: str
    title: str
    text: str
    height: int
    heads: tuple
    table: list
    axis: int = 0
    marks: list = field(default_factory=list)
    grid: list = field(default_factory=list)
    line: str = ""
    names: tuple = ()
    width: int = WIDTH

    @property
    def empty(self):
        return not self.marks

    @property
    def sheet(self):
        """What its table is called in a workbook: that takes 31 characters, and no marks of its own."""
        return self.title.translate(dict.fromkeys(map(ord, "[]:*?/\\")))[:31]


def _share(value, whole, room):
    return round(value / whole * room) if whole else 0


def _short(label):
    label = str(label)
    return label if len(label) <= LABEL_GLYPHS else label[: LABEL_GLYPHS - 1] + "…"


def _axis(labels):
    """Where the bars begin: after the longest label, right-aligned before them."""
    return max([2, *(len(_short(label)) for label in labels)]) * GLYPH + 14


def _rows(labels):
    """What every row of a horizontal chart has: its label and where it stands."""
    return [
        {"label": _short(label), "top": at * ROW, "text": at * ROW + 19} for at, label in enumerate(labels)
    ]


def bars(*, id, title, text, rows, now="", heads=("步骤", "在办", "逾期")):
    """Counts, the overdue part hatched. rows: [(label, count, overdue)]; `now` is drawn strong."""
    axis = _axis(label for label, _, _ in rows)
    most = max([1, *(count for _, count, _ in rows)])
    marks = _rows(label for label, _, _ in rows)
    for mark, (label, count, late) in zip(marks, rows, strict=True):
        end = _share(count, most, WIDTH - axis - 48)
        hatched = _share(late, most, WIDTH - axis - 48)
        mark |= {
            "count": count,
            "late": late,
            "hatched": hatched,
            "plain_x": axis + hatched,
            "plain": end - hatched,
            "value_x": axis + end + 7,
            "late_x": axis + end + 11 + 8 * len(str(count)),
            "now": label == now,
        }
    return Chart(
        id=id,
        template="components/chart_bars.html",
        title=title,
        text=text,
        height=len(rows) * ROW,
        heads=heads,
        table=list(rows),
        axis=axis,
        marks=marks,
    )


def limits(*, id, title, text, rows, heads=("步骤", "平均", "时限")):
    """Average days against a limit line. rows: [(label, days, limit or None)]; over it in red."""
    axis = _axis(label for label, _, _ in rows)
    most = max([1, *(max(days, limit or 0) for _, days, limit in rows)])
    room = WIDTH - axis - 52
    marks = _rows(label for label, _, _ in rows)
    for mark, (_, days, limit) in zip(marks, rows, strict=True):
        end, line = _share(days, most, room), _share(limit or 0, most, room)
        mark |= {
            "days": f"{days:.1f}",
            "over": limit is not None and days > limit,
            "length": end,
            "limit_x": axis + line if limit else None,
            "value_x": axis + max(end, line) + 7,
        }
    return Chart(
        id=id,
        template="components/chart_limits.html",
        title=title,
        text=text,
        height=len(rows) * ROW,
        heads=heads,
        table=[(label, f"{days:.1f}", limit or "未定") for label, days, limit in rows],
        axis=axis,
        marks=marks,
    )


ANSWERS = ("同意", "附条件", "不同意")


def stacks(*, id, title, text, rows, heads=("单位", *ANSWERS), parts=ANSWERS):
    """Counts in three parts, how each unit answered above all. rows: [(label, good, between, against)]; `parts`: what the
    three are called below the picture."""
    axis = _axis(label for label, *_ in rows)
    most = max([1, *(sum(counts) for _, *counts in rows)])
    room = WIDTH - axis - 86
    marks = _rows(label for label, *_ in rows)
    for mark, (_, agree, cond, against) in zip(marks, rows, strict=True):
        first = _share(agree, most, room)
        second = _share(agree + cond, most, room)
        mark |= {
            "agree": agree,
            "agree_width": first,
            "cond": cond,
            "cond_x": axis + first,
            "cond_width": second - first,
            "against": against,
            "against_x": axis + second,
            "against_width": _share(agree + cond + against, most, room) - second,
        }
    return Chart(
        id=id,
        template="components/chart_stacks.html",
        title=title,
        text=text,
        height=len(rows) * ROW,
        heads=heads,
        table=list(rows),
        axis=axis,
        marks=marks,
        names=parts,
    )


DOT_ROW, DOT_TOP = 25, 34


def dots(*, id, title, text, rows, names=("以前", "现在"), head="乡镇"):
    """Then and now of each township. rows: [(label, before, now)]; the scale need not begin at 0."""
    axis = _axis(label for label, _, _ in rows)
    values = [value for _, *pair in rows for value in pair] or [0]
    step = max(1, ceil((max(values) - min(values)) / 5 / 5) * 5) if max(values) > 10 else 2
    low = max(0, floor(min(values) / step) * step - step)
    high = max(low + step, ceil(max(values) / step) * step)

    def place(value):
        return axis + 8 + _share(value - low, high - low, WIDTH - axis - 28)

    marks = []
    for at, (label, before, now) in enumerate(rows):
        grown = now > before
        x = place(now)
        marks.append(
            {
                "label": _short(label),
                "y": DOT_TOP + at * DOT_ROW,
                "text": DOT_TOP + at * DOT_ROW + 5,
                "before_x": place(before),
                "now_x": x,
                "now": now,
                "value_x": x + 10 if grown else x - 10,
                "anchor": "start" if grown else "end",
            }
        )
    return Chart(
        id=id,
        template="components/chart_dots.html",
        title=title,
        text=text,
        height=DOT_TOP + len(rows) * DOT_ROW - 8,
        heads=(head, *names),
        table=list(rows),
        axis=axis,
        marks=marks,
        grid=[{"x": place(value), "value": value} for value in range(low, high + 1, step)],
        names=(*names, f"刻度从{low}项起" if low else ""),
    )


BASE, TOP, LEFT = 250, 40, 26


def months(*, id, title, text, rows, names=("受理", "办结")):
    """Monthly bars and a line. rows: [(first day of the month, received, done)], oldest first."""
    most = max([1, *(max(received, done) for _, received, done in rows)])
    step = max(1, ceil(most / 4))
    left = max(LEFT, 8 + 9 * len(str(most)))
    slot = (WIDTH - left) / max(1, len(rows))
    width = max(4, min(16, round(slot * 0.6)))

    def height(value):
        return BASE - _share(value, most, BASE - TOP)

    marks = []
    for at, (first, received, done) in enumerate(rows):
        middle = round(left + slot * (at + 0.5))
        ends = at in (0, len(rows) - 1) or first.month == 1
        marks.append(
            {
                "x": middle - width // 2,
                "middle": middle,
                "width": width,
                "y": height(received),
                "height": BASE - height(received),
                "received": received if received == most or at == len(rows) - 1 else "",
                "received_y": min(height(received), height(done)) - 7,
                "done_y": height(done),
                "month": f"{first.month}月" if ends else first.month,
                "year": f"{first.year}年" if at == 0 or first.month == 1 else "",
                # December and January side by side: the second year begins at its bar.
                "year_anchor": "start" if at == 1 else "middle",
            }
        )
    return Chart(
        id=id,
        template="components/chart_months.html",
        title=title,
        text=text,
        height=BASE + 40,
        heads=("月份", *names),
        table=[(f"{first.year}年{first.month}月", *pair) for first, *pair in rows],
        axis=left - 4,
        marks=marks,
        grid=[{"y": height(value), "value": value} for value in range(0, most + 1, step)],
        line=" ".join(f"{mark['middle']},{mark['done_y']}" for mark in marks),
        names=names,
    )


def counts(*, id, title, text, rows, heads, parts):
    """Counts with a part of each hatched. rows: [(label, count, part)]; `parts`: what the part and the rest are called;
    a part that is called nothing is none."""
    chart = bars(id=id, title=title, text=text, rows=rows, heads=heads)
    return replace(chart, template="components/chart_counts.html", names=parts)
