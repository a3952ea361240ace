"""What a seat may read of what follows admission: every page, download and list asks here; what is not found is 404."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.acting import works_in_county
from accounts.models import Unit, UnitKind
from accounts.succession import left_to, line_of, stands_for
from admission.models import Application
from admission.states import OPEN as OPEN_CASE
from admission.states import Kind
from audit import clock
from audit.record import events_about
from config.templatetags.chinese import join_cn
from documents.models import PaperKind
from documents.papers import papers_about
from regimes.calendar import Calendar
from registry.models import DutyTownship, DutyVersion, Purchase
from registry.queries import carried_on, current_on, in_force_on, public_duties, versions_on
from supervision import deadlines, rules
from supervision.models import (
    Attachment,
    ClockStop,
    EndCheck,
    Entry,
    Guarantee,
    Report,
    Training,
    UrgentTask,
)
from supervision.states import OWED, TO_VERIFY, GuaranteeState, ReportState

# Words given with acts, which the department complained of and the township read; those who lead read all of them.
OF_DEPARTMENT = (
    "say_side", "find_true", "find_untrue", "set_day", "answer_slip", "object_to_answer", "close_report",
)  # fmt: skip
OF_TOWNSHIP = (
    *OF_DEPARTMENT, "submit_report", "withdraw_report", "stop_clock", "restart_clock", "confirm_rectified", "refer",
)  # fmt: skip
OFFICES_OWN = ("note_check", "record_organ_reply")


def reports_seen_by(by):
    """Every report for those who lead; a township's own; those on a department once the office received them."""
    rows = Report.objects.select_related("county", "regime", "duty", "township", "department")
    rows = rows.defer("regime__text").prefetch_related("stops")
    if not works_in_county(by):
        return rows.none()
    rows = rows.filter(county=by.county)
    if rules.reads_all(by):
        return rows
    if by.unit.kind == UnitKind.TOWNSHIP:
        return rows.filter(township__in=left_to(by.unit))
    received = ~Q(state__in=(ReportState.SUBMITTED, ReportState.WITHDRAWN))
    return rows.filter(received, department__in=left_to(by.unit))


def reports_url():
    """Where a notice of a report leads that its reader does not see any more."""
    return reverse("report-list")


def late(reports):
    """Of those the ones past a day that the office or the department had (第十条): up to 县委办、县政府办."""
    return reports.filter(late_on(clock.today()))


def late_on(day):
    verifying = Q(state__in=TO_VERIFY, verify_by__lt=day) & ~Q(pk__in=standing())
    return verifying | Q(state=ReportState.URGING, rectify_by__lt=day)


def standing():
    """Of which reports the time to verify stands."""
    return ClockStop.objects.filter(restarted_on__isnull=True).values("report")


def standing_long(reports):
    """Of those the ones whose time to verify stands for more working days than their county's file says: up to 县委办、县政府办."""
    calendar, today = Calendar.load(), clock.today()
    stops = ClockStop.objects.filter(restarted_on=None, report__in=reports.filter(state__in=TO_VERIFY))
    stops = stops.select_related("report__regime", "report__county")
    long = [stop.report_id for stop in stops if deadlines.stood_long_of(stop, calendar) < today]
    return reports.filter(pk__in=long)


def told_to_stand():
    """Reports whose time to verify stands, of which those above were told that it stands long: without asking the calendar."""
    stood = standing().filter(report=OuterRef("pk"), stopped_on__lt=OuterRef("told_late_of"))
    return Q(Exists(stood), state__in=TO_VERIFY)


def names_reporter(report, by, own=None):
    """Whether the reporting township's name is told: not to people of the department, where the township asked so."""
    if not report.hides_reporter or stands_for(by.unit, report.township):
        return True
    return report.department_id not in (rules.own_units(by) if own is None else own)


def reporter_told(report):
    """The reporting township as a notice says it: whoever reads that may have a seat in the department, too."""
    return "有乡镇" if report.hides_reporter else report.township.short_name


def entries_for(report, by):
    """The words given with acts on the report that the seat may read, oldest first, with their files."""
    rows = Entry.objects.filter(subject=report.uuid).select_related("unit").prefetch_related("files__file")
    if _reads_all(report, by):
        return rows
    own = stands_for(by.unit, report.township)
    return rows.filter(verb__in=OF_TOWNSHIP if own else _of_department(report, by))


def _of_department(report, by):
    """The report's own files too, where its name is told."""
    return (*OF_DEPARTMENT, "submit_report") if names_reporter(report, by) else OF_DEPARTMENT


def _reads_all(report, by):
    """Those who lead; but no person of the department complained of."""
    return rules.reads_all(by) and report.department_id not in rules.own_units(by)


