"""A query with its SQL kept answers as one that is made anew."""

from accounts.models import Unit
from admission import prepared, worklist
from tests.cast import days_later, delegated, seat
from tests.factories import issue_opinion, make_case, open_reviews


def test_what_is_kept_is_the_question_not_the_answer(lingchuan):
    """Of several seats by turns, while cases come and go, and over the days."""
    who = [seat(name) for name in ("bb-jb", "bb-fz", "sfj-jb", "sfj-fz", "zjj-fz", "zjr", "sbb-jb", "sys")]
    who.append(delegated(seat("sfj-fz"), seat("sfj-jb")))

    def agree():
        found = [worklist.count(by) for by in who]
        assert found == [len(worklist.todo(by)) for by in who]
        return found

    before = agree()
    case = make_case("circulating")
    asked = agree()
    assert asked != before
    for review in open_reviews(case):
        issue_opinion(review)
    assert agree() != asked
    with days_later(60):
        agree()


def test_few_are_kept(lingchuan, monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)
    codes = ["bb", "sfj", "zjj", "czj", "lcz"]
    for _ in range(2):
        found = [
            prepared.rows(("test", code), lambda code=code: Unit.objects.filter(code=code))[0].code
            for code in codes
        ]
        assert found == codes
    assert len(prepared._made.by_key) <= 3
