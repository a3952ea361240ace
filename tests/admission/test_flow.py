"""Every state × act × kind of seat against one table, written from the procedure's description, not from the code.

A row says in which states an act is open, and to whom. Whoever has an act in some state finds it “stale” in the
others; everybody else finds it “forbidden”. What a row cannot say stands in `EXCEPTIONS`.
"""

import pytest

from accounts.acting import acting_for
from accounts.models import Post
from admission.acts import SPECS, available, openness
from admission.states import State
from audit import clock
from tests.cast import delegated, office_abroad, seat, second_seat
from tests.factories import fresh, journey, request_of, review_of, unit

APPLICANT = ("applicant handler", "applicant head", "applicant delegate")
APPLICANT_HEAD = ("applicant head", "applicant delegate")
OFFICE = ("office handler", "office director", "filer in the office")
DIRECTOR = ("office director",)
NOT_THE_FILER = ("office handler", "office director")
CONVENORS = ("convenor", "convenor of the applicant")
BODIES = ("party office handler", "party office head", "government office handler", "government office head")
CITY = ("city handler", "city head")
TOWNSHIP, TOWNSHIP_HEAD = ("township handler", "township head"), ("township head",)
JUSTICE, JUSTICE_HEAD = ("justice handler", "justice head"), ("justice head",)

HELD = ("draft", "consulting", "correcting", "revising")  # the applicant holds the text
ROUND = ("circulating", "revising")
WITHDRAWABLE = (
    "consulting",
    "submitted",
    "correcting",
    "reviewing",
    "circulating",
    "revising",
    "coordinating",
    "deliberating",
    "signing",
    "revocation",
    "upper_review",
    "sent up",
)

# act: (states, seats)
TABLE = {
    "save_text": (HELD, APPLICANT),
    "add_file": (HELD, APPLICANT),
    "remove_file": (HELD, APPLICANT),
    "discard": (("draft",), APPLICANT),
    "consult": (("draft",), APPLICANT),
    "consult_again": (("consulting", "correcting"), APPLICANT),
    "submit": (("draft", "consulting", "correcting"), APPLICANT_HEAD),
    "withdraw": (WITHDRAWABLE, APPLICANT_HEAD),
    "revise": (("revising",), APPLICANT_HEAD),
    "return_for_correction": (("submitted", "reviewing"), OFFICE),
    "decline": (("submitted",), OFFICE),
    "accept": (("submitted",), NOT_THE_FILER),
    "draft_review": (("reviewing", "circulating"), OFFICE),
    "issue_review": (("reviewing", "circulating"), DIRECTOR),
    "circulate": (("reviewing",), DIRECTOR),
    "to_general": (("reviewing", "circulating"), OFFICE),
    "join": (("submitted", "reviewing"), OFFICE),
    "convene": (("reviewing",), OFFICE),
    "confirm": (("reviewing",), NOT_THE_FILER),
    "forward": (("reviewing",), OFFICE),
    "resubmit_upper": (("reviewing",), OFFICE),
    "add_reviewer": (("circulating",), OFFICE),
    "file_expert_view": ((), ()),  # 灵川 hears no experts
    "file_opinion": (ROUND, OFFICE),
    "conclude_circulation": (("circulating",), OFFICE),
    "call_revision": (("circulating", "coordinating", "deliberating"), OFFICE),
    "set_meeting_day": (("coordinating",), OFFICE),
    "record_coordination": (("coordinating",), OFFICE),
    "conclude_coordination": (("coordinating",), OFFICE),
    "put_on_agenda": (("deliberating",), OFFICE),
    "take_off_agenda": (("deliberating",), OFFICE),
    "invite_to_hearing": (("deliberating",), (*OFFICE, *BODIES, *CONVENORS)),
    "deliberate": (("deliberating",), OFFICE),
    "defer": (("deliberating",), OFFICE),
    "sign": (("signing", "revocation"), ("convenor",)),
    "send_to_general": (("signing", "revocation"), CONVENORS),
    "send_back": (("signing", "revocation"), CONVENORS),
    "request_decision": (("deciding",), OFFICE),
    "record_decision": (("deciding",), (*BODIES, "office handler")),
    "decide": (("deciding",), (*BODIES, "office handler")),
    "return_decision": (("deciding",), (*BODIES, "office handler")),
    "record_filing": (("upper_review", "sent up"), OFFICE),
    "pass_upper": (("upper_review", "sent up"), (*OFFICE, *CITY)),
    "return_upper": (("upper_review", "sent up"), (*OFFICE, *CITY)),
    "issue_notice": (("approved",), (*OFFICE, *BODIES)),
    "correct_number": (("deciding", "upper_review", "sent up", "approved", "rejected"), DIRECTOR),
    "reject": ((), DIRECTOR),
    "remind": ((), ()),
    "record_overdue": ((), ()),
    "file_position": ((), ()),
}

