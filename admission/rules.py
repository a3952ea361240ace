"""Who may do what: predicates `(case, by) -> bool` over the seat, its post and its relation to the case.

They ask lasting facts, but for those of `acts.BY_TURN`, which ask whose turn it is. Whether the unit may act on this case *at this moment* is a grant, checked
beside the rule (`admission.act`); in which state an act exists is the flow's. `by` is `accounts.acting.Acting`
or None; administrators hold no unit, so every rule is False for them (settled 23).
"""

from accounts.models import STAFF, Post, Unit, UnitKind
from accounts.queries import stands_above
from accounts.succession import stands_for
from admission.states import STANDING_STILL, Kind, State
from audit import clock

# -- the seat -----------------------------------------------------------------------------------------------------


def is_unit(by, key):
    return by is not None and by.unit is not None and by.unit.key == key


def is_office(case, by):
    """Either post of the joint meeting's office (灵川 第二条: 编办 accepts and reviews)."""
    return is_unit(by, case.rules.bodies.office.unit_key) and by.county == case.county and by.post in STAFF


def is_director(case, by):
    return is_office(case, by) and by.post == Post.HEAD


def is_applicant(case, by):
    """Staff of the applicant, or of the unit that took over from it; for a paper application the office registers what the
    applicant signed."""
    if case.on_paper:
        return is_office(case, by)
    return by is not None and stands_for(by.unit, case.applicant) and by.post in STAFF


def is_applicant_head(case, by):
    return is_applicant(case, by) and (by.post == Post.HEAD or case.on_paper)


def is_convenor(case, by):
    """A convenor on the roster of the day: its post alone, once the county's document no longer names it, signs nothing."""
    convenor = case.rules.bodies.convenor
    return bool(convenor) and is_unit(by, convenor.unit_key) and by.county == case.county and by.convenes


def is_substitute(case, by):
    """Head of the unit that the county's file names for a revocation no convenor may sign (workflow.md, `sign`)."""
    substitute = case.rules.bodies.substitute
    return (
        bool(substitute)
        and is_unit(by, substitute.unit_key)
        and by.county == case.county
        and by.post == Post.HEAD
        and case.dossier.signatory == substitute
    )


def is_signatory(case, by):
    return is_convenor(case, by) or is_substitute(case, by)


def body_of(case, by):
    """The county body (县委 or 县政府) whose office the seat belongs to, else None."""
    return next(iter(bodies_of(case, by)), None)


def bodies_of(case, by):
    """Every county body whose office the seat belongs to: one office may serve several (县委县政府办公室)."""
    return _served(case.rules.bodies.decision, case, by)


def _served(bodies, case, by):
    """Those of the bodies whose office the seat belongs to."""
    if by is None or by.unit is None or by.county != case.county or by.post not in STAFF:
        return []
    return [body for body in bodies if body.office_unit_key == by.unit.key]


def decider_of(case, by):
    """The body of the seat's office among those that decide this case; of several, one whose decision is to come; else None."""
    served = _served(case.deciders, case, by)
    if len(served) > 1:
        served = [body for body in served if body.key not in case.dossier.decisions] or served
    return next(iter(served), None)


def serves_issuer(case, by):
    """Whether the seat belongs to the office of a body that gives the notice of this case."""
    return bool(_served(case.issuers, case, by))


def is_called_upper(case, by):
    """The seat's unit has the key of the body above; of cases that it holds a right on, that is it (`access.grants_for`)."""
    upper = case.rules.bodies.upper
    return bool(upper) and is_unit(by, upper.unit_key) and by.post in STAFF and by.unit.county_id is None


def is_upper(case, by):
    """The body that the file names, where it stands above this county: another city's of that key is none."""
    return is_called_upper(case, by) and stands_above(by.unit, case.county)


# -- three persons: who files, who does the initial review, who signs or decides (I-43). An act that a delegate does is
# -- the delegate's and the leader's: neither is another person afterwards, nor through another delegate ----------------


def is_filer(case, by):
    """Whoever handed in the application or any version of it, or of a case joined into it; a leader so files again (I-33)."""
    return not case.dossier.filers.isdisjoint(by.persons)


def is_reviewer(case, by):
    """Whoever issued an initial review of any version, or confirmed the ground of a revocation."""
    return not case.dossier.reviewers.isdisjoint(by.persons)


def is_third_person(case, by):
    return not is_filer(case, by) and not is_reviewer(case, by)


