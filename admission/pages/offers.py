"""“您可以办的事”: the acts open to a seat as buttons, each with a sentence on what it will do. No dead buttons:
an act whose conditions do not hold is left out, and the case page says what is lacking instead."""

from django.urls import reverse

from accounts.models import Post
from admission import acts, rules
from admission.conditions import uncleared_wording
from admission.outcomes import after_signature
from admission.states import REFUSED_BY_RESULT, STANDING_STILL, HearingKind, Kind, State
from admission.turn_facts import minutes_signed

PRIMARY, PLAIN, GRAVE = "primary", "plain", "grave"

# verb: (weight, what it will do); the order is the order of the buttons
NOTES = {
    "issue_review": (PRIMARY, "签发后按规则确定程序，申请方可以看到。"),
    "draft_review": (PRIMARY, "写好后由办公室主任签发。"),
    "accept": (PRIMARY, "给出受理编号，进入初评，通知申请方。"),
    "resubmit_upper": (PRIMARY, "内容、意见、程序均未变动，原签署继续有效。"),
    "circulate": (PRIMARY, "向各成员单位提出各自的审查问题，开始计时。"),
    "convene": (PRIMARY, "通知不同意的乡镇和有关部门，开始协调。"),
    "confirm": (PRIMARY, "确认已办结或到期，报召集人审签。"),
    "forward": (PRIMARY, "提出审核意见，报请审定。"),
    "conclude_circulation": (PRIMARY, "汇总各单位意见，按程序进入下一步；各单位不能再改签意见。"),
    "conclude_coordination": (PRIMARY, "留存协调会纪要，进入下一步。"),
    "record_coordination": (PRIMARY, "登记召开日期、到会情况、各方意见和协商情况。"),
    "put_on_agenda": (PRIMARY, "列入一次联席会议的议程，成员单位从此可以看到案卷。"),
    "deliberate": (PRIMARY, "按召集人签署的纪要，登记本案的审议结果。"),
    "sign": (PRIMARY, "签署后报{upper}；签的是您现在看到的这一稿和意见。"),
    "request_decision": (PRIMARY, "填写文号和日期，印发报请审定的请示。"),
    "record_decision": (PRIMARY, "登记审定通过、退回或者不予准入，以及文号和日期。"),
    "record_filing": (PRIMARY, "登记上报文号和日期，上级单位从此可以看到案卷。"),
    "pass_upper": (PRIMARY, "事项写入清单，待印发通知后生效。"),
    "issue_notice": (PRIMARY, "填写文号、印发日期和生效日期，事项自生效日期起列入清单。"),
    "revise": (PRIMARY, "开始新一轮征求，只再问改动涉及的和尚未同意的单位。"),
    "submit": (PRIMARY, "提交联席会议办公室；提交后文稿不能再改。"),
    "consult": (PRIMARY, "把这一稿发给涉及的乡镇和部门，请其在期限内答复。"),
    "consult_again": (PLAIN, "再问改动涉及的、没有同意的和新涉及的单位；原答复仍可查看。"),
    "save_text": (PLAIN, "打开申请表修改，随时可以保存。"),
    "remind": (PLAIN, "逐家催办，发消息给该单位，记入经过。"),
    "return_for_correction": (PLAIN, "一次写明全部需要补正的内容，停止计时。"),
    "set_meeting_day": (PLAIN, "协调会的时间、地点定了或者改了，通知各受邀单位。"),
    "call_revision": (PLAIN, "列明要修改的内容，交申请方修改，停止计时。"),
    "add_reviewer": (PLAIN, "请另一个单位也提出意见，须写明问题和理由。"),
    "file_expert_view": (PLAIN, "登记听取的专家书面意见，附扫描件；不代替单位的意见。"),
    "return_upper": (PLAIN, "须说明是形式问题还是实质问题。"),
    "send_to_general": (PLAIN, "须写明理由，交联席会议办公室召开协调会。"),
    "send_back": (PLAIN, "写明要说明的问题，退回联席会议办公室。"),
    "to_general": (PLAIN, "须写明理由。转后不能再转回简易程序。"),
    "join": (PLAIN, "并入另一件乡镇相同的申请，本案到此结束。"),
    "decline": (GRAVE, "须写明理由和依据条款，书面告知申请方，下一页再确认一次。"),
    "reject": (GRAVE, "须写明理由并书面告知各方，下一页再确认一次。"),
    "withdraw": (GRAVE, "须写明理由，案件到此结束，通知各方。"),
    "discard": (GRAVE, "还没有征询过任何单位，删除后不能恢复。"),
}
# the same where a duty ends: (verb, kind); where the signature is the last word: (verb, state that it leads to)
ENDING_NOTES = {
    ("sign", State.APPROVED): "签署后{kind}即成立，待印发通知；签的是您现在看到的这一稿和意见。",
    ("sign", State.DECIDING): "签署后报{deciders}审定；签的是您现在看到的这一稿和意见。",
    ("pass_upper", Kind.CANCELLATION): "取消即成立，待印发通知；到通知写明的终止日期退出清单。",
    ("issue_notice", Kind.REVOCATION): "填写文号、印发日期和终止日期，事项在终止日期以后退出清单。",
    ("issue_notice", Kind.CANCELLATION): "填写文号、印发日期和终止日期，事项在终止日期以后退出清单。",
    ("pass_upper", Kind.REVOCATION): "撤销即成立，待印发通知；到通知写明的终止日期退出清单。",
}
# pages of the joint meeting, not of the case
MEETINGS = ("put_on_agenda", "deliberate")
UNSIGNED = "本案在这次会议的议程上。纪要由召集人签署以后，才能登记本案的审议结果。"
OWN_REVIEW, OWN_REQUEST = "拟写、签发本单位对审查问题的意见。", "答复是否同意，附条件或不同意的写明理由。"


