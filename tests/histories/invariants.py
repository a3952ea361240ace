"""invariants.md after each act of one case, read from plain rows (`stored`) and asked of nothing under test.

`Watch.after(move, …)` follows one history. What a step must leave is here; what must stand behind a case that is
being approved is in `ground`; who may see and do what is in `granted`.
"""

from django.db.models import Max

from audit.models import Event
from registry.normalize import searchable
from tests.histories.county import QUESTIONS
from tests.histories.granted import check_grants
from tests.histories.ground import check_answered, check_ground, check_list, check_submission
from tests.histories.procedure import (
    ENDED,
    HELD_BY_APPLICANT,
    NEEDS_ANSWERS,
    NEEDS_GROUND,
    TRANSITIONS,
    UNITS,
)
from tests.histories.stored import Stored

BOOKKEEPING = ("frozen_at", "content_hash", "handed_in_by_id", "handed_in_for_id")
NUMBERED = ("number", "receipt_number", "submitted_at", "accepted_at")


def last_event():
    return Event.objects.aggregate(last=Max("seq"))["last"]


class Watch:
    """Compares the case with what it was: `before` and `seq` are of the last act."""

    def __init__(self, case, county):
        self.pk, self.county = case.pk, county
        self.seq = last_event()
        self.remember(self.stored())

    def stored(self):
        return Stored(self.pk, self.county)

    def remember(self, stored):
        """Read now what the next act is compared with."""
        self.before, _ = stored, (stored.case, stored.rounds, stored.requests)
        self.texts = texts(stored)
        self.said = by_pk(stored.positions), by_pk(stored.opinions)

    def refused(self):
        """Nothing done, nothing changed, at most one refused act on record (I-78)."""
        new = list(Event.objects.filter(seq__gt=self.seq).values_list("outcome", flat=True))
        assert new in ([], ["refused"])
        now = self.stored().case
        assert (now["lock"], now["state"]) == (self.before.case["lock"], self.before.state)
        self.seq += len(new)

    def waited(self):
        """Time alone changes nothing: nobody agrees by silence (I-20, I-27)."""
        assert last_event() == self.seq
        assert self.stored().case == self.before.case

    def gone(self):
        """删除草稿: an event is all that is left."""
        (event,) = self.events()
        assert (event.verb, event.source) == ("discard", "draft")

    def after(self, by, *, absorbed=False):
        """One act was done by the acting seat; `absorbed`: on the other case, which was joined into this one."""
        now, (event, *others) = self.stored(), self.events()
        if absorbed:
            assert (event.verb, event.target, now.state) == ("join", "withdrawn", self.before.state)
            event, others = others[0], [event]
        assert [each.verb for each in others] == {"join": ["join_into"], "join_into": ["join"]}.get(
            event.verb, []
        )
        assert str(now.case["uuid"]) not in {each.subject for each in others}
        self.check_event(now, event, by)
        self.check_step(now, event)
        self.check_words(now)
        check_rounds(now)
        check_answers(now)
        check_grants(now)
        check_searched(now)
        check_list(now)
        if event.verb == "submit":
            check_submission(now)
        circulates = now.case["kind"] != "revocation" and now.begins.circulates
        if circulates and now.state in NEEDS_ANSWERS:
            check_answered(now)
        if now.state in NEEDS_GROUND:
            check_ground(now)
        self.remember(now)

    def events(self):
        """The rows of the act, one a case it changed, each linked to the one before it (I-78, I-80)."""
        before, *new = Event.objects.filter(seq__gte=self.seq).order_by("seq")
        assert before.seq == self.seq
        assert [event.outcome for event in new] in (["done"], ["done"] * 2)
        for event in new:
            assert (event.seq, event.previous_hash) == (self.seq + 1, before.hash)
            self.seq, before = event.seq, event
        return new

    def check_event(self, now, event, by):
        source, target = event.source, event.target
        assert event.subject == str(now.case["uuid"])
        assert (source, target) == (self.before.state, now.state)  # I-79
        assert (event.person_id, event.unit_id) == (
            str(by.user.pk),
            str(by.unit.pk),
        )  # in which capacity (I-78)
        if source != target or event.verb in TRANSITIONS:
            assert (source, target) in TRANSITIONS[event.verb]  # I-18, I-37, I-39, I-48, I-67
        if event.verb in UNITS:
            assert by.unit.code in UNITS[event.verb]  # I-17, I-24, I-41, I-50

    def check_step(self, now, event):
        before = self.before
        assert now.case["lock"] == before.case["lock"] + 1  # settled 1
        assert before.state not in ENDED or now.state == before.state  # I-82, I-71
        if before.case["procedure"] == "general":
            assert now.case["procedure"] == "general"  # I-21
        for name in NUMBERED:
            assert not before.case[name] or now.case[name] == before.case[name]  # I-83: given once
        assert bool(now.case["receipt_number"]) == bool(now.case["accepted_at"])
        assert bool(now.case["number"]) == bool(now.case["submitted_at"])
        if now.state in ("rejected", "not_accepted", "correcting", "revising") and now.state != before.state:
            assert any(row["verb"] == event.verb and row["text"].strip() for row in now.reasons)  # I-16

    def check_words(self, now):
        """What was handed in, answered or issued is never altered or taken away (I-22, I-31, I-55)."""
        written = texts(now)
        for pk, (frozen, text) in self.texts.items():
            assert not frozen or written[pk] == (frozen, text)
        if len(written) > len(self.texts):
            assert self.before.state in HELD_BY_APPLICANT
        positions, opinions = self.said
        assert positions == {pk: row for pk, row in by_pk(now.positions).items() if pk in positions}
        assert opinions == {pk: row for pk, row in by_pk(now.opinions).items() if pk in opinions}
        open_before = {row["pk"] for row in self.before.rounds if not row["closed_at"]}
        assert {row["review__round"] for row in now.opinions if row["pk"] not in opinions} <= open_before
        asked_before = {row["pk"] for row in self.before.requests if not row["closed_at"]}
        assert {row["consultation"] for row in now.positions if row["pk"] not in positions} <= asked_before


