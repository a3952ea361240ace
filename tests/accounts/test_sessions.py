"""Session limits, what was typed when they struck, the acting seat, the second password."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from accounts import actions, kept
from accounts.acting import acting
from accounts.models import Post, Session, User
from accounts.sessions import SessionStore
from audit.models import Event
from audit.record import SYSTEM
from tests.accounts.conftest import PASSWORD, person, signed_in

pytestmark = [pytest.mark.urls("tests.accounts.signing_urls"), pytest.mark.django_db]
START = "2026-11-23 09:00:00+08:00"


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(START, tick=False)
    return time_machine


def after(clock, minutes):
    clock.shift(timedelta(minutes=minutes))


def page(client, url="/notices/"):
    return client.get(url)


@pytest.mark.parametrize(("minutes", "open_"), [(29, True), (30, False), (600, False)])
def test_half_an_hour_without_a_request_ends_a_session(cast, clock, minutes, open_):
    client = signed_in(cast.seats.head)

    after(clock, minutes)

    assert (page(client).status_code == 200) is open_


def test_a_very_long_address_leads_to_the_login_page_too(client):
    """An answer may not point as far; as nobody, nothing was typed that would be lost but the search itself."""
    refused = client.get("/notices/", {"q": "农" * 2000})

    assert (refused.status_code, refused.url) == (302, "/login/")


def test_the_login_page_says_why_and_comes_back(cast, clock):
    client = signed_in(cast.seats.head)
    after(clock, 31)

    refused = client.get("/notices/?page=2")
    login = client.get(refused.url)

    assert refused.url == "/login/?next=/notices/%3Fpage%3D2"
    assert "您有一段时间没有操作，系统已自动退出。" in login.content.decode()
    back = client.post(refused.url, {"username": "sfj-fz", "password": PASSWORD})
    assert back.url == "/notices/?page=2"


def test_twelve_hours_end_a_session_however_busy(cast, clock):
    client = signed_in(cast.seats.head)
    for _ in range(35):
        after(clock, 20)
        assert page(client).status_code == 200

    after(clock, 20)

    assert page(client).status_code == 302
    assert "本次登录已到最长时间" in client.get("/login/").content.decode()


def test_last_seen_is_written_once_a_minute(cast, clock, django_assert_num_queries):
    client = signed_in(cast.seats.head)
    page(client)

    def writes(minutes):
        after(clock, minutes)
        before = Session.objects.values_list("session_data", flat=True).get()
        page(client)
        return Session.objects.values_list("session_data", flat=True).get() != before

    assert [writes(0.5), writes(0.4), writes(0.2), writes(0.9), writes(0.2)] == [
        False,
        False,
        True,
        False,
        True,
    ]


def test_an_ended_session_does_not_close_the_public_pages(cast, clock):
    client = signed_in(cast.seats.head)
    after(clock, 31)

    assert client.get("/").content.decode() == "清单"


def test_what_was_typed_is_kept_for_the_same_person(cast, clock):
    client = signed_in(cast.seats.head)
    after(clock, 31)

    refused = client.post("/sign/", {"text": "拟了很久的意见", "password": "secret"})
    login = client.get(refused.url).content.decode()
    back = client.post("/login/", {"username": "sfj-fz", "password": PASSWORD})
    shown = client.get(back.url).content.decode()

    assert "您填写的文字已为您保存" in login
    assert back.url == "/login/kept/"
    assert '<form method="post" action="/sign/">' in shown
    assert '<input type="hidden" name="text" value="拟了很久的意见">' in shown
    assert "secret" not in shown
    assert client.post("/login/kept/").url == "/desk/"
    assert client.get("/login/kept/").url == "/desk/"


def test_what_was_typed_in_another_window_is_kept_too(cast, clock):
    """The first request after lunch came from another window, and found the session over."""
    client = signed_in(cast.seats.head)
    after(clock, 31)
    assert page(client).status_code == 302

    assert client.post("/sign/", {"text": "拟了很久的意见"}).url == "/login/"
    assert client.post("/sign/?again=1", {"text": "后来的另一页"}).url == "/login/"

    assert "您有一段时间没有操作" in client.get("/login/").content.decode()
    assert client.post("/login/", {"username": "sfj-fz", "password": PASSWORD}).url == "/login/kept/"
    assert client.session["kept"]["fields"] == [["text", "拟了很久的意见"]]
    assert "ended" not in client.session


def test_what_was_typed_in_another_window_is_kept_after_signing_out(cast):
    client = signed_in(cast.seats.head)
    client.post("/logout/")
    before = client.get("/login/").content.decode()

    assert client.post("/sign/", {"text": "拟了很久的意见"}).url == "/login/"

    login = client.get("/login/").content.decode()
    assert "您已经退出登录" not in before
    assert "您已经退出登录（可能是在另一个窗口里）。" in login
    assert "您填写的文字已为您保存" in login
    assert client.post("/login/", {"username": "sfj-fz", "password": PASSWORD}).url == "/login/kept/"
    assert client.session["kept"]["fields"] == [["text", "拟了很久的意见"]]
    shown = client.get("/login/kept/").content.decode()
    assert "上次提交时已经不在登录状态" in shown
    assert "到时间" not in shown


def test_signing_out_without_being_signed_in_leaves_nothing(cast):
    client = Client()

    assert client.post("/logout/").status_code == 302

    client.post("/sign/", {"text": "不知是谁写的"})
    assert "kept" not in client.session


@pytest.mark.urls("config.urls")
@pytest.mark.parametrize(
    ("app", "names", "labels"),
    [
        ("admission", ["reason", "article"], ["理由", "依据的条款"]),
        ("accounts", ["display_name"], ["姓名"]),
        ("admission", ["odd"], ["第1段"]),
    ],
)
def test_what_was_typed_is_shown_by_the_labels_of_its_form(app, names, labels):
    assert get_resolver().url_patterns  # every form is loaded
    form = {"app": app, "fields": [["form_key", "s1.a"], *([name, "拟了很久"] for name in names)]}

    assert kept.labelled(form) == [(label, "拟了很久") for label in labels]


def test_what_was_typed_is_shown_to_nobody_else(cast, clock):
    client = signed_in(cast.seats.head)
    after(clock, 31)
    client.post("/sign/", {"text": "拟了很久的意见"})

    back = client.post("/login/", {"username": "czj-fz", "password": PASSWORD})

    assert back.url == "/desk/"
    assert client.get("/login/kept/").url == "/desk/"


def test_what_a_stranger_posts_is_not_kept(cast):
    client = Client()

    assert client.post("/sign/", {"text": "文字"}).url == "/login/"
    assert "kept" not in client.session


# ---- the acting seat


def seat_of(client):
    return client.get("/notices/").wsgi_request.acting


def test_the_first_seat_is_chosen_and_switching_is_remembered(cast):
    second = actions.grant_seat(
        user=cast.seats.head.user, unit=cast.units.finance, post=Post.HANDLER, by=SYSTEM
    )
    client = signed_in(cast.seats.head)

    assert seat_of(client).seat == cast.seats.head
    assert client.post("/seat/", {"key": f"s{second.pk}"}).url == "/desk/"
    assert seat_of(client).seat == second


def test_switching_within_a_unit_stays_on_the_page(cast):
    second = actions.grant_seat(
        user=cast.seats.head.user, unit=cast.units.justice, post=Post.HANDLER, by=SYSTEM
    )
    client = signed_in(cast.seats.head)

    switched = client.post("/seat/", {"key": f"s{second.pk}", "next": "/notices/"})

    assert switched.url == "/notices/"


@pytest.mark.parametrize("key", ["", "s0", "d1", "nonsense"])
def test_a_seat_of_others_is_no_choice(cast, key):
    client = signed_in(cast.seats.head)

    for wanted in (key, f"s{cast.seats.finance.pk}"):
        client.post("/seat/", {"key": wanted})

    assert seat_of(client).seat == cast.seats.head


def test_a_delegate_switches_to_the_entry_of_the_delegation(cast, clock):
    today = timezone.localdate()
    row = actions.delegate(
        seat=cast.seats.head,
        to_seat=cast.seats.handler,
        valid_from=today,
        valid_until=today,
        by=acting(cast.seats.head),
    )
    client = signed_in(cast.seats.handler)

    client.post("/seat/", {"key": f"d{row.pk}"})

    assert seat_of(client).label == "县司法局 · 负责人（受托）"
    assert client.get("/sign/").status_code == 200


def in_the_heads_place(cast):
    """The handler's browser, acting for the head by a delegation of the day, and that delegation."""
    today = timezone.localdate()
    row = actions.delegate(
        seat=cast.seats.head,
        to_seat=cast.seats.handler,
        valid_from=today,
        valid_until=today,
        by=acting(cast.seats.head),
    )
    client = signed_in(cast.seats.handler)
    client.post("/seat/", {"key": f"d{row.pk}"})
    return client, row


