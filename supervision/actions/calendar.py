"""The calendar edited by the county's office or by whoever runs the system, and every open clock that it moves (I-74, I-77).

A day that somebody chose stays; one that the working days gave is counted anew. The old one is kept: of what is followed up
in a `DayChange`, of a case in its timeline. A day that stands in a row and was missed already is not moved: what is overdue
stays so. The day of a stage that stands in no row follows the calendar whenever it is counted; where it was missed, that
needs a reason. So does making a day free that has passed as a working day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F

from accounts.acting import still_acts
from accounts.models import County, NoticeKind, Post
from accounts.notices import notify_each
from admission import deadlines
from admission.act import NotAllowed, Refused, signature, take_form
from admission.models import Application, Consultation, Round
from admission.problems import Problem
from admission.states import OPEN, STANDING_STILL, HearingKind, State
from audit import clock
from audit.record import SYSTEM, record
from config.templatetags.chinese import cdate
from regimes.actions import CalendarError, load_calendar, set_day
from regimes.calendar import Calendar
from regimes.models import CalendarChange, Regime
from supervision import counted, rules
from supervision.act import beginning
from supervision.models import DayChange
from supervision.states import Clock

NAMED = 5  # of the days that an edit moves, in its refusal
SHARED = "只有一个县的系统可以在这里改；几个县共用的，由部署方用 load_calendar 载入。"


@dataclass(frozen=True)
class Shift:
    """One promised day that the edit moves: `new` the `Deadline` counted anew, `write` what puts it in its row."""

    which: Clock
    about: object
    old: date
    new: object
    units: tuple
    write: Callable | None = None  # None: it stands in no row

    @property
    def in_row(self):
        return self.write is not None

    @property
    def missed(self):
        return self.old < clock.today()

    @property
    def shortens(self):
        return self.new.date < self.old

    def __str__(self):
        return f"{self.which.label}由{cdate(self.old)}改为{cdate(self.new.date)}：{self.about}"


def edit_calendar(*, by, reason="", day=None, kind="", name="", text="", form_key=""):
    """One day (`day`, `kind`, `name`), or the whole of a year (`text`, as `load_calendar` reads it). A promised day that
    becomes shorter needs a reason, so does a missed one that moves and a past day made free. The open clocks are counted anew; refused where nothing changes."""
    with beginning("edit_calendar", by), transaction.atomic():
        if not may_edit(by):
            raise NotAllowed(SHARED if is_shared(by) else "")
        take_form(form_key, by)
        if not still_acts(by):
            raise NotAllowed
        try:
            _, said = _edit(
                lambda: _apply(by, day, kind, name, text), reason, actor=by.as_actor(), label=signature(by)
            )
        except CalendarError as wrong:
            raise Refused(Problem(str(wrong), wrong.field)) from None
        if not said:
            raise Refused(Problem("与现在的安排相同，没有改动。", "text" if text else "kind"))


@transaction.atomic
def load_year(*, text, reason=""):
    """A year loaded by whoever runs the system, for all its counties alike: (year, whether anything changed)."""
    year, said = _edit(lambda: _loaded(text, SYSTEM), reason, actor=SYSTEM, label=str(SYSTEM))
    return year, bool(said)


def _edit(apply, reason, *, actor, label):
    """(year, what changed in words) of the edit `apply()`, every open clock counted anew; each county keeps what it moved."""
    counties = list(County.objects.order_by("pk").select_for_update(no_key=True))  # nothing begins meanwhile
    cases, followed, before = _lock_cases(), _lock_followed(), Calendar.load()
    year, said = apply()
    after = Calendar.load()
    shifts = [*_of_cases(cases, before, after), *_of_followed(followed, before, after)] if said else []
    shifts = [each for each in shifts if not (each.missed and each.in_row)]
    if said and not reason.strip():
        _check_reason(shifts, _freed(year, before, after))
    for each in shifts:
        _move(each, reason, actor, label)
    for county in counties if said else ():
        own = [each for each in shifts if each.about.county_id == county.pk]
        CalendarChange.objects.create(
            county=county,
            year=year,
            text=said,
            reason=reason,
            moved=sum(each.old != each.new.date for each in own),
            shortened=sum(each.shortens for each in own),
            changed_at=clock.now(),
            changed_by=label,
        )
    return year, said


def _check_reason(shifts, freed):
    """Refused, nobody having given a reason, where promised days get shorter or missed ones move, or past days become free."""
    shorter, missed = [each for each in shifts if each.shortens], [each for each in shifts if each.missed]
    if found := shorter or missed:
        does = f"会缩短{len(found)}个已经承诺的期限" if shorter else f"会改动{len(found)}个已经逾期的期限"
        raise Refused(Problem(f"{does}，请写明理由。{_listed(found)}", "reason"))
    if freed:
        raise Refused(Problem(f"{cdate(freed[0])}已经过去，改为放假请写明理由。", "reason"))


def _listed(shifts):
    """The first of them, and that there are more."""
    told = "；".join(map(str, shifts[:NAMED]))
    return f"{told}；等{len(shifts)}个" if len(shifts) > NAMED else told


def _freed(year, before, after):
    """Days of a year that was known which have passed as working days and would be free."""
    if not before.covers(year):
        return []
    first, today = date(year, 1, 1), clock.today()
    days = (first + timedelta(days=n) for n in range(max(0, min(366, (today - first).days))))
    return [day for day in days if day.year == year and before.is_workday(day) and not after.is_workday(day)]


def _lock_cases():
    """Every open case, before all that is followed up."""
    return list(Application.objects.filter(state__in=OPEN).order_by("pk").select_for_update(no_key=True))


def _lock_followed():
    """[(kind of day, its rows)], locked; rows of one version of the rules share it."""
    regimes, found = {}, []
    for each in counted.every():
        rows = each.rows().select_for_update(of=("self",), no_key=True).order_by("pk")
        named = [name for name in rows.model.NAMED if name != "regime"]
        found.append((each, list(rows.select_related(*named))))
    for each, rows in found:
        each.prepare(rows)
        missing = {row.regime_id for row in rows} - regimes.keys()
        regimes |= Regime.objects.in_bulk(missing)
        for row in rows:
            row.regime = regimes[row.regime_id]
    return found


def may_edit(by):
    """The head of the office, where the system serves one county alone: all its counties go by one calendar."""
    return rules.is_office_of(by) and by.post == Post.HEAD and not serves_several()


def is_shared(by):
    """Whether it is only the other counties that keep the office's head from editing."""
    return rules.is_office_of(by) and by.post == Post.HEAD and serves_several()


