"""Opinions that a unit's handler sent and its head issues, several on one page: what each says, and why one is left out."""

from dataclasses import dataclass

from admission import rules
from admission.models import Opinion
from admission.opinions import finding_said, last_written, question_of
from admission.pages.opinion import waits_for_head, why_not_issue
from admission.queries import reviews_for
from admission.states import View


@dataclass
class Sent:
    """The unit's review of one case: with `left_out` it cannot be issued here."""

    case: object
    review: object = None
    left_out: str = ""

    @property
    def says(self):
        """[(label, text)] of what would be issued."""
        draft = self.review.draft
        written = Opinion(finding=draft.get("finding", ""), details=draft.get("details") or {})
        finding = finding_said(written, question_of(self.review, self.case.rules))
        rows = [
            ("审查结论", finding),
            ("总体意见", View(draft["view"]).label),
            ("条件", draft.get("conditions")),
            ("理由", draft.get("reasons")),
        ]
        return [(label, text) for label, text in rows if text]

    @property
    def written(self):
        return last_written(self.review)

    @property
    def stamp(self):
        """What the page was made of: round, 稿, and when the unit last wrote."""
        return f"{self.review.round.number} {self.review.round.version_id} {self.written}"


def sent_in(case, by):
    """The unit's open review of the case that waits for its head's hand, as a `Sent`."""
    own = (row for row in reviews_for(case, by) if row.asked and row.round.closed_at is None)
    review = next(own, None)
    if review is None or not waits_for_head(review):
        return Sent(case, left_out="没有送签的意见，或者已经签发。")
    if not rules.may_issue_opinion(review, by):
        return Sent(case, review, left_out=why_not_issue(review, by))
    return Sent(case, review)
