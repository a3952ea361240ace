"""What a seat may read of what townships and departments ask of one another: what is not found is 404."""

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from accounts.acting import works_in_county
from accounts.models import Unit, UnitKind
from accounts.succession import heir, left_to
from admission.models import Application
from admission.states import OPEN as OPEN_CASE
from admission.states import State
from audit import clock
from regimes.states import LATER_KINDS
from registry.models import Duty, DutyTownship, DutyVersion
from registry.queries import in_force_on
from supervision.models import Attachment, Guarantee
from supervision.queries import answerable, entries_about, leaders, office, townships
from supervision.states import GuaranteeKind, GuaranteeState
from voice import rules
from voice.kinds import KINDS
from voice.models import Burden, Matter, Period, Reply
from voice.states import OPEN, BurdenState, MatterKind, MatterState

__all__ = ["answerable", "entries_about", "leaders", "office", "townships"]


def units_asked(kind, by):
    """Who may be asked in a matter of the kind: standing that day; the asker itself only where the kind says so."""
    asked = Q(kind__in=KINDS[kind].asked)
    if KINDS[kind].asked == (UnitKind.PARTY_GOV,):  # one of them may be the office as well (通渭 第14项)
        asked |= Q(kind=UnitKind.OFFICE, key__in=rules.recording(by.county))
    units = Unit.objects.on(clock.today()).filter(asked, county=by.county)
    return units if KINDS[kind].itself else units.exclude(pk=by.unit.pk)


def matters_seen_by(by):
    """Every matter for those who lead and the outside supervisors; else what the unit asked or is asked."""
    rows = Matter.objects.select_related("county", "regime", "asker", "duty").defer("regime__text")
    if not works_in_county(by):
        return rows.none()
    rows = rows.filter(county=by.county)
    if rules.reads_all(by):
        return rows
    own = left_to(by.unit)
    return rows.filter(Q(asker__in=own) | Exists(Reply.objects.filter(matter=OuterRef("pk"), unit__in=own)))


def powers(county, year):
    """The duties in force that go with powers handed over, each with `reviewed`: the last year until this one of which its
    review was concluded; and `is_begun`: that of this year is not concluded yet."""
    handed = Guarantee.objects.filter(duty=OuterRef("pk"), kind=GuaranteeKind.POWERS)
    reviews = Matter.objects.filter(duty=OuterRef("pk"), kind=MatterKind.POWERS)
    concluded = reviews.filter(state=MatterState.CLOSED, year__lte=year).order_by("-year").values("year")[:1]
    begun = Exists(reviews.filter(state__in=OPEN, year=year))
    rows = listed(county).filter(Exists(handed.exclude(state=GuaranteeState.LAPSED)))
    return rows.select_related("department").annotate(reviewed=Subquery(concluded), is_begun=begun)


def reviewers(duty):
    """[pk] of who reviews a power: the department it came from and the townships that carry it, or who took over from them."""
    carrying = DutyTownship.objects.filter(version__duty=duty, ended_on__isnull=True)
    listed_now = DutyVersion.objects.filter(in_force_on(clock.today()), duty=duty)
    townships = Unit.objects.filter(pk__in=carrying.filter(version__in=listed_now).values("township"))
    found = map(heir, [duty.department, *townships.select_related("successor")])
    return list(dict.fromkeys(unit.pk for unit in found if unit))


def listed(county):
    """The duties in force."""
    here = DutyVersion.objects.filter(in_force_on(clock.today()), duty=OuterRef("pk"))
    return Duty.objects.filter(Exists(here), county=county).order_by("code")


def unreviewed(county, year):
    """Of those the ones not reviewed for the year (本县自定)."""
    return powers(county, year).filter(Q(reviewed=None) | Q(reviewed__lt=year))


def to_follow(unit, county, results):
    """The last reviews of duties that the unit leads, concluded so, whose duty is still listed as it was: nobody applied
    since, or who did withdrew or was refused (本县自定), which `was_refused` says."""
    concluded = Matter.objects.filter(kind=MatterKind.POWERS, state=MatterState.CLOSED)
    later = concluded.filter(duty=OuterRef("duty"), ended_at__gt=OuterRef("ended_at"))
    about = Application.objects.filter(duty=OuterRef("duty"), kind__in=LATER_KINDS)
    after = Q(created_at__gte=OuterRef("ended_at"))
    since = Q(state__in=OPEN_CASE) | after & Q(state=State.APPROVED)
    refused = about.filter(after, state__in=(State.NOT_ACCEPTED, State.REJECTED))
    rows = concluded.filter(result__in=results, duty__department__in=left_to(unit))
    rows = rows.filter(duty__in=listed(county), duty__list_kind__recalled=False)
    rows = rows.exclude(Exists(later)).exclude(Exists(about.filter(since)))
    return rows.annotate(was_refused=Exists(refused))


