"""Until when the present step should be done, and how that day came about (本县自定 limits of the regime).

`dated(cases)` brings along what the days are worked out from, so that a list of cases needs one calendar and
no query a row; a case read without it is read again.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from admission.models import Application, Consultation, Filing, Hearing, Reason, Round
from admission.states import STANDING_STILL, HearingKind, State
from audit import clock
from regimes.calendar import Calendar, Skipped
from regimes.states import LIMITS_OF_STATES

# which limit of the regime holds in a state: in those that every county has, and in the others
LIMITS = {
    State.CONSULTING: "consultation",
    State.SUBMITTED: "accept",
    State.CORRECTING: "correction",
    State.REVIEWING: "initial_review",
    **{State(state): limit for limit, state in LIMITS_OF_STATES.items()},
    State.APPROVED: "notice",  # until it is given
}
BEFORE_SUBMISSION = (State.DRAFT, State.CONSULTING)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """`set_by_hand`: a day somebody chose, which the working days do not explain. `used`: days of the limit
    spent before a correction stopped the clock. `stopped`: the procedure's own clock stands meanwhile."""

    date: date
    start: date
    limit: str
    days: int
    used: int = 0
    provisional: bool = False
    skipped: tuple[Skipped, ...] = ()
    set_by_hand: bool = False
    stopped: bool = False


def dated(cases):
    """The cases with the days they wait for: one query, and one more for the stays."""
    open_round = Round.objects.filter(application=OuterRef("pk"), closed_at__isnull=True)
    asked = Consultation.objects.filter(
        application=OuterRef("pk"), closed_at__isnull=True, round__isnull=True
    ).order_by("-due", "-pk")
    hearing = Hearing.objects.filter(
        application=OuterRef("pk"), kind=HearingKind.COORDINATION, closed_at__isnull=True
    )
    wanted = Reason.objects.filter(
        application=OuterRef("pk"), answer_by__isnull=False, at__gte=OuterRef("state_since")
    ).order_by("-pk")
    sent = Filing.objects.filter(application=OuterRef("pk"), outcome="")
    return cases.prefetch_related("stays").annotate(
        round_due=Subquery(open_round.values("due")[:1]),
        round_provisional=Subquery(open_round.values("due_provisional")[:1]),
        asked_due=Subquery(asked.values("due")[:1]),
        asked_at=Subquery(asked.values("asked_at")[:1]),
        asked_provisional=Subquery(asked.values("due_provisional")[:1]),
        hearing_due=Subquery(hearing.values("due")[:1]),
        hearing_provisional=Subquery(hearing.values("due_provisional")[:1]),
        answer_by=Subquery(wanted.values("answer_by")[:1]),
        answer_provisional=Subquery(wanted.values("answer_provisional")[:1]),
        sent_on=Subquery(sent.values("sent_on")[:1]),
        sent_number=Subquery(sent.values("number")[:1]),
    )


def with_days(case):
    """The case itself where it was read with `dated`, else read again so."""
    if hasattr(case, "round_due"):
        return case
    return dated(
        Application.objects.select_related("county", "regime", "applicant", "version", "review")
    ).get(pk=case.pk)


def deadline_of(case, calendar):
    """The `Deadline` of the state the case is in; None where no limit is set (草稿, ended cases, 审定 and the notice where the
    file is silent of them)."""
    if case.state not in LIMITS or not case.rules.has_limit(LIMITS[case.state]):
        return None
    case = with_days(case)
    start = clock.local_date(case.state_since)
    match case.state:
        case State.CONSULTING if case.asked_due:
            asked = clock.local_date(case.asked_at)
            return given(case, calendar, asked, case.asked_due, bool(case.asked_provisional))
        case State.CIRCULATING if case.round_due:
            return given(case, calendar, start, case.round_due, bool(case.round_provisional))
        case State.COORDINATING if case.hearing_due:
            return given(case, calendar, start, case.hearing_due, bool(case.hearing_provisional))
        case State.CORRECTING | State.REVISING if case.answer_by:
            return given(case, calendar, start, case.answer_by, bool(case.answer_provisional))
        case State.SUBMITTED | State.REVIEWING:
            return counted(case, calendar, start, used=_used(_stays(case), calendar))
        case State.UPPER_REVIEW:
            return counted(case, calendar, case.sent_on or start)
        case State.DELIBERATING | State.SIGNING | State.DECIDING:
            return counted(case, calendar, start)
        case State.APPROVED if not hasattr(case, "notice"):
            return counted(case, calendar, start)
    return None


def counted(case, calendar, start, used=0):
    """The limit of the state from its start day on, less what was used before a correction."""
    limit = LIMITS[case.state]
    days = case.rules.days(limit)
    last = calendar.add(start, max(days - used, 0))
    return Deadline(
        date=last.date,
        start=start,
        limit=limit,
        days=days,
        used=used,
        provisional=last.provisional,
        skipped=last.skipped,
    )


def given(case, calendar, start, day, provisional=False):
    """A day that stands in a row: explained where it is the limit's own, else set by hand."""
    plain = counted(case, calendar, start)
    same = plain.date == day
    return Deadline(
        date=day,
        start=start,
        limit=plain.limit,
        days=plain.days,
        provisional=provisional or (same and plain.provisional),
        skipped=plain.skipped if same else (),
        set_by_hand=not same,
        stopped=case.state in STANDING_STILL,
    )


def promised(case, limit, chosen=None):
    """(day, whether it is provisional) to put in a row: what the limit gives from today; a day chosen otherwise is settled."""
    plain = Calendar.load().add(clock.today(), case.rules.days(limit))
    day = chosen or plain.date
    return day, day == plain.date and plain.provisional


def left(calendar, deadline):
    """Working days left, today not counted; negative when late; None without a deadline."""
    return calendar.between(clock.today(), deadline.date) if deadline else None


def is_late(deadline):
    return bool(deadline) and deadline.date < clock.today()


def working_days_spent(case, calendar):
    """Working days from submission on, without those on which the clock stood."""
    return sum(
        calendar.between(
            clock.local_date(stay.entered_at),
            clock.local_date(stay.left_at) if stay.left_at else clock.today(),
        )
        for stay in case.stays.all()
        if stay.state not in (*BEFORE_SUBMISSION, *STANDING_STILL)
    )


def _stays(case):
    """Its stays; of a case read by `worklist.light` those that count here."""
    return case.counted_stays if hasattr(case, "counted_stays") else list(case.stays.all())


def _used(stays, calendar):
    """Days spent in the present state before corrections interrupted it: 补正后接着计算."""
    if not stays:
        return 0
    *before, now = stays
    used, interrupted = 0, False
    for stay in reversed(before):
        if stay.state == State.CORRECTING:
            interrupted = True
        elif interrupted and stay.state == now.state:
            used += calendar.between(clock.local_date(stay.entered_at), clock.local_date(stay.left_at))
            interrupted = False
        else:
            break
    return used