def by_pk(rows):
    return {row["pk"]: row for row in rows}


def texts(stored):
    """{version: (frozen, everything it says)}"""
    return {
        row["id"]: (
            bool(row["frozen_at"]),
            {name: value for name, value in row.items() if name not in BOOKKEEPING}
            | {"townships": {code for version, code in stored.ties if version == row["id"]}},
        )
        for row in stored.versions
    }


def check_searched(now):
    """What a search compares is what each may read: the draft, what was handed in, what was sent (workflow.md, “Who sees what”)."""
    by_pk = {row["id"]: row for row in now.versions}
    handed_in = [row["name"] for row in now.versions if row["frozen_at"]]
    sent = [by_pk[row["version_id"]]["name"] for row in now.filings]
    expected = {
        "number": now.case["number"],
        "own": by_pk[now.case["version"]]["name"],
        "handed_in": handed_in[-1] if handed_in else "",
        "sent": sent[-1] if sent else "",
    }
    assert {name: now.searched[name] for name in expected} == {
        name: searchable(text) for name, text in expected.items()
    }


def check_rounds(now):
    """One round open while units are asked, none otherwise; one question a unit and round (I-25)."""
    open_rounds = [row for row in now.rounds if not row["closed_at"]]
    allowed = {"circulating": {1}, "revising": {0, 1}}
    assert len(open_rounds) in allowed.get(now.state, {0})
    assert [row["number"] for row in now.rounds] == list(range(1, len(now.rounds) + 1))
    assert all(row == now.rounds[-1] for row in open_rounds)
    asked = [(row["round"], row["unit__code"]) for row in now.reviews]
    assert len(asked) == len(set(asked))
    waiting = [row["unit__code"] for row in now.requests if not row["closed_at"]]
    assert len(waiting) == len(set(waiting))
    assert not waiting or now.state not in ENDED
    for kind, rows in (("consultation", now.requests), ("review", now.reviews)):
        for row in (row for row in rows if row["overdue_at"]):  # settled 9
            reminded = [r["at"] for r in now.reminders if r[kind] == row["pk"]]
            assert reminded
            assert min(reminded) <= row["overdue_at"]
    hearings = [row["kind"] for row in now.hearings if not row["closed_at"]]
    allowed = {"coordinating": (["coordination"],), "deliberating": ([], ["joint"])}
    assert hearings in allowed.get(now.state, ([],))


def check_answers(now):
    """A unit's own question, by its own people, one unit a person, with reasons (I-23, I-26, I-32)."""
    speaks_for = {}
    for row in now.opinions:
        code = row["review__unit__code"]
        assert row["review__question"] == QUESTIONS.get(code, "adhoc")
        assert not row["finding"] or (code in QUESTIONS and row["view"] != "not_ours")
        if row["view"] in ("conditional", "disagree"):
            assert row["reasons"].strip()
        speaks_for.setdefault((row["issued_by"], row["on_paper"]), set()).add(code)
    for row in now.positions:
        if row["answer"] != "agree":
            assert row["text"].strip()
        speaks_for.setdefault((row["issued_by"], row["on_paper"]), set()).add(row["consultation__unit__code"])
    for version in now.versions if not now.begins.on_paper else ():
        for person in {version["created_by_id"], version["handed_in_by_id"]} - {None}:  # decision 17
            assert speaks_for.get((person, False), set()) <= {now.begins.applicant}
    for (person, on_paper), codes in speaks_for.items():
        if not on_paper:
            assert len(codes) == 1
            assert codes <= now.county.heads[person]
