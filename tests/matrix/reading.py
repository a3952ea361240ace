"""Who may read which of the texts with a sign in them (workflow.md, “Who sees what”), and where they are to be seen."""

from tests.matrix import situations as signs
from tests.matrix.table import (
    AGAIN,
    APPLICANT,
    COORDINATING,
    FINANCE,
    ISSUED,
    JUSTICE,
    KINDS,
    OF_LISTED,
    OFFICE,
    OPINION_READERS,
    SEES,
    VARIANTS,
    everywhere,
)

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
    signs.COORDINATION: dict.fromkeys(COORDINATING, OFFICE) | dict.fromkeys(AGAIN, KINDS),
    # why it was sent back, asked to change, not accepted, refused or withdrawn: the reasons are everybody's
    signs.REASON: everywhere(KINDS),
    signs.RESULT: dict.fromkeys(AGAIN, KINDS),  # the meeting's own words, once it is closed
    signs.RETURNED: ISSUED,  # a county body's to those who brought the case before it
    signs.SIGN_NOTE: ISSUED,
    signs.REPLY: ISSUED,
}


def may_read(state, kind):
    """Every sign that the seat may come across."""
    if kind not in SEES[state]:
        return set()
    return {sign for sign, readers in READERS.items() if kind in readers.get(VARIANTS.get(state, state), ())}


# Texts that somebody comes across in the state: so what nobody else finds is there to be found.
ASKED_ABOUT = {signs.TITLE, signs.TEXT}
ANSWERED = ASKED_ABOUT | {signs.POSITION, signs.POSITION_FILE}
SAID = ANSWERED | {signs.OPINION, signs.OPINION_FILE}
AT_WORK = SAID | {signs.JUSTICE_DRAFT, signs.SENT_BACK, signs.FINANCE_DRAFT}
HEARD = SAID | {signs.COORDINATION, signs.RESULT, signs.RETURNED}
NOT_SUBMITTED = {signs.UNSUBMITTED, signs.UNSUBMITTED_FILE}
SHOWN = {
    "draft": ASKED_ABOUT,
    "consulting": ASKED_ABOUT,
    "submitted": ANSWERED,
    "correcting": ANSWERED | NOT_SUBMITTED | {signs.REASON},
    "reviewing": ANSWERED | {signs.REVIEW_DRAFT},
    "circulating": AT_WORK | {signs.REVIEW_DRAFT},
    "revising": AT_WORK | NOT_SUBMITTED | {signs.REASON},
    "coordinating first": ANSWERED | {signs.COORDINATION},
    "coordinating": SAID | {signs.COORDINATION},
    "deliberating": HEARD,
    "signing": SAID,
    "deciding": HEARD,
    "upper_review": SAID | {signs.SIGN_NOTE},
    "sent up": SAID | {signs.SIGN_NOTE},
    "approved": SAID | {signs.SIGN_NOTE, signs.REPLY},
    "not_accepted": ANSWERED | {signs.REASON},
    "rejected": SAID | {signs.REASON},
    "withdrawn": ANSWERED | {signs.REASON},
    **dict.fromkeys(
        ("consulting a revocation", "reviewing a revocation", "signing a revocation"),
        ANSWERED - {signs.TITLE},
    ),
    "reviewing on paper": ANSWERED,
    **dict.fromkeys(OF_LISTED, ANSWERED - {signs.TITLE} | {signs.REVIEW_DRAFT}),
}

# The pages of those who work at the texts: every sign that anybody finds is found on one of them.
WHERE = (
    ("case", "office handler"),
    ("case", "applicant head"),
    ("version 1", "applicant head"),
    ("edit", "applicant head"),
    ("review", "office handler"),
    ("opinion", "justice handler"),
    ("opinion of finance", "finance head"),
)
