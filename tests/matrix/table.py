"""What the procedure says of every address of a case, in every state, to every kind of seat.

Written from workflow.md (“Transitions”, “Who sees what”) and the settled points, not from the code. What a seat
may not see is 404; what it sees but may not do is 403; what it may do at another moment is 409 (settled 41).
"""

from dataclasses import dataclass, field

from tests.matrix import situations as signs
from tests.matrix.asking import ALLOWED, FORBIDDEN, LOGIN, NO_METHOD, STALE, UNKNOWN

# -- seats ---------------------------------------------------------------------------------------------------------------

APPLICANT = {"applicant handler", "applicant head", "applicant delegate"}
APPLICANT_HEAD = {"applicant head", "applicant delegate"}
TOWNSHIP, RELATED = (
    {"township handler", "township head"},
    {"related department handler", "related department head"},
)
OFFICE = {"office handler", "office director", "filer in the office"}
DIRECTOR, HANDLERS = {"office director"}, {"office handler", "filer in the office"}
NOT_THE_FILER = {"office handler", "office director"}
JUSTICE, JUSTICE_HEAD = (
    {"justice handler", "justice head", "justice delegate"},
    {"justice head", "justice delegate"},
)
FINANCE = {"finance head"}
GOVERNMENT = {"government office head"}
MEMBERS = JUSTICE | FINANCE | {"organization handler"} | GOVERNMENT
CONVENORS = {"convenor", "conflicted convenor"}
BODIES = {"party office handler"} | GOVERNMENT
CITY = {"city handler"}
ADMINISTRATORS = {"system administrator", "security administrator", "audit administrator"}
STRANGERS = {"other department head", "township not asked", "non-standing body", "office abroad"}
SIGNED_OUT = {"nobody", "deactivated", "seat ended"}
KINDS = (
    APPLICANT | TOWNSHIP | RELATED | OFFICE | MEMBERS | CONVENORS | BODIES | CITY
    | ADMINISTRATORS | STRANGERS | SIGNED_OUT | {"no seat"}
)  # fmt: skip

# -- who sees the case -----------------------------------------------------------------------------------------------------

ASKED = APPLICANT | TOWNSHIP | RELATED  # townships and departments asked
SUBMITTED = ASKED | OFFICE  # the office from `submit` (settled 25)
ACCEPTED = SUBMITTED | CONVENORS | BODIES  # convenor, 县委办, 县政府办 from `accept`
CIRCULATED = ACCEPTED | MEMBERS  # member units once asked
SENT_UP = CIRCULATED | CITY  # the upper body once the file is sent to it (settled 19)

SEES = {
    "draft": APPLICANT,
    "consulting": ASKED,
    "submitted": SUBMITTED,
    "correcting": SUBMITTED,
    "reviewing": ACCEPTED,
    "circulating": CIRCULATED,
    "revising": CIRCULATED,
    "coordinating first": ACCEPTED,
    "coordinating": CIRCULATED,
    "deliberating": CIRCULATED,
    "signing": CIRCULATED,
    "deciding": CIRCULATED,
    "upper_review": CIRCULATED,
    "sent up": SENT_UP,
    "approved": SENT_UP,
    "not_accepted": SUBMITTED,
    "rejected": CIRCULATED,
    "withdrawn": SUBMITTED,
    "signing a revocation": ACCEPTED - RELATED,
}
STATES = tuple(SEES)
HELD = ("draft", "consulting", "correcting", "revising")  # the applicant holds the text
ROUND = ("circulating", "revising")  # requests stay open while the applicant revises (settled 4)
BEFORE_A_ROUND = (
    "draft",
    "consulting",
    "submitted",
    "correcting",
    "reviewing",
    "coordinating first",
    "not_accepted",
    "withdrawn",
    "signing a revocation",
)
CONCLUDED = (
    "coordinating",
    "deliberating",
    "signing",
    "deciding",
    "upper_review",
    "sent up",
    "approved",
)
SIGNING, UPPER = ("signing", "signing a revocation"), ("upper_review", "sent up")
COORDINATING = ("coordinating first", "coordinating")

# -- who may read what of it ------------------------------------------------------------------------------------------

