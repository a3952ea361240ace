"""征求成员单位意见: the director opens a round, each unit drafts and its head issues, the office sums up."""

from accounts.models import NoticeKind
from admission import papers
from admission.act import Stale, act, signature
from admission.actions.asking import askable, on_behalf, open_coordination, open_round
from admission.actions.attaching import attach
from admission.models import ExpertView, Opinion, Review
from admission.opinions import last_written, problems_of
from admission.plan import ADDED_RULE, ADHOC
from admission.problems import Problem
from admission.states import FileRole, Procedure, State, View
from audit import clock


def circulate(*, case, by, lock, cover_note="", due=None, form_key=""):
    """征求意见: opens a round; on a version already circulated an empty one (settled 6)."""
    with act("circulate", case=case, by=by, lock=lock, form_key=form_key) as step:
        open_round(step, cover_note=cover_note, due=due)
    return step.case


def add_reviewer(*, case, unit, asks, reason, by, lock, form_key=""):
    """The office adds a unit with a question and a reason; none of the regime can be left out."""
    with act("add_reviewer", case=case, by=by, lock=lock, form_key=form_key) as step:
        current = step.case.dossier.round
        if not asks.strip() or not reason.strip():
            step.refuse("请写明向该单位提出的问题和增加的理由。")
        if unit not in askable(step.case.county):
            step.refuse("只能增加本级的部门。")
        if current.reviews.filter(unit=unit).exists():
            step.refuse(f"{unit.short_name}已在征求之列。")
        review = Review.objects.create(
            round=current,
            unit=unit,
            question=ADHOC,
            asks=asks,
            rule=ADDED_RULE,
            added_reason=reason,
            order=current.reviews.count(),
            interested=unit.pk in (step.case.applicant_id, step.case.acting_applicant.pk),
        )
        papers.circulation(step, current, [review])
        step.fact(unit=unit.pk, round=current.number)
        step.tell([unit], f"征求意见（第{current.number}轮）：{step.case.title}")
    return step.case


def file_expert_view(*, case, expert, asks, gist, written_on, files, by, lock, form_key=""):
    """An expert's written view, with its scan: who was heard, on what, of which 稿. It counts as no unit's answer."""
    with act("file_expert_view", case=case, by=by, lock=lock, form_key=form_key) as step:
        if not files:
            step.refuse(Problem("请上传专家书面意见的扫描件。", "files"))
        view = ExpertView.objects.create(
            application=step.case,
            version_id=step.case.version_id,
            expert=expert,
            asks=asks,
            gist=gist,
            written_on=written_on,
            filed_at=step.now,
            label=signature(by),
        )
        step.keep(view)
        attach(step, files, FileRole.EXPERT, unit=by.unit)
        step.fact(version=step.case.version.number)
    return view


def draft_opinion(*, review, by, seen, written=None, form_key="", **draft):
    """Save the unit's own draft; nobody outside the unit ever sees it.

    `written`, here and below: `last_written` of the form; Stale where a colleague wrote since. None skips that.
    """
    with act(
        "draft_opinion", case=review.round.application, by=by, part=review, seen=seen, form_key=form_key
    ) as step:
        _nobody_wrote_since(step, written)
        return _keep_draft(step, draft)


def send_opinion(*, review, by, seen, written=None, form_key="", **draft):
    """送负责人签发: the draft as it must be to be issued."""
    with act(
        "send_opinion", case=review.round.application, by=by, part=review, seen=seen, form_key=form_key
    ) as step:
        _nobody_wrote_since(step, written)
        if problems := problems_of(step.part, step.case.rules, **draft):
            step.refuse(*problems)
        step.part.sent_to_head_at = step.now
        step.part.sent_back_note = ""
        return _keep_draft(step, draft)


def return_opinion(*, review, by, seen, note, written=None, form_key=""):
    """The head gives the draft back to the handler, with a word why."""
    with act(
        "return_opinion", case=review.round.application, by=by, part=review, seen=seen, form_key=form_key
    ) as step:
        _nobody_wrote_since(step, written)
        step.part.sent_to_head_at = None
        step.part.sent_back_note = note
        return _keep_draft(step, step.part.draft)


def _nobody_wrote_since(step, written):
    if written is None:
        return
    asked = (review for each in step.case.dossier.rounds for review in each.reviews.all())
    if written != last_written(next(review for review in asked if review.pk == step.part.pk)):
        raise Stale(step.case)


def _keep_draft(step, draft):
    review = step.part
    review.draft, review.drafted_at = draft, step.now
    review.save()
    return review


