"""What the case page tells of a meeting, a signature, a decision, a filing: one row each."""

from admission.states import HearingKind, Reply, State, Term, Verdict
from audit import clock
from config.templatetags.chinese import cday

UNSETTLED = "时间、地点由联席会议办公室另行通知"


def hearing(hearing, office, words):
    """When and where a coordination meeting was called for is told until the day it was held is recorded."""
    kind = words(HearingKind(hearing.kind).label)
    is_joint = hearing.kind == HearingKind.JOINT
    shown = hearing.closed_at is not None or office
    resolution = getattr(hearing, "resolution", None)
    return {
        "title": hearing.title or kind,
        "kind": kind,
        "held_on": hearing.held_on if shown else None,
        "place": hearing.place if shown else "",
        "arranged": ""
        if hearing.held_on or hearing.closed_at or is_joint
        else hearing.arranged or words(UNSETTLED),
        "summary": hearing.summary if shown else "",
        "parties": list(hearing.parties.all()),
        "shown": shown and not is_joint and hearing.held_on is not None,
        "is_open": hearing.closed_at is None,
        "not_held": _not_held(hearing, resolution),
        "resolution": resolution,
    }


def _not_held(hearing, resolution):
    """What to say of a meeting that the case left before it: changed, withdrawn or taken off the agenda meanwhile."""
    if hearing.closed_at is None or hearing.held_on or resolution:
        return ""
    return "没有审议" if hearing.kind == HearingKind.JOINT else "没有召开"


def signed(row, case, shows):
    facts = [("签署", f"{row.label}，{cday(row.signed_at, clock.today())}，基于{row.version}")]
    return {
        "what": case.words("召集人审签"),
        "lapsed": row.lapsed_at,
        "facts": facts + _note("批语", row.note, shows),
    }


def decided(row, case, shows):
    body = next((b.name for b in case.rules.bodies.decision if b.key == row.body), row.body)
    verb = case.rules.decision_verb(temporary=row.version.term == Term.TEMPORARY)
    result = f"{verb}通过" if row.verdict == Verdict.APPROVED else row.get_verdict_display()
    facts = [
        ("结果", f"{result}，{cday(row.decided_on, clock.today())}，基于{row.version}"),
        ("文号", row.number),
        ("登记", row.label),
        *_note("理由", row.reason, shows),
    ]
    return {"what": f"{body}{verb}", "lapsed": row.lapsed_at, "facts": [(k, v) for k, v in facts if v]}


def filed(row, case, shows):
    upper = case.rules.bodies.upper
    facts = [("上报", f"{row.number}，{cday(row.sent_on, clock.today())}，基于{row.version}")]
    if row.outcome:
        own = {Reply.PASSED: f"{upper.verb}通过", Reply.REFUSED: case.label_of(State.REJECTED)}
        result = own.get(row.outcome) or row.get_outcome_display()
        facts.append((upper.answer, f"{result}，{cday(row.reply_on, clock.today())}"))
        facts.append((f"{upper.answer}文号", row.reply_number))
        facts += _note(f"{upper.answer}意见", row.reply_text, shows)
    return {"what": f"{upper.name}{upper.verb}", "lapsed": None, "facts": [(k, v) for k, v in facts if v]}


def _note(label, text, shows):
    return [(label, text)] if shows and text else []
