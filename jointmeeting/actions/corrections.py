"""更正纪要: signed minutes are not altered; what was wrong in them stands on a sheet of its own, signed as they were."""

from accounts.models import NoticeKind
from admission.problems import Problem
from jointmeeting import papers
from jointmeeting.act import act, signature
from jointmeeting.models import MinutesCorrection
from jointmeeting.queries import convenors_of, invited, items_of, office_of, proposers
from jointmeeting.states import TOPIC_AFTER, Result, results_of


def draft_correction(*, meeting, by, lock, new, reason, old="", item=None, result="", form_key=""):
    """拟写更正: of the minutes' text `old` → `new`, or of what an item says, its result too."""
    with act("draft_correction", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        if pending(step.row):
            step.refuse("有一份更正还没有签署，先签署或者撤下。")
        item = item and items_of(step.row).filter(pk=item.pk).first()
        if item:
            _check_item(step, item, result, new)
            old = told(item.result, item.wording)
        elif old not in step.row.minutes or not old.strip():
            step.refuse(Problem("纪要正文里没有这一段，请照原文抄写。", "old"))
        elif new == old:
            step.refuse(Problem("与原文一样，没有更正。", "new"))
        MinutesCorrection.objects.create(
            meeting=step.row,
            item=item,
            old=old,
            new=new,
            result=result if item else "",
            reason=reason,
            drafted_at=step.now,
            drafted_label=signature(by),
        )
        step.tell(convenors_of(step.row), f"请签署纪要的更正：{step.row}", NoticeKind.TURN)
    return step.row


def sign_correction(*, meeting, by, lock, form_key=""):
    """签署更正 by the convenor: the sheet is issued, the item says from now on what it says."""
    with act("sign_correction", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        correction = pending(step.row) or step.refuse("没有待签署的更正。")
        correction.signed_at, correction.signed_label = step.now, signature(by)
        correction.save()
        if item := correction.item:
            _check_item(step, item, correction.result, correction.new)
            item.result, item.wording = correction.result, correction.new
            item.save()
            if item.topic:
                _correct_topic(item, by)
            step.fact(result=item.result)
        step.keep(papers.correction(step.row, correction, by=by, at=step.now))
        step.tell([*office_of(step.row), *invited(step.row)], f"纪要已更正：{step.row}")
    return step.row


def drop_correction(*, meeting, by, lock, form_key=""):
    """不再更正: the sheet is not signed; it stays on record."""
    with act("drop_correction", row=meeting, by=by, lock=lock, form_key=form_key) as step:
        correction = pending(step.row) or step.refuse("没有待签署的更正。")
        correction.dropped_at = step.now
        correction.save()
        step.tell(office_of(step.row), f"纪要的更正没有签署：{step.row}")
    return step.row


def pending(meeting):
    """The correction that waits for the convenor, or None."""
    waiting = meeting.corrections.filter(signed_at=None, dropped_at=None)
    return waiting.select_related("item__case__version", "item__hearing", "item__topic").first()


def told(result, wording):
    return f"{Result(result).label}。{wording}"


def _check_item(step, item, result, wording):
    """A result can be corrected until it is in its case, which then goes its way (审定); a topic's while nothing was made
    of it since."""
    if item.case and not item.is_open:
        step.refuse("这一结果已经登记到案件，随案件办理；要改变的，由审定的机关退回后再次提请审议。")
    if item.topic and item.topic.stage != TOPIC_AFTER.get(item.result):
        step.refuse("这一议题后来又有办理，不能更正上一次的结论。")
    if item.topic and result not in TOPIC_AFTER:
        step.refuse(Problem("议题不能再次协调。", "result"))
    if item.case and result and result not in results_of(item):
        step.refuse(Problem(f"这一件没有“{Result(result).label}”这种结果。", "result"))
    if not result or not wording.strip():
        step.refuse("请选择审议结果，写明议定内容。")
    if (result, wording) == (item.result, item.wording):
        step.refuse("与原来的一样，没有更正。")


def _correct_topic(item, by):
    with act("correct_topic", row=item.topic, by=by) as step:
        step.row.stage, step.row.answer = TOPIC_AFTER[item.result], item.wording
        title = f"会议对议题的结论已更正（{item.get_result_display()}）：{step.row}"
        step.tell(proposers(step.row), title, NoticeKind.RESULT)
