"""The timeline's words: one sentence an event. Texts come from the case's own rows; events hold none."""

from datetime import date
from itertools import groupby

from admission.acts import SPECS, label_of
from admission.states import Answer, Kind, Outcome, Procedure, Reply, State, Verdict, View
from audit import clock
from config.templatetags.chinese import cdate, ctime
from regimes.models import Regime
from regimes.queries import bodies_called

KEY_VERBS = ("join_into", "issue_opinion", "issue_review", "issue_notice", "record_decision", "record_filing")
SAVED = ("save_text", "draft_review", "draft_opinion")  # of these one after the other only the last matters
WORDS = {
    "start": "起草申请",
    "sign": "召集人审签",
    "accept": "受理",
    "issue_notice": "印发通知",
    "remind": "催办",
    "join_into": "并入本案",
    "recount": "节假日安排有变动，期限重算",
}

AUDIT_LABELS = {
    **{spec.verb: spec.label for spec in SPECS.values()},
    **{state.value: state.label for state in State},
    **WORDS,
    "application": "申请",
    "accepted": "受理",
    "version": "稿次",
    "round": "轮次",
    "number": "编号",
    "receipt_number": "受理编号",
    "wrong_number": "原文号",
    "asked": "征询单位",
    "reviews": "征求单位",
    "review": "审查问题",
    "consultation": "征询",
    "answer": "答复",
    "view": "总体意见",
    "finding": "结论",
    "on_paper": "书面",
    "previous": "前案",
    "unit": "单位",
    "files": "文件校验值",
    "seal": "签署内容校验值",
    "procedure": "程序",
    "lawful": "合法合规",
    "conforming": "符合上级要求",
    "lead": "主办申请",
    "joined": "并入的申请",
    "duty": "清单事项",
    "hearing": "会议",
    "meeting": "联席会议",
    "paper_on": "落款日期",
    "held_on": "召开日期",
    "meets_on": "定于",
    "invited": "邀请单位",
    "outcome": "结果",
    "verdict": "审定结果",
    "bodies": "审定机关",
    "sent_on": "上报日期",
    "issued_on": "印发日期",
    "effective_on": "生效日期",
    "new_review": "须重新初评",
    "removed": "移出议程",
    "deleted": "已删除",
    "why": "未办成的原因",
    "NotAllowed": "无权办理",
    "NotFound": "没有这一件，或者无权查阅",
    "Stale": "案件已有变化",
    "Refused": "条件不具备",
    "flood": "此后十分钟内的不再逐条记录",
}


def audit_values(county):
    """The words of coded facts, from the states and from every regime of the county: see accounts.pages.audit_lines."""
    every = [regime.rules for regime in Regime.objects.filter(county=county).order_by("pk")]
    findings = (f for rules in every for question in rules.questions.values() for f in question.findings)
    held = county.rules
    reply = dict(Reply.choices)
    if held and held.bodies.upper:
        reply[Reply.PASSED] = f"{held.bodies.upper.verb}通过"
    verbs = {"pass_upper": reply[Reply.PASSED]}
    return {
        "application.state": held.states if held else {},
        "application.verb": verbs,
        "kind": dict(Kind.choices),
        "answer": dict(Answer.choices),
        "view": dict(View.choices),
        "procedure": dict(Procedure.choices),
        "verdict": dict(Verdict.choices),
        "outcome": dict(Outcome.choices),
        "pass_upper.outcome": reply,
        "return_upper.outcome": reply,
        # as records have it that were written before there was a word of its own for it
        "reject.outcome": reply | {Reply.SUBSTANCE: Reply.REFUSED.label},
        "finding": {finding.key: finding.label for finding in findings},
        "bodies": bodies_called(every),
    }


def entries(events, units, case):
    """[{at, text, by, key}] for components/timeline.html, in the order given; `units` by id gives the names; in the
    case's own words. A draft saved several times without anything between is one, of its last time."""
    told = [
        {
            "at": event.when,
            "text": _sentence(event, units, case),
            "by": f"{_short(event, units)} · {event.acted_as}" if event.unit else event.seat,
            "key": event.source != event.target or event.verb in KEY_VERBS,
            "place": None if event.verb in SAVED else place,
        }
        for place, event in enumerate(events)
    ]
    runs = groupby(told, key=lambda each: (each["place"], each["text"], each["by"]))
    return [_as_one(list(run)) for _, run in runs]


def _as_one(run):
    """One entry for what was saved again and again."""
    one = max(run, key=lambda each: each["at"])
    if len(run) > 1:
        first = min(each["at"] for each in run)
        one["text"] += f"：连续{len(run)}次，从{ctime(first, clock.today())}起"
    return one


def _sentence(event, units, case):
    facts, spec = event.facts, SPECS.get(event.verb)
    text = case.words(WORDS.get(event.verb) or (label_of(event.verb, case) if spec else event.verb))
    match event.verb:
        case "consult" | "consult_again":
            text += f"：{len(facts.get('asked', []))}个单位，第{facts.get('version', 1)}稿"
        case "save_text" if facts.get("asked"):
            text = f"改为第{facts['version']}稿，再次征询{len(facts['asked'])}个单位"
        case "take_position":
            text = f"答复征询：{Answer.said(facts['answer'], joint=case.is_joint)}"
        case "file_position":
            text = f"登记{_whose(facts, units)}书面答复：{Answer.said(facts['answer'], joint=case.is_joint)}"
        case "submit":
            text += f"：{facts.get('number', '')}，第{facts.get('version', 1)}稿"
        case "revise":
            text += f"：第{facts.get('version', '')}稿，开始第{facts.get('round', '')}轮"
        case "circulate":
            text = f"开始第{facts['round']}轮征求意见，{len(facts.get('reviews', []))}家答复"
        case "issue_opinion":
            text = f"签发意见：{View(facts['view']).label}"
        case "file_opinion":
            text = f"登记{_whose(facts, units)}书面意见：{View(facts['view']).label}"
        case "remind" | "record_overdue" if facts.get("unit") in units:
            text += f"：{units[facts['unit']].short_name}"
        case "deliberate" | "defer":
            text = f"登记审议结果：{Outcome(facts['outcome']).label}"
        case "accept":
            text += f"：{facts.get('receipt_number', '')}"
        case "recount":
            text += f"：由{cdate(date.fromisoformat(facts['old_day']))}改为{cdate(date.fromisoformat(facts['new_day']))}"
        case "set_meeting_day":
            text += f"：{cdate(date.fromisoformat(facts['meets_on']))}"
        case "issue_notice" | "record_filing" | "request_decision" | "join_into" | "correct_number":
            text += f"：{facts.get('number', '')}"
    return text


def _whose(facts, units):
    """县司法局的, of a paper registered for another unit; nothing where the event does not say whose it was."""
    unit = units.get(facts.get("unit"))
    return f"{unit.short_name}的" if unit else ""


def _short(event, units):
    unit = units.get(int(event.unit_id)) if event.unit_id else None
    return unit.short_name if unit else event.unit
