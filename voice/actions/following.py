"""What the day brings by itself, by the daily command `follow_up`."""

from django.db import transaction

from accounts.models import NoticeKind
from accounts.notices import notify
from audit.record import SYSTEM, record
from config.templatetags.chinese import cdate
from supervision.act import lock_row
from voice import queries
from voice.models import Matter


def follow_up():
    """Everything that is due today; how many of each were done."""
    return {"协同事项逾期": tell_late()}


def tell_late():
    """逾期没有答复: to those who have to answer, to the asker, and up; once for each day promised."""
    return sum(_tell_late(matter) for matter in queries.late(Matter.objects.order_by("pk")))


@transaction.atomic
def _tell_late(matter):
    matter = lock_row(matter)
    if matter.told_late_of == matter.due or not queries.late(Matter.objects.filter(pk=matter.pk)).exists():
        return 0
    matter.told_late_of = matter.due
    matter.lock += 1
    matter.save()
    silent = [reply.unit for reply in matter.answers if not reply.answered_at]
    above = [*queries.office(matter.county), *queries.leaders(matter.county)]
    title = f"逾期没有答复（{cdate(matter.due)}止）：{matter.title}"
    notify(
        units=[*silent, matter.asker, *above],
        title=title,
        url=matter.get_absolute_url(),
        kind=NoticeKind.DEADLINE,
    )
    record(
        actor=SYSTEM,
        verb="tell_late",
        subject=matter.uuid,
        subject_kind=matter.AUDIT_KIND,
        source=matter.state,
        target=matter.state,
        data={"day": matter.due},
    )
    return 1
