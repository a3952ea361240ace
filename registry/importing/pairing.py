"""Which duty of the list a row of a file is. Asked by `planning`, to whose plan it adds what stands in the way.

In whichever order the rows stand, the answer is the same, but for which of several equally near ones is which.
"""

import re
from collections import defaultdict

from registry.models import Duty
from registry.normalize import normalized
from registry.states import EndKind

MOST = 10_000  # pairs of one name, department and townships that are compared by all they say; who has more gives numbers


class Pairing:
    """Which duty of the list each row is: by 编号; else by name and department, then townships, then all it says. A row that names
    no department may also be one of its name that has another than the row would get, where no other row is that one.

    `found`: {place in entries: Current, or None for a new one}; a row that could be two has a problem and is not in it.
    """

    def __init__(self, planner, entries):
        self.planner, self.entries, self.found = planner, entries, {}
        self.by_code = {each.duty.code: each for each in planner.known}
        county = planner.reader.county
        self.elsewhere = set(
            Duty.objects.filter(county=county).exclude(list_kind=planner.kind).values_list("code", flat=True)
        )
        self.departments = {each.key for each in planner.columns if each.storage == "department"}
        self.prefixes = [kind.prefix for kind in county.list_kinds.exclude(pk=planner.kind.pk)]
        self._by_code()
        self._by_name()

    def _by_code(self):
        seen = {}
        for at, entry in enumerate(self.entries):
            if not entry.code:
                continue
            if entry.code in seen:
                first = self.entries[seen[entry.code]]
                self.planner.refuse(entry, f"编号与{first.said}相同", "code")
                self.found.pop(at, None)
                continue
            seen[entry.code] = at
            current = self.by_code.get(entry.code)
            if current and current.ended:
                self.planner.refuse(entry, "这个编号的事项已经终止，须重新准入后才能列入", "code")
            elif current:
                self.found[at] = current
            elif self._is_anothers(entry.code):
                self.planner.refuse(entry, "这个编号属于另一种清单", "code")

    def _is_anothers(self, code):
        ours = any(re.fullmatch(re.escape(prefix) + r"\d+", code) for prefix in self.prefixes)
        return ours or code in self.elsewhere

    def _by_name(self):
        taken = {current.duty.pk for current in self.found.values()}
        refused = {(problem.sheet, problem.row) for problem in self.planner.result.problems}
        rows, called = defaultdict(list), defaultdict(list)
        for at, entry in enumerate(self.entries):
            if at not in self.found and (entry.sheet, entry.row) not in refused:
                rows[normalized(entry.name)].append(at)
        for current in self.planner.known:
            if current.duty.pk not in taken:
                called[current.version.normalized_name].append(current)
        for name, places in rows.items():
            if len(places) == 1 and name not in called:  # most rows of a first list
                self.found[places[0]] = None
            else:
                _OfOneName(self, places, called.get(name, ())).pair()


