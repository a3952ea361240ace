"""The rows of one case, each table read once: what `dossier` reasons on and the pages show.

Who may read which of them is `queries`' to say. `Application.forget()` drops them after writing.
"""

from collections import defaultdict
from functools import cached_property

from django.apps import apps
from django.db.models import Q, QuerySet, prefetch_related_objects

from admission.listed import ListedText
from admission.states import FileRole, Kind
from config.composed import Composed, Given
from config.together import AtOnce


def _model(name):
    return apps.get_model("admission", name)


class Table:
    """The rows of one table that belong to a case, `of` it or of what is of it, with what they name: composed once.

    `moment`: when such a row was written, where that matters to those who know the case only as it stood then.
    """

    def __init__(self, model, *named, of="application", moment=None, only=(), by=(), columns=()):
        self.model, self.named, self.of, self.moment = model, named, of, moment
        self.only, self.by, self.columns = dict(only), by, columns
        self.written = Composed(self._written)

    def of_case(self, case):
        """A query for its rows of the case."""
        rows = _model(self.model).objects.filter(**{self.of: case}, **self.only)
        rows = rows.select_related(*self.named) if self.named else rows
        rows = rows.order_by(*self.by) if self.by else rows
        return rows.values_list(*self.columns) if self.columns else rows

    def _written(self):
        rows = self.of_case(Given("case", _model("Application")))
        until = Given("until", rows.model._meta.get_field(self.moment))
        return rows.filter(**{f"{self.moment}__lte": until})

    def belonging(self, case, rows):
        """The rows, read already, which know the case as their own."""
        if "__" not in self.of and not self.columns:
            for row in rows:
                setattr(row, self.of, case)
        return rows


VERSIONS = Table("Version", "department", "list_kind", "category", moment="frozen_at")
NAMED = {
    name: Table(f"Version_{name}", "unit", of="version__application", by=("unit",))
    for name in ("townships", "related")
}
REQUESTS = Table("Consultation", "unit", "round", moment="asked_at")
POSITIONS = Table("Position", of="consultation__application", moment="issued_at")
JOINED = Table("Application", "applicant", of="joined_to", moment="state_since")
ATTACHMENTS = Table(
    "CaseFile",
    moment="added_at",
    only={"role": FileRole.ATTACHMENT},
    columns=("file__sha256", "added_at", "removed_at"),
)
INITIAL_REVIEWS = Table("InitialReview", "list_kind", "category", moment="issued_at")
ROUNDS = Table("Round", moment="opened_at")
REVIEWS = Table("Review", "unit", "standing", of="round__application")
OPINIONS = Table("Opinion", of="review__round__application", moment="issued_at")
EXPERT_VIEWS = Table("ExpertView", moment="filed_at")
HEARINGS = Table("Hearing", "resolution", moment="opened_at")
PARTIES = Table("HearingParty", "unit", of="hearing__application")
SIGN_OFFS = Table("SignOff", moment="signed_at")
DECISIONS = Table("Decision", moment="recorded_at")
FILINGS = Table("Filing", moment="recorded_at")
REASONS = Table("Reason", "unit", moment="at")
REMINDERS = Table("Reminder", moment="at")


class _Writers(Table):
    """(who began the 稿, who handed it in, for whom, for which unit), of every 稿 but those of paper applications; of the
    cases joined into this one too."""

    def of_case(self, case):
        of_joined = Q(application=case) | Q(application__joined_to=case)
        rows = _model("Version").objects.filter(of_joined, application__on_paper=False).order_by()
        return rows.values_list(*self.columns)


WRITERS = _Writers(
    "Version", columns=("created_by", "handed_in_by", "handed_in_for", "application__applicant")
)
EVERY = {
    str(at): table
    for at, table in enumerate(
        (
            VERSIONS,
            *NAMED.values(),
            REQUESTS,
            POSITIONS,
            JOINED,
            ATTACHMENTS,
            INITIAL_REVIEWS,
            ROUNDS,
            REVIEWS,
            OPINIONS,
            EXPERT_VIEWS,
            HEARINGS,
            PARTIES,
            SIGN_OFFS,
            DECISIONS,
            FILINGS,
            REASONS,
            REMINDERS,
            WRITERS,
        )
    )
}
_OF_CASE = AtOnce(
    lambda: {name: table.of_case(Given("case", _model("Application"))) for name, table in EVERY.items()}
)
_AT = {table: name for name, table in EVERY.items()}


