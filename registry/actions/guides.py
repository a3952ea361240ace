"""办事指南 of a duty: kept up to date by those who answer for it, one event each time."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from audit import clock, refusals
from audit.record import record
from registry import changes, rules
from registry.actions.shared import check_still_acts
from registry.models import Duty, ServiceGuide


class GuideChanged(Exception):
    """Somebody wrote the guide after the form was opened; `guide` is what is stored now."""

    def __init__(self, guide):
        super().__init__(str(guide))
        self.guide = guide


def write_guide(*, duty, by, seen, **facts):
    """The guide of the duty says `facts` from now on; `seen` is the mark of the guide the form was opened on.

    Not allowed → PermissionDenied, on record. Written by another meanwhile → GuideChanged.
    """
    try:
        if not rules.may_write_guide(by, duty):
            raise PermissionDenied
        with transaction.atomic():
            return _write(duty, by, seen, facts)
    except PermissionDenied:
        refusals.remember("write_guide", by=by, subject=duty.uuid, kind="service_guide", why="NotAllowed")
        raise


def _write(duty, by, seen, facts):
    duty = Duty.objects.select_for_update(no_key=True).get(pk=duty.pk)
    check_still_acts(by)
    guide = ServiceGuide.objects.filter(duty=duty).first()
    if mark(guide) != seen:
        raise GuideChanged(guide)
    guide = guide or ServiceGuide(duty=duty)
    for name, value in facts.items():
        setattr(guide, name, value)
    guide.updated_at, guide.updated_by = clock.now(), by.label
    guide.save()
    record(actor=by.as_actor(), verb="write_guide", subject=duty.uuid, subject_kind="service_guide")
    changes.changed(duty.county_id)
    return guide


def mark(guide):
    """Tells one state of the guide from another; "" before there is one."""
    return guide.updated_at.isoformat() if guide else ""
