"""Whose turn a case is: who has it now, in the words every page uses, and the thing to do in a seat's own words.

Reads one row of `worklist` and asks nothing more. The words guide; what may be done is said by `acts`, on the case
page.
"""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse_lazy

from accounts.models import Post, UnitKind
from accounts.succession import named_now
from admission import deadlines, rules
from admission.models import Application
from admission.outcomes import is_confirmed
from admission.states import EDITABLE, OPEN, Procedure, State
from audit import clock


@dataclass(kw_only=True)
class Item:
    """One case a row: `what` is to be done from this seat, at `url`. `due` is the unit's own day, if it has one."""

    case: Application
    what: str
    url: str
    note: str = ""
    key: str = "todo"
    word: str = "待办"
    due: date | None = None
    provisional: bool = False
    deadline: object = None
    left: int | None = None
    signs: bool = False  # what a handler sent waits for the head's hand: 签发, several at once
    urges: bool = False  # units are late that nobody reminded: 催办, several cases at once
    lead: str = ""  # of the case this one was joined into
    lead_url: str = ""  # only where the seat sees that one

    @property
    def procedure(self):
        """简易程序, 一般程序, 未定; nothing where the kind has but one way."""
        if not self.case.rules.has_general(self.case.kind):
            return ""
        return self.case.get_procedure_display() or "未定"

    @property
    def is_late(self):
        return deadlines.is_late(self.deadline)


def holder(case):
    """Whose act leads the case on now, of a case with its days (`deadlines.dated`); "" once it ended. Who is asked meanwhile
    stands beside it on the case page; whose work a step is, in the procedure (`RegulationPage`)."""
    bodies = case.rules.bodies
    office = bodies.office.short_name
    match case.state:
        case State.SIGNING:
            signatory = case.dossier.signatory
            return signatory.short_name
        case State.DECIDING:
            return case.decision_name
        case State.UPPER_REVIEW if case.sent_on:
            return bodies.upper.name
        case state if state in EDITABLE:
            applicant = named_now(case.applicant)
            return f"{applicant}（纸质申请，由{office}登记）" if case.on_paper else applicant
    return office if case.state in OPEN else ""


def of(case, by):
    """The one thing the seat has to do in the case now, or None: its own answer before everything else."""
    here = (_opinion, _position, _applying, _handling, _deciding, _signing, _notice)
    for ask in (_replying,) if by.unit.kind == UnitKind.UPPER else here:
        if item := ask(case, by):
            return item
    return None


def _item(case, what, url="", **more):
    # worked out where it is shown: most of the many that are only counted never are
    return Item(case=case, what=case.words(what), url=url or reverse_lazy("case", args=[case.uuid]), **more)


def _opinion(case, by):
    """The unit's own question: the handler until it is sent to the head, then the head; late ones both."""
    if not case.my_review or by.post not in rules.STAFF:
        return None
    is_due = bool(case.round_due) and case.round_due <= clock.today()
    sent, returned = case.my_review_sent_to_head_at, case.my_review_sent_back_note
    if not is_due and bool(sent) != (by.post == Post.HEAD):
        return None
    question = case.rules.questions.get(case.my_review_question)
    subject = f"{question.label}审查意见" if question and question.findings else "意见"
    more = {"due": case.round_due, "provisional": bool(case.round_provisional)}
    more["note"] = _colleague(case, by) or _reminded(case.my_review_reminded_at)
    if sent:
        what = f"签发{subject}" if by.post == Post.HEAD else f"{subject}已送负责人，请尽快签发"
        more |= {"key": "todo", "word": "送签", "signs": by.post == Post.HEAD}
    else:
        what = f"拟写{subject}" if by.post == Post.HANDLER else f"拟写、签发{subject}"
        if returned and by.post == Post.HANDLER:
            what = f"修改{subject}"
            more |= {"key": "back", "word": "负责人退回", "note": f"退回说明：{returned}"}
        elif case.my_review_drafted_at:
            more["note"] = more["note"] or "有草稿"
    return _item(case, what, reverse_lazy("opinion", args=[case.uuid, case.my_review]), **more)


