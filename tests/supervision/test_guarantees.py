"""From what was promised to what the townships confirmed: who may, until when, what an objection opens."""

from dataclasses import fields
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.errands import errands
from accounts.models import Notice
from admission.act import NotAllowed, Refused, Stale
from audit import clock
from audit.models import Event
from config.templatetags.chinese import cdate
from documents.papers import papers_about
from registry.actions import DutyFacts, amend_duty, retire_duty, set_effective, set_end
from supervision import queries
from supervision.actions import guarantees as actions
from supervision.actions import promised as daily
from supervision.errands import guarantees_told, guarantees_waiting
from supervision.forms.acts import FindingTrue, Referring, SettingDay
from supervision.forms.guarantees import PromiseForm, SettingDeliveryDay
from supervision.models import DayChange, Guarantee, Report, Training
from tests.cast import client_of, days_later, seat
from tests.factories import duty_of, listed_duty, make_case, number, scan, unit, units
from tests.supervision.promising import admitted, delivered, of, promised
from voice.forms.matters import AskForm, AskingAgain, Escalating

OFFICE, DEPARTMENT, TOWNSHIP = {"bb-jb", "bb-fz"}, {"zjj-jb", "zjj-fz"}, {"lcz-jb", "lcz-fz"}
LEADING = OFFICE | {"xwb-jb", "zgb-fz", "zjr"}
EVERYONE = LEADING | DEPARTMENT | TOWNSHIP | {"dxz-fz", "nyj-fz", "sfj-fz", "sbb-fz", "sys"}


def test_what_was_promised_is_listed_once_in_force(lingchuan):
    duty = admitted(guarantee_staff="无。", guarantee_technology="")
    listed_duty("以前的事项")  # not by a case: nothing is listed of itself

    assert [daily.enter_guarantees() for _ in range(2)] == [6, 0]
    rows = Guarantee.objects.order_by("kind", "township__order").values_list("kind", "township__code")
    assert list(rows) == [
        (kind, place) for kind in ("funding", "powers", "training") for place in ("lcz", "dxz")
    ]
    assert of(duty).text == "每年12万元"
    assert {row.due for row in Guarantee.objects.all()} == {of(duty).due}
    told = Notice.objects.filter(url=queries.board_url(duty)).values_list("unit__code", flat=True)
    assert sorted(told) == ["dxz", "lcz", "zjj"]


def test_the_list_opens_on_what_there_is(lingchuan):
    """Not on an empty page of what is still to be delivered."""

    def opened():
        page = client_of("lcz-jb").get(reverse("guarantee-list"))
        current = next(tab["label"] for tab in page.context["list"].tabs if tab["current"])
        return current, len(page.context["page"].object_list)

    assert opened() == ("待落实", 0)
    promised(townships=("lcz",), guarantee_staff="无", guarantee_technology="无", guarantee_training="无")
    assert opened() == ("待落实", 2)
    Guarantee.objects.update(state="met")
    assert opened() == ("已落实", 2)
    Guarantee.objects.update(state="lapsed")
    assert opened() == ("全部", 2)
    asked = client_of("lcz-jb").get(reverse("guarantee-list"), {"show": "open"})
    assert asked.context["page"].object_list == []


def test_an_objection_opens_a_report(lingchuan):
    duty = promised()
    row = delivered(duty)
    actions.object_to_delivery(guarantee=row, by=seat("lcz-jb"), lock=row.lock, text="只到了一半。")

    row, report = of(duty), Report.objects.get()
    assert (row.state, row.report, row.delivered_on) == ("promised", report, None)
    assert (report.kind, report.duty, report.department.code, report.facts) == (
        "guarantee", duty, "zjj", "只到了一半。",
    )  # fmt: skip
    assert list(
        Event.objects.filter(subject__in=[str(row.uuid), str(report.uuid)])
        .order_by("seq")
        .values_list("verb", flat=True)
    ) == ["deliver", "submit_report", "object_to_delivery"]


