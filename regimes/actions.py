"""Taking in a regime file and the year's calendar; both leave an audit event when something changed."""

import csv
import hashlib
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction

from accounts.models import County
from audit import clock
from audit.record import record
from config.templatetags.chinese import cdate
from regimes.models import CalendarDay, Regime
from regimes.numbering import prefixes_taken
from regimes.schema import RegimeError, parse

COLUMNS = ["date", "weekday", "kind", "festival"]
HEADINGS = ["日期", "星期", "放假或上班", "节日"]  # the same, as a county writes them
KINDS = {"holiday": False, "makeup_workday": True}
KINDS_SAID = {"放假": False, "上班": True}
WEEKDAYS = "一二三四五六日"
NAME_MAX = CalendarDay._meta.get_field("name").max_length


class CalendarError(ValueError):
    """A calendar that cannot be used; the message says in Chinese which line and why, `field` what was typed wrong."""

    def __init__(self, said, field="text"):
        super().__init__(said)
        self.field = field


@transaction.atomic
def load_regime(*, county, text, by, at=None) -> tuple[Regime, bool]:
    """The county's regime with this text, and whether it is new; the text held now is no new version.

    `by` is an audit.record.Actor; `at` is for the demo loader.
    """
    rules = parse(text)
    if rules.county != county.code:
        raise RegimeError(
            [f"county：文件写的是{rules.county}，要载入的县是{county.code}（{county.name}）"], text
        )
    County.objects.select_for_update(no_key=True).get(pk=county.pk)
    if other := Regime.objects.filter(county=county).exclude(code=rules.code).first():
        raise RegimeError(
            [f"code：本县已经载入的代号是“{other.code}”，以后不改；内容改了，仍用这个代号，是下一个版本"],
            text,
        )
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    earlier = list(Regime.objects.filter(county=county, code=rules.code).order_by("-version"))
    latest = earlier[0] if earlier else None
    if latest and latest.sha256 == sha256:
        return latest, False
    if taken := list(prefixes_taken(rules, earlier)):
        raise RegimeError(taken, text)
    regime = Regime.objects.create(
        county=county,
        code=rules.code,
        version=latest.version + 1 if latest else 1,
        title=rules.title,
        text=text,
        sha256=sha256,
        in_force_from=rules.in_force_from,
        loaded_at=at or clock.now(),
        loaded_by=str(by),
    )
    record(
        actor=by,
        verb="load_regime",
        subject=regime.uuid,
        subject_kind="regime",
        content_hash=sha256,
        data={"county": county.code, "version": regime.version},
        at=at,
    )
    return regime, True


@transaction.atomic
def load_calendar(*, text, by) -> tuple[int, bool]:
    """The year this file gives, and whether anything changed; its rows take the place of that year's."""
    days = read_days(text)
    year = min(days).year
    held = {row.day: (row.is_workday, row.name) for row in CalendarDay.objects.filter(day__year=year)}
    if held == days:
        return year, False
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, is_workday=is_workday, name=name) for day, (is_workday, name) in days.items()
    )
    record(
        actor=by,
        verb="load_calendar",
        subject=uuid5(NAMESPACE_URL, f"calendar:{year}"),
        subject_kind="calendar",
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
        data={"year": year, "before": len(held), "after": len(days)},
    )
    return year, True


DAY_KINDS = {"holiday": "放假", "makeup_workday": "上班", "plain": "按平常"}


@transaction.atomic
def set_day(*, day, kind, name, by):
    """One day of a year that has its calendar: 放假, 上班, or as the week has it. In words what changed; None where nothing
    did. A year without a calendar is loaded whole: one day alone would make the others look known."""
    if not CalendarDay.objects.filter(day__year=day.year).exists():
        raise CalendarError(f"{day.year}年还没有公布的安排，请载入全年", "day")
    held = CalendarDay.objects.filter(day=day).first()
    before = DAY_KINDS["plain"] if held is None else _words(held.is_workday, held.name)
    if kind != "plain" and not name:
        raise CalendarError("请写明是什么日子，例如“国庆节”", "name")
    if kind == "plain":
        if held is None:
            return None
        held.delete()
    else:
        if held and (held.is_workday, held.name) == (KINDS[kind], name):
            return None
        CalendarDay.objects.update_or_create(day=day, defaults={"is_workday": KINDS[kind], "name": name})
    record(
        actor=by,
        verb="set_day_of_calendar",
        subject=uuid5(NAMESPACE_URL, f"calendar:{day.year}"),
        subject_kind="calendar",
        data={"day": str(day), "day_kind": kind},
    )
    after = DAY_KINDS["plain"] if kind == "plain" else _words(KINDS[kind], name)
    return f"{cdate(day)}由“{before}”改为“{after}”"


def _words(is_workday, name):
    return f"{DAY_KINDS['makeup_workday' if is_workday else 'holiday']}（{name}）"


def read_days(text) -> dict[date, tuple[bool, str]]:
    """{day: (is a working day, festival)} of one year; CalendarError names the first wrong line.

    Columns stand apart by commas, as in a file, or by tabs, as copied from a table; under COLUMNS or HEADINGS.
    """
    days = {}
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and line[0] != "#"]
    if not lines or _cells(lines[0][1]) not in (COLUMNS, HEADINGS):
        raise CalendarError(f"第一行应为：{','.join(HEADINGS)}（或者{','.join(COLUMNS)}）")
    for number, line in lines[1:]:
        day, is_workday, name = _read_day(number, _cells(line))
        if day in days:
            raise CalendarError(f"第{number}行：{day}写了两次")
        if days and day.year != min(days).year:
            raise CalendarError(f"第{number}行：{day}不是{min(days).year}年，一个文件只写一年")
        days[day] = (is_workday, name)
    if not days:
        raise CalendarError("文件里没有日期")
    return days


def _cells(line):
    apart = next((sign for sign in "\t,，" if sign in line), ",")
    return [cell.strip() for cell in next(csv.reader([line], delimiter=apart))]


def _read_day(number, row):
    if len(row) != len(COLUMNS):
        raise CalendarError(f"第{number}行：应有{len(COLUMNS)}栏，现有{len(row)}栏")
    written, weekday, kind, name = row
    try:
        day = date.fromisoformat(written)
    except ValueError as error:
        raise CalendarError(f"第{number}行：没有“{written}”这一天") from error
    if weekday.removeprefix("星期").removeprefix("周") != WEEKDAYS[day.weekday()]:
        raise CalendarError(f"第{number}行：{day}是星期{WEEKDAYS[day.weekday()]}，文件写的是“{weekday}”")
    kinds = KINDS | KINDS_SAID
    if kind not in kinds:
        raise CalendarError(f"第{number}行：“{kind}”应为{'或'.join(KINDS_SAID)}（{'、'.join(KINDS)}）")
    if not name:
        raise CalendarError(f"第{number}行：没有写节日名称")
    if len(name) > NAME_MAX:
        raise CalendarError(f"第{number}行：节日名称最多{NAME_MAX}个字")
    return day, kinds[kind], name
