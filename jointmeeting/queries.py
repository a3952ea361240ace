"""What a seat may read of the joint meeting, and what the pages ask of a meeting's rows."""

from django.db.models import Count, Exists, OuterRef, Q

from accounts.acting import works_in_county
from accounts.models import RosterEntry, RosterRole, Unit, UnitKind
from accounts.succession import left_to
from admission.models import Hearing
from admission.queries import visible_to as cases_visible_to
from admission.states import HearingKind, State
from audit import clock
from documents.models import PaperKind
from documents.papers import papers_about
from jointmeeting import rules
from jointmeeting.models import (
    AgendaItem,
    Circular,
    DecidedItem,
    Meeting,
    MinutesCorrection,
    Reading,
    RosterNotice,
    SharedFile,
    SpecialReport,
    Topic,
)
from jointmeeting.states import LetterStage, SharedStage, TopicStage
from registry.rules import is_office

ROLES_IN_ORDER = (RosterRole.CONVENOR, RosterRole.DIRECTOR, RosterRole.MEMBER, RosterRole.LIAISON)


def visible_to(by):
    """Every meeting of the county for those who lead; those a member unit is invited to; else none."""
    if not works_in_county(by):
        return Meeting.objects.none()
    rows = Meeting.objects.filter(county=by.county).select_related("county", "regime")
    return rows if rules.leads(by) else rows.filter(attendance__unit=by.unit)


def meetings_for(by):
    """The list page's rows: meetings with how many items are on the agenda."""
    waiting = Q(items__hearing__isnull=False, items__hearing__closed_at__isnull=True)
    return (
        visible_to(by)
        .annotate(
            count=Count("items", distinct=True),
            unrecorded=Count("items", filter=waiting, distinct=True),
        )
        .order_by("-meets_on", "-pk")
    )


def minutes_signed():
    """Uuids of the meetings whose results may be registered; admission asks by settings.MINUTES_SIGNED."""
    return Meeting.objects.filter(signed_at__isnull=False).order_by().values("uuid")


def waiting_for_call(by):
    """Meetings with an agenda that the convenor has still to call (灵川 联席会议制度第三部分第（一）项)."""
    agreed = visible_to(by).filter(called_at__isnull=True, cancelled_at__isnull=True)
    return agreed.filter(Exists(AgendaItem.objects.filter(meeting=OuterRef("pk"))))


def waiting_for_signature(by):
    """Meetings whose minutes the convenor has still to sign."""
    return visible_to(by).filter(sent_at__isnull=False, signed_at__isnull=True, cancelled_at__isnull=True)


def waiting_for_correction(by):
    """Meetings with a correction of their minutes that the convenor has still to sign."""
    open_ones = MinutesCorrection.objects.filter(signed_at=None, dropped_at=None)
    return visible_to(by).filter(corrections__in=open_ones)


def coordination_hearings(by):
    """Open coordination meetings of the cases this seat sees, the oldest first."""
    return (
        Hearing.objects.filter(
            kind=HearingKind.COORDINATION, closed_at__isnull=True, application__in=cases_visible_to(by)
        )
        .select_related("application__version", "application__applicant")
        .prefetch_related("parties__unit")
        .order_by("opened_at", "id")
    )


def cases_to_put(by):
    """Cases in deliberation that stand on no agenda."""
    waiting = Hearing.objects.filter(kind=HearingKind.JOINT, closed_at__isnull=True)
    return (
        cases_visible_to(by)
        .filter(state=State.DELIBERATING)
        .exclude(pk__in=waiting.values("application"))
        .order_by("state_since", "pk")
    )


def meeting_of(case):
    """The meeting on whose agenda the case stands, or None."""
    return Meeting.objects.filter(items__case=case, items__hearing__closed_at__isnull=True).first()


def meetings_open_for(by):
    """Meetings whose agenda may still grow, the next one first."""
    return visible_to(by).filter(sent_at=None, signed_at=None, cancelled_at=None).order_by("meets_on", "pk")


