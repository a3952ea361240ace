"""A unit that ended: what it left is its successor's to go on with; where none is named that is said (workflow.md)."""

import re
from copy import copy
from dataclasses import fields
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.errands import errands
from accounts.models import Notice, Unit
from admission import checks
from admission.act import Refused
from admission.actions import beginning
from audit import clock
from audit.models import Event
from documents.papers import papers_about
from registry.actions import DutyFacts, amend_duty, set_effective
from registry.models import Duty, Purchase
from supervision import queries, rules
from supervision.actions import endings, guarantees, urgent
from supervision.actions.following import follow_up
from supervision.actions.promised import enter_guarantees, lapse_guarantees
from supervision.actions.purchases import record_purchase
from supervision.acts import openness
from supervision.models import EndCheck, Guarantee, Report, Training, UrgentTask
from tests.cast import client_of, days_later, seat
from tests.factories import fresh, listed_duty, make_case, number, scan, unit
from tests.supervision.conftest import Course, fresh_report, led_to, submitted
from tests.supervision.promising import delivered, of, promised
from tests.supervision.starting import started
from tests.supervision.test_purchases import given as purchase
from tests.supervision.test_purchases import recorded
from tests.supervision.test_temporary import ended as ended_duty
from tests.voice.asking import asked, fresh_matter, handed_in, opened
from tests.voice.test_burdens import entered, settled
from voice.actions import evaluations, matters
from voice.actions.following import follow_up as follow_up_between
from voice.models import Burden, Matter, Reply
from voice.pages.evaluations import Results

pytestmark = pytest.mark.usefixtures("lingchuan")


def ended(code, successor=None):
    """Its last day was yesterday."""
    yesterday = clock.today() - timedelta(days=1)
    Unit.objects.filter(code=code).update(valid_until=yesterday, successor=successor and unit(successor))


def page(who, of):
    return client_of(who).get(of.get_absolute_url())


def test_a_report_goes_on_with_the_successor_of_the_department():
    course = led_to("verifying")
    assert page("gaj-jb", course.report).status_code == 404
    ended("zjj", "gaj")

    course.find_true()
    (slip,) = papers_about(course.report.uuid).filter(kind="supervision")
    assert unit("gaj").name in str(slip.snapshot)
    assert unit("gaj").notices.filter(title__startswith="督办通知单").exists()
    assert [each.what for each in errands(seat("gaj-fz"))] == ["整改，由负责人报告整改情况"]
    assert "县住房城乡建设局（已撤销，由县公安局承接）" in page("gaj-fz", course.report).content.decode()
    course.act("answer_slip", "gaj-fz", text="已经拨付。").confirm().close()
    assert page("gaj-jb", course.report).status_code == 200  # what is over can be read, too
    assert not rules.may_follow_up(course.report, seat("gaj-fz"))


def test_a_successor_of_any_number_of_successors_goes_on():
    course = led_to("urging")
    for code, to in (("zjj", "nyj"), ("nyj", "sfj"), ("sfj", "czj"), ("czj", "dxz"), ("dxz", "gaj")):
        ended(code, to)  # five reorganisations
    assert openness("answer_slip", fresh_report(course.report), seat("gaj-fz")) == "open"
    assert list(queries.reports_seen_by(seat("gaj-jb"))) == [course.report]


def test_townships_that_merged():
    """What the one was promised, asked and reported is confirmed by the other."""
    duty, report = promised(townships=("lcz", "dxz")), led_to("answered").report
    delivered(duty, "funding", "lcz")
    check = EndCheck.objects.create(
        county=duty.county, regime=report.regime, duty=duty, township=unit("lcz"), department=unit("zjj"),
        ended_on=clock.today(), end_kind="done", due=clock.today() + timedelta(days=9), begun_at=clock.now(),
    )  # fmt: skip
    task = started()
    ended("lcz", "dxz")

    row, by = of(duty, "funding", "lcz"), seat("dxz-jb")
    assert guarantees.confirm_delivery(guarantee=row, by=by, lock=row.lock).state == "met"
    assert endings.say_stopped(end_check=check, by=by, lock=0).state == "end_stopped"
    for each in (report, row, task):
        assert page("dxz-jb", each).status_code == 200
    assert "灵川镇（已撤销，由大圩镇承接）" in page("dxz-jb", row).content.decode()
    assert openness("confirm_rectified", fresh_report(report), by) == "open"
    submitted(
        "dxz-jb", duty=duty, sure=False, document="与原灵川镇有关的通知"
    )  # of a duty that the other carried