# -- one person speaks for one unit in a case (I-26); what is registered from paper is not the person's own -------------


def answered_for(case, by):
    """Ids of the units that the person, or whoever it signs for, answered for: positions and opinions."""
    asked = [review for each in case.dossier.rounds for review in each.reviews.all()]
    answers = [(review.unit_id, opinion) for review in asked for opinion in review.opinions.all()]
    answers += [(r.unit_id, position) for r in case.dossier.requests for position in r.positions.all()]
    return {unit for unit, answer in answers if answer.issued_by_id in by.persons and not answer.on_paper}


def wrote_for(case, by):
    """Ids of the units whose application the person, or whoever it signs for, wrote or handed in."""
    return {unit for person, unit in case.dossier.writers if person in by.persons}


def of_others(ids, unit):
    """Those of the units that are other ones than this: who left it what they had, and with it their people, is none."""
    others = ids - {unit.pk}
    if not others:
        return others
    units = Unit.objects.filter(pk__in=others).select_related("successor")
    return {each.pk for each in units if not stands_for(unit, each)}


def answered_elsewhere(case, by, unit):
    """编办's answer is its initial review (settled 23, I-26: its director may also be a leader of 组织部)."""
    if unit.key != case.rules.bodies.office.unit_key and is_reviewer(case, by):
        return True
    return bool(of_others(answered_for(case, by), unit))


def spoke_elsewhere(case, by, unit):
    """Answered for another unit, or wrote or handed in its application: a colleague has to speak for this one."""
    return answered_elsewhere(case, by, unit) or bool(of_others(wrote_for(case, by), unit))


# -- applicant ------------------------------------------------------------------------------------------------------


def may_edit(case, by):
    """Its staff, but for who answered the application for another unit; the office registers what comes on paper."""
    return is_applicant(case, by) and (case.on_paper or not answered_elsewhere(case, by, by.unit))


def may_submit(case, by):
    """The head; not who did the initial review, though the office has both parts in a paper application (I-43)."""
    head = is_applicant_head(case, by) and may_edit(case, by)
    return head and not (case.accepted_at and is_reviewer(case, by))


def may_withdraw(case, by):
    """The applicant's head; while it holds the text also the office, 视同撤回 (workflow.md)."""
    return is_applicant_head(case, by) or (is_office(case, by) and case.state in STANDING_STILL)


def may_remind(case, by):
    """Whoever asked; and the office, of an applicant that holds the text."""
    return may_file_position(case, by) or (is_office(case, by) and case.state in STANDING_STILL)


# -- office ---------------------------------------------------------------------------------------------------------


def may_handle(case, by):
    return is_office(case, by)


def may_accept(case, by):
    """Not the person who registered or filed it."""
    return is_office(case, by) and not is_filer(case, by) and case.created_by_id not in by.persons


def may_issue_review(case, by):
    """The director; the review is 编办's own opinion, so the person may not have spoken for another unit (I-26)."""
    return is_director(case, by) and not is_filer(case, by) and not spoke_elsewhere(case, by, by.unit)


def may_confirm(case, by):
    return is_office(case, by) and not is_filer(case, by) and not spoke_elsewhere(case, by, by.unit)


def may_hear_experts(case, by):
    """The office, in a county whose file says that experts may be heard (阿荣旗 第四条第（二）项)."""
    return case.rules.experts is not None and is_office(case, by)


def may_conclude_coordination(case, by):
    """Either post; but opening a round is the director's act (settled 6)."""
    return is_director(case, by) or (is_office(case, by) and case.dossier.circulated)


def may_prepare_meeting(case, by):
    """The office, 县委办 and 县政府办 prepare the calling of a joint meeting (灵川 第二条); the convenor may too."""
    return is_office(case, by) or body_of(case, by) is not None or is_convenor(case, by)


NOT_SILENT = "办理期限过后并经催办，才能视同撤回。"


def is_withdrawn_by_silence(case, by, state):
    """视同撤回 by the office, of a paper application too: in this state the applicant holds the text, the day it was
    given has passed, and it was reminded (workflow.md, `withdraw`; 本县自定)."""
    wanted = case.dossier.wanted
    silent = state in STANDING_STILL and wanted and is_silent(wanted.answer_by, wanted.reminded_at)
    return bool(silent) and is_office(case, by)


def is_silent(answer_by, reminded_at):
    """Whether who was given that day has let it pass, and was reminded."""
    return bool(reminded_at) and is_past(answer_by)


