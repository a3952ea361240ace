"""The days of a seat: what stands on its workbench with a day, and the coordination meetings it is asked to."""

from django.db.models import Q

from accounts.models import UnitKind
from accounts.succession import left_to
from admission.models import Hearing
from admission.pages.desk import Desk
from admission.queries import visible_to
from admission.states import HearingKind
from admission.worklist import whole
from workday.dates import Date


def dates(acting):
    """Of settings.DATES."""
    rows = [row for row in Desk(acting, {}).todo if row.deadline]
    whole([row for row in rows if row.case], acting)
    for row in rows:
        yield Date(
            # several matters may be looked after on one page
            subject=str(row.case.uuid) if row.case else f"{row.url} {row.title}"[:200],
            title=row.case.title if row.case else row.title,
            what=row.what,
            url=row.url,
            day=row.deadline.date,
            provisional=row.deadline.provisional,
        )
    named = ("application__version", "application__county", "application__regime")
    for hearing in _hearings(acting).select_related(*named).defer("application__regime__text"):
        case = hearing.application
        yield Date(
            subject=f"{case.uuid}:hearing",
            title=f"{case.words('协调会')}：{case.title}",
            url=case.get_absolute_url(),
            day=hearing.meets_on,
            meets=True,
            place=" ".join(filter(None, [hearing.meets_at, hearing.place])),
        )


def _hearings(acting):
    """Coordination meetings that are arranged, of the office and of the parties."""
    arranged = Hearing.objects.filter(
        kind=HearingKind.COORDINATION,
        closed_at__isnull=True,
        meets_on__isnull=False,
        application__in=visible_to(acting).order_by(),
    )
    if acting.unit.kind == UnitKind.OFFICE:
        return arranged
    return arranged.filter(
        Q(application__applicant__in=left_to(acting.unit)) | Q(parties__unit__in=left_to(acting.unit))
    ).distinct()
