"""What one asks and others answer: 黑龙江 三(三)、三(四)、四(二), 通渭 二3、二8、二14, 湖南 五."""

from datetime import date, timedelta

from django.db import transaction
from hypothesis import strategies as st

from admission.act import Refused
from audit import clock
from tests.cast import seat
from tests.histories.ways import (
    BODY_HEADS,
    DEPARTMENT,
    HEAD,
    ITS_HEAD,
    NOBODY,
    OFFICE,
    OTHER,
    TOWNSHIP,
    TOWNSHIP_HEAD,
    Way,
)
from tests.voice.asking import ANSWERS, asked
from voice.actions import following, matters
from voice.models import Burden

ANSWER = {"matter_asked": ("matter_asked", "matter_answered")}
OPEN = ("matter_asked", "matter_answered")
EVERY_ACT = (
    "answer", "rate_answers", "file_opinion", "conclude_review", "decide_assessment", "ask_again", "escalate",
)  # fmt: skip


def ways(answer, withdraw, **more):
    """The table of a kind: what is not named is nobody's."""
    return dict.fromkeys(EVERY_ACT, NOBODY) | {
        "answer": (answer, ANSWER),
        "withdraw_matter": (withdraw, {"matter_asked": "matter_withdrawn"}),
        **{verb: (who, {"matter_answered": after}) for verb, (who, after) in more.items()},
    }


class Matter(Way):
    """`open` the units that have not answered."""

    subject, actions = "matter", matters
    ends = ("matter_closed", "matter_withdrawn")
    days = ("ask_again", "escalate")
    clocks = {"matter_by": "due"}
    kind = "coordination"

    def begin(self, draw):
        self.row, self.state, self.escalated, self.result = asked(self.kind), "matter_asked", False, ""
        self.asked = {reply.unit.code for reply in self.row.answers}
        self.open = set(self.asked)

    def morning(self):
        return following.tell_late_matters()

    def words(self, verb, who, ahead, draw):
        day = clock.today() + timedelta(days=ahead)
        match verb:
            case "answer":
                return {"choice": ANSWERS[self.kind], "text": "已安排。"}
            case "rate_answers":
                grade, text = draw(st.sampled_from([("good", ""), ("poor", "没有来。"), ("poor", "")]))
                return {"grades": {reply.unit_id: grade for reply in self.row.answers}, "text": text}
            case "ask_again":
                return {"units": [self.row.answers[0].unit], "due": day, "text": "没有解决。"}
            case "escalate":
                return {"due": day, "text": "两次没有解决。"}
            case "file_opinion" | "conclude_review":
                return {"result": "adopted", "text": "依据答复。"}
            case "decide_assessment":
                result = draw(st.sampled_from(["approved", "approved", "not_approved"]))
                year = draw(st.sampled_from([self.row.year or 2026, 2030]))
                text = draw(st.sampled_from(["", "没有必要。"]))
                given = {"result": result, "number": "灵办函〔2026〕3号", "held_on": date(year, 12, 31)}
                return given | {"text": text}
        return {"text": "说明。"}

    def refuses(self, verb, who, given):
        past = "due" in given and given["due"] <= clock.today()
        match verb:
            case "answer":
                return seat(who).unit.code not in self.open
            case "rate_answers":
                return "poor" in given["grades"].values() and not given["text"]
            case "ask_again":
                return past
            case "escalate":
                return past or self.escalated
            case "decide_assessment":
                if given["result"] == "not_approved":
                    return not given["text"]
                return given["held_on"].year != self.row.year
        return False

    def after(self, verb, given):
        return "matter_answered" if len(self.open) == 1 else "matter_asked"

    def done(self, verb, who, given):
        match verb:
            case "answer":
                self.open.remove(seat(who).unit.code)
            case "ask_again":
                self.open.add(given["units"][0].code)
            case "escalate":
                self.open, self.escalated = set(self.asked), True
        self.result = given.get("result", self.result)

    def day(self):
        return self.row.due

    def is_late(self):
        return self.state == "matter_asked" and self.row.due < clock.today()

    def check(self):
        answers = self.row.answers
        assert {reply.unit.code for reply in answers if not reply.answered_at} == self.open
        assert (self.state == "matter_asked") == bool(self.open and self.state != "matter_withdrawn")
        assert bool(self.row.ended_at) == (self.state in self.ends)
        assert all(bool(reply.choice) == bool(reply.answered_at) for reply in answers)
        assert self.row.result == self.result


class Coordination(Matter):
    share, steps = 50, 18
    moves = ways((*DEPARTMENT, *OTHER), TOWNSHIP, rate_answers=(TOWNSHIP, "matter_closed"))
    moves |= {
        "ask_again": (TOWNSHIP, {"matter_answered": "matter_asked"}),
        "escalate": (OFFICE, dict.fromkeys(OPEN, "matter_asked")),
    }


class Suggestion(Matter):
    """Of 县住房城乡建设局 and the office, which steps into nothing that it is asked itself."""

    kind = "suggestion"
    moves = ways(
        (*DEPARTMENT, *OFFICE),
        TOWNSHIP,
        rate_answers=(TOWNSHIP, "matter_closed"),
        ask_again=(TOWNSHIP, "matter_asked"),
    )


class Opinion(Matter):
    kind, share = "opinion", 100
    moves = ways(TOWNSHIP_HEAD, DEPARTMENT, file_opinion=(DEPARTMENT, "matter_closed"))


class Vetting(Matter):
    """The office's word ends it."""

    kind = "vetting"
    moves = ways(HEAD, DEPARTMENT)
    moves["answer"] = (HEAD, {"matter_asked": "matter_closed"})


class OnceAYear(Matter):
    """What may be asked once a year is asked anew only after a withdrawal, or where it was not approved; some of it never
    for a year that is over."""

    while_it_runs = False

    beside = ("is_asked_again",)

    def is_asked_again(self):
        free = self.state == "matter_withdrawn" or self.result == "not_approved"
        free = free and not (self.while_it_runs and self.row.year < clock.today().year)
        try:
            with transaction.atomic():
                asked(self.kind, year=self.row.year)
                transaction.set_rollback(True)
            assert free
        except Refused:
            assert not free


class PowersReview(OnceAYear):
    kind = "powers_review"
    moves = ways((*TOWNSHIP_HEAD, *ITS_HEAD), HEAD, conclude_review=(HEAD, "matter_closed"))


class Assessment(OnceAYear):
    """One matter, one application, one year (通渭 二14): approved it stands among what townships are assessed by."""

    kind, while_it_runs = "assessment", True
    moves = ways(BODY_HEADS, DEPARTMENT, decide_assessment=(BODY_HEADS, "matter_closed"))

    def check(self):
        super().check()
        listed = list(Burden.objects.filter(matter=self.row).values_list("state", "year", "department__code"))
        assert listed == [("burden_kept", self.row.year, "zjj")] * (self.result == "approved")
