"""确认, 审签, 审定, 上报与备案审核, 通知: who approves, and when it takes effect."""

from accounts.models import NoticeKind
from admission import approval_papers, checks, papers, rules
from admission.act import NotAllowed, Refused, act, signature
from admission.actions.asking import open_coordination, tell_all
from admission.actions.attaching import attach, claimed
from admission.actions.duty_list import approve, take_effect
from admission.actions.office import rejection
from admission.actions.texts import lapse
from admission.models import AdmissionNotice, Decision, Filing, InitialReview, SignOff
from admission.problems import Problem
from admission.sequence import earliest_decision, last_approved_on
from admission.states import ENDINGS, FileRole, Kind, Procedure, Reply, State, Verdict
from audit import clock
from config.templatetags.chinese import plain_date


def confirm(*, case, by, lock, note, form_key=""):
    """确认 of a revocation: the ground of the current version checked; nothing circulated (第四条)."""
    with act("confirm", case=case, by=by, lock=lock, form_key=form_key) as step:
        if not note.strip():
            step.refuse("请写明核实的情况。")
        step.case.review = InitialReview.objects.create(
            application=step.case,
            version=step.case.version,
            division=note,
            issued_by=by.user,
            issued_for=by.seat.user,
            issued_at=step.now,
            label=signature(by),
        )
        step.keep(step.case.review)
        step.fact(review=step.case.review.pk)
        step.tell([step.case.dossier.signatory.unit_key], f"请审签（撤销）：{step.case.title}")
    return step.case


def forward(*, case, by, lock, note, form_key=""):
    """报送审定, for regimes without circulation: 审核意见."""
    with act("forward", case=case, by=by, lock=lock, form_key=form_key) as step:
        if not note.strip():
            step.refuse(Problem("请写明审核意见。", "note"))
        step.reason(note)
    return step.case


def sign(*, case, by, lock, note="", form_key=""):
    """同意并审签: bound to the hash of what was signed (I-44). Where the path ends with it, as a revocation's, it approves."""
    with act("sign", case=case, by=by, lock=lock, form_key=form_key) as step:
        case = step.case
        seal = case.dossier.seal()
        signed = SignOff.objects.create(
            application=case,
            version=case.version,
            content_hash=seal,
            note=note,
            signed_at=step.now,
            signed_by=by.user,
            unit=by.unit,
            label=signature(by),
        )
        step.keep(signed)
        step.fact(seal=seal)
        papers.sign_off(step, seal, note)
        if case.state == State.APPROVED:
            approve(step)
        else:
            _tell_both(step, f"{case.words('召集人')}已审签：{case.title}")
    return case


def send_to_general(*, case, by, lock, reason, form_key="", **arranged):
    """转一般程序 by the convenor, with a reason; `arranged` as `open_coordination` takes it."""
    with act("send_to_general", case=case, by=by, lock=lock, form_key=form_key) as step:
        if not reason.strip():
            step.refuse("请写明转一般程序的理由。")
        step.case.procedure, step.case.procedure_reason = Procedure.GENERAL, reason
        step.reason(reason)
        open_coordination(step, **arranged)
        _tell_both(step, f"{step.case.words('召集人')}转一般程序：{step.case.title}")
    return step.case


def send_back(*, case, by, lock, reason, form_key=""):
    """退联席办: what to explain."""
    with act("send_back", case=case, by=by, lock=lock, form_key=form_key) as step:
        if not reason.strip():
            step.refuse("请写明要说明的问题。")
        step.reason(reason)
        step.tell(_office(step.case), f"{step.case.words('召集人')}退回：{step.case.title}")
    return step.case


def request_decision(*, case, by, lock, number, sent_on, form_key=""):
    """报请县委、县政府审定: the office's 请示, for the bodies to decide on (第三条第（三）项第2目)."""
    with act("request_decision", case=case, by=by, lock=lock, form_key=form_key) as step:
        if sent_on is None or not clock.local_date(step.case.state_since) <= sent_on <= clock.today():
            step.refuse(Problem("请示的日期没有填写，或早于进入审定环节、晚于今天。", "sent_on"))
        number = claimed(step, number, organ=by.unit)
        step.fact(number=number, sent_on=str(sent_on))
        approval_papers.request(step, number, sent_on)
        leaders = [body.office_unit_key for body in step.case.dossier.undecided]
        step.tell(leaders, f"请示已印发（{number}）：{step.case.title}")
    return step.case


