"""What waits for a seat in what townships and departments ask of one another (accounts/errands.py)."""

from django.db.models import Q

from accounts.errands import Errand, Source
from accounts.models import UnitKind
from audit import clock
from voice import queries, rules
from voice.states import MatterState


def matters_waiting(acting):
    """What the unit has still to answer, and what it asked and may close; to those who lead, what is late."""
    if acting.unit.kind == UnitKind.UPPER:
        return None
    own = queries.unanswered(unit=acting.unit) & Q(state=MatterState.ASKED)
    own |= Q(state=MatterState.ANSWERED, asker=acting.unit)
    if rules.leads(acting):
        own |= Q(state=MatterState.ASKED, due__lt=clock.today())
    return queries.matters_seen_by(acting).filter(own)


def matters_told(acting, rows):
    for matter in rows:
        asked = matter.state == MatterState.ASKED
        answers = asked and any(
            reply.unit == acting.unit for reply in matter.answers if not reply.answered_at
        )
        yield Errand(
            title=matter.title,
            what="答复" if answers else "逾期没有答复，请督促" if asked else "看答复，办结",
            url=matter.get_absolute_url(),
            about=f"{matter.get_kind_display()} {matter.number}",
            whose="" if matter.asker_id == acting.unit.pk else matter.asker.short_name,
            due=matter.due if asked else None,
            provisional=matter.due_provisional,
        )


SOURCES = (Source(matters_waiting, matters_told),)