def serves_several():
    return County.objects.count() > 1


def _apply(by, day, kind, name, text):
    if text:
        return _loaded(text, by.as_actor())
    return day.year, set_day(day=day, kind=kind, name=name, by=by.as_actor())


def _loaded(text, actor):
    year, changed = load_calendar(text=text, by=actor)
    return year, f"载入{year}年全年的安排" if changed else None


# -- which days move ------------------------------------------------------------------------------------------------------


def _recounted(old, new, start, days, stored):
    """The day counted anew, where the old calendar gave the stored one; None for a day that somebody chose."""
    if old.add(start, days).date != stored:
        return None
    counted = new.add(start, days)
    return (
        counted if counted.date != stored or counted.provisional != old.add(start, days).provisional else None
    )


def _of_cases(cases, old, new):
    """What the units asked were given, then the day of the stage."""
    pks = [case.pk for case in cases]
    for model, which, limit in (
        (Consultation, Clock.REQUEST, lambda row: "circulation" if row.round_id else "consultation"),
        (Round, Clock.ROUND, lambda row: "circulation"),
    ):
        rows = model.objects.filter(application__in=pks, closed_at__isnull=True)
        for row in rows.select_related("application__version", "application__county", "application__regime"):
            case = row.application
            start = clock.local_date(getattr(row, "asked_at", None) or row.opened_at)
            found = _recounted(old, new, start, case.rules.days(limit(row)), row.due)
            if found:
                unit = getattr(row, "unit_id", None)
                units = (
                    [unit] if unit else list(row.reviews.filter(asked=True).values_list("unit", flat=True))
                )
                yield Shift(
                    which, case, row.due, found, tuple(units), lambda row=row, to=found: _write(row, to)
                )
    cases = Application.objects.filter(pk__in=pks).select_related("county", "regime", "version")
    for case in deadlines.dated(cases):
        was = deadlines.deadline_of(case, old)
        if was and not was.set_by_hand and (found := _of_stage(case, was, new)):
            yield found


