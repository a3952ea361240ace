"""A temporary duty of two townships, from its first day to its last (灵川 第四至六条、第十条; I-60 to I-63).

What is in force follows from dates alone, and nobody has to do anything at 24:00.
"""

from dataclasses import dataclass, field, fields
from datetime import date, timedelta

from hypothesis import strategies as st

from audit import clock
from registry.actions import DutyFacts, NotPossible, amend_duty, retire_duty, set_effective, set_end
from registry.models import DutyVersion
from registry.queries import in_force_on
from supervision import queries
from supervision.actions import endings, promised
from supervision.models import EndCheck, Guarantee
from tests.factories import number, unit, units
from tests.supervision.promising import admitted
from tests.supervision.test_temporary import TEMPORARY

PLACES = ("lcz", "dxz")
SOME = [("lcz",), ("dxz",), PLACES]
A_DAY = timedelta(days=1)
WARNED = timedelta(days=30)


@dataclass
class Text:
    """What the list says from `since` on until another text counts: `last` has every township that it names, with its last
    day where a revocation said one; `pending`: of which it is still to say one."""

    since: date
    to: date
    last: dict
    pending: set = field(default_factory=set)

    @property
    def staying(self):
        return {place for place, last in self.last.items() if last is None} - self.pending


class TemporaryDuty:
    def __init__(self):
        today = clock.today()
        since, to = today - 5 * A_DAY, today + 12 * A_DAY
        given = {"townships": PLACES, "days_ago": 5, "term_from": since, "term_until": to}
        self.duty = admitted("示例阶段性任务", **given, **TEMPORARY)
        self.texts, self.asked = [Text(since, to, dict.fromkeys(PLACES))], set()

    # -- what it must be -------------------------------------------------------------------------------------------------------

    def text_on(self, day):
        return next((text for text in reversed(self.texts) if text.since <= day), None)

    def carries(self, place, day):
        text = self.text_on(day)
        return bool(text) and day <= text.to and place in text.last and day <= (text.last[place] or day)

    def ended_on(self, place):
        """The place's last day, by the last text that names it: its own, of the term, before the text that leaves it out."""
        at = max(number for number, text in enumerate(self.texts) if place in text.last)
        text = self.texts[at]
        left_out = self.texts[at + 1].since - A_DAY if at + 1 < len(self.texts) else None
        return min(filter(None, (text.to, text.last[place], left_out)))

    # -- what happens ----------------------------------------------------------------------------------------------------------

    def morning(self):
        promised.enter_guarantees()
        promised.lapse_guarantees()
        ends = {(place, self.ended_on(place)) for place in PLACES}
        over = {(place, day) for place, day in ends if day < clock.today()}
        assert endings.ask_ends() == len(over - self.asked)  # each township once for each end
        self.asked |= over

    def retire(self, draw):
        """A revocation is approved for these townships; which day is their last, its notice says."""
        text, places = self.texts[-1], set(draw(st.sampled_from(SOME)))
        if self._is_done(places <= text.staying, retire_duty, townships=units(sorted(places)), kind="done"):
            text.pending |= places

    def end(self, draw):
        text, places, today = self.texts[-1], set(draw(st.sampled_from(SOME))), clock.today()
        given = {"townships": units(sorted(places)), "document_number": number(), "ended_on": today}
        if self._is_done(places <= text.pending and text.since <= today, set_end, **given):
            text.pending -= places
            text.last |= dict.fromkeys(places, today)

    def adjust(self, draw):
        """Longer, or for a township fewer: another text, from tomorrow on; never of what is over."""
        before, today = self.texts[-1], clock.today()
        stay, to = before.staying, before.to + draw(st.sampled_from([0, 15])) * A_DAY
        if len(stay) == 2 and draw(st.booleans()):
            stay = {draw(st.sampled_from(PLACES))}
        if before.pending or not stay or not before.since <= today <= before.to or to <= today:
            return
        old = self.duty.versions.get(number=len(self.texts))
        facts = {each.name: getattr(old, each.name) for each in fields(DutyFacts)} | {"term_until": to}
        given = {"townships": units(sorted(stay)), "department": unit("zjj"), "case": "示例"}
        text = amend_duty(duty=self.duty, facts=DutyFacts(**facts), **given)
        set_effective(version=text, document_number=number(), issued_on=today, effective_from=today + A_DAY)
        self.texts.append(Text(today + A_DAY, to, dict.fromkeys(stay)))

    def _is_done(self, possible, action, **given):
        try:
            action(duty=self.duty, **given)
            done = True
        except NotPossible:
            done = False
        assert done == possible
        return done

    # -- checked ---------------------------------------------------------------------------------------------------------------

    def check(self):
        today = clock.today()
        for day in {today - A_DAY, today, today + A_DAY, self.texts[-1].to, self.texts[-1].to + A_DAY}:
            for place in PLACES:
                found = DutyVersion.objects.filter(in_force_on(day, unit(place)), duty=self.duty).exists()
                assert found == self.carries(place, day), (day, place)
        checks = EndCheck.objects.filter(duty=self.duty).values_list("township__code", "ended_on")
        assert sorted(checks) == sorted(self.asked)
        owed = Guarantee.objects.filter(duty=self.duty).exclude(state="lapsed")
        assert all(self.carries(place, today) for place in owed.values_list("township__code", flat=True))
        text = self.text_on(today)
        prompted = queries.expiring(self.duty.county).filter(duty=self.duty).exists()
        assert prompted == (bool(text.staying) and text.to <= today + WARNED)
