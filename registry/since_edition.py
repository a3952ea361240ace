"""What the list of today changes against its latest edition: 待编入新版."""

import json
from dataclasses import replace

from django.db.models import Exists, OuterRef

from registry.editions import Changes, changes_since, compare_texts, entries_of, entries_on, newest
from registry.models import DutyVersion
from registry.queries import left_before, public_today


def waiting_changes(county, on):
    """(latest edition, what the list of that day changes against it): all of it, the whole list read."""
    latest = newest(county)
    return latest, changes_since(latest, entries_on(county, on))


def marked_changes(county, latest, today, shown=0):
    """What today's list changes against the latest edition, of which nothing else is read than what may be another: texts that it
    does not have, and those that a township left, be it on a day before the edition's, told later. Of the added so many are shown:
    a county may have taken over a whole list since, which is counted."""
    if latest is None:
        return Changes()
    listed = public_today(county, today)
    new = listed.filter(~Exists(latest.entries.filter(version=OuterRef("pk"))))
    new = new.annotate(known=Exists(latest.entries.filter(version__duty=OuterRef("duty_id"))))
    new = list(new.order_by("kind_order", "serial").values_list("pk", "known"))
    added = [pk for pk, known in new if not known]
    left = listed.filter(left_before(today)).values_list("pk", flat=True)
    after = _texts([*(pk for pk, known in new if known), *left], today, county)
    # one after the other, as above: asked for either at once, a database looks at every row for both
    gone = latest.entries.filter(~Exists(listed.filter(pk=OuterRef("version"))))
    changed = latest.entries.filter(code__in=[entry.code for entry in after])
    before = dict.fromkeys(
        text for rows in (gone, changed) for text in rows.values_list("snapshot", flat=True)
    )
    changes = compare_texts(list(before), [entry.snapshot for entry in after])
    said = [json.loads(entry.snapshot) for entry in _texts(added[:shown], today, county)]
    return replace(changes, added=said, totals=changes.numbers | {"added": len(added)})


def _texts(pks, on, county):
    return entries_of(DutyVersion.objects.filter(pk__in=pks), on, county) if pks else []
