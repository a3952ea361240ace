"""What the page of an import shows: how far it is, what it will do row by row, what stands in the way."""

from functools import cached_property

from django.core.paginator import InvalidPage, Paginator
from django.http import Http404
from django.urls import reverse

from audit import clock
from config.templatetags.chinese import cdate
from registry.importing import progress, settling
from registry.importing.planning import CHANGED, GONE, NEW, WORDS
from registry.importing.returning import Returning
from registry.importing.rows import UNSOLVED
from registry.states import AT_WORK, SETTLEABLE, ImportState

A_PAGE = 100
STATE_KEYS = {
    ImportState.MATCHING: "todo",
    ImportState.CHECKING: "wait",
    ImportState.CHECKED: "todo",
    ImportState.IMPORTING: "wait",
    ImportState.DONE: "done",
    ImportState.FAILED: "late",
    ImportState.DROPPED: "",
}


class ImportPage:
    def __init__(self, row, query):
        self.row, self.query = row, query

    @property
    def state(self):
        return STATE_KEYS[self.row.state], self.row.get_state_display()

    @property
    def mark(self):
        return settling.mark(self.row)

    @property
    def is_working(self):
        return self.row.state in AT_WORK

    @property
    def done_said(self):
        """What an import did that is done: of a day to come nothing of it is in force yet."""
        day = self.row.effective_from
        to_come = f"{cdate(day)}起施行，到那一天才算现行。" if day and day > clock.today() else ""
        return f"{to_come}下面是导入时的核对结果。"

    @property
    def may_be_settled(self):
        return self.row.state in SETTLEABLE

    @property
    def changes_nothing(self):
        """Whether the file says what the list says, all of it read: what was exported comes back."""
        planned = any(self.row.plan.get(what) for what in (NEW, CHANGED, GONE))
        aside = self.row.plan.get("unread") or any(self.row.choices.get("left", {}).values())
        return not planned and not aside

    @property
    def righted(self):
        """[(sheet, row, letter, what the file says, what was written instead, whether that is instead of a formula)]"""
        return [(*each, each[3] == UNSOLVED) for each in self.row.plan.get("righted", ())]

    @property
    def may_take_more(self):
        """Whether something of the file that is left out may be chosen on this page: what is hidden has to be shown first."""
        left_out = (said for _, *said in self.row.plan.get("unread", ()))
        return self.may_be_settled and any(said != ["", settling.HIDDEN] for said in left_out)

    @property
    def returning(self):
        """The new rows that resemble what has left the list."""
        return [Returning(*each) for each in self.row.plan.get("returning", ())]

    @property
    def follow_up_cited(self):
        return self.row.county.rules.cited("follow_up") if self.row.county.rules else ""

    @cached_property
    def progress(self):
        return progress.of(self.row.uuid)

    @property
    def tabs(self):
        plan, address = self.row.plan, reverse("import", args=[self.row.uuid])
        return [
            {"label": word, "n": plan[what], "url": f"{address}?what={what}", "current": what == self.what}
            for what, word in WORDS.items()
        ]

    @property
    def what(self):
        """The rows shown: those asked for, else the first there are."""
        asked = self.query.get("what", "")
        return asked if asked in WORDS else next((each for each in WORDS if self.row.plan.get(each)), NEW)

    @cached_property
    def page(self):
        # a plan made before new rows kept their texts has none
        rows = [[*each, []][:8] for each in self.row.plan.get("rows", ()) if each[0] == self.what]
        try:
            return Paginator(rows, A_PAGE).page(self.query.get("page", "") or 1)
        except InvalidPage:
            raise Http404 from None

    @property
    def word(self):
        return WORDS[self.what]

    @property
    def units(self):
        """[(name as the file writes it, the unit that is meant)] of what a person explained."""
        said = self.row.choices.get("units", {})
        units = self.row.county.units.in_bulk(said.values()) if said else {}
        return [(name, units[pk].short_name) for name, pk in said.items() if pk in units]

    @property
    def several_sheets(self):
        return len({each[1] for each in self.row.plan.get("rows", ()) if each[1]}) > 1

    @property
    def facts(self):
        row = self.row
        facts = [
            ("清单种类", row.list_kind.name),
            ("文件", row.file.name),
            ("上传", f"{row.created_by}"),
        ]
        if row.document_number:
            facts.append(("文号", row.document_number))
        if row.effective_from:
            facts.append(("施行日期", cdate(row.effective_from)))
        confirmed = row.choices.get("confirmed", {})
        if by := confirmed.get("by"):
            facts.append(("确认导入", by))
        if (gone := row.plan.get(GONE)) and row.state == ImportState.DONE:
            done = "按取消处理" if confirmed.get("ends_missing") else "照旧施行"
            facts.append(("文件中没有的", f"{gone}项，{done}"))
        if row.edition:
            facts.append(("形成版次", str(row.edition)))
        return facts