EVERYTHING_ISSUED = OFFICE | CONVENORS | BODIES | CITY
# 县政府办 is asked itself: while the round is open, others' opinions are hidden from it (settled 24)
WHILE_ASKED = EVERYTHING_ISSUED - GOVERNMENT
OPINION_READERS = {  # of 县民政局's opinion: applicant and those asked once concluded, members after the round
    **dict.fromkeys(ROUND, WHILE_ASKED),
    **dict.fromkeys(CONCLUDED, SENT_UP),
    "rejected": EVERYTHING_ISSUED | MEMBERS,
}


def everywhere(readers):
    return dict.fromkeys(STATES, readers)


# sign: {state: readers, among those who see the case}
READERS = {
    signs.TITLE: everywhere(KINDS),
    signs.TEXT: everywhere(KINDS),
    signs.POSITION: everywhere(KINDS),
    signs.POSITION_FILE: everywhere(KINDS),
    signs.UNSUBMITTED: everywhere(APPLICANT),
    signs.UNSUBMITTED_FILE: everywhere(APPLICANT),
    signs.REVIEW_DRAFT: everywhere(OFFICE),
    signs.OPINION: OPINION_READERS,
    signs.OPINION_FILE: OPINION_READERS,
    signs.JUSTICE_DRAFT: everywhere(JUSTICE),
    signs.SENT_BACK: everywhere(JUSTICE),
    signs.FINANCE_DRAFT: everywhere(FINANCE),
    # nobody's until the meeting is concluded, but the office's that writes it
    signs.COORDINATION: dict.fromkeys(COORDINATING, OFFICE) | dict.fromkeys(("deliberating", "deciding"), KINDS),
    signs.SIGN_NOTE: everywhere(EVERYTHING_ISSUED),
    signs.REPLY: everywhere(EVERYTHING_ISSUED),
}


def may_read(state, kind):
    """Every sign that the seat may come across."""
    if kind not in SEES[state]:
        return set()
    return {sign for sign, readers in READERS.items() if kind in readers.get(state, ())}


# -- addresses -------------------------------------------------------------------------------------------------------------

BOTH, GET, POST = ("get", "post"), ("get",), ("post",)


@dataclass(frozen=True)
class Row:
    """`to` may do it, in the states `when`; whoever else sees the case finds `others`.

    `part`: without it the address leads nowhere, 404. `unless`: {kind: {state: verdict}}.
    """

    name: str
    args: tuple = ()
    methods: tuple = BOTH
    to: frozenset = frozenset()
    when: tuple = STATES
    others: str = FORBIDDEN
    part: str = ""
    unless: dict = field(default_factory=dict)


def reads(name, *args, to=None, part="", others=UNKNOWN):
    """A page or file that is read; `to` by state where not everybody who sees the case may."""
    by_state = {} if to is None else {state: UNKNOWN for state in STATES}
    unless = {}
    for kind in KINDS if to is not None else ():
        unless[kind] = {s: ALLOWED if kind in to.get(s, ()) else others for s in by_state}
    return Row(name, args, GET, frozenset(KINDS), part=part, unless=unless)


def act(to, *when, **more):
    return lambda verb: Row("case-act", (verb,), to=frozenset(to), when=when, **more)


def form(name, *args, to, when, **more):
    return Row(name, args, to=frozenset(to), when=when, **more)


DENIED = "403 or 409"  # refused all the same; which of the two the procedure does not say
# Before submission and in a correction the applicant asks, reminds, files; afterwards the office (settled 9, 31).
APPLICANT_ASKS = {"consulting": ALLOWED, "correcting": ALLOWED, "draft": STALE}
OFFICE_ASKS = {"circulating": ALLOWED, "revising": ALLOWED}
OFTEN = dict.fromkeys(STATES, DENIED)


def asks(applicant=None, office=None):
    """Who asked reminds: by state, for the applicant and for the office."""
    return {
        **dict.fromkeys(APPLICANT, OFTEN | APPLICANT_ASKS | (applicant or {})),
        **dict.fromkeys(OFFICE, OFTEN | OFFICE_ASKS | (office or {})),
    }