class _OfOneName:
    """The rows of one name and the duties so called that no row has by its 编号."""

    def __init__(self, pairing, places, duties):
        self.planner, self.entries, self.found = pairing.planner, pairing.entries, pairing.found
        self.rows = defaultdict(list)  # of each department, the rows that name or get it
        for at in places:
            led = self.entries[at].department
            self.rows[led and led.pk].append(at)
        self.listed = {each.duty.pk: each for each in duties if not each.ended}
        self.ended = [each for each in duties if each.ended]
        self.departments = pairing.departments

    def pair(self):
        left = {led: self._near(self._each_once(places), self._led(led)) for led, places in self.rows.items()}
        still = {led: self._rest_of(led, left[led]) for led in sorted(left, key=_departments_last)}
        may_be = {led: own + self._others(led, places, own) for led, (places, own) in still.items()}
        for led, (places, _) in still.items():
            left[led] = self._near(places, self._free(may_be[led]))
        for led, duties in may_be.items():
            ended = [each for each in self.ended if self._led_by(each) == led or self._comes_back(led, each)]
            self._judge(left[led], self._free(duties), ended)

    def _free(self, duties):
        return [each for each in duties if each.duty.pk in self.listed]

    def _led(self, led):
        return [each for each in self.listed.values() if self._led_by(each) == led]

    def _rest_of(self, led, places):
        """Of the rows and duties of one department that have not found each other: those rows that name it are settled; (the
        others, what they may still be of it)."""
        own = self._led(led)
        if self._are_one(places, own):
            return [], []
        named = [at for at in places if self._names(at)]
        self._judge(named, own, [each for each in self.ended if self._led_by(each) == led])
        return [at for at in places if not self._names(at)], [] if named else own

    def _others(self, led, places, own):
        """Those with another department that rows may be which name none: where those with theirs do not suffice, of a list that
        may lack departments whichever they have, else where they have none. What is 不予公开 is in no such table."""
        wanted = sum(not self.entries[at].code for at in places)
        if len(own) >= wanted:
            return []
        lacking = self.planner.kind.may_lack_department
        return [
            each
            for each in self.listed.values()
            if self._led_by(each) != led
            and each.version.is_public
            and (lacking or self._led_by(each) is None)
        ]

    def _comes_back(self, led, ended):
        """Whether one of another department that has ended would come back by a row without one."""
        return led is None or self._led_by(ended) is None

    def _each_once(self, places):
        """The rows without those that say what another says, which are refused."""
        if len(places) == 1:
            return places
        seen, once = {}, []
        for at in places:
            entry = self.entries[at]
            first = seen.setdefault((self._where(entry), self._says(entry)), at)
            if first == at:
                once.append(at)
            else:
                self.planner.refuse(entry, f"与{self.entries[first].said}完全相同")
        return once

    def _near(self, places, duties):
        """Give each row the duty whose townships it names, of several the one that says the same; the rows that are left."""
        there, asking = defaultdict(list), defaultdict(list)
        for each in duties:
            there[_carried(each)].append(each)
        for at in places if there else ():
            if not self.entries[at].code:
                asking[self._where(self.entries[at])].append(at)
        settled = set()
        for where, rows in asking.items():
            if where in there:
                settled |= self._told_apart(rows, there[where])
        return [at for at in places if at not in settled]

    def _told_apart(self, rows, duties):
        """Rows and duties of the same townships; the places of those that are settled."""
        alike = len(rows) * len(duties) > 1
        if alike and len(rows) * len(duties) > MOST:
            return self._which(rows, duties)
        duties, settled = list(duties), set()
        for at in rows if alike else ():
            same = [each for each in duties if not self.planner.differences(self.entries[at], each.version)]
            if len(same) > 1:
                settled |= self._which([at], same)
            elif same:
                settled.add(self._take(at, *same))
                duties.remove(*same)
        rest = [at for at in rows if at not in settled]
        if len(duties) == 1 and rest:
            settled.add(self._take(rest[0], *duties))
        elif duties:
            settled |= self._which(rest, duties)
        return settled

    def _are_one(self, places, duties):
        """Whether one row and one duty are left, which are then each other's."""
        one = len(places) == len(duties) == 1 and not self.entries[places[0]].code
        if one:
            self._take(places[0], duties[0])
        return one

    def _judge(self, places, listed, ended):
        """What becomes of rows that are near no duty: the last one, one of several, or new."""
        if self._are_one(places, listed):
            return
        ended = self._not_to_come_back(ended)
        for at in places:
            entry = self.entries[at]
            if len(listed) > 1 and not entry.code:
                self._which([at], listed)
            elif ended:
                alike = self._alike(at)
                self.planner.refuse(entry, f"与{ended}的事项{alike}，须重新准入后才能列入")
            else:
                self.found[at] = None

    def _take(self, at, current):
        self.found[at] = self.listed.pop(current.duty.pk)
        return at

    def _which(self, places, duties):
        """Refuse the rows, which may be any of these; their places."""
        for at in places:
            told = f"清单里有{len(duties)}项{self._alike(at)}的事项，请在编号一栏写明是哪一项"
            self.planner.refuse(self.entries[at], told)
        return set(places)

    def _names(self, at):
        return bool(self.entries[at].by_storage.get("department"))

    def _alike(self, at):
        return "同名、同部门" if self._names(at) else "同名"

    def _led_by(self, current):
        return current.version.department_id

    def _where(self, entry):
        return frozenset(township.pk for township in entry.townships)

    def _says(self, entry):
        """All of it but the department, which rows get that name none."""
        return tuple(
            (key, str(value))
            for key, value in sorted(entry.given.items())
            if not isinstance(value, list) and key not in self.departments
        )

    def _not_to_come_back(self, candidates):
        """What became of the one that no file brings back (灵川 第十条); "" where all were 取消 or their term ran out."""
        kinds = {each.end_kind for each in candidates} - {"", EndKind.CANCELLED}
        if not kinds:
            return ""
        return "已经转列其他清单" if kinds == {EndKind.MOVED} else "已经撤销"


def _departments_last(led):
    return led is not None, led or 0


def _carried(current):
    return frozenset(row.township_id for row in current.version.all_carriers if row.ended_on is None)