def is_past(answer_by):
    return answer_by is not None and answer_by < clock.today()


def wants_their_paper(case, by, state):
    """Of a paper application the office enters the applicant's own withdrawal, with its scan; silence leaves none."""
    return case.on_paper and is_applicant_head(case, by) and not is_withdrawn_by_silence(case, by, state)


def ends_it(case, by, state):
    """Whether the case, in that state, may be ended by the seat as withdrawn: whoever `may_withdraw`, the office by silence alone."""
    return is_applicant_head(case, by) or is_withdrawn_by_silence(case, by, state)


# -- consultation and opinions ----------------------------------------------------------------------------------------


def may_take_position(consultation, by):
    """The asked unit's head, for one unit a person in a case (I-26)."""
    if by is None or by.unit != consultation.unit or by.post != Post.HEAD:
        return False
    return not spoke_elsewhere(consultation.application, by, consultation.unit)


def may_file_position(case, by):
    """A stamped answer on paper: the applicant files it before submission, the office in a round."""
    return (
        is_applicant(case, by)
        if case.submitted_at is None or case.state == State.CORRECTING
        else is_office(case, by)
    )


def may_draft_opinion(review, by):
    return by is not None and by.unit == review.unit and by.post in STAFF


def may_issue_opinion(review, by):
    """The unit's head, one unit a person in a case; another leader where the unit is the applicant (I-26, I-33)."""
    if not may_draft_opinion(review, by) or by.post != Post.HEAD:
        return False
    case = review.round.application
    if review.interested and is_filer(case, by):
        return False
    return not spoke_elsewhere(case, by, review.unit)


# -- approvals --------------------------------------------------------------------------------------------------------


def may_sign(case, by):
    """Not a case of a unit the signatory belongs to, and a third person (I-42, I-43)."""
    return (
        is_signatory(case, by)
        and is_third_person(case, by)
        and case.dossier.applicants.isdisjoint(by.persons)
    )


def may_decide(case, by):
    """县委办, 县政府办 for their body, or the office with the scan (settled 18)."""
    return (decider_of(case, by) is not None or is_office(case, by)) and is_third_person(case, by)


def may_decide_for(case, by, bodies):
    """A body's own office records that body's decision alone; the office of the joint meeting any (settled 18)."""
    own = decider_of(case, by)
    return own is None or set(bodies) == {own.key}


def may_record_reply(case, by):
    """The upper body's seat, or the office with the reply attached (I-50)."""
    return is_upper(case, by) or is_office(case, by)


def may_give_notice(case, by):
    return serves_issuer(case, by) or is_office(case, by)


def may_reject(case, by):
    """Who may refuse depends on whose turn it is; never a member unit or a township (workflow.md)."""
    state = case.state
    if state in (State.REVIEWING, State.CIRCULATING):
        return is_director(case, by)
    if state == State.DELIBERATING:
        return is_office(case, by)
    if state == State.SIGNING:
        return case.kind == Kind.REVOCATION and may_sign(case, by)
    if state == State.DECIDING:
        return may_decide(case, by)
    if state == State.UPPER_REVIEW:
        return bool(case.rules.bodies.upper and case.rules.bodies.upper.approves) and may_record_reply(
            case, by
        )
    return is_director(case, by)


# -- beginning a case --------------------------------------------------------------------------------------------------


def may_apply(by):
    """A standing department or township (灵川 第三条第（二）项, 第七条); its own staff."""
    return (
        by is not None
        and by.unit is not None
        and by.post in STAFF
        and by.unit.is_standing
        and by.unit.kind not in (UnitKind.UPPER, UnitKind.CONVENOR, UnitKind.SUPERVISOR)
    )


def supervises_from_outside(by):
    """A reading seat of 人大, 审计, 纪检: what is concluded, nothing to do (湖南 十)."""
    return by is not None and by.unit is not None and by.unit.kind == UnitKind.SUPERVISOR


def may_begin_again(case, by):
    """据此再报: an ended case is not reopened; whose it was begins another with its text (workflow.md, “Who sees what”)."""
    over = case.state in (State.NOT_ACCEPTED, State.REJECTED, State.WITHDRAWN) and case.joined_to_id is None
    return over and is_applicant(case, by)


def may_register(by):
    """The office writes what a unit sent on stamped paper (settled 31); `start` asks the regime which unit that is."""
    return by is not None and by.unit is not None and by.unit.kind == UnitKind.OFFICE and by.post in STAFF