def test_powers_are_handed_over_on_paper(lingchuan):
    duty = promised()
    row = of(duty, "powers")
    with pytest.raises(NotAllowed):
        actions.deliver(
            guarantee=row, by=seat("zjj-jb"), lock=row.lock, delivered_on=clock.today(), text="好。"
        )
    actions.hand_over(
        guarantee=row, by=seat("zjj-jb"), lock=row.lock, delivered_on=clock.today(), materials="系统账号2个"
    )

    rows = dict(papers_about(row.uuid).get().content["document"]["rows"])
    assert (rows["移交的资料"], rows["未了的工作"], rows["接收乡镇"]) == (
        "系统账号2个",
        "无",
        "灵川县灵川镇人民政府",
    )
    assert "经费：每年12万元" in rows["经费、人员、技术、培训保障"]


def test_several_townships_at_once_are_all_or_none(lingchuan):
    duty = promised()
    both = [of(duty), of(duty, township="dxz")]
    delivered(duty, township="dxz")
    given = {"by": seat("zjj-jb"), "delivered_on": clock.today(), "text": "已经拨付。", "files": [scan()]}

    with pytest.raises(Stale):
        actions.deliver_several(guarantees=both, **given)
    assert of(duty).state == "promised"
    actions.deliver_several(guarantees=both[:1], **given)
    assert of(duty).state == "delivered"


def test_late_is_told_once_to_both_sides_and_above(lingchuan):
    duty = promised()
    assert daily.tell_late_guarantees() == 0
    with days_later(60):
        told_late(duty)


def told_late(duty):
    assert [daily.tell_late_guarantees() for _ in range(2)] == [8, 0]
    told = Notice.objects.filter(title="保障逾期没有落实（权力下放、经费、技术、培训，2个乡镇）：示例甲事")
    assert sorted(told.values_list("unit__code", flat=True)) == sorted(
        ["zjj", "lcz", "dxz", "bb", "xwb", "zgb", "zjr"]
    )
    above = "保障逾期没有落实，请督促"
    for who, what in {"zjj-jb": "落实承诺的保障", "xwb-jb": above, "bb-jb": above, "zjr": above}.items():
        assert [each.what for each in errands(seat(who))] == [what]
    assert errands(seat("lcz-jb")) == []
    delivered(duty)
    assert [each.what for each in errands(seat("lcz-jb"))] == ["确认保障是否落实"]


def test_every_unit_that_is_late_for_a_duty_is_told(lingchuan):
    """Several may have promised something for it, by the same day."""
    duty = promised(townships=("lcz",))
    yesterday = clock.today() - timedelta(days=1)
    rows = Guarantee.objects.filter(duty=duty)
    rows.update(due=yesterday)
    rows.filter(kind="technology").update(department=unit("gaj"))
    daily.tell_late_guarantees()

    told = Notice.objects.filter(title__startswith="保障逾期").values_list("unit__code", flat=True)
    assert {"zjj", "gaj"} < set(told)


def test_another_day_keeps_the_old_one(lingchuan):
    duty = promised()
    row = of(duty)
    new = row.due + timedelta(days=9)
    actions.set_delivery_day(guarantee=row, by=seat("bb-jb"), lock=row.lock, due=new, text="预算调整。")

    change = DayChange.objects.get(subject=row.uuid)
    assert (change.clock, change.old, change.new) == ("deliver_by", row.due, new)


def test_an_ended_duty_asks_for_nothing_more(lingchuan):
    duty = promised()
    retire_duty(duty=duty, townships=units(["lcz"]), kind="done")
    set_end(duty=duty, townships=units(["lcz"]), document_number=number(), ended_on=clock.today())
    assert daily.lapse_guarantees() == 0  # its last day counts
    with days_later(1):
        assert daily.lapse_guarantees() == 4

    assert set(Guarantee.objects.filter(state="lapsed").values_list("township__code", flat=True)) == {"lcz"}


def test_a_township_that_an_adjustment_leaves_out_is_promised_nothing_more(lingchuan):
    duty, tomorrow = promised(), clock.today() + timedelta(days=1)
    known = {field.name: getattr(duty.versions.get(), field.name) for field in fields(DutyFacts)}
    text = amend_duty(duty=duty, facts=DutyFacts(**known), townships=units(["lcz"]), department=unit("zjj"))
    set_effective(version=text, document_number=number(), issued_on=clock.today(), effective_from=tomorrow)
    assert daily.lapse_guarantees() == 0
    with days_later(1):
        assert daily.lapse_guarantees() == 4

    assert set(Guarantee.objects.filter(state="lapsed").values_list("township__code", flat=True)) == {"dxz"}


