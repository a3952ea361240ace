from datetime import timedelta
from threading import Thread

import pytest
from axes.models import AccessAttempt
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import actions, lockout
from accounts.acting import acting
from accounts.models import County, User
from accounts.notices import notify, unread_count
from audit import clock
from audit.models import Event
from audit.record import SYSTEM
from tests.accounts.conftest import PASSWORD, person, signed_in

pytestmark = [pytest.mark.urls("tests.accounts.signing_urls"), pytest.mark.django_db]


def attempt(client, raw="wrong", username="sfj-fz", **data):
    return client.post("/login/", {"username": username, "password": raw, **data})


def test_a_wrong_password_is_said_beside_the_form_and_the_name_stays(cast):
    response = attempt(Client())

    text = response.content.decode()
    assert response.status_code == 200
    assert '<p class="field-error">账号或密码不对</p>' in text
    assert 'value="sfj-fz"' in text
    assert 'value="wrong"' not in text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"username": "\u3000", "password": "x"}, "请填写账号"),
        ({"username": "sfj-fz", "password": ""}, "请填写密码"),
        (
            {"username": "sfj\u202e-fz", "password": "x"},
            "账号第4个字是从右到左覆盖（U+202E），不能使用，请删去",
        ),
        ({"username": "a" * 151, "password": "x"}, "账号最多150个字，现在有151个字"),
        ({"username": "不存在", "password": "x"}, "账号或密码不对"),
    ],
)
def test_bad_input(cast, data, said):
    response = Client().post("/login/", data)

    assert response.status_code == 200
    assert f'<p class="field-error">{said}</p>' in response.content.decode()


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(cast, time_machine):
    time_machine.move_to("2026-11-23 09:00:00+08:00", tick=False)
    client = Client()

    statuses = [attempt(client).status_code for _ in range(5)]
    locked = attempt(client, PASSWORD)

    assert statuses == [200, 200, 200, 200, 429]
    assert locked.status_code == 429
    assert "密码连续输错5次，账号已锁定。请15分钟后再试，或找安全管理员解锁。" in locked.content.decode()
    assert 'value="sfj-fz"' in locked.content.decode()
    time_machine.shift(timedelta(minutes=5))
    assert "请10分钟后再试" in attempt(client, PASSWORD).content.decode()
    time_machine.shift(timedelta(minutes=11))
    assert attempt(client, PASSWORD).status_code == 302


def test_a_lock_holds_for_the_account_not_for_the_machine(cast):
    for _ in range(5):
        attempt(Client(REMOTE_ADDR="10.0.0.1"))

    assert attempt(Client(REMOTE_ADDR="10.0.0.2"), PASSWORD).status_code == 429
    assert attempt(Client(REMOTE_ADDR="10.0.0.1"), PASSWORD, username="czj-fz").status_code == 302


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_attempts_at_once_are_counted_one_after_another(cast):
    """The right password, given while five wrong ones are being counted, comes too late."""
    answers, head = [], cast.seats.head.user

    def right():
        answers.append(attempt(Client(), PASSWORD).status_code)
        connection.close()

    asking = Thread(target=right)
    with transaction.atomic():
        list(type(head).objects.select_for_update().filter(pk=head.pk))
        asking.start()
        asking.join(1)  # it waits: nothing comes of it while the others are at it
        assert answers == []
        AccessAttempt.objects.create(
            username=head.username,
            ip_address="127.0.0.1",
            failures_since_start=5,
            attempt_time=timezone.now(),
        )
    asking.join()

    assert answers == [429]


def test_a_lockout_is_recorded_once(cast):
    for _ in range(7):
        attempt(Client())
    for _ in range(5):
        attempt(Client(), username="nobody")

    events = Event.objects.filter(verb="lock_out")
    assert [event.subject for event in events] == [str(cast.seats.head.user.uuid)]


def test_the_security_administrator_unlocks(cast):
    for _ in range(5):
        attempt(Client())
    client = signed_in(cast.seats.sec)
    head = cast.seats.head.user

    listed = client.get("/manage/locked/").content.decode()
    client.post(f"/manage/locked/{head.uuid}/unlock/")

    assert "sfj-fz" in listed
    assert lockout.locked_users(cast.county) == []
    assert attempt(Client(), PASSWORD).status_code == 302
    assert Event.objects.get(verb="unlock").person == "sec"


