"""The days of the joint meetings that a seat is called to, or leads. The days by which something of the joint meeting is to be
done (a reply, a decided item) stand on the workbench, from where `admission.pages.dates` takes them.
"""

from datetime import timedelta

from audit import clock
from jointmeeting.queries import visible_to
from workday.dates import Date

# A calendar shows what was lately, too.
PAST = timedelta(days=90)


def dates(acting):
    """Of settings.DATES."""
    called = visible_to(acting).filter(
        called_at__isnull=False, cancelled_at__isnull=True, meets_on__gte=clock.today() - PAST
    )
    for meeting in called.distinct():
        yield Date(
            subject=str(meeting.uuid),
            title=str(meeting),
            url=meeting.get_absolute_url(),
            day=meeting.meets_on,
            meets=True,
            at=meeting.meets_at,
            place=meeting.place,
        )
