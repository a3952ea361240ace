"""What follows admission: of every thing followed up who sees it in each state, and who may do what with it when.

Written from workflow.md (“Urgent”, “Who sees what”), regimes.md (“Tracking”), invariants I-14, I-57 to I-77, settled 17
and 25, and the seeds: 灵川 第六条、第九条至第十一条, 黑龙江 三(三)、三(四)、四(二), 通渭 二3、二8、二12、二14, 湖南 五. What a
seat may not see is 404; what it sees but may not do is 403; what it may do at another moment is 409 (settled 41).

The department is 县住房城乡建设局, whose kinds of seat are the applicant's of the other tables; the township is 灵川镇.
"""

from dataclasses import dataclass, field

from tests.matrix.asking import ALLOWED, FORBIDDEN, LOGIN, STALE, UNKNOWN
from tests.matrix.table import (
    ADMINISTRATORS,
    APPLICANT,
    APPLICANT_HEAD,
    BODIES,
    CITY,
    CONVENORS,
    DIRECTOR,
    GOVERNMENT,
    KINDS,
    MEMBERS,
    OFFICE,
    OUTSIDE,
    SEATED,
    SIGNED_OUT,
)

TOWNSHIP, TOWNSHIP_HEAD = {"township handler", "township head"}, {"township head"}
# of the department too, at its seat in the township: it reads as the township does, and does none of what judges the department
TWICE = {"department at the township"}
AFTER = KINDS | TWICE
LEAD = OFFICE | BODIES | CONVENORS
BOTH_SIDES = LEAD | OUTSIDE | APPLICANT | TOWNSHIP | TWICE
COUNTY = (SEATED | TWICE) - ADMINISTRATORS - CITY - {"office abroad"}  # whoever works in the county
# people of the department complained of, or that is behind, from whatever seat they act: they do not follow it up (I-76)
FOLLOW_UP = OFFICE - {"filer in the office"}
BODY_HEADS = {"government office head"}  # of 县委办 only a handler is among the seats
STRANGERS = {"other department head", "related department head", "township not asked", "non-standing body"}

EVER = "in every state"


@dataclass(frozen=True)
class Thing:
    """`acts`: {verb: (who, in which states)}; others that there are in the kind's own table are nobody's.

    `sees`: who in every state, or {state: who}. `address`: of the act's page, `page`: of its own; `parts`: {address: in
    which states it leads somewhere}, to whoever sees the thing but where `readers` says who of them.
    """

    kind: str
    states: tuple
    sees: set | dict
    acts: dict
    address: str
    page: str = ""
    parts: dict = field(default_factory=dict)
    readers: dict = field(default_factory=dict)
    given: dict = field(default_factory=dict)  # what the row is made with

    def seen_by(self, state):
        return self.sees[state] if isinstance(self.sees, dict) else self.sees

    def may(self, verb, state, kind):
        """What an act is to a kind of seat in the state."""
        if kind not in self.seen_by(state):
            return UNKNOWN
        who, states = self.acts.get(verb, ((), ()))
        if kind not in who:
            return FORBIDDEN
        return ALLOWED if state in states else STALE

    def expected(self, name, verb, state, kind):
        """What an address is to it: of an act where `verb` says which, else a page, a file or a paper."""
        if kind in SIGNED_OUT:
            return LOGIN
        if kind == "no seat":
            return FORBIDDEN
        if verb:
            return self.may(verb, state, kind)
        there = self.parts.get(name, EVER)
        leads_there = (there == EVER or state in there) and kind in self.readers.get(name, AFTER)
        return ALLOWED if leads_there and kind in self.seen_by(state) else UNKNOWN


# -- what a township reports (灵川 第十条; I-73 to I-76) ----------------------------------------------------------------------

