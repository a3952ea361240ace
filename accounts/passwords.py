"""The password policy. Which profile holds is settings.PASSWORD_PROFILE; two are known.

"length": at least 12 characters, no composition. "classified-protection" (等级保护,
GB/T 22239 身份鉴别): at least 8, three kinds of characters, changed every 90 days.
"""

import secrets
import string
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    UserAttributeSimilarityValidator,
    password_validators_help_texts,
)
from django.core.exceptions import ValidationError

from audit import clock

# Without the letters and digits that are mistaken for one another when read aloud.
LOWER, UPPER, DIGITS = "abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789"


class Due:
    """Why a password has to be changed before anything else."""

    FIRST = "first"
    EXPIRED = "expired"


class LengthValidator:
    """Django's own says it in English where Chinese has no plural, and 你 where it has."""

    def __init__(self, min_length=12):
        self.min_length = min_length

    def validate(self, password, user=None):
        if len(password) < self.min_length:
            raise ValidationError(
                f"密码至少{self.min_length}个字符，现在有{len(password)}个", code="password_too_short"
            )

    def get_help_text(self):
        return f"密码至少{self.min_length}个字符，可以是一句只有您知道的话。"


class NotTheNameValidator(UserAttributeSimilarityValidator):
    """Not like the user name or the person's name, nor with one of them in it, which of a long one is no longer alike."""

    SHORTEST, SHORTEST_CHINESE = 3, 2  # what is shorter is in many a word

    def __init__(self, max_similarity=0.7):
        super().__init__(("username", "display_name", "email"), max_similarity)

    def validate(self, password, user=None):
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError("密码与账号或姓名太像", code="password_too_similar") from None
        names = [getattr(user, name, None) or "" for name in self.user_attributes]
        if any(self._counts(name) and name.casefold() in password.casefold() for name in names):
            raise ValidationError("密码里不能有账号、姓名", code="password_too_similar")

    def get_help_text(self):
        return "密码不能与账号、姓名相像，里面也不能有账号、姓名。"

    def _counts(self, name):
        return len(name) >= (self.SHORTEST if name.isascii() else self.SHORTEST_CHINESE)


class NotCommonValidator(CommonPasswordValidator):
    """None of the twenty thousand that are tried first."""

    def validate(self, password, user=None):
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError("这个密码太常见，容易被猜到", code="password_too_common") from None

    def get_help_text(self):
        return "密码不能是常见的密码。"


class ComplexityValidator:
    """At least three of: capital letters, small letters, digits, other characters."""

    def __init__(self, kinds=3):
        self.kinds = kinds

    def validate(self, password, user=None):
        found = {self._kind(char) for char in password}
        if len(found) < self.kinds:
            raise ValidationError(self.get_help_text().rstrip("。"), code="password_too_simple")

    def get_help_text(self):
        return f"密码须含大写字母、小写字母、数字、其他符号中的至少{self.kinds}种。"

    @staticmethod
    def _kind(char):
        kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits)
        return next((place for place, kind in enumerate(kinds) if char in kind), len(kinds))


def change_due(user):
    """Due.FIRST for a password somebody else set, Due.EXPIRED past the maximum age, else ""."""
    if user.password_changed_at is None:
        return "" if settings.DEMO else Due.FIRST
    days = settings.PASSWORD_MAX_AGE_DAYS
    if days and clock.now() - user.password_changed_at >= timedelta(days=days):
        return Due.EXPIRED
    return ""


def initial_password():
    """A password to hand over once, right under both profiles; 16 characters in fours."""
    groups = [
        "".join(secrets.choice(UPPER) for _ in range(4)),
        "".join(secrets.choice(LOWER) for _ in range(4)),
        "".join(secrets.choice(DIGITS) for _ in range(4)),
        "".join(secrets.choice(LOWER + DIGITS) for _ in range(4)),
    ]
    return "-".join(groups)


def policy():
    """The policy in force as sentences, for the pages that show it."""
    sentences = list(password_validators_help_texts())
    if settings.PASSWORD_MAX_AGE_DAYS:
        sentences.append(f"密码每{settings.PASSWORD_MAX_AGE_DAYS}天必须更换一次。")
    return sentences