def issue_opinion(*, review, by, seen, written=None, files=(), form_key="", **opinion):
    """签发意见: append-only; a newer one of the same round stands in the earlier one's place (I-25, I-31)."""
    with act(
        "issue_opinion", case=review.round.application, by=by, part=review, seen=seen, form_key=form_key
    ) as step:
        _nobody_wrote_since(step, written)
        return _issue(step, step.part, by, files, opinion, on_paper=False)


def file_opinion(*, case, review, by, lock, files, paper_on, paper_number="", form_key="", **opinion):
    """A unit's opinion on stamped paper, registered by the office with its scan, its day, its number if it has one."""
    with act("file_opinion", case=case, by=by, lock=lock, form_key=form_key) as step:
        asked = (
            Review.objects.select_related("round", "unit")
            .filter(pk=review.pk, round__application=step.case, round__closed_at__isnull=True, asked=True)
            .first()
        )
        if asked is None or not files:
            step.refuse("这一轮征求已经结束。" if asked is None else "请上传盖章意见的扫描件。")
        paper = on_behalf(
            step,
            asked.unit,
            asked.opinions,
            not_before=clock.local_date(asked.round.opened_at),
            paper_on=paper_on,
            paper_number=paper_number,
        )
        return _issue(step, asked, by, files, opinion, on_paper=True, **paper)


def _issue(step, review, by, files, opinion, on_paper, **paper):
    case = step.case
    if problems := problems_of(review, case.rules, **opinion):
        step.refuse(*problems)
    waiting = case.dossier.unanswered
    if opinion["view"] == View.NOT_OURS:
        opinion = opinion | {"finding": "", "details": {}}
    issued = Opinion.objects.create(
        review=review,
        version_id=review.round.version_id,
        issued_at=step.now,
        issued_by=by.user,
        label=signature(by),
        on_paper=on_paper,
        finding=opinion.get("finding", ""),
        details=opinion.get("details") or {},
        view=opinion["view"],
        conditions=opinion.get("conditions", ""),
        reasons=opinion.get("reasons", ""),
        **paper,
    )
    step.keep(issued)
    attach(step, files, FileRole.OPINION, unit=review.unit, review=review)
    step.fact(
        review=review.pk,
        unit=review.unit_id,
        round=review.round.number,
        view=issued.view,
        finding=issued.finding,
        on_paper=on_paper,
    )
    papers.reply(step, review, issued)
    if waiting == [review.unit]:
        step.tell([case.rules.bodies.office.unit_key], f"第{review.round.number}轮意见已答复齐：{case.title}")
    return issued


def conclude_circulation(*, case, by, lock, form_key="", **arranged):
    """汇总意见: all agree and simple → 审签, or what the path has for it; otherwise general, the reason written (第三条第（三）项第1目).

    `arranged`: when and where a coordination meeting that follows is to be, as `open_coordination` takes it.
    """
    with act("conclude_circulation", case=case, by=by, lock=lock, form_key=form_key) as step:
        case, dossier = step.case, step.case.dossier
        current, unanimous = dossier.round, dossier.unanimous
        current.closed_at = current.concluded_at = step.now
        current.conclusion = summary(dossier)
        current.save()
        if any(asked.round_id == current.pk for asked in dossier.requests):
            case.consultations.filter(round=current, closed_at__isnull=True).update(closed_at=step.now)
        if case.procedure == Procedure.SIMPLE and not unanimous:
            case.procedure, case.procedure_reason = Procedure.GENERAL, current.conclusion
        step.fact(round=current.number, procedure=case.procedure)
        papers.summary(step, current)
        step.tell([case.applicant], f"第{current.number}轮意见已汇总：{case.title}", kind=NoticeKind.RESULT)
        if case.state == State.SIGNING:
            step.tell([case.rules.bodies.convenor.unit_key], f"请审签：{case.title}")
        if case.state == State.COORDINATING:
            open_coordination(step, **arranged)
    return case


def summary(dossier):
    """One sentence on how the round came out; an open condition is the reason itself (settled 8)."""
    if not dossier.dissent:
        return "成员单位一致同意。"
    words = {View.CONDITIONAL: "附条件同意", View.DISAGREE: "不同意", "overdue": "逾期未复"}
    conditions = {
        review.unit_id: "；".join(opinion.conditions.rstrip("。").splitlines())
        for review in dossier.reviews
        if (opinion := dossier.opinion(review)) and opinion.view == View.CONDITIONAL
    }
    told = []
    for unit, stance in dossier.dissent:
        condition = f"（{conditions[unit.pk]}）" if unit.pk in conditions else ""
        told.append(f"{unit.short_name}{words.get(stance, '未同意')}{condition}")
    return f"未能一致同意：{'；'.join(told)}。"
