"""What changed between two states of a list, each duty with the address of its page."""

from dataclasses import replace

from django.urls import reverse

from registry import queries
from registry.editions import Changes


def linked(changes, county, today):
    """The Changes as a page shows them: their facts have a `url`, where the duty has a page that everyone may open today. One query,
    where there are any."""
    pairs = [*changes.changed, *changes.corrected]
    facts = [*changes.added, *changes.ended, *(pair.after for pair in pairs)]
    if not facts:
        return changes
    open_to_all = queries.public_duties(county, today, today=today)
    uuids = open_to_all.filter(duty__uuid__in=[each["duty"] for each in facts]).values_list(
        "duty__uuid", flat=True
    )
    urls = {str(uuid): reverse("duty", args=[uuid]) for uuid in uuids}

    def with_url(each):
        return each | {"url": urls.get(each["duty"], "")}

    def pairs_with_url(some):
        return [replace(pair, after=with_url(pair.after)) for pair in some]

    return Changes(
        added=list(map(with_url, changes.added)),
        changed=pairs_with_url(changes.changed),
        corrected=pairs_with_url(changes.corrected),
        ended=list(map(with_url, changes.ended)),
        renamed=changes.renamed,
        totals=changes.totals,
    )
