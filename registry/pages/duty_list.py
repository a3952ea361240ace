"""The public list as asked for by an address: filters, counts beside them, rows of one page.

As many queries whatever the size of the list (tests/registry/test_views.py holds it to that): the county, its units, kinds,
categories and editions, the counts, the rows and their carriers, what changed since the edition; a few more where something is
searched (registry.searching).
"""

from collections import Counter
from functools import cached_property

from django.core.paginator import InvalidPage, Paginator
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.http import Http404

from accounts.models import Unit, UnitKind
from config.templatetags.chinese import plain_date
from registry import kind_names, queries
from registry.draft_path import awaited_above
from registry.pages import texts
from registry.pages.asked import Asked
from registry.pages.found import CODE_ORDER, Searched, counts_of_all, since_edition
from registry.pages.postings import stands
from registry.pages.row import Row
from registry.searching import holding_all
from registry.states import IN_FORCE, LEFT, Standing, changes_said

ROWS = 20
CHUNK = 500
# the choice of what no department leads; no unit's code is so
NOBODY = Unit(code="没有", short_name="没有牵头部门")
STATUSES = (Standing.IN_FORCE, *LEFT)
SORTS = {
    "code": CODE_ORDER,
    "name": ("name", *CODE_ORDER),
    "department": (F("department__order").asc(nulls_last=True), "department_id", *CODE_ORDER),
    "effective": ("effective_from", *CODE_ORDER),
}


