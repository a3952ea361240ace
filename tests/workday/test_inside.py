"""What stays within a unit: notes with @mention, and who has a case in hand; other units see nothing of it."""

from django.urls import reverse

from accounts.notices import unread
from admission.pages.desk import Desk
from audit.models import Event
from tests.cast import another_person, client_of, days_later, delegated, seat
from tests.factories import make_case, unit
from workday.inside import notes_for
from workday.models import Handling, Note


def page_of(case):
    return reverse("case-inside", args=[case.uuid])


def post(who, case, **data):
    return client_of(who).post(page_of(case), data)


def told(who):
    return [notice.title for notice in unread(seat(who)) if notice.kind == "mention"]


def test_a_note_is_read_within_the_unit_only(lingchuan):
    case = make_case("circulating")
    events = Event.objects.filter(subject=str(case.uuid)).count()
    assert post("sfj-jb", case, do="note", text="先查《示例条例》第五条。").status_code == 302

    page = client_of("sfj-fz").get(page_of(case)).text
    assert "先查《示例条例》" in page
    assert page.count("<textarea") == 1
    for who in ("bb-fz", "czj-fz", "zjj-jb", "zjr"):
        assert "先查《示例条例》" not in client_of(who).get(page_of(case)).text
        assert "先查《示例条例》" not in client_of(who).get(case.get_absolute_url()).text
    assert (
        Event.objects.filter(subject=str(case.uuid)).count() == events
    )  # nothing in the timeline others read
    assert client_of("lyj-jb").get(page_of(case)).status_code == 404
    assert post("lyj-jb", case, do="note", text="甲").status_code == 404
    assert client_of("aud").get(page_of(case)).status_code == 404


def test_who_is_mentioned_is_told_and_nobody_else(lingchuan):
    case, head = make_case("circulating"), seat("sfj-fz")
    third = another_person("sfj-third", unit("sfj"))
    post("sfj-jb", case, do="note", text=f"@{head.user} 请看第三条。@{seat('czj-fz').user} @sfj-jb")

    (title,) = told("sfj-fz")
    assert title == f"{seat('sfj-jb').user}在备注里提到您：{case.title}"
    assert [told(who) for who in ("sfj-jb", "czj-fz")] == [[], []]
    assert not [notice for notice in unread(third) if notice.kind == "mention"]
    client = client_of("sfj-fz")
    assert title in client.get(reverse("notices")).text
    assert title not in client_of(third).get(reverse("notices")).text


def test_a_name_that_begins_another_is_not_meant_by_it(lingchuan):
    case = make_case("circulating")
    short, long = (another_person(name, unit("sfj")) for name in ("张三", "张三丰"))
    post("sfj-jb", case, do="note", text="@张三丰 请看。")
    assert [len([n for n in unread(who) if n.kind == "mention"]) for who in (short, long)] == [0, 1]
    post("sfj-jb", case, do="note", text="@张三 也请看。")
    assert [len([n for n in unread(who) if n.kind == "mention"]) for who in (short, long)] == [1, 1]


def test_a_form_sent_twice_writes_one_note(lingchuan):
    case, client = make_case("circulating"), client_of("sfj-jb")
    note = {"do": "note", "text": "先查依据。", "form_key": client.get(page_of(case)).context["form_key"]}

    assert [client.post(page_of(case), note).status_code for _ in range(2)] == [302, 302]
    other = client.post(page_of(case), note | {"text": "改了再交。"})

    assert [each.text for each in Note.objects.all()] == ["先查依据。"]
    assert other.status_code == 422
    assert "改了再交。" in other.text
    assert "请重新打开页面再提交" in other.text


def test_bad_input_is_told_and_kept(lingchuan):
    case = make_case("circulating")
    empty = post("sfj-jb", case, do="note", text="  ")
    long = post("sfj-jb", case, do="note", text="长" * 2001)
    wrong = post("sfj-jb", case, do="hand_over", seat=seat("czj-fz").seat.pk)

    assert [answer.status_code for answer in (empty, long, wrong)] == [422, 422, 422]
    assert "长" * 2001 in long.text
    assert not Note.objects.exists()
    assert not Handling.objects.exists()


def test_a_case_is_taken_and_handed_over(lingchuan):
    case, other = make_case("circulating"), make_case("circulating")
    post("sfj-jb", case, do="hand_over", seat=seat("sfj-jb").seat.pk)
    assert told("sfj-jb") == []
    desk = client_of("sfj-jb").get(reverse("desk"), {"mine": "1"})
    assert [item.case.pk for item in desk.context["page"]] == [case.pk]
    assert f"由{seat('sfj-jb').user}办" in client_of("sfj-jb").get(reverse("desk")).text

    post("sfj-jb", case, do="hand_over", seat=seat("sfj-fz").seat.pk)
    assert told("sfj-fz") == [f"{seat('sfj-jb').user}请您办：{case.title}"]
    assert Desk(seat("sfj-jb"), {"mine": "1"}).rows == []
    assert f"由{seat('sfj-fz').user}办" not in client_of("czj-jb").get(reverse("desk")).text
    assert other.pk != case.pk


def test_what_a_colleague_gave_meanwhile_is_not_taken_back_unseen(lingchuan):
    case, slower = make_case("circulating"), client_of("sfj-fz")
    post("sfj-jb", case, do="hand_over", seat=seat("sfj-jb").seat.pk)
    opened = slower.get(page_of(case)).context
    post("sfj-jb", case, do="hand_over", seat=seat("sfj-fz").seat.pk)
    sent = {"do": "hand_over", "seat": seat("sfj-jb").seat.pk, "seen": opened["hand_form"]["seen"].value()}

    told_off = slower.post(page_of(case), sent | {"form_key": opened["form_key"] + "-hand"})
    assert told_off.status_code == 422
    assert f"已改由{seat('sfj-fz').user}办" in told_off.text
    assert Handling.objects.get().seat == seat("sfj-fz").seat

    again = told_off.context["hand_form"]["seen"].value()
    slower.post(page_of(case), sent | {"seen": again, "form_key": told_off.context["form_key"] + "-hand"})
    assert Handling.objects.get().seat == seat("sfj-jb").seat


def test_a_delegate_writes_as_one(lingchuan):
    case = make_case("circulating")
    deputy = delegated(seat("sfj-fz"), seat("sfj-jb"))
    client_of(deputy).post(page_of(case), {"do": "note", "text": "已核。"})
    with days_later(40):
        (note,) = notes_for(case, seat("sfj-jb"))
    assert note.label == f"{seat('sfj-jb').user}代{seat('sfj-fz').user}"