def test_who_went_on_for_a_township_that_is_not_named_is_not_named_either():
    """Nor one between; what it hands in the department does not read."""
    course = led_to("answered", hides_reporter=True)
    ended("lcz", "dxz")
    course.act("object_to_answer", "dxz-fz", text="还差一半。", files=[scan("现场.pdf")])
    course.answer().act("confirm_rectified", "dxz-fz")
    ended("dxz", "djz")

    names = [unit(code).short_name for code in ("lcz", "dxz", "djz")]
    read = {
        who: page(who, course.report).content.decode().partition("<main")[2] for who in ("zjj-jb", "djz-jb")
    }
    assert "还差一半。" in read["zjj-jb"]
    assert {who: [name in text for name in names] for who, text in read.items()} == {
        "zjj-jb": [False, False, False],
        "djz-jb": [True, True, True],
    }
    assert not queries.files_for(course.report, seat("zjj-jb")).exists()
    for name in names:
        with pytest.raises(Refused, match=f"这里不要写“{name}”"):
            course.act("close_report", "bb-jb", text=f"{name}已收到。")


def test_nobody_is_named():
    course = led_to("verifying")
    ended("zjj")
    said = "县住房城乡建设局已撤销，没有写明由谁承接；请系统管理员在单位页面写明承接单位"
    with pytest.raises(Refused, match=said):
        course.find_true()
    assert course.find_untrue().report.state == "unfounded"

    duty = promised(townships=("lcz",))
    sent = {"kind": "guarantee", "code": duty.code, "document": "示例通知", "happened_on": clock.today()}
    answer = client_of("lcz-jb").post(reverse("report-new"), sent)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert 'value="示例通知"' in answer.content.decode()
    delivered_row = of(duty, "training", "lcz")
    assert delivered_row.state == "promised"


def test_a_duty_of_a_department_that_ended_is_reported_of_its_successor():
    duty = promised(townships=("lcz",))
    ended("zjj", "gaj")
    sent = {"kind": "guarantee", "code": duty.code, "document": "示例通知", "happened_on": clock.today()}
    answer = client_of("lcz-jb").post(reverse("report-new"), sent, follow=True)
    assert "县公安局" in answer.content.decode()
    assert list(queries.reports_seen_by(seat("bb-jb")).values_list("department__code", flat=True)) == ["gaj"]
    guarantees.promise(
        by=seat("gaj-jb"),
        duty=Duty.objects.get(pk=duty.pk),
        kind="staff",
        text="派1人驻镇。",
        townships=[unit("lcz")],
    )
    assert of(duty, "staff").department.code == "gaj"


def test_what_is_promised_to_a_township_of_a_duty_it_took_over_stays():
    """The daily command let it go the same night: the list names the other."""
    duty = promised(townships=("lcz",))
    ended("lcz", "dxz")
    said = {"kind": "staff", "text": "派1人驻镇。", "townships": [unit("dxz")]}
    guarantees.promise(by=seat("zjj-jb"), duty=duty, **said)
    follow_up()
    assert of(duty, "staff", "dxz").state == "promised"


def adjusted(duty, **more):
    """By an admission of today, with what it said."""
    known = {field.name: getattr(duty.versions.get(), field.name) for field in fields(DutyFacts)}
    given = {"townships": [unit("dxz")], "department": unit("zjj"), "case": str(uuid4())} | more
    text = amend_duty(duty=duty, facts=DutyFacts(**known), **given)
    today = clock.today()
    set_effective(version=text, document_number=number(), issued_on=today, effective_from=today)


def test_an_adjustment_that_names_the_merged_township_promises_nothing_twice():
    """What was promised to the one is owed to the other, which carries the duty in its place."""
    duty = promised(townships=("lcz",))
    ended("lcz", "dxz")
    adjusted(duty)
    assert (enter_guarantees(), lapse_guarantees()) == (0, 0)
    assert of(duty).state == "promised"
    row = delivered(duty, "training")
    assert guarantees.confirm_delivery(guarantee=row, by=seat("dxz-jb"), lock=row.lock).state == "met"


