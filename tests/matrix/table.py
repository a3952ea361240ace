"""What the procedure says of every address of a case, in every state, to every kind of seat.

Written from workflow.md (“Transitions”, “Who sees what”) and the settled points, not from the code. What a seat
may not see is 404; what it sees but may not do is 403; what it may do at another moment is 409 (settled 41).
"""

from dataclasses import dataclass, field, replace

from tests.matrix.asking import ALLOWED, FORBIDDEN, LOGIN, STALE, UNKNOWN

# -- seats ---------------------------------------------------------------------------------------------------------------

APPLICANT = {"applicant handler", "applicant head", "applicant delegate"}
APPLICANT_HEAD = {"applicant head", "applicant delegate"}
TOWNSHIP, RELATED = {"township handler", "township head"}, {"related department head"}
OFFICE = {"office handler", "office director", "filer in the office"}
DIRECTOR, HANDLERS = {"office director"}, {"office handler", "filer in the office"}
NOT_THE_FILER = {"office handler", "office director"}
JUSTICE, FINANCE = {"justice handler", "justice head"}, {"finance head"}
GOVERNMENT = {"government office head"}
MEMBERS = JUSTICE | FINANCE | {"organization handler"} | GOVERNMENT
CONVENORS = {"convenor", "conflicted convenor"}
BODIES = {"party office handler"} | GOVERNMENT
CITY = {"city handler"}
OUTSIDE = {"outside supervisor"}  # 人大, 审计, 纪检: what is concluded, and nothing to do
ADMINISTRATORS = {"system administrator", "security administrator", "audit administrator"}
STRANGERS = {"other department head", "township not asked", "non-standing body", "office abroad"}
SIGNED_OUT = {"nobody", "deactivated", "seat ended"}
KINDS = (
    APPLICANT | TOWNSHIP | RELATED | OFFICE | MEMBERS | CONVENORS | BODIES | CITY | OUTSIDE
    | ADMINISTRATORS | STRANGERS | SIGNED_OUT | {"no seat"}
)  # fmt: skip
# Towards a case these are as another kind: a member as 县财政局, a unit not asked as 大境乡, a seat without a unit
# as the audit administrator's, who reads what is done and no text; a seat that ended as a deactivated account.
ELSEWHERE = {
    "organization handler",
    "other department head",
    "non-standing body",
    "system administrator",
    "security administrator",
    "seat ended",
}
OF_CASES = KINDS - ELSEWHERE

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
    "approved": SENT_UP | OUTSIDE,
    "not_accepted": SUBMITTED | OUTSIDE,
    "rejected": CIRCULATED | OUTSIDE,
    "withdrawn": SUBMITTED,
    "signing a revocation": ACCEPTED - RELATED,
}
STATES = tuple(SEES)
# situation: the state it is in; what the procedure says of that state holds, but for whom it concerns
VARIANTS = {
    "consulting a revocation": "consulting",
    "reviewing a revocation": "reviewing",
    "reviewing on paper": "reviewing",
    "reviewing an adjustment": "reviewing",
    "reviewing a cancellation": "reviewing",
}
# of a listed duty, by the procedure of admission (灵川 第五条): cut in an ordinary run, whole with `script/test --full`
OF_LISTED = ("reviewing an adjustment", "reviewing a cancellation")
SEES |= {
    "consulting a revocation": ASKED - RELATED,
    "reviewing a revocation": ACCEPTED - RELATED,
    "reviewing on paper": ACCEPTED,
    **dict.fromkeys(OF_LISTED, ACCEPTED - RELATED),
}
SITUATIONS = tuple(SEES)


def those_concerned(situation):
    """The kinds of seats asked of the situation; of a variant those who see the case, and one of each that does not."""
    if situation not in VARIANTS:
        return OF_CASES
    return SEES[situation] | {"related department head", "finance head", "audit administrator", "nobody"}


# The office registers what the applicant signed on paper: it has the applicant's part too, the handler who
# registered it is the filer, and the applicant sees its case as somebody asked does.
PARTS = {
    "reviewing on paper": {
        "office handler": ("filer in the office", "applicant head"),
        "office director": ("office director", "applicant head"),
        "filer in the office": ("office handler", "applicant head"),
        **dict.fromkeys(APPLICANT, ("related department head",)),
    }
}
# who did the initial review hands in no text: three persons (I-43)
REVIEWER = {("reviewing on paper", "office director"): ("submit", "revise")}
HELD = ("draft", "consulting", "correcting", "revising")  # the applicant holds the text
ROUND = ("circulating", "revising")  # requests stay open while the applicant revises (settled 4)
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

