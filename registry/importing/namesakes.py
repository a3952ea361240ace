"""The rows of a file and the duties of the list that have one name: which is which. Asked by `pairing`."""

from collections import defaultdict
from operator import attrgetter

from registry.importing.likeness import BESIDE_WORDS, Likeness
from registry.importing.listed import TAKEN_BACK
from registry.states import EndKind

TOLD = 3  # duties that a problem names
MOST = 10_000  # pairs of a row and a duty of one name that are compared; who has more gives numbers


# the texts of a duty that rows are compared with
TODAY, TO_COME, ANY = attrgetter("today"), attrgetter("coming"), attrgetter("texts")


class Namesakes(Likeness):
    """The rows of one name, the duties so called today and those about to be called so, that no row has by its 编号.

    A step looks at all departments before the next one does, and gives rows what they alone may be before it looks again; all names
    take a step of STEPS before any takes the next, for a duty about to be renamed is looked for by two.
    """

    def __init__(self, pairing, positions, called, to_come, numbered):
        super().__init__(pairing.planner, pairing.entries, pairing.aside)
        self.found, self.taken = pairing.found, pairing.taken
        self.called, self.to_come = [each for each in called if not each.ended], to_come
        self.ended = [each for each in called if each.ended]
        self._look_among(self.called, TODAY)
        self.refused = set()
        self.numbered = numbered  # rows that are a duty by its 编号
        self.rows = defaultdict(list)  # of each department, the rows that name or get it
        for at in positions:
            self.rows[self._leads(at)].append(at)

    @property
    def free(self):
        return [each for each in self.duties if each.duty.pk not in self.taken]

    # -- STEPS -----------------------------------------------------------------------------------------------------------

    def refuse_repeated(self):
        self._refuse_repeated([at for positions in self.rows.values() for at in positions])

    def find_the_same(self):
        number = len({*map(id, self.called), *map(id, self.to_come)})
        if number > 1 and sum(map(len, self.rows.values())) * number > MOST:
            self._for_each_department(self._too_many)
        self._look_among(self.called, TODAY)
        self._for_each_department(self._same_text, self._same_text_of_others)

    def find_nearly_the_same(self):
        self._look_among(self.called, TODAY)
        self._for_each_department(self._nearly_the_same, self._nearly_the_same_of_others)

    def find_the_same_to_come(self):
        self._look_among(self.to_come, TO_COME)
        self._for_each_department(self._same_text, self._same_text_of_others)

    def find_nearly_the_same_to_come(self):
        self._look_among(self.to_come, TO_COME)
        self._for_each_department(self._nearly_the_same, self._nearly_the_same_of_others)

    def find_the_rest(self):
        self._look_among(self.called, ANY)
        self._for_each_department(self._words_of_ended, *self._by_less_than_words)

    def find_the_rest_to_come(self):
        self._look_among(self.to_come, ANY)
        self._for_each_department(*self._by_less_than_words)

    @property
    def _by_less_than_words(self):
        places = self._same_places, self._same_places_of_others
        return *places, self._last, self._last_of_others, self._hidden

    def refuse_doubles(self):
        """Of a duty that another row is already, a row is not what is to come of it entered anew."""
        known = [each for each in self.to_come if each.duty.pk in self.taken]
        for at in [at for positions in self.rows.values() for at in self._left(positions)] if known else ():
            self._look_among(self.called, TODAY)
            if any(self._says_the_same_on_other_paper(at, each) for each in self.free):
                continue
            self._look_among(self.to_come, TO_COME)
            if same := next((each for each in known if self._says_the_same_on_other_paper(at, each)), None):
                already = self.entries[self.taken[same.duty.pk]].said
                self._refuse(
                    at,
                    f"与{same.duty.code}待生效的文本相同，{already}已经是这一项，同一项只写一行；"
                    "不是这一项的，请写明编号",
                )

    def enter(self):
        for led, positions in self.rows.items():
            for at in self._left(positions):
                self._enter(at, self._would_bring_back(led, at))

    def _look_among(self, duties, texts):
        """What the looks that follow compare rows with: the duties, and of each those `texts`."""
        self.duties, self.texts = duties, texts

    def _for_each_department(self, *looks):
        leading = sorted(self.rows, key=lambda led: (led is not None, led or 0))
        for look in looks:
            for led in leading:
                look(led)

    # -- looks: of a department, by its key ------------------------------------------------------------------------------

    def _too_many(self, led):
        number = len({each.duty.pk for each in (*self.called, *self.to_come)})
        for at in self._asking(led):
            self._refuse(at, f"清单里有{number}项同名的事项，请在编号一栏写明是哪一项")

    def _same_text(self, led):
        self._give(self._asking(led), self._own(led), self._says_all)

    def _same_text_of_others(self, led):
        self._give(self._open(led), self._others(led), self._says_all)

    def _nearly_the_same(self, led):
        """Of a bureau that went on for the duty's; without, or still with, who is leaving; then on another paper, as each row of a
        list that is issued anew."""
        for fits in (self._says_the_same, self._says_the_same_on_other_paper):
            self._give(self._asking(led), self._own(led), fits)

    def _nearly_the_same_of_others(self, led):
        for fits in (self._says_the_same, self._says_the_same_on_other_paper):
            self._give(self._open(led), self._others(led), fits)

    def _same_places(self, led):
        self._give(self._asking(led), self._own(led), self._goes_the_same_there)
        self._refuse_each_unclear(self._give(self._asking(led), self._own(led), self._goes_the_same))

    def _same_places_of_others(self, led):
        asking = self._open(led)
        # a table without that column says nothing of departments: the places say more
        silent = [at for at in asking if "department" not in self.entries[at].by_storage]
        self._refuse_each_unclear(self._give(silent, self._others(led), self._goes_the_same))
        others = self._others_if_needed(led, self._own(led))
        self._refuse_each_unclear(self._give(asking, others, self._goes_the_same))

    def _words_of_ended(self, led):
        """A row that says what no duty says but one that no file brings back is that one: another of its name would get the words
        that were revoked."""
        for at in self._asking(led):
            if self._has_live_words(led, at):
                continue
            ended = [each for each in self._would_bring_back(led, at) if self._said_so(at, each)]
            if grounds_for_good(ended):
                self._enter(at, ended)

    def _has_live_words(self, led, at):
        """Whether a duty that the row may be says the same, though of other townships: then of none that another duty has, which
        would get the row by them."""
        may_be = (
            self._own(led) + self._own(led, public=False) + ([] if self._names(at) else self._others(led))
        )
        live = [each for each in may_be if self._differs_only_in(at, each, BESIDE_WORDS)]
        if any(self._says_the_same_on_other_paper(at, each) for each in live):
            return True
        return bool(live) and not any(self._goes_the_same(at, each) for each in may_be if each not in live)

    def _last(self, led):
        """The last duty is the last row's; of rows, those that name their department come before those that get it."""
        named, own = self._named(led), self._own(led)
        asking = named or self._asking(led)
        if len(asking) == 1 < len(own):
            own = [each for each in own if self._is_its_own(asking[0], each)] or own
        if len(asking) == len(own) == 1:
            self._take(asking[0], own[0])
        elif len(own) > 1:
            self._refuse_unclear(named, own)

    def _last_of_others(self, led):
        """Likewise for rows that name no department. A duty that a row which names its department may still be is not theirs."""
        asking, own = self._open(led), [] if self._named(led) else self._own(led)
        others = self._others_if_needed(led, own)
        may_be = own + [each for each in others if not any(map(self._named, self._leaders(each)))]
        if len(asking) == len(may_be) == 1:
            self._take(asking[0], may_be[0])
        elif len(may_be) > 1:
            self._refuse_unclear(asking, may_be)

    def _hidden(self, led):
        """What is 不予公开: by its own words; by more only where no public one of the department may be meant."""
        self._give(self._asking(led), self._own(led, public=False), self._says_the_same)
        if self._own(led):
            return
        self._refuse_each_unclear(
            self._give(self._asking(led), self._own(led, public=False), self._goes_the_same)
        )
        asking, own = self._named(led) or self._asking(led), self._own(led, public=False)
        if len(asking) == len(own) == 1:
            self._take(asking[0], own[0])
        elif len(own) > 1:
            self._refuse_unclear(asking, own)

    # -- who is left ------------------------------------------------------------------------------------------------------

    def _left(self, positions):
        return [at for at in positions if at not in self.found and at not in self.refused]

    def _asking(self, led):
        """Rows that may still be a listed duty: a number of their own, which none has, is a new one's."""
        return [at for at in self._left(self.rows.get(led, ())) if not self.entries[at].code]

    def _named(self, led):
        return [at for at in self._asking(led) if self._names(at)]

    def _open(self, led):
        return [at for at in self._asking(led) if not self._names(at)]

    def _own(self, led, public=True):
        """The public duties of the department, or its hidden ones."""
        return [each for each in self.free if led in self._leaders(each) and each.version.is_public == public]

    def _others(self, led):
        """Those with another department that rows may be which name none: of a list that may lack departments whichever they
        have, else where they have none."""
        lacking = self.planner.kind.may_lack_department
        others = [each for each in self.free if led not in self._leaders(each) and each.version.is_public]
        return [each for each in others if lacking or None in self._leaders(each)]

    def _others_if_needed(self, led, own):
        """Likewise where those of the rows' own department do not suffice."""
        return [] if len(own) >= len(self._open(led)) else self._others(led)

    # -- who is who -------------------------------------------------------------------------------------------------------

    def _give(self, positions, duties, fits):
        """Give each row the only duty that fits it, until nothing moves; {row: duties} of those that several fit."""
        positions, several, moves = sorted(positions, key=self._turn), {}, bool(duties)
        while moves:
            left = [each for each in duties if each.duty.pk not in self.taken]
            may_be = {at: [each for each in left if fits(at, each)] for at in self._left(positions)}
            only = [(at, mine[0]) for at, mine in may_be.items() if len(mine) == 1]
            several, moves = {at: mine for at, mine in may_be.items() if len(mine) > 1}, bool(only)
            for at, current in only:
                if current.duty.pk not in self.taken:
                    self._take(at, current)
        return several

    def _turn(self, at):
        """Of rows that are equally near, the one that names its department goes first, then the one that says more (an open cell
        may say what any duty says); what they say decides between the rest, so that the order of rows does not."""
        said = [text for key, text in self.entries[at].given.items() if text and key not in self.aside]
        led = self.entries[at].department
        return not self._names(at), -len(said), sorted(self._where(at)), self._says(at), led.pk if led else 0

    def _would_bring_back(self, led, at):
        """Those that have ended which the row would bring back, were it a new duty: of its department; where it names none, also
        those without, and whosever they were where rows may be anybody's."""
        lacking = self.planner.kind.may_lack_department
        anybodys = led is None or (lacking and "department" not in self.entries[at].by_storage)
        return [
            each
            for each in self.ended
            if led in self._leaders(each)
            or (not self._names(at) and (anybodys or None in self._leaders(each)))
        ]

    def _take(self, at, current):
        self.found[at] = current
        self.taken[current.duty.pk] = at

    def _enter(self, at, ended):
        """A new duty, unless it brings one back that no file brings back (灵川 第十条)."""
        kinds = grounds_for_good(ended)
        for each in ended if not kinds else ():  # 取消 by the last of them; others may have left it for good
            if back := self.planner.back(self.entries[at], each):
                self._refuse(at, back, "townships")
                return
        if not kinds:
            self.found[at] = None
            return
        became = "已经转列其他清单" if kinds == {EndKind.MOVED} else "已经撤销"
        codes = "、".join([each.duty.code for each in ended if each.end_kind in kinds][:TOLD])
        self._refuse(at, f"与{became}的{codes}{self._alike(at)}，须重新准入后才能列入")

    # -- what is refused --------------------------------------------------------------------------------------------------

    def _refuse_repeated(self, positions):
        """Rows that repeat another; without a number also one that has the number of a listed duty."""
        seen = {self._all_of(at, ""): at for at in reversed(self.numbered)}
        # a row that names its department is none that is told to be another's double by the one it gets
        several = len(positions) + len(self.numbered) > 1
        for at in sorted(positions, key=lambda at: (not self._names(at), at)) if several else ():
            first = seen.setdefault(self._all_of(at), at)
            if first == at:
                continue
            but = "，只是没有编号" if first in self.numbered else ""
            alike = f"与{self.entries[first].said}完全相同{but}"
            if self._names(at) or not self._names(first):
                self._refuse(at, alike)
            else:
                got = self.entries[at].department.short_name
                self._refuse(at, f"没有写部门，照选定的{got}，就{alike}", "department")

    def _refuse_unclear(self, positions, duties):
        """Refuse the rows, which may be any of these."""
        for at in positions:
            self._refuse(at, f"清单里有{len(duties)}项{self._alike(at)}的事项，请在编号一栏写明是哪一项")

    def _refuse_each_unclear(self, several):
        for at, duties in several.items():
            self._refuse_unclear([at], duties)

    def _refuse(self, at, text, storage="name"):
        self.planner.refuse(self.entries[at], text, storage)
        self.refused.add(at)

    def _alike(self, at):
        return "同名、同部门" if self._names(at) else "同名"


def grounds_for_good(ended):
    """The grounds of those that no file brings back: not 取消, nor a term that ran out."""
    return {each.end_kind for each in ended} - {*TAKEN_BACK}


STEPS = (
    Namesakes.refuse_repeated,
    Namesakes.find_the_same,
    Namesakes.find_nearly_the_same,
    Namesakes.find_the_same_to_come,
    Namesakes.find_nearly_the_same_to_come,
    Namesakes.refuse_doubles,
    Namesakes.find_the_rest,
    Namesakes.find_the_rest_to_come,
    Namesakes.enter,
)
