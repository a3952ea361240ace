"""The words of what an act will do: the names of states, limits and units, whom the end of a duty releases."""

from accounts.models import Unit
from admission import rules
from admission.listed import carrying
from admission.outcomes import after_decision
from admission.queries import units_of
from admission.states import Ground, Kind, Procedure, State
from config.templatetags.chinese import join_cn


def label(case, state):
    return case.label_of(state)


def limit(case, key):
    clause = case.rules.limits[key]
    return f"{clause.days}个工作日（{clause.source}）"


def not_agreed(case):
    """What it comes to that a township did not agree, or on a condition only (灵川 第三条第（三）项第2目)."""
    against = names(concern.unit for concern in case.dossier.disagreeing)
    if not against or not case.rules.has_general(case.kind):
        return []
    return [f"{join_cn(against)}没有同意（附条件同意的，不算同意），照现在的答复走一般程序。"]


def approved(case):
    """That the case ends by this very word, and what comes of it."""
    return f"案件以“{label(case, State.APPROVED)}”办结，{settled(case)}"


def settled(case):
    """What the approval does to the list, and when it is seen (workflow.md, “What approval does to the registry”)."""
    match case.kind:
        case Kind.ADJUSTMENT:
            return "调整后的文本写入清单，印发通知以后，从通知写明的日期起替换原文，原文仍可查看。"
        case Kind.CANCELLATION | Kind.REVOCATION:
            return f"{released(case)}；印发通知写明的终止日期到了才失效。"
    return "事项写入清单，标“已准入待生效”；印发通知以后，从通知写明的日期起生效，公开的清单才看得到。"


def released(case):
    """Whom the end of a duty releases, and whether others keep the duty (第四条; I-66)."""
    places = list(case.version.townships.all())
    others = carrying(case.duty).exclude(pk__in=[unit.pk for unit in places]).count()
    told = f"{join_cn(names(places))}不再承担这项职责"
    if not others:
        return f"{told}，事项退出清单"
    if case.version.ground == Ground.EXPIRED:
        return f"{told}，其他{others}个乡镇不在这次撤销之内"
    return f"{told}，其他{others}个乡镇继续承担，事项仍在清单"


def approvals(case):
    """What a return undoes: 审签、审议结果和审定, of these what the ways of the case's kind have."""
    states = {state for way in Procedure for state in case.rules.path(case.kind, way)}
    words = {State.SIGNING: "审签", State.DELIBERATING: "审议结果", State.DECIDING: "审定"}
    *others, last = [word for state, word in words.items() if state in states] or ["审定"]
    return f"{'、'.join(others)}和{last}" if others else last


def worked_again(case):
    """What comes after the initial review once approvals are undone, on the ways of the case's kind."""
    states = {state for way in Procedure for state in case.rules.path(case.kind, way)}
    last = {State.DECIDING: "审定"} if State.DECIDING in states else {State.DELIBERATING: "审议"}
    said = {State.SIGNING: "审签"} | last
    anew = "、".join(word for state, word in said.items() if state in states) or "审定"
    if case.rules.has_general(case.kind) and State.CIRCULATING in states:
        return f"重新征求意见或转一般程序，再行{anew}"
    return f"重新征求意见，再行{anew}" if State.CIRCULATING in states else f"再行{anew}"


def after_approval(case, by):
    """What follows where the seat records an approval, and whom it is told to: while another body has still to
    decide, nothing and nobody."""
    own, to = rules.decider_of(case, by), after_decision(case)
    others = [body.name for body in case.dossier.undecided if body != own]
    if own and others:
        return f"审定通过的，登记以后等{'、'.join(others)}的审定结果，案件仍在本环节。", []
    told = everyone_told(case) if to == State.APPROVED else [*names([case.acting_applicant]), *office(case)]
    way = f"案件以“{label(case, to)}”办结" if to == State.APPROVED else f"进入“{label(case, to)}”"
    if len(others) > 1:
        each = "、".join(others)
        return f"{each}都审定通过的，{way}；只登记其中一家的，等其他机关的审定结果，不告诉别的单位。", told
    return f"审定通过的，{way}。", told


def by_outcome(told):
    """“退回的：甲、乙；不予准入的：甲、丙”, of {outcome: units}; those told the same stand together."""
    outcomes = {}
    for outcome, whom in told.items():
        outcomes.setdefault("、".join(whom) or "不告诉别的单位", []).append(outcome)
    return "；".join(f"{'、'.join(each)}的：{whom}" for whom, each in outcomes.items())


def names(units):
    return list(dict.fromkeys(unit.short_name for unit in units))


def units(case, *keys):
    return names(units_of(case.county, keys))


def office(case):
    return [case.rules.bodies.office.short_name]


def everyone_told(case):
    leaders = [body.office_unit_key for body in case.issuers]
    told = Unit.objects.filter(county=case.county_id, key__in=[case.rules.bodies.office.unit_key, *leaders])
    owner = filter(None, [case.version.department])
    concerned = [*owner, *case.version.townships.all(), *case.dossier.joined]
    return names(dict.fromkeys([case.acting_applicant, *concerned, *told]))