def next_day(row, time_machine):
    time_machine.shift(timedelta(minutes=15))


def take_back(row, time_machine):
    actions.revoke_delegation(delegation=row, by=acting(row.seat))


ENDS = pytest.mark.parametrize("end", [next_day, take_back])
IT_IS_OVER = "您刚才使用的岗位或授权已结束，现在的身份是县司法局 · 经办人。"


@ENDS
def test_a_delegation_that_is_over_ends_that_seat_only(cast, time_machine, end):
    """The delegate stays signed in, goes on from the own seat, and is told so once."""
    time_machine.move_to("2026-11-23 23:50:00+08:00", tick=False)
    client, row = in_the_heads_place(cast)

    end(row, time_machine)

    told, later = client.get("/notices/"), client.get("/notices/")
    assert [told.status_code, later.status_code] == [200, 200]
    assert seat_of(client).label == "县司法局 · 经办人"
    assert [page.content.decode().count(IT_IS_OVER) for page in (told, later)] == [1, 0]


@ENDS
def test_what_was_sent_from_a_seat_that_is_over_is_refused_and_given_back(cast, time_machine, end):
    time_machine.move_to("2026-11-23 23:50:00+08:00", tick=False)
    client, row = in_the_heads_place(cast)
    end(row, time_machine)
    long = "拟了很久的意见，写了很多的话，不能就这样没有了。"

    refused = client.post(
        "/sign/", {"text": long, "password": PASSWORD, "due": "2026-12-15", "cost": "8.24", "pk": "8"}
    )

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "您刚才使用的岗位或授权已经结束" in page
    assert [text for _, text in refused.context["typed"]] == [long, "2026-12-15", "8.24"]
    assert (long in page, PASSWORD in page) == (True, False)
    assert client.get("/notices/").status_code == 200
    assert client.post("/sign/", {"text": long}).status_code == 403  # the handler's own seat signs nothing


