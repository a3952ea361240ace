"""The rows of one case, each table read once: what `dossier` reasons on and the pages show.

Who may read which of them is `queries`' to say. `Application.forget()` drops them after writing.
"""

from functools import cached_property

from django.db.models import Prefetch

from admission.states import State

# acts write such a row only while the case stands in one of these states
WRITTEN_IN = {
    "rounds": {State.CIRCULATING},
    "hearings": {State.COORDINATING, State.DELIBERATING},
    "sign_offs": {State.SIGNING},
    "decisions": {State.DECIDING},
    "filings": {State.UPPER_REVIEW},
}


class Rows:
    """Each table when first asked for; not at all where the case never stood in a state that writes it.

    Texts are joined to nothing: a row's `version` is the one of `versions`, read once.
    """

    def __init__(self, case):
        self.case = case

    @cached_property
    def versions(self):
        """By id, oldest first."""
        rows = self.case.versions.select_related("department", "list_kind", "category")
        return {row.pk: row for row in rows.prefetch_related("townships", "related")}

    @cached_property
    def states(self):
        """Every state the case stood in, the present one included."""
        return {self.case.state, *(stay.state for stay in self.case.stays.all())}

    @cached_property
    def requests(self):
        rows = self._texts(
            self.case.consultations.select_related("unit", "round").prefetch_related("positions")
        )
        for row in rows:
            self._texts(row.positions.all())
        return rows

    @cached_property
    def joined(self):
        """The cases joined into this one (并案)."""
        return list(self.case.joined.select_related("applicant"))

    @cached_property
    def initial_reviews(self):
        """Drafts too."""
        return self._texts(self.case.initial_reviews.all()) if self.case.accepted_at else []

    @cached_property
    def rounds(self):
        asked = _joined(self.case.rounds, "reviews", "unit", "standing")
        rows = self._written("rounds", prefetch=(asked, "reviews__opinions"))
        reviews = [review for row in rows for review in row.reviews.all()]
        for review in reviews:
            self._texts(review.opinions.all())
        self._texts([review.standing for review in reviews if review.standing])
        return rows

    @cached_property
    def hearings(self):
        return self._written(
            "hearings", "resolution", prefetch=[_joined(self.case.hearings, "parties", "unit")]
        )

    @cached_property
    def sign_offs(self):
        return self._written("sign_offs")

    @cached_property
    def decisions(self):
        """Lapsed ones too."""
        return self._written("decisions")

    @cached_property
    def filings(self):
        return self._written("filings")

    @cached_property
    def reasons(self):
        return self._texts(self.case.reasons.select_related("unit"))

    @cached_property
    def reminders(self):
        return list(self.case.reminders.all())

    def _written(self, name, *joined, prefetch=()):
        if not self.states & WRITTEN_IN[name]:
            return []
        return self._texts(getattr(self.case, name).select_related(*joined).prefetch_related(*prefetch))

    def _texts(self, rows):
        """The rows, each pointing at its text among `versions`."""
        for row in rows:
            row.version = self.versions.get(row.version_id)
        return list(rows)


def _joined(of, name, *joined):
    """A prefetch of the rows `name` of the given ones, each joined with what it names: one query, not several."""
    rows = of.model._meta.get_field(name).related_model.objects.select_related(*joined)
    return Prefetch(name, rows)
