"""Whether ended duties stopped: asked of every township by the day, answered by it (灵川 第十条)."""

from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.models import NoticeKind
from accounts.notices import notify
from accounts.succession import heir, heir_or_self, left_to
from audit import clock
from audit.record import SYSTEM, events_about, record
from config.templatetags.chinese import cdate
from regimes.calendar import Calendar
from regimes.queries import in_force
from registry.models import DutyTownship, DutyVersion
from registry.queries import carried_on, in_force_on
from registry.states import EndKind
from supervision import queries
from supervision.act import act, by_itself, lock_county, lock_row
from supervision.actions.reports import submit_report
from supervision.models import EndCheck
from supervision.states import EndState, ReportKind


def say_stopped(*, end_check, by, lock, text="", form_key=""):
    with act("say_stopped", subject=end_check, by=by, lock=lock, form_key=form_key) as step:
        step.subject.answered_at = step.now
        if text:
            step.say(text)
    return step.subject


def say_continued(*, end_check, by, lock, text, files=(), form_key=""):
    """仍在办理: the answer opens a report, which is verified within five working days."""
    with act("say_continued", subject=end_check, by=by, lock=lock, form_key=form_key, begins=True) as step:
        check = step.subject
        if following := goes_on_as(check.duty, check.township):
            step.refuse(f"{following.duty}已接续准入，由乡镇承担，不用核对。")
        check.answered_at = step.now
        check.report = submit_report(
            by=by,
            kind=ReportKind.CONTINUED,
            department=heir(check.department) or check.department,
            duty=check.duty,
            document=f"{check.duty}，{cdate(check.ended_on)}已{check.get_end_kind_display()}"[:200],
            happened_on=min(check.ended_on, step.today),
            facts=text,
            files=files,
            sure=True,
        )
        step.fact(number=check.report.number)
    return check


def ask_ends():
    """Every township for which a duty ended since the last time is asked, a duty and its last day at a time.

    Not where the day to answer has passed already, as for duties that ended before this was kept.
    """
    rows = sorted(_ended(clock.today()), key=_which)
    return sum(_ask(list(same)) for _, same in groupby(rows, key=_which))


def _ended(today):
    """The rows of townships for which the last text that names them ended before today, and that were not asked: of those
    that an adjustment leaves out too (第十条: 撤销、调整或取消). Of a duty without a department nobody is asked: there is none that
    could go on handing it down.
    """
    later = DutyVersion.objects.filter(
        duty=OuterRef("version__duty"),
        number__gt=OuterRef("version__number"),
        effective_from__isnull=False,
        carriers__township=OuterRef("township"),
    )
    over = Q(ended_on__lt=today) | Q(version__term_until__lt=today) | Q(version__superseded_on__lte=today)
    rows = DutyTownship.objects.filter(~Exists(later), over, version__effective_from__isnull=False)
    rows = rows.filter(version__department__isnull=False)
    rows = rows.exclude(end_kind=EndKind.MOVED)  # carried on in another list
    rows = rows.select_related("version__duty__county", "township")
    asked = set(_asked(EndCheck.objects))
    return [row for row in rows.select_related("version__department") if _about(row) not in asked]


def goes_on_as(duty, township):
    """The text in force today by which the township carries the same matter of the same department on: its next term, admitted as
    a duty of its own (灵川 第六条); or None."""
    lead, today = heir_or_self(duty.department), clock.today()
    carrying = DutyTownship.objects.filter(
        carried_on(today), version=OuterRef("pk"), township__in=[township, heir(township) or township]
    )
    texts = DutyVersion.objects.filter(in_force_on(today), Exists(carrying), duty__county=duty.county)
    same = texts.filter(duty__normalized_name=duty.normalized_name, duty__department__in=left_to(lead))
    return same.exclude(duty=duty).select_related("duty__list_kind").first()


