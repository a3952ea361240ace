"""Asking: requests to townships and departments, rounds to member units, invitations; and ending them."""

from accounts.models import NoticeKind, Unit, UnitKind
from accounts.succession import heir_or_self, stands_for
from admission import papers
from admission.actions.attaching import claimed
from admission.actions.texts import lapse
from admission.deadlines import promised
from admission.models import Consultation, Hearing, HearingParty, Review, Round
from admission.plan import plan_reviews
from admission.problems import Problem
from admission.states import HearingKind, Role
from audit import clock
from config.templatetags.chinese import cdate

ASKABLE = (UnitKind.DEPARTMENT, UnitKind.PARTY_GOV)
TOO_EARLY = "召开日期不能早于今天。"
ROUND_PLACES = ("disagree", "conditional", "overdue", "outdated", "unasked", "waiting")


def askable(county):
    """Units that may be asked besides those of the regime; 编办's answer is its initial review."""
    return Unit.objects.on(clock.today()).filter(county=county, kind__in=ASKABLE)


def ask(step, concerns, *, due, round=None):
    """One request each, with a day, which is returned with whether it is provisional; an earlier one of the same unit is closed.

    Tells every unit who asks: the applicant, beside a round the office.
    """
    case, concerns = step.case, list(concerns)
    if not concerns:
        return None
    day, provisional = promised(case, "circulation" if round else "consultation", due)
    case.consultations.filter(unit__in=[c.unit.pk for c in concerns], closed_at__isnull=True).update(
        closed_at=step.now
    )
    Consultation.objects.bulk_create(
        Consultation(
            application=case,
            unit=concern.unit,
            role=concern.role,
            version=case.version,
            round=round,
            asked_at=step.now,
            due=day,
            due_provisional=provisional,
        )
        for concern in concerns
    )
    step.fact(asked=[concern.unit.pk for concern in concerns], version=case.version.number)
    asker = case.rules.bodies.office if round else case.acting_applicant
    who = asker.short_name or asker.name
    step.tell([c.unit for c in concerns], f"{who}征询意见：{case.title}（{case.version}）")
    if alike := case.version.resembles:
        places = [c.unit for c in concerns if c.role == Role.TOWNSHIP]
        step.tell(places, f"与已退出清单的“{alike[0][1]}”相近，请留意：{case.title}"[:200])
    case.forget()
    return day, provisional


def places_of_round(case, planned):
    """Townships and departments asked beside the next round: whose consent is open, and who has no question in it."""
    reviewing = {each.unit.pk for each in planned}
    return [
        concern
        for concern in case.dossier.concerns
        if concern.stance in ROUND_PLACES
        and not (concern.role == Role.RELATED and concern.unit.pk in reviewing)
    ]


def open_round(step, *, cover_note, due=None, ask_places=False):
    """第n+1轮 on the current version: one review a unit, those touched asked, other answers carried over."""
    case = step.case
    planned = plan_reviews(case)
    places = places_of_round(case, planned)
    previous = case.dossier.round
    if previous:
        case.rounds.filter(closed_at__isnull=True).update(closed_at=step.now)
        case.consultations.filter(round__isnull=False, closed_at__isnull=True).update(closed_at=step.now)
        lapse(case, step.now)
    day, provisional = promised(case, "circulation", due)
    opened = Round.objects.create(
        application=case,
        number=previous.number + 1 if previous else 1,
        version=case.version,
        opened_at=step.now,
        due=day,
        due_provisional=provisional,
        cover_note=cover_note,
    )
    reviews = Review.objects.bulk_create(
        Review(
            round=opened,
            unit=each.unit,
            question=each.question,
            asks=each.asks,
            rule=each.rule,
            asked=each.asked,
            standing=each.standing,
            interested=each.interested,
            added_reason=each.added_reason,
            order=order,
        )
        for order, each in enumerate(planned)
    )
    asked = [review.unit for review in reviews if review.asked]
    step.fact(round=opened.number, reviews=[unit.pk for unit in asked])
    step.tell(asked, f"征求意见（第{opened.number}轮）：{case.title}")
    papers.circulation(step, opened, [review for review in reviews if review.asked])
    case.forget()
    if ask_places:
        ask(step, places, due=opened.due, round=opened)
    return opened


def invited_to_coordination(case):
    """{pk: unit}: the applicant, whoever disagrees, and townships in any case (I-35); of a unit that ended who goes on for
    it (record 0033).
    """
    dossier = case.dossier
    wanted = [case.acting_applicant, *(unit for unit, _ in dossier.dissent)]
    if not any(unit.kind == "township" for unit in wanted):
        wanted += [concern.unit for concern in dossier.parties]
    return {unit.pk: unit for unit in map(heir_or_self, wanted)}


