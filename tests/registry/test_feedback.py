"""What a search says that finds nothing, and what readers write of the list."""

from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts.models import Post
from audit.models import Event
from registry import actions
from registry.models import Feedback
from tests.cast import client_of
from tests.registry.conftest import end, facts, take_effect

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-21T12:00:00+08:00")
    cache.clear()


def answer(client, query):
    return client.get(f"/{query}").context["answer"]


# -- not in the list ---------------------------------------------------------------------------------------------


def test_a_matter_that_is_not_in_the_list(client, enter):
    enter("地质灾害隐患点汛期巡查")

    html = client.get("/?q=征收卫生费").content.decode()

    assert "“征收卫生费”不在灵川县的现行清单里" in html
    assert "未经准入不得交由乡镇办理。" in html
    assert "/feedback/?q=%E5%BE%81%E6%94%B6%E5%8D%AB%E7%94%9F%E8%B4%B9" in html


@pytest.mark.parametrize("query", ["", "?q=巡查", "?q=。", "?q=没有&as_of=2026-01-01", "?kind=basic"])
def test_when_nothing_is_said_of_it(client, enter, query):
    enter("地质灾害隐患点汛期巡查")

    assert not answer(client, query)


def test_ended_and_similar_ones_are_shown(client, enter, place):
    end(enter("征收乡村卫生费").duty, place.townships, date(2026, 3, 31))
    enter("乡村公共厕所卫生保洁费用登记", department=place.slj)
    enter("待生效的卫生费", effective=None)
    enter("隐藏的卫生费", is_public=False, publication_ground="涉及个人隐私")

    found = answer(client, "?q=乡村卫生费")

    assert [row.version.name for row in found.ended] == ["征收乡村卫生费"]
    assert found.similar == []
    similar = answer(client, "?q=征收乡村的卫生费")
    assert [row.version.name for row in similar.similar] == ["征收乡村卫生费"]
    html = client.get("/?q=征收乡村的卫生费").content.decode()
    assert not any(name in html for name in ("待生效的卫生费", "隐藏的卫生费"))


def test_a_similar_one_of_other_townships_is_told_as_such(client, enter, place):
    """In the answer that it is not in this township's list it stood as 现行."""
    enter("乡村公路养护巡查", townships=[place.djx])
    enter("乡村公路养护巡查登记", townships=place.townships)
    end(enter("乡村公路养护巡查上报", townships=[place.djx]).duty, [place.djx], date(2026, 3, 31))

    page = f"?q=乡村公路的养护巡查&township={place.lcz.code}"

    told = {row.version.name: row.note for row in answer(client, page).similar}
    assert told == {
        "乡村公路养护巡查": "灵川镇不承担",
        "乡村公路养护巡查登记": "",
        "乡村公路养护巡查上报": "灵川镇没有承担过",
    }
    assert '<span class="tag">灵川镇不承担</span>' in client.get(f"/{page}").content.decode()


def test_a_duty_that_has_another_name_now_is_in_the_list(client, enter, place):
    """Whoever knows it by its old name is not told that nobody may ask it of a township."""
    for name, townships in (("环境保洁", place.townships), ("上门收缴", [place.lcz])):
        duty = enter(f"征收卫生费（{name}）", townships=townships).duty
        text = actions.amend_duty(duty=duty, facts=facts(name), townships=townships, department=place.zrj)
        take_effect(text, date(2026, 9, 1), number="灵编发〔2026〕4号")
    end(duty, [place.lcz], date(2026, 10, 31))

    found = answer(client, "?q=徵收衛生費")

    assert [row.version.name for row in found.renamed] == ["环境保洁"]
    html = client.get("/?q=征收卫生费").content.decode()
    assert "改了名称，仍在灵川县的清单里" in html
    assert "不在灵川县的现行清单里" not in html
    assert not answer(client, "?q=征收垃圾费").renamed


