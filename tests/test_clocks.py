"""Every clock of what follows admission at its edges, whatever time zone the server and the database keep (I-74).

The days are worked out by hand from the State Council's calendar of 2026. Days off around the dates used here: 15 to 23 February
(春节), 25 to 27 September (中秋节), 1 to 7 October (国庆节). Worked in their place: Saturday 14 and 28 February, Sunday
20 September, Saturday 10 October. Nothing is known of 2027: Monday to Friday, provisional.
"""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection, transaction

from accounts.errands import errands
from accounts.models import Notice, Seat
from admission.act import Refused
from audit import clock
from jointmeeting.models import DecidedItem
from jointmeeting.pages.decided import dated
from regimes.models import CalendarDay
from registry.actions import retire_duty, set_end
from registry.queries import in_force
from supervision import queries
from supervision.actions import endings, following, promised
from supervision.actions.guarantees import promise
from supervision.actions.reports import answer_slip
from supervision.models import EndCheck, Guarantee, Report
from supervision.pages.report import acts_for
from supervision.pages.temporary import end_rows, task_state
from tests.cast import seat
from tests.conftest import ON_POSTGRES
from tests.factories import listed_duty, number, unit, units
from tests.jointmeeting.conftest import prepared
from tests.supervision.conftest import Course, led_to, submitted
from tests.supervision.promising import admitted, of
from tests.supervision.starting import started
from tests.supervision.test_temporary import TEMPORARY
from tests.voice.asking import asked, opened
from tests.voice.test_burdens import entered, settled
from voice import queries as asking
from voice.dates import dates
from voice.errands import powers_waiting
from workday.reminding import remind

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)


