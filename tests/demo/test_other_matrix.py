"""Who may open which act in the counties that are not 灵川: what is theirs alone, for a seat that may and for some that may not.

The rest is the same for every county and asked of 灵川 (tests/matrix). Written from regimes.md and workflow.md; opening an
act's page is checked as pressing it is (settled 41).
"""

import pytest
from django.urls import reverse

from admission.states import State
from admission.views.acts import PAGES
from demo import other_counties
from tests.cast import client_of

FACTS = {each["regime"]: each for each in other_counties.counties()}
OPEN, MAY_NOT, STALE, NOTHING = 200, 403, 409, 404

# state: [(act, seat, what its page answers)]; "" is the case itself
TABLES = {
    "arong": {
        "submitted": [
            ("accept", "bianban-jb", OPEN),
            ("accept", "lcj-fz", MAY_NOT),
            ("", "party-office-fz", NOTHING),  # from `accept` on
            ("", "city-1507-fz", NOTHING),
        ],
        "reviewing": [
            ("file_expert_view", "bianban-jb", OPEN),
            ("file_expert_view", "party-office-fz", MAY_NOT),
            ("file_expert_view", "justice-fz", NOTHING),  # not asked yet
            ("circulate", "bianban-fz", OPEN),
            ("circulate", "bianban-jb", MAY_NOT),
            ("", "government-office-jb", OPEN),
            ("sign", "party-office-fz", MAY_NOT),  # there is no convenor
            ("record_decision", "party-office-jb", STALE),
        ],
        "circulating": [
            ("", "data-bureau-jb", OPEN),
            ("", "zjj-fz", NOTHING),
            ("conclude_circulation", "bianban-jb", OPEN),
            ("conclude_circulation", "justice-fz", MAY_NOT),
            ("file_expert_view", "bianban-fz", OPEN),
            ("add_reviewer", "bianban-jb", OPEN),
            ("to_general", "lcj-fz", MAY_NOT),
            ("convene", "bianban-jb", STALE),
        ],
        "deciding": [
            ("record_decision", "party-office-jb", OPEN),
            ("record_decision", "government-office-fz", OPEN),
            ("record_decision", "bianban-fz", MAY_NOT),  # who did the initial review
            ("record_decision", "data-bureau-fz", MAY_NOT),
            ("", "city-1507-fz", NOTHING),
        ],
        "upper_review": [
            ("record_filing", "bianban-jb", OPEN),
            ("record_filing", "party-office-jb", MAY_NOT),
            ("pass_upper", "justice-fz", MAY_NOT),
            ("", "city-1507-fz", NOTHING),  # until the file is sent to it
            ("record_decision", "party-office-jb", STALE),
        ],
        "sent up": [
            ("pass_upper", "city-1507-fz", OPEN),
            ("reject", "city-1507-fz", OPEN),  # a body that approves may refuse (I-48)
            ("reject", "party-office-jb", MAY_NOT),
        ],
        "approved": [
            ("issue_notice", "party-office-fz", OPEN),
            ("issue_notice", "lcj-fz", MAY_NOT),
        ],
    },
    "tongwei": {  # 县委办公室 is the office, and records what 县委 decides
        "submitted": [("accept", "party-office-jb", OPEN), ("accept", "government-office-jb", NOTHING)],
        "reviewing": [
            ("forward", "party-office-fz", OPEN),
            ("forward", "government-office-fz", MAY_NOT),
            ("file_expert_view", "party-office-fz", MAY_NOT),  # 阿荣旗's, not its own
            ("sign", "government-office-fz", MAY_NOT),
        ],
        "deciding": [
            ("record_decision", "party-office-jb", OPEN),
            ("record_decision", "party-office-fz", MAY_NOT),  # who did the initial review
            ("record_decision", "government-office-jb", OPEN),
            ("record_decision", "slj-fz", NOTHING),
        ],
        "approved": [("issue_notice", "government-office-jb", OPEN), ("issue_notice", "zjj-fz", MAY_NOT)],
    },
}


EVERY_ACT = {"arong": ("circulating", "sent up"), "tongwei": ("reviewing",)}


def answered(client, case, act):
    url = reverse("case-act", args=[case.uuid, act]) if act else case.get_absolute_url()
    return client.get(url).status_code


@pytest.mark.parametrize("code", TABLES)
def test_acts_that_are_the_county_s_own(db, code):
    stage = other_counties.stage_of(other_counties.build(FACTS[code], "!", townships=2))
    code_of_applicant = [unit.code for unit in stage.units.values() if unit.kind == "department"][
        -1 if code == "tongwei" else -2
    ]
    made = other_counties.Walk(
        stage, other_counties.texts(stage, code_of_applicant, "示例事项的日常巡查"), -20
    )
    office = f"{stage.rules.bodies.office.unit_key.replace('_', '-')}-fz"
    script, wrong, asked = made.script(State.APPROVED), {}, set()

    def played():
        """Act by act; what is asked of a state is asked when the case has just come into it."""
        for moment in script:
            yield moment
            case = made.fresh() if made.case else None
            state = (
                "sent up"
                if case and case.state == "upper_review" and case.filings.exists()
                else case and case.state
            )
            if state in TABLES[code] and state not in asked:
                asked.add(state)
                if state in EVERY_ACT[code]:  # whatever of 灵川's is not here: an answer, never an error
                    client = client_of(stage.seat(office))
                    for act in PAGES:
                        assert answered(client, case, act) in (OPEN, MAY_NOT, STALE), act
                wrong.update(
                    {
                        (state, act, who): found
                        for act, who, wanted in TABLES[code][state]
                        if (found := answered(client_of(stage.seat(who)), case, act)) != wanted
                    }
                )

    stage.play([played()])

    assert wrong == {}
    assert asked == TABLES[code].keys()