def test_not_in_this_township_but_in_others(client, enter, place):
    enter("河道巡查", townships=[place.dxz])

    found = answer(client, "?q=河道&township=lcz")

    assert (bool(found), found.place, found.elsewhere) == (True, "灵川镇", 1)
    assert not answer(client, "?q=河道&township=dxz")


# -- writing ------------------------------------------------------------------------------------------------------


def write(client, query="", **more):
    return client.post(
        f"/feedback/{query}", {"subject": "not_listed", "matter": "征收卫生费", "text": "上月起。"} | more
    )


def test_what_is_written_is_kept_for_the_office_alone(client, place):
    response = write(client, township="dxz", contact="13800000000")

    kept = Feedback.objects.get()
    assert response["Location"] == reverse("feedback-thanks", args=[kept.uuid])
    assert (kept.matter, kept.text, kept.township, kept.contact) == (
        "征收卫生费",
        "上月起。",
        place.dxz,
        "13800000000",
    )
    html = client.get(response["Location"]).content.decode()
    assert kept.reference in html
    assert not any(text in html for text in ("征收卫生费", "上月起", "13800000000"))
    event = Event.objects.get(verb="receive_feedback")
    assert (event.person, event.subject, "上月" in event.data) == ("公众", str(kept.uuid), False)


def test_a_form_sent_twice_is_kept_once(client, place):
    key = client.get("/feedback/").context["form_key"]

    first, again = (write(client, form_key=key) for _ in range(2))

    assert first["Location"] == again["Location"]
    assert Event.objects.filter(verb="receive_feedback").count() == Feedback.objects.count() == 1
    write(client, form_key=key, text="改了再交。")
    write(client, form_key=client.get("/feedback/").context["form_key"])
    assert Feedback.objects.count() == 3


def test_of_a_duty(client, enter):
    duty = enter("甲巡查").duty
    assert f"/feedback/?duty={duty.uuid}" in client.get(duty.get_absolute_url()).content.decode()

    html = client.get(f"/feedback/?duty={duty.uuid}").content.decode()
    write(client, f"?duty={duty.uuid}", subject="wrong_entry")

    assert "甲巡查" in html
    assert Feedback.objects.get().duty == duty


def test_a_duty_is_called_as_it_is_today(client, enter, place):
    """A text of another name that is in force from tomorrow is not public yet."""
    duty = enter("甲巡查").duty
    new = actions.amend_duty(
        duty=duty, facts=facts("乙巡查"), townships=place.townships, department=place.zrj
    )
    take_effect(new, date(2026, 12, 1))

    html = client.get(f"/feedback/?duty={duty.uuid}").text

    assert ("甲巡查" in html, "乙巡查" in html) == (True, False)


def test_where_a_duty_went_is_told_while_that_is_public(client, enter, place):
    """转列其他清单 names the other duty as everybody reads it, and not once it is 不予公开."""
    before = enter("甲巡查").duty
    into = actions.enter_duty(
        county=place.county, facts=facts("甲巡查"), townships=place.townships, department=place.zrj,
        list_kind=place.kinds["basic"], category=place.category, case="案件一",
    )  # fmt: skip
    take_effect(into, date(2026, 11, 1))
    end(before, place.townships, date(2026, 10, 31), kind="moved", case="案件一")
    assert into.duty.get_absolute_url() in client.get(before.get_absolute_url()).text

    secret = actions.amend_duty(
        duty=into.duty,
        facts=facts("机密巡查", is_public=False, publication_ground="涉及国家秘密"),
        townships=place.townships,
        department=place.zrj,
    )
    take_effect(secret, date(2026, 11, 21))

    html = client.get(before.get_absolute_url()).text
    assert ("机密巡查" in html, into.duty.get_absolute_url() in html) == (False, False)