def record_decision(
    *, case, by, lock, bodies, verdict, decided_on, number="", reason="", files=(), form_key=""
):
    """登记审定结果 for one of the bodies that decide the case, or several by one joint document; the approval after which none of
    them is missing decides (settled 18, record 0036).

    A body's own office records its own body; the office of the joint meeting any, with the scan.
    """
    bodies = list(dict.fromkeys(bodies))  # a body named twice decides once

    def verb(locked):
        if verdict == Verdict.RETURNED:
            return "return_decision"
        if verdict == Verdict.REFUSED:
            return "reject"
        every = {body.key for body in locked.deciders}
        return "decide" if every <= {*locked.dossier.decisions, *bodies} else "record_decision"

    verb.__name__ = "record_decision"
    with act(verb, case=case, by=by, lock=lock, form_key=form_key) as step:
        if step.source != State.DECIDING:
            step.refuse("本案不在审定环节。")
        problems = _check_decision(step, bodies, verdict, decided_on, reason, files)
        try:
            number = claimed(step, number, organ=by.unit) if verdict == Verdict.APPROVED or number else ""
            _check_is_new(step, number)
        except Refused as why:
            problems += why.problems
        if problems:
            step.refuse(*problems)
        for body in bodies:
            decision = Decision.objects.create(
                application=step.case,
                version=step.case.version,
                body=body,
                verdict=verdict,
                number=number,
                decided_on=decided_on,
                reason=reason,
                content_hash=step.case.dossier.seal(),
                recorded_at=step.now,
                recorded_by=by.user,
                unit=by.unit,
                label=signature(by),
            )
            step.keep(decision)
        attach(step, files, FileRole.DECISION, unit=by.unit)
        step.fact(bodies=bodies, verdict=verdict, number=number)
        _follow_decision(step, verdict, reason)
    return step.case


def _check_decision(step, bodies, verdict, decided_on, reason, files):
    """[Problem] of what was filled in, to be told together; who may not decide, or for whom nothing is open, is refused here."""
    case, by = step.case, step.by
    known = {body.key: body for body in case.deciders}
    own = rules.decider_of(case, by)
    if not bodies or not set(bodies) <= known.keys():
        step.refuse("请选择作出审定的机关。")
    if not rules.may_decide_for(case, by, bodies):
        raise NotAllowed
    if own is None and not files:
        step.refuse("由联席会议办公室登记的，请上传审定文件扫描件。")
    # once a turn: a return or refusal after it is the other body's to give (settled 18)
    if any(body in case.dossier.decisions for body in bodies):
        step.refuse(Problem("该机关的审定结果已经登记。", "bodies"))
    problems = []
    if verdict != Verdict.APPROVED and not reason.strip():
        problems.append(Problem("请写明理由。"))
    first, what = earliest_decision(case)
    if decided_on is None or decided_on > clock.today():
        problems.append(Problem("审定日期没有填写，或晚于今天。", "decided_on"))
    elif decided_on < first:
        problems.append(Problem(f"审定日期不能早于{what}（{plain_date(first)}）。", "decided_on"))
    return problems


def _check_is_new(step, number):
    """A decision that lapsed keeps its number: what is decided anew is another document (GB/T 9704—2012, 7.2.5)."""
    lapsed = step.case.decisions.filter(number=number, lapsed_at__isnull=False).last() if number else None
    if lapsed is not None:
        told = f"发文字号“{number}”是本案此前审定（{plain_date(lapsed.decided_on)}，已失效）的文号，请填写这一次的文号。"
        step.refuse(Problem(told, "number"))


def _follow_decision(step, verdict, reason):
    case = step.case
    case.forget()
    if verdict == Verdict.RETURNED:
        lapse(case, step.now)
        step.reason(reason)
        _tell_both(step, f"{case.words('审定退回')}：{case.title}")
    elif verdict == Verdict.REFUSED:
        rejection(step, reason)
    elif case.state == State.APPROVED:
        approve(step)
    elif case.state == State.UPPER_REVIEW:
        _tell_both(step, f"{case.decision_name}{case.words('审定通过')}：{case.title}")


def record_filing(*, case, by, lock, number, sent_on, form_key=""):
    """登记上报: from now on the upper body's seat sees the file (settled 19)."""
    with act("record_filing", case=case, by=by, lock=lock, form_key=form_key) as step:
        if sent_on is None or sent_on > clock.today():
            step.refuse(Problem("上报日期没有填写，或晚于今天。", "sent_on"))
        if sent_on < (last := last_approved_on(step.case)):
            decided = "审定" if step.case.rules.has_way(step.case.kind, State.DECIDING) else "审议"
            text = f"上报日期不能早于审签、{decided}或上级上次答复的日期（{plain_date(last)}）。"
            step.refuse(Problem(text, "sent_on"))
        Filing.objects.create(
            application=step.case,
            version=step.case.version,
            number=(number := claimed(step, number, organ=by.unit)),
            sent_on=sent_on,
            recorded_at=step.now,
            label=signature(by),
        )
        step.sent = True
        step.fact(number=number, sent_on=str(sent_on))
        approval_papers.filing(step, number, sent_on)
        upper = step.case.rules.bodies.upper
        step.tell([upper.unit_key], f"报送{upper.verb}：{step.case.title}")
    return step.case


def pass_upper(*, case, by, lock, number, reply_on, text="", files=(), form_key=""):
    """备案审核通过: the duty's version is written, 已准入待生效 (workflow.md, “What approval does”)."""
    with act("pass_upper", case=case, by=by, lock=lock, form_key=form_key) as step:
        _reply(step, Reply.PASSED, number, reply_on, text, files, scan_wanted=True)
        approve(step)
    return step.case