ROWS = {
    # reading
    "case": reads("case"),
    "case-version 1": reads("case-version", 1),
    "case-version unsubmitted": reads("case-version", 2, to=everywhere(APPLICANT), part="unsubmitted"),
    "case-compare": reads("case-compare"),
    "case-clock": reads("case-clock"),
    "case-paper consultation": reads("case-paper", "consultation", part="consultation"),
    "case-paper receipt": reads(
        "case-paper", "receipt", to=everywhere(APPLICANT | EVERYTHING_ISSUED), part="receipt"
    ),
    "case-paper reply": reads("case-paper", "reply", to=OPINION_READERS, part="reply"),
    "case-file attachment": reads("case-file", "attachment", part="attachment"),
    "case-file unsubmitted": reads(
        "case-file", "unsubmitted file", to=everywhere(APPLICANT), part="unsubmitted file"
    ),
    "case-file position": reads("case-file", "position file", part="position file"),
    "case-file opinion": reads("case-file", "opinion file", to=OPINION_READERS, part="opinion file"),
    "meeting-of-case": reads("meeting-of-case"),
    # the applicant's text
    "case-edit": form("case-edit", to=APPLICANT, when=HELD),
    "case-file-add": form("case-file-add", to=APPLICANT, when=HELD, methods=POST),
    "case-file-remove": form(
        "case-file-remove", "attachment", to=APPLICANT, when=HELD, methods=POST, part="attachment"
    ),
    # 灵川镇's request: its head answers, its handler may read what is asked
    "position": form(
        "position",
        "request",
        to={"township head"},
        when=("consulting",),
        part="request",
        methods=POST,
    ),
    "position read": form(
        "position", "request", to=TOWNSHIP, when=("consulting",), part="request", methods=GET
    ),
    "position-paper": form(
        "position-paper",
        "request",
        to=(),
        when=(),
        part="request",
        unless=asks(applicant={"correcting": STALE}, office={"circulating": STALE, "revising": STALE}),
    ),
    "case-remind": form(
        "case-remind", "township", to=(), when=(), methods=POST, unless=asks(office={"correcting": ALLOWED})
    ),
    "case-overdue": form("case-overdue", "township", to=(), when=(), methods=POST, unless=asks()),
    # the initial review
    "initial-review": form("initial-review", to=OFFICE, when=("reviewing", "circulating"), methods=GET),
    "initial-review draft": form(
        "initial-review", to=OFFICE, when=("reviewing", "circulating"), methods=POST
    ),
    "initial-review issue": form(
        "initial-review", to=DIRECTOR, when=("reviewing", "circulating"), methods=POST
    ),
    # 县司法局's review: of no other unit
    "opinion": form("opinion", "review", to=JUSTICE, when=ROUND, others=UNKNOWN, part="review", methods=GET),
    **{
        f"opinion {do}": form(
            "opinion", "review", to=to, when=ROUND, others=UNKNOWN, part="review", methods=POST,
            unless={"justice handler": {} if to is JUSTICE else dict.fromkeys(STATES, FORBIDDEN)},
        )
        for do, to in (("draft", JUSTICE), ("send", JUSTICE), ("return", JUSTICE_HEAD), ("issue", JUSTICE_HEAD))
    },
    "opinion-paper": form("opinion-paper", "review", to=OFFICE, when=ROUND, part="review"),
}  # fmt: skip

