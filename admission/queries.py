"""What a seat may read: which cases (guardian's grants), and which rows of a case (workflow.md, “Who sees what”).

Every page, download and export asks here. A case that is not in `visible_to` does not exist for the seat: 404.
"""

from django.db.models import Case, F, OuterRef, Q, Subquery, When

from accounts.models import Unit, UnitKind
from admission import rules
from admission.dossier import Dossier
from admission.models import Application, ApplicationGroupObjectPermission, Opinion, Review, Version
from admission.rights import VIEW
from admission.states import FileRole, State
from audit.record import events_about
from documents.models import PaperKind
from documents.papers import papers_about
from registry.queries import versions_on
from registry.states import Standing

OWN_BUSINESS = ("draft_opinion", "send_opinion", "return_opinion")  # a unit's drafting
OWN_TEXT = ("save_text", "add_file", "remove_file", "start")  # the applicant's
OFFICE_DRAFT = ("draft_review",)
OPINIONS = ("issue_opinion", "file_opinion")
# words that the applicant, and whoever was asked, must know; the rest passes between those who see everything issued
WORDS_FOR_ALL = (
    "return_for_correction",
    "call_revision",
    "decline",
    "reject",
    "withdraw",
    "to_general",
    "send_to_general",
    "defer",
    "join",
)


def visible_to(by):
    """Cases the acting unit holds a view grant on, named as it may read them; none for administrators and for nobody."""
    if by is None or by.is_admin or by.unit is None:
        return Application.objects.none()
    granted = ApplicationGroupObjectPermission.objects.filter(
        group=by.unit.group_id, permission__codename=VIEW
    ).values("content_object")
    return named(Application.objects.filter(pk__in=granted), by).select_related(
        "county", "regime", "applicant", "version", "review", "duty"
    )


def named(cases, by):
    """`shown`: the name as the acting unit may read it; one in a draft is the applicant's own."""
    frozen = Version.objects.filter(application=OuterRef("pk"), frozen_at__isnull=False).order_by("-number")
    own = Q(applicant=by.unit)
    if by.unit.kind == UnitKind.OFFICE:
        own |= Q(on_paper=True)
    return cases.annotate(
        shown=Case(When(own, then=F("version__name")), default=Subquery(frozen.values("name")[:1]))
    )


def sees_everything_issued(case, by):
    """Whoever has the wider right, but while it is asked itself it does not see others' opinions (settled 24)."""
    if _is_never_asked(case, by):
        return True
    asked = Review.objects.filter(
        round__application=case, round__closed_at__isnull=True, asked=True, unit=by.unit
    )
    return has_the_wider_right(case, by) and not asked.exists()


def has_the_wider_right(case, by):
    """Office, convenor, 县委办, 县政府办, the members from the agenda on, and the upper body."""
    if _is_never_asked(case, by):
        return True
    leaders = {body.office_unit_key for body in case.rules.bodies.decision}
    if by.unit.key in leaders and by.county == case.county and case.accepted_at:
        return True
    if case.hearings.filter(kind="joint", parties__unit=by.unit).exists():
        return True
    return rules.is_upper(case, by)


def _is_never_asked(case, by):
    return rules.is_office(case, by) or rules.is_signatory(case, by)


def is_applicant_side(case, by):
    return by.unit == case.applicant or rules.is_applicant(case, by)


def version_for(case, by):
    """The text the seat reads: the applicant its own draft, everyone else the last frozen one."""
    if case.version.frozen_at or is_applicant_side(case, by):
        return case.version
    return case.versions.filter(frozen_at__isnull=False).last()


def dossier_for(case, by):
    """The case's dossier on the text this seat reads."""
    version = version_for(case, by)
    return case.dossier if version is None or version.pk == case.version_id else Dossier(case, version)


def versions_for(case, by):
    """Every version the seat may read, oldest first."""
    rows = case.versions.select_related("department", "list_kind", "category").prefetch_related(
        "townships", "related"
    )
    return rows if is_applicant_side(case, by) else rows.filter(frozen_at__isnull=False)


def opinions_for(case, by):
    """Issued opinions the seat may read.

    Its own always. All of them for those who see everything issued; other member units after the round;
    applicant and townships once a round was concluded (settled 12).
    """
    rows = Opinion.objects.filter(review__round__application=case).select_related("review__round", "version")
    if sees_everything_issued(case, by):
        return rows
    own = Q(review__unit=by.unit)
    if Review.objects.filter(round__application=case, unit=by.unit).exists() and by.unit != case.applicant:
        return rows.filter(own | Q(review__round__closed_at__isnull=False))
    concluded = case.rounds.filter(concluded_at__isnull=False).last()
    return (
        rows.filter(own | Q(review__round__number__lte=concluded.number)) if concluded else rows.filter(own)
    )


def reviews_for(case, by):
    """Reviews that the seat's own unit answers now: what an opinion form is opened on."""
    return Review.objects.filter(round__application=case, unit=by.unit).select_related("round", "unit")


def consultations_for(case, by):
    """Requests that the seat's own unit answers."""
    return case.consultations.filter(unit=by.unit).select_related("unit", "version")


