"""What is asked between townships and departments, and answered. Keyword-only, `by` an Acting; each in one transaction.

Raises NotAllowed, Stale, Refused, Repeated as the acts on cases do (`admission.act`).
"""

import re

from accounts.models import NoticeKind, UnitKind
from accounts.succession import left_to, stands_for
from admission.problems import Problem
from audit import clock
from config.templatetags.chinese import cdate, join_cn
from documents.numbers import allot
from regimes.calendar import Calendar
from regimes.states import HEARD
from registry.normalize import normalized
from supervision.act import act, begin, signature
from supervision.actions.reports import regime_of
from supervision.states import Clock
from voice import queries, rules, vetting
from voice.actions import burdens
from voice.kinds import KINDS, answers_to
from voice.models import Hit, Matter, Reply
from voice.states import Grade, MatterState

# of who leads a 派驻机构: anything that may be said of it wants the consent
APPOINTED = re.compile("任|免|职|人事|人选|人员|调整|调动|提名|提拔|负责|主要|领导|所长|站长")


def ask(
    *, by, kind, title, text, units=(), due=None, duty=None, year=None, facts=None, files=(), form_key=""
):
    """Ask the units (all, where the kind says so), each to answer by the day; the regime's where none is named."""
    said, searched = KINDS[kind], []
    matter = Matter(
        county=by.county,
        regime=regime_of(by.county),
        kind=kind,
        title=title,
        text=text,
        facts=facts or {},
        asker=by.unit,
        asked_label=signature(by)[:120],
        duty=duty,
        year=year,
    )
    if said.searched:  # before anything is locked: it may take seconds
        searched = vetting.read_and_searched(files, matter)
    units = list(queries.units_asked(kind, by) if said.everyone else units)
    with begin("ask", subject=matter, by=by, allowed=rules.may_ask(kind, by), form_key=form_key) as step:
        _check_asked(step, units, due)
        counted = Calendar.load().add(step.today, matter.rules.days("answer"))
        matter.due, matter.due_provisional = due or counted.date, not due and counted.provisional
        matter.due_counted = not due
        year = step.today.year
        matter.number = matter.rules.number_of(
            "matter", year, allot(county=matter.county, series="matter", year=year)
        )
        matter.save()
        Reply.objects.bulk_create(Reply(matter=matter, unit=unit) for unit in units)
        if files:
            step.say("", files)
        if said.searched:
            _keep_hits(step, searched)
        step.fact(number=matter.number, matter_kind=kind, asked=len(units), due_on=matter.due)
        step.tell(units, f"请于{cdate(matter.due)}前答复{_named(matter)}")
    return matter


def _check_asked(step, units, due):
    matter, known = step.subject, queries.units_asked(step.subject.kind, step.by)
    if not units:
        step.refuse(Problem("请选择由哪些单位答复", "units"))
    if {unit.pk for unit in units} - set(known.values_list("pk", flat=True)):
        step.refuse(Problem("所选单位不能答复这一类事项", "units"))
    places = {unit.kind == UnitKind.TOWNSHIP for unit in units}
    if KINDS[matter.kind].both and len(places) == 1:
        step.refuse(Problem("由乡镇和部门各自答复，请至少各选一个", "units"))
    if due and due <= step.today:
        step.refuse(Problem("答复期限须晚于今天", "due"))
    if KINDS[matter.kind].ahead and matter.year < step.today.year:
        step.refuse(Problem("考核评比先申请、经批准再开展，不能补报以前年度的", "year"))
    if KINDS[matter.kind].has_year:
        _check_once_a_year(step)


def _check_once_a_year(step):
    """一事一报: one matter, one application, one year; an evaluation of a power likewise, by its duty. What a department
    applied for that left its matters to this one counts."""
    matter = step.subject
    rows = Matter.objects.filter(asker__in=left_to(matter.asker), kind=matter.kind, year=matter.year)
    rows = rows.exclude(state=MatterState.WITHDRAWN).exclude(result="not_approved")
    before = next((row for row in rows if _is_same(row, matter)), None)
    if before:
        step.refuse(Problem(f"{matter.year}年已有同一件事（{before.number}），不重复提出", "title"))


