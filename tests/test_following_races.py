"""After admission two at once: one wins, or both are kept, with the right totals; every trial from the same rows.

One county serves all of them: each function makes what it needs and says the attempts, what is asked after a trial, and
what may be found.
"""

from dataclasses import fields
from datetime import date, timedelta
from uuid import uuid4

from accounts.models import Notice
from audit import clock
from audit.models import Event
from regimes.calendar import Calendar
from regimes.models import CalendarChange, CalendarDay
from registry.actions import DutyFacts, amend_duty, set_effective
from supervision.actions import endings, following, guarantees, reports, urgent
from supervision.actions.calendar import edit_calendar
from supervision.actions.promised import enter_guarantees
from supervision.models import DayChange, EndCheck, Guarantee, Report, UrgentTask
from tests.cast import another_person, seat
from tests.conftest import MATRIX
from tests.factories import fresh, journey, number, open_requests, take_position, unit, units
from tests.racing import on_postgres
from tests.supervision import starting
from tests.supervision.conftest import Course, led_to
from tests.supervision.promising import admitted, delivered, of, promised
from tests.supervision.test_temporary import TEMPORARY, ended
from tests.voice.asking import handed_in, opened
from tests.voice.test_burdens import entered
from voice.actions import burdens, evaluations
from voice.models import Burden, Period, Sheet

pytestmark = on_postgres
MANY = ("lcz", "dxz", "djz", "sjz", "tdz", "hyx", "ltz")
TRIALS = 25 if MATRIX == "whole" else 10


def started(**given):
    """A task beside those of the races before it, each a matter of its own."""
    return starting.started(**{"other_matter": "另一处（示例）。"} | given)


def either(first, second, *, loses="Stale"):
    """Whoever wins, the other is told; what stands then."""
    return {(("won", loses), *first), ((loses, "won"), *second)}


# -- one wins -------------------------------------------------------------------------------------------------------------


def a_delivery_confirmed_and_objected_to():
    duty = promised(name="示例甲事")
    row = delivered(duty)
    by = {"guarantee": row, "lock": row.lock}
    return (
        lambda: guarantees.confirm_delivery(by=seat("lcz-jb"), **by),
        lambda: guarantees.object_to_delivery(by=seat("lcz-fz"), text="没有到账。", **by),
        lambda: (of(duty).state, Report.objects.filter(duty=duty).count()),
        either(("met", 0), ("promised", 1)),
    )


def deliveries_while_an_adjusted_text_is_listed():
    """Several are let go for the new text's: whoever delivers some of them is first or too late, never in a deadlock."""
    duty = promised(name="示例戊事", townships=MANY)
    known = {field.name: getattr(duty.versions.get(), field.name) for field in fields(DutyFacts)}
    promises = {"guarantee_funding": "每年30万元", "guarantee_training": "每季度一次"}
    text = amend_duty(
        duty=duty,
        facts=DutyFacts(**known | promises),
        townships=units(MANY),
        department=unit("zjj"),
        case=str(uuid4()),
    )
    set_effective(
        version=text, document_number=number(), issued_on=clock.today(), effective_from=clock.today()
    )
    rows = [of(duty, "training", place) for place in MANY[-3:]]
    given = {"delivered_on": clock.today(), "text": "已经培训。"}
    return (
        lambda: guarantees.deliver_several(guarantees=rows, by=seat("zjj-jb"), **given),
        enter_guarantees,
        lambda: (Guarantee.objects.get(pk=rows[-1].pk).state, Guarantee.objects.filter(duty=duty).count()),
        {(("won", "won"), "lapsed", 6 * len(MANY)), (("Stale", "won"), "lapsed", 6 * len(MANY))},
    )


def regularised(task, who, case):
    return urgent.regularise(
        urgent=task, by=seat(who), lock=task.lock, case=case, same_matter="与任务一并申请。"
    )


def two_applications_for_one_urgent_task():
    task = started()
    term = {"term_from": clock.today(), "term_until": clock.today() + timedelta(days=60)}
    first, second = (journey("submitted", **TEMPORARY, **term).case for _ in range(2))

    def regularise(case, who):
        return lambda: regularised(task, who, case)

    def then():
        row = UrgentTask.objects.get(pk=task.pk)
        return row.state, row.case_id

    return (
        regularise(first, "zjj-jb"),
        regularise(second, "zjj-fz"),
        then,
        either(("regularised", first.pk), ("regularised", second.pk)),
    )


