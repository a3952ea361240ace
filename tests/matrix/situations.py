"""One case in each state, led there by the real acts, with a sign planted in every text that not everybody may read.

A sign is one rare character: no page can break it, and it occurs nowhere else.
"""

from dataclasses import dataclass, field
from uuid import UUID

from django.urls import reverse

from admission.actions import applicant, approval, circulation, office
from admission.models import CaseFile
from admission.states import Answer, Verdict
from documents.models import PaperKind
from documents.papers import papers_about
from tests.cast import seat
from tests.factories import (
    DISAGREE,
    UNLAWFUL,
    Journey,
    fresh,
    issue_opinion,
    listed_duty,
    open_requests,
    request_of,
    review_of,
    scan,
    unit,
)

TITLE, TEXT, POSITION, POSITION_FILE = "龘", "靐", "齉", "爩"
UNSUBMITTED, UNSUBMITTED_FILE = "鱻", "麤"
REVIEW_DRAFT, OPINION, OPINION_FILE = "灪", "龖", "厵"
JUSTICE_DRAFT, SENT_BACK, FINANCE_DRAFT = "纞", "驫", "虋"
COORDINATION, SIGN_NOTE, REPLY = "鸞", "癵", "齾"
REASON, RESULT, RETURNED = "籲", "鼉", "钃"
SIGNS = (
    TITLE + TEXT + POSITION + POSITION_FILE + UNSUBMITTED + UNSUBMITTED_FILE + REVIEW_DRAFT + OPINION
    + OPINION_FILE + JUSTICE_DRAFT + SENT_BACK + FINANCE_DRAFT + COORDINATION + SIGN_NOTE + REPLY
    + REASON + RESULT + RETURNED
)  # fmt: skip

NAME = f"示例{TITLE}字事项的日常巡查"
INVITED = ("xwb", "zgb", "zzb", "bb", "mzj", "sfj", "czj", "rsj")
NOT_THERE = 10**9


@dataclass
class Situation:
    """A case in one state and the parts of it that addresses name; a part it has not is one that is not there."""

    state: str
    case: object
    parts: dict = field(default_factory=dict)

    def pk(self, part):
        return self.parts[part].pk if self.parts.get(part) else NOT_THERE

    def uuid(self, part):
        return self.parts.get(part) or UUID(int=1)

    def url(self, name, *args):
        return reverse(name, args=[self.case.uuid, *args])


def situation(state, name=NAME):
    """The case in the state, and what it has."""
    made = MADE[state]() if state in MADE else _led_to(state, name)
    case = fresh(made.case)
    return Situation(state, case, _parts(case))


def _parts(case):
    files = {row.file.name: row.file.uuid for row in CaseFile.objects.filter(application=case)}
    papers = {paper.kind: paper.uuid for paper in papers_about(case.uuid)}
    letters = papers_about(case.uuid).filter(kind=PaperKind.CIRCULATION)
    to = unit("mzj").name
    asked = case.consultations.filter(unit__code="lcz").exists()
    reviewed = case.rounds.exists()
    return {
        "request": request_of(case, "lcz") if asked else None,
        "review": review_of(case, "sfj") if reviewed else None,
        "finance review": review_of(case, "czj") if reviewed else None,
        "attachment": files.get("附件一.pdf"),
        "unsubmitted file": files.get(f"{UNSUBMITTED_FILE}.pdf"),
        "position file": files.get(f"{POSITION_FILE}.pdf"),
        "opinion file": files.get(f"{OPINION_FILE}.pdf"),
        "consultation": papers.get(PaperKind.CONSULTATION),
        "receipt": papers.get(PaperKind.RECEIPT),
        "reply": papers.get(PaperKind.REPLY),
        "letter": next((paper.uuid for paper in letters if paper.content["to"] == [to]), None),
        "filing": papers.get(PaperKind.FILING),
        "unsubmitted": case.versions.filter(frozen_at__isnull=True).exclude(number=1).last(),
    }


# -- admissions --------------------------------------------------------------------------------------------------------

ASIDE = {  # where it leaves the walk
    "correcting": "submitted",
    "not_accepted": "submitted",
    "withdrawn": "submitted",
    "revising": "circulating",
    "rejected": "circulating",
}
DISSENT = ("coordinating", "deliberating", "deciding")  # 县财政局 disagreed
AT_ODDS = ("coordinating first",)  # a township disagreed from the start


def _led_to(state, name):
    opinions = {"czj": {"finding": "unfunded"} | DISAGREE} if state in DISSENT else {}
    made = Journey(name=name, boundary=f"乡镇只巡查{TEXT}。", related=("zrj",), opinions=opinions)
    made.act(applicant.add_file, "zjj-jb", upload=scan("附件一.pdf"))
    walk = _walk_at_odds if state in AT_ODDS else _walk
    for reached in walk(made):
        if reached == ASIDE.get(state, state):
            break
    if state in ASIDE:
        LAST_STEPS[state](made)
    return made


def _walk(made):
    yield "draft"
    made.consult()
    yield "consulting"
    _answer(made)
    made.submit()
    yield "submitted"
    made.accept()
    _draft_review(made)
    yield "reviewing"
    made.issue_review().circulate()
    _say_and_draft(made)
    yield "circulating"
    made.opine().conclude()
    if made.case.state == "signing":
        yield "signing"
        made.act(approval.sign, "zjr", note=f"同意{SIGN_NOTE}。")
    else:
        _coordinate(made)
        yield "coordinating"
        made.conclude_coordination().put_on_agenda(INVITED)
        made.result(wording=f"会议议定如上{RESULT}。")
        made.decide_one("county_party", "xwb-jb", Verdict.RETURNED, reason=f"再研究{RETURNED}。")
        made.put_on_agenda(INVITED)
        yield "deliberating"
        made.result()
        yield "deciding"
        made.decide()
    yield "upper_review"
    made.file()
    yield "sent up"
    made.act(
        approval.pass_upper,
        "sbb-jb",
        number="市编复〔2026〕901号",
        reply_on=made.case.filings.last().sent_on,
        text=f"同意备案{REPLY}。",
    )
    yield "approved"