def _is_same(one, other):
    """About the same duty; where either names none, of the same title."""
    if one.duty_id and other.duty_id:
        return one.duty_id == other.duty_id
    return normalized(one.title) == normalized(other.title)


def _keep_hits(step, searched):
    """What was found in the text of each file."""
    matter, rows = step.subject, []
    if not searched:
        step.refuse(Problem("请上传要审核的文件", "files"))
    for name, found in searched:
        rows += [
            Hit(
                matter=matter,
                file=name[:150],
                place=each.place,
                form=each.form[:60],
                words=each.words[:100],
                quote=each.quote[:300],
                source=each.source[:100],
                advice=each.advice[:300],
            )
            for each in found
        ]
    Hit.objects.bulk_create(rows)
    step.fact(hits=len(rows))


def _named(matter):
    return f"{matter.asker.short_name}的{matter.get_kind_display()}：{matter.title}"


def answer(*, matter, by, choice, text, lock=None, files=(), form_key=""):
    """答复 by one of the units asked. Others may answer at the same time: the form's `lock` does not count."""
    with act("answer", subject=matter, by=by, form_key=form_key) as step:
        matter = step.subject
        waiting = [
            reply for reply in matter.answers if not reply.answered_at and stands_for(by.unit, reply.unit)
        ]
        if not waiting:
            step.refuse("本单位已经答复")
        if choice not in dict(answers_to(matter)):
            step.refuse(Problem("这件事项不能这样答复", "choice"))
        for reply in waiting:  # of one whose unit ended, too: it is answered with the same words
            reply.choice, reply.answered_at = choice, step.now
            reply.save()
        if not KINDS[matter.kind].closes:
            matter.ended_at = step.now
        step.say(text, files)
        step.fact(choice=choice)
        step.tell([matter.asker], f"{by.unit.short_name}已答复：{matter.title}", kind=NoticeKind.RESULT)
    return matter


def rate_answers(*, matter, by, lock, grades, text="", form_key=""):
    """满意度评价 of every answer ({unit pk: grade}), which ends the matter; 不满意 says why."""
    with act("rate_answers", subject=matter, by=by, lock=lock, form_key=form_key) as step:
        matter = step.subject
        if Grade.POOR in grades.values() and not text:
            step.refuse(Problem("评价“不满意”的，请写明评价的理由", "text"))
        for reply in matter.answers:
            reply.grade = Grade(grades[reply.unit_id])
            reply.save()
        matter.ended_at = step.now
        if text:
            step.say(text)
        step.fact(grades=[reply.grade for reply in matter.answers])
        step.tell(
            [reply.unit for reply in matter.answers], f"已评价、办结：{matter.title}", kind=NoticeKind.RESULT
        )
    return matter


def file_opinion(**given):
    """归档 of what the townships' party committees said, with how it was followed."""
    return _conclude("file_opinion", check=_check_consent, **given)


def _check_consent(step, result):
    """Whose consent the rules want has the last word where it disagrees (湖南 第五项: 征得同意权 over who leads; on 工作考核 it is
    heard)."""
    if is_of_work_alone(step.subject):
        return
    heard = step.subject.rules.matters.get(HEARD)
    against = [reply.unit.short_name for reply in step.subject.answers if reply.choice == "disagree"]
    if heard and heard.consent and against and result != "adopted":
        told = f"{join_cn(against)}不同意，须征得同意（{heard.source}）：只能按乡镇意见办理，或者撤回，协商后另行征求"
        step.refuse(Problem(told, "result"))


def is_of_work_alone(matter):
    """What the matter is about, in the department's own words: 工作考核, and of no appointment."""
    said = " ".join([matter.title, matter.facts.get(KINDS[HEARD].facts["about"], "")])
    return "考核" in said and not APPOINTED.search(said)


def conclude_review(**given):
    """作出评估结论; what it wants changed in the list goes the way of every change of the list."""
    return _conclude("conclude_review", **given)