def test_a_form_of_a_seat_that_is_over_is_told_so_after_another_page_too(cast, time_machine):
    """Not to change back to what is none of the person's seats any more."""
    time_machine.move_to("2026-11-23 23:50:00+08:00", tick=False)
    client, row = in_the_heads_place(cast)
    key = f"{client.get('/notices/').wsgi_request.acting.key}.1"
    take_back(row, time_machine)
    client.get("/notices/")

    refused = client.post("/sign/", {"form_key": key, "password": PASSWORD})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert ("您刚才使用的岗位或授权已经结束" in page, "换回去" in page) == (True, False)


def test_a_form_without_a_key_is_refused_from_another_seat_too(cast):
    """Switched in another window: the notices of the one seat are not marked as read by the other."""
    actions.grant_seat(user=cast.seats.head.user, unit=cast.units.finance, post=Post.HANDLER, by=SYSTEM)
    client = signed_in(cast.seats.head)
    first, second = (choice.key for choice in client.get("/notices/").wsgi_request.acting_choices)
    page = client.get("/delegations/").text
    assert f'name="opened_as" value="{first}"' in page

    client.post("/seat/", {"key": second})

    assert client.post("/notices/", {"opened_as": first}).status_code == 409
    assert client.post("/notices/", {"opened_as": second}).status_code == 302