def _of_stage(case, was, new):
    """The `Shift` of the stage the case is in: where its day stands in a row, there too; None where it stays."""
    rows, field, mark = _row_of_stage(case)
    now = deadlines.deadline_of(case, new) if rows is None else deadlines.counted(case, new, was.start)
    if now.date == was.date and (rows is None or now.provisional == was.provisional):
        return None
    units = (case.applicant_id,) if case.state in STANDING_STILL else ()
    write = (lambda: rows.update(**{field: now.date, mark: now.provisional})) if rows is not None else None
    return Shift(Clock.STAGE, case, was.date, now, units, write)


def _row_of_stage(case):
    """(its rows, the fields of the day and of its mark) where the day of the stage was promised in a row that no request and no round is."""
    match case.state:
        case State.COORDINATING:
            return (
                case.hearings.filter(kind=HearingKind.COORDINATION, closed_at__isnull=True),
                "due",
                "due_provisional",
            )
        case _ if case.state in STANDING_STILL:
            rows = case.reasons.filter(answer_by__isnull=False, at__gte=case.state_since)
            return rows, "answer_by", "answer_provisional"
    return None, "", ""


def _of_followed(followed, old, new):
    for each, rows in followed:
        for row in rows:
            stored = getattr(row, each.field)
            was, now = each.deadline(row, old), each.deadline(row, new)
            if was.date == stored and (was.date, was.provisional) != (now.date, now.provisional):
                yield Shift(
                    each.which,
                    row,
                    stored,
                    now,
                    tuple(each.units(row)),
                    lambda e=each, r=row, n=now: _put(e, r, n),
                )


def _put(each, row, deadline):
    days = {each.field: deadline.date, each.provisional: deadline.provisional}
    if getattr(row, each.field) != deadline.date:  # what was only provisional is no news to an open form
        days["lock"] = F("lock") + 1
    type(row).objects.filter(pk=row.pk).update(**days)


def _write(row, counted):
    type(row).objects.filter(pk=row.pk).update(due=counted.date, due_provisional=counted.provisional)


# -- moving one -----------------------------------------------------------------------------------------------------------


def _move(shift, reason, actor, label):
    if shift.in_row:
        shift.write()
    if shift.old == shift.new.date:
        return
    about, kind = shift.about, getattr(shift.about, "AUDIT_KIND", "application")
    if kind != "application":
        why = f"节假日安排有变动，按现在的日历重新计算。{reason}".strip()
        DayChange.objects.create(
            subject=about.uuid,
            clock=shift.which,
            old=shift.old,
            new=shift.new.date,
            reason=why,
            label=label,
            at=clock.now(),
        )
    notify_each(
        lines=[(unit, str(shift), NoticeKind.TURN) for unit in shift.units], url=about.get_absolute_url()
    )
    record(
        actor=actor,
        verb="recount",
        subject=str(about.uuid),
        subject_kind=kind,
        source=about.state,
        target=about.state,
        data={"clock": shift.which.value, "old_day": str(shift.old), "new_day": str(shift.new.date)},
    )
