"""The texts of a page's rows by their keys, and the county's own rows beside them, in queries that are composed once: they are
asked for at every page of the list that is not kept."""

from functools import cache, lru_cache
from itertools import count, islice

from django.db.models import CharField, DateField

from accounts.models import County, Unit
from accounts.succession import with_successors
from config.composed import Composed, Given, GivenKeys
from registry import queries, search_index
from registry.models import Category, DutyTownship, DutyVersion, Edition, ListKind
from registry.searching import best_first, hits_of, inexact

SHAPES = 100  # of searches whose query is kept: as many as there are numbers of words, of one character and of more

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
    days = {"on": listing.on, "today": listing.today, "since": queries.listed_until(latest, listing.on)}
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
    tiers, words = search_index.tiers(listing.words, listing.county.code), inexact(listing.words)
    asked = _hits(_public(listing), tuple((sql, len(params)) for sql, params in tiers), len(words), fields)
    days = {"on": listing.on, "today": listing.today}
    values = [value for _, params in tiers for value in params] + words
    named = {_name(at): value for at, value in enumerate(values)}
    return hits_of(asked(county=listing.county, township=listing.township, **days, **named))


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
            latest=Given("latest", Edition) if latest else None,
            previous=Given("previous", Edition) if previous else None,
        )

    return Composed(build)


@lru_cache(SHAPES)
def _hits(public, shapes, number, fields):
    """Of questions to the index of these (SQL, how many values), and of so many words that it does not know exactly."""

    def build():
        named = (Given(_name(at), CharField()) for at in count())
        tiers = [(sql, list(islice(named, length))) for sql, length in shapes]
        return best_first(_public_duties(*public), tiers, list(islice(named, number)), fields)

    # which rows there are to compare depends on the words alone: no plan is good for all of them
    return Composed(build, planned=False)


def _name(at):
    return f"value{at}"


def _public_duties(is_past, township):
    today = Given("today", DateField()) if is_past else _ON
    return queries.public_duties(
        _COUNTY, _ON, today=today, township=Given("township", Unit) if township else None
    )
