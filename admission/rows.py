"""The rows of one case, each table read once: what `dossier` reasons on and the pages show.

Who may read which of them is `queries`' to say. `Application.forget()` drops them after writing.
"""

from functools import cached_property

from django.db.models import Prefetch


class Rows:
    """The rows of one case, each table read once, when first asked for; whoever needs more of them asks here."""

    def __init__(self, case):
        self.case = case

    @cached_property
    def versions(self):
        """By id, oldest first."""
        rows = self.case.versions.select_related("department", "list_kind", "category")
        return {row.pk: row for row in rows.prefetch_related("townships", "related")}

    @cached_property
    def requests(self):
        return list(
            self.case.consultations.select_related("unit", "version", "round").prefetch_related(
                _rows(self.case.consultations, "positions", "version")
            )
        )

    @cached_property
    def joined(self):
        """The cases joined into this one (并案)."""
        return list(self.case.joined.select_related("applicant"))

    @cached_property
    def initial_reviews(self):
        """Drafts too."""
        return list(self._after_acceptance(self.case.initial_reviews.select_related("version")))

    @cached_property
    def rounds(self):
        return list(
            self._after_acceptance(self.case.rounds.select_related("version")).prefetch_related(
                reviews := _rows(self.case.rounds, "reviews", "unit", "standing__version"),
                _rows(reviews.queryset, "opinions", "version", path="reviews__opinions"),
            )
        )

    @cached_property
    def hearings(self):
        rows = self._after_acceptance(self.case.hearings.select_related("resolution"))
        return list(rows.prefetch_related(_rows(self.case.hearings, "parties", "unit")))

    @cached_property
    def sign_offs(self):
        return list(self._after_acceptance(self.case.sign_offs.select_related("version")))

    @cached_property
    def decisions(self):
        """Lapsed ones too."""
        return list(self._after_acceptance(self.case.decisions.select_related("version")))

    @cached_property
    def filings(self):
        return list(self._after_acceptance(self.case.filings.select_related("version")))

    @cached_property
    def reasons(self):
        return list(self.case.reasons.select_related("unit", "version"))

    @cached_property
    def reminders(self):
        return list(self.case.reminders.all())

    def _after_acceptance(self, rows):
        """Nothing of this kind is written before the case is accepted: no query for what cannot be there."""
        return rows if self.case.accepted_at else rows.none()


def _rows(of, name, *joined, path=None):
    """A prefetch of the rows `name` of the given ones, each joined with what it names: one query, not several."""
    rows = of.model._meta.get_field(name).related_model.objects.select_related(*joined)
    return Prefetch(path or name, rows)
