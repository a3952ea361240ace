"""What each address is sent: complete and right, so that a seat is refused for what it is and not for what it typed."""

from datetime import timedelta

from admission.models import HearingParty, Review
from admission.opinions import last_written
from audit import clock
from registry.models import Category, ListKind
from tests.factories import scan, unit


def today():
    return clock.today().isoformat()


def soon():
    return (clock.today() + timedelta(days=20)).isoformat()


REASON = {"reason": "理由如下。"}
NOTE = {"note": "已核实。"}
OPINION = {"finding": "lawful", "view": "agree", "reasons": ""}


def initial_review(there):
    return {
        "lawful": "yes",
        "lawful_basis": "《示例条例》第三条",
        "conforming": "yes",
        "conforming_basis": "上级文件",
        "division": "乡镇巡查，部门处置。",
        "guarantees": "经费列入预算。",
        "list_kind": ListKind.objects.get(key="supporting").pk,
        "category": Category.objects.first().pk,
    }


def position(there):
    asked = there.parts.get("request")
    last = asked and asked.positions.order_by("pk").last()
    written = last.pk if last else 0
    seen = {"seen_request": asked.pk, "seen_version": asked.version_id, "written": written} if asked else {}
    return {"answer": "agree", "text": "", **seen}


def opinion(there):
    review = there.parts.get("review")
    if not review:
        return OPINION
    seen = {"seen_round": review.round.number, "seen_version": review.round.version_id}
    return OPINION | seen | {"written": last_written(Review.objects.get(pk=review.pk))}


def coordination(there):
    parties = HearingParty.objects.filter(
        hearing__application=there.case, hearing__kind="coordination", hearing__closed_at__isnull=True
    )
    said = {}
    for party in parties:
        said |= {f"attended_{party.unit_id}": "yes", f"position_{party.unit_id}": "同意修改后再议。"}
    return {"held_on": today(), "place": "第一会议室", "summary": "各方交换了意见。", **said}


def due(there):
    return {"due": soon()}


def reason(there):
    return REASON


def note(there):
    return NOTE


def nothing(there):
    return {}


def reply(there):
    return {"number": "市编复〔2026〕7777号", "reply_on": today(), "files": scan()}


ACTS = {
    "consult": due,
    "consult_again": due,
    "submit": nothing,
    "discard": nothing,
    "withdraw": lambda there: REASON | ({"files": scan()} if there.case.on_paper else {}),
    "revise": nothing,
    "accept": nothing,
    "decline": lambda there: REASON | {"article": "第一条"},
    "return_for_correction": lambda there: REASON | {"answer_by": soon()},
    "to_general": reason,
    "join": lambda there: REASON | {"lead": there.pk("lead")},
    "circulate": due,
    "add_reviewer": lambda there: REASON | {"unit": unit("fgj").pk, "asks": "是否影响规划？"},
    "file_expert_view": lambda there: {
        "expert": "某大学林学教授",
        "asks": "可行吗？",
        "gist": "可行。",
        "written_on": today(),
        "files": scan(),
    },
    "convene": lambda there: {"meets_on": soon()},
    "set_meeting_day": lambda there: {"meets_on": soon()},
    "record_coordination": coordination,
    "conclude_coordination": due,
    "call_revision": lambda there: REASON | {"answer_by": soon()},
    "conclude_circulation": nothing,
    "confirm": note,
    "forward": note,
    "sign": nothing,
    "send_to_general": reason,
    "send_back": reason,
    "request_decision": lambda there: {"number": "灵编请〔2026〕7777号", "sent_on": today()},
    "record_decision": lambda there: {
        "bodies": ["county_party", "county_government"],
        "verdict": "approved",
        "number": "灵办发〔2026〕7777号",
        "decided_on": today(),
        "files": scan(),
    },
    "record_filing": lambda there: {"number": "灵编报〔2026〕7777号", "sent_on": today()},
    "pass_upper": reply,
    "return_upper": lambda there: reply(there) | REASON | {"nature": "form"},
    "resubmit_upper": nothing,
    "reject": reason,
    "issue_notice": lambda there: {
        "number": "灵准入〔2026〕7777号",
        "issued_on": today(),
        "effective_on": today(),
    },
}

# row: what it is sent
SENT = {
    "inside note": lambda there: {"do": "note", "text": "请先核对。"},
    "edit": lambda there: {"name": "示例新名称的日常巡查", "boundary": "乡镇只巡查。"},
    "number of the filing": lambda there: REASON | {"number": "灵编报〔2026〕8888号", "files": scan()},
    "file add": lambda there: {"files": scan()},
    "file remove": nothing,
    "position answer": position,
    "position on paper": lambda there: {"answer": "agree", "paper_on": clock.today(), "files": scan()},
    "remind": nothing,
    "remind a member": nothing,
    "overdue": nothing,
    "review draft": lambda there: initial_review(there) | {"do": "draft"},
    "review issue": lambda there: initial_review(there) | {"do": "issue"},
    "opinion draft": lambda there: opinion(there) | {"do": "draft"},
    "opinion send": lambda there: opinion(there) | {"do": "send"},
    "opinion issue": lambda there: opinion(there) | {"do": "issue"},
    "opinion return": lambda there: opinion(there) | {"do": "return", "note": "请改。"},
    "opinion on paper": lambda there: opinion(there) | {"paper_on": clock.today(), "files": scan()},
    "sign several": lambda there: {
        "case": str(there.case.uuid),
        f"lock-{there.case.uuid}": there.case.lock,
    },
    **{f"act {verb}": data for verb, data in ACTS.items()},
}


def sent_to(row, there):
    """The form of the row as somebody who just opened it would send it."""
    return {"lock": there.case.lock, "form_key": "once", **SENT.get(row, nothing)(there)}
