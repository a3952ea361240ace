"""A township's report (灵川 第十条; I-73 to I-76)."""

from datetime import timedelta

from audit import clock
from supervision.actions import following, reports
from tests.histories.ways import DEPARTMENT, HEAD, ITS_HEAD, OFFICE, TOWNSHIP, Way
from tests.supervision.conftest import FOUND, submitted

TO_VERIFY = ("submitted_report", "verifying")


class Report(Way):
    share, steps = 50, 18
    subject, actions = "report", reports
    moves = {
        "receive": (OFFICE, {"submitted_report": "verifying"}),
        "withdraw_report": (TOWNSHIP, dict.fromkeys(TO_VERIFY, "report_withdrawn")),
        "say_side": (DEPARTMENT, {"verifying": "verifying"}),
        "note_check": (OFFICE, {"verifying": "verifying"}),
        "stop_clock": (OFFICE, {state: state for state in TO_VERIFY}),
        "restart_clock": (OFFICE, {state: state for state in TO_VERIFY}),
        "find_true": (HEAD, {"verifying": "urging"}),
        "find_untrue": (HEAD, {"verifying": "unfounded"}),
        "set_day": (OFFICE, {"urging": "urging"}),
        "urge": ((*OFFICE, "xwb-fz", "zgb-fz"), {state: state for state in (*TO_VERIFY, "urging")}),
        "answer_slip": (ITS_HEAD, {"urging": "answered"}),
        "confirm_rectified": (TOWNSHIP, {"answered": "confirmed"}),
        "object_to_answer": (TOWNSHIP, {"answered": "urging"}),
        "close_report": (OFFICE, dict.fromkeys(("answered", "confirmed"), "closed")),
        "refer": (HEAD, dict.fromkeys(("urging", "answered", "confirmed"), "referred")),
    }
    ends = ("closed", "unfounded", "report_withdrawn")
    days = ("restart_clock", "set_day", "find_true")
    clocks = {"verify": "verify_by", "rectify": "rectify_by"}

    def begin(self, draw):
        self.row, self.state, self.stands = submitted(), "submitted_report", False

    def morning(self):
        return following.tell_late_reports()

    def words(self, verb, who, ahead, draw):
        day = clock.today() + timedelta(days=ahead)
        match verb:
            case "receive":
                return {}
            case "find_true":
                return FOUND | {"wanted": "拨付到位。", "rectify_by": day}
            case "find_untrue":
                return FOUND
            case "set_day":
                return {"rectify_by": day, "text": "另定。"}
            case "refer":
                return {"organ": "县纪委监委", "facts": "挪用。", "article": "第十条", "reply_by": day}
        return {"text": "说明。"}

    def refuses(self, verb, who, given):
        row, today = self.row, clock.today()
        past = given.get("rectify_by", given.get("reply_by", clock.today())) <= today
        return {
            "stop_clock": self.stands or row.verify_by < today,
            "restart_clock": not self.stands,
            "find_true": self.stands or past,
            "find_untrue": self.stands,
            "set_day": past or row.rectify_by == given.get("rectify_by"),
            "refer": past,
            "close_report": self.state == "answered" and row.confirm_by >= today if row.confirm_by else False,
        }.get(verb, False)

    def done(self, verb, who, given):
        self.stands = {"stop_clock": True, "restart_clock": False}.get(verb, self.stands)

    def day(self):
        return self.row.verify_by if self.row.rectify_by is None else self.row.rectify_by

    def is_late(self):
        waits = self.state == "urging" or (self.state in TO_VERIFY and not self.stands)
        return waits and self.day() < clock.today()

    def check(self):
        assert bool(self.row.slip_number) == bool(self.row.rectify_by)
        if self.state in self.ends:
            assert self.row.ended_at