def test_an_adjustment_leaves_what_was_promised_by_hand_and_lists_nothing_twice(lingchuan):
    duty = promised(townships=("lcz",))
    by_hand = {"kind": "funding", "text": "另补5万元", "townships": [unit("lcz")]}
    actions.promise(by=seat("zjj-jb"), duty=duty, **by_hand)
    known = {field.name: getattr(duty.versions.get(), field.name) for field in fields(DutyFacts)}
    text = amend_duty(
        duty=duty,
        facts=DutyFacts(**known | {"guarantee_training": "每季度一次"}),
        townships=[unit("lcz")],
        department=unit("zjj"),
        case=str(uuid4()),
    )
    today = clock.today()
    set_effective(version=text, document_number=number(), issued_on=today, effective_from=today)

    assert daily.enter_guarantees() == 1
    owed = Guarantee.objects.filter(duty=duty, state="promised").exclude(kind__in=("powers", "technology"))
    assert sorted(owed.values_list("kind", "text")) == [
        ("funding", "另补5万元"),
        ("funding", "每年12万元"),
        ("training", "每季度一次"),
    ]


def test_what_is_promised_for_a_duty_that_is_about_to_be_is_kept(lingchuan):
    soon = clock.today() + timedelta(days=20)
    duty = listed_duty("下月起的事项", townships=("lcz",), effective_from=soon)
    given = {"duty": duty, "kind": "funding", "text": "每年2万元", "due": soon + timedelta(days=20)}
    actions.promise(by=seat("zjj-jb"), townships=units(["lcz"]), **given)

    assert daily.lapse_guarantees() == 0
    with days_later(21):
        assert daily.lapse_guarantees() == 0
    assert of(duty).state == "promised"


def test_a_training_delivers_what_was_promised_of_it(lingchuan):
    duty = promised()
    actions.record_training(
        by=seat("zjj-jb"), topic="巡查要点", held_on=clock.today(), attended="队员2名", duty=duty,
        townships=units(["lcz"]), files=[scan("签到表.pdf")],
    )  # fmt: skip

    assert (of(duty, "training").state, of(duty, "training", "dxz").state) == ("delivered", "promised")
    seen = {name for name in EVERYONE if queries.trainings_seen_by(seat(name)).exists()}
    assert seen == LEADING | DEPARTMENT | TOWNSHIP
    with pytest.raises(Refused):
        actions.record_training(
            by=seat("zjj-jb"), topic="巡查", held_on=clock.today() + timedelta(days=1), attended="2名",
            townships=units(["lcz"]),
        )  # fmt: skip
    assert Training.objects.count() == 1


def test_promised_by_hand_for_duties_of_before(lingchuan):
    duty = listed_duty("以前的事项", townships=("lcz",))
    given = {"duty": duty, "kind": "funding", "text": "每年2万元"}
    actions.promise(by=seat("zjj-jb"), townships=units(["lcz"]), **given)

    assert of(duty).text == "每年2万元"
    with pytest.raises(Refused):
        actions.promise(by=seat("zjj-jb"), townships=units(["dxz"]), **given)
    with pytest.raises(NotAllowed):
        actions.promise(by=seat("nyj-jb"), townships=units(["lcz"]), **given)
    refused = Event.objects.filter(outcome="refused", verb="promise")
    assert [event.unit for event in refused] == [unit("zjj").name, unit("nyj").name]


