"""The rows of one case, each table read once: what `dossier` reasons on and the pages show.

Who may read which of them is `queries`' to say. `Application.forget()` drops them after writing.
"""

from functools import cached_property

from django.db.models import Prefetch, Q

from admission.states import FileRole, State

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

    `stood_in` is set by whoever has read the stays anyway. `until`: only what was written by that moment; what a row
    says of itself later (that it lapsed) stays.
    """

    def __init__(self, case, until=None):
        self.case, self.until = case, until

    def _by(self, moment, rows):
        return rows if self.until is None else rows.filter(**{f"{moment}__lte": self.until})

    @cached_property
    def versions(self):
        """By id, oldest first."""
        rows = self._by("frozen_at", self.case.versions)
        rows = rows.select_related("department", "list_kind", "category")
        return {row.pk: row for row in rows.prefetch_related("townships", "related")}

    @cached_property
    def written_by(self):
        """(who began the 稿, who handed it in, for whom, for which unit), of every 稿 but those of paper applications; of
        the cases joined into this one too."""
        case = self.case
        rows = type(case.version).objects.filter(
            Q(application=case) | Q(application__joined_to=case), application__on_paper=False
        )
        columns = ("created_by", "handed_in_by", "handed_in_for", "application__applicant")
        return list(rows.order_by().values_list(*columns))

    @cached_property
    def requests(self):
        rows = self._by("asked_at", self.case.consultations).select_related("unit", "version", "round")
        given = _joined(self.case.consultations, "positions", "version")
        given.queryset = self._by("issued_at", given.queryset)
        return list(rows.prefetch_related(given))

    @cached_property
    def joined(self):
        """The cases joined into this one (并案), with their texts; none before the submission."""
        if not self.case.submitted_at:
            return []
        rows = self._by("state_since", self.case.joined).select_related("applicant")
        return list(rows.prefetch_related("versions"))

    @cached_property
    def attachments(self):
        """(SHA-256, added at, removed at) of every attachment the application had."""
        rows = self._by("added_at", self.case.files.filter(role=FileRole.ATTACHMENT))
        return list(rows.values_list("file__sha256", "added_at", "removed_at"))

    @cached_property
    def initial_reviews(self):
        """Drafts too."""
        rows = self._by("issued_at", self.case.initial_reviews)
        return list(rows.select_related("version")) if self.case.accepted_at else []

    @cached_property
    def rounds(self):
        reviews = _joined(self.case.rounds, "reviews", "unit", "standing__version")
        opinions = _joined(reviews.queryset, "opinions", "version", path="reviews__opinions")
        opinions.queryset = self._by("issued_at", opinions.queryset)
        return self._written("rounds", "opened_at", "version", prefetch=(reviews, opinions))

    @cached_property
    def expert_views(self):
        rows = self._by("filed_at", self.case.expert_views).select_related("version")
        return list(rows) if self.case.accepted_at else []

    @cached_property
    def hearings(self):
        parties = _joined(self.case.hearings, "parties", "unit")
        return self._written("hearings", "opened_at", "resolution", prefetch=(parties,))

    @cached_property
    def sign_offs(self):
        return self._written("sign_offs", "signed_at", "version")

    @cached_property
    def decisions(self):
        """Lapsed ones too."""
        return self._written("decisions", "recorded_at", "version")

    @cached_property
    def filings(self):
        return self._written("filings", "recorded_at", "version")

    @cached_property
    def reasons(self):
        return list(self._by("at", self.case.reasons).select_related("unit", "version"))

    @cached_property
    def reminders(self):
        return list(self._by("at", self.case.reminders.all()))

    def _written(self, name, moment, *joined, prefetch=()):
        case, known = self.case, self.case.stood_in
        if not case.accepted_at or (known is not None and not {*known, case.state} & WRITTEN_IN[name]):
            return []
        rows = self._by(moment, getattr(case, name))
        return list(rows.select_related(*joined).prefetch_related(*prefetch))


def _joined(of, name, *joined, path=None):
    """A prefetch of the rows `name` of the given ones, each joined with what it names: one query, not several."""
    rows = of.model._meta.get_field(name).related_model.objects.select_related(*joined)
    return Prefetch(path or name, rows)