class Rows:
    """All of them read by one query when the first is asked for, and each table made into rows when it is.

    `until`: only what was written by that moment, each table by itself; what a row says of itself later (that it lapsed)
    stays.
    """

    def __init__(self, case, until=None):
        self.case, self.until = case, until

    @cached_property
    def _every(self):
        return _OF_CASE(case=self.case)

    def _read(self, table):
        if self.until is not None and table.moment is not None:
            return table.belonging(self.case, table.written(case=self.case, until=self.until))
        return table.belonging(self.case, self._every[_AT[table]])

    def _on_versions(self, table):
        """Its rows, each on the version that it names: read once, however many name it."""
        rows = self._read(table)
        for row in rows:
            self._on_its_version(row)
        return rows

    def _on_its_version(self, row):
        if version := self.versions.get(row.version_id):
            row.version = version

    @cached_property
    def versions(self):
        """By id, oldest first."""
        rows = self._read(VERSIONS)
        for name, table in NAMED.items():
            _hang(rows, name, self._read(table) if rows else (), under="version", shown="unit")
        return {row.pk: row for row in rows}

    def left_out(self, version):
        """The townships that carry the duty and would not after this adjustment: it is theirs to say too."""
        if self.case.kind != Kind.ADJUSTMENT:
            return []
        named = {unit.pk for unit in version.townships.all()}
        return [unit for unit in self._listed if unit.pk not in named]

    @cached_property
    def _listed(self):
        return list(ListedText(self.case).townships)

    @cached_property
    def written_by(self):
        """`WRITERS`."""
        return self._read(WRITERS)

    @cached_property
    def requests(self):
        rows = self._on_versions(REQUESTS)
        _hang(rows, "positions", self._on_versions(POSITIONS) if rows else (), under="consultation")
        return rows

    @cached_property
    def joined(self):
        """The cases joined into this one (并案), with their texts; none before the submission."""
        rows = self._read(JOINED) if self.case.submitted_at else []
        prefetch_related_objects(rows, "versions")
        return rows

    @cached_property
    def attachments(self):
        """(SHA-256, added at, removed at) of every attachment the application had."""
        return self._read(ATTACHMENTS)

    @cached_property
    def initial_reviews(self):
        """Drafts too."""
        return self._on_versions(INITIAL_REVIEWS) if self.case.accepted_at else []

    @cached_property
    def rounds(self):
        rows = self._on_versions(ROUNDS)
        reviews = self._read(REVIEWS) if rows else ()
        for carried in filter(None, (review.standing for review in reviews)):
            self._on_its_version(carried)
        _hang(rows, "reviews", reviews, under="round")
        _hang(reviews, "opinions", self._on_versions(OPINIONS) if reviews else (), under="review")
        return rows

    @cached_property
    def expert_views(self):
        return self._on_versions(EXPERT_VIEWS) if self.case.accepted_at else []

    @cached_property
    def hearings(self):
        rows = self._read(HEARINGS)
        _hang(rows, "parties", self._read(PARTIES) if rows else (), under="hearing")
        return rows

    @cached_property
    def sign_offs(self):
        return self._on_versions(SIGN_OFFS)

    @cached_property
    def decisions(self):
        """Lapsed ones too."""
        return self._on_versions(DECISIONS)

    @cached_property
    def filings(self):
        return self._on_versions(FILINGS)

    @cached_property
    def reasons(self):
        return self._on_versions(REASONS)

    @cached_property
    def reminders(self):
        return self._read(REMINDERS)


class _AtHand(QuerySet):
    """Rows read already; what is asked of them beyond that (`filter`, `order_by` …) is asked of these rows and no others."""

    def _chain(self):
        return QuerySet(self.model).filter(pk__in=[row.pk for row in self._result_cache])


def _hang(parents, name, children, *, under, shown=None):
    """What `parent.name.all()` gives from now on, without asking: the children that name it `under` that name, or what
    they have `shown`; as Django's own prefetch leaves them."""
    by_parent = defaultdict(list)
    for child in children:
        by_parent[getattr(child, f"{under}_id")].append(child)
    for parent in parents:
        own = by_parent[parent.pk]
        for child in own:
            setattr(child, under, parent)
        rows = _AtHand(type(parent)._meta.get_field(name).related_model)
        rows._result_cache = [getattr(child, shown) for child in own] if shown else own
        rows._prefetch_done = True
        parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows
