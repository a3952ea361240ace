"""What the joint meeting's office does: accept, return, decline, initial review, remind, join, call for revision."""

from accounts.models import NoticeKind
from admission import papers, rules
from admission.act import act, signature
from admission.actions.asking import close_requests, everyone_asked, tell_owner
from admission.conditions import uncleared_wording
from admission.deadlines import promised
from admission.models import InitialReview, Reminder
from admission.opinions import REVIEWED, problems_of_review
from admission.outcomes import by_rule
from admission.states import REFUSED_BY_RESULT, STANDING_STILL, Kind, Procedure, State
from audit import clock
from documents import numbers


def accept(*, case, by, lock, form_key=""):
    """受理: the receipt number is given once (settled 10)."""
    with act("accept", case=case, by=by, lock=lock, form_key=form_key) as step:
        case = step.case
        if not case.receipt_number:
            year = clock.today().year
            serial = numbers.allot(county=case.county, series="receipt", year=year)
            case.receipt_number = case.rules.number_of("receipt", year, serial)
        case.accepted_at = case.accepted_at or step.now
        step.fact(receipt_number=case.receipt_number)
        step.tell(
            [case.applicant], f"申请已受理（{case.receipt_number}）：{case.title}", kind=NoticeKind.RESULT
        )
        tell_owner(step, f"{case.applicant.short_name}的撤销申请已受理：{case.title}")
        papers.receipt(step)
    return case


def decline(*, case, by, lock, reason, article, form_key=""):
    """不予受理: reason and article, in writing (I-16)."""
    with act("decline", case=case, by=by, lock=lock, form_key=form_key) as step:
        _must_say(step, reason, "请写明不予受理的理由。")
        _must_say(step, article, "请写明依据的条款。")
        step.reason(reason, article=article)
        told = everyone_asked(step.case)
        close_requests(step.case, step.now)
        title, declined = step.case.title, step.case.words("申请不予受理")
        step.tell([*told, step.case.applicant], f"{declined}：{title}", kind=NoticeKind.RESULT)
        tell_owner(step, f"{step.case.applicant.short_name}的撤销{declined}：{title}")
        papers.declined(step, reason, article)
    return step.case


def return_for_correction(*, case, by, lock, reason, answer_by=None, form_key=""):
    """退回补正: everything that is missing, at once; the clock stops until it is submitted again."""
    with act("return_for_correction", case=case, by=by, lock=lock, form_key=form_key) as step:
        _must_say(step, reason, "请一次写明全部需要补正的内容。")
        step.case.came_from = step.source
        words = _text_by(step, reason, "correction", answer_by)
        step.tell([step.case.applicant], f"申请退回补正：{step.case.title}")
        papers.correction(step, words)
    return step.case


# What the initial review says; the rest of its form is filled in before anybody writes.
WRITTEN = ("lawful", "lawful_basis", "conforming", "conforming_basis", "division", "guarantees")


def draft_review(*, case, by, lock, form_key="", **text):
    """Save the initial review's draft on the current version; issued ones are never altered."""
    with act("draft_review", case=case, by=by, lock=lock, form_key=form_key) as step:
        if not any(text.get(name) not in (None, "") for name in WRITTEN):
            step.refuse("还没有填写初评意见。")
        return _write_review(step, text)


def issue_review(*, case, by, lock, form_key="", **text):
    """签发初评意见: the director's act; a favourable one fixes the procedure by rule (第三条第（三）项)."""
    with act("issue_review", case=case, by=by, lock=lock, form_key=form_key) as step:
        case, review = step.case, _write_review(step, text)
        if lacking := problems_of_review(case, {name: getattr(review, name) for name in REVIEWED}):
            step.refuse(*lacking)
        review.issued_at, review.label = step.now, signature(by)
        review.issued_by, review.issued_for = by.user, by.seat.user
        if (
            case.rules.has_procedures
            and review.is_favourable
            and case.procedure != Procedure.GENERAL
            and step.source == State.REVIEWING
        ):
            review.procedure, review.procedure_reason = by_rule(case)
            case.procedure, case.procedure_reason = review.procedure, review.procedure_reason
        review.save()
        step.keep(review)
        case.review = review
        if review.is_favourable and (left := uncleared_wording(case)):
            step.refuse(*left)
        step.fact(
            review=review.pk, lawful=review.lawful, conforming=review.conforming, procedure=case.procedure
        )
        step.tell([case.applicant], f"{case.words('初评意见已签发')}：{case.title}", kind=NoticeKind.RESULT)
        papers.initial_review(step, review)
    return case


def _write_review(step, text):
    case = step.case
    review = case.initial_reviews.filter(issued_at__isnull=True, version=case.version).last()
    if review is None:
        review = InitialReview(
            application=case,
            version=case.version,
            list_kind=case.version.list_kind,
            category=case.version.category,
        )
    for name, value in text.items():
        setattr(review, name, value)
    review.save()
    return review


def to_general(*, case, by, lock, reason, form_key=""):
    """转一般程序 with a reason; never back within a case (I-21). Opinions given stay."""
    with act("to_general", case=case, by=by, lock=lock, form_key=form_key) as step:
        _must_say(step, reason, "请写明转一般程序的理由。")
        step.case.procedure, step.case.procedure_reason = Procedure.GENERAL, reason
        step.reason(reason)
        step.tell([step.case.applicant], f"转一般程序：{step.case.title}", kind=NoticeKind.RESULT)
    return step.case


def join(*, case, lead, by, lock, reason, form_key=""):
    """并案: this case ends as joined to the leading one, whose related department its applicant becomes."""
    with act("join", case=case, by=by, lock=lock, form_key=form_key, also=[lead]) as step:
        lead = next((each for each in step.case.dossier.leads if each.pk == lead.pk), None)
        if lead is None:
            step.refuse("选中的不是可以并入的申请。")
        _must_say(step, reason, "请写明并案的理由。")
        step.case.joined_to = lead
        step.reason(f"并入{lead.number}。{reason}")
        # Who leads sees nothing of the other case: the reason is told to both.
        step.reason(f"{step.case.number}并入本案。{reason}", on=lead)
        close_requests(step.case, step.now)
        step.fact(lead=str(lead.uuid))
        told = f"并案：{step.case.title}并入{lead.number}"
        step.tell([step.case.applicant], told, kind=NoticeKind.RESULT)
        step.tell([lead.applicant], told, url=lead.get_absolute_url(), kind=NoticeKind.RESULT)
        step.also(lead, "join_into", joined=str(step.case.uuid), number=step.case.number)
    return step.case


def call_revision(*, case, by, lock, reason, answer_by=None, new_review=False, form_key=""):
    """要求修改: what should change is listed; open requests stay open (settled 4); the clock stops."""
    with act("call_revision", case=case, by=by, lock=lock, form_key=form_key) as step:
        revision(step, reason, answer_by, new_review)
    return step.case


def revision(step, reason, answer_by=None, new_review=False):
    """The writing of `call_revision`, also when a meeting resolved 退回完善."""
    case = step.case
    _must_say(step, reason, "请列明需要修改的内容。")
    _text_by(step, reason, "revision", answer_by)
    if new_review:
        case.review = None
    case.hearings.filter(closed_at__isnull=True).update(closed_at=step.now)
    step.fact(new_review=new_review)
    step.tell([case.applicant], f"请修改完善：{case.title}")


def reject(*, case, by, lock, reason, article="", form_key=""):
    """不予准入 by the office's director, or the convenor of a revocation; with reasons, in writing."""
    with act("reject", case=case, by=by, lock=lock, form_key=form_key) as step:
        if step.source in (*REFUSED_BY_RESULT, State.UPPER_REVIEW):
            step.refuse("这一环节的不予准入，请在登记审议、审定结果时作出。")
        rejection(step, reason, article)
    return step.case


def rejection(step, reason, article=""):
    """The writing of `reject`, whoever refused; where another unit did, the office that handles the case is told."""
    case = step.case
    _must_say(step, reason, "请写明不予准入的理由。")
    article = article or _article_of(step)
    step.reason(reason, article=article)
    told = everyone_asked(case)
    close_requests(case, step.now)
    office = [] if rules.is_office(case, step.by) else [case.rules.bodies.office.unit_key]
    step.tell([*told, case.applicant, *office], f"{case.state_label}：{case.title}", kind=NoticeKind.RESULT)
    tell_owner(step, f"{case.state_label}：{case.title}")
    papers.rejected(step, reason, article, told)


