"""What a seat may read of what townships and departments ask of one another: what is not found is 404."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Unit
from audit import clock
from supervision.queries import entries_about, leaders, office
from voice import rules
from voice.kinds import KINDS
from voice.models import Matter, Reply
from voice.states import MatterState

__all__ = ["entries_about", "leaders", "office"]


def units_asked(kind, by):
    """Who may be asked in a matter of the kind: standing that day, never the asker itself."""
    units = Unit.objects.on(clock.today()).filter(county=by.county, kind__in=KINDS[kind].asked)
    return units.exclude(pk=by.unit.pk)


def matters_seen_by(by):
    """Every matter for those who lead; else what the unit asked or is asked."""
    rows = Matter.objects.select_related("county", "regime", "asker", "duty").defer("regime__text")
    if by is None or by.is_admin or by.unit is None or by.county is None:
        return rows.none()
    rows = rows.filter(county=by.county)
    if rules.leads(by):
        return rows
    return rows.filter(Q(asker=by.unit) | Exists(Reply.objects.filter(matter=OuterRef("pk"), unit=by.unit)))


def unanswered(**whose):
    """Q over Matter: somebody asked has not answered yet."""
    return Q(Exists(Reply.objects.filter(matter=OuterRef("pk"), answered_at=None, **whose)))


def late(matters):
    return matters.filter(state=MatterState.ASKED, due__lt=clock.today())
