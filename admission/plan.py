"""Whom a step asks: which unit what in a round (rules → rows; from then on code looks only at the rows), and which units are
consulted once more."""

from dataclasses import dataclass

from accounts.models import Unit
from admission.dossier import OUTDATED, WAITING
from admission.states import Answer, Role
from admission.versions import touched

ADHOC = "adhoc"
RELATED_RULE, ADDED_RULE = "related.objection", "office.added"


@dataclass(frozen=True, kw_only=True)
class Planned:
    unit: Unit
    question: str
    asks: str
    rule: str
    asked: bool
    standing: object = None
    interested: bool = False
    added_reason: str = ""


def plan_reviews(case):
    """Every review of the next round, those who are asked and those whose earlier answer stands.

    Members in the order of the regime (灵川 第二条), then related departments that object, then units the
    office added in an earlier round. On a version already circulated only those are asked who may not be
    silent and were (settled 6, decision 10); on a new one whoever has not answered, is touched, or did not say
    同意 (settled 4).
    """
    dossier, rules = case.dossier, case.rules
    keys = [member.unit_key for member in rules.asked]
    units = {unit.key: unit for unit in Unit.objects.filter(county=case.county_id, key__in=keys)}
    rows = [(units[member.unit_key], member.question, member.asks, member.rule, "") for member in rules.asked]
    known = {unit.pk for unit, *_ in rows}
    for concern in dossier.concerns:
        objects = concern.stance in (Answer.DISAGREE, Answer.CONDITIONAL)
        joined = concern.unit in dossier.joined
        if concern.role == Role.RELATED and (objects or joined) and concern.unit.pk not in known:
            why = "同类申请已并入本案" if joined else "征询时对本事项有不同意见"
            rows.append((concern.unit, ADHOC, asked_besides(why, rules), RELATED_RULE, ""))
            known.add(concern.unit.pk)
    for review in dossier.reviews:
        if review.unit_id not in known:
            rows.append((review.unit, review.question, review.asks, review.rule, review.added_reason))
            known.add(review.unit_id)
    return [_planned(case, *row) for row in rows]


def asked_again(case):
    """Before it is handed in, the concerned units that may be asked again: outdated, new, or without agreement and not just
    asked."""
    wanted = []
    for concern in case.dossier.concerns:
        request, waiting = concern.request, concern.stance == WAITING
        if concern.agrees or (waiting and request.version_id == case.version_id and not request.overdue_at):
            continue
        wanted.append(concern)
    return wanted


def asked_besides(why, rules):
    """What a related department is asked, and why it: to look at what the county's own rules have reviewers look at (灵川
    第三条第（三）项第1目, 阿荣旗 第四条第（二）项)."""
    about = f"就{'、'.join(rules.focus)}" if rules.focus else ""
    return f"{why}，请{about}提出意见。"


def asked_in_the_round(concern, dossier):
    """Of a related department that answered an older text and has a question of its own in the round of this one: it is
    asked there, and not once more besides."""
    if concern.role != Role.RELATED or concern.stance != OUTDATED or dossier.round is None:
        return False
    reviewing = [review.unit_id for review in dossier.reviews]
    return dossier.round.version_id == dossier.version_id and concern.unit.pk in reviewing


def _planned(case, unit, question, asks, rule, added_reason):
    dossier = case.dossier
    review = next((row for row in dossier.reviews if row.unit_id == unit.pk), None)
    # what stood at the end of the round before; asked anew and silent, a unit has nothing of an earlier text to stand by
    stood = dossier.opinion(review) if review else None
    again = bool(dossier.round) and dossier.round.version_id == case.version_id
    if stood and again:
        asked = False
    elif stood:
        who = touched(case.rules, dossier.versions[stood.version_id], dossier.version)
        anew = unit.key in who or dossier.files_differ(stood.version_id)
        asked = anew or not stood.agrees or (question == ADHOC and bool(who))
    else:
        asked = not (again and review) or unit in dossier.missing_mandatory
    return Planned(
        unit=unit,
        question=question,
        asks=asks,
        rule=rule,
        asked=asked,
        standing=None if asked else stood,
        interested=unit.pk in (case.applicant_id, case.acting_applicant.pk),
        added_reason=added_reason,
    )