@pytest.fixture(params=["UTC", "Asia/Shanghai"])
def zone(request, lingchuan, monkeypatch):
    """The server's: of the process, and of PostgreSQL's session."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    _session(request.param if ON_POSTGRES else None)
    CalendarDay.objects.filter(day__year__gt=2026).delete()  # as if not published yet
    yield
    _session(None)
    monkeypatch.undo()
    time.tzset()


def _session(zone):
    connection.settings_dict["TIME_ZONE"] = zone
    for known in ("timezone", "timezone_name"):
        vars(connection).pop(known, None)
    connection.ensure_timezone()


def at(day, hour=0, minute=0, second=0):
    """The computer's own clock, in seconds since 1970, stands at that moment of Shanghai's."""
    moment = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=SHANGHAI)
    return time_machine.travel(moment.astimezone(UTC), tick=False)


def aside(call):
    """What it gives; nothing of it stays."""
    with transaction.atomic():
        found = call()
        transaction.set_rollback(True)
    return found


# -- how long ----------------------------------------------------------------------------------------------------------------

# begun on that day, the 5th, 10th and 20th working day after it; whether the calendar of those days is known
SPANS = [
    # Fri. Sat 14 worked; 24 25 26 27 Feb are 2-5, Sat 28 worked is 6; 2-5 Mar 7-10, 6 Mar 11, 9-13 Mar 12-16, 16-19 Mar 17-20
    (date(2026, 2, 13), (date(2026, 2, 27), date(2026, 3, 5), date(2026, 3, 19)), True),
    # Fri. Sun 20 worked is 1, 21-24 Sep 2-5; 28 29 30 Sep 6-8; 8 9 Oct 9 10, Sat 10 worked 11; 12-16 Oct 12-16, 19-22 Oct 17-20
    (date(2026, 9, 18), (date(2026, 9, 24), date(2026, 10, 9), date(2026, 10, 22)), True),
    # begun on that worked Sunday: each is the next one, and the 10th is the worked Saturday itself
    (date(2026, 9, 20), (date(2026, 9, 28), date(2026, 10, 10), date(2026, 10, 23)), True),
    # Fri. 28-31 Dec are 1-4, then unknown: Fri 1 Jan is 5, 4-8 Jan 6-10, 11-15 Jan 11-15, 18-22 Jan 16-20
    (date(2026, 12, 25), (date(2027, 1, 1), date(2027, 1, 8), date(2027, 1, 22)), False),
]
BEFORE = date(2026, 1, 5)
ENDED = {"end_kind": "done", "end_document": "灵准撤〔2026〕1号"}


class Begin:
    """What begins a clock at the moment: (the last day, whether it is provisional)."""

    def __init__(self):
        with at(BEFORE, 9):
            self.duty = listed_duty("示例甲事")
            self.slip = Course().receive().find_true(days=400).report

    def verification(self):
        row = submitted()
        return row.verify_by, row.verify_provisional

    def confirmation(self):
        row = answer_slip(report=self.slip, by=seat("zjj-fz"), lock=self.slip.lock, text="已拨付。")
        return row.confirm_by, row.confirm_provisional

    def guarantee_by_hand(self):
        given = {"duty": self.duty, "kind": "funding", "text": "每年2万元", "townships": [unit("lcz")]}
        (row,) = promise(by=seat("zjj-jb"), **given)
        return row.due, row.due_provisional

    def guarantee_of_a_case(self):
        """From the day its text is in force."""
        duty = admitted("示例乙事", days_ago=0)
        promised.enter_guarantees()
        row = of(duty)
        return row.due, row.due_provisional

    def papers_of_an_urgent_task(self):
        row = started()
        return row.due, row.due_provisional

    def end_check(self):
        """From the last day on which the township carried the duty; asked on the day after."""
        self.duty.versions.get().carriers.update(ended_on=clock.today(), **ENDED)
        with at(clock.today() + timedelta(days=1)):
            endings.ask_ends()
        row = EndCheck.objects.filter(duty=self.duty).first()
        return row.due, row.due_provisional

    def coordination(self):
        row = asked()
        return row.due, row.due_provisional

    def opinion_asked(self):
        row = asked("opinion")
        return row.due, row.due_provisional


DAYS = {
    Begin.verification: 0,
    Begin.confirmation: 0,
    Begin.guarantee_by_hand: 2,
    Begin.guarantee_of_a_case: 2,
    Begin.papers_of_an_urgent_task: 1,
    Begin.end_check: 2,
    Begin.coordination: 1,
    Begin.opinion_asked: 1,
}  # which of the three


def test_how_long(zone):
    begin, wanted, found = Begin(), {}, {}
    for day, last, known in SPANS:
        for clocked in ((0, 0, 0), (23, 59, 59)):
            with at(day, *clocked):
                for each, which in DAYS.items():
                    key = day, clocked, each.__name__
                    wanted[key] = last[which], not known
                    found[key] = aside(lambda each=each: each(begin))
    assert found == wanted


def test_days_on_which_the_clock_stood(zone):
    """Wed 16 Sep arrived: 17 18 20 21 22 are its five. Stopped on the 18th, going on on the 21st: Sun 20 (worked) and the 21st
    stood, so two more: 23, 24."""
    with at(date(2026, 9, 16), 23, 59, 59):
        course = Course().receive()
    assert course.report.verify_by == date(2026, 9, 22)
    with at(date(2026, 9, 18), 23, 59, 59):
        course.act("stop_clock", "bb-jb", text="请乡镇补材料。")
    with at(date(2026, 9, 21)):
        course.act("restart_clock", "bb-jb", text="材料已补。")
    assert course.report.verify_by == date(2026, 9, 24)


# -- from when ---------------------------------------------------------------------------------------------------------------


class There:
    """What stands on Friday 2026-09-18, and what is true of it from a midnight on and not a second before."""

    def __init__(self):
        with at(date(2026, 9, 18), 10):
            self.report = led_to("verifying").report  # by Thu 24 Sep
            self.slip = Course().receive().find_true(days=22).report  # named: Sat 10 Oct
            self.answered = led_to("answered").report  # confirmed by Thu 24 Sep
            self.duty = admitted("示例甲事", days_ago=0)
            promised.enter_guarantees()  # by Thu 22 Oct
            self.task = started()  # by Fri 9 Oct
            self.matter = asked()  # by Fri 9 Oct
            self.opinion = asked("opinion", due=date(2026, 9, 30))
            self.period = opened()
            type(self.period).objects.filter(pk=self.period.pk).update(closes_on=date(2026, 10, 10))
            term = {"term_from": date(2026, 9, 1), "term_until": date(2026, 10, 20)}
            self.temporary = listed_duty("示例临时事", **TEMPORARY, **term)
            self.coming = listed_duty("示例将生效的事", effective_from=date(2026, 10, 8))
            self.ending = admitted("示例已撤销的事", days_ago=0)
            promised.enter_guarantees()
            places = units(["lcz", "dxz"])
            retire_duty(duty=self.ending, townships=places, kind="done")
            set_end(duty=self.ending, townships=places, document_number=number(), ended_on=date(2026, 10, 8))
            meeting = prepared()
            self.decided = DecidedItem.objects.create(
                county=meeting.county, meeting=meeting, unit=unit("zjj"), text="示例议定事项",
                due=date(2026, 10, 10), first_due=date(2026, 10, 10), entered_at=clock.now(),
            )  # fmt: skip
            burden = entered(kind="combined", who="xwb-jb", name="年度综合考核", department=unit("xwb"),
                             basis_level="county", held_on=date(2026, 12, 31))  # fmt: skip
            self.burden = settled(burden, "burden_kept")
            self.check = EndCheck.objects.create(
                county=meeting.county, regime=self.report.regime, duty=self.duty, township=unit("dxz"),
                department=unit("zjj"), ended_on=date(2026, 9, 18), end_kind="done", due=date(2026, 10, 22),
                begun_at=clock.now(),
            )  # fmt: skip

    def verification_is_late(self):
        return queries.late(Report.objects.filter(pk=self.report.pk)).exists()

    def and_goes_up(self):
        following.tell_late_reports()
        told = Notice.objects.filter(unit__code="zgb", url=self.report.get_absolute_url())
        return told.filter(title__startswith="逾期没有核实").exists()

    def rectification_is_late(self):
        return queries.late(Report.objects.filter(pk=self.slip.pk)).exists()

    def closes_without_the_township(self):
        report = Report.objects.get(pk=self.answered.pk)
        return "销号" in [each["label"] for each in acts_for(report, seat("bb-jb"))]

    def guarantee_is_late(self):
        return queries.late_guarantees(Guarantee.objects.filter(duty=self.duty)).exists()

    def papers_are_late(self):
        return task_state(self.task)[0] == "late"

    def entered_too_late(self):
        """Asked on Fri 18; within a working day, which is Sun 20, worked."""
        return started(name="另一任务", asked_on=date(2026, 9, 18)).is_late_entry

    def answer_is_late(self):
        return asking.late(type(self.matter).objects.filter(pk=self.matter.pk)).exists()

    def opinion_is_late(self):
        return asking.late(type(self.opinion).objects.filter(pk=self.opinion.pk)).exists()

    def evaluation_is_over(self):
        return "已截止，公布结果" in [each.what for each in errands(seat("bb-fz"))]

    def decided_item_is_late(self):
        (item,) = dated([self.decided])
        return item.is_late

    def temporary_duty_is_warned_of(self):
        return queries.expiring(unit("zjj").county).filter(duty=self.temporary).exists()

    def temporary_duty_is_out_of_force(self):
        return not in_force(unit("zjj").county, clock.today()).filter(duty=self.temporary).exists()

    def its_revocation_is_asked_for(self):
        return "已到期，申请撤销" in [each.what for each in errands(seat("zjj-jb"))]

    def townships_are_asked_whether_it_stopped(self):
        endings.ask_ends()
        return EndCheck.objects.filter(duty=self.temporary).count() == 2

    def duty_is_in_force(self):
        return in_force(unit("zjj").county, clock.today()).filter(duty=self.coming).exists()

    def revoked_duty_is_out_of_force(self):
        return not in_force(unit("zjj").county, clock.today()).filter(duty=self.ending).exists()

    def its_guarantees_lapse(self):
        promised.lapse_guarantees()
        return of(self.ending).state == "lapsed"

    def check_is_late(self):
        (row,) = [each for each in end_rows(seat("dxz-jb")) if each["row"].pk == self.check.pk]
        return row["late"]

    def powers_are_to_be_reviewed(self):
        waiting = powers_waiting(seat("bb-jb"))
        return waiting is not None and waiting.exists()

    def assessment_is_over(self):
        return "年度综合考核" not in [each.title for each in dates(seat("lcz-jb"))]

    def what_happened_today_is_reported(self):
        try:
            return bool(submitted(happened_on=date(2026, 10, 1)))
        except Refused:
            return False

    def numbers_are_of_the_new_year(self):
        return "〔2027〕" in submitted().number


FROM = {
    There.verification_is_late: date(2026, 9, 25),
    There.and_goes_up: date(2026, 9, 25),
    There.rectification_is_late: date(2026, 10, 11),
    There.closes_without_the_township: date(2026, 9, 25),
    There.guarantee_is_late: date(2026, 10, 23),
    There.papers_are_late: date(2026, 10, 10),
    There.entered_too_late: date(2026, 9, 21),
    There.answer_is_late: date(2026, 10, 10),
    There.opinion_is_late: date(2026, 10, 1),
    There.evaluation_is_over: date(2026, 10, 11),
    There.decided_item_is_late: date(2026, 10, 11),
    There.temporary_duty_is_warned_of: date(2026, 9, 20),  # thirty days before its last day
    There.temporary_duty_is_out_of_force: date(2026, 10, 21),
    There.its_revocation_is_asked_for: date(2026, 10, 21),
    There.townships_are_asked_whether_it_stopped: date(2026, 10, 21),
    There.duty_is_in_force: date(2026, 10, 8),
    There.revoked_duty_is_out_of_force: date(2026, 10, 9),
    There.its_guarantees_lapse: date(2026, 10, 9),
    There.check_is_late: date(2026, 10, 23),
    There.powers_are_to_be_reviewed: date(2026, 10, 1),
    There.assessment_is_over: date(2027, 1, 1),
    There.what_happened_today_is_reported: date(2026, 10, 1),
    There.numbers_are_of_the_new_year: date(2027, 1, 1),
}


def test_from_when(zone):
    """At 23:59:59 not yet, at 00:00:00."""
    there, found = There(), {}
    for each, day in FROM.items():
        before = day - timedelta(days=1)
        with at(before, 23, 59, 59):
            last = aside(lambda each=each: each(there))
        with at(day):
            found[each.__name__] = last, aside(lambda each=each: each(there))
    assert found == {each.__name__: (False, True) for each in FROM}


# -- reminders ---------------------------------------------------------------------------------------------------------------

# of a report to be verified by Thu 24 Sep: the moment the command runs, and what it adds
REMINDED = [
    (date(2026, 9, 19), (9, 0, 0), None),  # Saturday, off
    (date(2026, 9, 20), (23, 59, 59), None),  # a worked Sunday: 21, 22, 23, 24 are left
    (date(2026, 9, 21), (0, 0, 0), "还剩3个工作日"),
    (date(2026, 9, 23), (23, 59, 59), None),
    (date(2026, 9, 24), (0, 0, 0), "今天到期"),
    (date(2026, 9, 24), (23, 59, 59), None),
    (date(2026, 9, 25), (0, 0, 0), None),  # 中秋节: nobody would read it
    (date(2026, 9, 27), (23, 59, 59), None),
    (date(2026, 9, 28), (0, 0, 0), "已逾期"),
    (date(2026, 9, 28), (23, 59, 59), None),
]


def test_when_it_is_reminded_of(zone):
    with at(date(2026, 9, 18), 10):
        report = led_to("verifying").report
    Seat.objects.exclude(unit__code="bb").update(is_active=False)  # the others' days take long to work out
    notices, found = Notice.objects.filter(unit__code="bb", url=report.get_absolute_url()), []
    known = set(notices.values_list("pk", flat=True))
    for day, clocked, _ in REMINDED:
        with at(day, *clocked):
            remind()
        new = notices.exclude(pk__in=known)
        found.append((day, clocked, new.get().title.partition("：")[0] if new else None))
        known |= set(new.values_list("pk", flat=True))
    assert found == REMINDED
