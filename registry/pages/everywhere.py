"""The search over every county of the installation."""

from collections import Counter
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from accounts.chosen import in_county
from accounts.models import County
from accounts.succession import with_successors
from config.composed import Composed, GivenKeys
from registry import queries
from registry.awaiting import marks_everywhere
from registry.models import DutyVersion
from registry.pages.asked import NO_TEXT, Q_MAX, asked_words, page_of
from registry.pages.compare import duty_url
from registry.pages.not_listed import StillListed, became_at_last
from registry.pages.row import Row
from registry.searching import holding_all, may_be_asked, search_everywhere

ROWS = 20
MOST_RENAMED = 200
SHOWN = 5  # of what has ended
IN_ORDER = ("duty__county__code", "duty__list_kind__order", "duty__serial", "pk")


def _named(versions):
    """With what a row names."""
    named = ("duty__list_kind", "duty__category", "duty__county", "department")
    return versions.select_related(*named).defer("search_text")


_TEXTS = Composed(lambda: _named(DutyVersion.objects.filter(pk__in=GivenKeys("keys", DutyVersion))))
_COUNTIES = Composed(
    lambda: County.objects.filter(code__in=GivenKeys("codes", County._meta.get_field("code")))
)


class Everywhere:
    """Duties in force that hold the words, the best first and those alike county by county (registry.searching)."""

    def __init__(self, params, on):
        self.on, self.params = on, params
        self.q = asked_words(params)
        self.words = queries.search_words(self.q)
        self.county = self._county(params.get("in", ""))
        self.too_short = bool(self.words) and not may_be_asked(self.words, self.county)
        self.hits = search_everywhere(self.q, on=on, county=self.county)
        self.page = self._page()

    def _county(self, code):
        if code and not code.isdecimal():
            raise Http404  # PostgreSQL takes no NUL
        return get_object_or_404(County, code=code) if code else None

    def _page(self):
        rows = self.hits.rows
        order = sorted(rows, key=rows.get)
        page = page_of(order, self.params, ROWS)
        page.object_list = self._rows(page.object_list)
        return page

    @cached_property
    def renamed(self):
        """Rows of duties in force that were called so before, where nothing in force holds the words: under another name they
        are in a list."""
        if self.hits.rows or self.too_short or self.cut_short or not self.words:
            return []
        versions = queries.in_force_everywhere(self._once, self.on)
        versions = versions.order_by("duty__county__code", "duty__serial")
        return self._rows(list(versions.values_list("pk", flat=True)[:ROWS]))

    @cached_property
    def moved(self):
        """Rows of duties in force that what has ended became in another list."""
        went = [row["version"] for row in self.ended if row["text"].has_moved]
        if not went:
            return []
        known = {row["version"].duty_id for row in self.renamed}
        versions = queries.in_force_everywhere(became_at_last(went), self.on).exclude(duty__in=known)
        versions = versions.order_by("duty__county__code", "duty__serial")
        return self._rows(list(versions.values_list("pk", flat=True)[:ROWS]))

    @cached_property
    def still(self):
        ended = [row["text"] for row in self.ended]
        return StillListed(self.q, renamed=self.renamed, moved=self.moved, ended=ended)

    @cached_property
    def _once(self):
        """Ids of duties that were called so before, so many at most."""
        once = queries.once_named(self.county, self.words, self.on).order_by("duty")[:MOST_RENAMED]
        return set(once.values_list("duty", flat=True))

    @cached_property
    def ended(self):
        """Rows of public duties that hold the words, or were called so before, and have ended, where nothing in force holds them:
        they may not come back without admission (第十条)."""
        if self.hits.rows or self.too_short or self.cut_short or not self.words:
            return []
        gone = queries.ended_everywhere(self.on)
        # the index is not asked for a single character, so the area alone would not keep to the county
        if self.county:
            gone = gone.filter(duty__county=self.county)
        held = holding_all(gone, self.words, self.county.code if self.county else "")
        found = set(held.values_list(*IN_ORDER).order_by(*IN_ORDER)[:SHOWN])
        if self._once:
            found.update(gone.filter(duty__in=self._once).values_list(*IN_ORDER).order_by(*IN_ORDER)[:SHOWN])
        keys = [pk for *_, pk in sorted(found)[:SHOWN]]
        gone = queries.with_carriers(queries.ended_everywhere(self.on)).filter(pk__in=keys)
        versions = self._known(_named(gone))
        rows = [self._row(versions[pk]) for pk in keys if pk in versions]
        for row in rows:  # no body has yet to pass what has ended
            row["note"] = row["text"].standing_said
        return rows

    def _rows(self, keys):
        versions = self._known(_TEXTS(keys=list(keys)))
        awaits = marks_everywhere(versions.values(), self.on)
        return [self._row(versions[pk], awaits.get(pk, "")) for pk in keys]

    def _known(self, versions):
        return {version.pk: version for version in with_successors(versions, "department")}

    def _row(self, version, note=""):
        return {
            "version": version,
            "county": version.duty.county,
            "text": Row(version=version, on=self.on, townships_total=0, words=self.words),
            "url": duty_url(version),
            "note": note,
        }

    @property
    def count_said(self):
        return self.hits.said

    @cached_property
    def counts(self):
        """[(county, how many of those counted, as the page says it)], most first."""
        numbers = Counter(code for _, code, *_ in self.hits.rows.values())
        counties = {county.code: county for county in _COUNTIES(codes=list(numbers))}
        more = "+" if self.hits.more else ""
        return [(counties[code], f"{number}{more}") for code, number in numbers.most_common()]

    @property
    def cut_short(self):
        """Nothing was found before the search ended: there may be something, so it is not said that there is not."""
        return self.hits.more and not self.hits.rows

    @property
    def is_elsewhere(self):
        """Some counties have such a duty and others, which are not named, have none: all that holds the words was counted."""
        return self._leaves_counties_out and not self.hits.more

    @property
    def may_be_elsewhere(self):
        """Some counties are not named because the search ended before all was counted."""
        return self._leaves_counties_out and self.hits.more

    @cached_property
    def _leaves_counties_out(self):
        return self.county is None and bool(self.hits.rows) and len(self.counts) < County.objects.count()

    @property
    def place(self):
        """Whose list the matter is not in."""
        return f"{self.county.name}的现行清单" if self.county else "任何一个县的现行清单"

    @property
    def report_url(self):
        """The feedback form with the words: of the county looked in, or of the one that is chosen first."""
        form = f"{reverse('feedback')}?{urlencode({'q': self.q})}"
        if self.county:
            return in_county(self.county, form)
        return f"{reverse('county-list')}?{urlencode({'next': form})}"

    @property
    def problem(self):
        if self.q and not self.words:
            return NO_TEXT
        if self.too_short:
            return "在全部县里搜索至少要两个字；在一个县的清单里，一个字也能搜。"
        if self.cut_short:
            return "用到这几个字的事项太多，没有查完。请写得更具体，或者到那个县的清单里搜。"
        if len(self.params.get("q", "").strip()) > Q_MAX:
            return f"搜索的字太多，只按前{Q_MAX}个字查找。"
        return ""