def offers(case, by, waiting=()):
    """[{label, url, note, primary, grave}] for components/acts.html: the seat's own answer first."""
    found = {spec.verb: spec for spec in acts.available(case, by)}
    told = _own_answers(case, by)
    for verb, (weight, note) in NOTES.items():
        spec = found.get(verb)
        if spec is None or not wanted(verb, case, by, found, waiting) or spec.problems(case):
            continue
        weight = _weight(verb, weight, case, waiting)
        url = _waiting_url(waiting) if verb == "remind" else _url(verb, case)
        if verb == "deliberate" and not minutes_signed(case.hearings.filter(closed_at__isnull=True)).exists():
            told.append(_offer("看这次会议", url, case.words(UNSIGNED), PLAIN))
            continue
        about = after_signature(case) if verb == "sign" else case.kind
        note = _filled(ENDING_NOTES.get((verb, about), note), case)
        told.append(_offer(_label(verb, case, by), url, case.words(note), weight))
    return _one_primary(told)


def _filled(note, case):
    upper = case.rules.bodies.upper
    named = {"kind": case.kind_label, "deciders": case.decision_name}
    said = note.replace("不予准入", f"不予{case.kind_label}")
    return said.format(**named, upper=upper.name + upper.verb if upper else "上级")


def _weight(verb, weight, case, waiting):
    """催办 comes first once someone is late; before submitting a text that was returned, it is changed."""
    if verb == "remind" and any(row["late"] for row in waiting):
        return PRIMARY
    if case.state in STANDING_STILL and case.version.frozen_at and verb in ("save_text", "submit"):
        return PRIMARY if verb == "save_text" else PLAIN
    return weight