def test_the_very_same_is_not_promised_twice_at_a_time(lingchuan):
    """Sent once more after a while, with another key: nothing takes a promise back that was entered twice."""
    duty = listed_duty("以前的事项", townships=("lcz", "dxz"))
    given = {"duty": duty, "kind": "funding", "text": "每年2万元", "by": seat("zjj-jb")}
    actions.promise(townships=units(["lcz"]), **given)
    with pytest.raises(Refused, match="灵川镇的这一项经费保障已登记，还没有落实，不用再登记") as refused:
        actions.promise(townships=units(["dxz", "lcz"]), **given)
    assert [problem.anchor for problem in refused.value.problems] == ["townships"]
    assert Guarantee.objects.count() == 1  # all or none

    actions.promise(townships=units(["lcz"]), **given | {"text": "另加1万元"})
    Guarantee.objects.update(state="met")
    actions.promise(townships=units(["lcz"]), **given)  # the next year's
    assert Guarantee.objects.count() == 3


def test_whoever_promised_is_told_in_time_and_above_what_is_late(lingchuan):
    duty = promised()
    soon, late = clock.today() + timedelta(days=2), clock.today() - timedelta(days=1)
    mine = Guarantee.objects.filter(duty=duty, kind="funding", township=unit("lcz"))

    def told(who):
        by = seat(who)
        return [errand.what for errand in guarantees_told(by, guarantees_waiting(by))]

    for department, due, found in [
        ("zjj", soon, {"zjj-jb": ["落实承诺的保障"], "xwb-jb": [], "nyj-jb": []}),
        ("zjj", late, {"zjj-jb": ["落实承诺的保障"], "xwb-jb": ["保障逾期没有落实，请督促"], "nyj-jb": []}),
        ("xwb", soon, {"zjj-jb": [], "xwb-jb": ["落实承诺的保障"], "nyj-jb": []}),
        ("xwb", late, {"zjj-jb": [], "xwb-jb": ["落实承诺的保障"], "bb-jb": ["保障逾期没有落实，请督促"]}),
    ]:
        mine.update(department=unit(department), due=due)
        assert {who: told(who) for who in found} == found, (department, due)


def test_nothing_is_delivered_before_it_was_promised(lingchuan):
    duty = promised()
    since = clock.today() - timedelta(days=10)  # as its text counts
    row, given = of(duty), {"by": seat("zjj-jb"), "lock": 0, "text": "已经拨付。"}
    with pytest.raises(Refused, match="落实日期不能早于"):
        actions.deliver(guarantee=row, delivered_on=since - timedelta(days=1), **given)
    actions.deliver(guarantee=row, delivered_on=since, **given)
    assert of(duty).delivered_on == since

    actions.record_training(
        by=seat("zjj-jb"), topic="巡查要点", held_on=since - timedelta(days=1), attended="队员2名", duty=duty,
        townships=units(["lcz"]),
    )  # fmt: skip
    assert of(duty, "training").state == "promised"


def test_the_pages(lingchuan):
    duty = promised()
    department, township = client_of("zjj-jb"), client_of("lcz-jb")
    url = reverse("guarantee-deliver", args=[duty.uuid])
    sent = {
        "kind": "funding",
        "townships-all": "1",
        "delivered_on": clock.today().isoformat(),
        "text": "已拨付。",
    }
    done = department.post(url, sent)
    again = department.post(url, sent)
    row = of(duty)

    assert done.url == queries.board_url(duty)
    assert again.status_code == 422
    board = township.get(queries.board_url(duty)).content.decode()
    assert ("灵川镇" in board, "大圩镇" in board.partition("<main")[2]) == (True, False)
    page = township.get(row.get_absolute_url()).content.decode()
    assert "已拨付。" in page
    confirmed = township.post(
        reverse("guarantee-act", args=[row.uuid, "confirm_delivery"]), {"lock": row.lock}
    )
    assert confirmed.url == row.get_absolute_url()
    assert of(duty).state == "met"
    assert unit("lcz").short_name in client_of("bb-jb").get(queries.board_url(duty)).content.decode()
    for name in ("guarantee-list", "guarantee-new", "training-list", "training-new"):
        assert department.get(reverse(name)).status_code == 200


def test_the_day_of_a_promise_stands_below_its_words(lingchuan):
    """Not in brackets, which the day with its weekday has itself."""
    duty = promised()
    said = client_of("lcz-jb").get(reverse("guarantee-board", args=[duty.uuid])).content.decode()
    row = Guarantee.objects.filter(duty=duty).first()
    assert f"{row.text}\n{cdate(row.due)}前落实" in said
    assert "）前）" not in said


