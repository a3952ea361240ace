"""What a seat may read: which cases (guardian's grants), and which rows of a case (workflow.md, “Who sees what”).

Every page, download and export asks here. A case that is not in `visible_to` does not exist for the seat: 404.
The rows themselves are those of `case.dossier`, read once; what is asked here of files, papers and events is one
query each.
"""

from functools import cache
from types import SimpleNamespace

from django.contrib.auth.models import Group
from django.db.models import Case, DateField, F, OuterRef, Q, Subquery, UUIDField, When

from accounts.models import Unit, UnitKind
from accounts.succession import left_to, line, stands_for
from admission import access, rules
from admission.dossier import Dossier
from admission.models import Application, Filing, Version
from admission.rows import Rows
from admission.states import GIVEN_BACK, FileRole, HearingKind, Kind
from audit import clock
from audit.record import events_about
from config.composed import Composed, Given
from documents.models import PaperKind
from documents.papers import papers_about
from registry.queries import public_duties, versions_on
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
    if not has_cases(by):
        return Application.objects.none()
    granted = access.seen_by(by.unit.group_id)
    return with_its_own(named(Application.objects.filter(pk__in=granted), by))


def case_seen_by(by, uuid, also=None):
    """The one case of `visible_to` with this uuid, or None; `also` widens the reading, as `deadlines.dated` does.

    What the unit holds on the case is read with it.
    """
    if not has_cases(by):
        return None
    unit = by.unit
    found = _as_seen(unit.kind, also)(case=uuid, unit=unit, group=unit.group_id, today=clock.today())
    for case in found:
        access.remember(case, unit, case.held.split(","))
        return case
    return None


@cache
def _as_seen(kind, also):
    """The query for a case as a unit of this kind may see it."""
    unit, group = Given("unit", Unit), Given("group", Group)
    unit.kind = kind

    def build():
        one = Application.objects.filter(uuid=Given("case", UUIDField()), pk__in=access.seen_by(group))
        mine = with_its_own(named(one, SimpleNamespace(unit=unit), Given("today", DateField())))
        cases = mine.annotate(held=access.held_by(group))
        return (also(cases) if also else cases).select_related("notice")

    return Composed(build)


def has_cases(by):
    """Administrators hold no unit and see no case (settled 23)."""
    return by is not None and not by.is_admin and by.unit is not None


def with_its_own(cases):
    """With the rows that almost every page of a case names; the regime by its hash, its text is read once a process."""
    named = ("county", "regime", "applicant", "version", "review__list_kind", "duty")
    return cases.select_related(*named).defer("regime__text")


def named(cases, by, today=None):
    """`shown`, `shown_term`: name and term as the acting unit may read them; those in a draft are the applicant's own, or
    of the unit that took over from it.

    The upper body knows those of the text that it was sent.
    """
    frozen = Version.objects.filter(application=OuterRef("pk"), frozen_at__isnull=False).order_by("-number")
    if by.unit.kind == UnitKind.UPPER:
        sent = Filing.objects.filter(application=OuterRef("pk")).order_by("-pk")
        return cases.annotate(
            shown=Subquery(sent.values("version__name")[:1]),
            shown_term=Subquery(sent.values("version__term")[:1]),
        )

    def read(column):
        return Case(
            When(is_own(by, today), then=F(f"version__{column}")), default=Subquery(frozen.values(column)[:1])
        )

    return cases.annotate(shown=read("name"), shown_term=read("term"))


def is_own(by, today=None):
    """The condition on a case that the acting unit writes in its draft: it, or a unit that left it the case, is the applicant."""
    own = Q(applicant=by.unit) | Q(
        applicant__in=line(Unit.objects.filter(pk=getattr(by.unit, "pk", by.unit)), today)
    )
    return own | Q(on_paper=True) if by.unit.kind == UnitKind.OFFICE else own


def sees_everything_issued(case, by):
    """Whoever has the wider right; but a unit while it is asked itself does not see others' opinions (settled 24).

    The upper body sees everything issued of the file that it was sent: see `sent_until`.
    """
    if _is_never_asked(case, by):
        return True
    asked = any(
        review.asked and review.unit_id == by.unit.pk and review.round.closed_at is None
        for review in case.dossier.every_review
    )
    return not asked and has_the_wider_right(case, by)


def has_the_wider_right(case, by):
    """Office, convenor, 县委办, 县政府办, the members from the agenda on, and the upper body; outside supervisors."""
    if _is_never_asked(case, by) or rules.is_upper(case, by) or rules.supervises_from_outside(by):
        return True
    leaders = {body.office_unit_key for body in case.rules.bodies.decision}
    if by.unit.key in leaders and by.county == case.county and case.accepted_at:
        return True
    return any(
        party.unit_id == by.unit.pk
        for hearing in case.dossier.hearings
        if hearing.kind == HearingKind.JOINT
        for party in hearing.parties.all()
    )