def _position(case, by):
    """A request to the unit: its head answers (workflow.md, `consult`); its handler finds it under 在办."""
    if not case.my_request or by.post != Post.HEAD:
        return None
    more = {"due": case.my_request_due, "provisional": bool(case.my_request_provisional)}
    more["note"] = _colleague(case, by) or _reminded(case.my_request_reminded_at)
    wanted = "答复是否同意联合申请撤销" if case.is_joint else "答复征询意见"
    return _item(case, wanted, reverse_lazy("position", args=[case.uuid, case.my_request]), **more)


def _applying(case, by):
    if not rules.is_applicant(case, by) or (not case.on_paper and _answered_elsewhere(case, by)):
        return None
    edit, head = reverse_lazy("case-edit", args=[case.uuid]), _may_submit(case, by)
    other = "办公室其他人" if case.on_paper else "负责人"
    match case.state:
        case State.DRAFT:
            return _item(case, "写完草稿，征询意见", edit, word="草稿")
        case State.CONSULTING:
            return _consulting(case, head)
        case State.CORRECTING:
            what = "补正后重新提交" if head else f"按补正通知修改，请{other}提交"
            return _item(case, what, key="back", word="退回补正")
        case State.REVISING:
            what = "修改完善，提交修改稿" if head else f"修改完善，请{other}提交修改稿"
            return _item(case, what, key="back", word="要求修改")
    return None


def _may_submit(case, by):
    """As `rules.may_submit`."""
    return rules.is_applicant_head(case, by) and not case.i_reviewed


def _consulting(case, head):
    if case.urge_places:
        return _item(case, "催办没有按期答复的单位", urges=True)
    if case.silent_places:
        return _item(case, "记录逾期未复，或再等答复")
    if case.waits_places:
        return None
    if case.dissenting:
        return _item(case, "有单位没有同意：修改后再次征询，或提交申请")
    return _item(case, "各单位均已答复，提交申请") if head else None


def _handling(case, by):
    """The office's turn, by state."""
    if not rules.is_office(case, by) or not case.submitted_at:
        return None
    director = rules.is_director(case, by)
    match case.state:
        case State.SUBMITTED if not _filed(case, by) and case.created_by_id not in by.persons:
            return _item(case, "受理、退回补正或不予受理")
        case State.CORRECTING | State.REVISING if not case.on_paper:
            return _overdue_applicant(case)
        case State.REVIEWING:
            return _reviewing(case, by, director)
        case State.CIRCULATING:
            return _circulating(case, director)
        case State.COORDINATING:
            if not case.held_on:
                return _item(case, "召开协调会，登记情况", note=_meets(case.meets_on))
            if case.unrecorded:
                return _item(case, "登记其余单位到会情况、意见")
            return _item(case, "结束协调") if director or _circulated(case) else None
        case State.DELIBERATING:
            return _item(case, _deliberating(case))
        case State.UPPER_REVIEW if not case.sent_on:
            return _item(case, f"登记上报{case.rules.bodies.upper.name}")
    return None


def _deliberating(case):
    if case.minutes_signed:
        return "登记审议结果"
    return "联席会议审议，拟写纪要" if case.on_agenda else "提请审议（列入议程）"


def _overdue_applicant(case):
    if not rules.is_past(case.answer_by):
        return None
    silent = rules.is_silent(case.answer_by, case.urged_at)
    return _item(case, "申请方逾期，可视同撤回" if silent else "申请方逾期没有提交，催办")


