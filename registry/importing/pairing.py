"""Which duty of the list a row of a file is. Asked by `planning`, to whose plan it adds what stands in the way.

In whichever order the rows stand, the answer is the same.
"""

import re
from collections import defaultdict

from registry.importing.namesakes import STEPS, Namesakes, grounds_for_good
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
        self.taken = {current.duty.pk: at for at, current in self.found.items()}  # which row is it
        refused = {(problem.sheet, problem.row) for problem in self.planner.result.problems}
        rows, numbered = defaultdict(list), defaultdict(list)
        for at, entry in enumerate(self.entries):
            if at in self.found:
                numbered[normalized(entry.name)].append(at)
            elif (entry.sheet, entry.row) not in refused:
                rows[normalized(entry.name)].append(at)
        called, to_come = defaultdict(list), defaultdict(list)
        for current in self.planner.known:
            called[current.version.normalized_name].append(current)
            for name in {text.normalized_name for text in current.coming}:
                to_come[name].append(current)
        groups = []
        for name, positions in rows.items():
            if len(positions) == 1 and not (name in called or name in to_come or name in numbered):
                self.found[positions[0]] = None  # most rows of a first list
            else:
                beside = called.get(name, ()), to_come.get(name, ()), numbered.get(name, ())
                groups.append(Namesakes(self, positions, *beside))
        for step in STEPS:
            for each in groups:
                step(each)


def _why_not_back(current):
    """Why the number of a duty that has ended brings nothing back (灵川 第十条)."""
    if grounds_for_good([current]):
        return "这个编号的事项已经终止，须重新准入后才能列入"
    return "这个编号的事项已经取消或者到期，再列入的是另一项：请清空编号"
