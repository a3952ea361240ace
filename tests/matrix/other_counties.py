"""The four other counties' cases for the matrix: the seats of each, a case led along its own path, and what its table says
otherwise than 灵川's. Written from regimes.md and workflow.md; what is not said here is the same for every county.
"""

from dataclasses import replace

from admission.actions import applicant, approval, circulation, office
from admission.models import Consultation, Review
from audit import clock
from demo import other_counties
from demo.other_counties import Walk
from documents.models import PaperKind
from documents.papers import papers_about
from tests.matrix.elsewhere import PAGES
from tests.matrix.following import THINGS
from tests.matrix.situations import Situation
from tests.matrix.table import (
    ACTS,
    ALLOWED,
    ANYHOW,
    APPLICANT,
    CITY,
    EVERYTHING_ISSUED,
    OFFICE,
    ROWS,
    UPPER,
    everywhere,
    reads,
)

FACTS = {each["regime"]: each for each in other_counties.counties()}
APPLICANT_CODE, NAME = "zjj", "示例事项的日常巡查"
BOTH = ("party-office", "government-office")
OFFICES = dict.fromkeys(("arong", "binxian", "rucheng"), "bianban") | {"tongwei": "party-office"}
MEMBERS = {"arong": ("justice", "data-bureau")}  # 第三条; the others circulate nothing
ABOVE = {"arong": "city-1507"}  # 市政府 approves; in 宾县 the city reviews the list, no case
PATHS = {
    "arong": ("draft", "consulting", "submitted", "reviewing", "circulating", "deciding", "upper_review", "sent up", "approved"),
    **dict.fromkeys(
        ("binxian", "tongwei", "rucheng"), ("draft", "consulting", "submitted", "reviewing", "deciding", "approved")
    ),
}  # fmt: skip
# 阿荣旗 第四条第（四）项, 黑龙江 三（一）: by the way of an admission; so too where the source says nothing of it (本县自定)
LATER = dict.fromkeys(
    ("arong", "binxian", "tongwei", "rucheng"), ("revocation", "adjustment", "cancellation")
)
ASIDE = {  # where it leaves the path; without a circulation a case is refused in the initial review
    "correcting": "submitted",
    "not_accepted": "submitted",
    "withdrawn": "submitted",
    "revising": "circulating",
    "rejected": "circulating",
}


def seats_of(code, stage):
    """{kind of seat: Acting}, by the names of the table; a county has no seat of a kind that its rules do not know."""
    there, township = OFFICES[code], stage.townships[0].code
    other = FACTS[code]["departments"][0][0]
    usernames = {
        "applicant handler": f"{APPLICANT_CODE}-jb",
        "applicant head": f"{APPLICANT_CODE}-fz",
        "other department head": f"{other}-fz",
        "township handler": f"{township}-jb",
        "township head": f"{township}-fz",
        "township not asked": f"{stage.townships[1].code}-fz",
        "office handler": f"{there}-jb",
        "office director": f"{there}-fz",
        "government office head": "government-office-fz",
        "system administrator": "sys",
        "security administrator": "sec",
        "audit administrator": "aud",
    }
    if there != "party-office":
        usernames["party office handler"] = "party-office-jb"
    if code in MEMBERS:
        usernames |= {"justice handler": "justice-jb", "justice head": "justice-fz"}
        usernames["organization handler"] = "data-bureau-jb"  # another member
    if code in ABOVE:
        usernames["city handler"] = f"{ABOVE[code]}-jb"
    return {kind: stage.seat(who) for kind, who in usernames.items()}


def rows_of(code):
    """The table's rows, with what is otherwise here."""
    rows = {label: row for label, row in ROWS.items() if code in MEMBERS or label != "remind a member"}
    readers = everywhere(APPLICANT | EVERYTHING_ISSUED)  # there is no meeting whose members read more
    for label in ("receipt", "receipt as PDF", "receipt as DOCX"):
        rows[label] = reads(rows[label].name, *rows[label].args, by=readers, part="receipt")
    if code == "arong":  # 第四条第（二）项; a body above that approves may refuse what was sent to it (I-48)
        experts = rows["act file_expert_view"]
        rows["act file_expert_view"] = replace(experts, to=OFFICE, when=("reviewing", "circulating"))
        refuses = dict.fromkeys(CITY, ANYHOW | {"sent up": ALLOWED})
        given = ACTS["reject"][2] | refuses
        # what the body above answered is entered by the office, as its other answers are: before the case is sent up
        # the page is there and says in words that it is not
        entered = {kind: given.get(kind, {}) | dict.fromkeys(UPPER, ALLOWED) for kind in OFFICE}
        rows["act reject"] = replace(rows["act reject"], unless=given | entered)
    return rows