def files_for(report, by):
    """Their files; where the reporting township is not named, none of its own, nor of whoever went on for it."""
    rows = Attachment.objects.filter(entry__in=entries_for(report, by)).select_related("file")
    if names_reporter(report, by):
        return rows
    return rows.exclude(entry__unit__in=[unit.pk for unit in line_of(report.township)])


def papers_for(report, by):
    """The slip for the department; the finding and the slip for the township; all for those who lead."""
    rows = papers_about(report.uuid)
    if _reads_all(report, by):
        return rows
    kinds = [PaperKind.SUPERVISION]
    if stands_for(by.unit, report.township):
        kinds.append(PaperKind.FINDING)
    return rows.filter(kind__in=kinds)


def events_for(report, by):
    """The acts on the report that the seat may know of, newest first; not the office's own notes."""
    rows = events_about(report.uuid).filter(outcome="done").order_by("-seq")
    return rows if _reads_all(report, by) else rows.exclude(verb__in=OFFICES_OWN)


def departments(county):
    """Every unit of the county that could hand a duty down, standing or not (第七条)."""
    kinds = (UnitKind.DEPARTMENT, UnitKind.PARTY_GOV)
    return Unit.objects.on(clock.today()).filter(county=county, kind__in=kinds)


def answerable(county):
    """Who may be complained of, or be responsible for what lies on townships: the office's own unit too."""
    kinds = (UnitKind.DEPARTMENT, UnitKind.PARTY_GOV, UnitKind.OFFICE)
    return Unit.objects.on(clock.today()).filter(county=county, kind__in=kinds)


def townships(county):
    return Unit.objects.on(clock.today()).filter(county=county, kind=UnitKind.TOWNSHIP)


def has_carried(township, duty):
    """Whether the duty is, was or is about to be the township's, or one's that it took over."""
    return DutyTownship.objects.filter(version__duty=duty, township__in=left_to(township)).exists()


def to_be_carried():
    """Rows of townships that carry a duty today, or will by a text that does not count yet."""
    today = clock.today()
    texts = DutyVersion.objects.filter(in_force_on(today), pk=OuterRef("version"))
    still_to_come = Q(version__effective_from__isnull=True) | Q(version__effective_from__gt=today)
    return DutyTownship.objects.filter(carried_on(today), Exists(texts) | still_to_come)


def is_to_carry(township, duty):
    """Whether the duty is the township's today, or will be; or one's that it took over."""
    return to_be_carried().filter(version__duty=duty, township__in=left_to(township)).exists()


def knows_of(by, duty):
    """Whether the seat may know that there is such a duty: those who lead of every one, a unit of what is or was its own and
    of what is public (不予公开, or admitted and its notice not given yet: nobody else's)."""
    today, unit = clock.today(), by.unit
    if rules.reads_all(by) or has_carried(unit, duty) or has_led(unit, duty):
        return True
    return public_duties(duty.county_id, today, today=today).filter(duty=duty).exists()


def has_led(department, duty):
    """Whether the duty is the department's, or was by one of its texts."""
    own = stands_for(department, duty.department)
    return own or duty.versions.filter(department__in=left_to(department)).exists()


def same_reports(report, since):
    """What the township reported since then of the same department, duty, document and day, and did not withdraw."""
    same = ("county", "township", "department", "duty", "document", "happened_on")
    rows = Report.objects.filter(**{name: getattr(report, name) for name in same}, begun_at__gte=since)
    if not report.document:
        rows = rows.filter(facts=report.facts)
    return rows.exclude(state=ReportState.WITHDRAWN)


def leaders(county):
    """县委办、县政府办 and the convenors, who are told what is late."""
    return Unit.objects.filter(county=county, kind__in=(UnitKind.PARTY_GOV, UnitKind.CONVENOR))


def readers(county):
    """Who reads every report besides its township and department, named or not: those who lead, the outside supervisors."""
    kinds = (*rules.LEADING, UnitKind.SUPERVISOR)
    return Unit.objects.on(clock.today()).filter(county=county, kind__in=kinds)


def office(county):
    return Unit.objects.filter(county=county, kind=UnitKind.OFFICE)


def handlers(report):
    """Who follows the report up: the office; of one on the office the offices of 县委 and 县政府 (`rules.handles`)."""
    if not rules.is_on_office(report):
        return office(report.county)
    keys = {body.office_unit_key for body in report.rules.bodies.decision}
    return Unit.objects.filter(county=report.county, key__in=keys).exclude(pk=report.department_id)


def followed_by(report):
    """Whoever handles it, as it is called."""
    if rules.is_on_office(report):
        return join_cn(unit.short_name for unit in handlers(report))
    return report.county.worded("联席会议办公室", rules=report.rules)


# -- guarantees -----------------------------------------------------------------------------------------------------------


