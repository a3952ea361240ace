"""Which duty of the list a row of a file is. Asked by `planning`, to whose plan it adds what stands in the way.

In whichever order the rows stand, the answer is the same.
"""

import re
from collections import defaultdict

from registry.importing.namesakes import Namesakes, left_for_good
from registry.models import Duty
from registry.normalize import normalized


class Pairing:
    """Which duty of the list each row is (decision record 0043): by 编号; else, of its name and department, the one that says the
    same, the one of the same townships, the last one. A row that names no department may also be one of its name that has
    another than the row would get. A row that says what only a revoked duty said is none of them. What is 不予公开 is in no table
    that leaves the county: those duties come last, and only for rows of their department.

    `found`: {place in entries: Current, or None for a new one}; a row that could be two has a problem and is not in it.
    """

    def __init__(self, planner, entries):
        self.planner, self.entries, self.found = planner, entries, {}
        self.by_code = {each.duty.code: each for each in planner.known}
        county = planner.reader.county
        others = Duty.objects.filter(county=county).exclude(list_kind=planner.kind)
        self.elsewhere = dict(others.values_list("code", "list_kind__name"))
        self.aside = {each.key for each in planner.columns if each.storage in ("department", "code")}
        self.kinds = list(county.list_kinds.exclude(pk=planner.kind.pk))
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
                continue
            seen[entry.code] = at
            current = self.by_code.get(entry.code)
            if current and current.ended:
                self.planner.refuse(entry, _why_not_back(current), "code")
            elif current:
                self.found[at] = current
            elif name := self._of_another_kind(entry.code):
                self.planner.refuse(entry, f"这个编号属于另一种清单（{name}）", "code")

    def _of_another_kind(self, code):
        """The name of the other kind that has the number, or whose numbers begin like it; "" of none."""
        numbered = (kind.name for kind in self.kinds if re.fullmatch(re.escape(kind.prefix) + r"\d+", code))
        return self.elsewhere.get(code) or next(numbered, "")

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
        numbered = defaultdict(list)
        for at in self.found:
            numbered[normalized(self.entries[at].name)].append(at)
        for name, positions in rows.items():
            if (
                len(positions) == 1 and name not in called and name not in numbered
            ):  # most rows of a first list
                self.found[positions[0]] = None
            else:
                Namesakes(self, positions, called.get(name, ()), numbered.get(name, ())).pair()
        self._by_name_to_come(rows)

    def _by_name_to_come(self, rows):
        """What is no row by its name of today may be one by the name it is about to get, of those that would be new. What is one
        is not entered once more under the name it is about to get."""
        taken = {current.duty.pk for current in self.found.values() if current}
        to_come = defaultdict(list)
        for current in self.planner.known:
            for name in {text.normalized_name for text in current.coming} & rows.keys():
                to_come[name].append(current)
        for name in sorted(to_come):
            new = [at for at in rows[name] if at in self.found and self.found[at] is None]
            listed = [each for each in to_come[name] if each.duty.pk not in taken]
            for at in new:
                del self.found[at]
            rest = Namesakes(self, new, listed, ())
            rest.pair()
            taken |= {self.found[at].duty.pk for at in new if self.found.get(at)}
            rest.refuse_doubles([each for each in to_come[name] if each.duty.pk in taken])


def _why_not_back(current):
    """Why the number of a duty that has ended brings nothing back (灵川 第十条)."""
    if left_for_good([current]):
        return "这个编号的事项已经终止，须重新准入后才能列入"
    return "这个编号的事项已经取消或者到期，再列入的是另一项：请清空编号"