class Listing(Asked):
    """The list that the address asks for: its counts, choices, rows."""

    def __init__(self, county, params, today):
        super().__init__(params, today)
        self.county = county
        self.units = texts.UNITS(county=county)
        self.kinds = texts.KINDS(county=county)
        self.categories = texts.CATEGORIES(county=county)
        self.editions = texts.EDITIONS(county=county)
        self.townships = [unit for unit in self.units if unit.kind == UnitKind.TOWNSHIP]
        self.q = self._text()
        self.words = queries.search_words(self.q)
        self.township = self._one("township", {unit.code: unit for unit in self.townships})
        self.department = self._one("department", {unit.code: unit for unit in (*self.units, NOBODY)})
        self.kind = self._one("kind", {kind.key: kind for kind in self.kinds})
        self.chosen_categories = self._several("category", {c.name: c for c in self.categories})
        self.asked_statuses = self._several("status", {status.value: status for status in STATUSES})
        self.statuses = self.asked_statuses or [Standing.IN_FORCE]
        self.on = self._day()
        self.counts = self._counts()

    @property
    def is_past(self):
        return self.on != self.today

    @cached_property
    def townships_total(self):
        """Of the day: what is carried by all that there are is told so, whoever was dissolved before."""
        return sum(stands(township, self.on) for township in self.townships)

    # ------------------------------------------------------------------------ the counts

    @cached_property
    def public(self):
        return queries.public_duties(self.county, self.on, today=self.today, township=self.township)

    def _counts(self):
        """Counter of (kind, category, department, status) before those filters: of the hits, or of the whole list."""
        if self.words:
            self.searched = Searched(self)
            return self.searched.counts()
        return Counter() if self.q else counts_of_all(self)

    def chosen_facets(self):
        """For each facet the values that pass, or None for all."""
        return {
            "kind": {self.kind.pk} if self.kind else None,
            "category": {category.pk for category in self.chosen_categories} or None,
            "department": {self.department.pk} if self.department else None,
            "status": set(self.statuses),
        }

    def _number(self, **instead):
        """How many pass the chosen facets, those named replaced: what a count beside a choice says."""
        passing = list((self.chosen_facets() | instead).values())
        return sum(
            number
            for facets, number in self.counts.items()
            if all(wanted is None or facet in wanted for facet, wanted in zip(facets, passing, strict=True))
        )

    @property
    def total(self):
        return len(self.searched.passing.rows) if self.words else self._number()

    @property
    def total_said(self):
        """The number as the page says it; counting a search stops at 1000+."""
        return self.searched.passing.said if self.words else str(self.total)

    def _n(self, **instead):
        """A count beside a choice: of a search cut short it says that there are more, and beside what is chosen what the page says."""
        chosen = self.chosen_facets()
        if self.words and all(chosen[facet] == wanted for facet, wanted in instead.items()):
            return self.total_said if self.searched.passing.more else self.total
        number = self._number(**instead)
        return f"{number}+" if number and self.words and self.searched.hits.more else number

    @property
    def by_code(self):
        """A list that is not searched stands in the order of codes; a search begins with the best."""
        return not self.words

    @cached_property
    def tabs(self):
        """All, and the kinds that hold something as chosen now, or are chosen."""
        every = {
            "label": "全部",
            "url": self.url(kind=None),
            "n": self._n(kind=None),
            "current": self.kind is None,
        }
        tabs = [
            {
                "label": kind.name,
                "url": self.url(kind=kind.key),
                "n": self._n(kind={kind.pk}),
                "current": kind == self.kind,
            }
            for kind in self.kinds
        ]
        return [every] + [tab for tab in tabs if tab["n"] or tab["current"]]

    @cached_property
    def category_choices(self):
        """Categories that hold something, or are chosen."""
        choices = [
            {
                "value": category.name,
                "n": self._n(category={category.pk}),
                "checked": category in self.chosen_categories,
            }
            for category in self.categories
        ]
        return [choice for choice in choices if choice["n"] or choice["checked"]]

    @cached_property
    def department_choices(self):
        leading = {department for _, _, department, _ in self.counts}
        units = (*self.units, NOBODY)
        return [unit for unit in units if unit.pk in leading or unit == self.department]

    @cached_property
    def status_choices(self):
        """All; of what moved only where there is some: by the rules of few counties a duty goes over into another list."""
        choices = [
            {
                "value": status.value,
                "label": status.label,
                "n": self._n(status={status}),
                "checked": status in self.statuses,
            }
            for status in STATUSES
        ]
        return [each for each in choices if each["value"] != Standing.MOVED or each["n"] or each["checked"]]

    # --------------------------------------------------------------------- addresses, words

    @property
    def chosen(self):
        """[{label, url}] of what narrows the list, each with the address without it."""
        single = [
            (self.q, "q"),
            (self.township and self.township.short_name, "township"),
            (self.kind and self.kind.name, "kind"),
            (self.department and self.department.short_name, "department"),
            (self.is_past and plain_date(self.on), "as_of"),
        ]
        chosen = [{"label": label, "url": self.url(**{name: None})} for label, name in single if label]
        for name, values in (
            ("category", [category.name for category in self.chosen_categories]),
            ("status", [status.value for status in self.asked_statuses]),
        ):
            for value in values:
                rest = [other for other in values if other != value]
                label = Standing(value).label if name == "status" else value
                chosen.append({"label": label, "url": self.url(**{name: rest})})
        return chosen

    @property
    def words_said(self):
        """The search in words beside the count."""
        place = self.township.short_name if self.township else ""
        return "，".join(filter(None, [place, f"含“{self.q}”" if self.q else ""]))

    @property
    def past_title(self):
        return f"以下是{plain_date(self.on)}的清单，不是今天的清单。"

    @property
    def filters_used(self):
        return len(self.chosen) - bool(self.q) - bool(self.kind)

    @property
    def empty_hint(self):
        """What a person may try; and that a duty that is not here may not be handed over (第一条)."""
        if self.q:
            return "换一个说法，或者去掉几个条件再搜。清单里没有的事，未经准入不得交由乡镇办理。"
        return "去掉几个条件再看。"

    @property
    def editions_before(self):
        return len(self.editions) - 1

    @property
    def hidden_beside_search(self):
        return self.hidden("q")

    @property
    def hidden_beside_filters(self):
        return self.hidden("township", "category", "department", "status", "as_of")

    @property
    def hidden_beside_township(self):
        return self.hidden("township")

    # ------------------------------------------------------------------------------- rows

    @property
    def edition(self):
        return self.editions[0] if self.editions else None

    @property
    def since_edition(self):
        """其后新增n项、勘误n项，清单种类“甲”改称“乙” …: what the list of today is against its latest edition."""
        if not self.edition:
            return ""
        numbers, renamed = since_edition(self)
        return "，".join(filter(None, [changes_said(numbers, all_four=False), kind_names.said(renamed)]))

    def chosen_of(self, versions):
        """The versions that pass the chosen facets."""
        chosen = self.chosen_facets()
        filters = {
            "duty__list_kind__in": chosen["kind"],
            "duty__category__in": chosen["category"],
            "department__in": chosen["department"],
        }
        if self.department == NOBODY:
            del filters["department__in"]
            filters["department__isnull"] = True
        versions = versions.filter(**{name: value for name, value in filters.items() if value})
        if self.statuses == [Standing.IN_FORCE]:
            # the same rows, which a database finds sooner than by working out the standing of each
            return versions.filter(queries.in_force_on(self.on, self.township))
        asked = [standing for status in self.statuses for standing in _standings(status)]
        return versions.filter(standing__in=asked)

    def order(self):
        """What the rows are ordered by; None: a search's own order, the best first."""
        key = self.params.get("sort", "")
        order = SORTS.get(key.removeprefix("-") or "code")
        if order is None:
            raise Http404
        if self.words and not key:
            return None
        return _reversed(order) if key.startswith("-") else order

    def versions(self):
        """Every version of the list as asked for, in its order: what a page and a download show. Of a search all that hold the
        words by the index, as the page does."""
        order, versions = self.order() or CODE_ORDER, self.chosen_of(self.public)
        if self.words:
            versions = holding_all(versions, self.words, self.county.code)
        elif self.q:
            versions = versions.none()
        return versions.select_related("duty__list_kind", "duty__category", "department__successor").order_by(
            *order
        )

    def every(self):
        """Every version that passes, one after the other, carriers ready; it is whole until the next is asked for.

        However many, no more than a chunk is in memory: a version and its carriers know each other, and are parted.
        """
        versions = queries.with_carriers(self.versions().defer("search_text"))
        if self.awaited:
            versions = queries.with_edition_marks(versions, on=self.on, latest=self.edition, previous=None)
        departments = {}  # each once: who goes on for one that ended is read once
        for version in versions.iterator(chunk_size=CHUNK):
            version.department = departments.setdefault(version.department_id, version.department)
            version.awaits = (
                self.awaited and Row(version, self.on, 0, latest=self.edition, county=self.county).awaits
            )
            yield version
            del version.all_carriers

    @cached_property
    def awaited(self):
        """待市级审核、省级备案, of the list as it is today; "" where nobody above the county passes it."""
        return "" if self.is_past else awaited_above(self.county)

    def page(self, rows=ROWS):
        """A Page of Rows; a page that is not there is Http404."""
        latest, previous = [*self.editions, None, None][:2]
        # which rows first, then what they say: texts are not sorted along with all others
        pks = self.searched.in_order() if self.words else self.versions().values_list("pk", flat=True)
        paginator = Paginator(pks, rows)
        paginator.count = self.total
        try:
            page = paginator.page(self.params.get("page", "") or 1)
        except InvalidPage:
            raise Http404 from None
        page.object_list = [
            Row(
                version=version,
                on=self.on,
                townships_total=self.townships_total,
                township=self.township,
                words=self.words,
                latest=None if self.is_past else latest,
                previous=previous,
                county=None if self.is_past else self.county,
            )
            for version in texts.on_page(self, list(page.object_list))
        ]
        return page


def _standings(status):
    return IN_FORCE if status == Standing.IN_FORCE else (status,)


def _reversed(order):
    return [_turned(key) if isinstance(key, OrderBy) else f"-{key}" for key in order]


def _turned(key):
    turned = key.copy()
    turned.reverse_ordering()
    return turned