def open_coordination(step, *, extra=(), meets_on=None, meets_at="", place=""):
    """An open coordination meeting with everyone who must be invited, and `extra`; when and where, if that is settled,
    stands in their notices and on the case's page."""
    if meets_on and meets_on < clock.today():
        step.refuse(Problem(TOO_EARLY, "meets_on"))
    case, dossier = step.case, step.case.dossier
    invited = invited_to_coordination(case) | {unit.pk: unit for unit in extra}
    day, provisional = promised(case, "coordination")
    hearing = Hearing.objects.create(
        application=case,
        kind=HearingKind.COORDINATION,
        title=case.words("协调会"),
        version=case.version,
        round=dossier.round,
        opened_at=step.now,
        due=day,
        due_provisional=provisional,
        meets_on=meets_on,
        meets_at=meets_at,
        place=place,
    )
    HearingParty.objects.bulk_create(HearingParty(hearing=hearing, unit=unit) for unit in invited.values())
    step.fact(invited=sorted(invited))
    tell_invited(step, hearing, invited.values())
    case.forget()
    return hearing


def tell_invited(step, hearing, units, *, before=""):
    """That they are to come to the meeting; when and where, as far as that is settled, and what was said `before`."""
    arranged = f"（{hearing.arranged}）" if hearing.arranged else ""
    said = f"召开{hearing.title}{arranged}"
    if before and before != hearing.arranged:
        said = f"{hearing.title}改期{arranged}，原定{before}"
    step.tell(units, f"{said}：{step.case.title}", kind=NoticeKind.MEETING)


def close_requests(case, now):
    """End every open request, round and hearing: the case moves on or is over."""
    for rows in (case.consultations, case.rounds, case.hearings):
        rows.filter(closed_at__isnull=True).update(closed_at=now)


def tell_all(step, title, leaders=NoticeKind.RESULT):
    """Everyone concerned, whoever's application was joined into this one, too; `leaders`: what it is to the bodies' offices,
    who may have to give the notice."""
    case = step.case
    beside = owner_beside(case)
    tell_owner(step, title)
    department = [unit for unit in [case.version.department] if unit and unit not in beside]
    office = case.rules.bodies.office.unit_key
    told = [case.applicant, *department, *case.version.townships.all(), *case.dossier.joined, office]
    step.tell(told, title, kind=NoticeKind.RESULT)
    step.tell([body.office_unit_key for body in case.issuers], title, kind=leaders)


def owner_beside(case):
    """[the department in charge, if the duty has one] where townships ask alone for its end: not asked, so it is told (灵川 第四条)."""
    if not case.is_joint or stands_for(case.applicant, case.duty.department):
        return []
    return [*filter(None, [heir_or_self(case.duty.department)])]


def tell_owner(step, title):
    """It does not see the case; what it is told leads to the duty in the list."""
    if owner := owner_beside(step.case):
        step.tell(owner, title, url=step.case.duty.get_absolute_url(), kind=NoticeKind.RESULT)


def everyone_asked(case):
    """Every unit ever asked or invited in the case, and whoever's application was joined into it."""
    asked = case.consultations.values_list("unit", flat=True)
    reviewing = Review.objects.filter(round__application=case).values_list("unit", flat=True)
    heard = HearingParty.objects.filter(hearing__application=case).values_list("unit", flat=True)
    joined = {unit.pk for unit in case.dossier.joined}
    return list(Unit.objects.filter(pk__in={*asked, *reviewing, *heard, *joined}))


def on_behalf(step, unit, answers, *, not_before, paper_on, paper_number):
    """What the stamped paper of a unit says of itself: its day, and the number it may have. `not_before`: None where the unit
    was asked on paper, too, before anything was entered here.

    Paper is for a unit that did not answer here: what it issued itself only the unit replaces; it is told (I-31).
    """
    if answers.filter(on_paper=False).exists():
        step.refuse(f"{unit.short_name}已在系统内答复；要改变意见的，由该单位自己重新答复。")
    if paper_on is None or paper_on > clock.today():
        step.refuse(Problem("落款日期没有填写，或晚于今天。", "paper_on"))
    if not_before and paper_on < not_before:
        text = f"落款日期不能早于发出征求的日期（{cdate(not_before)}）。"
        step.refuse(Problem(text, "paper_on"))
    if paper_number:
        paper_number = claimed(step, paper_number, organ=unit, field="paper_number")
    step.fact(paper_on=str(paper_on), number=paper_number)
    step.tell([unit], f"已登记贵单位的书面答复：{step.case.title}", kind=NoticeKind.RESULT)
    return {"paper_on": paper_on, "paper_number": paper_number}
