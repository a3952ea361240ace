"""Cases made by the real actions, ready in any state.

`make_case("circulating")` walks the simple procedure up to that state; `route` names another walk:
"general" (a township disagreed from the start), "switched" (a member unit dissented), "revocation";
"adjustment", "cancellation": of a listed duty, by the simple procedure.
"""

import itertools
from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model

from accounts.models import Unit
from admission.act import Refused
from admission.actions import applicant, approval, beginning, circulation, coordination, duty_list, office
from admission.models import Application, Consultation, Review
from admission.states import Ground, HearingKind, Outcome, Verdict
from audit import clock
from config.composed import Composed, Given
from registry.models import Category, Duty, ListKind
from tests import film
from tests.cast import ABROAD, code_here, seat

_serial = itertools.count(1)

BODIES = {"county_party": "xwb-jb", "county_government": "zgb-jb"}
FINDINGS = {
    "service_centre": {"finding": "not_involved"},
    "governance": {"finding": "fit"},
    "legality": {"finding": "lawful"},
    "funding": {"finding": "funded", "details": {"amount": "12万元", "source": "县级预算"}},
    "staffing": {"finding": "not_involved"},
}
CHANGED = {"ground": Ground.LAW, "ground_evidence": "《示例条例》第三条已于上月修改。"}
AGREE = {"view": "agree"}
DISAGREE = {"view": "disagree", "reasons": "人员不足。"}
CONDITIONAL = {"view": "conditional", "conditions": "先培训。", "reasons": "人员不足。"}
UNLAWFUL = {"finding": "unlawful", "view": "disagree", "reasons": "没有法律依据。"}


FRESH = Composed(
    lambda: Application.objects.select_related(
        "county", "regime", "applicant", "version", "review", "duty"
    ).filter(pk=Given("case", Application))
)


def fresh(case):
    """The case as it is stored now, with nothing remembered."""
    return FRESH(case=case)[0]


def unit(code):
    return Unit.objects.exclude(county__code=ABROAD).get(code=code_here(code))


def units(codes):
    return [unit(code) for code in codes]


def scan(name="扫描件.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.4\n" + uuid4().bytes, content_type="application/pdf")


def number(word="灵示发"):
    """A document number of an organ, a new one each time."""
    return f"{word}〔2026〕{next(_serial)}号"


def facts(name=None, **more):
    """Everything an application of 灵川 says, complete; `more` wins."""
    return {
        "name": name or f"示例事项甲{next(_serial)}乙的日常巡查",
        "basis": "《示例条例》第三条",
        "township_duties": "每周巡查一次并记录。",
        "department_duties": "负责处置和培训。",
        "boundary": "乡镇只巡查和报告。",
        "transfer_mode": "hand_over",
        "township_role": "assist",
        "term": "standing",
        "is_public": True,
        "guarantee_funding": "每年12万元",
        "cost": 12,
        "guarantee_staff": "无",
        "guarantee_technology": "巡查软件一套",
        "guarantee_training": "每年一次",
        "publication_checked_by": "王某",
        "similarity_note": "对象和频次不同。",
        "texts": dict.fromkeys(
            (
                "mechanism",
                "institution",
                "staffing",
                "argument_legality",
                "argument_feasibility",
                "argument_necessity",
            ),
            "示例文字。",
        ),
    } | more


def talk():
    return {"talk_on": clock.today(), "talk_with": "联席会议办公室", "talk_gist": "已沟通。"}