def sent_until(case, by):
    """The moment at which the upper body gave its file back: what comes after it is not sent to it (workflow.md, “Who sees
    what”: from upper_review on, the file sent to it). None while it has the file, when its word settled the case, and for others.
    """
    filing = case.dossier.filing if rules.is_upper(case, by) else None
    return filing.replied_at if filing and filing.outcome in GIVEN_BACK else None


def _is_never_asked(case, by):
    return rules.is_office(case, by) or rules.is_signatory(case, by)


def is_applicant_side(case, by):
    return stands_for(by.unit, case.applicant) or rules.is_applicant(case, by)


def listed_duty(case):
    """The duty of `listed_text`, or None."""
    text = listed_text(case)
    return text and text.duty


def listed_text(case):
    """The text of the duty that the case is about or made, with its standing today, where its public page is there today:
    neither 不予公开 nor before its first day (第八条). Otherwise None."""
    if not (case.duty_id or case.entered_id):
        return None
    day = clock.today()
    texts = public_duties(case.county_id, day, today=day).select_related("duty")
    return texts.filter(Q(duty=case.duty_id) if case.duty_id else Q(duty__versions=case.entered_id)).first()


def versions_for(case, by):
    """Every version the seat may read, oldest first."""
    rows = list(_rows(case, by).versions.values())
    return rows if is_applicant_side(case, by) else [row for row in rows if row.frozen_at]


def version_for(case, by):
    """The text the seat reads: the applicant its own draft, everyone else the last frozen one."""
    if is_applicant_side(case, by) or (case.version.frozen_at and not sent_until(case, by)):
        return case.version
    frozen = versions_for(case, by)
    return frozen[-1] if frozen else None


def dossier_for(case, by):
    """The case's dossier on the text this seat reads; for the upper body with the rows it was sent."""
    version = version_for(case, by)
    if sent_until(case, by):
        return Dossier(case, version.pk, _rows(case, by))
    return case.dossier.on(version.pk) if version else case.dossier


def _rows(case, by):
    """The case's rows, read once; those that were sent once for the case too."""
    until = sent_until(case, by)
    if until is None:
        return case.dossier.rows
    if "_sent_rows" not in case.__dict__:
        case.__dict__["_sent_rows"] = Rows(case, until)
    return case.__dict__["_sent_rows"]


def was_asked(case, by):
    """Whether the unit was asked its opinion in any round; the applicant's own unit does not count."""
    own = any(review.unit_id == by.unit.pk for review in case.dossier.every_review)
    return own and not stands_for(by.unit, case.applicant)


def readable_reviews(case, by):
    """Ids of the reviews whose opinions the seat may read.

    Its own always. All of them for those who see everything issued; other member units after the round;
    applicant and townships once a round was concluded (settled 12).
    """
    rows = dossier_for(case, by).every_review
    if sees_everything_issued(case, by):
        return {row.pk for row in rows}
    concluded = [row.round.number for row in rows if row.round.concluded_at]
    member, last = was_asked(case, by), max(concluded, default=0)
    return {
        row.pk
        for row in rows
        if row.unit_id == by.unit.pk
        or (row.round.closed_at is not None if member else row.round.number <= last)
    }


def opinions_for(case, by):
    """Issued opinions the seat may read."""
    readable = readable_reviews(case, by)
    return [
        opinion
        for review in dossier_for(case, by).every_review
        if review.pk in readable
        for opinion in review.opinions.all()
    ]


def expert_views_for(case, by):
    """What experts wrote, oldest first: with the opinions, once a round was concluded, for who does not see all issued."""
    if case.rules.experts is None:
        return []
    rows = _rows(case, by).expert_views
    if sees_everything_issued(case, by):
        return rows
    told = _told_until(case, by)
    return [row for row in rows if told and row.filed_at <= told]


def _told_until(case, by):
    """When the last round was concluded: what was said by then is told to the applicant and to those who were asked."""
    rounds = (row.round for row in dossier_for(case, by).every_review)
    return max((each.concluded_at for each in rounds if each.concluded_at), default=None)


def reviews_for(case, by):
    """Reviews of the seat's own unit, of every round; whether one is asked still, its round says."""
    return [row for row in case.dossier.every_review if row.unit_id == by.unit.pk]


def files_for(case, by):
    """Files the seat may download: the application's, positions', and those of opinions it may read."""
    rows = case.files.select_related("file", "unit")
    if until := sent_until(case, by):
        return rows.filter(added_at__lte=until)
    if sees_everything_issued(case, by):
        allowed = Q()
    else:
        allowed = Q(role__in=(FileRole.ATTACHMENT, FileRole.PAPER, FileRole.POSITION))
        allowed |= Q(role=FileRole.OPINION, review__in=readable_reviews(case, by))
        if case.rules.experts and (told := _told_until(case, by)):
            allowed |= Q(role=FileRole.EXPERT, added_at__lte=told)
    if frozen := _last_handed_in(case, by):
        # an attachment added to a draft after the last submission is the applicant's own until it submits again
        allowed &= Q(added_at__lte=frozen.frozen_at) | ~Q(role__in=(FileRole.ATTACHMENT, FileRole.PAPER))
    return rows.filter(allowed)