ACTS = {
    "consult": act(APPLICANT, "draft"),
    "consult_again": act(APPLICANT, "consulting", "correcting"),
    "submit": act(APPLICANT_HEAD, "draft", "consulting", "correcting"),
    "discard": act(APPLICANT, "draft"),
    "withdraw": act(
        APPLICANT_HEAD,
        "consulting",
        "submitted",
        "correcting",
        "reviewing",
        "circulating",
        "revising",
        *COORDINATING,
        "deliberating",
        *SIGNING,
        *UPPER,
        unless=dict.fromkeys(OFFICE, {"correcting": ALLOWED, "revising": ALLOWED}),  # 视同撤回
    ),
    "revise": act(APPLICANT_HEAD, "revising"),
    "accept": act(NOT_THE_FILER, "submitted"),
    "decline": act(OFFICE, "submitted"),
    "return_for_correction": act(OFFICE, "submitted", "reviewing"),
    "to_general": act(OFFICE, "reviewing", "circulating"),
    "join": act(OFFICE, "submitted", "reviewing"),
    "circulate": act(DIRECTOR, "reviewing"),
    "add_reviewer": act(OFFICE, "circulating"),
    "convene": act(OFFICE, "reviewing"),
    "record_coordination": act(OFFICE, *COORDINATING),
    # concluding may open a round, and that is the director's act (settled 6)
    "conclude_coordination": act(
        OFFICE, *COORDINATING, unless=dict.fromkeys(HANDLERS, OFTEN | {"coordinating": ALLOWED, "coordinating first": FORBIDDEN})
    ),
    "call_revision": act(OFFICE, "circulating", *COORDINATING, "deliberating"),
    "conclude_circulation": act(OFFICE, "circulating"),
    "confirm": act(NOT_THE_FILER, "reviewing"),
    "forward": act(OFFICE, "reviewing"),
    "sign": act({"convenor"}, *SIGNING),
    "send_to_general": act(CONVENORS, *SIGNING),
    "send_back": act(CONVENORS, *SIGNING),
    # three persons: who filed or reviewed decides nothing
    "record_decision": act(
        BODIES | {"office handler"},
        "deciding",
        unless={"office director": OFTEN},
    ),
    "record_filing": act(OFFICE, *UPPER),
    "pass_upper": act(OFFICE | CITY, *UPPER),
    "return_upper": act(OFFICE | CITY, *UPPER),
    "resubmit_upper": act(OFFICE, "reviewing"),
    # whose turn it is, refuses (the upper body only where it approves); never a member unit or a township
    "reject": act(
        (),
        unless={
            "office director": OFTEN
            | dict.fromkeys(("reviewing", "circulating", "deliberating"), ALLOWED),
            "office handler": OFTEN | dict.fromkeys(("deliberating", "deciding"), ALLOWED),
            "filer in the office": OFTEN | {"deliberating": ALLOWED},
            **dict.fromkeys(BODIES, OFTEN | {"deciding": ALLOWED}),
            "convenor": OFTEN | {"signing a revocation": ALLOWED},
            "conflicted convenor": OFTEN,
        },
    ),
    "issue_notice": act(OFFICE | BODIES, "approved"),
}  # fmt: skip
NO_PAGES = ("save_text", "take_position", "issue_opinion", "put_on_agenda", "deliberate", "decide", "nothing")

ROWS |= {f"act {verb}": made(verb) for verb, made in ACTS.items()}

# -- the verdict -----------------------------------------------------------------------------------------------------------


def expected(row, method, state, kind, there):
    """The verdicts the table allows: one, or two where it leaves them open."""
    if method not in row.methods:
        return {NO_METHOD} | ({LOGIN} if kind in SIGNED_OUT else set()) | ({FORBIDDEN} if kind == "no seat" else set())
    if kind in SIGNED_OUT:
        return {LOGIN}
    if kind == "no seat":
        return {FORBIDDEN}
    if kind not in SEES[state] or (row.part and there.parts.get(row.part) is None):
        return {UNKNOWN}
    said = row.unless.get(kind, {}).get(state)
    if said is None:
        said = row.others if kind not in row.to else ALLOWED if state in row.when else STALE
    return {FORBIDDEN, STALE} if said == DENIED else {said}


# In this state a complete form of an allowed seat goes through: the refusals elsewhere were not about the form.
GOES_THROUGH = {
    "case-edit": "draft",
    "case-file-add": "draft",
    "case-file-remove": "draft",
    "position": "consulting",
    "position-paper": "consulting",
    "case-remind": "revising",
    "initial-review draft": "reviewing",
    "initial-review issue": "reviewing",
    "opinion draft": "circulating",
    "opinion send": "circulating",
    "opinion return": "circulating",
    "opinion issue": "circulating",
    "opinion-paper": "circulating",
    "act consult": "draft",
    "act submit": "consulting",
    "act discard": "draft",
    "act withdraw": "submitted",
    "act revise": "revising",
    "act accept": "submitted",
    "act decline": "submitted",
    "act return_for_correction": "submitted",
    "act to_general": "circulating",
    "act join": "submitted",
    "act add_reviewer": "circulating",
    "act record_coordination": "coordinating",
    "act conclude_coordination": "coordinating",
    "act call_revision": "circulating",
    "act sign": "signing",
    "act send_to_general": "signing",
    "act send_back": "signing",
    "act record_decision": "deciding",
    "act record_filing": "upper_review",
    "act pass_upper": "sent up",
    "act return_upper": "sent up",
    "act reject": "reviewing",
    "act issue_notice": "approved",
}