def test_locked_accounts_of_another_county_are_not_shown(cast):
    for _ in range(5):
        attempt(Client(), username="qz-fz")

    assert lockout.locked_users(cast.county) == []
    assert [user.username for user in lockout.locked_users(cast.other)] == ["qz-fz"]
    response = signed_in(cast.seats.sec).post(f"/manage/locked/{cast.seats.abroad.user.uuid}/unlock/")
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("wanted", "goes"),
    [
        ("/notices/", "/notices/"),
        ("https://example.com/", "/desk/"),
        ("//example.com/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("foo", "/desk/"),
        ("case", "/desk/"),
        ("", "/desk/"),
    ],
)
def test_the_next_page_is_one_of_this_site(cast, wanted, goes):
    assert attempt(Client(), PASSWORD, next=wanted).url == goes


def test_a_word_that_is_no_path_is_not_taken_for_the_name_of_an_address(cast):
    client = signed_in(cast.seats.head)

    assert client.get("/login/?next=foo").url == "/desk/"
    assert client.post("/seat/", {"key": f"s{cast.seats.head.pk}", "next": "case"}).url == "/desk/"
    assert client.post("/seat/", {"key": "s0", "next": "foo"}).url == "/desk/"
    assert Client().post("/elder/", {"next": "foo"}).url == "/"


def test_administrators_begin_at_their_own_pages(cast):
    assert attempt(Client(), PASSWORD, username="aud").url == "/manage/"


def test_who_is_signed_in_is_sent_on(cast):
    assert signed_in(cast.seats.head).get("/login/").url == "/desk/"


def test_a_deactivated_account_does_not_sign_in(cast):
    actions.set_active(user=cast.seats.head.user, active=False, by=SYSTEM)

    assert "账号或密码不对" in attempt(Client(), PASSWORD).content.decode()


# ---- demo accounts


def test_demo_accounts_come_from_the_rows(cast, settings):
    settings.DEMO = True
    County.objects.filter(pk=cast.county.pk).update(is_demo=True)
    actions.add_roster_entry(seat=cast.seats.finance, role="member", valid_from="2026-01-01", by=SYSTEM)

    groups = Client().get("/login/").context["demo_accounts"]

    assert [(group.who, [(row.name, row.accounts) for row in group.rows]) for group in groups] == [
        ("申请方", [("县司法局", ["sfj-jb", "sfj-fz"])]),
        ("成员单位", [("县财政局", ["czj-fz"])]),
        ("召集人", [("召集人", ["zjr"])]),
        ("管理", [("三名管理员", ["sys", "sec", "aud"])]),
    ]


def test_the_bodies_of_another_demo_county_follow_by_its_name(cast, settings):
    settings.DEMO = True
    County.objects.update(is_demo=True)
    there = cast.units.abroad.county
    bureau = actions.create_unit(county=there, code="zjj", name="县住建局", kind="department", by=SYSTEM)
    actions.grant_seat(user=person(there, "zjj-jb-other"), unit=bureau, post="handler", by=SYSTEM)

    groups = Client().get("/login/").context["demo_accounts"]

    [departments] = [group for group in groups if group.who == "申请方"]
    names = [row.name for row in departments.rows]
    assert names[0] == "县司法局"  # the demo county's own first
    assert f"{there} · 县住建局" in names


def test_units_of_a_kind_beyond_the_second_unfold(cast, settings):
    settings.DEMO = True
    County.objects.filter(pk=cast.county.pk).update(is_demo=True)
    for code in ("zjj", "nyj"):
        department = actions.create_unit(
            county=cast.county, code=code, name=f"县{code}", kind="department", by=SYSTEM
        )
        actions.grant_seat(user=person(cast.county, f"{code}-jb"), unit=department, post="handler", by=SYSTEM)

    page = Client().get("/login/").content.decode()

    folded = page.partition("<details")[2].partition("</details>")[0]
    assert "另有2个单位" in folded
    assert page.count("zjj-jb") + page.count("nyj-jb") == folded.count("zjj-jb") + folded.count("nyj-jb") == 2