def test_a_slow_request_takes_nothing_back_that_another_window_changed(cast, clock):
    """Each writes what it changed itself: the seat chosen, 'last seen', what was thrown away."""
    client = signed_in(cast.seats.head)
    key = client.session.session_key
    before = SessionStore(key)
    before.update({"left": [1], "gone": True})
    before.save()
    slow, quick = SessionStore(key), SessionStore(key)
    assert slow["left"] == quick["left"] == [1]
    quick["acting"] = "another seat"
    del quick["gone"]
    quick.save()

    slow["seen_at"] = 5
    slow["left"].append(2)
    slow.save()
    slow["once more"] = 1
    slow.save()

    now = SessionStore(key)
    assert (now["acting"], now["seen_at"], now["left"], now["once more"]) == ("another seat", 5, [1, 2], 1)
    assert "gone" not in now
    assert slow["acting"] == "another seat"


def test_a_session_under_a_new_key_keeps_what_it_had(cast):
    """Signing in gives another key."""
    store = SessionStore(signed_in(cast.seats.head).session.session_key)
    had = dict(store.items())
    store.cycle_key()
    store["more"] = 1
    store.save()

    assert had
    assert dict(SessionStore(store.session_key).items()) == had | {"more": 1}


def test_a_changed_password_takes_nothing_back_that_another_window_changed(cast):
    client = signed_in(cast.seats.head)
    slow, quick = (SessionStore(client.session.session_key) for _ in range(2))
    assert slow["acting"] == quick["acting"]
    slow["mine"] = 1
    quick["acting"] = "another seat"
    quick.save()

    slow.cycle_key()

    assert slow.session_key != quick.session_key
    now = SessionStore(slow.session_key)
    assert (now["acting"], now["mine"], slow["acting"]) == ("another seat", 1, "another seat")
    assert not Session.objects.filter(session_key=quick.session_key).exists()


def test_a_changed_password_does_not_sign_in_again_who_signed_out_in_another_window(cast):
    client = signed_in(cast.seats.head)
    slow = SessionStore(client.session.session_key)
    assert slow[SESSION_KEY]
    client.session.flush()

    slow.cycle_key()
    slow["password_at"] = 5
    slow.save()

    assert dict(SessionStore(slow.session_key).items()) == {"password_at": 5}
    assert not Session.objects.filter(person__isnull=False).exists()


def test_signing_in_in_two_windows_at_once_keeps_what_was_typed(cast):
    """Nobody had signed in under the old key: it is gone by the other's."""
    before = SessionStore()
    before["kept"] = "typed"
    before.save()
    one, two = (SessionStore(before.session_key) for _ in range(2))
    assert one["kept"] == two["kept"]

    one.cycle_key()
    two.cycle_key()

    assert SessionStore(two.session_key)["kept"] == "typed"


@pytest.mark.urls("config.urls")
def test_what_was_done_while_another_window_signed_out_is_not_called_undone(cast, monkeypatch):
    """The answer to a form whose session ended before it was done: what it did stays done."""
    client = signed_in(cast.seats.head)
    second = actions.grant_seat(
        user=cast.seats.head.user, unit=cast.units.finance, post=Post.HANDLER, by=SYSTEM
    )
    monkeypatch.setattr(SessionStore, "save", _over)

    answer = client.post("/seat/", {"key": f"s{second.pk}"})

    assert answer.status_code == 409
    assert "刚才提交的可能已经办成" in answer.content.decode()
    assert "什么都没有改动" not in answer.content.decode()


def _over(store, must_create=False):
    raise UpdateError