EVERYTHING_ISSUED = OFFICE | CONVENORS | BODIES | CITY | OUTSIDE
# 县政府办 is asked itself: while the round is open, others' opinions are hidden from it (settled 24)
WHILE_ASKED = EVERYTHING_ISSUED - GOVERNMENT
OPINION_READERS = {  # of 县民政局's opinion: applicant and those asked once concluded, members after the round
    **dict.fromkeys(ROUND, WHILE_ASKED),
    **dict.fromkeys(CONCLUDED, SENT_UP | OUTSIDE),
    "rejected": EVERYTHING_ISSUED | MEMBERS,
}


# the letter to 县民政局: what is asked of whom is known to the applicant and to those it asked, and to members after the round
LETTER_READERS = {
    state: SUBMITTED | (readers if state in (*ROUND, "rejected") else SENT_UP | OUTSIDE)
    for state, readers in OPINION_READERS.items()
}


def everywhere(readers):
    return dict.fromkeys(STATES, readers)


AGAIN = ("deliberating", "deciding")  # after a county body returned it to the meeting
# everything issued; the units of the meeting from its agenda on
ISSUED = everywhere(EVERYTHING_ISSUED) | dict.fromkeys(AGAIN, EVERYTHING_ISSUED | MEMBERS)

# -- addresses -------------------------------------------------------------------------------------------------------------

GET, POST, BOTH = ("get",), ("post",), ("get", "post")
DENIED = "403 or 409"  # refused all the same; which of the two the procedure does not say
ANYHOW = dict.fromkeys(STATES, DENIED)
FROM_MOST = (ALLOWED, STALE, DENIED, FORBIDDEN, UNKNOWN)  # of several parts the one that may most


@dataclass(frozen=True)
class Row:
    """An address: `name` and `args` (parts of the situation by name). `to` may use it in the states `when`.

    Others who see the case find `others`; `unless` says what a kind of seat finds in some state all the same.
    Without its `part` the address leads nowhere. `at_the_door`: asked before the case is looked for.
    """

    name: str
    args: tuple = ()
    methods: tuple = BOTH
    to: frozenset | set = frozenset()
    when: tuple = STATES
    others: str = FORBIDDEN
    part: str = ""
    unless: dict = field(default_factory=dict)
    at_the_door: bool = False
    is_read: bool = False

    def to_kind(self, kind, situation):
        """What the kind of seat finds here: what is said of the situation, else of the state it is in."""
        state, unless = VARIANTS.get(situation, situation), self.unless.get(kind, {})
        said = unless.get(situation, unless.get(state))
        if said is None:
            said = self.others if kind not in self.to else ALLOWED if state in self.when else STALE
        return said


def reads(name, *args, by=None, part=""):
    """A page or file that is read by everyone who sees the case, or by those named, state by state."""
    readers = by or everywhere(KINDS)
    unless = {
        kind: {state: ALLOWED if kind in readers.get(state, ()) else UNKNOWN for state in STATES}
        for kind in KINDS
    }
    return Row(name, args, GET, part=part, unless=unless, is_read=True)


def form(name, *args, to=(), when=(), **more):
    return Row(name, args, to=set(to), when=when, **more)


def asking(applicant, office):
    """Before submission and in a correction the applicant asks, afterwards the office (settled 9, 31)."""
    return {
        **dict.fromkeys(APPLICANT, ANYHOW | {"draft": STALE, "consulting": ALLOWED} | applicant),
        **dict.fromkeys(OFFICE, ANYHOW | office),
    }


UNDER_REVIEW = ("reviewing", "circulating")  # in the latter where a revision asked for a new one (settled 5)
IN_A_ROUND = dict.fromkeys(ROUND, ALLOWED)
CLOSED = dict.fromkeys(ROUND, STALE)  # the request of before submission is over
TO_ISSUE = {"justice handler": dict.fromkeys(STATES, FORBIDDEN)}