def _reviewing(case, by, director):
    if is_confirmed(case):
        return _item(case, "核实并确认") if _may_review(case, by) else None
    if case.form_return_lock is not None and case.form_return_lock == case.lock:
        return _item(case, "改正形式问题，重新报送", key="back", word="上级退回")
    if case.review is None or not case.review.issued_at:
        if director and _may_review(case, by):
            return _item(case, "签发初评意见", note="有拟稿" if case.review_drafted else "")
        return None if case.review_drafted else _item(case, "拟写初评意见")
    if not case.review.is_favourable:
        return _item(case, "初评未通过：退回补正" + ("或不予准入" if director else ""))
    if State.CIRCULATING not in case.path:
        return _item(case, "报送审定")
    if _coordinates_first(case):
        return _item(case, "召开协调会")
    return _item(case, "征求成员单位意见") if director else None


def _coordinates_first(case):
    """As `dossier.must_coordinate_first`."""
    fresh = case.last_round_on != case.version_id and not case.coordinated_here
    general = case.procedure == Procedure.GENERAL and State.COORDINATING in case.path
    return general and fresh and case.parties_disagree


def _circulated(case):
    """As `dossier.circulated`."""
    silent = set((case.silent_units or "").split(","))
    mandatory = case.rules.may_not_be_silent(states_cost=case.version.states_cost)
    concluded = case.last_round_on == case.version_id and case.last_round_concluded
    return bool(concluded) and not mandatory & silent


def _answered_elsewhere(case, by):
    """As `rules.answered_elsewhere`, of the seat's own unit."""
    return case.i_answered or (case.i_reviewed and by.unit.kind != UnitKind.OFFICE)


def _colleague(case, by):
    """A note where `rules.spoke_elsewhere` keeps the person from answering for its unit."""
    elsewhere = _answered_elsewhere(case, by) or case.i_wrote
    return "您在本案中代表另一个单位，须由另一位负责人签发" if elsewhere and by.post == Post.HEAD else ""


def _filed(case, by):
    """As `rules.is_filer`."""
    return case.i_filed or case.submitted_by_id in by.persons


def _may_review(case, by):
    """As `rules.may_issue_review` and `rules.may_confirm` of a person of the office."""
    return not _filed(case, by) and not case.i_answered and not case.i_wrote


def is_third_person(case, by):
    """As `rules.is_third_person`, on rows with `turn_facts.persons`."""
    return not _filed(case, by) and not case.i_reviewed


def _circulating(case, director):
    if case.urge_places or case.urge_members:
        return _item(case, "催办没有按期答复的单位", urges=True)
    if case.silent_places or case.silent_members:
        return _item(case, "记录逾期未复，或再等答复")
    if case.waits_places or case.waits_members:
        return None
    if _is_blocked(case):
        return _item(case, "有单位认为不合法：要求修改，或不予准入")
    if case.review and not case.review.fits(case.version):
        return _item(case, f"期限有变，重新{'签发' if director else '拟写'}初评意见")
    return _item(case, "意见已答复齐，汇总意见")


def _is_blocked(case):
    """As `dossier.blocking`."""
    found = [each.split(":") for each in (case.findings or "").split(",") if each]
    return any(case.rules.blocks(*each) for each in found)


def _deciding(case, by):
    body = rules.decider_of(case, by) if case.state == State.DECIDING else None
    if body is None or case.decided_body == body.key or not is_third_person(case, by):
        return None
    return _item(case, f"登记{body.name}审定结果")


def _signing(case, by):
    """As `rules.may_sign`: not of the convenor's own unit, and a third person."""
    if case.state != State.SIGNING or not rules.is_signatory(case, by):
        return None
    return None if case.my_unit_applies or not is_third_person(case, by) else _item(case, "审签")


def _replying(case, by):
    if case.state == State.UPPER_REVIEW and case.sent_on and rules.is_called_upper(case, by):
        return _item(case, case.rules.bodies.upper.verb)
    return None


def _notice(case, by):
    """县委办, 县政府办 give the notice; the office may do it for them from the case page."""
    if case.state == State.APPROVED and rules.serves_issuer(case, by):
        return _item(case, "印发通知")
    return None


def _meets(day):
    return f"定于{day.month}月{day.day}日" if day else "还没有定日期"


def _reminded(at):
    moment = at and clock.local_date(at)
    return f"{moment.month}月{moment.day}日已催办" if moment else ""