# The acts on one part: 灵川镇's request, 县司法局's review.
REQUEST_TABLE = {"take_position": (("consulting",), TOWNSHIP_HEAD)}
REVIEW_TABLE = {
    "draft_opinion": (ROUND, JUSTICE),
    "send_opinion": (ROUND, JUSTICE),
    "return_opinion": (ROUND, JUSTICE_HEAD),
    "issue_opinion": (ROUND, JUSTICE_HEAD),
}

UNFILED = ("draft", "consulting")
REVIEWED = (
    "circulating",
    "revising",
    "coordinating",
    "deliberating",
    "signing",
    "deciding",
    "upper_review",
    "sent up",
    "approved",
)
NOT_REVIEWED = (
    "draft",
    "consulting",
    "submitted",
    "correcting",
    "reviewing",
    "not_accepted",
    "withdrawn",
)

# (act, seat): {state: openness}; without “otherwise” the table's word holds for the states not named.
EXCEPTIONS = {
    # the office, 视同撤回, only while the applicant holds the text
    **{("withdraw", who): {"correcting": "open", "revising": "open"} for who in OFFICE},
    # three persons: who files accepts and confirms nothing; who filed or reviewed decides nothing
    **{(act, "filer in the office"): dict.fromkeys(UNFILED, "stale") for act in ("accept", "confirm")},
    **{
        (act, who): dict.fromkeys(until, "stale")
        for act in ("record_decision", "decide", "return_decision")
        for who, until in (("filer in the office", UNFILED), ("office director", NOT_REVIEWED))
    },
    # opening a round is the director's act: either post concludes only what was circulated already
    **{
        ("conclude_coordination", who): dict.fromkeys(
            (*NOT_REVIEWED, "rejected", "circulating", "revising", "revocation"), "forbidden"
        )
        for who in ("office handler", "filer in the office")
    },
    # who may refuse goes by turns
    ("reject", "office director"): {
        **dict.fromkeys(("reviewing", "circulating", "deliberating"), "open"),
        **dict.fromkeys(("signing", "revocation", "deciding", "upper_review", "sent up"), "forbidden"),
    },
    ("reject", "office handler"): {"deliberating": "open", "deciding": "open"},
    ("reject", "filer in the office"): {"deliberating": "open"},
    **{("reject", who): {"deciding": "open"} for who in BODIES},
    ("reject", "convenor"): {"revocation": "open"},
    # the upper body has nothing before the file is sent to it
    **{(act, who): {"upper_review": "forbidden"} for act in ("pass_upper", "return_upper") for who in CITY},
    # whoever asked reminds and records: the applicant before submission, the office afterwards
    **{
        (act, who): {"draft": "stale", "consulting": "open", "correcting": "open"}
        for act in ("remind", "record_overdue", "file_position")
        for who in APPLICANT
    },
    **{
        (act, who): {
            **dict.fromkeys(UNFILED, "forbidden"),
            "correcting": "open" if act == "remind" else "forbidden",
            "circulating": "open",
            "revising": "open",
            "otherwise": "stale",
        }
        for act in ("remind", "record_overdue", "file_position")
        for who in OFFICE
    },
}

# state of the table: how the case got there
REACHED = {
    "draft": ("draft", "simple"),
    "consulting": ("consulting", "simple"),
    "submitted": ("submitted", "simple"),
    "correcting": ("correcting", "simple"),
    "reviewing": ("reviewing", "simple"),
    "circulating": ("circulating", "simple"),
    "revising": ("revising", "simple"),
    "coordinating": ("coordinating", "switched"),
    "deliberating": ("deliberating", "switched"),
    "signing": ("signing", "simple"),
    "revocation": ("signing", "revocation"),
    "deciding": ("deciding", "switched"),
    "upper_review": ("upper_review", "simple"),
    "sent up": ("upper_review", "simple"),
    "approved": ("approved", "simple"),
    "not_accepted": ("not_accepted", "simple"),
    "rejected": ("rejected", "simple"),
    "withdrawn": ("withdrawn", "simple"),
}


def expected(act, state, who, table):
    said = EXCEPTIONS.get((act, who), {})
    if answer := said.get(state, said.get("otherwise")):
        return answer
    states, seats = table[act]
    if who not in seats:
        return "forbidden"
    return "open" if state in states else "stale"