def test_delivering_for_several_sent_twice_leads_to_the_board(lingchuan):
    """Nothing is left to choose in the second one."""
    duty, client = promised(), client_of("zjj-jb")
    sent = {"kind": "funding", "townships-all": "1", "delivered_on": clock.today(), "text": "已拨付。"}
    sent |= {"form_key": "once"}

    pages = [client.post(reverse("guarantee-deliver", args=[duty.uuid]), sent) for _ in range(2)]
    assert [page.url for page in pages] == [queries.board_url(duty)] * 2
    assert Event.objects.filter(verb="deliver", outcome="done").count() == 2  # one a township
    another = client.post(reverse("guarantee-deliver", args=[duty.uuid]), sent | {"text": "又拨付。"})
    assert (another.status_code, "又拨付。" in another.content.decode()) == (422, True)


def test_who_delivers_for_several_is_told_for_which_it_was_done_meanwhile(lingchuan):
    """By a colleague, after the form was opened: those are left as they are, and said."""
    duty, client = promised(), client_of("zjj-jb")
    delivered(duty, "funding", "lcz")
    sent = {"kind": "funding", "delivered_on": clock.today(), "text": "两镇都已拨付。"}
    sent["townships"] = [unit("lcz").pk, unit("dxz").pk]
    url, events = (
        reverse("guarantee-deliver", args=[duty.uuid]),
        Event.objects.filter(verb="deliver", outcome="done"),
    )

    said = client.post(url, sent, follow=True).content.decode()
    assert "灵川镇此前已登记落实，这一次没有再登记。" in said
    assert (of(duty, "funding", "dxz").state, events.count()) == ("delivered", 2)
    again = client.post(url, sent)
    assert (again.status_code, "灵川镇、大圩镇此前已登记落实，" in again.content.decode()) == (422, True)
    Guarantee.objects.filter(duty=duty, kind="training", township=unit("dxz")).delete()
    other = client.post(url, sent | {"kind": "training"}, follow=True).content.decode()
    assert "大圩镇没有这一种保障，没有登记。" in other
    assert of(duty, "training", "lcz").state == "delivered"
    assert ("两镇都已拨付。" in again.content.decode(), events.count()) == (True, 3)


def test_what_another_department_promised_for_the_duty_is_not_in_the_way(lingchuan):
    """县委办 reads all of them, and delivers what is its own."""
    duty = promised()
    Guarantee.objects.filter(duty=duty, kind="funding", township=unit("dxz")).update(department=unit("xwb"))
    url = reverse("guarantee-deliver", args=[duty.uuid])
    assert url in client_of("xwb-jb").get(queries.board_url(duty)).content.decode()
    form = client_of("xwb-jb").get(url)
    assert form.status_code == 200
    assert [unit.code for unit in form.context["form"].fields["townships"].queryset] == ["dxz"]


@pytest.mark.parametrize(
    ("form", "name"),
    [
        (PromiseForm, "due"),
        (SettingDeliveryDay, "due"),
        (FindingTrue, "rectify_by"),
        (SettingDay, "rectify_by"),
        (Referring, "reply_by"),
        (AskForm, "due"),
        (AskingAgain, "due"),
        (Escalating, "due"),
    ],
)
def test_no_day_is_promised_that_never_comes(form, name):
    day = form.base_fields[name]

    assert day.clean((clock.today() + timedelta(days=1095)).isoformat())
    with pytest.raises(ValidationError, match="不能晚于三年以后"):
        day.clean((clock.today() + timedelta(days=1097)).isoformat())


def test_a_department_is_told_what_the_office_promises_for_it(lingchuan):
    given = {
        "duty": listed_duty("示例丁事"),
        "kind": "funding",
        "text": "每年2万元",
        "townships": units(["lcz"]),
    }
    told = Notice.objects.filter(unit=unit("zjj"), title__startswith="登记经费保障")
    actions.promise(by=seat("zjj-jb"), **given)
    assert not told.exists()
    actions.promise(by=seat("bb-jb"), **given | {"text": "另加每年1万元"})
    assert told.count() == 1