class Journey:
    """One case and the steps it can be led through; each step is one act by the seat that would do it."""

    def __init__(
        self,
        *,
        applicant="zjj",
        townships=("lcz", "dxz"),
        related=(),
        answers=None,
        opinions=None,
        kind="admission",
        duty=None,
        on_paper=False,
        **text,
    ):
        self.handler, self.head = ("bb-jb", "bb-jb") if on_paper else (f"{applicant}-jb", f"{applicant}-fz")
        self.answers, self.opinions = answers or {}, opinions or {}
        self.case = _start(
            kind=kind,
            by=seat(self.handler),
            duty=duty,
            applicant=unit(applicant) if on_paper else None,
        )
        if on_paper:
            self.act(_applicant.add_file, self.handler, upload=scan(), role="paper")
        match kind:
            case "revocation":
                text = {"ground": Ground.DONE, "ground_evidence": "已全部办结。"} | text
            case "cancellation":
                text = CHANGED | {"texts": facts()["texts"]} | text
            case "adjustment":
                text = facts(duty.name) | {"township_duties": "每月巡查一次并记录。"} | CHANGED | text
            case _:
                text = facts(**text)
        ties = {"townships": units(townships), "related": units(related)}
        self.act(_applicant.save_text, self.handler, talk=talk(), **text, **ties)

    @classmethod
    def going_on(cls, case):
        """The steps from here on of a case that was begun otherwise."""
        made = cls.__new__(cls)
        made.case, made.answers, made.opinions = fresh(case), {}, {}
        return made

    def act(self, action, who, *, case=None, **more):
        """Run the action on the case as it is now, by the seat's own person."""
        self.case = fresh(self.case)
        action(case=self.case, by=seat(who), lock=self.case.lock, **more)
        self.case = fresh(self.case)
        return self

    # -- applicant -------------------------------------------------------------------------------------------

    def consult(self):
        return self.act(_applicant.consult, self.handler)

    def answer(self):
        """Every open request is answered: `answers` by unit code, 同意 for the rest."""
        for request in open_requests(self.case):
            given = self.answers.get(request.unit.code, "agree")
            if given is not None:
                take_position(request, given)
        self.case = fresh(self.case)
        return self

    def submit(self):
        return self.act(_applicant.submit, self.head)

    def revise(self, **changes):
        self.act(_applicant.save_text, self.handler, **(changes or {"boundary": "乡镇只巡查，不处置。"}))
        return self.act(_applicant.revise, self.head)

    def withdraw(self):
        return self.act(_applicant.withdraw, self.head, reason="不再需要。")

    # -- office ----------------------------------------------------------------------------------------------

    def accept(self):
        by = "bb-fz" if self.case.on_paper else "bb-jb"
        return self.act(office.accept, by)

    def decline(self):
        return self.act(office.decline, "bb-jb", reason="不属于。", article="第一条")

    def return_for_correction(self):
        return self.act(office.return_for_correction, "bb-jb", reason="缺附件。")

    def issue_review(self, **more):
        return self.act(office.issue_review, "bb-fz", **(review_text(self.case) | more))

    def circulate(self):
        return self.act(circulation.circulate, "bb-fz", cover_note="请按职责提出意见。")

    def opine(self):
        """Every unit asked answers: `opinions` by unit code, 同意 for the rest; None keeps silent."""
        for review in open_reviews(self.case):
            given = self.opinions.get(review.unit.code, AGREE)
            if given is not None:
                issue_opinion(review, **given)
        self.case = fresh(self.case)
        return self

    def conclude(self):
        return self.act(circulation.conclude_circulation, "bb-jb")

    def convene(self):
        return self.act(coordination.convene, "bb-jb", meets_on=clock.today())

    def record_coordination(self, **said):
        """`said`: {party's code: (came or not, its opinion)} where it is not that all came and spoke."""
        hearing = self.case.dossier.open_hearing(HearingKind.COORDINATION)
        usual = (True, "同意修改后再议。")
        return self.act(
            coordination.record_coordination,
            "bb-jb",
            held_on=clock.today(),
            place="第一会议室",
            summary="各方交换了意见。",
            parties={each.unit_id: said.get(each.unit.code, usual) for each in hearing.parties.all()},
        )

    def conclude_coordination(self):
        return self.act(coordination.conclude_coordination, "bb-fz")

    def put_on_agenda(self, invited=("czj", "sfj")):
        return self.act(
            coordination.put_on_agenda, "bb-jb", meeting=uuid4(), title="第一次会议", invited=units(invited)
        )

    def result(self, outcome=Outcome.PASSED, **more):
        hearing = self.case.dossier.open_hearing(HearingKind.JOINT)
        return self.act(
            coordination.record_result,
            "bb-jb",
            **{
                "hearing": hearing,
                "outcome": outcome,
                "wording": "会议议定如上。",
                "minutes_number": "第1期",
                "minutes_signed_at": clock.now(),
            }
            | more,
        )

    def call_revision(self):
        return self.act(office.call_revision, "bb-jb", reason="请明确边界。")

    def reject(self):
        """Found unlawful at the initial review, and refused by the director."""
        return self.issue_review(lawful=False).act(office.reject, "bb-fz", reason="不合法。")

    # -- approvals -------------------------------------------------------------------------------------------

    def confirm(self):
        return self.act(approval.confirm, "bb-fz", note="已核实。")

    def sign(self):
        return self.act(approval.sign, "zjr")

    def decide(self):
        for body, who in BODIES.items():
            self.decide_one(body, who)
        return self

    def decide_one(self, body, who, verdict=Verdict.APPROVED, **more):
        return self.act(
            approval.record_decision,
            who,
            **{
                "bodies": [body],
                "verdict": verdict,
                "decided_on": clock.today(),
                "number": number("灵办发") if verdict == Verdict.APPROVED else "",
                "reason": "" if verdict == Verdict.APPROVED else "再研究。",
            }
            | more,
        )

    def file(self):
        return self.act(approval.record_filing, "bb-jb", number=number("灵编报"), sent_on=clock.today())

    def return_upper(self, *, substance):
        return self.act(approval.return_upper, "sbb-jb", substance=substance, reason="请补充。")

    def pass_upper(self):
        return self.act(approval.pass_upper, "sbb-jb", number=number("市编复"), reply_on=clock.today())

    def notice(self, days=0):
        return self.act(
            approval.issue_notice,
            "xwb-jb",
            number=number("灵准入"),
            issued_on=clock.today(),
            effective_on=clock.today() + timedelta(days=days),
        )


