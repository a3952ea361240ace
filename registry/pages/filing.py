"""清单备案: the next editions of the counties below that were sent on their way, as a body above them sees them."""

from dataclasses import dataclass

from django.db.models import Case, IntegerField, When

from registry.models import EditionDraft
from registry.states import SENT_DRAFTS, DraftState, StepOutcome

AT_MOST = 200  # what waits, then the newest; a body looks up older ones on the county's own pages


@dataclass
class Stand:
    """A draft and the path it takes."""

    draft: EditionDraft
    path: tuple

    @property
    def current(self):
        return next((step for step in self.path if step.key == self.draft.step), None)

    @property
    def word(self):
        """Where it stands: 待市级审核, else the name of its state."""
        if self.draft.state == DraftState.UNDER_WAY and self.current:
            return f"待{self.current.label}"
        return self.draft.get_state_display()


@dataclass
class Line(Stand):
    """A draft, what was said of it, and whether it waits for this body."""

    key: str  # of the unit that looks

    @property
    def own_steps(self):
        return {step.key for step in self.path if step.unit_key == self.key}

    @property
    def waits(self):
        """For this body to pass or return it."""
        return self.draft.state == DraftState.UNDER_WAY and self.draft.step in self.own_steps

    @property
    def passed(self):
        """By this body, whatever became of it since."""
        said = {row.key for row in self.draft.steps.all() if row.outcome == StepOutcome.PASSED}
        return not self.waits and bool(said & self.own_steps)

    @property
    def state(self):
        """(key, word) of components/state.html."""
        if self.waits:
            return "todo", self.word
        return ("done" if self.draft.state == DraftState.PUBLISHED else "wait"), self.word


class Filing:
    """Drafts of the counties that were sent, what waits for the body before all others, newest first. Three queries however many
    counties there are."""

    def __init__(self, counties, unit):
        turn = When(state=DraftState.UNDER_WAY, turn=unit.key, then=0)
        waits = Case(turn, default=1, output_field=IntegerField())
        drafts = list(
            EditionDraft.objects.filter(county__in=counties, state__in=SENT_DRAFTS)
            .select_related("county", "edition", "regime")
            .prefetch_related("steps")
            .defer("content", "regime__text")
            .order_by(waits, "-created_at", "-pk")[:AT_MOST]
        )
        paths = paths_of(drafts)
        self.lines = [Line(draft, paths[draft.pk], unit.key) for draft in drafts]

    @property
    def waiting(self):
        return [line for line in self.lines if line.waits]

    @property
    def passed(self):
        return [line for line in self.lines if line.passed]

    @property
    def others(self):
        return [line for line in self.lines if not line.waits and not line.passed]


def paths_of(drafts):
    """{draft's pk: the steps it has to pass}; of one that is not sent nothing is asked yet."""
    return {draft.pk: () if draft.state == DraftState.DRAFTING else draft.path for draft in drafts}
