"""承接: an application of a unit that ended is its successor's to go on with (record 0033): the rights follow the units' rows."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from admission import access
from admission.act import lock_cases
from admission.models import Application, ApplicationGroupObjectPermission, HearingParty
from admission.rights import EDIT
from admission.states import EDITABLE
from audit import clock
from audit.models import Event
from audit.record import SYSTEM, record

RESYNC = "resync_access"


@transaction.atomic
def resync(pk):
    """The stored rights of one case as its rows and the units' say; whether any differed, which goes on record. None of a
    draft that was discarded meanwhile."""
    case = lock_cases([Application(pk=pk)]).get(pk)
    rows = access.sync(case) if case else 0
    if rows:
        facts = {"rows": rows}
        record(actor=SYSTEM, verb=RESYNC, subject=str(case.uuid), subject_kind="access", data=facts)
    return bool(rows)


def pass_on(county=None):
    """Of which cases the rights went to whoever took over, or back where the end of a unit was taken back."""
    own = ApplicationGroupObjectPermission.objects.filter(
        content_object=OuterRef("pk"), group=OuterRef("applicant__group"), permission__codename=EDIT
    )
    came_back = Q(state__in=EDITABLE, on_paper=False) & ~Exists(own)
    # of the others nothing but the record says that somebody took over once, who by now may have no case of them any more
    passed = Event.objects.filter(verb=RESYNC).values_list("subject", flat=True)
    came_back |= Q(uuid__in=[*passed.distinct()])
    gone = Application.objects.filter(applicant__valid_until__lt=clock.today())
    led = Q(
        pk__in=gone.filter(joined_to__isnull=False).values("joined_to")
    )  # whose case was joined into them
    invited = HearingParty.objects.filter(access.ended_unheard(clock.today()))
    heard = Q(pk__in=invited.values("hearing__application"))
    cases = Application.objects.filter(Q(pk__in=gone.values("pk")) | led | heard | came_back)
    cases = cases.filter(county=county) if county else cases
    return sum(resync(pk) for pk in cases.order_by("pk").values_list("pk", flat=True))


def units_changed(county):
    """At once, where a unit that ended already is given a successor; once that act is done, since cases are locked first. What
    fails there is not that act's failure: the daily command does it again."""
    transaction.on_commit(lambda: pass_on(county), robust=True)
