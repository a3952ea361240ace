"""The pages of what is laid on townships: the list, one of it, the calendar of what is held in a year."""

from functools import cached_property
from itertools import groupby

from django.urls import reverse

from accounts.models import Post, UnitKind
from accounts.succession import named_now, with_heir, with_successors
from audit import clock
from config.templatetags.chinese import cdate, join_cn
from supervision.acts import available
from supervision.pages.tabbed import Tabbed
from voice import queries, rules
from voice.acts import BURDEN
from voice.kinds import KINDS
from voice.states import BurdenState, MatterKind

KEYS = {
    BurdenState.FOUND: "todo",
    BurdenState.KEPT: "done",
    BurdenState.MERGED: "back",
    BurdenState.CANCELLED: "back",
}
UNITS = ("department", "townships", "reported_by")  # of a row of the list
HEADS = ("状态", "种类", "名称", "责任部门", "依据", "依据的层级", "涉及乡镇", "文号", "清理日期", "开展日期")


class BurdenList(Tabbed):
    SHOWN = {"all": "全部", **{state.value: state.label for state in BurdenState}}
    usual = "all"

    def _of(self, shown):
        rows = queries.burdens_seen_by(self.by)
        return rows if shown == "all" else rows.filter(state=shown)

    @cached_property
    def burdens(self):
        return self._of(self.shown)

    @property
    def table(self):
        """Rows for a file, heads first."""
        own = rules.own_units(self.by)
        return [HEADS, *(_line(burden, self.by, own) for burden in with_successors(self.burdens, *UNITS))]


def townships_of(burden, by, own=None):
    """On which it is laid; where one of them reported it, only to those who know which."""
    return list(burden.townships.all()) if rules.knows_reporter(burden, by, own) else []


def townships_said(burden, by, own=None):
    return join_cn(named_now(unit) for unit in townships_of(burden, by, own)) or "由乡镇反映，不列名"


def _line(burden, by, own):
    return (
        burden.state_label,
        burden.get_kind_display(),
        burden.name,
        named_now(burden.department),
        burden.basis,
        burden.level_label,
        townships_said(burden, by, own),
        burden.document_number,
        burden.settled_on and burden.settled_on.isoformat(),
        burden.held_on and burden.held_on.isoformat(),
    )


def state_of(burden):
    return KEYS[burden.state], burden.state_label


def facts_of(burden, by):
    named = rules.knows_reporter(burden, by)
    rows = [
        ("种类", burden.get_kind_display()),
        ("责任部门", with_heir(burden.department)),
        ("涉及乡镇", townships_said(burden, by)),
        ("依据", burden.basis),
        ("依据的层级", burden.level_label),
        ("清单没有列，由谁反映", burden.reported_by and (burden.reported_by.short_name if named else "乡镇")),
        ("一事一报", burden.matter and burden.matter.number),
        *_approved(burden),
        (
            "清理意见",
            burden.outcome and f"{burden.state_label}，{burden.document_number}，{cdate(burden.settled_on)}",
        ),
        ("并入", burden.merged_into and burden.merged_into.name),
        ("并入这一项的", "\n".join(each.name for each in queries.merged_into(burden))),
        ("开展日期", cdate(burden.held_on)),
    ]
    return [(label, value) for label, value in rows if value]


def _approved(burden):
    """How what was approved may be carried out: those assessed cannot open the application."""
    manner = KINDS[MatterKind.ASSESSMENT].facts["manner"]
    return [(manner, burden.matter.facts.get(manner))] if burden.matter else []


def for_the_head(burden, by):
    """What a handler of those who clean up leaves to the head."""
    cleans = by.unit is not None and by.unit.kind in (UnitKind.OFFICE, UnitKind.PARTY_GOV)
    waits = burden.state == BurdenState.FOUND and by.post == Post.HANDLER and cleans
    return "由负责人登记清理意见。" if waits else ""


def acts_for(burden, by):
    return [
        {
            "label": BURDEN[verb].label,
            "url": reverse("burden-act", args=[burden.uuid, verb]),
            "note": "保留、合并或者取消，凭文件登记。",
            "primary": burden.state == BurdenState.FOUND,
        }
        for verb in available(burden, by)
    ]


def months_of(by, asked):
    """(year, [(month, [burden])]) of what is held in the year asked for, this one by default."""
    said = asked.get("year", "")
    known = said.isdecimal() and said.isascii() and len(said) == 4 and int(said)
    year = int(said) if known else clock.today().year
    planned = with_successors(queries.planned(by, year), "department")
    rows = groupby(planned, key=lambda burden: burden.held_on.month)
    return year, [(month, list(held)) for month, held in rows]