def close_followed():
    """Whoever is asked whether it stopped, and carries its next term meanwhile, is asked no longer."""
    open_ones = EndCheck.objects.filter(state=EndState.ASKED).select_related("duty__department", "township")
    return sum(_close(row) for row in open_ones.order_by("pk") if goes_on_as(row.duty, row.township))


@transaction.atomic
def _close(row):
    row = lock_row(row)
    following = goes_on_as(row.duty, row.township)
    if row.state != EndState.ASKED or not following:
        return 0
    row.follow_on()
    title = f"{following.duty}已接续准入，不用再核对是否停止办理"
    notify(units=[row.township], title=title, url=queries.ends_url(), kind=NoticeKind.RESULT)
    return by_itself(row, "follow_on", source=EndState.ASKED)


def tell_late_ends():
    """逾期没有核对: told once, of a duty at a time, to its townships that are silent and to those who lead."""
    late = EndCheck.objects.filter(state=EndState.ASKED, due__lt=clock.today()).order_by("duty", "due", "pk")
    of_duty = groupby(late, key=lambda row: (row.duty_id, row.due))
    return sum(_tell_late([row for row in rows if not _was_told(row)]) for _, rows in of_duty)


def _was_told(row):
    return events_about(row.uuid).filter(verb="tell_late").exists()


@transaction.atomic
def _tell_late(rows):
    rows = [row for row in map(lock_row, rows) if row.state == EndState.ASKED and not _was_told(row)]
    if not rows:
        return 0
    duty, due = rows[0].duty, rows[0].due
    told = [*(row.township for row in rows), *queries.office(duty.county), *queries.leaders(duty.county)]
    title = f"逾期没有核对是否停止办理（{cdate(due)}止）：{duty.name}"
    notify(units=told, title=title, url=queries.ends_url(), kind=NoticeKind.DEADLINE)
    return sum(by_itself(row, "tell_late", day=due) for row in rows)


def _which(row):
    return row.version.duty_id, ended_on(row)


def _asked(checks):
    return checks.values_list("duty", "township", "ended_on")


def _about(row):
    return row.version.duty_id, row.township_id, ended_on(row)


def ended_on(row):
    """The township's last day: its own, of the term, or before the text that leaves it out."""
    next_text = row.version.superseded_on
    left_out = next_text and next_text - timedelta(days=1)
    return min(filter(None, (row.ended_on, row.version.term_until, left_out)))


def _kind_of_end(row):
    if row.end_kind:
        return row.end_kind
    return EndKind.EXPIRED if ended_on(row) == row.version.term_until else EndKind.CANCELLED


@transaction.atomic
def _ask(rows):
    duty, last = rows[0].version.duty, ended_on(rows[0])
    regime, asked = in_force(duty.county, on=clock.today()).first(), []
    if regime is None or not regime.rules.offers("end_check"):  # 灵川 第十条; others are silent
        return 0
    lock_county(duty)  # an edit of the calendar moves what is there: nothing begins by the old one meanwhile
    calendar, known = Calendar.load(), set(_asked(EndCheck.objects.filter(duty=duty)))
    due = calendar.add(last, regime.rules.days("after_end"))
    if due.date < clock.today():
        return 0
    for row in rows:
        if _about(row) in known or goes_on_as(
            duty, row.township
        ):  # asked by another run of the command; not ended
            continue
        asked.append(
            EndCheck(
                county=duty.county,
                regime=regime,
                duty=duty,
                township=row.township,
                department=row.version.department,
                ended_on=last,
                end_kind=_kind_of_end(row),
                due=due.date,
                due_provisional=due.provisional,
                begun_at=clock.now(),
            )
        )
    if not asked:
        return 0
    EndCheck.objects.bulk_create(asked)
    title = f"请核对是否已停止办理，{cdate(due.date)}前答复：{duty.name}"
    notify(units=[each.township for each in asked], title=title, url=queries.ends_url())
    facts = {"townships": len(asked), "due_on": due.date}
    record(actor=SYSTEM, verb="ask_ends", subject=duty.uuid, subject_kind="duty", data=facts)
    return len(asked)