def guarantees_seen_by(by):
    """Those who lead see all; a township what it was promised; a department what it promised."""
    rows = Guarantee.objects.select_related("county", "regime", "duty", "township", "department", "report")
    return _of_both_sides(rows.defer("regime__text"), by)


def _of_both_sides(rows, by):
    if not works_in_county(by):
        return rows.none()
    rows = rows.filter(county=by.county)
    if rules.reads_all(by):
        return rows
    side = "township" if by.unit.kind == UnitKind.TOWNSHIP else "department"
    return rows.filter(**{f"{side}__in": left_to(by.unit)})


def is_promised(guarantee):
    """Whether the township waits for the very same already: promised in these words, not yet confirmed."""
    same = {name: getattr(guarantee, name) for name in ("duty", "township", "kind", "text")}
    return Guarantee.objects.filter(**same, state__in=OWED).exists()


def late_guarantees(guarantees):
    return guarantees.filter(state=GuaranteeState.PROMISED, due__lt=clock.today())


def promised_to(guarantee):
    """What else the township was promised for the same duty, powers apart."""
    rows = Guarantee.objects.filter(duty=guarantee.duty, township=guarantee.township)
    return rows.exclude(pk=guarantee.pk).exclude(state=GuaranteeState.LAPSED)


def entries_about(subject):
    """The words given with acts on something that both sides read whole."""
    return Entry.objects.filter(subject=subject.uuid).select_related("unit").prefetch_related("files__file")


def trainings_seen_by(by):
    """Those who lead see all; a township those it attended; a department its own."""
    rows = Training.objects.select_related("department", "duty", "county").prefetch_related("townships")
    if not works_in_county(by):
        return rows.none()
    rows = rows.filter(county=by.county)
    if rules.reads_all(by):
        return rows
    if by.unit.kind == UnitKind.TOWNSHIP:
        attended = Training.townships.through.objects.filter(unit__in=left_to(by.unit))
        return rows.filter(pk__in=attended.values("training"))
    return rows.filter(department__in=left_to(by.unit))


def board_url(duty):
    return reverse("guarantee-board", args=[duty.uuid])


# -- what has an end ------------------------------------------------------------------------------------------------------


def ends_seen_by(by):
    """Whether ended duties stopped: those who lead, the township asked, the department."""
    rows = EndCheck.objects.select_related("county", "regime", "duty", "township", "department", "report")
    return _of_both_sides(rows.defer("regime__text"), by)


def ends_url():
    return reverse("end-list")


def tasks_seen_by(by):
    """Urgent tasks: those who lead, the department, the townships that carry one."""
    rows = UrgentTask.objects.select_related("county", "regime", "department", "case")
    rows = rows.defer("regime__text").prefetch_related("townships")
    if not works_in_county(by):
        return rows.none()
    rows = rows.filter(county=by.county)
    if rules.reads_all(by):
        return rows
    if by.unit.kind == UnitKind.TOWNSHIP:
        return rows.filter(
            pk__in=UrgentTask.townships.through.objects.filter(unit__in=left_to(by.unit)).values("urgenttask")
        )
    return rows.filter(department__in=left_to(by.unit))


def purchases_seen_by(by):
    """Everybody who works in the county: a township must be able to see what is not its to do (第十一条)."""
    rows = Purchase.objects.select_related("county", "department").prefetch_related("townships")
    if not works_in_county(by):
        return rows.none()
    return rows.filter(county=by.county)


WARNED = 30  # days before its own that the end of a temporary duty is warned of


def temporary_texts(by):
    """The text that counts last of every temporary duty of the county, ended ones too; of those that are not public the
    seat's own."""
    rows = versions_on(by.county, clock.today()).filter(term_until__isnull=False)
    if not rules.reads_all(by):
        carried = DutyTownship.objects.filter(version=OuterRef("pk"), township__in=left_to(by.unit))
        own = Q(is_public=True) | Q(department__in=left_to(by.unit)) | Exists(carried)
        rows = rows.filter(own)
    return rows.select_related("duty__list_kind", "department").order_by("term_until", "pk")


def expiring(county):
    """Texts of temporary duties within WARNED days of their end or past it, still carried, nobody having asked for their
    end or change."""
    today = clock.today()
    staying = DutyTownship.objects.filter(version=OuterRef("pk"), ended_on__isnull=True, end_pending=False)
    asked = Application.objects.filter(duty=OuterRef("duty"), state__in=OPEN_CASE).exclude(
        kind=Kind.ADMISSION
    )
    rows = DutyVersion.objects.filter(current_on(today), duty__county=county)
    soon = today + timedelta(days=WARNED)
    return rows.filter(Exists(staying), ~Exists(asked), term_until__lte=soon)
