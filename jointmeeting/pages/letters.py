"""Circulars and reports on pages: what may be done with one, a beginning from a meeting."""

from accounts.succession import left_to
from config.templatetags.chinese import cdate, ctime, plain_date
from jointmeeting.pages.buttons import buttons
from jointmeeting.rules import may_answer_for
from jointmeeting.states import DecidedStage

SHOWN = {
    "read_circular": ("circular-read", "本单位已经阅知，办公室看得到。"),
    "issue_circular": ("circular-issue", "取得文号，印发各单位，各单位收到消息。"),
    "change_circular": ("circular-edit", ""),
    "correct_circular": ("circular-correct", "文号登记错了的，重新印发一份，原件保留。"),
    "correct_report": ("special-report-correct", "文号登记错了的，重新印发一份，原件保留。"),
    "record_answer": ("special-report-answer", "登记县委、县政府的批复、批示。"),
    "issue_report": ("special-report-issue", "取得文号，报县委、县政府。"),
    "change_report": ("special-report-edit", ""),
}


def acts_for(letter, by):
    """What the unit, or the body, has already said is not offered again."""
    acts = buttons(letter, by, SHOWN, hidden=lambda verb: _done(verb, letter, by))
    if acts and "更正" not in acts[0]["label"]:
        acts[0]["primary"] = True
    return acts


def _done(verb, letter, by):
    if verb == "read_circular":
        return not letter.readings.filter(unit__in=left_to(by.unit), read_at=None).exists()
    if verb == "record_answer":
        return not bodies_to_answer(letter, by)
    return False


def bodies_to_answer(report, by):
    """The bodies for which this seat may still record an answer."""
    done = set(report.answers.values_list("body", flat=True))
    missing = [body for body in report.rules.bodies.decision if body.key not in done]
    return [body for body in missing if may_answer_for(report, by, body.key)]


def facts_of(letter):
    """(label, value) for components/facts.html."""
    rows = [("拟写", f"{letter.drafted_label}，{ctime(letter.drafted_at)}")]
    if letter.issued_at:
        rows.insert(0, ("文号", letter.number))
        rows.append(("印发", f"{letter.issued_label}，{ctime(letter.issued_at)}"))
    if letter.meeting:
        rows.append(("出自会议", f"{letter.meeting}，{cdate(letter.meeting.meets_on)}"))
    return rows


def begun_from(meeting):
    """What a letter drafted from a meeting begins with: its results and what it decided, ours to change."""
    if meeting is None:
        return {}
    items = meeting.items.select_related("case__version", "topic")
    lines = [f"{n}.“{item.title}”：{item.said}" for n, item in enumerate(items, 1) if item.result]
    said = [f"{plain_date(meeting.meets_on)}召开{meeting.title}（{meeting.number}）。", *lines]
    left = meeting.decided.exclude(stage=DecidedStage.CLOSED).select_related("unit")
    todo = [f"{row.unit.name}于{plain_date(row.due)}前：{row.text}" for row in left]
    return {"matter": f"{meeting.title}议定事项"[:60], "text": "\n".join(said), "next": "\n".join(todo)}
