"""What stands in the way of an act for this seat, beyond the conditions the flow names: `(case, by) -> [Problem]`.

The actions refuse the same; an act's page says it before anything is typed.
"""

from accounts.models import Post, Unit
from accounts.succession import stands_for
from admission import rules
from admission.acts import SPECS, holds_right
from admission.outcomes import is_confirmed
from admission.pages.offers import wanted
from admission.problems import Problem
from admission.states import EDITABLE, State
from config.templatetags.chinese import join_cn


def is_head(case, by):
    return by.post == Post.HEAD


# what the rule on one person for one unit forbids, to whom the act would be open but for it
SPOKEN = {
    **dict.fromkeys(
        ("save_text", "add_file", "remove_file", "discard", "consult", "consult_again", "submit", "revise"),
        rules.is_applicant,
    ),
    **dict.fromkeys(("take_position", "issue_opinion", "return_opinion"), is_head),
    **dict.fromkeys(("issue_review", "confirm"), rules.is_office),
}

FILED, REGISTERED, REVIEWED = "filed", "registered", "reviewed"
# what the rule on three persons, or who registered the application, forbids: to whom the act would be open but for it,
# the rule, which parts in the case close it, and who does it instead
PERSONAL = {
    "accept": (rules.is_office, rules.may_accept, (FILED, REGISTERED), "须由本单位其他人受理"),
    "submit": (rules.is_applicant_head, rules.may_submit, (REVIEWED,), "须由本单位其他人提交申请"),
    "revise": (rules.is_applicant_head, rules.may_submit, (REVIEWED,), "须由本单位其他人提交修改稿"),
    "issue_review": (
        rules.is_director,
        rules.may_issue_review,
        (FILED,),
        "初评意见须由办公室另一位负责人签发",
    ),
    "confirm": (rules.is_office, rules.may_confirm, (FILED,), "须由本单位其他人确认"),
    "sign": (rules.is_signatory, rules.may_sign, (FILED, REVIEWED), "须由另一位召集人审签"),
    "record_decision": (
        lambda case, by: rules.decider_of(case, by) is not None or rules.is_office(case, by),
        rules.may_decide,
        (FILED, REVIEWED),
        "须由本单位其他人登记审定结果",
    ),
}


def spoken(case, by, unit):
    """For which other unit the person spoke in the case, so that a colleague has to speak for `unit`; "" for none."""
    who = "您或您代签的负责人" if by.delegation else "您"
    if not rules.spoke_elsewhere(case, by, unit):
        return ""
    if rules.of_others(rules.wrote_for(case, by), unit):
        return f"{who}经办或提交了这件申请"
    if others := rules.of_others(rules.answered_for(case, by), unit):
        names = Unit.objects.filter(pk__in=others)
        return f"{who}已在本案中代{join_cn(each.short_name for each in names)}答复"
    return "您对这件申请作过初评"


def personal(verb, case, by):
    """Why the act, open to the seat, is closed to the person, and who does it instead; "" where it is not (I-43)."""
    open_to, may, parts, instead = PERSONAL[verb]
    if not (by and by.unit and open_to(case, by)) or may(case, by):
        return ""
    took = {
        FILED: rules.is_filer(case, by),
        REGISTERED: case.created_by_id in by.persons,
        REVIEWED: rules.is_reviewer(case, by),
    }
    part = next((part for part in parts if took[part]), None)
    if part is None:
        return ""
    filed = "登记了这件申请" if case.on_paper else "经办或提交了这件申请"
    did = "对这件申请作过初评" if part == REVIEWED else filed
    return case.words(f"{'您或您代签的负责人' if by.delegation else '您'}{did}，{instead}。")


def _asked_now(verb, case, by):
    """Whether the act is what the case asks of the unit now."""
    spec = SPECS[verb]
    if case.state not in spec.states or not holds_right(spec, case, by):
        return False
    if case.state == State.REVIEWING and is_confirmed(case) != (verb == "confirm"):
        return False
    return wanted(verb, case, by, (), ())


def colleague(case, by):
    """That a colleague has to do what the case asks of the unit now; "" where the person itself may."""
    told = (personal(verb, case, by) for verb in PERSONAL if by.unit and _asked_now(verb, case, by))
    return next(filter(None, told), "") or _speaks_elsewhere(case, by)


def for_the_head(case, by):
    """That the head answers what the unit is asked: its handler finds the case under 在办 and has no button (第三条第（二）项)."""
    open_requests = [
        each for each in case.dossier.requests if not each.closed_at and not each.positions.all()
    ]
    asked = by.unit is not None and any(each.unit_id == by.unit.pk for each in open_requests)
    return (
        "征询意见由本单位负责人答复；经办人可以先看内容，把意见报给负责人。"
        if asked and by.post == Post.HANDLER
        else ""
    )


def _speaks_elsewhere(case, by):
    """As `colleague`, of the rule on one person for one unit."""
    unit, why = by.unit, ""
    if by.post in rules.STAFF:
        why = spoken(case, by, unit)
    writes = case.state in EDITABLE and stands_for(unit, case.applicant) and not case.on_paper
    if not why or (writes and not rules.answered_elsewhere(case, by, unit)):
        return ""
    if writes:
        return f"{why}，这件申请须由本单位其他人修改、提交。"
    asked = any(request.unit_id == unit.pk and not request.closed_at for request in case.dossier.requests)
    asked |= any(r.unit_id == unit.pk and r.asked and not r.round.closed_at for r in case.dossier.reviews)
    return f"{why}，本单位的答复须由另一位负责人签发。" if asked and by.post == Post.HEAD else ""


def forbidden(verb, case, by):
    """The words of a 403, where the person is barred and not the seat."""
    if verb in PERSONAL and (told := personal(verb, case, by)):
        return told
    concerned = verb in SPOKEN and by and by.unit and SPOKEN[verb](case, by)
    why = spoken(case, by, by.unit) if concerned else ""
    return f"{why}，须由本单位其他人办理。" if why else ""


def to_withdraw(case, by):
    return [] if rules.ends_it(case, by, case.state) else [Problem(rules.NOT_SILENT)]


def to_decide(case, by):
    own, open_bodies = rules.decider_of(case, by), case.dossier.undecided
    if own is None or own in open_bodies:
        return []
    others = "、".join(body.name for body in open_bodies)
    return [Problem(f"{own.name}的审定结果已经登记，等待{others}。")]


def to_refuse(case, by):
    """Where the refusal is somebody's result, it is registered as such."""
    if case.state == State.DELIBERATING:
        return [Problem("审议中的案件，由联席会议审议不通过后登记审议结果。")]
    if case.state == State.DECIDING:
        return [Problem("审定中的案件，请在登记审定结果时选择。", "record_decision")]
    return []