def test_a_slow_request_does_not_bring_back_a_session_that_is_over(cast, clock):
    client = signed_in(cast.seats.head)
    slow = SessionStore(client.session.session_key)
    assert slow["acting"]
    client.session.flush()

    slow["seen_at"] = 5
    with pytest.raises(UpdateError):
        slow.save()

    assert not Session.objects.filter(session_key=slow.session_key).exists()


def test_what_does_not_say_its_seat_is_refused_and_given_back(cast):
    """As what was opened from another seat: nobody knows whose it is. The seat is chosen from any page."""
    client, long = signed_in(cast.seats.head), "拟了很久的意见，写了很多的话，不能就这样没有了。"

    refused = client.post("/sign/", {"text": long, "password": PASSWORD, "opened_as": ""})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "这张表单没有写明是以哪个身份打开的" in page
    assert (long in page, PASSWORD in page, "您换过身份" in page) == (True, False, False)
    assert client.post("/sign/", {"text": long, "form_key": "1", "opened_as": ""}).status_code == 409
    assert client.post("/seat/", {"key": seat_of(client).key, "opened_as": ""}).status_code == 302


def test_of_two_seats_one_ends(cast):
    finance = actions.grant_seat(
        user=cast.seats.head.user, unit=cast.units.finance, post=Post.HANDLER, by=SYSTEM
    )
    client = signed_in(cast.seats.head)

    end_seat(cast.seats.head)

    told = client.get("/notices/")
    assert told.status_code == 200
    assert told.wsgi_request.acting.seat == finance
    assert "您刚才使用的岗位或授权已结束" in told.content.decode()


def end_seat(seat):
    actions.revoke_seat(seat=seat, by=SYSTEM)


def deactivate(seat):
    actions.set_active(user=seat.user, active=False, by=SYSTEM)


@pytest.mark.parametrize(("how", "why"), [(end_seat, "岗位或授权已结束"), (deactivate, "您的账号已停用")])
def test_who_loses_the_only_seat_is_out_at_the_next_request(cast, how, why):
    client = signed_in(cast.seats.head)

    how(cast.seats.head)

    assert client.get("/notices/").status_code == 302
    assert why in client.get("/login/").content.decode()


def test_a_reset_password_ends_open_sessions(cast):
    client = signed_in(cast.seats.head)

    actions.reset_password(user=cast.seats.head.user, password="another pass-phrase", by=SYSTEM)

    assert client.post("/sign/", {"text": "拟了很久的意见"}).url == "/login/"
    login = client.get("/login/").content.decode()
    assert "您的密码已在别处修改，或者由管理员重置，请用新密码登录。" in login
    assert "您填写的文字已为您保存" in login
    client.post("/login/", {"username": "sfj-fz", "password": "another pass-phrase"})
    assert ["text", "拟了很久的意见"] in client.session["kept"]["fields"]


def test_a_session_is_read_with_whose_it_is_as_that_row_is_now(cast):
    client = signed_in(cast.seats.head)
    person_of = cast.seats.head.user
    assert Session.objects.get().person == person_of
    page(client)

    with CaptureQueriesContext(connection) as captured:
        page(client)
    of_people = [query["sql"] for query in captured if "accounts_session" in query["sql"]]
    asked_alone = [query["sql"] for query in captured if 'FROM "accounts_user"' in query["sql"]]
    assert len(of_people) == 1 or connection.vendor == "postgresql"  # there it is asked by its name
    assert asked_alone == []

    User.objects.filter(pk=person_of.pk).update(is_active=False)
    assert page(client).status_code == 302


def test_who_is_signed_in_is_whom_the_session_names(cast):
    """The row beside it only saves a question."""
    client = signed_in(cast.seats.head)
    for beside in (None, cast.seats.sys.user):
        Session.objects.update(person=beside)
        assert page(client).context["request"].user == cast.seats.head.user


