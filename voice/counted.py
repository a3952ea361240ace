"""The day to answer by, where no unit named another one (`supervision.counted`)."""

from audit import clock
from supervision.counted import Counted
from supervision.states import Clock
from voice.models import Matter
from voice.states import MatterState


def _to_answer(matter, calendar):
    return calendar.add(clock.local_date(matter.begun_at), matter.rules.days("answer"))


def _told(matter):
    return [matter.asker_id, *(reply.unit_id for reply in matter.answers if not reply.answered_at)]


COUNTED = (
    Counted(
        which=Clock.MATTER,
        rows=lambda: Matter.objects.filter(state=MatterState.ASKED, due_counted=True),
        deadline=_to_answer,
        units=_told,
    ),
)