def one_application_for_two_urgent_tasks():
    tasks = [started(name=name) for name in ("示例洪水转移", "示例塌方巡护")]
    term = {"term_from": clock.today(), "term_until": clock.today() + timedelta(days=60)}
    case = journey("submitted", **TEMPORARY, **term).case
    return (
        *(lambda task=task: regularised(task, "zjj-jb", case) for task in tasks),
        lambda: (tuple(UrgentTask.objects.filter(case=case).order_by("pk").values_list("name", flat=True)),),
        either(((tasks[0].name,),), ((tasks[1].name,),), loses="Refused"),
    )


def one_urgent_task_entered_by_department_and_township():
    today, name = clock.today(), {"name": "示例转移安置", "department": unit("zjj")}

    def then():
        rows = UrgentTask.objects.filter(name=name["name"])
        return rows.count(), rows.get().number.rpartition("〕")[2]

    after = UrgentTask.objects.filter(begun_at__year=today.year).count() + 1
    return (
        lambda: started(by="zjj-jb", name=name["name"]),
        lambda: started(by="lcz-jb", townships=(), **name),
        then,
        either((1, f"{after}号"), (1, f"{after}号"), loses="Refused"),
    )


def an_end_check_answered_both_ways():
    duty = ended()
    row = EndCheck.objects.create(
        county=duty.county, regime=UrgentTask.objects.first().regime, duty=duty, township=unit("lcz"),
        department=unit("zjj"), ended_on=clock.today(), end_kind="done", due=clock.today(), begun_at=clock.now(),
    )  # fmt: skip

    def then():
        return EndCheck.objects.get(pk=row.pk).state, Report.objects.filter(duty=duty).count()

    return (
        lambda: endings.say_stopped(end_check=row, by=seat("lcz-jb"), lock=row.lock),
        lambda: endings.say_continued(end_check=row, by=seat("lcz-fz"), lock=row.lock, text="仍在报数。"),
        then,
        either(("end_stopped", 0), ("end_continued", 1)),
    )


def an_evaluation_published_twice():
    period = opened("示例评价甲")
    handed_in(period, "lcz-jb", {str(unit("zjj").pk): {"scores": [5, 4], "remark": ""}})
    Period.objects.filter(pk=period.pk).update(closes_on=clock.today() - timedelta(days=1))
    period.refresh_from_db(fields=["lock"])
    director = another_person("bb-second-head", unit("bb"))

    def publish(by):
        return lambda: evaluations.publish_period(period=period, by=by, lock=period.lock)

    told = Notice.objects.filter(unit=unit("lcz"), title=f"结果已公布：{period.title}")
    return (
        publish(seat("bb-fz")),
        publish(director),
        lambda: (Period.objects.get(pk=period.pk).state, told.count()),
        either(("period_published", 1), ("period_published", 1)),
    )


def an_evaluation_published_while_a_unit_hands_in():
    """What is handed in counts or is refused: never left out of results that are out."""
    period = opened("示例评价乙")
    handed_in(period, "lcz-jb", {str(unit("zjj").pk): {"scores": [5, 4], "remark": ""}})
    Period.objects.filter(pk=period.pk).update(closes_on=clock.today() - timedelta(days=1))
    period.refresh_from_db(fields=["lock"])
    said = {str(unit("lcz").pk): {"scores": [4], "remark": ""}}

    def then():
        return Period.objects.get(pk=period.pk).state, Sheet.objects.filter(period=period).count()

    return (
        lambda: handed_in(period, "zjj-jb", said),
        lambda: evaluations.publish_period(period=period, by=seat("bb-fz"), lock=period.lock),
        then,
        either(("period_rating", 2), ("period_published", 1)),
    )


def one_unit_hands_in_an_evaluation_twice():
    """Both forms were made before there was a sheet."""
    period, zjj = opened("示例评价丁"), str(unit("zjj").pk)

    def hand(who, score):
        said = {zjj: {"scores": [score, 4], "remark": ""}}
        return lambda: evaluations.hand_in(period=period, by=seat(who), said=said, before=0)

    def then():
        return (Sheet.objects.get(period=period).said[zjj]["scores"][0],)

    return hand("lcz-jb", 5), hand("lcz-fz", 3), then, either((5,), (3,))