def _conclude(verb, *, matter, by, lock, result, text, files=(), form_key="", check=None):
    with act(verb, subject=matter, by=by, lock=lock, form_key=form_key) as step:
        matter = step.subject
        if check:
            check(step, result)
        matter.result, matter.ended_at = result, step.now
        step.say(text, files)
        step.fact(result=result)
        told = f"{matter.result_word}：{matter.title}"
        step.tell([reply.unit for reply in matter.answers], told, kind=NoticeKind.RESULT)
    return matter


def decide_assessment(
    *, matter, by, lock, result, number, decided_on=None, held_on=None, text="", files=(), form_key=""
):
    """登记决定 of 县委、县政府, of its day, today's where none is given; what is approved stands among what is laid on townships,
    for its one year, and is held after it was approved."""
    with act("decide_assessment", subject=matter, by=by, lock=lock, form_key=form_key, begins=True) as step:
        matter, decided = step.subject, decided_on or step.today
        if not (asked := clock.local_date(matter.begun_at)) <= decided <= step.today:
            said = f"决定日期不能早于申请之日（{cdate(asked)}），不能晚于今天"
            step.refuse(Problem(said, "decided_on"))
        if result == "approved" and (held_on is None or held_on.year != matter.year):
            step.refuse(Problem(f"批准的，请写{matter.year}年内的开展日期", "held_on"))
        if result == "approved" and held_on < decided:
            said = f"考核评比先申请、经批准再开展：开展日期不能早于决定日期（{cdate(decided)}）"
            step.refuse(Problem(said, "held_on"))
        if result != "approved" and not text:
            step.refuse(Problem("不批准的，请写明理由", "text"))
        matter.result, matter.result_number, matter.ended_at = result, number, step.now
        if text or files:
            step.say(text, files)
        step.fact(result=result, day=decided)
        told, said = [matter.asker], "没有批准"
        if result == "approved":
            said = "批准开展"
            burdens.enter_approved(matter=matter, by=by, held_on=held_on, on=decided)
            told += queries.townships(matter.county)
        step.tell(told, f"考核评比{said}（{number}）：{matter.title}", kind=NoticeKind.RESULT)
    return matter


def ask_again(*, matter, by, lock, units, due, text, form_key=""):
    """没有解决: the answers of these units are open again, by another day."""
    with act("ask_again", subject=matter, by=by, lock=lock, form_key=form_key) as step:
        _open_again(step, units, due, text)
        step.tell(units, f"乡镇认为没有解决，请于{cdate(due)}前再答复：{step.subject.title}")
    return step.subject


def escalate(*, matter, by, lock, due, text, form_key=""):
    """提级协调 by the office, once: 县委办、县政府办 and the convenors are told, every unit answers anew."""
    with act("escalate", subject=matter, by=by, lock=lock, form_key=form_key) as step:
        matter = step.subject
        if matter.escalated_on:
            step.refuse("这一件已经提级协调")
        matter.escalated_on = step.today
        units = [reply.unit for reply in matter.answers]
        _open_again(step, units, due, text)
        told = [*queries.leaders(matter.county), matter.asker, *units]
        step.tell(told, f"提级协调，{cdate(due)}前答复：{matter.title}", kind=NoticeKind.URGE)
    return matter


def _open_again(step, units, due, text):
    matter = step.subject
    if due <= step.today:
        step.refuse(Problem("新的期限须晚于今天", "due"))
    for unit in units:
        step.reach(unit, "units")
    again = matter.replies.filter(unit__in=units)
    if not units or again.count() != len(units):
        step.refuse(Problem("请选择由哪些单位再答复", "units"))
    again.update(choice="", answered_at=None)
    if due != matter.due:
        step.change_day(Clock.MATTER, matter.due, due, text)
    matter.due, matter.due_provisional, matter.due_counted = due, False, False
    step.say(text)


def withdraw_matter(*, matter, by, lock, text, form_key=""):
    with act("withdraw_matter", subject=matter, by=by, lock=lock, form_key=form_key) as step:
        matter = step.subject
        matter.ended_at = step.now
        step.say(text)
        step.tell([reply.unit for reply in matter.answers], f"已撤回：{matter.title}", kind=NoticeKind.RESULT)
    return matter