def _own_answers(case, by):
    """The seat's own open question and request."""
    told = []
    for review in case.dossier.reviews:
        if review.unit_id != by.unit.pk or not review.asked or review.round.closed_at:
            continue
        drafts = acts.openness(acts.SPECS["draft_opinion"], case, by, review) == "open"
        issued, issues = (
            bool(review.opinions.all()),
            acts.openness(acts.SPECS["issue_opinion"], case, by, review),
        )
        if drafts and not (issued and issues != "open"):
            url = reverse("opinion", args=[case.uuid, review.pk])
            waits = issued or (review.sent_to_head_at and by.post != Post.HEAD)
            told.append(
                _offer(_opinion_label(review, issued, by), url, OWN_REVIEW, PLAIN if waits else PRIMARY)
            )
    for request in case.dossier.requests:
        if request.unit_id != by.unit.pk or request.closed_at:
            continue
        if acts.openness(acts.SPECS["take_position"], case, by, request) == "open":
            answered = bool(request.positions.all())
            url = reverse("position", args=[case.uuid, request.pk])
            label = "重新答复" if answered else "答复征询"
            told.append(_offer(label, url, OWN_REQUEST, PLAIN if answered else PRIMARY))
    return told


def _opinion_label(review, issued, by):
    if issued:
        return "改签意见"
    if by.post == Post.HEAD:
        return "签发意见"
    return "修改送签的意见" if review.sent_to_head_at else "拟写意见"


def wanted(verb, case, by, found, waiting):
    """What no condition of the flow says: acts reached from another one's page, or with nothing to act on."""
    match verb:
        case "draft_review":
            return "issue_review" not in found and _review_due(case)
        case "issue_review":
            return _review_due(case)
        case "remind":
            return any("remind_url" in row for row in waiting)
        case "withdraw":
            return rules.ends_it(case, by, case.state)
        case "reject":
            return case.state not in REFUSED_BY_RESULT
        case "record_decision":
            return _body_lacks(case, by)
        case "deliberate":
            return case.dossier.open_hearing(HearingKind.JOINT) is not None
    return True


def _review_due(case):
    """An issued review stands, unless a later 稿 has another term or wording."""
    if case.review is None or not case.review.issued_at:
        return True
    return not case.review.fits(case.dossier.version) or bool(uncleared_wording(case))


def _body_lacks(case, by):
    body, decided = rules.decider_of(case, by), case.dossier.decisions
    bodies = [body] if body else case.deciders
    return any(each.key not in decided for each in bodies)


def _url(verb, case):
    if verb == "save_text":
        return reverse("case-edit", args=[case.uuid])
    if verb in ("draft_review", "issue_review"):
        return reverse("initial-review", args=[case.uuid])
    if verb in MEETINGS:
        return _meeting_url(case)
    return reverse("case-act", args=[case.uuid, verb])


def _waiting_url(waiting):
    """Where 催办 stands: at the card of the first unit that has one, else in the table of those without."""
    beside = [row for row in waiting if "anchor" not in row]
    return "#waiting" if beside or not waiting else f"#{waiting[0]['anchor']}"


def _meeting_url(case):
    """The meeting whose agenda the case is on, else the meetings it may be put on."""
    hearing = case.dossier.open_hearing(HearingKind.JOINT)
    if hearing and hearing.meeting:
        return reverse("meeting", args=[hearing.meeting])
    return reverse("meeting-of-case", args=[case.uuid])


def _label(verb, case, by):
    match verb:
        case "deliberate":
            return "登记审议结果"
        case "withdraw" if rules.is_withdrawn_by_silence(case, by, case.state):
            return "视同撤回"
    return acts.label_of(verb, case)


def _offer(label, url, note, weight):
    return {"label": label, "url": url, "note": note, "weight": weight}


def _one_primary(told):
    """The primary one first, grave ones last; a second primary act is plain."""
    order = (PRIMARY, PLAIN, GRAVE)
    told = sorted(told, key=lambda offer: order.index(offer["weight"]))
    for place, offer in enumerate(told):
        offer["primary"] = offer["weight"] == PRIMARY and place == 0
        offer["grave"] = offer.pop("weight") == GRAVE
    return told
