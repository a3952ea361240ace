"""Who may do what in matters between townships and departments: predicates `(subject, by) -> bool` over lasting facts."""

from accounts.models import Post, UnitKind
from accounts.succession import stands_for
from admission.rules import STAFF, is_director
from supervision.rules import is_of_department, is_office_of, is_township, leads, own_units, reads_all
from voice.kinds import KINDS
from voice.states import BurdenKind

__all__ = ["is_director", "is_office_of", "leads", "reads_all"]

# by which kinds of matter a county has the list of what is laid on townships
BURDENS = ("cleanup", "combined", "assessment")
EVERY = (*KINDS, *BURDENS, "evaluation")


def may_ask(kind, by):
    return KINDS[kind].may_ask(by) and by.offers(kind)


def kinds_for(by):
    """The kinds of matter that the seat may begin."""
    return [kind for kind in KINDS if may_ask(kind, by)]


def is_asker(matter, by):
    return by.post in STAFF and stands_for(by.unit, matter.asker)


def may_answer(matter, by):
    """Staff of a unit that was asked, its head where the kind says so; nobody who is also of another unit, which asked."""
    asked = by.post in STAFF and any(stands_for(by.unit, reply.unit) for reply in matter.answers)
    posted = by.post == Post.HEAD or not KINDS[matter.kind].by_head
    return asked and posted and (stands_for(by.unit, matter.asker) or matter.asker_id not in own_units(by))


def _is_asker_only(matter, by):
    """Staff of who asked; where the answers are graded, nobody who is also of a unit that was asked, whose they are."""
    if not is_asker(matter, by):
        return False
    return not (is_graded(matter) and {reply.unit_id for reply in matter.answers} & own_units(by))


def closes(verb):
    """Who ends a matter of the kinds that end by this act: the asking unit; what the office asked, its head."""

    def may_close(matter, by):
        ended_so = KINDS[matter.kind].closes == verb
        return ended_so and _is_asker_only(matter, by) and (not is_office_of(by) or by.post == Post.HEAD)

    return may_close


def may_withdraw(matter, by):
    """Who asked; of what the office asked and its head ends, its head."""
    head = not is_office_of(by) or not KINDS[matter.kind].closes or by.post == Post.HEAD
    return _is_asker_only(matter, by) and head


def is_graded(matter):
    """The township that asked says what it thinks of the answers; it may ask again, and the office may step in."""
    return KINDS[matter.kind].closes == "rate_answers"


def may_ask_again(matter, by):
    return is_graded(matter) and _is_asker_only(matter, by)


def may_escalate(matter, by):
    """The office, but for what it is asked itself; nobody who is also of a unit that was asked, to which it gives a day."""
    asked = {reply.unit_id for reply in matter.answers}
    office = is_graded(matter) and is_office_of(by) and by.county == matter.county
    return office and not asked & own_units(by)


def may_decide(matter, by):
    """The head of 县委办 or 县政府办 enters what 县委、县政府 decided; not of what its own unit applied for."""
    of_bodies = KINDS[matter.kind].closes == "decide_assessment" and is_head_of_bodies(by)
    return of_bodies and by.county == matter.county and matter.asker_id not in own_units(by)


def is_of_bodies(by):
    """县委办, 县政府办; of one that is the county's office as well (通渭 第13、14项), that it records for a body says so."""
    if by.unit is None or by.county is None:
        return False
    return by.unit.kind == UnitKind.PARTY_GOV or by.unit.key in recording(by.county)


def recording(county):
    """Keys of the units that record what 县委 and 县政府 decide, by the rules in force."""
    return {body.office_unit_key for body in county.rules.bodies.decision} if county.rules else set()


def is_head_of_bodies(by):
    return is_of_bodies(by) and by.post == Post.HEAD


# -- evaluation both ways --------------------------------------------------------------------------------------------------

RATES = {UnitKind.TOWNSHIP: UnitKind.DEPARTMENT, UnitKind.DEPARTMENT: UnitKind.TOWNSHIP}


def rates(period):
    """Who rates: townships; departments too where it goes both ways (通渭 二12; 黑龙江 三(四) only the one)."""
    return RATES if period.is_mutual else (UnitKind.TOWNSHIP,)


def is_mutual(by):
    """Whether an evaluation that the county begins now goes both ways."""
    held = by.county.rules if by.county else None
    return held is None or not held.offers("evaluation") or held.matters["evaluation"].mutual


def rates_posted(held):
    """Whether the county's source names the bodies that departments post to townships among those rated (黑龙江 三(四)): they are no units,
    and are rated with their department."""
    matter = held.matters.get("evaluation") if held else None
    return bool(matter) and "派驻机构" in held.source_articles.get(matter.article, "")


def may_open(by):
    return is_office_of(by) and by.offers("evaluation")


def may_rate(period, by):
    """Staff of a unit of the county that rates, for their unit."""
    own = by.unit is not None and by.county == period.county and by.post in STAFF
    return own and by.unit.kind in rates(period)


# -- what is laid on townships -----------------------------------------------------------------------------------------------


def burden_kinds(by):
    """What the seat may enter: those who lead the combined one too; of what the county does."""
    found = [kind for kind in BurdenKind if kind != BurdenKind.COMBINED and by.offers("cleanup")]
    return found + ([BurdenKind.COMBINED] if leads(by) and by.offers("combined") else [])


def may_enter(by):
    """Those who clean up, a department its own, a township what the list lacks."""
    return (is_office_of(by) or is_of_department(by) or is_township(by)) and bool(burden_kinds(by))


def knows_reporter(burden, by, own=None):
    """Which township missed it in the list is told to those who lead, but to no person of the department (I-76), and known
    to that township. `own`: the person's units, where many are asked about."""
    if not burden.reported_by or stands_for(by.unit, burden.reported_by):
        return True
    return reads_all(by) and burden.department_id not in (own_units(by) if own is None else own)


def may_settle(burden, by):
    """县委办、县政府办 are answerable for the clean-up (通渭 二14), the office for them: a head. What its own unit lays on townships
    it settles too, nobody stands above it there; not what a department does in which the person has another seat.
    """
    head = is_head_of_bodies(by) or (is_office_of(by) and by.post == Post.HEAD)
    if not head or by.county != burden.county:
        return False
    return stands_for(by.unit, burden.department) or burden.department_id not in own_units(by)