ROWS = {
    # what is read
    "case": reads("case"),
    "version 1": reads("case-version", 1),
    "unsubmitted version": reads("case-version", 2, by=everywhere(APPLICANT), part="unsubmitted"),
    "compare": reads("case-compare"),
    "clock": reads("case-clock"),
    "neighbours": reads("case-neighbours"),
    "inside": reads("case-inside"),  # of each unit its own
    "inside note": replace(reads("case-inside"), methods=POST, is_read=False),
    "whole file": reads("case-whole"),
    "whole file as PDF": reads("case-whole-pdf"),
    "consultation paper": reads("case-paper", "consultation", part="consultation"),
    "receipt": reads(
        "case-paper", "receipt", by={state: APPLICANT | who for state, who in ISSUED.items()}, part="receipt"
    ),
    "consultation as PDF": reads("case-paper-pdf", "consultation", part="consultation"),
    "receipt as PDF": reads(
        "case-paper-pdf",
        "receipt",
        by={state: APPLICANT | who for state, who in ISSUED.items()},
        part="receipt",
    ),
    "receipt as DOCX": reads(
        "case-paper-docx",
        "receipt",
        by={state: APPLICANT | who for state, who in ISSUED.items()},
        part="receipt",
    ),
    "reply as PDF": reads("case-paper-pdf", "reply", by=OPINION_READERS, part="reply"),
    "reply as DOCX": reads("case-paper-docx", "reply", by=OPINION_READERS, part="reply"),
    "letter": reads("case-paper", "letter", by=LETTER_READERS, part="letter"),
    "letter as PDF": reads("case-paper-pdf", "letter", by=LETTER_READERS, part="letter"),
    "letter with attachments": reads("case-paper-attached", "letter", by=LETTER_READERS, part="letter"),
    "reply paper": reads("case-paper", "reply", by=OPINION_READERS, part="reply"),
    "number of the filing": form(
        "case-paper-number",
        "filing",
        to=DIRECTOR,
        when=("sent up", "approved"),
        part="filing",
        unless={kind: everywhere(UNKNOWN) for kind in KINDS - EVERYTHING_ISSUED},
    ),
    "attachment": reads("case-file", "attachment", part="attachment"),
    "unsubmitted file": reads("case-file", "unsubmitted file", by=everywhere(APPLICANT), part="unsubmitted file"),
    "position file": reads("case-file", "position file", part="position file"),
    "opinion file": reads("case-file", "opinion file", by=OPINION_READERS, part="opinion file"),
    "meeting of case": reads("meeting-of-case"),
    # the applicant's text
    "edit": form("case-edit", to=APPLICANT, when=HELD),
    "alike": form("case-alike", to=APPLICANT, when=HELD, methods=GET),
    "file add": form("case-file-add", to=APPLICANT, when=HELD, methods=POST),
    "file remove": form(
        "case-file-remove", "attachment", to=APPLICANT, when=HELD, methods=POST, part="attachment"
    ),
    # 灵川镇's request: its head answers, its handler reads what is asked
    "position": form("position", "request", to=TOWNSHIP, when=("consulting",), methods=GET, part="request"),
    "position answer": form(
        "position", "request", to={"township head"}, when=("consulting",), methods=POST, part="request"
    ),
    "position on paper": form(
        "position-paper", "request", part="request", unless=asking({"correcting": STALE}, CLOSED)
    ),
    **{
        label: form(
            "case-remind", whom, methods=POST,
            unless=asking({"correcting": ALLOWED}, IN_A_ROUND | {"correcting": ALLOWED}),
        )
        for label, whom in (("remind", "township"), ("remind a member", "member"))
    },
    "overdue": form("case-overdue", "township", methods=POST, unless=asking({"correcting": ALLOWED}, IN_A_ROUND)),
    # the initial review
    "review": form("initial-review", to=OFFICE, when=UNDER_REVIEW, methods=GET),
    "review draft": form("initial-review", to=OFFICE, when=UNDER_REVIEW, methods=POST),
    "review issue": form(
        "initial-review", to=DIRECTOR, when=UNDER_REVIEW, methods=POST,
        # which is confirmed, not reviewed: the address leads to that page
        unless={kind: {"signing a revocation": DENIED, "reviewing a revocation": ALLOWED} for kind in HANDLERS},
    ),
    # 县司法局's review exists for no other unit
    "opinion": form("opinion", "review", to=JUSTICE, when=ROUND, others=UNKNOWN, methods=GET, part="review"),
    **{
        f"opinion {do}": form(
            "opinion", "review", to=JUSTICE, when=ROUND, others=UNKNOWN, methods=POST, part="review",
            unless=TO_ISSUE if do in ("return", "issue") else {},
        )
        for do in ("draft", "send", "return", "issue")
    },
    "opinion of finance": form(
        "opinion", "finance review", to=FINANCE, when=ROUND, others=UNKNOWN, methods=GET, part="finance review"
    ),
    "opinion on paper": form("opinion-paper", "review", to=OFFICE, when=ROUND, part="review"),
    # several cases signed at once: what may not be signed is told so
    "sign several": Row("convenor-sign", to=CONVENORS, methods=POST, at_the_door=True),
}  # fmt: skip

