"""The search over every county of the installation."""

from collections import Counter

from django.db.models import Case, IntegerField, Value, When
from django.http import Http404

from accounts.models import County
from registry import area, queries
from registry.models import DutyVersion
from registry.pages.compare import Q_MAX, asked_words, duty_url, page_of
from registry.pages.row import Row

ROWS = 20
MOST = 1000  # what is found is counted and turned over up to here


class Everywhere:
    """Duties in force that hold the words, names first; at most three queries, four with a county chosen."""

    def __init__(self, params, on):
        self.on, self.params = on, params
        self.q = asked_words(params)
        self.words = queries.search_words(self.q)
        self.counties = {county.pk: county for county in County.objects.all()}
        self.county = self._county(params.get("in", ""))
        self.found = self._found() if self.words else []
        self.page = self._page()

    def _county(self, code):
        if not code:
            return None
        known = {county.code: county for county in self.counties.values()}
        if code not in known:
            raise Http404
        return known[code]

    def _found(self):
        """[(text's pk, county's pk)] in the order of the page, one more than is counted."""
        in_name = {"normalized_name__contains": self.words[0]}
        rank = Case(When(**in_name, then=Value(0)), default=Value(1), output_field=IntegerField())
        versions = area.found(list(self.counties), self.q, self.on)
        if self.county:
            versions = versions.filter(duty__county=self.county)
        versions = versions.order_by(rank, "duty__county__code", "duty__list_kind__order", "duty__serial")
        return list(versions.values_list("pk", "duty__county")[: MOST + 1])

    def _page(self):
        page = page_of(self.found[:MOST], self.params, ROWS)
        keys = [pk for pk, _ in page.object_list]
        versions = DutyVersion.objects.select_related(
            "duty__list_kind", "duty__category", "duty__county", "department"
        ).in_bulk(keys)
        page.object_list = [self._row(versions[pk]) for pk in keys]
        return page

    def _row(self, version):
        return {
            "version": version,
            "county": version.duty.county,
            "text": Row(version=version, on=self.on, townships_total=0, words=self.words),
            "url": duty_url(version),
        }

    @property
    def count_said(self):
        return f"{MOST}+" if len(self.found) > MOST else str(len(self.found))

    @property
    def counts(self):
        """[(county, how many of those counted)], most first."""
        numbers = Counter(county for _, county in self.found[:MOST])
        return [(self.counties[pk], number) for pk, number in numbers.most_common()]

    @property
    def problem(self):
        if self.q and not self.words:
            return "搜索的内容里没有文字，请换成事项名称、部门、依据或文号里的字。"
        if len(self.params.get("q", "").strip()) > Q_MAX:
            return f"搜索的字太多，只按前{Q_MAX}个字查找。"
        return ""
