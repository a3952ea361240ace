"""From what one asks to what others answer: who may, until when, and who is told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from accounts.errands import errands
from accounts.models import Notice, Post
from admission.act import NotAllowed, Refused, Stale
from admission.actions import beginning
from admission.models import Application
from audit import clock
from audit.models import Event
from supervision.acts import openness
from supervision.models import DayChange
from tests.cast import client_of, days_later, seat, second_seat
from tests.factories import listed_duty, scan, unit, units
from tests.supervision.promising import promised
from tests.voice.asking import ASKED, answered, asked, fresh_matter
from voice import queries
from voice.actions import following
from voice.actions import matters as actions
from voice.kinds import KINDS
from voice.models import Matter
from voice.rules import kinds_for

OFFICE, LEADING = {"bb-jb", "bb-fz"}, {"bb-jb", "bb-fz", "xwb-jb", "zgb-fz", "zjr"}
TOWNSHIP, DEPARTMENT, OTHER = {"lcz-jb", "lcz-fz"}, {"zjj-jb", "zjj-fz"}, {"gaj-jb", "gaj-fz"}
READING = LEADING | {"rd-jb"}  # the outside supervisors read it too
EVERYONE = READING | TOWNSHIP | DEPARTMENT | OTHER | {"dxz-fz", "nyj-fz", "sbb-fz", "sys"}
BEGIN = {
    "coordination": {"lcz-jb", "lcz-fz", "dxz-fz"},
    "suggestion": {"lcz-jb", "lcz-fz", "dxz-fz"},
    "opinion": DEPARTMENT | OTHER | {"nyj-fz", "xwb-jb", "zgb-fz"},
    "powers_review": OFFICE,
    "vetting": TOWNSHIP | DEPARTMENT | OTHER | OFFICE | {"dxz-fz", "nyj-fz", "xwb-jb", "zgb-fz"},
    "assessment": DEPARTMENT | OTHER | {"nyj-fz"},
}


def test_who_may_begin_what(lingchuan):
    assert {kind: {name for name in EVERYONE if kind in kinds_for(seat(name))} for kind in KINDS} == BEGIN


def test_answered_by_all_then_rated(lingchuan):
    matter = asked(files=[scan("照片.pdf")])
    assert matter.number == f"灵准同〔{clock.today().year}〕1号"
    assert [each.what for each in errands(seat("gaj-jb"))] == ["答复"]
    actions.answer(matter=matter, by=seat("zjj-jb"), choice="guide", text="派员到场指导。")
    with pytest.raises(Refused):
        actions.answer(matter=matter, by=seat("zjj-fz"), choice="handle", text="再答。")
    assert fresh_matter(matter).state == "matter_asked"
    actions.answer(matter=matter, by=seat("gaj-jb"), choice="cooperate", text="配合。")
    matter = fresh_matter(matter)
    assert [each.what for each in errands(seat("lcz-jb"))] == ["看答复，办结"]

    grades = {unit("zjj").pk: "poor", unit("gaj").pk: "good"}
    with pytest.raises(Refused):
        actions.rate_answers(matter=matter, by=seat("lcz-fz"), lock=matter.lock, grades=grades)
    actions.rate_answers(matter=matter, by=seat("lcz-fz"), lock=matter.lock, grades=grades, text="没有来。")
    matter = fresh_matter(matter)
    assert (matter.state, [reply.grade for reply in matter.answers]) == ("matter_closed", ["good", "poor"])
    verbs = Event.objects.filter(subject=str(matter.uuid), outcome="done").order_by("seq")
    assert list(verbs.values_list("verb", flat=True)) == ["ask", "answer", "answer", "rate_answers"]


def test_not_solved_and_taken_up_by_the_office(lingchuan):
    matter, day = answered(), clock.today() + timedelta(days=40)
    again = {"units": units(["zjj"]), "due": day, "text": "问题反复。"}
    actions.ask_again(matter=matter, by=seat("lcz-jb"), lock=matter.lock, **again)
    matter = fresh_matter(matter)
    assert [(reply.unit.code, bool(reply.answered_at)) for reply in matter.answers] == [
        ("gaj", True),
        ("zjj", False),
    ]
    assert DayChange.objects.get(subject=matter.uuid).new == matter.due == day

    actions.escalate(matter=matter, by=seat("bb-jb"), lock=matter.lock, due=day, text="两次没有解决。")
    matter = fresh_matter(matter)
    told = Notice.objects.filter(title__startswith="提级协调").values_list("unit__code", flat=True)
    assert sorted(told) == sorted(["xwb", "zgb", "zjr", "lcz", "gaj", "zjj"])
    assert not any(reply.answered_at for reply in matter.answers)
    with pytest.raises(Refused):
        actions.escalate(matter=matter, by=seat("bb-jb"), lock=matter.lock, due=day, text="再提。")
    with pytest.raises(Stale):
        actions.withdraw_matter(matter=matter, by=seat("lcz-jb"), lock=0, text="不办了。")


def test_late_is_told_once_for_each_day(lingchuan):
    matter = asked(due=clock.today() + timedelta(days=3))
    assert following.tell_late_matters() == 0
    with days_later(4):
        assert [following.tell_late_matters() for _ in range(2)] == [1, 0]
        told = Notice.objects.filter(title__startswith="逾期没有答复").values_list("unit__code", flat=True)
        assert sorted(told) == sorted(["zjj", "gaj", "lcz", "bb", "xwb", "zgb", "zjr"])
        assert [each.what for each in errands(seat("zjr"))] == ["逾期没有答复，请督促"]
        assert [each.url for each in errands(seat("gaj-jb"))] == [matter.get_absolute_url()]


def test_concluded_with_a_word_on_what_became_of_it(lingchuan):
    for kind, verb, who, result in (
        ("opinion", "file_opinion", "zjj-jb", "partly"),
        ("powers_review", "conclude_review", "bb-fz", "to_recall"),
    ):
        matter = answered(kind)
        getattr(actions, verb)(
            matter=matter, by=seat(who), lock=matter.lock, result=result, text="依据答复。"
        )
        matter = fresh_matter(matter)
        assert (matter.state, matter.result) == ("matter_closed", result)


def reviewed(duty, result):
    """The review of the duty's powers, concluded so by the office's head."""
    matter = answered("powers_review", duty=duty)
    given = {"lock": matter.lock, "result": result, "text": "依据答复。"}
    return actions.conclude_review(matter=matter, by=seat("bb-fz"), **given)


@pytest.mark.parametrize(("result", "kind"), [("to_adjust", "adjustment"), ("to_recall", "cancellation")])
def test_what_a_review_wants_changed_the_department_applies_for(lingchuan, result, kind):
    """通渭 二8: until the application is entered it waits for the department; the review and the errand lead to it."""
    duty = listed_duty()
    matter = reviewed(duty, result)
    url = f"{reverse('case-new')}?kind={kind}&duty={duty.uuid}"
    page = reverse("matter", args=[matter.uuid])
    assert [each.url for each in errands(seat("zjj-jb"))] == [url]
    assert url.replace("&", "&amp;") in client_of("zjj-jb").get(page).text
    assert url.replace("&", "&amp;") not in client_of("lcz-jb").get(page).text
    assert duty.name in client_of("zjj-jb").get(url).text
    assert errands(seat("gaj-jb")) == []

    beginning.start(by=seat("zjj-jb"), kind=kind, duty=duty)

    assert errands(seat("zjj-jb")) == []
    assert url.replace("&", "&amp;") not in client_of("zjj-jb").get(page).text


@pytest.mark.parametrize("refused", ["not_accepted", "rejected", "withdrawn"])
def test_what_a_review_wants_changed_is_not_done_by_an_application_that_failed(lingchuan, refused):
    """It waits again, and says so where the application was refused; what was approved is done."""
    duty = listed_duty()
    matter = reviewed(duty, "to_adjust")
    case = beginning.start(by=seat("zjj-jb"), kind="adjustment", duty=duty)

    Application.objects.filter(pk=case.pk).update(state=refused)

    (errand,) = errands(seat("zjj-jb"))
    said = refused != "withdrawn"
    assert ("上次申请没有通过" in errand.what) is said
    assert ("上次申请没有通过" in client_of("zjj-jb").get(matter.get_absolute_url()).text) is said
    Application.objects.filter(pk=case.pk).update(state="approved")
    assert errands(seat("zjj-jb")) == []


def test_a_review_that_keeps_the_power_asks_for_no_application(lingchuan):
    """Neither does one that a later review took back."""
    reviewed(listed_duty("甲"), "kept")
    duty = listed_duty("乙")
    reviewed(duty, "to_recall")
    with days_later(1):
        matter = answered("powers_review", duty=duty, year=clock.today().year + 1)
        given = {"lock": matter.lock, "result": "kept", "text": "已改进。"}
        actions.conclude_review(matter=matter, by=seat("bb-fz"), **given)
        assert errands(seat("zjj-jb")) == []


def test_what_is_refused(lingchuan):
    with pytest.raises(NotAllowed):
        actions.ask(by=seat("zjj-jb"), kind="coordination", title="甲", text="乙", units=units(["gaj"]))
    for wrong in ({"units": []}, {"units": units(["dxz"])}, {"due": clock.today()}):
        with pytest.raises(Refused):
            asked(**wrong)
    assert Matter.objects.count() == 0


def test_a_person_of_the_asking_unit_does_not_answer(lingchuan):
    matter = asked("opinion")
    both = second_seat("zjj-fz", unit("lcz"), Post.HEAD)

    assert openness("answer", matter, both) == "forbidden"


def test_a_person_of_the_unit_asked_does_not_grade_its_answer(lingchuan):
    open_one, done = asked(), answered()
    both = second_seat("zjj-fz", unit("lcz"), Post.HEAD)

    for matter, verb in ((open_one, "withdraw_matter"), (done, "rate_answers"), (done, "ask_again")):
        assert (openness(verb, matter, seat("lcz-fz")), openness(verb, matter, both)) == ("open", "forbidden")


def test_the_pages(lingchuan):
    township, department = client_of("lcz-jb"), client_of("zjj-jb")
    for kind, (who, _) in ASKED.items():
        page = client_of(who).get(reverse("matter-new", args=[kind]))
        assert page.status_code == 200
    url = reverse("matter-new", args=["coordination"])
    bad = township.post(url, {"title": "占道经营", "due": "2026-02-30"})
    said = bad.content.decode()
    assert bad.status_code == 422
    assert all(
        words in said for words in ("占道经营", "没有2026-02-30这一天", "填写情况和请求", "请选择“请谁答复”")
    )
    sent = {"title": "占道经营", "text": "请到场。", "units": [unit("zjj").pk], "form_key": "once"}
    twice = [township.post(url, sent).url for _ in range(2)]
    assert twice == [Matter.objects.get().get_absolute_url()] * 2
    assert client_of("bb-jb").get(reverse("matter-new", args=["opinion"])).status_code == 403
    assert township.get(reverse("matter-new", args=["nothing"])).status_code == 404

    matter = Matter.objects.get()
    assert "答复" in department.get(matter.get_absolute_url()).content.decode()
    answer = reverse("matter-act", args=[matter.uuid, "answer"])
    assert department.post(answer, {"text": "已处理。"}).status_code == 422
    assert department.post(answer, {"choice": "handle", "text": "已处理。"}).url == matter.get_absolute_url()
    rate = reverse("matter-act", args=[matter.uuid, "rate_answers"])
    said = township.post(rate, {}).content.decode()
    assert all(words in said for words in ("请评价县住房城乡建设局的答复", "由本部门处理。已处理。"))
    done = township.post(rate, {f"grade-{unit('zjj').pk}": "good", "lock": fresh_matter(matter).lock})
    assert done.url == matter.get_absolute_url()
    assert "满意" in township.get(matter.get_absolute_url()).content.decode()
    assert department.get(reverse("matter-list") + "?show=ended").context["rows"][0]["matter"] == matter


def test_each_power_is_reviewed_once_a_year(lingchuan):
    """By its duty: two of one name are two, and another title makes no second review."""
    first, second = listed_duty("示例赋权事项"), listed_duty("示例赋权事项", department="gaj")
    asked("powers_review", title=first.name, duty=first)
    asked("powers_review", title=second.name, duty=second)
    with pytest.raises(Refused):
        asked("powers_review", title="再评一次", duty=first)
    asked("powers_review", title="再评一次", duty=first, year=clock.today().year + 1)


def test_a_person_of_a_unit_that_was_asked_does_not_step_in_for_the_office(lingchuan):
    matter, both = asked(), second_seat("zjj-fz", unit("bb"), Post.HANDLER)

    assert openness("escalate", matter, seat("bb-jb")) == "open"
    assert openness("escalate", matter, both) == "forbidden"


def test_powers_not_reviewed_this_year(lingchuan):
    with clock.at(datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        duty, office = promised(), seat("bb-jb")
        assert [each.url for each in errands(office)] == [reverse("power-list")]
        url = reverse("matter-new", args=["powers_review"])
        page = client_of("bb-jb").get(reverse("power-list")).content.decode()
        assert f"{url}?code=" in page
        assert f'value="{duty.name}"' in client_of("bb-jb").get(f"{url}?code={duty.code}").content.decode()

        matter = answered("powers_review", duty=duty)  # begun and answered it is not concluded
        page = client_of("bb-jb").get(reverse("power-list")).text
        assert ("评估中" in page, "已评估" in page, f"{url}?code=" in page) == (True, False, False)
        assert "赋权事项评估" in [each.about for each in errands(office)]
        given = {"lock": matter.lock, "result": "kept", "text": "接得住。"}
        actions.conclude_review(matter=matter, by=seat("bb-fz"), **given)
        assert errands(office) == []
        assert "已评估" in client_of("bb-jb").get(reverse("power-list")).text
        assert queries.powers(lingchuan, 2026).get().reviewed == 2026


def test_a_review_of_next_year_is_none_of_this_year(lingchuan):
    """Neither on the workbench nor on the page; this year's stays one beside it."""
    with clock.at(datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))):
        duty, office = promised(), seat("bb-jb")

        def told():
            page = client_of("bb-jb").get(reverse("power-list")).text
            return [each.about for each in errands(office)], "未评估" in page

        asked("powers_review", duty=duty, year=2027)
        assert told() == (["赋权事项评估"], True)
        asked("powers_review", duty=duty, year=2026)
        assert told() == (["赋权事项评估"], False)  # 评估中


def test_an_address_with_a_character_no_database_takes_is_answered(lingchuan):
    page = client_of("bb-jb").get(reverse("matter-new", args=["powers_review"]), {"code": "\x00"})

    assert page.status_code == 200
