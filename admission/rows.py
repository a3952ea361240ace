"""The rows of one case, each table read once: what `dossier` reasons on and the pages show.

Who may read which of them is `queries`' to say. `Application.forget()` drops them after writing.
"""

from functools import cached_property

from django.db.models import Prefetch

from admission.states import State

# acts write such a row only while the case stands in one of these states; none before it is accepted
WRITTEN_IN = {
    "rounds": {State.CIRCULATING},
    "hearings": {State.COORDINATING, State.DELIBERATING},
    "sign_offs": {State.SIGNING},
    "decisions": {State.DECIDING},
    "filings": {State.UPPER_REVIEW},
}


class Rows:
    """Each table when first asked for; where the case knows which states it stood in, not those that none of them writes.

    `stood_in` is set by whoever has read the stays anyway.
    """

    def __init__(self, case):
        self.case = case

    @cached_property
    def versions(self):
        """By id, oldest first."""
        rows = self.case.versions.select_related("department", "list_kind", "category")
        return {row.pk: row for row in rows.prefetch_related("townships", "related")}

    @cached_property
    def requests(self):
        rows = self.case.consultations.select_related("unit", "version", "round")
        return list(rows.prefetch_related(_joined(self.case.consultations, "positions", "version")))

    @cached_property
    def joined(self):
        """The cases joined into this one (并案)."""
        return list(self.case.joined.select_related("applicant"))

    @cached_property
    def initial_reviews(self):
        """Drafts too."""
        return list(self.case.initial_reviews.select_related("version")) if self.case.accepted_at else []

    @cached_property
    def rounds(self):
        reviews = _joined(self.case.rounds, "reviews", "unit", "standing__version")
        opinions = _joined(reviews.queryset, "opinions", "version", path="reviews__opinions")
        return self._written("rounds", "version", prefetch=(reviews, opinions))

    @cached_property
    def hearings(self):
        parties = _joined(self.case.hearings, "parties", "unit")
        return self._written("hearings", "resolution", prefetch=(parties,))

    @cached_property
    def sign_offs(self):
        return self._written("sign_offs", "version")

    @cached_property
    def decisions(self):
        """Lapsed ones too."""
        return self._written("decisions", "version")

    @cached_property
    def filings(self):
        return self._written("filings", "version")

    @cached_property
    def reasons(self):
        return list(self.case.reasons.select_related("unit", "version"))

    @cached_property
    def reminders(self):
        return list(self.case.reminders.all())

    def _written(self, name, *joined, prefetch=()):
        case, known = self.case, self.case.stood_in
        if not case.accepted_at or (known is not None and not {*known, case.state} & WRITTEN_IN[name]):
            return []
        return list(getattr(case, name).select_related(*joined).prefetch_related(*prefetch))


def _joined(of, name, *joined, path=None):
    """A prefetch of the rows `name` of the given ones, each joined with what it names: one query, not several."""
    rows = of.model._meta.get_field(name).related_model.objects.select_related(*joined)
    return Prefetch(path or name, rows)
