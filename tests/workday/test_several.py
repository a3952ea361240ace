"""Several at once: notices marked read, units reminded, opinions issued; each one's outcome told."""

import re
from uuid import uuid4

from django.urls import reverse

from accounts.models import Notice, NoticeKind
from accounts.notices import notify, unread
from admission.actions import circulation
from admission.models import Reminder
from tests.cast import client_of, days_later, seat
from tests.factories import issue_opinion, make_case, review_of, unit


def tell(*titles, to="sfj", kind=NoticeKind.RESULT):
    for title in titles:
        notify(units=[unit(to)], title=title, url="/desk/", kind=kind)


def tab(who="sfj-jb"):
    page = client_of(who).get(reverse("desk"), {"tab": "read"})
    count = page.context["desk"].tabs[-1]["n"]
    assert count == page.context["page"].paginator.count
    return [notice.title for notice in page.context["page"]]


def test_what_wants_nothing_but_reading(lingchuan):
    tell("已受理", "会议通知", kind=NoticeKind.MEETING)
    tell("请签发", kind=NoticeKind.TURN)
    tell("别的单位", to="czj")

    assert tab() == ["会议通知", "已受理"]


def test_several_are_marked_read_by_the_seat(lingchuan):
    tell("甲", "乙", "丙")
    tell("丁", to="czj")
    ids = {notice.title: notice.pk for notice in Notice.objects.filter(title__in="甲乙丙丁")}
    client = client_of("sfj-jb")
    asked = {"notice": [ids["甲"], ids["乙"], ids["丁"], "x"], "next": "/desk/?tab=read"}
    answer = client.post(reverse("read-notices"), asked, follow=True)

    assert "2条标为已读，1条已经读过。" in answer.text
    assert tab() == ["丙"]
    assert tab("sfj-fz") == ["丙", "乙", "甲"]
    assert {n.title for n in unread(seat("sfj-jb"))} & set("甲乙丙") == {"丙"}
    page = client.get(reverse("notices"))
    assert {n.title: n.is_read for n in page.context["page"] if n.title in ids} == {"甲": 1, "乙": 1, "丙": 0}

    client.post(reverse("notices"))
    assert tab() == []


def to_urge(page):
    rows = [item for _, items in page.context["groups"] for item in items if item.case and item.urges]
    uuids = [str(item.case.uuid) for item in rows]
    assert set(uuids) <= set(re.findall(r'name="case" value="([0-9a-f-]{36})"', page.text))
    return uuids


def test_several_cases_are_urged_and_each_is_told(lingchuan):
    """Answered meanwhile: told, and the others are done all the same."""
    first, second, third = (make_case("circulating") for _ in range(3))
    with days_later(40):
        client = client_of("bb-jb")
        uuids = to_urge(client.get(reverse("desk")))
        assert set(uuids) == {str(case.uuid) for case in (first, second, third)}
        issue_opinion(review_of(first, "sfj"))
        client.post(reverse("desk-remind"), {"case": uuids[:2]})
        before = Reminder.objects.count()
        answer = client.post(reverse("desk-remind"), {"case": [str(third.uuid), str(first.uuid)]})
        assert set(to_urge(client.get(reverse("desk")))) <= {str(third.uuid)} | set(uuids[2:])

    says = {(str(o["case"].uuid), o["says"], o["done"]) for o in answer.context["outcomes"]}
    assert (str(third.uuid), "已催办县司法局。", True) in says or str(third.uuid) in uuids[:2]
    assert Reminder.objects.count() - before == answer.context["done"]
    assert not Reminder.objects.filter(application=first, unit__code="sfj").exists()


def test_only_in_cases_that_the_seat_sees(lingchuan):
    case = make_case("circulating")
    with days_later(40):
        for who, uuid in [("lyj-jb", case.uuid), ("bb-jb", uuid4()), ("bb-jb", "x")]:
            assert client_of(who).post(reverse("desk-remind"), {"case": [uuid]}).status_code == 404
        (outcome,) = (
            client_of("czj-fz").post(reverse("desk-remind"), {"case": [case.uuid]}).context["outcomes"]
        )
        assert not outcome["done"]
    assert not Reminder.objects.exists()


def send(case, **said):
    review = review_of(case, "sfj")
    draft = {"finding": "lawful", "details": {}, "view": "agree", "conditions": "", "reasons": ""} | said
    seen = (review.round.number, review.round.version_id)
    circulation.send_opinion(review=review, by=seat("sfj-jb"), seen=seen, **draft)
    return review


def test_opinions_that_were_sent_are_issued_together_and_each_is_told(lingchuan):
    first, changed, unsent = (make_case("circulating") for _ in range(3))
    reviews = [send(first, reasons="同意。"), send(changed)]
    client = client_of("sfj-fz")
    there = client.post(
        reverse("desk-issue"), {"case": [c.uuid for c in (first, changed, unsent)], "chosen": "on"}
    )
    page = client.get(there.url)
    assert [each.case for each in page.context["sent"]] == [first, changed]
    assert [each.left_out for each in page.context["left_out"]] == ["没有送签的意见，或者已经签发。"]
    assert ("理由", "同意。") in page.context["sent"][0].says
    asked = {f"stamp-{each.case.uuid}": each.stamp for each in page.context["sent"]}
    asked |= {"case": [first.uuid, changed.uuid], "form_key": page.context["form_key"]}
    with days_later(1):
        send(changed, reasons="改过。")
        told = client.post(reverse("desk-issue"), asked).context["outcomes"]
        again = client.post(reverse("desk-issue"), asked).context["outcomes"]

    assert [(each["case"], each["done"]) for each in told] == [(first, True), (changed, False)]
    assert [each["done"] for each in again] == [False, False]
    assert [review.opinions.count() for review in reviews] == [1, 0]
    assert client_of("sfj-jb").get(there.url).status_code == 403
    assert client_of("lyj-fz").get(there.url).status_code == 404