def test_an_adjustment_to_another_department_has_that_one_promise():
    """第九条: the department in charge; not the successor of the one before, which owes it anyhow."""
    duty = promised(townships=("dxz",))
    delivered(duty, "training", "dxz")
    adjusted(duty, department=unit("nyj"))
    assert enter_guarantees() == 3
    rows = Guarantee.objects.filter(duty=duty).order_by("pk").values_list("department__code", "state", "kind")
    owed = {(who, kind) for who, state, kind in rows if state != "lapsed"}
    assert owed == {("zjj", "training"), ("nyj", "powers"), ("nyj", "funding"), ("nyj", "technology")}


def test_nothing_is_promised_in_the_name_of_a_department_that_nobody_follows():
    duty = promised(townships=("lcz",))
    ended("zjj")
    said = {"kind": "staff", "text": "派1人驻镇。", "townships": [unit("lcz")]}
    with pytest.raises(Refused, match="县住房城乡建设局已撤销，没有写明由谁承接"):
        guarantees.promise(by=seat("bb-jb"), duty=Duty.objects.get(pk=duty.pk), **said)


def test_who_goes_on_is_told_once_and_the_office_where_nobody_is_named():
    led_to("urging")
    asked("coordination")
    ended("zjj", "gaj")
    ended("lcz")

    for _ in range(2):
        follow_up()
        follow_up_between()
    told = Notice.objects.filter(title__contains="已撤销").values_list("unit__code", "title")
    assert set(told) == {
        ("gaj", "县住房城乡建设局已撤销，由你单位承接：督办事项没有办结的有反映1件"),
        ("gaj", "县住房城乡建设局已撤销，由你单位承接：县乡协同没有办结的有协同事项1件"),
        ("bb", "灵川镇已撤销，没有写明由谁承接，请系统管理员写明：督办事项没有办结的有反映1件"),
        ("bb", "灵川镇已撤销，没有写明由谁承接，请系统管理员写明：县乡协同没有办结的有协同事项1件"),
    }
    assert Event.objects.filter(verb="tell_left").count() == 4


def test_what_a_department_was_asked_is_answered_by_its_successor():
    """In one answer where the successor was asked itself."""
    matter, both = asked("coordination"), asked("coordination", title="另一件")  # of zjj and gaj
    alone = asked("coordination", title="第三件", units=[unit("zjj")])
    ended("zjj", "gaj")
    by = seat("gaj-jb")
    assert [each.what for each in errands(by)] == ["答复"] * 3
    for each in (matter, both, alone):
        matters.answer(matter=each, by=by, choice="handle", text=f"{each.number}已到场清理。")
        assert fresh_matter(each).state == "matter_answered"
    said = client_of("lcz-jb").get(reverse("matter-act", args=[alone.uuid, "rate_answers"])).content.decode()
    assert f"由本部门处理。{alone.number}已到场清理。" in said


def test_what_is_opened_again_of_a_unit_without_successor_is_refused():
    matter = asked("coordination", units=[unit("zjj")])
    ended("zjj")
    with pytest.raises(Refused, match="县住房城乡建设局已撤销，没有写明由谁承接"):
        matters.escalate(
            matter=matter,
            by=seat("bb-jb"),
            lock=matter.lock,
            due=clock.today() + timedelta(days=5),
            text="请督促。",
        )


def test_papers_for_a_task_come_from_the_successor():
    task = started(townships=[unit("lcz")])
    ended("zjj", "gaj")
    by = seat("gaj-jb")
    assert openness("begin_papers", UrgentTask.objects.get(pk=task.pk), by) == "open"
    assert [each.title for each in errands(by)] == [task.name]


