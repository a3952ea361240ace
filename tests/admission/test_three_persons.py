"""申请、初评、审签 by three persons (I-43): what a delegate does is the leader's act as well as its own."""

import pytest
from django.utils import timezone

from accounts.models import Delegation, Post, Seat, User
from admission import rules
from admission.act import NotAllowed
from admission.actions import applicant, office
from audit.models import Event
from tests.cast import another_person, delegated, seat
from tests.factories import fresh, journey, review_text, unit

pytestmark = pytest.mark.usefixtures("lingchuan")


def in_place_of_the_head(name):
    head = {"zjj-jb": "zjj-fz", "bb-jb": "bb-fz"}[name]
    return delegated(seat(head), seat(name))


@pytest.mark.parametrize(
    ("by", "filed"),
    [
        (lambda: seat("zjj-jb"), True),  # whose hand it was
        (lambda: seat("zjj-fz"), True),  # whose name it was
        (lambda: another_person("zjj-fz2", unit("zjj")), False),
    ],
)
def test_what_a_delegate_handed_in_was_filed_by_both(by, filed):
    made = journey("consulting", answers={"lcz": "agree"}).answer()
    applicant.submit(case=made.case, by=in_place_of_the_head("zjj-jb"), lock=made.case.lock)

    assert rules.is_filer(fresh(made.case), by()) is filed


def test_what_a_delegate_reviewed_was_reviewed_by_both():
    made = journey("reviewing")
    text = review_text(made.case)
    office.issue_review(case=made.case, by=in_place_of_the_head("bb-jb"), lock=made.case.lock, **text)

    case = fresh(made.case)
    assert [rules.is_reviewer(case, seat(who)) for who in ("bb-jb", "bb-fz", "zjr")] == [True, True, False]


def test_who_filed_neither_accepts_nor_reviews_through_a_delegate():
    made = journey("consulting", on_paper=True).answer()
    applicant.submit(case=fresh(made.case), by=seat("bb-fz"), lock=fresh(made.case).lock)
    other = another_person("bb-jb2", unit("bb"), Post.HANDLER)
    for_the_filer = delegated(seat("bb-fz"), other)
    case = fresh(made.case)

    with pytest.raises(NotAllowed):
        office.accept(case=case, by=for_the_filer, lock=case.lock)
    assert not rules.may_issue_review(case, for_the_filer)
    office.accept(case=case, by=other, lock=case.lock)


ENDINGS = {
    "the delegation": lambda by: Delegation.objects.filter(pk=by.delegation.pk).update(
        revoked_at=timezone.now()
    ),
    "the head's seat": lambda by: Seat.objects.filter(pk=by.seat.pk).update(is_active=False),
    "the delegate's seat": lambda by: Seat.objects.filter(pk=by.own_seat.pk).update(is_active=False),
    "the delegate's account": lambda by: User.objects.filter(pk=by.user.pk).update(is_active=False),
}


@pytest.mark.parametrize("ended", [None, *ENDINGS])
def test_who_may_act_is_asked_again_under_the_lock(ended):
    """The seat was read when the request came; what an administrator or the head ended since then counts."""
    made, by = journey("submitted"), in_place_of_the_head("zjj-jb")
    if ended:
        ENDINGS[ended](by)
        with pytest.raises(NotAllowed):
            applicant.withdraw(case=made.case, by=by, lock=made.case.lock, reason="不再需要。")
        assert Event.objects.latest("seq").outcome == "refused"
    else:
        applicant.withdraw(case=made.case, by=by, lock=made.case.lock, reason="不再需要。")
    assert fresh(made.case).state == ("submitted" if ended else "withdrawn")
