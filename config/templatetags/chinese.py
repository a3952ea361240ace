"""Dates, sums, deadlines and text differences as a Chinese office writes them.

Every function here is plain Python too; templates reach them with {% load chinese %}.
"""

import datetime
import difflib
import re
from decimal import Decimal
from os.path import commonprefix

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe

register = template.Library()

WEEKDAYS = "一二三四五六日"
# Below this share of common characters two passages are told apart whole, not letter by letter.
ALIKE = 0.4
# Passages of more characters, and texts of more clauses (product of both numbers), are told apart whole.
COMPARABLE = 250_000


def _day(value):
    """The local date of a date or an aware datetime."""
    if isinstance(value, datetime.datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def _weekday(day):
    return f"（周{WEEKDAYS[day.weekday()]}）"


def _year(day, today):
    return f"{day.year}年" if today and day.year != _day(today).year else ""


@register.filter
def worded(text, whose):
    """A fixed sentence in a county's own words (旗委、旗政府), or a case's by the rules it goes by; there may be none."""
    if not whose:
        return text
    return whose.words(text) if hasattr(whose, "words") else whose.worded(text)


@register.filter
def source_in(key, county):
    """Where a temporary duty comes from, as the county's rules put it (中央、自治区、桂林市明确要求)."""
    return county.source_of_temporary(key)


@register.filter
def takes(county, kind):
    """Whether the county takes applications of the kind; before its rules are loaded, of every one."""
    return (held := county.rules) is None or kind in held.kinds


@register.filter
def cdate(value):
    """2026年11月23日（周一）; an empty value gives an empty string."""
    if not value:
        return ""
    day = _day(value)
    return f"{plain_date(day)}{_weekday(day)}"


@register.filter
def cday(value, today=None):
    """11月23日（周一）; with `today`, the year too when it is another one."""
    if not value:
        return ""
    day = _day(value)
    return f"{_year(day, today)}{day.month}月{day.day}日{_weekday(day)}"


@register.filter
def ctime(value, today=None):
    """11月19日（周四）15:10, local time; with `today`, the year too when it is another one."""
    if not value:
        return ""
    moment = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{cday(moment, today)}{moment:%H:%M}"


@register.filter
def shortened(name, most=40):
    """A long file name with its middle left out: how it begins and how it ends tell one from another."""
    return name if len(name) <= most else f"{name[: most - 13]}…{name[-12:]}"


@register.filter
def cmoment(value):
    """2026年11月19日（周四）15:10:32, local time: a moment of a record that is kept for years."""
    return f"{cdate(timezone.localtime(value))}{timezone.localtime(value):%H:%M:%S}" if value else ""


def plain_date(day):
    """2026年10月15日"""
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def crange(first, last=None):
    """2026年10月15日至2027年2月28日; open at the end: 自…起; no dates at all: 长期."""
    if first and last:
        return f"{plain_date(_day(first))}至{plain_date(_day(last))}"
    if first:
        return f"自{plain_date(_day(first))}起"
    return f"至{plain_date(_day(last))}" if last else "长期"


@register.filter
def crange_unbroken(first, last):
    """crange of two days for a page: in a narrow column it breaks between the days, never inside one."""
    return format_html(
        '<span class="nowrap">{}至</span><span class="nowrap">{}</span>',
        plain_date(_day(first)),
        plain_date(_day(last)),
    )


@register.filter
def money(value):
    """Yuan: 28.8万元 where that is exact to the hundred, otherwise 1,250元."""
    if value in (None, ""):
        return ""
    amount = Decimal(str(value))
    if abs(amount) >= 10_000 and amount % 100 == 0:
        return f"{(amount / 10_000).normalize():f}万元"
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{amount:,.{places}f}元"


@register.filter
def file_size(value):
    """1.5兆; small files are 不到0.1兆."""
    megabytes = (value or 0) / 1024 / 1024
    return f"{megabytes:.1f}兆" if megabytes >= 0.1 else "不到0.1兆"


@register.filter
def join_cn(names):
    """甲、乙、丙."""
    return "、".join(str(name) for name in names or ())


# ------------------------------------------------------------------------- deadlines


@register.filter
def workdays(count):
    """3个工作日; 不到1个工作日 for a step taken on the day it began."""
    return f"{count}个工作日" if count else "不到1个工作日"


def _number(left):
    return None if left in (None, "") else int(left)


def due_key(left, deadline=None, today=None):
    """late, soon or "" for the working days left; the day itself is not late."""
    left = _number(left)
    if left is None:
        return ""
    # A Saturday after a Friday deadline is late although no working day has passed yet.
    passed = deadline is not None and deadline.date < (today or timezone.localdate())
    if left < 0 or passed:
        return "late"
    return "soon" if left <= 1 else ""


@register.filter
def due_words(left, deadline=None, today=None):
    """还剩3个工作日 (0 on the eve of days off, in which a day that somebody named may fall), 今天到期, 逾期2个工作日 (已逾期 while no
    working day has passed since).
    """
    left = _number(left)
    if left is None:
        return ""
    if due_key(left, deadline, today) == "late":
        return f"逾期{-left}个工作日" if left < 0 else "已逾期"
    is_to_come = deadline is not None and deadline.date > (today or timezone.localdate())
    return f"还剩{left}个工作日" if left or is_to_come else "今天到期"


@register.filter
def tentative(said, provisional):
    """The day as it is said, marked while the calendar of its year is not out (workflow.md: wherever it is shown)."""
    return f"{said}（暂定）" if provisional else said


@register.simple_tag
def due(deadline, left=None, *, verb="", stopped="", since=None, today=None):
    """The deadline chip: first how long is left, then the day; a stopped clock says since when.

    `deadline` has .date and .provisional; `left` counts working days, today excluded.
    """
    today = today or timezone.localdate()
    if stopped:
        line = f"{stopped}，{cday(since, today)}起" if since else stopped
        return format_html('<span class="due"><b>停止计时</b>{}</span>', line)
    if not deadline:
        return ""
    key, day = due_key(left, deadline, today), cday(deadline.date, today)
    line = f"应于{day}{verb}" if key == "late" and verb else f"{day}止"
    if deadline.provisional:
        line += f"，{deadline.date.year}年日历未公布，按推算"
    css = f"due is-{key}" if key else "due"
    return format_html('<span class="{}"><b>{}</b>{}</span>', css, due_words(left, deadline, today), line)


# ----------------------------------------------------------------------- differences


def _clauses(text):
    """The text cut after each clause mark, nothing lost."""
    return re.findall(r"[^，。；：！？、\n]*[，。；：！？、\n]+|[^，。；：！？、\n]+", text)


def _characters(text):
    """Single characters, but numbers and Latin words whole: 24 → 2 must not keep a digit."""
    return re.findall(r"[0-9.]+|[A-Za-z]+|.", text, re.DOTALL)


def _tell(old, new, cut):
    """(operation, old tokens, new tokens) over tokens made by `cut`."""
    before, after = cut(old), cut(new)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for name, i, j, k, end in matcher.get_opcodes():
        yield name, "".join(before[i:j]), "".join(after[k:end])


def _tell_clauses(old, new):
    """By clauses, where a name of a list is the same name with 、 behind it or at the end of the list."""
    before, after = _clauses(old), _clauses(new)
    bare = [[clause.rstrip("、") or clause for clause in clauses] for clauses in (before, after)]
    for name, i, j, k, end in difflib.SequenceMatcher(None, *bare, autojunk=False).get_opcodes():
        if name == "equal":
            for gone, come in zip(before[i:j], after[k:end], strict=True):
                yield "equal" if gone == come else "replace", gone, come
        else:
            yield name, "".join(before[i:j]), "".join(after[k:end])


def _changed(old, new):
    """What to mark inside one changed passage, as (deleted, inserted, kept) strings."""
    # By tokens, so that the shared beginning never ends inside a number.
    before, after = _characters(old), _characters(new)
    head = len(commonprefix([before, after]))
    tail = len(commonprefix([before[head:][::-1], after[head:][::-1]]))
    ends = "".join(before[:head]), "".join(before[len(before) - tail :])
    middle = _inside("".join(before[head : len(before) - tail]), "".join(after[head : len(after) - tail]))
    return [("", "", ends[0]), *middle, ("", "", ends[1])]


def _inside(old, new):
    # Long rewritten passages cost quadratic time, and quite different ones read better whole.
    if not old or not new or len(old) * len(new) > COMPARABLE:
        return [(old, new, "")]
    if difflib.SequenceMatcher(None, old, new, autojunk=False).ratio() < ALIKE:
        return [(old, new, "")]
    runs, steps = [], list(_tell(old, new, _characters))
    for at, (name, gone, come) in enumerate(steps):
        stray = name == "equal" and len(gone) == 1 and 0 < at < len(steps) - 1
        if name == "equal" and not stray:
            runs.append(("", "", gone))
        elif runs and not runs[-1][2]:
            # One common character between two changes would read as confetti: it joins both.
            runs[-1] = (runs[-1][0] + gone, runs[-1][1] + come, "")
        else:
            runs.append((gone, come, ""))
    return runs


def _marked(gone, come, kept):
    html = escape(kept)
    if gone:
        html += format_html("<del>{}</del>", gone)
    if come:
        html += format_html("<ins>{}</ins>", come)
    return html


@register.simple_tag
def diff_text(old, new):
    """Safe HTML of `new` with <del>/<ins> against `old`: by clause first, then by character."""
    old, new = (str(text or "").replace("\r\n", "\n") for text in (old, new))
    pieces, steps = [], [("replace", old, new)]
    if len(_clauses(old)) * len(_clauses(new)) <= COMPARABLE:
        steps = _tell_clauses(old, new)
    for name, gone, come in steps:
        if name == "equal":
            pieces.append(escape(come))
        else:
            pieces += [_marked(*run) for run in _changed(gone, come)]
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above