def _walk_at_odds(made):
    made.consult()
    _answer(made, lcz="disagree")
    made.submit().accept().issue_review().convene()
    _coordinate(made)
    yield "coordinating first"


def _answer(made, lcz=Answer.AGREE):
    """灵川镇 says more than 同意, with a file."""
    for request in open_requests(made.case):
        first = request.unit.code == "lcz"
        applicant.take_position(
            consultation=request,
            by=seat(f"{request.unit.code}-fz"),
            seen=(request.pk, request.version_id),
            answer=lcz if first else Answer.AGREE,
            text=f"请先培训{POSITION}。" if first else "",
            files=[scan(f"{POSITION_FILE}.pdf")] if first else (),
        )


def _draft_review(made):
    made.act(office.draft_review, "bb-jb", lawful=True, lawful_basis=f"待核{REVIEW_DRAFT}。")


def _say_and_draft(made):
    """县民政局 has answered; 县司法局 and 县财政局 are at their drafts, the office at another of its own."""
    case = made.case
    issue_opinion(review_of(case, "mzj"), reasons=f"可行{OPINION}。", files=[scan(f"{OPINION_FILE}.pdf")])
    _draft(review_of(case, "czj"), circulation.draft_opinion, "czj-jb", FINANCE_DRAFT)
    justice = review_of(case, "sfj")
    _draft(justice, circulation.send_opinion, "sfj-jb", JUSTICE_DRAFT)
    circulation.return_opinion(
        review=justice, by=seat("sfj-fz"), seen=_seen(justice), note=f"依据写到条{SENT_BACK}。"
    )
    _draft_review(made)


def _draft(review, action, who, sign):
    finding = {"sfj": "lawful", "czj": "not_involved"}[review.unit.code]
    text = {
        "finding": finding,
        "view": "agree",
        "reasons": f"拟同意{sign}。",
        "conditions": "",
        "details": {},
    }
    action(review=review, by=seat(who), seen=_seen(review), **text)


def _seen(review):
    return (review.round.number, review.round.version_id)


def _coordinate(made):
    """The office has written down what was said; the meeting is not concluded."""
    made.record_coordination()
    hearing = made.case.hearings.last()
    hearing.summary = f"各方交换了意见{COORDINATION}。"
    hearing.save()


def _rewrite(made):
    """The applicant is at its next text: a new name, a changed line, a further file; nothing of it submitted."""
    made.act(
        applicant.save_text, "zjj-jb", name=f"{NAME}{UNSUBMITTED}", boundary=f"只巡查{TEXT}{UNSUBMITTED}。"
    )
    made.act(applicant.add_file, "zjj-jb", upload=scan(f"{UNSUBMITTED_FILE}.pdf"))


def _correct(made):
    made.act(office.return_for_correction, "bb-jb", reason=f"缺附件{REASON}。")
    _rewrite(made)


def _revise(made):
    made.act(office.call_revision, "bb-jb", reason=f"请明确边界{REASON}。")
    _rewrite(made)


def _reject(made):
    issue_opinion(review_of(made.case, "sfj"), **UNLAWFUL)
    made.act(office.reject, "bb-fz", reason=f"不合法{REASON}。")


LAST_STEPS = {
    "correcting": _correct,
    "revising": _revise,
    "not_accepted": lambda made: made.act(
        office.decline, "bb-jb", reason=f"不属于{REASON}。", article="第一条"
    ),
    "withdrawn": lambda made: made.act(applicant.withdraw, "zjj-fz", reason=f"不再需要{REASON}。"),
    "rejected": _reject,
}

# -- a revocation -----------------------------------------------------------------------------------------------------


def _revocation():
    """The townships have answered; nothing is submitted yet."""
    made = Journey(kind="revocation", duty=listed_duty(), ground_evidence=f"已全部办结{TEXT}。")
    made.act(applicant.add_file, "zjj-jb", upload=scan("附件一.pdf"))
    made.consult()
    _answer(made)
    return made


# -- of a listed duty -------------------------------------------------------------------------------------------------


def _of_listed(kind):
    """A change of what the list says, or its end: accepted, the initial review at its draft."""
    made = Journey(kind=kind, duty=listed_duty(), ground_evidence=f"条例已修改{TEXT}。")
    made.act(applicant.add_file, "zjj-jb", upload=scan("附件一.pdf"))
    made.consult()
    _answer(made)
    made.submit().accept()
    _draft_review(made)
    return made


# -- an application on paper, registered by the office ----------------------------------------------------------------


def _on_paper():
    """Its initial review is issued."""
    made = Journey(name=NAME, boundary=f"乡镇只巡查{TEXT}。", related=("zrj",), on_paper=True)
    made.act(applicant.add_file, "bb-jb", upload=scan("附件一.pdf"))
    made.consult()
    _answer(made)
    return made.submit().accept().issue_review()


MADE = {
    "consulting a revocation": _revocation,
    "reviewing a revocation": lambda: _revocation().submit().accept(),
    "signing a revocation": lambda: _revocation().submit().accept().confirm(),
    "reviewing on paper": _on_paper,
    "reviewing an adjustment": lambda: _of_listed("adjustment"),
    "reviewing a cancellation": lambda: _of_listed("cancellation"),
}


def lead():
    """Another case before the office for the same townships: what may be joined to."""
    made = Journey(related=("zrj",)).consult().answer().submit()
    return made.accept().case
