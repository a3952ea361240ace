"""What is done with a township's report. Keyword-only, `by` an Acting; each in one transaction with one audit event.

Raises NotAllowed, Stale, Refused, Repeated as the acts on cases do (`admission.act`).
"""

from datetime import timedelta

from accounts.models import NoticeKind
from accounts.succession import line_of
from admission.problems import Problem
from audit import clock
from config.templatetags.chinese import cdate
from documents.numbers import allot
from regimes.calendar import Calendar
from regimes.models import Regime
from regimes.queries import current_regime
from supervision import deadlines, papers, queries, rules
from supervision.act import Refused, act, begin, signature
from supervision.models import ClockStop, Report
from supervision.states import Clock, ReportState


def submit_report(
    *,
    by,
    kind,
    department,
    happened_on,
    township=None,
    arrived_on=None,
    ways=(),
    duty=None,
    document="",
    facts="",
    wanted="",
    hides_reporter=False,
    files=(),
    sure=False,
    form_key="",
):
    """提交反映 by a township for itself; the office registers one that came on paper (`township`, `arrived_on`).

    The five working days run from the day it arrived, that day not counted (第十条). What is doubtful, only if `sure`.
    """
    own = rules.is_township(by)
    report = Report(
        county=by.county,
        regime=regime_of(by.county),
        kind=kind,
        township=by.unit if own else township,
        department=department,
        duty=duty,
        document=document,
        happened_on=happened_on,
        facts=facts,
        wanted=wanted,
        ways=list(ways),
        hides_reporter=hides_reporter,
        on_paper=not own,
        submitted_label=signature(by)[:120],
    )
    with begin(
        "submit_report", subject=report, by=by, allowed=rules.may_report(by), form_key=form_key
    ) as step:
        report.arrived_on = step.today if own or arrived_on is None else arrived_on
        if not (own or files):  # what it says is the township's word, not the office's
            step.refuse(Problem("登记乡镇的书面反映，请上传它的扫描件", "files"))
        _check_report(step, sure)
        counted = Calendar.load().add(report.arrived_on, report.rules.days("verification"))
        report.verify_by, report.verify_provisional = counted.date, counted.provisional
        report.number = _allot(report, "report")
        report.save()
        step.say(facts or document, files)
        step.fact(number=report.number, report_kind=kind, hides_reporter=hides_reporter)
        step.fact(arrived_on=report.arrived_on, verify_by=report.verify_by)
        step.tell(queries.handlers(report), f"{queries.reporter_told(report)}反映：{report.matter}")
        if not own:
            office = report.county.worded("联席会议办公室", rules=report.rules)
            step.tell([report.township], f"{office}已登记你单位的书面反映：{report.matter}")
    return report


def regime_of(county):
    try:
        return current_regime(county)
    except Regime.DoesNotExist:
        raise Refused("还没有载入制度，不能办理。") from None


def _check_report(step, sure):
    report, problems = step.subject, []
    step.reach(report.department, "department")
    if report.township is None:
        problems.append(Problem("请选择反映的乡镇", "township"))
    if not (report.document or report.facts):
        problems.append(Problem("请写明文件或来源，或者写明情况，至少写一样", "document"))
    if report.happened_on > step.today:
        problems.append(Problem("发生日期不能晚于今天", "happened_on"))
    elif not report.happened_on <= report.arrived_on <= step.today:
        problems.append(Problem("收到日期不能晚于今天，也不能早于发生日期", "arrived_on"))
    if report.duty and report.township and not queries.has_carried(report.township, report.duty):
        problems.append(
            Problem(
                f"“{report.duty}”不由{report.township.short_name}承担，也没有承担过，清单编号不填；"
                f"如果正是这一项没有准入就交给了{report.township.short_name}，请选择被反映的部门，在情况里写明是哪一项。",
                "code",
            )
        )
    if report.hides_reporter and report.township:
        problems += [
            Problem(f"要求不公开本单位名称的，这里不要写“{name}”，部门看得到这段文字", field)
            for field in ("document", "facts", "wanted")
            for name in [report.township.short_name]
            if name in getattr(report, field)
        ]
    if not (problems or sure):
        problems += _doubts(step)
    if problems:
        step.refuse(*problems)