def applying_url(kind, duty):
    """Where the application of the kind about the duty begins, its listed text filled in."""
    return f"{reverse('case-new')}?kind={kind}&duty={duty.uuid}"


def unanswered(**whose):
    """Q over Matter: somebody asked has not answered yet."""
    return Q(Exists(Reply.objects.filter(matter=OuterRef("pk"), answered_at=None, **whose)))


def late(matters):
    return matters.filter(state=MatterState.ASKED, due__lt=clock.today())


# -- evaluation both ways --------------------------------------------------------------------------------------------------


def periods_seen_by(by):
    """Every evaluation of the county, for whoever works there; whose results it reads says `rated_seen_by`."""
    rows = Period.objects.select_related("county", "regime").defer("regime__text")
    if not works_in_county(by):
        return rows.none()
    return rows.filter(county=by.county)


def _units(period, *kinds):
    day = period.published_on or clock.today()
    return Unit.objects.on(day).filter(county=period.county, kind__in=kinds)


def raters(period):
    return _units(period, *rules.rates(period))


def rated_by(period, unit):
    """The units of the other side."""
    return _units(period, rules.RATES[unit.kind])


def of_kind(period, kind):
    """Those of the kind of that day, and those that were rated before they ended."""
    rated = {int(pk) for said in period.sheets.values_list("said", flat=True) for pk in said}
    there = Q(pk__in=_units(period, kind)) | Q(pk__in=rated)
    return Unit.objects.filter(there, county=period.county, kind=kind)


def not_handed_in(period):
    return list(raters(period).exclude(pk__in=period.sheets.values("unit")))


def sheets_on(period, kind):
    """What was said of the units of the kind: by those of the other side."""
    other = UnitKind.TOWNSHIP if kind == UnitKind.DEPARTMENT else UnitKind.DEPARTMENT
    return list(period.sheets.filter(unit__kind=other).values_list("said", flat=True))


def rated_seen_by(period, by, kind):
    """The units of the kind whose results the seat reads, once published: all for those who lead, else its own, and that of a
    unit it took over from."""
    rows = of_kind(period, kind)
    if not period.is_published:
        return rows.none()
    return rows if rules.reads_all(by) else rows.filter(pk__in=left_to(by.unit))


# -- what is laid on townships -----------------------------------------------------------------------------------------------


def burdens_seen_by(by):
    """What was settled is everybody's in the county; what is not yet: those who lead, the department, the township that
    reported it."""
    rows = Burden.objects.select_related(
        "county", "regime", "department", "merged_into", "reported_by", "matter"
    ).defer("regime__text")
    if not works_in_county(by):
        return rows.none()
    rows = rows.filter(county=by.county).prefetch_related("townships")
    if rules.reads_all(by):
        return rows
    own = left_to(by.unit)
    return rows.filter(~Q(state=BurdenState.FOUND) | Q(department__in=own) | Q(reported_by__in=own))


def settlers(county):
    """Who cleans up: the office, 县委办, 县政府办."""
    return Unit.objects.filter(county=county, kind__in=(UnitKind.OFFICE, UnitKind.PARTY_GOV))


def kept(county):
    """What others may be merged into."""
    return Burden.objects.filter(county=county, state=BurdenState.KEPT)


def merged_into(burden):
    """What stands as merged into it: it stays kept as long."""
    return Burden.objects.filter(merged_into=burden, state=BurdenState.MERGED)


def has_basis(burden):
    """Whether a file came with it: from who settled it, or the department; what a township handed in shows what it was told."""
    verbs = ["settle_burden", *([] if burden.reported_by_id else ["enter_burden"])]
    return Attachment.objects.filter(entry__subject=burden.uuid, entry__verb__in=verbs).exists()


def planned(by, year):
    """What is held in that year of what was kept: ahead, only the yearly combined one and those approved one by one."""
    rows = burdens_seen_by(by).filter(state=BurdenState.KEPT, held_on__year=year).order_by("held_on", "pk")
    own = Burden.townships.through.objects.filter(unit__in=left_to(by.unit)).values("burden")
    return rows.filter(pk__in=own) if by.unit.kind == UnitKind.TOWNSHIP else rows
