"""workflow.md's table of transitions, of which 灵川's paths have these: {act: {(from, to)}}; and which unit may do what."""

WITHDRAWN = "withdrawn"
MAY_WITHDRAW = [
    "consulting",
    "submitted",
    "correcting",
    "reviewing",
    "circulating",
    "revising",
    "coordinating",
    "deliberating",
    "signing",
    "upper_review",
]
TRANSITIONS = {
    "consult": {("draft", "consulting")},
    # from a correction back to the state it came from (settled 10)
    "submit": {
        ("draft", "submitted"),
        ("consulting", "submitted"),
        ("correcting", "submitted"),
        ("correcting", "reviewing"),
    },
    "withdraw": {(state, WITHDRAWN) for state in MAY_WITHDRAW},
    "return_for_correction": {("submitted", "correcting"), ("reviewing", "correcting")},
    "decline": {("submitted", "not_accepted")},
    "accept": {("submitted", "reviewing")},
    "circulate": {("reviewing", "circulating")},
    "join": {("submitted", WITHDRAWN), ("reviewing", WITHDRAWN)},
    "convene": {("reviewing", "coordinating")},
    "call_revision": {(state, "revising") for state in ("circulating", "coordinating", "deliberating")},
    "revise": {("revising", "circulating")},
    "conclude_circulation": {
        ("circulating", state) for state in ("signing", "coordinating", "deliberating", "deciding")
    },
    "conclude_coordination": {("coordinating", "deliberating"), ("coordinating", "circulating")},
    "deliberate": {("deliberating", "deciding")},
    "defer": {("deliberating", "deliberating"), ("deliberating", "coordinating")},
    "confirm": {("reviewing", "signing")},
    "forward": {("reviewing", "deciding")},
    "sign": {("signing", "upper_review"), ("signing", "approved")},
    "send_to_general": {("signing", "coordinating")},
    "send_back": {("signing", "reviewing")},
    "decide": {("deciding", "upper_review"), ("deciding", "approved")},
    "return_decision": {("deciding", "deliberating"), ("deciding", "reviewing")},
    "pass_upper": {("upper_review", "approved")},
    "return_upper": {("upper_review", "reviewing")},
    "resubmit_upper": {("reviewing", "upper_review")},
    "reject": {
        (state, "rejected") for state in ("reviewing", "circulating", "deliberating", "signing", "deciding")
    },
}
OFFICE, CONVENOR, CITY, LEADERS = {"bb"}, {"zjr"}, {"sbb"}, {"xwb", "zgb"}
# Whoever else did it, it is a violation (I-17, I-24, I-41, I-50); acts that are not here are of several kinds of unit.
UNITS = {
    **dict.fromkeys(("accept", "decline", "return_for_correction", "issue_review", "circulate"), OFFICE),
    **dict.fromkeys(
        ("join", "join_into", "convene", "call_revision", "conclude_circulation", "to_general"), OFFICE
    ),
    **dict.fromkeys(("conclude_coordination", "deliberate", "defer", "confirm", "forward"), OFFICE),
    **dict.fromkeys(
        (
            "record_filing",
            "request_decision",
            "resubmit_upper",
            "add_reviewer",
            "put_on_agenda",
            "correct_number",
        ),
        OFFICE,
    ),
    **dict.fromkeys(("set_meeting_day", "record_coordination", "file_opinion"), OFFICE),
    **dict.fromkeys(("sign", "send_to_general", "send_back"), CONVENOR),
    **dict.fromkeys(("record_decision", "decide", "return_decision", "issue_notice"), OFFICE | LEADERS),
    **dict.fromkeys(("pass_upper", "return_upper"), OFFICE | CITY),
    "reject": OFFICE | CONVENOR | LEADERS,
}
ENDED = ("approved", "not_accepted", "rejected", WITHDRAWN)
HELD_BY_APPLICANT = ("draft", "consulting", "correcting", "revising")
NEEDS_LAWFUL = ("coordinating", "signing", "deliberating", "deciding", "upper_review", "approved")  # I-30
NEEDS_ANSWERS = ("deliberating", "signing", "deciding", "upper_review", "approved")  # settled 9
NEEDS_GROUND = ("signing", "deciding", "upper_review", "approved")
