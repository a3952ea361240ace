"""What a report shows to whom and lets whom do in each state (灵川 第十条; I-73 to I-76; settled 17, 25).

The report is of 灵川镇 on 县住房城乡建设局, whose kinds of seat are the applicant's of the other tables.
"""

from tests.matrix.asking import ALLOWED, FORBIDDEN, LOGIN, STALE, UNKNOWN
from tests.matrix.table import APPLICANT, BODIES, BOTH, CONVENORS, GET, OFFICE, OUTSIDE, SIGNED_OUT

REPORT = {"report": GET, "report-clock": GET, "report-paper": GET, "report-file": GET, "report-act": BOTH}
REPORTER = {"township handler", "township head"}
LEAD = OFFICE | BODIES | CONVENORS
# people of the department complained of, from whatever seat they act: they read as it does (I-76)
OF_DEPARTMENT = {"filer in the office", "conflicted convenor"}
HEAD = {"applicant head", "applicant delegate"}
FOLLOW_UP = OFFICE - OF_DEPARTMENT
RECEIVED = ("verifying", "urging", "answered", "confirmed", "closed", "unfounded", "referred")
STATES = ("submitted_report", *RECEIVED, "report_withdrawn")
TO_VERIFY = ("submitted_report", "verifying")
# verb: (who, in which states)
ACTS = {
    "receive": (FOLLOW_UP, ("submitted_report",)),
    "withdraw_report": (REPORTER, TO_VERIFY),
    "say_side": (APPLICANT, ("verifying",)),
    "note_check": (FOLLOW_UP, ("verifying",)),
    "stop_clock": (FOLLOW_UP, TO_VERIFY),
    "restart_clock": (FOLLOW_UP, TO_VERIFY),
    "find_true": ({"office director"}, ("verifying",)),
    "find_untrue": ({"office director"}, ("verifying",)),
    "set_day": (FOLLOW_UP, ("urging",)),
    "answer_slip": (HEAD, ("urging",)),
    "confirm_rectified": (REPORTER, ("answered",)),
    "object_to_answer": (REPORTER, ("answered",)),
    "close_report": (FOLLOW_UP, ("answered", "confirmed")),
    "refer": ({"office director"}, ("urging", "answered", "confirmed")),
    "record_organ_reply": (FOLLOW_UP, ("referred",)),
    "urge": (FOLLOW_UP | BODIES, (*TO_VERIFY, "urging")),
}
SENT = {"text": "示例文字。"}
HAS_SLIP = ("urging", "answered", "confirmed", "closed", "referred")
FILE_READERS = LEAD | REPORTER | APPLICANT | OUTSIDE


def sees(state):
    return LEAD | REPORTER | OUTSIDE | (APPLICANT if state in RECEIVED else set())


def expected(name, state, kind, verb=None):
    """The report does not hide its reporter; the file asked for came with it, the paper is the slip."""
    if kind in SIGNED_OUT:
        return LOGIN
    if kind == "no seat":
        return FORBIDDEN
    if kind not in sees(state) or (name == "report-paper" and state not in HAS_SLIP):
        return UNKNOWN
    if name != "report-act":
        return ALLOWED
    who, states = ACTS[verb]
    if kind not in who:
        return FORBIDDEN
    return ALLOWED if state in states else STALE
