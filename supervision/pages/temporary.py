"""The pages of what has an end: temporary duties, urgent tasks, whether ended duties stopped."""

from django.urls import reverse

from accounts.succession import stands_for, with_heir, with_successors
from admission.states import State
from audit import clock
from config.templatetags.chinese import cdate, join_cn
from documents.papers import papers_about
from regimes.calendar import Calendar
from regimes.queries import kinds_taken
from registry.pages.row import STATE_KEYS
from registry.queries import with_pages
from registry.states import Standing
from supervision import queries, rules
from supervision.actions.urgent import APPLIED, begun_for_task
from supervision.acts import END, URGENT, available
from supervision.deadlines import Due, is_late
from supervision.pages import papers
from supervision.states import EndState, UrgentState

TASK_KEYS = {
    UrgentState.STARTED: "todo",
    UrgentState.REGULARISED: "done",
    UrgentState.ENDED: "done",
    UrgentState.STOPPED: "back",
    UrgentState.LAPSED: "against",
}
END_KEYS = {
    EndState.ASKED: "todo",
    EndState.STOPPED: "done",
    EndState.CONTINUED: "against",
    EndState.FOLLOWED: "done",
}
FINISH = "补充申请"
NOTES = {
    "finish": "补办的申请已经起草，补充后提交；提交以后回到这里登记。",
    "begin_papers": "带入任务名称、内容、乡镇和期间，起草临时性准入申请。草稿删除的，任务当日停止。",
    "regularise": "选本单位已经提交的准入申请。",
    "end_task": "任务结束，乡镇不再办理。",
}


def temporary_rows(by):
    """Temporary duties with what is left of their term; those to be revoked first."""
    today, prompted = clock.today(), set(queries.expiring(by.county).values_list("pk", flat=True))
    ends = "revocation" in kinds_taken(by.county)
    rows, texts = [], with_successors(queries.temporary_texts(by), "department")
    public = with_pages(by.county, {text.duty_id for text in texts})
    for text in texts:
        standing, left = Standing(text.standing), (text.term_until - today).days
        soon = 0 <= left <= queries.WARNED and standing == Standing.IN_FORCE
        key = "wait" if soon else STATE_KEYS.get(standing, "")
        asks = ends and text.pk in prompted and stands_for(by.unit, text.department) and left < 0
        rows.append(
            {
                "text": text,
                "has_page": text.duty_id in public,
                "state": (key, f"还剩{left}天" if soon else standing.label),
                "revoke": f"{reverse('case-new')}?kind=revocation&duty={text.duty.uuid}" if asks else "",
                "prompted": ends and text.pk in prompted and left < 0,
            }
        )
    return sorted(rows, key=lambda row: (not row["prompted"], row["text"].term_until))


def task_rows(by):
    calendar, rows = Calendar.load(), []
    for task in with_successors(queries.tasks_seen_by(by), "department", "townships"):
        due = Due(task.due, task.due_provisional) if task.is_open else None
        left = calendar.between(clock.today(), due.date) if due else None
        rows.append({"task": task, "state": task_state(task), "due": due, "left": left, "late": is_late(due)})
    return rows


def task_state(task):
    if task.is_open and task.due < clock.today():
        return "late", "逾期没有补办"
    return TASK_KEYS[task.state], UrgentState(task.state).label


def facts_of_task(task):
    rows = [
        ("任务内容", task.contents),
        ("交办部门", with_heir(task.department)),
        ("承担乡镇", join_cn(with_heir(unit) for unit in task.townships.all())),
        ("请示", f"{cdate(task.asked_on)}{task.asked_at}，{task.asked_by}向{task.asked_of}"),
        ("同意", task.allowed_by),
        ("办理期间", f"{cdate(task.started_on)}至{cdate(task.until)}"),
        ("补办期限", f"{cdate(task.due)}（{task.rules.days('papers')}个工作日，不停止计算）"),
        ("登记", task.label + ("（请示后逾期才登记）" if task.is_late_entry else "")),
        ("补办的申请", task.case and _papers_said(task.case)),
    ]
    return [(label, value) for label, value in rows if value]


def _papers_said(case):
    """Its number, and that it was granted: from then on the task goes by the list."""
    return f"{case.number}，{case.state_label}" if case.state == State.APPROVED else case.number


def acts_for(task, by):
    begun = begun_rows(task, by)
    drafts = [row for row in begun if not row["applied"]]
    first = "begin_papers" if not begun else "" if drafts else "regularise"
    unfinished = [
        {"label": FINISH, "url": row["url"], "note": NOTES["finish"], "primary": at == 0, "grave": False}
        for at, row in enumerate(drafts)
    ]
    return unfinished + [
        {
            "label": URGENT[verb].label,
            "url": reverse("urgent-act", args=[task.uuid, verb]),
            "note": NOTES[verb],
            "primary": verb == first,
            "grave": URGENT[verb].grave,
        }
        for verb in available(task, by)
        if not (begun and verb == "begin_papers")
    ]


def begun_rows(task, by):
    """The department's own applications for the task: a draft to be finished, one handed in to be entered as its papers."""
    if not task.is_open or not rules.may_regularise(task, by):
        return []
    handed_in = reverse("urgent-act", args=[task.uuid, "regularise"])
    rows = [(case, case.state in APPLIED) for case in begun_for_task(task)]
    return [
        {
            "applied": applied,
            "name": case.number or case.title,
            "url": handed_in if applied else reverse("case-edit", args=[case.uuid]),
            "note": "已提交，登记为补办的申请" if applied else "起草中，提交以后登记",
        }
        for case, applied in rows
    ]


def papers_of(task):
    return papers.rows(task, papers_about(task.uuid), address="urgent-paper")


def end_rows(by):
    """Those still to be answered first."""
    calendar, rows = Calendar.load(), []
    seen = with_successors(queries.ends_seen_by(by), "department", "township")
    public = with_pages(by.county, {row.duty_id for row in seen})
    for row in seen:
        open_ = row.state == EndState.ASKED
        due = Due(row.due, row.due_provisional) if open_ else None
        rows.append(
            {
                "row": row,
                "has_page": row.duty_id in public,
                "state": ("late", "逾期没有答复")
                if is_late(due)
                else (END_KEYS[row.state], EndState(row.state).label),
                "due": due,
                "left": calendar.between(clock.today(), row.due) if open_ else None,
                "late": is_late(due),
                "acts": [
                    (END[verb].label, reverse("end-act", args=[row.uuid, verb]), f"{row}：{END[verb].label}")
                    for verb in available(row, by)
                ],
            }
        )
    return sorted(rows, key=lambda each: (each["due"] is None, each["row"].due))


def facts_of_end(row):
    return [
        ("清单事项", str(row.duty)),
        ("部门", with_heir(row.department)),
        ("乡镇", with_heir(row.township)),
        ("止于", f"{cdate(row.ended_on)}，{row.get_end_kind_display()}"),
        ("答复期限", cdate(row.due)),
    ]
