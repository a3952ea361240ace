"""Which of the allowed acts cannot go through where the table allows them, and why: of every other one a complete form does.

So a refusal elsewhere is about the seat, and no verdict hides behind a form that came back (422).
"""

NOT_SIGNING = "the case is not before the convenor: the page says so and signs nothing"
NO_REMINDER = "nobody was reminded, and the date has not passed"
TO_A_MEMBER = "县财政局 is asked only in a round"
ANSWERED = "灵川镇 has answered"
AGREED = "every township agreed: the procedure is the simple one"
NO_RETURN = "nothing was returned by the upper body"
NO_REVIEW = "the initial review is a draft"
NOT_ON_THE_PATH = "灵川's path has a circulation"
OF_A_REVOCATION = "the ground is confirmed, nothing is circulated"
LAWFUL = "nothing is found unlawful or against the list"
HELD = "the coordination meeting was held"
NOT_A_REVOCATION = "only a revocation is confirmed"

# situation: {row: why}
CANNOT = {
    "draft": {"act submit": "nobody was asked yet"},
    "consulting": {
        "overdue": NO_REMINDER,
        "remind a member": TO_A_MEMBER,
        "act consult_again": "the text has not changed, and everybody's date is still to come",
        "act submit": "nobody has answered yet",
    },
    "correcting": {
        "remind": ANSWERED,
        "overdue": ANSWERED,
        "remind a member": TO_A_MEMBER,
        "act submit": "the changed text is not yet agreed to",
    },
    "reviewing": {
        "sign several": NOT_SIGNING,
        "act circulate": NO_REVIEW,
        "act convene": NO_REVIEW,
        "act confirm": NOT_A_REVOCATION,
        "act forward": NOT_ON_THE_PATH,
        "act resubmit_upper": NO_RETURN,
        "act reject": LAWFUL,
    },
    "circulating": {
        "remind": ANSWERED,
        "overdue": ANSWERED,
        "sign several": NOT_SIGNING,
        "act conclude_circulation": "县司法局 has not answered",
        "act reject": LAWFUL,
    },
    "revising": {"remind": ANSWERED, "overdue": ANSWERED, "sign several": NOT_SIGNING},
    "coordinating first": {"sign several": NOT_SIGNING, "act set_meeting_day": HELD},
    "coordinating": {"sign several": NOT_SIGNING, "act set_meeting_day": HELD},
    "deliberating": {"sign several": NOT_SIGNING, "act reject": "there is no resolution 不通过"},
    "deciding": {
        "sign several": NOT_SIGNING,
        "act reject": "the refusal is registered as the body's decision",
    },
    "upper_review": {
        "sign several": NOT_SIGNING,
        "act pass_upper": "the file is not sent up",
        "act return_upper": "the file is not sent up",
    },
    "sent up": {"sign several": NOT_SIGNING, "act record_filing": "the file is sent up"},
    "approved": {"sign several": NOT_SIGNING},
    "rejected": {"sign several": NOT_SIGNING},
    "signing a revocation": {"act send_to_general": "not for a revocation"},
    "consulting a revocation": {
        "remind": ANSWERED,
        "overdue": ANSWERED,
        "remind a member": TO_A_MEMBER,
        "position on paper": "灵川镇 answered in the system, and its answer is its own to change",
        "act consult_again": "everybody agreed, and the text has not changed",
    },
    "reviewing a revocation": {
        "sign several": NOT_SIGNING,
        "review draft": OF_A_REVOCATION,
        "review issue": OF_A_REVOCATION,
        "act circulate": OF_A_REVOCATION,
        "act convene": OF_A_REVOCATION,
        "act to_general": OF_A_REVOCATION,
        "act join": "the other case is no revocation",
        "act forward": NOT_ON_THE_PATH,
        "act resubmit_upper": NO_RETURN,
        "act reject": LAWFUL,
    },
    "reviewing on paper": {
        "sign several": NOT_SIGNING,
        "act convene": AGREED,
        "act confirm": NOT_A_REVOCATION,
        "act forward": NOT_ON_THE_PATH,
        "act resubmit_upper": NO_RETURN,
        "act reject": LAWFUL,
    },
}
CANNOT |= dict.fromkeys(
    ("reviewing an adjustment", "reviewing a cancellation"),
    CANNOT["reviewing"] | {"act join": "the other case is an admission"},
)
