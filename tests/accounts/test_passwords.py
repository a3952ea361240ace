from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts import passwords
from accounts.models import User

KINDS = "密码须含大写字母、小写字母、数字、其他符号中的至少3种"


def said(profile, password):
    validators = get_password_validators(settings.PASSWORD_PROFILES[profile]["validators"])
    try:
        validate_password(password, User(username="sfj-fz", display_name="甲乙丙丁"), validators)
    except ValidationError as refused:
        return refused.messages
    return []


def accepted(profile, password):
    return said(profile, password) == []


@pytest.mark.parametrize(
    ("password", "length", "protection"),
    [
        ("春江潮水连海平海上明月共潮生", True, False),
        ("correct horse battery", True, False),
        ("Wx7!pq2Z", False, True),
        ("Wx7pq2ZmKK", False, True),
        ("wx7pq2zmkk", False, False),
        ("wxpqzm!kkrtt", True, False),
        ("Wx7!pq2Zrt9u", True, True),
        ("sfj-fz", False, False),
        ("password", False, False),
        ("123456789012345", True, False),
        ("", False, False),
    ],
)
def test_profiles(password, length, protection):
    assert accepted("length", password) is length
    assert accepted("classified-protection", password) is protection


@pytest.mark.parametrize(
    ("profile", "password", "messages"),
    [
        ("length", "秘密", ["密码至少12个字符，现在有2个"]),
        ("length", "sfj-fz12", ["密码至少12个字符，现在有8个", "密码与账号或姓名太像"]),
        ("length", "甲乙丙丁甲乙丙丁甲乙丙丁1", ["密码里不能有账号、姓名"]),
        ("length", "2026年的SFJ-fz在这里上班", ["密码里不能有账号、姓名"]),
        ("length", "甲乙丙在这里上班的日子", ["密码至少12个字符，现在有11个"]),
        ("classified-protection", "甲乙丙丁", ["密码至少8个字符，现在有4个", "密码与账号或姓名太像", KINDS]),
        ("classified-protection", "Password1", ["这个密码太常见，容易被猜到"]),
        ("classified-protection", "kmqzwvtr", [KINDS]),
    ],
)
def test_what_is_wrong_is_said_in_chinese(profile, password, messages):
    assert said(profile, password) == messages


@pytest.mark.parametrize(
    ("username", "display_name", "password"),
    [
        ("zjr", "召集人", "zjr-haohao-Xuexi-8"),
        ("wxm01", "王小明", "王小明hao2026Xuexi!"),
        ("wm01", "王明", "haohao王明Xuexi2026!"),
    ],
)
def test_a_short_account_or_a_chinese_name_counts_too(username, display_name, password):
    validators = get_password_validators(settings.PASSWORD_PROFILES["classified-protection"]["validators"])
    with pytest.raises(ValidationError, match="密码里不能有账号、姓名"):
        validate_password(password, User(username=username, display_name=display_name), validators)


def test_the_first_login_changes_what_another_set():
    assert passwords.change_due(User(password_changed_at=None)) == passwords.Due.FIRST


def test_the_demo_changes_nothing(settings):
    settings.DEMO = True

    assert passwords.change_due(User(password_changed_at=None)) == ""


@pytest.mark.parametrize(
    ("profile", "days", "due"),
    [
        ("length", 4000, ""),
        ("classified-protection", 89, ""),
        ("classified-protection", 90, passwords.Due.EXPIRED),
    ],
)
def test_the_maximum_age_is_the_profiles(settings, profile, days, due):
    settings.PASSWORD_MAX_AGE_DAYS = settings.PASSWORD_PROFILES[profile]["max_age_days"]
    user = User(password_changed_at=timezone.now() - timedelta(days=days))

    assert passwords.change_due(user) == due


def test_initial_passwords_satisfy_both_profiles_and_differ():
    made = [passwords.initial_password() for _ in range(20)]

    assert {accepted(profile, each) for each in made for profile in settings.PASSWORD_PROFILES} == {True}
    assert len(set(made)) == 20
