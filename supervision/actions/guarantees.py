"""What is done with the guarantees of a duty. Keyword-only, `by` an Acting; each in one transaction.

Raises NotAllowed, Stale, Refused, Repeated as the acts on cases do (`admission.act`).
"""

from django.db import transaction

from accounts.succession import heir, left_to, stands_for
from admission.act import NotAllowed, Refused, outermost, take_form
from admission.problems import Problem
from config.templatetags.chinese import cdate
from documents.files import discarded_on_rollback, store
from regimes.calendar import Calendar
from supervision import papers, queries, rules
from supervision.act import act, begin, beginning, signature
from supervision.actions.reports import regime_of, submit_report
from supervision.counted import since_when
from supervision.models import Guarantee, Training
from supervision.states import Clock, GuaranteeKind, GuaranteeState, ReportKind


def promise(*, by, duty, kind, text, townships, due=None, form_key=""):
    """登记保障 that no case of this system brought along: by the department in charge, or the office for it. Of what a township
    carries or is about to: what has ended asks for nothing more."""
    made = []
    with beginning("promise", by), transaction.atomic():
        if not rules.may_promise_for(duty, by):
            raise NotAllowed
        take_form(form_key, by)
        regime = regime_of(by.county)
        for township in townships:
            row = Guarantee(
                county=by.county,
                regime=regime,
                duty=duty,
                township=township,
                department=heir(duty.department) or duty.department,
                kind=kind,
                text=text,
            )
            with begin("promise", subject=row, by=by, allowed=True) as step:
                step.reach(row.department, "code")
                if not queries.is_to_carry(township, duty):
                    step.refuse(Problem(f"“{duty}”现在不由{township.short_name}承担", "townships"))
                if queries.is_promised(row):
                    said = f"{township.short_name}的这一项{row.called}保障已登记，还没有落实，不用再登记"
                    step.refuse(Problem(said, "townships"))
                counted = Calendar.load().add(step.today, row.rules.days("delivery"))
                row.due, row.due_provisional = due or counted.date, not due and counted.provisional
                row.due_counted = not due
                if row.due <= step.today:
                    step.refuse(Problem("落实期限须晚于今天", "due"))
                row.save()
                step.fact(guarantee_kind=kind, due_on=row.due)
                own = stands_for(by.unit, row.department)
                told = [township] if own else [township, row.department]
                step.tell(told, f"登记{row.called}保障，{cdate(row.due)}前落实：{duty.name}")
            made.append(row)
    return made


def deliver_several(*, by, guarantees, delivered_on, text, files=(), form_key=""):
    """登记落实 of one kind for several townships at once, all or none, with the same evidence."""
    if not guarantees:
        raise Refused(Problem("请选择已经落实的乡镇", "townships"))
    first = guarantees[0]
    around = outermost("deliver", first, by, kind=first.AUDIT_KIND, source=first.state)
    with around, discarded_on_rollback(), transaction.atomic():
        take_form(form_key, by)
        _lock_all(guarantees)
        kept = [store(upload, by=by) for upload in files]
        for each in guarantees:
            deliver(guarantee=each, by=by, lock=each.lock, delivered_on=delivered_on, text=text, files=kept)


def _lock_all(guarantees):
    """All of them before the first event is recorded: rows before the audit head, whoever waits for whom."""
    wanted = Guarantee.objects.filter(pk__in=[each.pk for each in guarantees])
    return list(wanted.select_for_update(no_key=True).order_by("pk"))


def deliver(*, guarantee, by, lock, delivered_on, text, files=(), form_key=""):
    """登记落实 by the department, with evidence; the township says whether it is so."""
    with act("deliver", subject=guarantee, by=by, lock=lock, form_key=form_key) as step:
        _deliver(step, delivered_on, text, files)
    return step.subject


def hand_over(*, guarantee, by, lock, delivered_on, materials, left_open="", files=(), form_key=""):
    """登记交接 of the powers: 事项交接单 with what was handed over and what is left to do."""
    with act("hand_over", subject=guarantee, by=by, lock=lock, form_key=form_key) as step:
        said = f"移交的资料：{materials}"
        _deliver(step, delivered_on, f"{said}\n未了的工作：{left_open}" if left_open else said, files)
        papers.handover(
            step, materials=materials, left_open=left_open, guarantees=queries.promised_to(step.subject)
        )
    return step.subject