def people():
    """Every kind of seat there is, by its post and its relation to the case of 县住房城乡建设局."""
    return {
        "applicant handler": seat("zjj-jb"),
        "applicant head": seat("zjj-fz"),
        "applicant delegate": delegated(seat("zjj-fz"), seat("zjj-jb")),
        "other department head": seat("nyj-fz"),
        "related department handler": seat("zrj-jb"),
        "related department head": seat("zrj-fz"),
        "township handler": seat("lcz-jb"),
        "township head": seat("lcz-fz"),
        "township not asked": seat("djx-fz"),
        "office handler": seat("bb-jb"),
        "office director": seat("bb-fz"),
        "filer in the office": second_seat("zjj-fz", unit("bb"), Post.HANDLER),
        "justice handler": seat("sfj-jb"),
        "justice head": seat("sfj-fz"),
        "finance head": seat("czj-fz"),
        "organization department head": seat("zzb-fz"),
        "party office handler": seat("xwb-jb"),
        "party office head": seat("xwb-fz"),
        "government office handler": seat("zgb-jb"),
        "government office head": seat("zgb-fz"),
        "convenor": seat("zjr"),
        "convenor of the applicant": seat("zjr2"),
        "city handler": seat("sbb-jb"),
        "city head": seat("sbb-fz"),
        "system administrator": seat("sys"),
        "security administrator": seat("sec"),
        "audit administrator": seat("aud"),
        "office of another county": office_abroad(),
        "nobody": None,
    }


def reach(state):
    """The case in the state, by this table's name of it."""
    to, route = REACHED[state]
    second_seat("zjr2", unit("zjj"))
    walked = journey(to, route=route, related=("zrj",))
    if state == "sent up":
        walked.file()
    return walked.case


def openness_by(table, case, part=None):
    """{(act, who): openness}, each asked of the case as it is read anew."""
    case, seats = fresh(case), people()
    if part is not None:
        owner = part.round if hasattr(part, "round") and hasattr(part, "question") else part
        owner.application = case
    return {(act, who): openness(SPECS[act], case, by, part) for act in table for who, by in seats.items()}


def told(state, table, seats):
    return {(act, who): expected(act, state, who, table) for act in table for who in seats}


def differences(found, wanted):
    return {cell: (found[cell], wanted[cell]) for cell in wanted if found[cell] != wanted[cell]}


def test_the_tables_know_every_act_and_every_state():
    assert TABLE.keys() | REQUEST_TABLE.keys() | REVIEW_TABLE.keys() == SPECS.keys()
    assert {state for state, _ in REACHED.values()} == set(State.values)


@pytest.mark.parametrize("state", REACHED)
def test_who_may_do_what(lingchuan, state):
    found = openness_by(TABLE, reach(state))

    assert differences(found, told(state, TABLE, people_names(found))) == {}


@pytest.mark.parametrize("state", [state for state in REACHED if state != "draft"])
def test_who_may_answer_a_request(lingchuan, state):
    case = reach(state)

    found = openness_by(REQUEST_TABLE, case, request_of(case, "lcz"))

    assert differences(found, told(state, REQUEST_TABLE, people_names(found))) == {}


@pytest.mark.parametrize("state", REVIEWED)
def test_who_may_answer_a_review(lingchuan, state):
    case = reach(state)

    found = openness_by(REVIEW_TABLE, case, review_of(case, "sfj"))

    assert differences(found, told(state, REVIEW_TABLE, people_names(found))) == {}


def people_names(found):
    return dict.fromkeys(who for _, who in found)


def test_opening_a_round_after_coordination_is_the_directors_act(lingchuan):
    case = journey("coordinating", route="general").case

    found = {
        who: openness(SPECS["conclude_coordination"], fresh(case), seat(who)) for who in ("bb-jb", "bb-fz")
    }

    assert found == {"bb-jb": "forbidden", "bb-fz": "open"}


def test_a_paper_application_is_the_offices_to_write_and_file(lingchuan):
    case = journey("draft", on_paper=True).case
    acts = ("save_text", "add_file", "consult", "submit", "discard")

    found = {
        who: {openness(SPECS[act], fresh(case), seat(who)) for act in acts}
        for who in ("bb-jb", "bb-fz", "zjj-jb", "zjj-fz", "lcz-fz")
    }

    assert found == {
        "bb-jb": {"open"},
        "bb-fz": {"open"},
        "zjj-jb": {"forbidden"},
        "zjj-fz": {"forbidden"},
        "lcz-fz": {"forbidden"},
    }


def test_who_registered_a_paper_application_does_not_accept_it(lingchuan):
    case = journey("submitted", on_paper=True).case

    found = {who: openness(SPECS["accept"], fresh(case), seat(who)) for who in ("bb-jb", "bb-fz")}

    assert found == {"bb-jb": "forbidden", "bb-fz": "open"}


def test_a_deactivated_person_has_no_seat(lingchuan):
    person = seat("bb-jb").user
    person.is_active = False
    try:
        assert acting_for(person, clock.today()) == []
    finally:
        person.is_active = True


def test_available_is_every_open_act_on_the_case(lingchuan):
    case = journey("reviewing").case

    assert [spec.verb for spec in available(fresh(case), seat("bb-jb"))] == [
        "return_for_correction",
        "to_general",
        "join",
        "convene",
        "confirm",
        "forward",
        "resubmit_upper",
        "draft_review",
    ]
    assert available(fresh(case), seat("sys")) == []
    assert available(fresh(case), None) == []
