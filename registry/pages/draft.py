"""What the page of a next edition shows: how far it is, who is next, what it changes, what the seat may do."""

from functools import cached_property

from django.urls import reverse

from accounts.chosen import addresses_of
from audit import clock
from registry import rules
from registry.actions.drafts import changes_after, openness, told
from registry.draft_path import unit_of
from registry.editions import Changes, compare_texts, newest
from registry.pages.linked import linked
from registry.since_edition import waiting_changes
from registry.states import OPEN_DRAFTS, DraftState, StepOutcome

SHOWN = 100
STATE_KEYS = {
    DraftState.DRAFTING: "todo",
    DraftState.UNDER_WAY: "wait",
    DraftState.APPROVED: "todo",
    DraftState.PUBLISHED: "done",
}
BUTTONS = (
    ("send", "送审", "送审后内容不再改动，依次报{ways}。"),
    (
        "take_back",
        "撤回修改",
        "送审以后的变化要一并编入，或者内容要改的，撤回后重新送审；内容变了，各环节重新走，没有变的不用再走。",
    ),
    ("drop", "放弃这一稿", "不编这一版了，记录还在。"),
)


class DraftPage:
    def __init__(self, draft, by):
        self.draft, self.by = draft, by

    @property
    def word(self):
        """拟稿, 待市委编办审核, 待公布 …"""
        current = self.draft.current
        if self.draft.state == DraftState.UNDER_WAY and current:
            return f"待{current.body}{current.verb}"
        if self.returned:
            return "退回修改"
        return self.draft.get_state_display()

    @cached_property
    def returned(self):
        """The row of the body that returned it last, while the office has it."""
        last = list(self.draft.steps.all())[-1:] if self.draft.state == DraftState.DRAFTING else []
        return next((row for row in last if row.outcome == StepOutcome.RETURNED), None)

    @property
    def turn(self):
        """What the body whose turn it is has to do: 登记市级审核; its name of a regime that was changed meanwhile."""
        return f"登记{self.draft.current.label}" if self.draft.current else "看送审的清单"

    @property
    def recorded(self):
        """Above the form that records the step; what its only outcome is, where there is nothing to choose."""
        step = self.draft.current
        return f"{step.body}的意见{'' if step.may_return else f'：{step.verb}通过'}。"

    @property
    def afterwards(self):
        """Beside its button: nobody changes what was recorded, and who goes on."""
        draft, passed = self.draft, self.draft.passed
        rest = [step for step in draft.path if step.key not in passed and step != draft.current]
        goes_on = f"{rest[0].body}{rest[0].verb}" if rest else "联席会议办公室负责人公布"
        return draft.county.worded(f"登记后不能更改；通过的，接着由{goes_on}。")

    @property
    def crumbs(self):
        """A body above counties finds the draft among those of the counties below it."""
        if rules.may_see_region(self.by):
            return [("清单备案", reverse("region-drafts"))]
        return [("版本与变更", reverse("edition-list")), ("拟编版次", reverse("edition-drafts"))]

    @property
    def section(self):
        return "filing" if rules.may_see_region(self.by) else "editions"

    @property
    def key(self):
        return "back" if self.returned else STATE_KEYS.get(self.draft.state, "back")

    @property
    def is_open(self):
        return self.draft.state in OPEN_DRAFTS

    @cached_property
    def steps(self):
        """The path from 拟稿 to 公布 for components/steps.html."""
        draft, passed = self.draft, self.draft.passed
        told = {
            row.key: row
            for row in draft.steps.all()
            if row.key in passed and row.content_hash == draft.sha256
        }
        drafting = draft.state in (DraftState.DRAFTING, DraftState.DROPPED)
        rows = [{"label": "拟稿", "state": "now" if drafting else "done"}]
        for step in draft.path:
            state = "now" if step.key == draft.step else "done" if step.key in passed and not drafting else ""
            row = told.get(step.key)
            rows.append({"label": step.label, "state": state, "note": row.number if row else ""})
        last = {DraftState.APPROVED: "now", DraftState.PUBLISHED: "done"}.get(draft.state, "")
        return [*rows, {"label": "公布", "state": last}]

    @property
    def next(self):
        """One sentence: who acts now; a step by the words of the file, which are nobody else's to put otherwise."""
        draft, current, worded = self.draft, self.draft.current, self.draft.county.worded
        match draft.state:
            case DraftState.DRAFTING if self.returned:
                return self._after_return
            case DraftState.DRAFTING if self.is_empty:
                return "清单与现行版本相比没有变化，不用编新版，暂时不能送审。"
            case DraftState.DRAFTING:
                return f"{worded('联席会议办公室写好说明后送审。')}{self._ways}"
            case DraftState.UNDER_WAY if current is None:
                return worded("制度文件改过，已经没有这个环节。请联席会议办公室撤回，重新送审。")
            case DraftState.UNDER_WAY:
                unit = unit_of(draft.county, current.unit_key)
                nobody = worded("这个单位还没有设立，由联席会议办公室登记")
                who = f"由{unit.short_name}登记" if unit else nobody
                return f"下一步：{current.body}{current.verb}（{current.cited}），{who}。"
            case DraftState.APPROVED if not draft.path:
                return worded("由联席会议办公室负责人公布。")
            case DraftState.APPROVED:
                return worded("各环节都已通过，由联席会议办公室负责人公布。")
            case DraftState.PUBLISHED:
                return f"已公布为{draft.edition}。"
        return "这一稿已经放弃。"

    @property
    def _after_return(self):
        body = self.returned.body
        if self.is_empty:
            return f"{body}已退回修改。清单与现行版本相比没有变化，不用编新版，暂时不能送审。"
        again = self.draft.county.worded("联席会议办公室修改清单或者说明后重新送审")
        return f"{body}已退回修改。{again}；内容变了，各环节重新走，没有变的不用再走。"

    @property
    def _ways(self):
        ways = "、".join(step.label for step in self.draft.path)
        nobody = self.draft.county.worded("没有其他环节，之后由联席会议办公室负责人公布。")
        return f"之后依次是：{ways}，最后公布。" if ways else nobody

    @property
    def rows(self):
        """What each body said, the latest first, with the address of its document."""
        return [
            {
                "step": step,
                "key": "done" if step.outcome == StepOutcome.PASSED else "back",
                "url": step.file and reverse("edition-step-file", args=[self.draft.uuid, step.file.uuid]),
                "is_other": step.content_hash != self.draft.sha256,
            }
            for step in reversed(list(self.draft.steps.all()))
        ]

    @cached_property
    def changes(self):
        """What it changes against the latest edition: of today's list while it is drafted, of its content after. A body above
        counties goes on to that county's pages."""
        county = self.draft.county
        with addresses_of(None if self.by.county else county):
            return linked(self._changes.first(SHOWN), county, clock.today())

    @cached_property
    def _changes(self):
        draft = self.draft
        if draft.state == DraftState.DRAFTING:
            return waiting_changes(draft.county, clock.today())[1]
        if not self.is_open or not draft.content:
            return Changes()
        latest = newest(draft.county)
        before = list(latest.entries.values_list("snapshot", flat=True)) if latest else []
        return compare_texts(before, draft.entries)

    @cached_property
    def since(self):
        """What today's list is otherwise than the one that was sent: not in this edition, unless it is taken back and sent again."""
        return told(changes_after(self.draft)) if self._open("take_back") else ""

    @property
    def is_empty(self):
        """Nothing to send: refused by send_draft, and not offered."""
        return self.draft.state == DraftState.DRAFTING and not self._changes

    @property
    def size(self):
        return len(self.draft.entries)

    def _open(self, verb):
        return openness(verb, self.draft, self.by) == "open"

    @property
    def acts(self):
        """The buttons, for components/acts.html."""
        draft, acts = self.draft, []
        if draft.current and self._open("pass_step"):
            url = reverse("edition-draft-step", args=[draft.uuid])
            acts.append({"label": self.turn, "url": url, "primary": True})
        if self._open("publish"):
            url = reverse("edition-draft-publish", args=[draft.uuid])
            acts.append({"label": "公布这一版", "url": url, "primary": True})
        if self._open("describe"):
            acts.append({"label": "写说明", "url": reverse("edition-draft-notes", args=[draft.uuid])})
        ways = "、".join(step.label for step in draft.path) or draft.county.worded("联席会议办公室负责人公布")
        acts += [
            {
                "label": label,
                "url": reverse("edition-draft-act", args=[draft.uuid, verb]),
                "post": True,
                "primary": verb == "send",
                "note": note.format(ways=ways),
            }
            for verb, label, note in BUTTONS
            if self._open(verb) and not (verb == "send" and self.is_empty)
        ]
        return acts