def test_what_has_ended_is_promised_nothing_more(lingchuan):
    """The daily command would let it go the same night."""
    duty = listed_duty("以前的事项", townships=("lcz",))
    retire_duty(duty=duty, townships=units(["lcz"]), kind="done")
    set_end(duty=duty, townships=units(["lcz"]), document_number=number(), ended_on=clock.today())
    given = {"duty": duty, "kind": "funding", "text": "每年2万元", "townships": units(["lcz"])}

    with days_later(1), pytest.raises(Refused, match="现在不由灵川镇承担"):
        actions.promise(by=seat("zjj-jb"), **given)


def test_powers_of_a_duty_that_waits_for_its_notice_are_handed_over(lingchuan):
    duty = duty_of(make_case("approved"))
    given = {"duty": duty, "kind": "powers", "text": "系统账号"}
    row = actions.promise(by=seat("zjj-jb"), townships=units(["lcz"]), **given)[0]
    actions.hand_over(
        guarantee=row, by=seat("zjj-jb"), lock=row.lock, delivered_on=clock.today(), materials="账号"
    )

    assert "已准入待生效" in papers_about(row.uuid).get().snapshot


def test_the_list_counts_what_it_shows(lingchuan):
    """A line is a kind of a duty, however many townships it is promised to; so are the numbers above it."""
    promised(townships=("lcz", "dxz"))
    shown = client_of("bb-jb").get(reverse("guarantee-list"), {"show": "open"})

    numbers = {tab["label"]: tab["n"] for tab in shown.context["list"].tabs}
    assert numbers["待落实"] == shown.context["page"].paginator.count == Guarantee.objects.count() / 2


def test_a_line_of_several_states_tells_the_one_furthest_from_done(lingchuan):
    """What one township has not got is not covered by what another has."""
    duty = promised(townships=("lcz", "dxz"))
    funding = Guarantee.objects.filter(duty=duty, kind="funding")
    funding.filter(township=unit("lcz")).update(state="met")
    funding.filter(township=unit("dxz")).update(due=clock.today() - timedelta(days=1))

    def line():
        shown = client_of("bb-jb").get(reverse("guarantee-list"), {"show": "all"}).context["list"]
        (found,) = [line for line in shown.lines if line["row"].kind == "funding"]
        return found["state"][1], found["late"], len(found["townships"])

    assert line() == ("逾期", True, 2)
    funding.filter(township=unit("dxz")).update(state="delivered", due=clock.today() + timedelta(days=30))
    assert line() == ("待乡镇确认", False, 2)


def test_the_board_offers_what_is_to_be_done_where_it_stands(lingchuan):
    """To the township what it confirms, to the department what is left to deliver and nothing once all is."""
    duty = promised(townships=("lcz",))
    board, deliver = queries.board_url(duty), reverse("guarantee-deliver", args=[duty.uuid])
    department, township = client_of("zjj-jb"), client_of("lcz-jb")
    assert deliver in department.get(board).text
    assert "登记交接" in department.get(board).text
    assert "确认落实" not in township.get(board).text
    delivered(duty, "funding", "lcz")
    assert "确认落实" in township.get(board).text
    assert "登记交接" not in township.get(board).text

    missing = reverse("report-new", query={"code": duty.code, "kind": "guarantee"}).replace("&", "&amp;")
    assert missing not in township.get(board).text
    with days_later(60):  # what has not come by its day the township reports from here and from its page
        late = of(duty, "training", "lcz")
        for page in (board, late.get_absolute_url()):
            assert [missing in each.get(page).text for each in (client_of("lcz-jb"), client_of("bb-jb"))] == [
                True,
                False,
            ]
    form = township.get(reverse("report-new"), {"code": duty.code, "kind": "guarantee"}).context["form"]
    assert [form["code"].value(), form["kind"].value()] == [duty.code, "guarantee"]

    Guarantee.objects.exclude(kind="powers").update(state="met")

    assert deliver not in department.get(board).text
    answer = department.get(deliver, follow=True)
    assert answer.redirect_chain == [(board, 302)]
    assert "这一事项没有待落实的保障" in answer.text
