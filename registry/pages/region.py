"""What a body above counties reads: figures of each county's list."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from django.urls import reverse

from accounts.chosen import addresses_of
from config import charts
from config.templatetags.chinese import plain_date
from registry import area
from registry.models import Edition
from registry.pages.filing import Stand, paths_of
from registry.pages.postings import missing_counts

HEADS = (
    "县",
    "上级单位",
    "现行事项",
    "其中临时性、阶段性",
    "其中不予公开",
    "最近一版",
    "公布日期",
    "文号",
    "这一版项数",
    "拟编新版",
    "未登记公开的处数",
)


def tabs(current):
    """The pages of a body above counties."""
    pages = (
        ("region", "清单情况"),
        ("region-cases", "案件情况"),
        ("region-compare", "同一事项比较"),
        ("region-drafts", "清单备案"),
    )
    return [{"label": label, "url": reverse(name), "current": name == current} for name, label in pages]


@dataclass
class Line:
    """One county: only figures, dates and numbers of documents."""

    county: object
    edition: Edition | None
    draft: Stand | None
    missing: int
    kinds: Counter = field(default_factory=Counter)
    temporary: int = 0
    hidden: int = 0

    @property
    def total(self):
        return self.kinds.total()

    @property
    def list_url(self):
        with addresses_of(self.county):
            return reverse("duty-list")

    @property
    def edition_url(self):
        with addresses_of(self.county):
            return self.edition.get_absolute_url()

    @property
    def draft_said(self):
        return self.draft.word if self.draft else "没有"

    def cells(self, kinds):
        """What its row says in the table to download."""
        edition = self.edition
        about = (
            [str(edition), plain_date(edition.published_on), edition.document_number, edition.size]
            if edition
            else ["尚未公布", "", "", ""]
        )
        missing = self.missing if edition else ""
        start = [self.county.name, str(self.county.upper_body), self.total, self.temporary, self.hidden]
        return [*start, *about, self.draft_said, missing, *(self.kinds[kind] for kind in kinds)]


class Region:
    """The counties below a body, as they stand on the day. Seven queries however many there are."""

    def __init__(self, counties, on):
        self.on, self.counties = on, list(counties.select_related("upper_body"))
        keys = [county.pk for county in self.counties]
        editions, drafts = area.latest_editions(keys), area.open_drafts(keys)
        paths = paths_of(drafts.values())
        stands = {county: Stand(draft, paths[draft.pk]) for county, draft in drafts.items()}
        missing = missing_counts(editions.values())
        self.lines = [
            Line(county, edition, stands.get(county.pk), missing[edition.pk] if edition else 0)
            for county in self.counties
            for edition in [editions.get(county.pk)]
        ]
        self._count(area.numbers_in_force(keys, on))

    def _count(self, numbers):
        lines = {line.county.pk: line for line in self.lines}
        places = defaultdict(list)
        for county, kind, order, temporary, number, hidden in numbers:
            line = lines[county]
            line.kinds[kind] += number
            line.hidden += hidden
            line.temporary += number if temporary else 0
            places[kind].append(order)
        self.kinds = sorted(places, key=lambda kind: (min(places[kind]), kind))

    @property
    def by_kind(self):
        """[(county, [(kind, number)])]."""
        return [(line.county, [(kind, line.kinds[kind]) for kind in self.kinds]) for line in self.lines]

    @property
    def total(self):
        return sum(line.total for line in self.lines)

    @property
    def without_edition(self):
        return sum(line.edition is None for line in self.lines)

    @cached_property
    def chart(self):
        return charts.counts(
            id="counties",
            title="各县现行事项",
            text="斜纹的是临时性、阶段性职责任务。",
            rows=[(line.county.name, line.total, line.temporary) for line in self.lines],
            heads=("县", "现行", "其中临时性、阶段性"),
            parts=("临时性、阶段性", "其他"),
        )

    def table(self):
        """Heads, then a row a county: what can be downloaded."""
        yield [*HEADS, *self.kinds]
        for line in self.lines:
            yield line.cells(self.kinds)