TO_VERIFY = ("submitted_report", "verifying")
RECEIVED = ("verifying", "urging", "answered", "confirmed", "closed", "unfounded", "referred")
HAS_SLIP = ("urging", "answered", "confirmed", "closed", "referred")
REPORT = Thing(
    "report",
    ("submitted_report", *RECEIVED, "report_withdrawn"),
    # the department once the office received it
    dict.fromkeys(RECEIVED, BOTH_SIDES)
    | dict.fromkeys(("submitted_report", "report_withdrawn"), BOTH_SIDES - APPLICANT),
    {
        "receive": (FOLLOW_UP, ("submitted_report",)),
        "withdraw_report": (TOWNSHIP, TO_VERIFY),
        "say_side": (APPLICANT, ("verifying",)),
        "note_check": (FOLLOW_UP, ("verifying",)),
        "stop_clock": (FOLLOW_UP, TO_VERIFY),
        "restart_clock": (FOLLOW_UP, TO_VERIFY),
        "find_true": (DIRECTOR, ("verifying",)),
        "find_untrue": (DIRECTOR, ("verifying",)),
        "set_day": (FOLLOW_UP, ("urging",)),
        "answer_slip": (APPLICANT_HEAD, ("urging",)),
        "confirm_rectified": (TOWNSHIP, ("answered",)),
        "object_to_answer": (TOWNSHIP, ("answered",)),
        "close_report": (FOLLOW_UP, ("answered", "confirmed")),
        "refer": (DIRECTOR, ("urging", "answered", "confirmed")),
        "record_organ_reply": (FOLLOW_UP, ("referred",)),
        "urge": (FOLLOW_UP | BODIES, (*TO_VERIFY, "urging")),
    },
    address="report-act",
    page="report",
    parts={
        "report-clock": EVER,
        "report-file": EVER,
        "report-paper": HAS_SLIP,
    },
)

# -- what a department promised (灵川 第九条, “权随责走、费随事转”; I-72) ------------------------------------------------------

PROMISED = ("promised", "delivered", "met", "lapsed")
_CONFIRMING = {
    "confirm_delivery": (TOWNSHIP, ("delivered",)),
    "object_to_delivery": (TOWNSHIP, ("delivered",)),
    "set_delivery_day": (FOLLOW_UP, ("promised",)),
}
GUARANTEE = Thing(
    "guarantee",
    PROMISED,
    BOTH_SIDES,
    {"deliver": (APPLICANT, ("promised",)), **_CONFIRMING},
    address="guarantee-act",
    page="guarantee",
    parts={"guarantee-board": EVER, "guarantee-paper": ()},
    given={"of_kind": "funding"},
)
POWERS = Thing(
    "guarantee",
    PROMISED,
    BOTH_SIDES,
    {"hand_over": (APPLICANT, ("promised",)), **_CONFIRMING},  # powers go by a handover record
    address="guarantee-act",
    page="guarantee",
    parts={
        "guarantee-paper": ("delivered", "met"),
        "guarantee-file": ("delivered", "met"),
    },
    given={"of_kind": "powers"},
)

# -- what has an end (灵川 第六条、第十条; I-57 to I-59) -----------------------------------------------------------------------

URGENT = Thing(
    "urgent",
    ("started", "regularised", "task_ended", "task_stopped", "task_lapsed"),
    BOTH_SIDES,
    {
        "regularise": (
            APPLICANT,
            ("started",),
        ),  # a township that entered it does not apply for the department
        "begin_papers": (APPLICANT, ("started",)),
        "end_task": (APPLICANT | FOLLOW_UP, ("started",)),
    },
    address="urgent-act",
    page="urgent",
    parts={"urgent-paper": EVER},
)
END = Thing(
    "end_check",
    ("end_asked", "end_stopped", "end_continued", "end_followed"),
    BOTH_SIDES,
    dict.fromkeys(("say_stopped", "say_continued"), (TOWNSHIP, ("end_asked",))),
    address="end-act",
)

# -- what is bought instead of handed over (灵川 第十一条; I-14): everybody in the county may see what is not a township's ----

PURCHASE = Thing(
    "purchase",
    ("in_use", "ended", "ran out"),
    COUNTY,
    {"end_purchase": (APPLICANT, ("in_use",))},
    address="purchase-act",
    page="purchase",
    parts={"purchase-file": EVER},
)

# -- evaluation both ways (黑龙江 三(四), 通渭 二12) ----------------------------------------------------------------------------

PERIOD = Thing(
    "period",
    ("period_rating", "period_published"),
    COUNTY,
    {
        # departments and townships; not 县政府办, who leads
        "hand_in": (
            APPLICANT | (MEMBERS - GOVERNMENT) | STRANGERS | TOWNSHIP | TWICE,
            ("period_rating",),
        ),
        "publish_period": (DIRECTOR, ("period_rating",)),
    },
    address="period-act",
    page="period",
    parts={"period-download": EVER},
)

# -- what is laid on townships (通渭 二14, 黑龙江 三(二); I-13) ----------------------------------------------------------------

