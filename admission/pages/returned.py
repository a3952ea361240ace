"""At the top of a case that was sent back to where it stands: who did, why, what lapsed, and who may do what next.

What is told of a return by a body above is told to whoever sees the row of it; the words given with it, and 退联席办, only
to those who read the reasons (`queries.reasons_for`).
"""

from admission.pages.consequence_words import approvals
from admission.states import ENDED, GIVEN_BACK, Reply, State, Verdict
from audit import clock
from config.templatetags.chinese import cday

NEXT = {
    State.REVIEWING: "下一步由联席会议办公室办理：退回补正，或者重新走初评以后的程序。",
    State.DELIBERATING: "下一步由联席会议办公室办理：重新提请联席会议审议，或者要求申请方修改。",
}
AGAIN = "改正后由联席会议办公室直接重新报送；内容、意见、程序都不能动。"
TOO_LATE = "退回以后已经办过别的动作，不能直接重新报送。"


def returned(case, rows, reasons):
    """{title, text, notes}, or None where the case was not sent back to the step it stands at."""
    if case.state in ENDED:
        return None
    words = {row.verb: row.text for row in reasons if row.at >= case.state_since}
    if (filing := _last(rows.filings, "replied_at", case)) and filing.outcome in GIVEN_BACK:
        title = f"{case.rules.bodies.upper.name}{filing.get_outcome_display()}，{_day(filing.reply_on)}"
        by_form = filing.outcome == Reply.FORM
        notes = (
            _of_form(case) if by_form else [f"此前的{approvals(case)}已经失效，仍可查看。", NEXT[case.state]]
        )
        return _told(case, title, words.get("return_upper", ""), notes)
    if (decision := _last(rows.decisions, "recorded_at", case)) and decision.verdict == Verdict.RETURNED:
        body = next(b.name for b in case.rules.bodies.decision if b.key == decision.body)
        title = f"{body}退回，{_day(decision.decided_on)}"
        return _told(
            case,
            title,
            words.get("return_decision", ""),
            [f"此前的{approvals(case)}已经失效，仍可查看。", NEXT[case.state]],
        )
    if "send_back" in words:
        title, told = f"召集人退回，{_day(case.state_since)}", "各单位的意见没有失效。"
        return _told(case, title, words["send_back"], [told, NEXT[case.state]])
    return None


def _told(case, title, text, notes):
    return {"title": title, "text": text, "notes": [case.words(note) for note in notes]}


def _last(rows, at, case):
    """The last row, where it came with the act that brought the case to where it stands."""
    row = rows[-1] if rows else None
    return row if row and getattr(row, at) and getattr(row, at) >= case.state_since else None


def _of_form(case):
    again = case.form_return_lock is not None and case.form_return_lock == case.lock
    return [f"此前的{approvals(case)}继续有效。{AGAIN}"] if again else [TOO_LATE, NEXT[case.state]]


def _day(day):
    return cday(day, clock.today())