def a_burden_kept_and_cancelled():
    burden = entered()
    given = {"burden": burden, "lock": burden.lock, "settled_on": clock.today()}

    def settle(who, outcome, number):
        return lambda: burdens.settle_burden(by=seat(who), outcome=outcome, document_number=number, **given)

    def then():
        row = Burden.objects.get(pk=burden.pk)
        return row.state, row.document_number

    return (
        settle("xwb-fz", "burden_kept", "灵办发〔2026〕1号"),
        settle("zgb-fz", "burden_cancelled", "灵政办发〔2026〕2号"),
        then,
        either(("burden_kept", "灵办发〔2026〕1号"), ("burden_cancelled", "灵政办发〔2026〕2号")),
    )


COMBINED = {"kind": "combined", "department": None, "basis_level": "county"}


def two_combined_assessments_of_a_year():
    def enter(who, name):
        return lambda: entered(
            who, **COMBINED | {"department": unit("xwb")}, name=name, held_on=date(2031, 12, 1)
        )

    def then():
        (name,) = Burden.objects.filter(kind="combined", year=2031).values_list("name", flat=True)
        return (name,)

    return (
        enter("xwb-jb", "年度综合考核"),
        enter("bb-jb", "年终综合考核"),
        then,
        either(("年度综合考核",), ("年终综合考核",), loses="Refused"),
    )


def two_combined_assessments_moved_into_one_year():
    rows = [
        entered(
            "xwb-jb", **COMBINED | {"department": unit("xwb")}, name=f"综合考核{y}", held_on=date(y, 6, 1)
        )
        for y in (2032, 2033)
    ]

    def keep(row, who):
        given = {
            "outcome": "burden_kept",
            "document_number": "灵办发〔2026〕3号",
            "settled_on": clock.today(),
        }
        return lambda: burdens.settle_burden(
            burden=row, by=seat(who), lock=row.lock, held_on=date(2034, 6, 1), **given
        )

    return (
        keep(rows[0], "xwb-fz"),
        keep(rows[1], "zgb-fz"),
        lambda: (Burden.objects.filter(kind="combined", year=2034).count(),),
        either((1,), (1,), loses="Refused"),
    )


def one_day_of_the_calendar_edited_twice():
    (day,) = free_days(1)
    return (
        holiday(day),
        holiday(day),
        lambda: (CalendarChange.objects.count(), CalendarDay.objects.filter(day=day).count()),
        either((1, 1), (1, 1), loses="Refused"),
    )


def the_calendar_edited_while_papers_are_entered():
    """The edit holds every open case and then the task; whoever enters the case as its papers is first, or is told that the
    day became another one: never in a deadlock."""
    (day,) = free_days(1)
    task = started(name="示例抢修")
    term = {"term_from": clock.today(), "term_until": clock.today() + timedelta(days=60)}
    case = journey("submitted", **TEMPORARY, **term).case
    return (
        holiday(day),
        lambda: regularised(task, "zjj-jb", case),
        lambda: (UrgentTask.objects.get(pk=task.pk).state, CalendarChange.objects.count()),
        {(("won", "won"), "regularised", 1), (("won", "Stale"), "started", 1)},
    )


ONE = (
    the_calendar_edited_while_papers_are_entered,
    one_unit_hands_in_an_evaluation_twice,
    a_delivery_confirmed_and_objected_to,
    deliveries_while_an_adjusted_text_is_listed,
    two_applications_for_one_urgent_task,
    one_application_for_two_urgent_tasks,
    one_urgent_task_entered_by_department_and_township,
    an_end_check_answered_both_ways,
    an_evaluation_published_twice,
    an_evaluation_published_while_a_unit_hands_in,
    a_burden_kept_and_cancelled,
    two_combined_assessments_of_a_year,
    two_combined_assessments_moved_into_one_year,
    one_day_of_the_calendar_edited_twice,
)


# -- both are kept ---------------------------------------------------------------------------------------------------------


def free_days(n):
    """The next working days that the calendar says nothing of, in years that it knows."""
    today = clock.today()
    for year in (today.year, today.year + 1):
        CalendarDay.objects.get_or_create(
            day=date(year, 1, 1), defaults={"is_workday": False, "name": "元旦"}
        )
    calendar, known = Calendar.load(), set(CalendarDay.objects.values_list("day", flat=True))
    coming = (today + timedelta(days=k) for k in range(1, 60))
    return [day for day in coming if calendar.is_workday(day) and day not in known][:n]


