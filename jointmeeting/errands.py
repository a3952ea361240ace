"""What waits for a seat about the joint meeting: invitations, topics, decided items, minutes and corrections."""

from functools import reduce
from operator import or_
from types import SimpleNamespace

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from accounts.errands import Errand, Source
from accounts.models import Post, UnitKind
from accounts.succession import left_to, stands_for
from admission.rules import STAFF
from audit import clock
from config.templatetags.chinese import cdate
from jointmeeting.models import (
    Answer,
    Attendance,
    Circular,
    DecidedItem,
    Meeting,
    Reading,
    SpecialReport,
    Topic,
)
from jointmeeting.queries import waiting_for_call, waiting_for_correction, waiting_for_signature
from jointmeeting.rules import bodies_of
from jointmeeting.states import DecidedStage, LetterStage, TopicStage
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
    called = called.select_related("meeting")
    open_ones = Q(
        meeting__cancelled_at=None, meeting__attendance_at=None, meeting__meets_on__gte=clock.today()
    )
    return called.filter(open_ones, meeting__signed_at=None)


def _of_invitations(acting, rows):
    for row in rows:
        url = reverse("meeting-reply", args=[row.meeting.uuid])
        yield Errand(
            title=row.meeting.title,
            what="回复参会",
            url=url,
            about=acting.county.worded("联席会议"),
            due=row.meeting.meets_on,
        )


def _topics(acting):
    if not _office(acting):
        return None
    return Topic.objects.filter(county=acting.county, stage=TopicStage.WAITING).select_related("unit")


def _of_topics(acting, rows):
    for topic in rows:
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
    mine = Q(unit__in=left_to(acting.unit), stage=DecidedStage.OPEN)
    if acting.unit.kind == UnitKind.OFFICE:
        mine |= Q(stage=DecidedStage.REPORTED)
    if acting.unit.kind in (UnitKind.OFFICE, UnitKind.PARTY_GOV):
        mine |= Q(stage=DecidedStage.OPEN, due__lt=clock.today())
    return DecidedItem.objects.filter(mine, county=acting.county).select_related("unit")


def _of_decided(acting, rows):
    for decided in rows:
        own = stands_for(acting.unit, decided.unit)
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
            about=f"{acting.county.worded('联席会议')} {meeting.number}",
        )


def _circulars(acting):
    """Circulars that the unit, or one that left it its matters, has not confirmed to have read; each once."""
    if not _staff(acting):
        return None
    unread = Reading.objects.filter(unit__in=left_to(acting.unit), read_at=None).values("circular")
    return Circular.objects.filter(pk__in=unread, stage=LetterStage.ISSUED)


def _of_circulars(acting, rows):
    for row in rows:
        yield Errand(title=row.matter, what="阅知", url=row.get_absolute_url(), about=f"通报 {row.number}")


def _drafts(model, label):
    """What waits for the office's head to issue it."""

    def waiting(acting):
        if not _office(acting) or acting.post != Post.HEAD:
            return None
        return model.objects.filter(county=acting.county, stage=LetterStage.DRAFT)

    def told(acting, rows):
        for letter in rows:
            yield Errand(title=letter.matter, what="印发", url=letter.get_absolute_url(), about=label)

    return Source(waiting, told)


def _reports(acting):
    """Reports of 重大事项 that a body of the seat's office has not answered."""
    if not _staff(acting) or acting.unit.kind != UnitKind.PARTY_GOV:
        return None
    held = acting.county.rules
    bodies = bodies_of(SimpleNamespace(county=acting.county, rules=held), acting) if held else []
    if not bodies:
        return None
    answers = Answer.objects.filter(report=OuterRef("pk"))
    missing = [~Exists(answers.filter(body=body.key)) for body in bodies]
    return SpecialReport.objects.filter(
        reduce(or_, missing), county=acting.county, stage=LetterStage.ISSUED, is_major=True
    )


def _of_reports(acting, rows):
    for report in rows:
        yield Errand(
            title=report.matter,
            what="呈批，登记批复",
            url=report.get_absolute_url(),
            about=f"专报 {report.number}",
        )


def _in_person(rows, what, address):
    """What of a meeting the convenor on the roster does in person: calls it, signs its minutes."""

    def waiting(acting):
        return rows(acting) if acting.convenes and acting.delegation is None else None

    def told(acting, found):
        for meeting in found:
            yield Errand(
                title=meeting.title,
                what=what,
                url=reverse(address, args=[meeting.uuid]),
                about="，".join(filter(None, [meeting.number, f"{cdate(meeting.meets_on)}召开"])),
            )

    return Source(waiting, told)


SOURCES = (
    _in_person(waiting_for_call, "召集会议", "meeting-call"),
    _in_person(waiting_for_signature, "签署纪要", "meeting-minutes-sign"),
    _in_person(waiting_for_correction, "签署纪要更正", "meeting-correction-sign"),
    _drafts(Circular, "通报"),
    _drafts(SpecialReport, "专报"),
    Source(_circulars, _of_circulars),
    Source(_reports, _of_reports),
    Source(_invitations, _of_invitations),
    Source(_topics, _of_topics),
    Source(_decided, _of_decided, lambda row: [row.unit]),
    Source(_meetings, _of_meetings),
)
