"""Which duty of the list a row of a file is. Asked by `planning`, to whose plan it adds what stands in the way."""

import re
from collections import defaultdict

from registry.models import Duty
from registry.normalize import normalized
from registry.states import EndKind


class Pairing:
    """Which duty of the list each row is: by 编号; else by name and department, then townships, then all it says. A row that names
    no department may also be one of its name that has another than the row would get, where no row that names it is that one.

    `found`: {place in entries: Current, or None for a new one}; a row that could be two has a problem and is not in it.
    """

    def __init__(self, planner, entries):
        self.planner, self.entries, self.found = planner, entries, {}
        self.by_code = {each.duty.code: each for each in planner.known}
        county = planner.reader.county
        self.elsewhere = set(
            Duty.objects.filter(county=county).exclude(list_kind=planner.kind).values_list("code", flat=True)
        )
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
        rows = defaultdict(list)
        for at, entry in enumerate(self.entries):
            if at not in self.found and (entry.sheet, entry.row) not in refused:
                named = bool(entry.by_storage.get("department"))
                rows[normalized(entry.name), entry.department and entry.department.pk, named].append(at)
        called, unnamed = defaultdict(list), defaultdict(set)
        for name, department, named in rows:
            if not named:
                unnamed[name].add(department)
        for current in self.planner.known:
            called[current.version.normalized_name].append(current)
        for key in sorted(rows, key=lambda key: not key[2]):  # stable: those that name a department first
            name, department, named = key
            free = [each for each in called.get(name, ()) if each.duty.pk not in taken]
            same = [each for each in free if each.version.department_id == department]
            others = [] if named else self._others(free, same, rows[key], unnamed[name])
            self._pair(rows[key], [*same, *others], "同名、同部门" if named else "同名")
            taken |= {current.duty.pk for at in rows[key] if (current := self.found.get(at))}

    def _others(self, free, same, places, own):
        """Those of the same name with another department than rows get that name none: where those with theirs do not suffice, of a
        list that may lack departments whichever they have, else where they have none; and of those that have ended, whichever
        would come back by such a row. `own`: the departments that rows of the name get without naming one."""
        wanted = sum(not self.entries[at].code for at in places)
        enough = sum(not each.ended for each in same) >= wanted
        lacking = self.planner.kind.may_lack_department
        found = []
        for each in free:
            led = each.version.department_id
            fits = (None in own or led is None) if each.ended else not enough and (lacking or led is None)
            if led not in own and fits:
                found.append(each)
        return found

    def _pair(self, places, candidates, alike):
        listed = [each for each in candidates if not each.ended]
        if len(places) == 1 and len(listed) == 1 and self._may_be(places[0], listed[0]):
            self.found[places[0]] = listed[0]
            return
        seen = {}
        for at in places:
            entry = self.entries[at]
            if len(places) > 1:
                identity = (self._where(entry), self._says(entry))
                if identity in seen:
                    self.planner.refuse(entry, f"与{self.entries[seen[identity]].said}完全相同")
                    continue
                seen[identity] = at
            fits = [each for each in listed if self._may_be(at, each) and self._stands_for(entry, each)]
            if len(fits) > 1:
                fits = [each for each in fits if not self.planner.differences(entry, each.version)]
            if len(fits) > 1 or (not fits and len(listed) > 1 and not entry.code):
                self.planner.refuse(entry, f"清单里有{len(listed)}项{alike}的事项，请在编号一栏写明是哪一项")
                continue
            if fits:
                listed.remove(fits[0])
            elif ended := self._not_to_come_back(candidates):
                self.planner.refuse(entry, f"与{ended}的事项{alike}，须重新准入后才能列入")
                continue
            self.found[at] = fits[0] if fits else None

    def _may_be(self, at, current):
        """A row with a number of its own is only the duty of that number, or a new one."""
        return not self.entries[at].code or self.entries[at].code == current.duty.code

    def _stands_for(self, entry, current):
        carried = {row.township_id for row in current.version.all_carriers if row.ended_on is None}
        return self._where(entry) == frozenset(carried)

    def _where(self, entry):
        return frozenset(township.pk for township in entry.townships)

    def _says(self, entry):
        return tuple(
            (key, str(value)) for key, value in sorted(entry.given.items()) if not isinstance(value, list)
        )

    def _not_to_come_back(self, candidates):
        """What became of the one that no file brings back (灵川 第十条); "" where all were 取消 or their term ran out."""
        kinds = {each.end_kind for each in candidates} - {"", EndKind.CANCELLED}
        if not kinds:
            return ""
        return "已经转列其他清单" if kinds == {EndKind.MOVED} else "已经撤销"