def _article_of(step):
    """The article by which whoever refused has its say (阿荣旗 第四条第（二）项: in writing, with reasons); that of the whole way
    where none is named for it, as it is for what goes by the way of an admission."""
    rules = step.case.rules
    match step.source:
        case State.DELIBERATING:
            source = rules.cites.get("general")
        case State.DECIDING:
            source = step.case.deciders[0].article
        case State.UPPER_REVIEW:
            source = rules.bodies.upper.article
        case _:
            source = rules.cites.get("review") if step.case.kind == Kind.ADMISSION else ""
    return source or rules.paths[step.case.kind].article


def remind(*, case, unit, by, lock=None, form_key=""):
    """催办 one unit, recorded: an open consultation, an unanswered review, or an applicant that holds the text. No
    day has to be past: 逾期未复 and 视同撤回 want a reminder before (settled 9; workflow.md, `withdraw`)."""
    with act("remind", case=case, by=by, lock=lock, form_key=form_key) as step:
        consultation, review, wanted = _waiting_for(step, unit)
        if consultation is None and review is None and wanted is None:
            step.refuse(f"{unit.short_name}没有待答复的事项。")
        for row in (consultation, review, wanted):
            if row is not None:
                row.reminded_at = step.now
                row.save(update_fields=["reminded_at"])
        Reminder.objects.create(
            application=step.case,
            unit=unit,
            consultation=consultation,
            review=review,
            at=step.now,
            label=signature(by),
        )
        step.fact(unit=unit.pk)
        step.tell([unit], f"催办：{step.case.title}", kind=NoticeKind.URGE)
    return step.case


def record_overdue(*, case, unit, by, lock, form_key=""):
    """记录逾期未复: after a reminder and past the date; counts as not agreed (I-20, settled 9).

    Of a unit asked twice (as the department whose duty it is, and its own question) all that is late is recorded.
    """
    with act("record_overdue", case=case, by=by, lock=lock, form_key=form_key) as step:
        for row in _late(step, unit):
            row.overdue_at = step.now
            row.save(update_fields=["overdue_at"])
        step.fact(unit=unit.pk)
        step.tell([unit], f"已记录逾期未复：{step.case.title}", kind=NoticeKind.RESULT)
    return step.case


def _late(step, unit):
    """What the unit owes, was reminded of, and is past its day; refuses where that is nothing."""
    consultation, review, _ = _waiting_for(step, unit)
    owed = [(consultation, consultation.due)] if consultation else []
    owed += [(review, review.round.due)] if review else []
    if not owed:
        step.refuse(f"{unit.short_name}没有待答复的事项。")
    if not (new := [(row, due) for row, due in owed if not row.overdue_at]):
        step.refuse(f"{unit.short_name}已经记录逾期未复。")
    if not (reminded := [(row, due) for row, due in new if row.reminded_at]):
        step.refuse(f"还没有催办{unit.short_name}，催办后才能记录逾期未复。")
    if not (late := [row for row, due in reminded if due < clock.today()]):
        step.refuse(f"{unit.short_name}的答复期限还没有过。")
    return late


def _waiting_for(step, unit):
    """(consultation, review, the words that want a text of it): what the unit has not answered; requests only to whoever asked."""
    case, by, dossier = step.case, step.by, step.case.dossier
    office, asked_before = rules.is_office(case, by), rules.is_applicant(case, by)
    consultation = next(
        (
            r
            for r in dossier.requests
            if r.unit_id == unit.pk
            and not r.closed_at
            and not r.positions.all()
            and (office if r.round_id else asked_before)
        ),
        None,
    )
    review = next(
        (
            r
            for r in dossier.reviews
            if office
            and r.unit_id == unit.pk
            and dossier.stance(r) in ("waiting", "overdue")
            and r.asked
            and not r.round.closed_at
        ),
        None,
    )
    of_applicant = office and unit.pk == case.applicant_id and case.state in STANDING_STILL
    return consultation, review, dossier.wanted if of_applicant else None


def _text_by(step, reason, limit, chosen):
    """The words that want another text of the applicant, by a day (`dossier.wanted`)."""
    day, provisional = promised(step.case, limit, chosen)
    return step.reason(reason, answer_by=day, answer_provisional=provisional)


def _must_say(step, text, problem):
    if not (text or "").strip():
        step.refuse(problem)