@pytest.mark.parametrize(("demo", "is_demo"), [(True, False), (False, True), (False, False)])
def test_demo_accounts_show_only_in_a_demo(cast, settings, demo, is_demo):
    settings.DEMO = demo
    County.objects.filter(pk=cast.county.pk).update(is_demo=is_demo)

    response = Client().get("/login/")

    assert response.context["demo_accounts"] == []
    assert "demo-2026" not in response.content.decode()


# ---- one's own password


def first_login(cast):
    user = person(cast.county, "newcomer")
    User.objects.filter(pk=user.pk).update(password_changed_at=None)
    actions.grant_seat(user=user, unit=cast.units.justice, post="handler", by=SYSTEM)
    return user


def change(client, old=PASSWORD, new="another pass-phrase", again=None):
    data = {"old": old, "new": new, "again": again or new}
    return client.post("/password/", data)


def test_the_first_login_goes_nowhere_before_the_password_is_changed(cast):
    client = Client()

    assert attempt(client, PASSWORD, username=first_login(cast).username).url == "/password/"
    assert client.get("/notices/").url == "/password/"
    assert "您的密码是别人设的" in client.get("/password/").content.decode()
    assert change(client).url == "/desk/"
    assert client.get("/notices/").status_code == 200


def test_an_old_password_is_changed_under_the_protection_profile(cast, settings):
    settings.PASSWORD_MAX_AGE_DAYS = 90
    user = cast.seats.head.user
    User.objects.filter(pk=user.pk).update(password_changed_at=user.password_changed_at - timedelta(days=91))
    client = Client()

    assert attempt(client, PASSWORD).url == "/password/"
    assert "您的密码已经到期" in client.get("/password/").content.decode()


def test_a_changed_password_works_and_the_session_goes_on(cast):
    client = signed_in(cast.seats.head)

    change(client)

    assert client.get("/notices/").status_code == 200
    assert attempt(Client(), "another pass-phrase").status_code == 302
    assert Event.objects.get(verb="change_password").person == "sfj-fz"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"old": "wrong"}, "现在的密码不对"),
        ({"new": "short"}, "密码至少12个字符，现在有5个"),
        ({"new": PASSWORD}, "新密码不能与现在的密码相同"),
        ({"again": "something else"}, "两次输入的新密码不一样"),
    ],
)
def test_what_a_new_password_may_not_be(cast, data, said):
    client = signed_in(cast.seats.head)

    response = change(client, **data)

    assert response.status_code == 200
    assert said in response.content.decode()
    assert attempt(Client(), PASSWORD).status_code == 302


@pytest.mark.parametrize("again", ["something else", None])
def test_a_guess_typed_as_the_new_password_is_not_answered(cast, again):
    """Else a shared machine left signed in tells the password, without the count of wrong ones."""
    client = signed_in(cast.seats.head)

    right = change(client, old="wrong", new=PASSWORD, again=again)
    other = change(client, old="wrong", new="another pass-phrase", again=again)

    assert "相同" not in right.content.decode()
    assert right.context["form"].errors == other.context["form"].errors


def test_wrong_guesses_of_the_current_password_lock_the_account(cast):
    client = signed_in(cast.seats.head)

    statuses = [change(client, old="wrong", new=PASSWORD).status_code for _ in range(5)]

    assert statuses == [200] * 4 + [429]
    assert attempt(Client(), PASSWORD).status_code == 429


def test_who_has_no_seat_may_change_the_password(cast):
    client = signed_in(person(cast.county, "newcomer"))

    assert change(client).status_code == 302
    event = Event.objects.get(verb="change_password")
    assert (event.person, event.unit) == ("newcomer", "")


# ---- notices, elder mode, a head's delegations


