"""What waits for a seat about the joint meeting: invitations, topics, decided items, minutes and corrections."""

from django.db.models import Q
from django.urls import reverse

from accounts.errands import Errand, Source
from accounts.models import UnitKind
from admission.rules import STAFF
from audit import clock
from jointmeeting.models import Attendance, DecidedItem, Meeting, Topic
from jointmeeting.states import DecidedStage, TopicStage
from registry.rules import is_office


def _office(acting):
    return acting.county is not None and is_office(acting, acting.county)


def _staff(acting):
    return acting.county is not None and acting.post in STAFF


def _invitations(acting):
    """Invitations that the unit has not replied to."""
    if not _staff(acting):
        return None
    called = Attendance.objects.filter(unit=acting.unit, reply="", meeting__called_at__isnull=False)
    open_ones = Q(
        meeting__cancelled_at=None, meeting__attendance_at=None, meeting__meets_on__gte=clock.today()
    )
    return called.filter(open_ones, meeting__signed_at=None)


def _of_invitations(acting, rows):
    for row in rows.select_related("meeting"):
        url = reverse("meeting-reply", args=[row.meeting.uuid])
        yield Errand(
            title=row.meeting.title, what="回复参会", url=url, about="联席会议", due=row.meeting.meets_on
        )


def _topics(acting):
    return Topic.objects.filter(county=acting.county, stage=TopicStage.WAITING) if _office(acting) else None


def _of_topics(acting, rows):
    for topic in rows.select_related("unit"):
        yield Errand(
            title=topic.title,
            what="研究议题",
            url=topic.get_absolute_url(),
            about="议题",
            whose=topic.unit.short_name,
        )


def _decided(acting):
    """The unit's own; those that the office is to look at; those that are late, for 县委办 and 县政府办 too."""
    if not _staff(acting):
        return None
    mine = Q(unit=acting.unit, stage=DecidedStage.OPEN)
    if acting.unit.kind == UnitKind.OFFICE:
        mine |= Q(stage=DecidedStage.REPORTED)
    if acting.unit.kind in (UnitKind.OFFICE, UnitKind.PARTY_GOV):
        mine |= Q(stage=DecidedStage.OPEN, due__lt=clock.today())
    return DecidedItem.objects.filter(mine, county=acting.county)


def _of_decided(acting, rows):
    for decided in rows.select_related("unit"):
        own = decided.unit_id == acting.unit.pk
        what = "报告进展" if own else "督促落实"
        if decided.stage == DecidedStage.REPORTED:
            what = "核实办结"
        yield Errand(
            title=str(decided),
            what=what,
            url=decided.get_absolute_url(),
            about="议定事项",
            whose=decided.unit.short_name,
            due=decided.due,
        )


def _meetings(acting):
    """Signed minutes of which something is left to do: results to register, items to list, the meeting to close."""
    return (
        Meeting.objects.filter(county=acting.county, signed_at__isnull=False, closed_at=None)
        if _office(acting)
        else None
    )


def _of_meetings(acting, rows):
    for meeting in rows:
        yield Errand(
            title=meeting.title,
            what="登记结果、列出议定事项，会议办结",
            url=meeting.get_absolute_url(),
            about=f"联席会议 {meeting.number}",
        )


SOURCES = (
    Source(_invitations, _of_invitations),
    Source(_topics, _of_topics),
    Source(_decided, _of_decided),
    Source(_meetings, _of_meetings),
)