@pytest.mark.parametrize("asked", ["x", "00000000-0000-0000-0000-000000000000", "hidden"])
def test_of_a_duty_that_is_not_there(client, enter, asked):
    hidden = enter("隐藏", is_public=False, publication_ground="涉及个人隐私").duty

    assert (
        client.get("/feedback/", {"duty": str(hidden.uuid) if asked == "hidden" else asked}).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ""}, "请填写情况"),
        ({"text": "\u3000"}, "请填写情况"),
        ({"text": "多" * 2001}, "情况最多2000个字，现在有2001个字"),
        ({"text": "字\u202e"}, "从右到左覆盖"),
        ({"matter": ""}, "请写是哪件事"),
        ({"subject": "praise"}, "反映什么"),
        ({"township": "nowhere"}, "在哪个乡镇"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_kept(client, place, wrong, said):
    response = write(client, **{"contact": "办公室转"} | wrong)

    html = response.content.decode()
    assert (response.status_code, said in html, "办公室转" in html) == (200, True, True)
    assert not Feedback.objects.exists()


def test_five_an_hour_from_one_address(client, place, time_machine):
    for _ in range(5):
        assert write(client).status_code == 302

    sixth = write(client, text="第六次写的话")

    html = sixth.content.decode()
    assert (sixth.status_code, "一小时内已经提交5次" in html, "第六次写的话" in html) == (429, True, True)
    assert Feedback.objects.count() == 5
    assert (
        client.post("/feedback/", {"subject": "other", "text": "别处"}, REMOTE_ADDR="10.0.0.9").status_code
        == 302
    )


def test_behind_nginx_the_visitor_is_counted_not_nginx(client, place, settings):
    settings.BEHIND_PROXY = True
    for number in range(7):
        answered = client.post(
            "/feedback/", {"subject": "other", "text": "话"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}"
        )
        assert answered.status_code == 302


def test_without_a_proxy_nobody_names_his_own_address(client, place):
    answers = [
        client.post("/feedback/", {"subject": "other", "text": "话"}, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
        for number in range(6)
    ]

    assert [answered.status_code for answered in answers] == [302] * 5 + [429]


# -- the office ----------------------------------------------------------------------------------------------------


@pytest.fixture
def kept(place):
    return actions.receive_feedback(
        county=place.county, subject="not_listed", matter="征收卫生费", text="上月起。"
    )


@pytest.mark.parametrize("post", [Post.HANDLER, Post.HEAD])
def test_the_office_answers(kept, place, seat_of, post):
    office = client_of(seat_of(place.bb, post))
    assert "征收卫生费" in office.get("/feedback/received/").content.decode()
    assert "清单反馈1条待办" in office.get("/").content.decode()

    response = office.post(reverse("feedback-item", args=[kept.uuid]), {"answer": "已核实。"})

    kept.refresh_from_db()
    assert (response.status_code, kept.answer) == (302, "已核实。")
    assert "征收卫生费" not in office.get("/feedback/received/").content.decode()
    assert "征收卫生费" in office.get("/feedback/received/?done=1").content.decode()
    assert Event.objects.filter(verb="answer_feedback", outcome="done").count() == 1


def test_answered_once(kept, place, seat_of):
    office = client_of(seat_of(place.bb))
    url = reverse("feedback-item", args=[kept.uuid])
    office.post(url, {"answer": "已核实。"})

    again = office.post(url, {"answer": "另一种答复。"})

    kept.refresh_from_db()
    assert "这一条已经办结。" in again.content.decode()
    assert kept.answer == "已核实。"


def test_nobody_else_reads_it(client, kept, place, seat_of):
    url = reverse("feedback-item", args=[kept.uuid])
    for address in ("/feedback/received/", url):
        assert client.get(address)["Location"].startswith("/login/")
        assert client_of(seat_of(place.zrj)).get(address).status_code == 403 if address == url else True

    township = client_of(seat_of(place.lcz))
    assert township.post(url, {"answer": "x"}).status_code == 403
    assert Event.objects.get(verb="answer_feedback").outcome == "refused"
    assert "反馈1条" not in township.get("/").content.decode()


def test_a_page_that_is_not_there(place, seat_of):
    assert client_of(seat_of(place.bb)).get("/feedback/received/?page=9").status_code == 404