SETTLED = ("burden_kept", "burden_merged", "burden_cancelled")
_SETTLING = {"settle_burden": (DIRECTOR | BODY_HEADS, ("burden_found", "burden_kept", "burden_merged"))}
BURDEN = Thing(
    "burden",
    ("burden_found", *SETTLED),
    # once settled everybody's, before those who clean up and the department
    {"burden_found": LEAD | OUTSIDE | APPLICANT} | dict.fromkeys(SETTLED, COUNTY),
    _SETTLING,
    address="burden-act",
    page="burden",
    parts={"burden-file": EVER},
)
MISSED = Thing(
    "burden",
    ("burden_found", *SETTLED),
    {"burden_found": BOTH_SIDES} | dict.fromkeys(SETTLED, COUNTY),
    _SETTLING,
    address="burden-act",
    page="burden",
    parts={"burden-file": EVER},
    # which township reported it is told to nobody else, nor to a person of the department at another seat (I-76)
    readers={
        "burden-file": (LEAD - {"filer in the office", "conflicted convenor"}) | OUTSIDE | TOWNSHIP | TWICE
    },
    given={"by": "lcz-jb"},
)

# -- what one asks and others answer ----------------------------------------------------------------------------------------

ASKED, ANSWERED = ("matter_asked",), ("matter_answered",)
OPEN = ASKED + ANSWERED


def _matter(kind, acts, *, answered=True, sees=BOTH_SIDES):
    states = (*OPEN, "matter_closed", "matter_withdrawn")
    return Thing(
        "matter",
        states if answered else tuple(state for state in states if state not in ANSWERED),
        sees,
        acts,
        address="matter-act",
        page="matter",
        parts={"matter-file": EVER},
        given={"kind": kind},
    )


COORDINATION = _matter(  # 黑龙江 三(三): 协调权, 满意度评价
    "coordination",
    {
        "answer": (APPLICANT, ASKED),
        "rate_answers": (TOWNSHIP, ANSWERED),
        "ask_again": (TOWNSHIP, ANSWERED),
        "escalate": (FOLLOW_UP, OPEN),  # no person of the department that is asked gives it another day
        "withdraw_matter": (TOWNSHIP, ASKED),
    },
)
SUGGESTION = (
    _matter(  # 湖南 五: 建议权; the office is asked too and does not step into what it is asked itself
        "suggestion",
        {
            "answer": (APPLICANT | OFFICE, ASKED),
            "rate_answers": (TOWNSHIP, ANSWERED),
            "ask_again": (TOWNSHIP, ANSWERED),
            "withdraw_matter": (TOWNSHIP, ASKED),
        },
    )
)
OPINION = _matter(  # 黑龙江 三(四), 通渭 二3: the township's party committee, by its head
    "opinion",
    {
        "answer": (TOWNSHIP_HEAD, ASKED),
        "file_opinion": (APPLICANT, ANSWERED),
        "withdraw_matter": (APPLICANT, ASKED),
    },
)
POWERS_REVIEW = _matter(  # 通渭 二8
    "powers_review",
    {
        # the department's head here holds a seat in the office too, which asks: that person does not answer it
        "answer": (TOWNSHIP_HEAD | TWICE, ASKED),
        "conclude_review": (DIRECTOR, ANSWERED),
        "withdraw_matter": (DIRECTOR, ASKED),
    },
)
VETTING = _matter(  # 黑龙江 四(二): the office's word, by its head, ends it
    "vetting",
    {"answer": (DIRECTOR, ASKED), "withdraw_matter": (APPLICANT, ASKED)},
    answered=False,
    sees=LEAD | OUTSIDE | APPLICANT,
)
ASSESSMENT = _matter(  # 通渭 二14: 一事一报
    "assessment",
    {
        "answer": (BODY_HEADS, ASKED),
        "decide_assessment": (BODY_HEADS, ANSWERED),
        "withdraw_matter": (APPLICANT, ASKED),
    },
    sees=LEAD | OUTSIDE | APPLICANT,
)
THINGS = {
    "report": REPORT,
    "guarantee": GUARANTEE,
    "powers": POWERS,
    "urgent": URGENT,
    "end check": END,
    "purchase": PURCHASE,
    "period": PERIOD,
    "burden": BURDEN,
    "burden reported": MISSED,
    "coordination": COORDINATION,
    "suggestion": SUGGESTION,
    "opinion": OPINION,
    "powers review": POWERS_REVIEW,
    "vetting": VETTING,
    "assessment": ASSESSMENT,
}
FOLLOWED = {name for thing in THINGS.values() for name in (thing.page, thing.address, *thing.parts) if name}