_applicant, _start = applicant, beginning.start

# How each walk goes on: (state reached, steps that lead there).
WALKS = {
    "simple": [
        ("draft", ""),
        ("consulting", "consult"),
        ("submitted", "answer submit"),
        ("reviewing", "accept"),
        ("circulating", "issue_review circulate"),
        ("signing", "opine conclude"),
        ("upper_review", "sign"),
        ("approved", "file pass_upper"),
    ],
    "general": [
        ("draft", ""),
        ("consulting", "consult"),
        ("submitted", "answer submit"),
        ("reviewing", "accept"),
        ("coordinating", "issue_review convene"),
        ("circulating", "record_coordination conclude_coordination"),
        ("deliberating", "opine conclude"),
        ("deciding", "put_on_agenda result"),
        ("upper_review", "decide"),
        ("approved", "file pass_upper"),
    ],
    "switched": [
        ("circulating", "consult answer submit accept issue_review circulate"),
        ("coordinating", "opine conclude"),
        ("deliberating", "record_coordination conclude_coordination"),
        ("deciding", "put_on_agenda result"),
        ("upper_review", "decide"),
        ("approved", "file pass_upper"),
    ],
    "revocation": [
        ("draft", ""),
        ("consulting", "consult"),
        ("submitted", "answer submit"),
        ("reviewing", "accept"),
        ("signing", "confirm"),
        ("approved", "sign"),
    ],
}
ABOUT_LISTED = ("adjustment", "cancellation", "revocation")
ASIDE = {  # state: (walked from, last step)
    "correcting": ("submitted", "return_for_correction"),
    "revising": ("circulating", "call_revision"),
    "not_accepted": ("submitted", "decline"),
    "rejected": ("reviewing", "reject"),
    "withdrawn": ("submitted", "withdraw"),
}


def journey(state="draft", *, route="simple", **variant):
    """A Journey whose case is in the state; `variant` goes to Journey."""
    return _shown(_lead, state, route=route, **variant)


def _shown(lead, *args, **given):
    """Led, or shown again where it was led before from the same state of the database (tests.film)."""
    if any(isinstance(value, Model) for value in given.values()):
        return lead(*args, **given)
    return film.shown((lead.__name__, args, sorted(given.items())), lambda: lead(*args, **given))