def files_there(case, by):
    """Those of `files_for` that belong to the text the seat reads: what a draft took out is still there for others."""
    there = Q(removed_at__isnull=True)
    if until := sent_until(case, by):
        there |= Q(removed_at__gt=until)
    if frozen := _last_handed_in(case, by):
        there |= Q(removed_at__gt=frozen.frozen_at)
    return files_for(case, by).filter(there)


def _last_handed_in(case, by):
    """The text a seat outside the applicant reads while the applicant writes another one."""
    writing = case.version.frozen_at is None and not sent_until(case, by) and not is_applicant_side(case, by)
    return version_for(case, by) if writing else None


def reasons_for(case, by):
    """Words given with acts. 退联席办, and returns by a county body or the upper body, are not told below them."""
    rows = _rows(case, by).reasons
    if sees_everything_issued(case, by):
        return rows
    return [row for row in rows if row.verb in WORDS_FOR_ALL]


def papers_for(case, by):
    """Papers issued in the case; a unit's 复函 where its opinion may be read, and so, for who is asked itself, the letter
    to that unit. 意见汇总表 exist of concluded rounds only."""
    rows = papers_about(case.uuid)
    if until := sent_until(case, by):
        rows = rows.filter(issued_at__lte=until)
    if sees_everything_issued(case, by):
        return list(rows)
    hidden = (
        [] if has_the_wider_right(case, by) else [PaperKind.SIGN_OFF, PaperKind.FILING, PaperKind.REQUEST]
    )
    if hidden and not is_applicant_side(case, by):
        hidden += [PaperKind.RECEIPT, PaperKind.CORRECTION]
    readable = [*readable_reviews(case, by)]  # what a rewritten paper names may be no key
    of_a_unit = [PaperKind.REPLY, *([PaperKind.CIRCULATION] if was_asked(case, by) else [])]
    return [
        paper
        for paper in rows.exclude(kind__in=hidden)
        if paper.kind not in of_a_unit or paper.content.get("review") in readable
    ]


def last_acts(case, number):
    """The places in the record of the last acts done on the case, whoever may read them."""
    rows = events_about(case.uuid).filter(outcome="done").order_by("-seq")
    return rows.values_list("seq", flat=True)[:number]


def events_for(case, by):
    """The timeline, oldest first: acts of the case, without other units' drafting and, until they may be read,
    their opinions."""
    rows = events_about(case.uuid).filter(outcome="done")
    own = Q(unit_id=str(by.unit.pk))
    rows = rows.filter(~Q(verb__in=OWN_BUSINESS) | own)
    if not rules.is_office(case, by):
        rows = rows.exclude(verb__in=OFFICE_DRAFT)
    everything = sees_everything_issued(case, by)
    if not everything:
        # who was late with an answer is told to those who asked and to those who see everything issued
        rows = rows.filter(~Q(verb__in=("remind", "record_overdue")) | own)
    if not is_applicant_side(case, by):
        rows = [row for row in rows if row.verb not in OWN_TEXT or _asks(row, by)]
    if everything:
        until = sent_until(case, by)
        return [row for row in rows if until is None or row.when <= until]
    # by the review: a paper opinion is registered by the office, and one unit answers in several rounds
    readable = readable_reviews(case, by)
    return [row for row in rows if row.verb not in OPINIONS or row.facts["review"] in readable]


def _asks(row, by):
    """Whether with the text that was saved the seat's unit is asked again, on the new 稿 (settled 2)."""
    return by.unit.pk in row.facts.get("asked", ())


def units_around(case):
    """{id: unit} of the county and of the bodies above it, in their order: whose names a page of the case gives."""
    rows = Unit.objects.filter(Q(county=case.county_id) | Q(county__isnull=True))
    return {unit.pk: unit for unit in rows}


def units_of(county, keys):
    return Unit.objects.filter(Q(county=county) | Q(county__isnull=True), key__in=keys)


def listed_for(unit, on, kind):
    """Texts of listed duties that the unit may apply about: it leads or took them over, or carries them; in force, and for a revocation
    expired ones too (第四条, 第五条).

    What the upper departments took back is not among them: it is done by the county's own, and ends otherwise.
    """
    township = unit if unit.kind == UnitKind.TOWNSHIP else None
    standing = [Standing.IN_FORCE, Standing.EXPIRED] if kind == Kind.REVOCATION else [Standing.IN_FORCE]
    rows = versions_on(unit.county, on, township=township).filter(
        standing__in=standing, duty__list_kind__recalled=False
    )
    if township is None:
        rows = rows.filter(department__in=left_to(unit))
    return rows.select_related("duty__list_kind", "department").order_by(
        "duty__list_kind__order", "duty__serial"
    )