def test_sessions_of_before_are_cleared_by_the_daily_commands(cast):
    """With what was typed when they ended."""
    one, other = signed_in(cast.seats.head), signed_in(cast.seats.head)
    Session.objects.filter(pk=one.session.session_key).update(expire_date=timezone.now())

    call_command("clearsessions")

    assert Session.objects.get().pk == other.session.session_key
    assert page(other).status_code == 200
    assert "manage.py clearsessions\n" in (settings.BASE_DIR / "docs/deploy.md").read_text()


def test_without_a_seat_there_is_a_plain_page(cast):
    client = signed_in(person(cast.county, "newcomer"))

    response = client.get("/notices/")

    assert response.status_code == 403
    assert "您的账号现在没有岗位" in response.content.decode()


def test_pages_of_people_signed_in_are_not_stored_by_browsers(cast):
    client = signed_in(cast.seats.head)

    assert "no-store" in client.get("/notices/")["Cache-Control"]
    assert "Cache-Control" not in Client().get("/")


# ---- the second password


def sign(client, **data):
    return client.post("/sign/", {"text": "意见", **data}).content.decode()


@pytest.mark.parametrize(
    ("minutes", "password", "answer"),
    [
        (4, None, "已签发"),
        (5, None, "要密码|距上次输入密码已超过5分钟，请再输入一次登录密码。|意见"),
        (20, "wrong", "要密码|密码不对，请重新输入。|意见"),
        (20, PASSWORD, "已签发"),
    ],
)
def test_signing_asks_for_an_old_password_again(cast, clock, minutes, password, answer):
    client = signed_in(cast.seats.head)

    after(clock, minutes)

    assert sign(client, **({"password": password} if password else {})) == answer


def test_a_password_given_again_is_fresh_for_the_next_act(cast, clock):
    client = signed_in(cast.seats.head)
    after(clock, 20)
    sign(client, password=PASSWORD)

    after(clock, 4)

    assert client.get("/sign/").content.decode() == "不要密码||"
    assert sign(client) == "已签发"


@pytest.mark.parametrize(("minutes", "need"), [(4, "不要密码"), (20, "要密码")])
def test_where_a_phrase_is_put_in_nothing_is_asked_and_nothing_signed(cast, clock, minutes, need):
    client = signed_in(cast.seats.head)
    after(clock, minutes)

    assert sign(client, insert="1") == f"{need}||意见"


def test_a_lock_by_wrong_answers_is_on_record(cast, clock):
    client = signed_in(cast.seats.head)
    after(clock, 20)

    for _ in range(6):
        sign(client, password="wrong")

    assert [event.subject for event in Event.objects.filter(verb="lock_out")] == [
        str(cast.seats.head.user.uuid)
    ]


def test_wrong_answers_count_towards_the_lockout(cast, clock):
    client = signed_in(cast.seats.head)
    after(clock, 20)

    answers = [sign(client, password="wrong") for _ in range(5)]

    assert [answer.split("|")[1][:5] for answer in answers] == ["密码不对，"] * 4 + ["密码连续输"]
    assert "账号已锁定" in sign(client, password=PASSWORD)


# ---- signing in and out in the record


def test_signing_in_and_out_is_recorded(cast):
    client = signed_in(cast.seats.head)
    client.post("/logout/")

    rows = Event.objects.filter(subject=cast.seats.head.user.uuid, verb__startswith="log_")
    assert [(row.verb, row.person, row.unit) for row in rows] == [
        ("log_in", "sfj-fz", "县司法局"),
        ("log_out", "sfj-fz", "县司法局"),
    ]
    assert client.get("/notices/").status_code == 302


@pytest.mark.parametrize("url", ["/logout/", "/seat/", "/elder/"])
def test_a_get_changes_nothing(cast, url):
    client = signed_in(cast.seats.head)

    assert client.get(url).status_code == 405
    assert client.get("/notices/").status_code == 200


def test_a_changed_password_is_kept_nowhere(cast, clock):
    client = signed_in(cast.seats.head)
    after(clock, 31)

    client.post("/password/", {"old": PASSWORD, "new": "another long one", "again": "another long one"})

    assert "kept" not in client.session