def _lead(state, *, route, **variant):
    if route == "general":
        variant.setdefault("answers", {"lcz": "disagree"})
    if route == "switched":
        variant.setdefault("opinions", {"czj": {"finding": "unfunded"} | DISAGREE})
    if route in ABOUT_LISTED:
        variant.setdefault("kind", route)
        if "duty" not in variant:
            variant["duty"] = listed_duty(townships=variant.get("townships", ("lcz", "dxz")))
    made = _shown(Journey, **variant)
    walk, aside = WALKS.get(route, WALKS["simple"]), ASIDE.get(state)
    for reached, steps in walk:
        for step in steps.split():
            made = film.shown(step, getattr(made, step))
        if reached == (aside[0] if aside else state):
            break
    if aside:
        made = film.shown(aside[1], getattr(made, aside[1]))
    assert made.case.state == state, (made.case.state, state)
    return made


def make_case(state="draft", **variant):
    return journey(state, **variant).case


def listed_duty(name=None, *, department="zjj", townships=("lcz", "dxz"), effective_from=None, **more):
    """A duty in force since last month, entered by the list's own verbs."""
    return listed(
        name, department=department, townships=townships, effective_from=effective_from, **more
    ).duty


def listed(name=None, **more):
    """The version of such a duty."""
    return _shown(_list, name, **more)


def _list(name=None, *, department="zjj", townships=("lcz", "dxz"), effective_from=None, **more):
    since = effective_from or clock.today() - timedelta(days=30)
    text = facts(name, **more)
    known = {field: text[field] for field in duty_list.FACTS if field in text}
    temporary = bool(known.get("term_until"))
    version = duty_list.enter_duty(
        county=unit(department).county,
        facts=duty_list.DutyFacts(**known),
        townships=units(townships),
        list_kind=ListKind.objects.get(key="temporary" if temporary else "supporting"),
        category=Category.objects.first(),
        department=unit(department),
    )
    return duty_list.set_effective(
        version=version, document_number=number(), issued_on=since, effective_from=since
    )


def open_requests(case):
    return list(
        Consultation.objects.filter(application=case, closed_at__isnull=True, positions=None).select_related(
            "unit", "application"
        )
    )


def open_reviews(case):
    rows = Review.objects.filter(
        round__application=case, round__closed_at__isnull=True, asked=True, opinions=None
    )
    return list(rows.select_related("unit", "round__application"))


def review_of(case, code):
    """The unit's review in the current round."""
    return Review.objects.select_related("unit", "round__application").get(
        round__application=case, round=case.rounds.last(), unit__code=code
    )


def request_of(case, code):
    """The unit's latest request."""
    return (
        Consultation.objects.select_related("unit", "application")
        .filter(application=case, unit__code=code)
        .last()
    )


def take_position(request, answer="agree", *, by=None, text="先培训。", **more):
    return applicant.take_position(
        consultation=request,
        by=by or seat(f"{request.unit.code}-fz"),
        seen=(request.pk, request.version_id),
        answer=answer,
        text="" if answer == "agree" else text,
        **more,
    )


def issue_opinion(review, *, by=None, **opinion):
    """The unit's favourable finding unless `opinion` says another; the view is 同意 by default."""
    given = FINDINGS.get(review.question, {}) | AGREE | opinion
    return circulation.issue_opinion(
        review=review,
        by=by or seat(f"{review.unit.code}-fz"),
        seen=(review.round.number, review.round.version_id),
        **given,
    )


def review_text(case):
    """A favourable initial review; a temporary duty is for the list of temporary ones."""
    listed = "temporary" if case.version.term == "temporary" else "supporting"
    return {
        "lawful": True,
        "lawful_basis": "《示例条例》第三条",
        "conforming": True,
        "conforming_basis": "上级文件",
        "division": "乡镇巡查，部门处置。",
        "guarantees": "经费列入预算。",
        "list_kind": ListKind.objects.get(county=case.county_id, key=listed),
        "category": Category.objects.filter(county=case.county_id).first(),
    }


def duty_of(case):
    return Duty.objects.get(versions__case=str(case.uuid))


def problems(action, case, who, **more):
    """What an act is refused for: the texts, or [] when it goes through."""
    case = fresh(case)
    try:
        action(case=case, by=seat(who) if isinstance(who, str) else who, lock=case.lock, **more)
    except Refused as refusal:
        return [problem.text for problem in refusal.problems]
    return []