def test_what_a_department_led_does_not_come_back_under_its_successor():
    """第一条、第六条、第十条, I-59, I-70: listed, ended, bought or started before is that of the successor, too."""
    before = started(townships=[unit("lcz")])
    urgent.end_task(urgent=before, by=seat("zjj-jb"), lock=before.lock, text="已结束。")
    listed, over = listed_duty("示例在册事项"), ended_duty(name="示例终止的事项")
    recorded(name="示例购买的事项")
    ended("zjj", "gaj")
    ended("lcz", "dxz")

    with days_later(1):
        for name, said in (
            (before.name, f"同一任务已先行办理过（{before.number}），不能口头续办；请按程序申请准入"),
            (f"{before.name}（第二次）", f"与已先行办理过的“{before.name}”"),
            (listed.name, f"清单中已有这一事项（{listed}），不能先行办理"),
            (over.name, f"这一事项在清单中已经终止（{over}），不能口头续办；请按程序申请准入"),
            (f"{over.name}等", "与清单中已经终止的"),
            ("示例购买的事项", "已登记"),
        ):
            given = {"name": name, "contents": f"{name}的内容，与别的不同。", "townships": [unit("dxz")]}
            with pytest.raises(Refused, match=re.escape(said)):
                started("gaj-jb", **given)
        for name in (before.name, listed.name):  # of a department that took nothing over
            assert started("nyj-jb", name=name, townships=[unit("dxz")], contents="别的内容。").number


def test_one_person_of_the_department_that_took_over_does_not_follow_it_up():
    """I-76 also where the department complained of has another name by now."""
    report = Course().receive().report
    assert rules.own_units(seat("zjj-jb")) == {unit("zjj").pk}
    ended("zjj", "gaj")
    assert rules.own_units(seat("gaj-jb")) == {unit("gaj").pk, unit("zjj").pk}
    assert report.department_id in rules.own_units(seat("gaj-jb"))


def test_its_successor_applies_for_what_the_department_led():
    """灵川 第四条、第五条: the department in charge; an adjustment enters the successor as such."""
    listed = promised(townships=("lcz",))
    ended("zjj", "gaj")
    duty = Duty.objects.get(pk=listed.pk)
    offered = [client_of(who).get(duty.get_absolute_url()).content.decode() for who in ("gaj-jb", "nyj-jb")]
    assert ["申请撤销" in page.partition("<main")[2] for page in offered] == [True, False]
    for kind in ("revocation", "adjustment", "cancellation"):
        address = f"{reverse('case-new')}?kind={kind}&duty={duty.uuid}"
        assert [client_of(who).get(address).status_code for who in ("gaj-jb", "nyj-jb")] == [200, 404]
    for kind, check in (("revocation", checks.revocable), ("adjustment", checks.changeable)):
        for who, wrong in (("gaj", False), ("nyj", True)):
            case = fresh(beginning.start(kind=kind, by=seat(f"{who}-jb"), duty=duty))
            assert any("不能申请" in finding.text for finding in check(case)) == wrong
    assert case.version.department.code == "gaj"


@pytest.mark.parametrize(
    ("days", "what"), [(10, "将到期：到期后申请撤销，要延长的现在申请延期"), (-1, "已到期，申请撤销")]
)
def test_its_successor_is_prompted_to_end_a_temporary_duty(days, what):
    """第四条: what a department that ended led runs out all the same."""
    today = clock.today()
    listed_duty(
        term="temporary", term_from=today - timedelta(days=30), term_until=today + timedelta(days=days),
        source_kind="county", why_temporary="一次性工作。",
    )  # fmt: skip
    ended("zjj", "gaj")
    told = {who: [(each.about, each.what) for each in errands(seat(who))] for who in ("gaj-jb", "nyj-jb")}
    assert told == {"gaj-jb": [("临时性、阶段性", what)], "nyj-jb": []}


def test_a_township_that_took_over_tells_whose_check_is_whose():
    """The same duty ended for both: two lines of one name."""
    duty = ended_duty()
    with days_later(1):
        endings.ask_ends()
        ended("lcz", "dxz")
        told = [(each.title, each.about) for each in errands(seat("dxz-jb"))]
    assert sorted(told) == [(duty.name, "终止后的核对"), (duty.name, "终止后的核对（原灵川镇）")]


def test_an_assessment_is_not_applied_for_again_by_the_successor():
    """一事一报: what the department it took over from applied for this year (通渭 二14)."""
    before = asked("assessment")
    ended("zjj", "gaj")
    with pytest.raises(Refused, match=f"年已有同一件事（{before.number}）"):
        asked("assessment", who="gaj-jb")
    assert asked("assessment", who="nyj-jb").number


def test_what_was_applied_for_is_not_bought_by_the_successor():
    """第十一条, I-14."""
    case = make_case("submitted", name="农村公路涵洞检测")
    ended("zjj", "gaj")
    given = purchase(name="农村公路涵洞检测")
    with pytest.raises(Refused, match=f"{case.number}正在申请准入这一事项"):
        record_purchase(by=seat("gaj-jb"), **given)
    assert record_purchase(by=seat("nyj-jb"), **given).pk