def items_for(meeting, by):
    """The agenda in order; `seen` says whether the seat may open the case."""
    seen = set(
        cases_visible_to(by)
        .filter(pk__in=meeting.items.values("case"))
        .order_by()
        .values_list("pk", flat=True)
    )
    items = list(items_of(meeting))
    for item in items:
        item.seen = item.topic_id is not None or item.case_id in seen
    return items


def items_of(meeting):
    """The agenda in order, cases and topics."""
    return meeting.items.select_related(
        "case__version", "case__regime", "case__applicant", "hearing", "topic__unit"
    )


def attendance_of(meeting):
    return meeting.attendance.select_related("unit")


def invited(meeting):
    return [row.unit for row in attendance_of(meeting)]


def office_of(row):
    """Whom to tell: the office of the row's county, as units."""
    return Unit.objects.filter(county=row.county, kind=UnitKind.OFFICE)


def convenors_of(row):
    return Unit.objects.filter(county=row.county, kind=UnitKind.CONVENOR)


# -- topics -----------------------------------------------------------------------------------------------------------


def topics_seen_by(by):
    """Every topic of the county for those who lead; the unit's own, and those before a meeting it is invited to."""
    if not works_in_county(by):
        return Topic.objects.none()
    rows = Topic.objects.filter(county=by.county).select_related("county", "unit", "joined_to")
    if rules.leads(by):
        return rows
    invited_to = Meeting.objects.filter(attendance__unit=by.unit)
    return rows.filter(
        Q(unit__in=left_to(by.unit)) | Q(pk__in=Topic.objects.filter(items__meeting__in=invited_to))
    )


def proposers(topic):
    """Whom to tell what becomes of it: its unit, and those whose topics were joined into it; each once."""
    return list(dict.fromkeys([topic.unit, *(row.unit for row in topic.joined.select_related("unit"))]))


def topics_to_put(by):
    """Topics that wait for a meeting, those put off after them, each the oldest first."""
    waiting = topics_seen_by(by).filter(stage__in=(TopicStage.WAITING, TopicStage.PUT_OFF))
    return sorted(waiting.order_by("proposed_at", "pk"), key=lambda topic: topic.stage == TopicStage.PUT_OFF)


def topics_to_join(topic, by):
    """Other topics that are still to be discussed."""
    open_ones = topics_seen_by(by).filter(stage__in=(TopicStage.WAITING, TopicStage.ON_AGENDA))
    return open_ones.exclude(pk=topic.pk)


def papers_of(meeting):
    """The meeting's papers that hold, the last of each kind, every correction: whoever sees the meeting reads them."""
    last = {}
    for paper in papers_about(meeting.uuid):
        is_sheet = paper.kind == PaperKind.MINUTES_CORRECTION
        last[paper.uuid if is_sheet else paper.kind] = paper
    return list(last.values())


def warnings_of(meeting):
    """What the system warns of before minutes are signed; it refuses nothing and counts no votes."""
    rows = list(meeting.attendance.select_related("unit"))
    came = [row for row in rows if row.attended]
    found = []
    if meeting.attendance_at and 2 * len(came) < len(rows):
        found.append(f"到会{len(came)}家，不到成员单位（{len(rows)}家）的一半。")
    always_asked = [member.unit_key for member in meeting.rules.members if member.mandatory_always]
    for row in rows:
        if meeting.attendance_at and row.unit.key in always_asked and not row.attended:
            found.append(f"{row.unit.short_name}没有到会。")
    return found


def uninvited(meeting):
    """Units that the roster of the meeting's day names and that are not invited: the roster changed since."""
    named = RosterEntry.objects.on(meeting.meets_on).filter(
        county=meeting.county, role__in=rules.ROLES_INVITED
    )
    units = Unit.objects.filter(pk__in=named.values("seat__unit"))
    return units.exclude(pk__in=meeting.attendance.values("unit"))


def named_on(meeting):
    """{unit pk: who of it the roster of the meeting's day names, as members before liaison officers}."""
    found = {}
    for entry in roster_on(meeting.county, meeting.meets_on):
        if entry.role in (RosterRole.MEMBER, RosterRole.LIAISON):
            told = f"{entry.get_role_display()}：{entry.title or entry.seat.user}"
            found.setdefault(entry.seat.unit_id, []).append(told)
    return {unit: "，".join(names) for unit, names in found.items()}