def return_upper(*, case, by, lock, substance, reason, number="", reply_on=None, files=(), form_key=""):
    """退回: 形式 leaves the signatures standing; 实质 makes them lapse (settled 19, 22)."""
    with act("return_upper", case=case, by=by, lock=lock, form_key=form_key) as step:
        case = step.case
        if not reason.strip():
            step.refuse("请写明退回的理由。")
        # 复核未过: the list changed meanwhile, the office itself takes the case back and there is no reply to show
        recheck = not rules.is_upper(case, by) and not files and bool(checks.hard(case))
        outcome = Reply.SUBSTANCE if substance or recheck else Reply.FORM
        if not recheck and outcome.value not in case.rules.bodies.upper.returns:
            step.refuse(f"按本案的制度，上级没有“{outcome.label}”。")
        _reply(step, outcome, number, reply_on or clock.today(), reason, files, scan_wanted=not recheck)
        step.reason(reason)
        if outcome == Reply.SUBSTANCE:
            lapse(case, step.now)
        else:
            case.form_return_lock = case.lock + 1
        _tell_both(step, f"上级退回：{case.title}")
    return case


def refuse_upper(*, case, by, lock, reason, number, reply_on, files=(), form_key=""):
    """不予准入 by an upper body that approves; one that only files cannot."""
    with act("reject", case=case, by=by, lock=lock, form_key=form_key) as step:
        _reply(step, Reply.REFUSED, number, reply_on, reason, files, scan_wanted=True)
        rejection(step, reason)
    return step.case


def _reply(step, outcome, number, reply_on, text, files, scan_wanted):
    case, by, filing = step.case, step.by, step.case.dossier.filing
    paper = case.rules.bodies.upper.answer
    if scan_wanted and not rules.is_upper(case, by) and not files:
        step.refuse(f"由联席会议办公室登记的，请上传上级{paper}扫描件。")
    if told := _wrong_day(f"{paper}日期", reply_on, filing.sent_on):
        step.refuse(Problem(told, "reply_on"))
    filing.reply_number = (
        claimed(step, number, organ=by.unit) if number.strip() or outcome == Reply.PASSED else ""
    )
    filing.outcome, filing.reply_on, filing.reply_text = outcome, reply_on, text
    filing.replied_at, filing.reply_label = step.now, signature(by)
    filing.save()
    step.keep(filing)
    attach(step, files, FileRole.REPLY, unit=by.unit)
    step.fact(outcome=outcome, number=filing.reply_number)


def _wrong_day(called, day, sent_on):
    """What is wrong with the day of an answer to what was sent that day; "" where nothing is."""
    if day is None:
        return f"请填写{called}。"
    if day > clock.today():
        return f"{called}不能晚于今天。"
    return f"{called}不能早于上报日期（{plain_date(sent_on)}）。" if day < sent_on else ""


def resubmit_upper(*, case, by, lock, form_key=""):
    """重新报送 after a return for form: the next act, nothing changed, signatures stand."""
    with act("resubmit_upper", case=case, by=by, lock=lock, form_key=form_key) as step:
        step.case.form_return_lock = None
    return step.case


def issue_notice(*, case, by, lock, number, issued_on, effective_on, form_key=""):
    """准入通知 / 撤销通知, once: never in force before the last decision or reply (settled 21)."""
    with act("issue_notice", case=case, by=by, lock=lock, form_key=form_key) as step:
        case = step.case
        day = "终止日期" if case.kind in ENDINGS else "生效日期"
        if issued_on is None or effective_on is None:
            step.refuse(f"请填写印发日期和{day}。")
        if issued_on > clock.today():
            step.refuse(Problem("印发日期不能晚于今天。", "issued_on"))
        if min(issued_on, effective_on) < (last := last_approved_on(case)):
            text = f"印发日期、{day}不能早于最后一次审批（{plain_date(last)}）。"
            step.refuse(Problem(text, "issued_on" if issued_on < last else "effective_on"))
        if case.kind == Kind.ADMISSION and (first := case.version.term_from) and effective_on < first:
            text = f"生效日期不能早于申请写明的开始日期（{plain_date(first)}）。"
            step.refuse(Problem(text, "effective_on"))
        number = claimed(step, number, organ=by.unit)
        AdmissionNotice.objects.create(
            application=case,
            number=number,
            issued_on=issued_on,
            effective_on=effective_on,
            recorded_at=step.now,
            recorded_by=by.user,
            unit=by.unit,
            label=signature(by),
        )
        take_effect(step, number, issued_on, effective_on)
        step.fact(number=number, issued_on=str(issued_on), effective_on=str(effective_on))
        approval_papers.notice(step, number, issued_on, effective_on)
        tell_all(step, f"通知已印发（{number}）：{case.title}")
    return case


def _office(case):
    return [case.rules.bodies.office.unit_key]


def _tell_both(step, title):
    """The office goes on; the applicant reads how far it is."""
    step.tell([step.case.applicant], title, kind=NoticeKind.RESULT)
    step.tell(_office(step.case), title)
