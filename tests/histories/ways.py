"""What a thing followed up may go through, as a small model: its table of moves, and what it must be after each.

Of each kind there is a `Way`, written from the issue's words and the invariants, apart from the code
(`reporting`, `matters`, `promising`, `ending`, `rating`). `go_on` draws a history of it and compares after every move.
"""

from datetime import timedelta

from django.db import transaction
from hypothesis import strategies as st

from admission.act import NotAllowed, Refused, Stale
from audit import clock
from audit.models import Event
from supervision.acts import available
from supervision.models import DayChange
from tests.cast import seat

OFFICE, HEAD, TOWNSHIP, TOWNSHIP_HEAD = ("bb-jb", "bb-fz"), ("bb-fz",), ("lcz-jb", "lcz-fz"), ("lcz-fz",)
DEPARTMENT, ITS_HEAD, OTHER, BODY_HEADS = ("zjj-jb", "zjj-fz"), ("zjj-fz",), ("gaj-jb",), ("xwb-fz", "zgb-fz")
SEATS = sorted({*OFFICE, *TOWNSHIP, *DEPARTMENT, *OTHER, *BODY_HEADS, "zjr", "rd-jb", "dxz-fz"})
NOBODY = ((), {})


class Way:
    """One thing of the kind, as it must be: `state`, and what a subclass knows beside. Made anew for each history.

    `moves`: {verb: (who, {state: state after, or those it may be})}; `ends`: states with no way out; `by_the_day`: the
    same of what the daily command does; `beside`: what may happen meanwhile, by no act on the thing; `days`: acts that may
    move its day, which `clocks` names: {its name in the changes kept: its field}.
    """

    share = 250  # one in so many of HISTORIES
    steps = 8  # moves of a short history; a long one has as many more as STEPS says
    subject, actions = "", None
    moves, ends, by_the_day, beside, days, clocks = {}, (), {}, (), (), {}
    begun_as, begins_after = (
        "",
        0,
    )  # the state its first event goes out from; days after which a history of it begins

    @classmethod
    def prepare(cls):
        """Rows that every history finds as they were."""
        return {}

    def __init__(self, prepared, seats=SEATS):
        self.prepared, self.seats = prepared, seats

    def begin(self, draw):
        """The row; `state` is set."""
        raise NotImplementedError

    def morning(self):
        """The daily command: how many were told that they are late. Brings the model to the day."""
        return 0

    def words(self, verb, who, ahead, draw):
        """What the form of the act would bring; `ahead`: days to a date that is named."""
        return {"text": "说明。"}

    def refuses(self, verb, who, given):
        """Where the table allows the act and its own condition does not."""
        return False

    def after(self, verb, given):
        """Which of several states it must be in then."""
        raise NotImplementedError

    def done(self, verb, who, given):
        """Remember what was done."""

    def is_late(self):
        """Whether somebody is behind the day; None where nobody is told of it."""
        return

    def day(self):
        return None

    def check(self):
        """What else the rows say."""

    # -- the same for all ---------------------------------------------------------------------------------------------------

    def reread(self):
        self.row = type(self.row).objects.select_related(*self.row.NAMED).get(pk=self.row.pk)
        return self.row

    def expected(self, verb, who, given):
        may, states = self.moves[verb]
        if who not in may:
            return "forbidden"
        if self.state not in states:
            return "stale"
        return "refused" if self.refuses(verb, who, given) else "done"

    def make(self, verb, who, given):
        lock = {} if verb == "answer" else {"lock": self.row.lock}
        try:
            with transaction.atomic():
                getattr(self.actions, verb)(**{self.subject: self.row}, by=seat(who), **lock, **given)
        except NotAllowed:
            return "forbidden"
        except Stale:
            return "stale"
        except Refused:
            return "refused"
        return "done"

    def move_on(self, verb, who, given):
        target = self.moves[verb][1][self.state]
        self.state = target if isinstance(target, str) else self.after(verb, given)
        assert self.state == target or self.state in target
        self.done(verb, who, given)

    def folded(self):
        """The state that the record of the acts ends in."""
        return self.state

    def check_all(self):
        """Row, record and model agree, whatever was done."""
        assert self.row.state == self.state
        state, events = self.begun_as, list(self._events())
        for event in events:
            assert event.source == state, (event.verb, event.source, state)  # I-79
            state = event.target
            if event.source and event.source != event.target:
                after = (self.moves | {verb: (None, how) for verb, how in self.by_the_day.items()})[
                    event.verb
                ][1]
                assert event.target == after[event.source] or event.target in after[event.source]
        assert state == self.folded()
        assert self.row.lock == len(events)  # I-78
        self._check_days()
        self.check()
        if self.state in self.ends:  # I-82
            assert [verb for who in self.seats for verb in available(self.row, seat(who))] == []

    def _events(self):
        return Event.objects.filter(subject=str(self.row.uuid), outcome="done").order_by("seq")

    def _check_days(self):
        """Followed from the first one promised, the changes of a day lead to the one it has now (I-77)."""
        promised = dict(self.first)
        for change in DayChange.objects.filter(subject=self.row.uuid).order_by("pk"):
            assert promised.setdefault(change.clock, change.old) == change.old
            assert change.reason
            promised[change.clock] = change.new
        for name, field in self.clocks.items():
            assert promised.get(name, getattr(self.row, field)) == getattr(self.row, field)

    def check_told(self, told):
        """逾期 was told once for each day promised (I-58, I-73)."""
        late = list(self._events().filter(verb="tell_late").values_list("data", flat=True))
        assert len(set(late)) == len(late) == told


def go_on(way, draw, steps):
    """A history: the day comes, perhaps something happens beside it, then somebody tries an act."""
    begun, days, told, moves = clock.now(), way.begins_after, 0, []
    way.begin(draw)
    way.reread()
    way.first = {
        name: getattr(way.row, field) for name, field in way.clocks.items() if getattr(way.row, field)
    }
    try:
        for _ in range(steps):
            if draw(st.integers(0, 4)) == 0:
                days += draw(st.sampled_from([1, 3, 8, 30]))
            with clock.at(begun + timedelta(days=days)):
                told += way.morning()
                way.reread()
                if way.is_late():
                    assert way.row.told_late_of == way.day()
                _step(way, draw, moves)
                way.check_all()
        way.check_told(told)
    except Exception as failure:
        failure.add_note("The moves:\n" + "\n".join(f"    {move}" for move in moves))
        raise


def _step(way, draw, moves):
    if way.beside and draw(st.integers(0, 4)) == 0:
        happens = draw(st.sampled_from(way.beside))
        moves.append((clock.today(), happens))
        getattr(way, happens)()
        way.reread()
        return
    fitting = sorted(verb for verb, (_, states) in way.moves.items() if way.state in states)
    verb = draw(st.sampled_from(fitting if fitting and draw(st.booleans()) else sorted(way.moves)))
    may = way.moves[verb][0]
    who = draw(st.sampled_from(may if may and draw(st.integers(0, 2)) else way.seats))
    ahead, was = draw(st.sampled_from([15, 40, 1, 0, -3])), way.day()
    given = way.words(verb, who, ahead, draw)
    moves.append((clock.today(), way.state, verb, who, given))
    foreseen = way.expected(verb, who, given)
    assert way.make(verb, who, given) == foreseen
    if foreseen == "done":
        way.move_on(verb, who, given)
    way.reread()
    if verb not in way.days or foreseen != "done":
        assert way.day() == was
