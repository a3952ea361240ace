"""The line of steps at the top of a case: the regime's path, with the days on which each step was left."""

from admission import deadlines
from admission.states import EDITABLE, ENDED, STANDING_STILL, Procedure, State
from audit import clock
from config.templatetags.chinese import cday, due_words


def line(case, calendar, deadline):
    """[{label, state, note, late}] for components/steps.html; a correction shows at the step it interrupts."""
    stays = list(case.stays.all())
    path = [State.DRAFT, *_path(case, stays)]
    if case.state in ENDED and case.state != State.APPROVED:
        return _ended(case, stays, path)
    at = len(path) if case.state == State.APPROVED else path.index(_place(case, stays, path))
    return [
        {
            "label": label_of(case, state),
            "state": "done" if place < at else "now" if place == at else "",
            "note": _now(case, calendar, deadline)
            if place == at
            else _left_on(stays, state, case)
            if place < at
            else "",
            "late": place == at and deadlines.is_late(deadline),
        }
        for place, state in enumerate(path)
    ]


def all_answered(is_head):
    """To the applicant once nothing is in the way of submitting: who can."""
    return f"各单位均已答复，{'可以' if is_head else '可以由本单位负责人'}提交申请。"


def reporting(case, decided, sent_number="", sent_on=None):
    """待上报 / 已上报 (number, date) in the two states that have it; how many of the bodies decided (I-47)."""
    if case.state == State.DECIDING:
        bodies = len(case.deciders)
        told = case.words(f"{bodies}个机关中{decided}个已审定")
        return f"待上报，{told}" if State.UPPER_REVIEW in case.path else told
    if case.state != State.UPPER_REVIEW:
        return ""
    return f"已上报：{sent_number}，{cday(sent_on, clock.today())}" if sent_on else "待上报"


def note(case):
    """Which procedure, and by what reason; before it is fixed, that it is not; nothing where the kind has but one way."""
    if case.submitted_at is None or not case.rules.has_general(case.kind):
        return ""
    if not case.procedure:
        if case.state in ENDED:
            return ""
        return case.words("走哪一种程序，由初评按规则确定；暂按简易程序列出步骤。")
    return f"走{Procedure(case.procedure).label}：{case.procedure_reason}"


def label_of(case, state):
    """The step's name: the state's label without 待, 已."""
    if state == State.DRAFT:
        return "提出申请"
    return case.label_of(state).removeprefix("待").removeprefix("已")


def _path(case, stays):
    """The path, with 协调会 before 征求意见 where the text went or goes that way (settled 7); a new text begins anew."""
    path = [State(state) for state in case.path]
    if State.COORDINATING in path and State.CIRCULATING in path:
        held = [stay.state for stay in stays]
        rewritten = max((at for at, state in enumerate(held) if state in STANDING_STILL), default=0)
        if (_later_first(held[rewritten:]) or _later_first(held))[-1:] == [State.COORDINATING]:
            here, there = path.index(State.CIRCULATING), path.index(State.COORDINATING)
            path[here], path[there] = State.COORDINATING, State.CIRCULATING
    return path


def _later_first(held):
    """Of 协调会 and 征求意见 those the case stood in, the one it came to last before the other."""
    return list(dict.fromkeys(s for s in reversed(held) if s in (State.COORDINATING, State.CIRCULATING)))


def _place(case, stays, path):
    """The step the case stands at: 补正 and 修改 at the one they interrupt."""
    if case.state in (State.DRAFT, State.CONSULTING):
        return State.DRAFT
    if case.state in STANDING_STILL:
        before = [stay.state for stay in stays if stay.state not in EDITABLE]
        return State(before[-1]) if before and before[-1] in path else State.SUBMITTED
    return State(case.state) if case.state in path else path[-1]


def _now(case, calendar, deadline):
    days = due_words(deadlines.left(calendar, deadline), deadline) if deadline else ""
    if case.state not in (State.CONSULTING, *STANDING_STILL):
        return days
    return f"{case.state_label}，{days}" if deadlines.is_late(deadline) else case.state_label


def _left_on(stays, state, case):
    if state == State.DRAFT:
        return _day(case.submitted_at)
    if state == State.APPROVED:
        return _day(case.state_since)
    left = [stay.left_at for stay in stays if stay.state == state and stay.left_at]
    return _day(left[-1]) if left else ""


def _ended(case, stays, path):
    """Ended before the end of the path: what was done, then how it ended and at which step."""
    places = [path.index(stay.state) for stay in stays if stay.state in path]
    last = path[max(places, default=0)]
    done = [
        {"label": label_of(case, state), "state": "done", "note": _left_on(stays, state, case)}
        for state in path[: path.index(last)]
    ]
    end = {
        "label": case.state_label,
        "state": "now",
        "note": f"{label_of(case, last)}环节，{_day(case.state_since)}",
    }
    return [*done, end]


def _day(moment):
    day = moment and clock.local_date(moment)
    return f"{day.month}月{day.day}日" if day else ""
