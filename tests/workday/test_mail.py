"""Notices by e-mail: to whom, when, and never twice; over a real socket to a server of our own."""

import threading
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from accounts.models import Notice, NoticeKind, User
from accounts.notices import notify
from audit import clock
from audit.models import Event
from tests.cast import client_of
from tests.factories import unit
from tests.workday.sink import sink
from workday.mailing import send_due
from workday.models import Mailing, When

SHANGHAI = ZoneInfo("Asia/Shanghai")
FRIDAY, SATURDAY, MONDAY = 4, 5, 7  # of December 2026


def at(day, hour, minute=0):
    return clock.at(datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI))


def told(kind, title="请办理"):
    notify(units=[unit("sfj")], title=title, url="/desk/", kind=kind)


@pytest.fixture
def server(settings, lingchuan):
    User.objects.filter(username="sfj-jb").update(email="jb@example.gov.cn")
    with sink() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.server_address
        settings.EMAIL_USE_TLS = False
        settings.MAIL_IS_SET = True
        yield running


def mailed(server):
    """(to, subject) of what came since last asked."""
    found = [(letter["To"], letter["Subject"].strip()) for letter in server.letters]
    server.letters.clear()
    return found


def test_what_cannot_wait_is_mailed_at_once_and_once(server):
    with at(SATURDAY, 22):
        told(NoticeKind.URGE, "催办：示例事项")
        told(NoticeKind.RESULT, "已受理：示例事项")
        call_command("send_mail")
        call_command("send_mail")

    (letter,) = server.letters
    assert (letter["To"], letter["Subject"].strip()) == ("jb@example.gov.cn", "乡镇职责准入：催办：示例事项")
    assert "http://localhost:8000/desk/" in letter.get_content()
    assert "已受理" not in letter.get_content()


def test_words_of_several_lines_are_the_subject_of_a_letter_too(server):
    """催办 with words of one's own, a decided item: what a person wrote may have line ends, a subject may not."""
    with at(FRIDAY, 9):
        told(NoticeKind.URGE, "催办：请抓紧。\n后天上会。")
        call_command("send_mail")
        told(NoticeKind.URGE, "催办：第二件")
        Notice.objects.filter(title="催办：第二件").update(
            title="催办：第\n二件"
        )  # kept before titles were one line
        call_command("send_mail")
    assert mailed(server) == [
        ("jb@example.gov.cn", "乡镇职责准入：催办：请抓紧。 后天上会。"),
        ("jb@example.gov.cn", "乡镇职责准入：催办：第 二件"),
    ]


def test_the_rest_is_one_letter_on_the_morning_of_a_working_day(server):
    """Friday's afternoon is Monday's letter; what comes after eight is the next day's."""
    with at(FRIDAY, 15):
        told(NoticeKind.TURN, "请签发：甲")
        told(NoticeKind.DEADLINE, "今天到期：乙")
    for day, hour in [(FRIDAY, 16), (SATURDAY, 9), (MONDAY, 7)]:
        with at(day, hour):
            call_command("send_mail")
    assert mailed(server) == []

    with at(MONDAY, 8, 5):
        told(NoticeKind.TURN, "请签发：丙")
        call_command("send_mail")
        call_command("send_mail")
    (letter,) = server.letters
    assert letter["Subject"].strip() == "乡镇职责准入：今日提醒，2条消息"
    assert [name in letter.get_content() for name in "甲乙丙"] == [True, True, False]


def test_who_chose_otherwise_is_mailed_otherwise(server):
    """A choice by the page; what is marked read, and what others are told, is not mailed."""
    client = client_of("sfj-jb")
    chosen = dict.fromkeys(NoticeKind.values, When.AT_ONCE.value) | {"urge": "never", "meeting": "daily"}
    answer = client.post(reverse("mail-choices"), {"email": "new@example.gov.cn", **chosen})
    assert answer.status_code == 302

    with at(FRIDAY, 7):
        for kind in NoticeKind:
            told(kind, kind.label)
        notify(units=[unit("czj")], title="别的单位", url="/desk/")
        call_command("send_mail")
        (letter,) = server.letters
        assert letter["To"] == "new@example.gov.cn"
        kinds = {
            kind.label: kind.label in letter.get_content().split("邮件只作提醒")[0] for kind in NoticeKind
        }
        assert kinds == {
            "轮到本单位办": True,
            "催办": False,
            "期限提醒": True,
            "会议": False,
            "有了结果": True,
            "同事找您": True,
        }
        client.post(reverse("notices"))
        server.letters.clear()
    with at(FRIDAY, 9):
        call_command("send_mail")
    assert mailed(server) == []
    assert Event.objects.latest("seq").verb == "choose_mail"


@pytest.mark.parametrize(
    ("changed", "said"), [({"email": "不是邮箱"}, "邮箱要写成"), ({"turn": "hourly"}, "请在给出的各项中选择")]
)
def test_a_wrong_choice_is_said_and_nothing_is_kept(lingchuan, changed, said):
    data = {"email": "jb@example.gov.cn", **dict.fromkeys(NoticeKind.values, "never")} | changed
    page = client_of("sfj-jb").post(reverse("mail-choices"), data)

    assert page.status_code == 422
    assert said in page.text
    assert User.objects.get(username="sfj-jb").email == ""


def test_a_refused_letter_is_told_and_tried_again(server):
    User.objects.filter(username="czj-jb").update(email="ok@example.gov.cn")
    server.refuses.add("jb@example.gov.cn")
    with at(FRIDAY, 9):
        told(NoticeKind.URGE)
        notify(units=[unit("czj")], title="催办", url="/desk/", kind=NoticeKind.URGE)
        with pytest.raises(CommandError, match="sfj-jb"):
            call_command("send_mail")
        assert [to for to, _ in mailed(server)] == ["ok@example.gov.cn"]
        server.refuses.clear()
        call_command("send_mail")
    assert [to for to, _ in mailed(server)] == ["jb@example.gov.cn"]


def test_without_a_server_nothing_is_stamped(server, settings):
    with at(FRIDAY, 9):
        told(NoticeKind.URGE)
        settings.EMAIL_PORT = 1
        with pytest.raises(CommandError, match="不能用"):
            call_command("send_mail")
        settings.MAIL_IS_SET = False
        call_command("send_mail")
    assert not Mailing.objects.exists()


def test_nobody_without_a_seat_or_an_address_and_nothing_old(server):
    with at(FRIDAY, 9):
        told(NoticeKind.URGE)
        User.objects.filter(username="sfj-jb").update(is_active=False)
        call_command("send_mail")
        assert mailed(server) == []
        User.objects.filter(username="sfj-jb").update(is_active=True)
    with at(FRIDAY + 8, 9):
        call_command("send_mail")
    assert mailed(server) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_mail_everybody_once(server):
    trials = 15
    start = threading.Barrier(2)

    def runs():
        try:
            for n in range(trials):
                if start.wait(20) == 0:
                    told(NoticeKind.URGE, f"催办{n}")
                start.wait(20)
                send_due()
        finally:
            connection.close()

    both = [threading.Thread(target=runs) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert len(mailed(server)) == Mailing.objects.count() == trials
