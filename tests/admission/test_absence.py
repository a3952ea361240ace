"""Where a date is given, the page says which of those asked are away then, and who signs for them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Delegation
from audit import clock
from tests.cast import client_of, seat
from tests.factories import journey


def warning(who, case, verb):
    return client_of(who).get(reverse("case-act", args=[case.uuid, verb])).context["warning"]


def away(of, to, since, until):
    today = clock.today()
    return Delegation.objects.create(
        seat=seat(of).seat,
        to_seat=seat(to).seat,
        valid_from=today + timedelta(days=since),
        valid_until=today + timedelta(days=until),
    )


@pytest.mark.parametrize(
    ("since", "until", "told"), [(2, 9, True), (0, 0, True), (31, 40, False), (-9, -1, False)]
)
def test_of_those_asked_within_the_next_days(lingchuan, since, until, told):
    Delegation.objects.all().delete()
    case = journey("reviewing").issue_review().case
    away("sfj-fz", "sfj-jb", since, until)
    away("lyj-fz", "lyj-jb", since, until)  # is not asked

    found = warning("bb-fz", case, "circulate")
    assert bool(found) is told
    if told:
        assert found[1].startswith("县司法局 · 负责人：")
        assert found[1].endswith(f"由{seat('sfj-jb').user}代签")
        assert "林业局" not in found[1]


def test_not_one_taken_back(lingchuan):
    Delegation.objects.update(revoked_at=clock.now())
    case = journey("draft").case
    assert warning("zjj-jb", case, "consult") is None

    away("lcz-fz", "lcz-jb", 1, 2)
    assert warning("zjj-jb", case, "consult")[1].startswith("灵川镇 · 负责人：")


def test_wherever_a_day_is_given_to_a_unit(lingchuan):
    Delegation.objects.all().delete()
    away("zjj-fz", "zjj-jb", 1, 5)
    case, other = journey("circulating").case, journey("submitted").case

    for there, verb in ((other, "return_for_correction"), (case, "call_revision"), (case, "add_reviewer")):
        assert warning("bb-fz", there, verb)[1].startswith("县住房城乡建设局 · 负责人："), verb
    Delegation.objects.update(seat=seat("sfj-fz").seat, to_seat=seat("sfj-jb").seat)
    assert warning("bb-fz", case, "call_revision") is None
    meeting = client_of("bb-jb").get(reverse("meeting-new"))
    assert meeting.context["warning"][1].startswith("县司法局 · 负责人：")
    assert "由" in meeting.text
    assert "已授权代签" in meeting.text