def test_notices_are_the_units_and_are_read_by_pressing(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        notify(units=[cast.units.justice, cast.units.finance], title="请答复", url="/notices/")
    client = signed_in(cast.seats.head)

    assert "请答复" in client.get("/notices/").content.decode()
    assert unread_count(acting(cast.seats.head)) == 1
    client.post("/notices/")
    cast.seats.head.refresh_from_db()
    assert unread_count(acting(cast.seats.head)) == 0
    assert unread_count(acting(cast.seats.handler)) == 1
    assert unread_count(acting(cast.seats.aud)) == 0


def test_elder_mode_goes_on_and_off(db):
    client = Client()

    assert client.post("/elder/", {"next": "/login/"}).url == "/login/"
    assert client.cookies["elder"].value == "1"
    client.post("/elder/", {"next": "//example.com"})
    assert client.cookies["elder"].value == ""


def delegation_form(cast, **data):
    return {
        "to_seat": cast.seats.handler.pk,
        "valid_from": "2099-01-01",
        "valid_until": "2099-01-05",
        **data,
    }


def test_a_head_delegates_and_takes_it_back(cast):
    client = signed_in(cast.seats.head)

    assert client.post("/delegations/", delegation_form(cast)).url == "/delegations/"
    row = cast.seats.head.given.get()
    assert client.post(f"/delegations/{row.uuid}/revoke/").url == "/delegations/"
    row.refresh_from_db()
    assert row.revoked_at is not None
    assert client.post(f"/delegations/{row.uuid}/revoke/").status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"valid_until": "2098-12-31"}, "结束日期不能早于开始日期"),
        ({"valid_from": "2099-02-30"}, "没有2099-02-30这一天，请核对"),
        ({"valid_from": ""}, "请填写开始日期"),
        ({"valid_from": "\u3000"}, "请填写开始日期"),
        ({"document": "授\u202e权"}, "依据文件第2个字是从右到左覆盖（U+202E），不能使用，请删去"),
    ],
)
def test_bad_dates_are_said_beside_the_field(cast, data, said):
    client = signed_in(cast.seats.head)

    response = client.post("/delegations/", delegation_form(cast, **data))

    assert response.status_code == 422
    assert f'<p class="field-error">{said}' in response.content.decode()


@pytest.mark.parametrize(
    ("valid_from", "said"),
    [
        (None, "授权已生效，受托人切换身份后可以代签。"),
        ("2099-01-01", "授权已登记，2099年1月1日（周四）起受托人切换身份后可以代签。"),
    ],
)
def test_a_delegation_is_in_effect_from_its_first_day(cast, valid_from, said):
    client = signed_in(cast.seats.head)
    first = valid_from or str(clock.today())

    done = client.post(
        "/delegations/", delegation_form(cast, valid_from=first, valid_until="2099-01-05"), follow=True
    )

    assert [str(message) for message in done.context["messages"]] == [said]


def test_a_second_delegation_for_the_same_days_is_said_beside_the_first_day(cast):
    client = signed_in(cast.seats.head)
    client.post("/delegations/", delegation_form(cast))

    response = client.post(
        "/delegations/", delegation_form(cast, valid_from="2099-01-05", valid_until="2099-01-09")
    )

    assert list(response.context["form"].errors) == ["valid_from"]
    assert '<p class="field-error">这段时间已有一份授权，请先撤回，或改日期。' in response.content.decode()
    assert 'value="2099-01-09"' in response.content.decode()


def test_a_seat_of_another_unit_is_no_choice_in_the_form(cast):
    client = signed_in(cast.seats.head)

    response = client.post("/delegations/", delegation_form(cast, to_seat=cast.seats.finance.pk))

    assert response.status_code == 422
    assert cast.seats.head.given.count() == 0


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("/login/", {"username": "sfj-fz", "password": "hidden-1"}),
        ("/password/", {"old": "hidden-1", "new": "hidden-2 hidden-2", "again": "hidden-2 hidden-2"}),
        ("/sign/", {"text": "hidden opinion", "password": "hidden-1"}),
    ],
)
def test_a_refused_attempt_is_on_record_without_secrets_and_texts(cast, url, data):
    client = Client() if url == "/login/" else signed_in(cast.seats.head)
    session = client.session
    session["password_at"] = 0
    session.save()

    client.post(url, data)

    row = AccessAttempt.objects.get()
    assert (row.username, "hidden" in row.post_data + row.get_data) == ("sfj-fz", False)


def test_a_form_refused_for_its_token_gives_no_password_back(cast):
    client = Client(enforce_csrf_checks=True)
    secret = "a password of more than twenty characters"

    response = client.post("/password/", {"old": secret, "new": secret, "again": secret, "text": "意见" * 20})

    assert (response.status_code, secret in response.content.decode()) == (403, False)
    assert "意见" * 20 in response.content.decode()