def holiday(day):
    given = {"kind": "holiday", "name": "示例假日", "reason": "统一安排。"}
    return lambda: edit_calendar(by=seat("bb-fz"), day=day, **given)


def two_days_of_the_calendar_edited():
    first, second = free_days(2)
    report = led_to("verifying").report

    def then():
        row = Report.objects.get(pk=report.pk)
        right = row.verify_by == Calendar.load().add(row.arrived_on, 5).date
        return right, DayChange.objects.filter(subject=report.uuid).count(), CalendarChange.objects.count()

    return holiday(first), holiday(second), then, (True, 2, 2)


def the_calendar_edited_while_a_slip_is_answered():
    """The day to confirm by begins to run beside the edit: by the new calendar, whoever was first."""
    (day,) = free_days(1)
    report = led_to("urging").report

    def then():
        return (Report.objects.get(pk=report.pk).confirm_by == Calendar.load().add(clock.today(), 5).date,)

    return (
        holiday(day),
        lambda: reports.answer_slip(report=report, by=seat("zjj-fz"), lock=report.lock, text="已拨付。"),
        then,
        (True,),
    )


def the_calendar_edited_while_a_clock_goes_on():
    (day,) = free_days(1)
    report = Course().receive().act("stop_clock", "bb-jb", text="请乡镇补材料。").report

    def then():
        row = Report.objects.get(pk=report.pk)
        return (row.verify_by == Calendar.load().add(row.arrived_on, 5).date,)

    return (
        holiday(day),
        lambda: reports.restart_clock(report=report, by=seat("bb-jb"), lock=report.lock, text="已补。"),
        then,
        (True,),
    )


def the_daily_command_twice():
    """Guarantees listed, ended duties asked about, late ones told: each once (decision 0021)."""
    late, fresh_one, over = promised(name="示例丙事"), admitted(name="示例丁事"), ended_yesterday()
    yesterday = clock.today() - timedelta(days=1)
    Guarantee.objects.filter(duty=late, kind="funding").update(due=yesterday)

    def then():
        return (
            Guarantee.objects.filter(duty=fresh_one).count(),
            EndCheck.objects.filter(duty=over).count(),
            Event.objects.filter(verb="tell_late", subject=str(late.uuid)).count() - before(),
        )

    told = iter(range(TRIALS))  # the record only grows: one more event each trial

    def before():
        return next(told)

    return following.follow_up, following.follow_up, then, (8, 2, 1)


def ended_yesterday():
    duty = ended(name="示例昨日办结的事项")
    duty.versions.get().carriers.update(ended_on=clock.today() - timedelta(days=1))
    return duty


def two_townships_join_a_revocation():
    case = journey("consulting", route="revocation").case
    requests = open_requests(case)

    def then():
        return ([concern.stance for concern in fresh(case).dossier.concerns],)

    return *[lambda each=each: take_position(each) for each in requests], then, (["agree", "agree"],)


def two_units_hand_in_an_evaluation():
    period = opened("示例评价丙")
    of_department = {str(unit("zjj").pk): {"scores": [5, 4], "remark": ""}}
    of_township = {str(unit("lcz").pk): {"scores": [4], "remark": ""}}
    return (
        lambda: handed_in(period, "lcz-jb", of_department),
        lambda: handed_in(period, "zjj-jb", of_township),
        lambda: (sorted(Sheet.objects.filter(period=period).values_list("unit__code", flat=True)),),
        (["lcz", "zjj"],),
    )


BOTH = (
    two_days_of_the_calendar_edited,
    the_calendar_edited_while_a_slip_is_answered,
    the_calendar_edited_while_a_clock_goes_on,
    the_daily_command_twice,
    two_townships_join_a_revocation,
    two_units_hand_in_an_evaluation,
)


def test_one_wins_and_the_other_is_told(race):
    wrong = {}
    for make in ONE:
        one, other, then, allowed = make()
        wrong[make.__name__] = set(race(one, other, then=then, trials=TRIALS)) - allowed
    assert {name: found for name, found in wrong.items() if found} == {}


def test_both_are_kept(race):
    wrong = {}
    for make in BOTH:
        one, other, then, expected = make()
        seen = race(one, other, then=then, trials=TRIALS)
        wrong[make.__name__] = [each for each in seen if each != (("won", "won"), *expected)]
    assert {name: found for name, found in wrong.items() if found} == {}
