"""The texts of a page's rows by their keys, and the county's own rows beside them, in queries that are composed once: they are
asked for at every page of the list that is not kept."""

from functools import cache, lru_cache

from django.db.models import CharField, DateField

from accounts.models import County, Unit
from accounts.succession import with_successors
from config.composed import Composed, Given, GivenKeys
from registry import queries
from registry.models import Category, DutyTownship, DutyVersion, Edition, ListKind
from registry.searching import best_of, holding_inexact, inexact

SHAPES = 100  # of searches whose query is kept: as many as there are numbers of words that the index does not know exactly

_COUNTY, _ON = Given("county", County), Given("on", DateField())
UNITS = Composed(lambda: Unit.objects.filter(county=_COUNTY).order_by("order", "id"))
KINDS = Composed(lambda: ListKind.objects.filter(county=_COUNTY))
CATEGORIES = Composed(lambda: Category.objects.filter(county=_COUNTY))
EDITIONS = Composed(lambda: Edition.objects.filter(county=_COUNTY))
_CARRIERS = Composed(lambda: DutyTownship.objects.filter(version__in=GivenKeys("keys", DutyVersion)))


def on_page(listing, keys):
    """The texts of these keys among what is public on the listing's day, in their order, each with its standing, its marks against
    the editions, its carriers as `all_carriers`, and the listing's own units, kinds and categories."""
    latest, previous = [*listing.editions, None, None][:2]
    given = {"latest": latest, "previous": previous, "township": listing.township}
    asked = _texts(_public(listing), latest=latest is not None, previous=previous is not None)
    days = {"on": listing.on, "today": listing.today}
    days |= {
        "since": queries.listed_until(latest, days["on"]),
        "before": queries.listed_until(previous, days["on"]),
    }
    units, kinds, categories = (
        {each.pk: each for each in rows} for rows in (listing.units, listing.kinds, listing.categories)
    )
    found = {}
    for text in asked(county=listing.county, keys=keys, **days, **given):
        found[text.pk], text.all_carriers = text, []
        _know(text, department=units)
        _know(text.duty, list_kind=kinds, category=categories)
    for carrier in _CARRIERS(keys=list(found)):
        _know(carrier, township=units)
        found[carrier.version_id].all_carriers.append(carrier)
    for unit in listing.units:
        _know(unit, successor=units)
    # what was hidden or corrected since the keys were read is left out
    return with_successors((found[key] for key in keys if key in found), "department")


def _know(row, **named):
    """The row refers to those of the rows that are at hand; one that is new since they were read is read by whoever asks."""
    for name, rows in named.items():
        key = getattr(row, f"{name}_id")
        if key in rows:
            setattr(row, name, rows[key])


def hits(listing, fields):
    """`searching.ranked` of the listing's words among what is public on its day."""
    words = inexact(listing.words)
    named = {_name(at): word for at, word in enumerate(words)}
    given = {"county": listing.county, "on": listing.on, "today": listing.today, "township": listing.township}
    asked = _hits(_public(listing), len(words), fields)
    return best_of(lambda keys: asked(keys=keys, **given, **named), listing.words, listing.county)


def _public(listing):
    """What makes `queries.public_duties` of the listing another query: (whether its day is not today, whether of a township)."""
    return listing.is_past, listing.township is not None


@cache
def _texts(public, *, latest, previous):
    """Of what is public on a day; whether there is such an edition makes it another query."""

    def build():
        found = _public_duties(*public).filter(pk__in=GivenKeys("keys", DutyVersion))
        return queries.with_edition_marks(
            found.select_related("duty").defer("search_text"),
            on=_ON,
            since=Given("since", DateField()),
            before=Given("before", DateField()),
            latest=Given("latest", Edition) if latest else None,
            previous=Given("previous", Edition) if previous else None,
        )

    return Composed(build)


@lru_cache(SHAPES)
def _hits(public, number, fields):
    """Of keys that the index gave for words, so many of which it does not know exactly."""

    def build():
        found = _public_duties(*public).filter(pk__in=GivenKeys("keys", DutyVersion))
        words = [Given(_name(at), CharField()) for at in range(number)]
        return holding_inexact(found, words, fields)

    return Composed(build)


def _name(at):
    return f"value{at}"


def _public_duties(is_past, township):
    today = Given("today", DateField()) if is_past else _ON
    return queries.public_duties(
        _COUNTY, _ON, today=today, township=Given("township", Unit) if township else None
    )