# act: who, in which states, and what else is to be said of it (workflow.md, “Transitions”)
ACTS = {
    "consult": (APPLICANT, ("draft",)),
    "consult_again": (APPLICANT, ("consulting", "correcting")),
    "submit": (APPLICANT_HEAD, ("draft", "consulting", "correcting")),
    "discard": (APPLICANT, ("draft",)),
    "withdraw": (
        APPLICANT_HEAD,
        ("consulting", "submitted", "correcting", "reviewing", "circulating", "revising", *COORDINATING,
         "deliberating", *SIGNING, *UPPER),
        dict.fromkeys(OFFICE, dict.fromkeys(("correcting", "revising"), ALLOWED)),  # 视同撤回
    ),
    "revise": (APPLICANT_HEAD, ("revising",)),
    "accept": (NOT_THE_FILER, ("submitted",)),
    "decline": (OFFICE, ("submitted",)),
    "return_for_correction": (OFFICE, ("submitted", "reviewing")),
    "to_general": (OFFICE, ("reviewing", "circulating")),
    "join": (OFFICE, ("submitted", "reviewing")),
    "circulate": (DIRECTOR, ("reviewing",)),
    "add_reviewer": (OFFICE, ("circulating",)),
    "file_expert_view": ((), ()),  # 灵川 hears no experts
    "convene": (OFFICE, ("reviewing",)),
    "set_meeting_day": (OFFICE, COORDINATING),
    "record_coordination": (OFFICE, COORDINATING),
    # concluding may open a round, and that is the director's act (settled 6)
    "conclude_coordination": (
        DIRECTOR,
        COORDINATING,
        dict.fromkeys(HANDLERS, ANYHOW | {"coordinating": ALLOWED, "coordinating first": FORBIDDEN}),
    ),
    "call_revision": (OFFICE, ("circulating", *COORDINATING, "deliberating")),
    "conclude_circulation": (OFFICE, ("circulating",)),
    "confirm": (NOT_THE_FILER, ("reviewing",)),
    "forward": (OFFICE, ("reviewing",)),
    "sign": ({"convenor"}, SIGNING),
    "send_to_general": (CONVENORS, SIGNING),
    "send_back": (CONVENORS, SIGNING),
    "request_decision": (OFFICE, ("deciding",)),
    # three persons: who filed, who did the initial review, who decides
    "record_decision": (BODIES | {"office handler"}, ("deciding",), {"office director": ANYHOW}),
    "record_filing": (OFFICE, UPPER),
    "pass_upper": (OFFICE | CITY, UPPER),
    "return_upper": (OFFICE | CITY, UPPER),
    "resubmit_upper": (OFFICE, ("reviewing",)),
    # whose turn it is, refuses; never a member unit, a township, or an upper body that only files
    "reject": (
        (),
        (),
        {
            "office director": ANYHOW | dict.fromkeys((*UNDER_REVIEW, "deliberating"), ALLOWED),
            "office handler": ANYHOW | dict.fromkeys(("deliberating", "deciding"), ALLOWED),
            "filer in the office": ANYHOW | {"deliberating": ALLOWED},
            **dict.fromkeys(BODIES, ANYHOW | {"deciding": ALLOWED}),
            "convenor": ANYHOW | {"signing a revocation": ALLOWED},
        },
    ),
    "issue_notice": (OFFICE | BODIES, ("approved",)),
}  # fmt: skip
ROWS |= {
    f"act {verb}": Row("case-act", (verb,), to=set(to), when=when, unless=unless[0] if unless else {})
    for verb, (to, when, *unless) in ACTS.items()
}
# Verbs that are part of another act, or of none: not here, for anybody.
ROWS |= {f"act {verb}": Row("case-act", (verb,), methods=POST, part="none") for verb in ("decide", "no_act")}

# Pages beside the case, where its texts might show: {address: who may open it}; the list is for everybody.
SEATED = KINDS - SIGNED_OUT - {"no seat"}
BESIDE = {
    "desk": SEATED,
    "case-list": SEATED - ADMINISTRATORS,
    "notices": SEATED,
    "meeting-list": SEATED - ADMINISTRATORS - CITY,
    "convenor": CONVENORS,
    "figures": OFFICE | CONVENORS | BODIES | MEMBERS | OUTSIDE,
    "duty-list": KINDS,
}
# The public list is one page for everybody of a county; whether all may open it is asked in `elsewhere`.
ASKED_BY = {"duty-list": {"nobody", "office handler", "office abroad"}}

# -- the verdict -----------------------------------------------------------------------------------------------------------


def expected(row, state, kind, there):
    """The verdicts the table allows: one, or two where it leaves open which."""
    if kind in SIGNED_OUT:
        return {LOGIN}
    if kind == "no seat" or (row.at_the_door and kind not in row.to):
        return {FORBIDDEN}
    if kind not in SEES[state] or (row.part and not there.parts.get(row.part)):
        return {UNKNOWN}
    if row.name == "case-act" and row.args[0] in REVIEWER.get((state, kind), ()):
        return {FORBIDDEN}
    parts = (kind,) if row.is_read else PARTS.get(state, {}).get(kind, (kind,))
    said = min((row.to_kind(part, state) for part in parts), key=FROM_MOST.index)
    return {FORBIDDEN, STALE} if said == DENIED else {said}


def beside(name, kind):
    if kind in BESIDE[name]:
        return {ALLOWED}
    return {LOGIN} if kind in SIGNED_OUT else {FORBIDDEN}