def initial_review_for(case, by):
    """The initial review the seat may read: the office its draft, others the issued one after acceptance."""
    if rules.is_office(case, by):
        return case.initial_reviews.select_related("version", "list_kind", "category").last()
    return (
        case.initial_reviews.filter(issued_at__isnull=False)
        .select_related("version", "list_kind", "category")
        .last()
    )


def files_for(case, by):
    """Files the seat may download: the application's, positions', and those of opinions it may read."""
    rows = case.files.select_related("file", "unit", "review__round")
    allowed = Q(role__in=(FileRole.ATTACHMENT, FileRole.PAPER, FileRole.POSITION))
    if sees_everything_issued(case, by):
        allowed = Q()
    else:
        issued = opinions_for(case, by).values("review")
        allowed |= Q(role=FileRole.OPINION, review__in=issued)
    if not is_applicant_side(case, by):
        # an attachment added to a draft after the last submission is the applicant's own until it submits again
        frozen = case.versions.filter(frozen_at__isnull=False).last()
        if case.version.frozen_at is None and frozen is not None:
            allowed &= Q(added_at__lte=frozen.frozen_at) | ~Q(role__in=(FileRole.ATTACHMENT, FileRole.PAPER))
    return rows.filter(allowed)


def reasons_for(case, by):
    """Words given with acts. 退联席办, and returns by a county body or the upper body, are not told below them."""
    rows = case.reasons.select_related("unit", "version")
    return rows if sees_everything_issued(case, by) else rows.filter(verb__in=WORDS_FOR_ALL)


def papers_for(case, by):
    """Papers issued in the case; a unit's 复函 where its opinion may be read. 意见汇总表 exist of concluded rounds only."""
    rows = papers_about(case.uuid)
    if sees_everything_issued(case, by):
        return rows
    hidden = (
        [] if has_the_wider_right(case, by) else [PaperKind.SIGN_OFF, PaperKind.FILING, PaperKind.REQUEST]
    )
    if hidden and not is_applicant_side(case, by):
        hidden += [PaperKind.RECEIPT, PaperKind.CORRECTION]
    readable = set(opinions_for(case, by).values_list("review", flat=True))
    replies = [p.pk for p in rows.filter(kind=PaperKind.REPLY) if p.content["review"] not in readable]
    return rows.exclude(kind__in=hidden).exclude(pk__in=replies)


def events_for(case, by):
    """The timeline: acts of the case, without other units' drafting and, until they may be read, their opinions."""
    rows = events_about(case.uuid).filter(outcome="done")
    own = Q(unit_id=str(by.unit.pk))
    rows = rows.filter(~Q(verb__in=OWN_BUSINESS) | own)
    if not is_applicant_side(case, by):
        rows = rows.exclude(verb__in=OWN_TEXT)
    if not rules.is_office(case, by):
        rows = rows.exclude(verb__in=OFFICE_DRAFT)
    if not sees_everything_issued(case, by):
        # by the review: a paper opinion is registered by the office, and one unit answers in several rounds
        readable = set(opinions_for(case, by).values_list("review", flat=True))
        given = rows.filter(verb__in=OPINIONS)
        rows = rows.exclude(pk__in=[e.pk for e in given if e.facts["review"] not in readable])
        # who was late with an answer is told to those who asked and to those who see everything issued
        rows = rows.filter(~Q(verb__in=("remind", "record_overdue")) | own)
    return rows


def whose_turn(case):
    """Keys of the units whose turn it is, for “现在谁在办”."""
    bodies = case.rules.bodies
    match case.state:
        case State.SUBMITTED | State.REVIEWING | State.CIRCULATING | State.COORDINATING | State.DELIBERATING:
            return [bodies.office.unit_key]
        case State.SIGNING:
            return [case.dossier.signatory.unit_key]
        case State.DECIDING:
            return [body.office_unit_key for body in bodies.decision]
        case State.UPPER_REVIEW:
            filing = case.dossier.filing
            sent = filing and not filing.outcome
            return [bodies.upper.unit_key if sent else bodies.office.unit_key]
    return [case.applicant.key]


def units_of(county, keys):
    return Unit.objects.filter(Q(county=county) | Q(county__isnull=True), key__in=keys)


def carrying(duty):
    """Townships that carry the duty still: what a revocation may name."""
    current = duty.versions.order_by("number").last()
    carried = current.carriers.filter(ended_on__isnull=True, end_pending=False)
    return Unit.objects.filter(pk__in=carried.values("township"))


def revocable_by(unit, on):
    """Texts of listed duties in force or expired that concern the unit: its own, or those it carries (第四条)."""
    township = unit if unit.kind == UnitKind.TOWNSHIP else None
    rows = versions_on(unit.county, on, township=township).filter(
        standing__in=(Standing.IN_FORCE, Standing.EXPIRED)
    )
    if township is None:
        rows = rows.filter(department=unit)
    return rows.select_related("duty__list_kind", "department").order_by(
        "duty__list_kind__order", "duty__serial"
    )