def _deliver(step, delivered_on, text, files):
    guarantee = step.subject
    if delivered_on > step.today:
        step.refuse(Problem("落实日期不能晚于今天", "delivered_on"))
    since_when([guarantee])
    if delivered_on < guarantee.since:
        step.refuse(
            Problem(f"落实日期不能早于{cdate(guarantee.since)}，这项保障从那天起承诺", "delivered_on")
        )
    guarantee.delivered_on = delivered_on
    step.say(text, files)
    step.fact(guarantee_kind=guarantee.kind, day=delivered_on)
    step.tell([guarantee.township], f"请确认{guarantee.called}保障是否落实：{guarantee.duty.name}")


def confirm_delivery(*, guarantee, by, lock, text="", form_key=""):
    with act("confirm_delivery", subject=guarantee, by=by, lock=lock, form_key=form_key) as step:
        guarantee = step.subject
        guarantee.met_at = step.now
        if text:
            step.say(text)
        step.tell(
            [guarantee.department],
            f"{guarantee.township.short_name}确认{guarantee.called}保障已落实：{guarantee.duty.name}",
        )
    return guarantee


def object_to_delivery(*, guarantee, by, lock, text, files=(), form_key=""):
    """没有落实: what is missing becomes a report, which is verified within five working days (第十条)."""
    with act(
        "object_to_delivery", subject=guarantee, by=by, lock=lock, form_key=form_key, begins=True
    ) as step:
        guarantee = step.subject
        guarantee.report = submit_report(
            by=by,
            kind=ReportKind.POWER if guarantee.kind == GuaranteeKind.POWERS else ReportKind.GUARANTEE,
            department=heir(guarantee.department) or guarantee.department,
            duty=guarantee.duty,
            document=f"{guarantee.called}保障：{guarantee.text}"[:200],
            happened_on=min(guarantee.due, step.today),
            facts=text,
            files=files,
            sure=True,
        )
        step.fact(number=guarantee.report.number)
        guarantee.delivered_on = None
        step.say(f"{text}（{guarantee.report.number}）")
        step.tell(
            [guarantee.department],
            f"乡镇认为{guarantee.called}保障没有落实，已提出反映：{guarantee.duty.name}",
        )
    return guarantee


def set_delivery_day(*, guarantee, by, lock, due, text, form_key=""):
    """改落实期限 by the office, with a reason; the old day is kept and both sides are told."""
    with act("set_delivery_day", subject=guarantee, by=by, lock=lock, form_key=form_key) as step:
        guarantee = step.subject
        if due <= step.today or due == guarantee.due:
            step.refuse(Problem("新的期限须晚于今天，并且与原期限不同", "due"))
        step.change_day(Clock.DELIVER, guarantee.due, due, text)
        guarantee.due, guarantee.due_provisional, guarantee.due_counted = due, False, False
        step.say(text)
        step.tell(
            [guarantee.department, guarantee.township],
            f"{guarantee.called}保障的落实期限改为{cdate(due)}：{guarantee.duty.name}",
        )
    return guarantee


def record_training(*, by, topic, held_on, attended, townships, duty=None, place="", files=(), form_key=""):
    """登记培训: a dated event with who attended; what was promised of training to them counts as delivered."""
    training = Training(
        county=by.county,
        regime=regime_of(by.county),
        department=by.unit,
        duty=duty,
        topic=topic,
        held_on=held_on,
        place=place,
        attended=attended,
        label=signature(by),
    )
    allowed = rules.is_of_department(by)
    with begin("record_training", subject=training, by=by, allowed=allowed, form_key=form_key) as step:
        if held_on > step.today:
            step.refuse(Problem("培训日期不能晚于今天", "held_on"))
        if not townships:
            step.refuse(Problem("请选择参加的乡镇", "townships"))
        training.save()
        training.townships.set(townships)
        entry = step.say(f"{topic}（{attended}）", files)
        kept = [each.file for each in entry.files.all()]
        promised = Guarantee.objects.filter(
            duty=duty,
            department__in=left_to(by.unit),
            township__in=left_to(*townships),
            kind=GuaranteeKind.TRAINING,
            state=GuaranteeState.PROMISED,
        )
        owed = _lock_all(promised) if duty else []
        since_when(owed)
        for each in owed:
            if each.since > held_on:  # held before anything was promised
                continue
            told = f"培训：{topic}，{cdate(held_on)}，{attended}"
            deliver(guarantee=each, by=by, lock=None, delivered_on=held_on, text=told, files=kept)
        step.fact(day=held_on, townships=len(townships))
        step.tell(townships, f"已登记培训：{topic}")
    return training
