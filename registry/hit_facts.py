"""Keeps HitFacts: written with the pieces of a version, and again whenever a day of it is settled, in that transaction.

No trigger, no signal: every verb that gives a text its first day, the next text, or a township its last day calls put().
"""

from datetime import timedelta

from django.db import connection
from django.db.models import Prefetch

from registry.models import DutyTownship, DutyVersion, HitFacts
from registry.normalize import search_lines

BATCH = 500
TABLE = HitFacts._meta.db_table
TEXTS = DutyVersion._meta.db_table
FIELDS = [field.name for field in HitFacts._meta.concrete_fields if not field.primary_key]
READ = (
    "name",
    "is_public",
    "effective_from",
    "superseded_on",
    "term_until",
    "duty__county",
    "duty__serial",
    "duty__list_kind__order",
)
A_DAY = timedelta(days=1)


def days(effective_from, superseded_on, term_until, last_days):
    """{since, until}: the days on which a text is in force; `last_days` of the townships that carry it, None without an end.

    The rule is that of registry.queries.in_force_on, here for every day at once.
    """
    if not (effective_from and last_days):
        return {"since": None, "until": None}
    carried = None if None in last_days else max(last_days)
    ends = [superseded_on and superseded_on - A_DAY, term_until, carried]
    return {"since": effective_from, "until": min(filter(None, ends), default=None)}


def of(duty, kind_order, is_public, name_lines):
    """What of a text does not change: its duty, the place that has in its county, and what it says."""
    return {
        "duty_id": duty.pk,
        "county_id": duty.county_id,
        "kind_order": kind_order,
        "serial": duty.serial,
        "is_public": is_public,
        "name": "\n".join(name_lines),
    }


def put(pks):
    """The facts of the versions as they are stored; any number, in the same transaction."""
    keep(DutyVersion.objects, DutyTownship.objects.all(), HitFacts.objects, pks)


def keep(versions, carriers, kept, pks):
    """Likewise by the managers and rows of models that may be a migration's."""
    stored = versions.select_related("duty__list_kind").only(*READ)
    stored = stored.prefetch_related(
        Prefetch("carriers", queryset=carriers.only("version_id", "ended_on"), to_attr="carried_by")
    )
    pks = list(pks)
    for start in range(0, len(pks), BATCH):
        kept.bulk_create(
            [
                kept.model(pk=version.pk, **_all_of(version))
                for version in stored.filter(pk__in=pks[start : start + BATCH])
            ],
            update_conflicts=True,
            unique_fields=["version"],
            update_fields=FIELDS,
        )


def _all_of(version):
    last_days = [row.ended_on for row in version.carried_by]
    dated = days(version.effective_from, version.superseded_on, version.term_until, last_days)
    duty = version.duty
    return of(duty, duty.list_kind.order, version.is_public, search_lines(version.name)) | dated


def forget(pks):
    HitFacts.objects.filter(pk__in=list(pks)).delete()


def read(sql, params, *, on, within=()):
    """[(pk, whether it counts, county's id, place of its kind, serial)] of the pks that the question gives.

    It counts where it is public, in force that day and holds the words of `within`: [(whether in the name, word)].
    """
    counts, given = ["f.since <= %s", "(f.until IS NULL OR f.until >= %s)", "f.is_public"], [on, on]
    postgres = connection.vendor == "postgresql"
    place = "strpos" if postgres else "instr"
    for in_name, word in within:
        text = "f.name" if in_name else f"(SELECT search_text FROM {TEXTS} v WHERE v.id = f.version_id)"  # noqa: S608
        counts.append(f"{place}({text}, %s) > 0")
        given.append(word)
    # one by one: for a thousand of a few ten thousand PostgreSQL would read the whole table, which takes longer
    beside = f"CROSS JOIN LATERAL (SELECT * FROM {TABLE} WHERE version_id = pk OFFSET 0) AS f"  # noqa: S608
    joined = beside if postgres else f"JOIN {TABLE} f ON f.version_id = found.pk"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT f.version_id, {' AND '.join(counts)}, f.county_id, f.kind_order, f.serial "  # noqa: S608 - names of ours
            f"FROM ({sql}) AS found {joined}",
            [*given, *params],
        )
        return cursor.fetchall()