def test_lists_name_who_took_over():
    led_to("verifying")
    promised(townships=("lcz",))
    ended("zjj", "gaj")
    ended("lcz", "dxz")
    for name in ("report-list", "guarantee-list"):
        assert "县住房城乡建设局（现县公安局）" in client_of("bb-jb").get(reverse(name)).text
    assert "灵川镇（现大圩镇）" in client_of("bb-jb").get(reverse("guarantee-list")).text


def multiplied(model, times, **own):
    """So many copies of the one row there is, with the townships it names; `own`: what each has for itself, by its place."""
    row = model.objects.get()
    copies = [copy(row) for _ in range(times)]
    for at, another in enumerate(copies):
        another.pk = None
        for name, value in ({"uuid": lambda at: uuid4()} | own).items():
            if hasattr(another, name):
                setattr(another, name, value(at))
    made = model.objects.bulk_create(copies)
    if hasattr(model, "townships"):
        places, through = row.townships.all(), model.townships.through
        name = model._meta.model_name
        through.objects.bulk_create(
            through(**{f"{name}_id": each.pk, "unit": place}) for each in made for place in places
        )
    return made


def one_of_each():
    """A row of every list, of a department that ended; to ask and to be asked by a township that did."""
    led_to("urging")
    Report.objects.update(
        rectify_by=clock.today() - timedelta(days=1)
    )  # late: on the workbench of the office
    promised(townships=("lcz",))
    Guarantee.objects.exclude(kind="funding").delete()
    started(townships=[unit("lcz")])
    recorded()
    guarantees.record_training(
        by=seat("zjj-jb"),
        duty=None,
        held_on=clock.today(),
        topic="巡查培训",
        townships=[unit("lcz")],
        attended="2人",
    )
    asked("coordination", units=[unit("zjj")])
    settled(entered(), "burden_kept", held_on=clock.today())
    ended("zjj", "nyj")
    ended("nyj", "gaj")
    ended("lcz", "dxz")


LISTS = (
    "report-list", "guarantee-list", "temporary-list", "purchase-list", "training-list", "matter-list", "burden-list",
    "burden-calendar", "desk",
)  # fmt: skip


def test_lists_ask_no_more_for_many_rows_of_units_that_ended():
    """Two reorganisations: the same queries a page of one row and of 200 (record 0024)."""
    one_of_each()
    clients = [client_of(who) for who in ("bb-jb", "gaj-fz")]

    def queries_of(name):
        cost = []
        for client in clients:
            client.get(reverse(name))  # what a process asks once
            cache.clear()
            with CaptureQueriesContext(connection) as found:
                page = client.get(reverse(name))
            assert page.status_code == 200
            cost.append(len(found))
        return cost

    before = {name: queries_of(name) for name in LISTS}
    number = {"number": lambda at: f"示例〔2026〕{at + 1000}号"}
    multiplied(Report, 199, slip_number=lambda at: f"示例督〔2026〕{at + 1000}号", **number)
    multiplied(Guarantee, 199, version=lambda at: "")
    multiplied(UrgentTask, 199, normalized_name=lambda at: f"任务{at}", **number)
    multiplied(Purchase, 199)
    multiplied(Training, 199)
    multiplied(Burden, 199)
    reply = Reply.objects.get()
    matters = multiplied(Matter, 199, **number)
    Reply.objects.bulk_create(Reply(matter=each, unit=reply.unit) for each in matters)

    assert {name: queries_of(name) for name in LISTS} == before


def test_what_was_said_of_a_unit_before_it_ended_is_read_by_whoever_took_over():
    period, rated = opened(), str(unit("zjj").pk)
    handed_in(period, "lcz-jb", {rated: {"scores": [5, 4], "remark": ""}})
    ended("zjj", "gaj")
    with days_later(21):
        period = evaluations.publish_period(period=period, by=seat("bb-fz"), lock=None)
        shown = {
            who: [row.code for row, _ in Results(period, seat(who), "department").rows]
            for who in ("bb-jb", "gaj-jb", "nyj-jb")
        }

    assert shown == {"bb-jb": ["zjj"], "gaj-jb": ["zjj"], "nyj-jb": []}