# What follows admission and is of no single case, as in 灵川 (通渭 第12项, 黑龙江 三（三）; the rest is the county's own choice).
AFTERWARDS = {
    label: page
    for label, page in PAGES.items()
    if label.partition("-")[0]
    in (
        "report",
        "guarantee",
        "temporary",
        "end",
        "purchase",
        "training",
        "matter",
        "period",
        "power",
        "burden",
    )
}
# Not 先行办理, of which their rules do not speak, nor what has ended; of a reviewed power 灵川's table is about one person.
THINGS_THERE = {
    label: thing for label, thing in THINGS.items() if label not in ("urgent", "end check", "powers review")
}


class Led(Walk):
    """A case of the county from one state to the next; `kind`: of a listed duty, where it is no admission; `term`: of what the
    duty is temporary for."""

    def __init__(self, code, stage, kind="admission", duty=None, term=None):
        name = duty.name if duty else NAME
        facts = other_counties.texts(stage, APPLICANT_CODE, name, **(term or {}))
        super().__init__(stage, facts, -9, townships=[stage.townships[0].code])
        self.place, self.there, self.kind, self.duty = code, OFFICES[code], kind, duty

    def say(self):
        """Its text: of a revocation that the duty is done, of an adjustment what is new."""
        if self.kind == "revocation":
            ground = {"ground": "done", "ground_evidence": "已全部办结。", "townships": self.townships}
            self.do(applicant.save_text, self.handler, talk=None, **ground)
            return
        self.facts |= {"ground": "law", "ground_evidence": "《示例条例》已修改。"} if self.duty else {}
        if self.kind == "adjustment":
            self.facts["township_duties"] += "每月汇总一次。"
        self.write()

    def states(self):
        """The states of its path, each when the case has just come into it."""
        self.start(kind=self.kind, duty=self.duty)
        self.say()
        yield "draft"
        self.do(applicant.consult, self.handler)
        yield "consulting"
        self.positions()
        self.do(applicant.submit, self.head)
        yield "submitted"
        self.do(office.accept, f"{self.there}-jb")
        yield "reviewing"
        self.review(who=f"{self.there}-fz", conforming_basis="符合上级要求。")
        if self.place in MEMBERS:
            self.do(circulation.circulate, f"{self.there}-fz")
            yield "circulating"
            self.opinions()
            self.do(circulation.conclude_circulation, f"{self.there}-jb")
        else:
            self.do(approval.forward, f"{self.there}-fz", note="同意报送。")
        yield "deciding"
        for _ in BOTH:
            self._decide(self.fresh())
        if self.place in ABOVE:
            yield "upper_review"
            self.do(
                approval.record_filing,
                f"{self.there}-jb",
                number=self.number("阿政请"),
                sent_on=clock.today(),
            )
            yield "sent up"
            self._answer()
        yield "approved"

    def leave(self, state):
        """From the path into the state beside it."""
        there = f"{self.there}-fz"
        if state == "correcting":
            self.do(office.return_for_correction, there, reason="缺附件。")
        elif state == "not_accepted":
            self.do(office.decline, there, reason="不属于。", article="本办法")
        elif state == "withdrawn":
            self.do(applicant.withdraw, self.head, reason="不再需要。")
        elif state == "revising":
            self.do(office.call_revision, there, reason="请明确边界。")
        elif self.place in MEMBERS:
            self.opinion("justice", view="disagree", finding="unlawful", reasons="没有依据。")
            self.do(office.reject, there, reason="不合法。")
        else:
            self.review(who=there, conforming=False, conforming_basis="不符合。")
            self.do(office.reject, there, reason="不符合。")

    def situation(self, state):
        """The case as it stands, and the parts of it that addresses name."""
        case = self.fresh()
        papers = {paper.kind: paper.uuid for paper in papers_about(case.uuid)}
        asked = Consultation.objects.filter(application=case, unit=self.stage.townships[0])
        reviews = Review.objects.filter(round__application=case, unit__code="justice")
        return Situation(
            state,
            case,
            {
                "request": asked.select_related("application").last(),
                "review": reviews.select_related("round", "unit").last(),
                "consultation": papers.get(PaperKind.CONSULTATION),
                "receipt": papers.get(PaperKind.RECEIPT),
                "filing": papers.get(PaperKind.FILING),
            },
        )