def roster_on(county, day):
    """The roster of the day, by role and unit: convenors first."""
    entries = RosterEntry.objects.on(day).filter(county=county).select_related("seat__user", "seat__unit")
    return sorted(
        entries, key=lambda entry: (ROLES_IN_ORDER.index(entry.role), entry.seat.unit.order, entry.pk)
    )


# -- decided items ------------------------------------------------------------------------------------------------------


def decided_seen_by(by):
    """Every decided item of the county for those who lead; the unit's own, and those of meetings it is invited to."""
    if not works_in_county(by):
        return DecidedItem.objects.none()
    rows = DecidedItem.objects.filter(county=by.county).select_related("county", "unit", "meeting")
    if rules.leads(by):
        return rows
    invited_to = Meeting.objects.filter(attendance__unit=by.unit)
    return rows.filter(Q(unit__in=left_to(by.unit)) | Q(meeting__in=invited_to))


# -- letters, the library, the roster -----------------------------------------------------------------------------------


def circulars_seen_by(by):
    """The office its drafts too; what is issued, those who lead and the units it is addressed to."""
    rows = _letters(by, Circular)
    if rules.leads(by):
        return rows
    return rows.filter(pk__in=Reading.objects.filter(unit__in=left_to(by.unit)).values("circular"))


def reports_seen_by(by):
    """The office its drafts too; what is issued, those who lead."""
    return _letters(by, SpecialReport) if rules.leads(by) else SpecialReport.objects.none()


def _letters(by, model):
    if not works_in_county(by):
        return model.objects.none()
    rows = model.objects.filter(county=by.county).select_related("county", "regime", "meeting")
    return rows if is_office(by, by.county) else rows.exclude(stage=LetterStage.DRAFT)


def shared_seen_by(by):
    """What is shared, for those who are of the joint meeting today."""
    if not rules.takes_part(by):
        return SharedFile.objects.none()
    rows = SharedFile.objects.filter(county=by.county, stage=SharedStage.SHARED)
    return rows.select_related("county", "unit", "file")


def roster_notices_seen_by(by):
    """For every seat of the county, its administrators' too."""
    if by is None or by.county is None:
        return RosterNotice.objects.none()
    return RosterNotice.objects.filter(county=by.county).select_related("county")


def seen_by(by, model):
    """What of the rows of a kind the seat sees."""
    seen = {
        Meeting: visible_to,
        Topic: topics_seen_by,
        DecidedItem: decided_seen_by,
        Circular: circulars_seen_by,
        SpecialReport: reports_seen_by,
        SharedFile: shared_seen_by,
        RosterNotice: roster_notices_seen_by,
    }
    return seen[model](by)


def entries_of(county):
    """The whole roster as a notice keeps it: [uuid, last day, "withdrawn", or ""]."""
    rows = RosterEntry.objects.filter(county=county).order_by("pk")
    return [[str(row.uuid), _until(row)] for row in rows]


def _until(entry):
    return "withdrawn" if entry.withdrawn_at else str(entry.valid_until or "")


def roster_changes(county):
    """[(entry, whether it is new)] since the last notice; the list of the first day came with the regulation itself."""
    rows = list(
        RosterEntry.objects.filter(county=county)
        .select_related("seat__user", "seat__unit")
        .order_by("valid_from", "pk")
    )
    if last := RosterNotice.objects.filter(county=county).first():
        known = dict(last.entries)
    else:
        kept = [row for row in rows if not row.withdrawn_at]
        known = {str(row.uuid): "" for row in kept if row.valid_from == kept[0].valid_from}
    return [
        (row, str(row.uuid) not in known)
        for row in rows
        if known.get(str(row.uuid)) != _until(row) and not (row.withdrawn_at and str(row.uuid) not in known)
    ]


def roster_units(county):
    """Units that the roster of today names, the convenors' too."""
    named = RosterEntry.objects.on(clock.today()).filter(county=county)
    return Unit.objects.filter(pk__in=named.values("seat__unit")).order_by("order", "pk")