def _doubts(step):
    """A department that never led the duty named, the same again within a day: meant, or a slip more often."""
    report = step.subject
    led = report.duty and report.duty.department
    if led and not queries.has_led(report.department, report.duty):
        lead, named = led.short_name, report.department.short_name
        said = f"“{report.duty}”由{lead}牵头，选择的是{named}；反映{lead}的请改选，与这一事项无关的，清单编号不填"
        yield Problem(said, "department")
        yield Problem(f"确实就这一事项反映{named}的，勾选后再提交", "sure")
    if same := queries.same_reports(report, since=step.now - timedelta(days=1)).first():
        yield Problem(f"已有一件相同的反映（{same.number}），不是重复的，勾选后再提交", "sure")


def receive(*, report, by, lock, form_key=""):
    """签收: the township is told, the department sees the report from now on. The clock ran before."""
    with act("receive", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        step.tell(
            [report.township],
            f"{queries.followed_by(report)}已签收：{report.matter}，{_until(report.verify_by)}核实",
        )
        step.tell([report.department], f"乡镇反映你单位的情况，请说明：{report.matter}")
    return report


def withdraw_report(*, report, by, lock, text, form_key=""):
    with act("withdraw_report", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        step.say(text)
        report.ended_at = step.now
        step.tell(queries.handlers(report), f"反映已撤回：{report.number}")
        if step.source != ReportState.SUBMITTED:
            told = f"对你单位的反映已撤回：{report.matter}"
            step.tell([report.department], told, url=queries.reports_url())
    return report


def say_side(*, report, by, lock, text, files=(), form_key=""):
    """说明情况 by the department: its words stand beside the report and alter nothing in it (I-76)."""
    with act("say_side", subject=report, by=by, lock=lock, form_key=form_key) as step:
        step.say(text, files)
        step.tell(queries.handlers(step.subject), f"部门已说明情况：{step.subject.number}")
    return step.subject


def note_check(*, report, by, lock, text, files=(), form_key=""):
    """登记核实情况: whom the office asked, what it found, with the evidence; for those who read all, for neither side."""
    with act("note_check", subject=report, by=by, lock=lock, form_key=form_key) as step:
        step.say(text, files)
    return step.subject


def stop_clock(*, report, by, lock, text, form_key=""):
    """停止计时, with the reason; nothing is promised while it stands."""
    with act("stop_clock", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        if report.stop:
            step.refuse("已经停止计时，不能再停一次。")
        if report.verify_by < step.today:
            step.refuse("核实期限已过，不能再停止计时。")
        _keep_name(step, text=text)
        step.say(text)
        ClockStop.objects.create(report=report, stopped_on=step.today, stop_reason=text)
        step.tell([report.township], f"核实停止计时：{report.matter}")
    return report


def restart_clock(*, report, by, lock, text, form_key=""):
    """恢复计时: the day to verify by is counted anew, the old one kept."""
    with act("restart_clock", subject=report, by=by, lock=lock, form_key=form_key, begins=True) as step:
        report = step.subject
        stop = report.stop
        if stop is None:
            step.refuse("没有停止计时。")
        _keep_name(step, text=text)
        step.say(text)
        stop.restarted_on, stop.restart_reason = step.today, text
        stop.save()
        recount(step, f"恢复计时：{text}")
        step.tell([report.township], f"核实恢复计时，{_until(report.verify_by)}核实：{report.matter}")
    return report


def recount(step, reason):
    """The day to verify by as the calendar and the stops have it now; whether it is another one."""
    report = step.subject
    report._prefetched_objects_cache = {}
    counted = deadlines.verification(report, Calendar.load())
    old, report.verify_by = report.verify_by, counted.date
    report.verify_provisional = counted.provisional
    if old != counted.date:
        step.change_day(Clock.VERIFY, old, counted.date, reason)
    return old != counted.date


def find_true(*, report, by, lock, facts, finding, article, wanted, rectify_by, files=(), form_key=""):
    """核实属实: 督办通知单 with a date to the department, 核实结果告知书 to the township (I-75)."""
    with act("find_true", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        step.reach(report.department)
        _check_finding(step, files, facts=facts, finding=finding, wanted=wanted)
        if rectify_by <= step.today:
            step.refuse(Problem("整改期限须晚于今天", "rectify_by"))
        report.slip_number = _allot(report, "supervision")
        report.found_at, report.article, report.rectify_by = step.now, article, rectify_by
        step.say(f"{facts}\n核实结论：{finding}\n督办要求：{wanted}", files)
        to = papers.addressee(report)
        then = f"已向{to}发督办通知单（{report.slip_number}），要求{cdate(rectify_by)}前完成。"
        papers.finding(step, facts=facts, finding=finding, then=then)
        papers.slip(step, finding=finding, wanted=wanted)
        step.fact(slip_number=report.slip_number, rectify_by=rectify_by)
        step.tell([report.department], f"督办通知单：{report.matter}，{_until(rectify_by)}完成")
        step.tell([report.township], f"反映核实属实，已督办：{report.matter}")
    return report


def find_untrue(*, report, by, lock, facts, finding, article, files=(), form_key=""):
    """核实不属实: the reasons go to the township in writing."""
    with act("find_untrue", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        _check_finding(step, files, facts=facts, finding=finding)
        report.found_at, report.ended_at, report.article = step.now, step.now, article
        step.say(f"{facts}\n核实结论：{finding}", files)
        papers.finding(
            step,
            facts=facts,
            finding=finding,
            then="不作督办。对核实结果有异议，或者有新的情况的，可以重新反映。",
        )
        step.tell([report.township], f"反映核实不属实，理由见告知书：{report.matter}", kind=NoticeKind.RESULT)
        step.tell([report.department], f"对你单位的反映核实不属实：{report.matter}")
    return report


def _check_finding(step, files, **texts):
    if step.subject.stop:
        step.refuse("已经停止计时，请先恢复计时。")
    _keep_name(step, files, **texts)


def _keep_name(step, files=(), **texts):
    """What the department will read does not name a township that asked not to be named, nor does a file's name."""
    if not step.subject.hides_reporter:
        return
    texts["files"] = " ".join(file.name for file in files)
    names = [each.short_name for each in line_of(step.subject.township)]
    named = [(name, field) for field, text in texts.items() for name in names if name in text]
    if named:
        said = "反映乡镇要求不公开名称，这里不要写“{}”，部门看得到"
        step.refuse(*(Problem(said.format(name), field) for name, field in named))


def set_day(*, report, by, lock, rectify_by, text, form_key=""):
    """重定整改期限: the department has another day, with a reason; the old one is kept and shown."""
    with act("set_day", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        if rectify_by <= step.today:
            step.refuse(Problem("整改期限须晚于今天", "rectify_by"))
        if rectify_by == report.rectify_by:
            step.refuse(Problem("与原期限相同", "rectify_by"))
        _keep_name(step, text=text)
        step.change_day(Clock.RECTIFY, report.rectify_by, rectify_by, text)
        report.rectify_by = rectify_by
        step.say(text)
        told = f"整改期限改为{cdate(rectify_by)}：{report.matter}"
        step.tell([report.department, report.township], told)
    return report


def answer_slip(*, report, by, lock, text, files=(), form_key=""):
    """报告整改情况 by the department's head; without evidence in words or files there is nothing to confirm."""
    with act("answer_slip", subject=report, by=by, lock=lock, form_key=form_key, begins=True) as step:
        report = step.subject
        report.answered_at = step.now
        counted = Calendar.load().add(step.today, report.rules.days("confirmation"))
        report.confirm_by, report.confirm_provisional = counted.date, counted.provisional
        step.say(text, files)
        step.tell([report.township], f"部门报告已整改，请确认：{report.matter}")
        step.tell(queries.handlers(report), f"部门报告已整改：{report.number}")
    return report


def confirm_rectified(*, report, by, lock, text="", form_key=""):
    with act("confirm_rectified", subject=report, by=by, lock=lock, form_key=form_key) as step:
        if text:
            step.say(text)
        step.tell(queries.handlers(step.subject), f"乡镇确认整改到位，待销号：{step.subject.number}")
    return step.subject


def object_to_answer(*, report, by, lock, text, files=(), form_key=""):
    """整改没有到位: back to the department; the day stays until the office sets another one."""
    with act("object_to_answer", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        _keep_name(step, text=text)  # its files the department does not see
        step.say(text, files)
        told = f"乡镇认为整改没有到位，继续督办：{report.matter}"
        step.tell([report.department, *queries.handlers(report)], told)
    return report


def close_report(*, report, by, lock, text="", files=(), form_key=""):
    """销号, once the township confirmed; where it was silent past its day, by the office's own evidence (I-75)."""
    with act("close_report", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        if report.state == ReportState.ANSWERED:
            if report.confirm_by >= step.today:
                step.refuse("乡镇确认的期限还没有过，请等乡镇确认。")
            if not text.strip():
                step.refuse(Problem("乡镇没有确认的，请写明凭什么认定已整改到位", "text"))
        _keep_name(step, files, text=text)
        if text.strip() or files:
            step.say(text, files)
        report.ended_at = step.now
        step.tell([report.township, report.department], f"已销号：{report.matter}", kind=NoticeKind.RESULT)
    return report


def refer(*, report, by, lock, organ, facts, article, reply_by, files=(), form_key=""):
    """移送 as a closing record: organ, date, papers; the system records, it never judges."""
    with act("refer", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        if reply_by <= step.today:
            step.refuse(Problem("函告的期限须晚于今天", "reply_by"))
        report.organ, report.article, report.referred_on = organ, article, step.today
        report.ended_at = step.now
        step.say(f"移送{organ}：{facts}", files)
        papers.referral(step, facts=facts, due=reply_by)
        step.tell([report.township], f"已移送有关机关：{report.matter}")
        step.tell(queries.leaders(report.county), f"反映已移送{organ}：{report.number}")
    return report


def record_organ_reply(*, report, by, lock, replied_on, text, files=(), form_key=""):
    """登记移送回复: what the organ answered, once."""
    with act("record_organ_reply", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        if report.organ_reply_on:
            step.refuse("移送回复已经登记。")
        if not report.referred_on <= replied_on <= step.today:
            step.refuse(Problem("回复日期不能早于移送日期，也不能晚于今天", "replied_on"))
        report.organ_reply_on = replied_on
        step.say(text, files)
        step.fact(day=replied_on)
    return report


def urge(*, report, by, lock, text="", form_key=""):
    """催办: whoever is to act now is told once more, in these words; by the office, 县委办 or 县政府办."""
    with act("urge", subject=report, by=by, lock=lock, form_key=form_key) as step:
        report = step.subject
        to = queries.handlers(report)
        if report.state == ReportState.URGING:
            step.reach(report.department)
            to = [report.department]
            _keep_name(step, text=text)
        if text:
            step.say(text)
        stands = deadlines.stop_of(report) is not None  # no day runs
        wanted = "停止计时，请恢复计时" if stands else f"{_until(_day(report))}办理"
        said = f"：{text}" if text else ""
        step.tell(to, f"催办：{report.matter[:80]}，{wanted}{said}", kind=NoticeKind.URGE)
    return report


def _day(report):
    return report.rectify_by if report.state == ReportState.URGING else report.verify_by


def _until(day):
    return f"{cdate(day)}前"


def _allot(report, series):
    year = clock.today().year
    return report.rules.number_of(series, year, allot(county=report.county, series=series, year=year))
