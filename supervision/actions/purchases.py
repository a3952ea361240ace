"""购买服务: what a department buys instead of handing it over, or a group organisation takes on (灵川 第十一条; I-14)."""

from accounts.succession import is_same_today, left_to
from admission.models import Application
from admission.problems import Problem
from admission.states import ENDED, Kind
from regimes.queries import ways_off_the_list
from registry.models import Purchase
from registry.normalize import normalized
from registry.queries import bought, same_duties
from supervision import rules
from supervision.act import act, begin, signature
from supervision.models import UrgentTask
from supervision.states import UrgentState


def record_purchase(*, by, name, townships, files=(), form_key="", **said):
    """Recorded by the department in charge; the townships are told what their part is. At once an admission it cannot be:
    refused while the duty is in the list or an application for it is open, and it stands in the way of one. Nor twice for one
    township."""
    purchase = Purchase(
        county=by.county,
        department=by.unit,
        name=name,
        normalized_name=normalized(name),
        label=signature(by),
        **said,
    )
    allowed = rules.hands_down(by)
    with begin("record_purchase", subject=purchase, by=by, allowed=allowed, form_key=form_key) as step:
        if problems := [
            *_applied_for(purchase),
            *_listed(purchase, step.today),
            *_started(purchase),
            *_bought_already(purchase, townships, step.today),
        ]:
            step.refuse(*problems)
        if purchase.until and purchase.until < purchase.begins_on:
            step.refuse(Problem("结束日期不能早于开始日期", "until"))
        if purchase.until and purchase.until < step.today:
            step.refuse(Problem("约定的结束日期已经过了，不再登记", "until"))
        if not townships:
            step.refuse(Problem("请选择涉及的乡镇", "townships"))
        purchase.save()
        purchase.townships.set(townships)
        step.say(f"{purchase.get_way_display()}：{purchase.receiver}", files)
        step.fact(day=purchase.begins_on, townships=len(townships))
        step.tell([*townships, *_office(purchase)], f"{purchase.get_way_display()}，不交由乡镇办理：{name}")
    return purchase


def _listed(purchase, today):
    for like in same_duties(purchase.county, purchase.name, purchase.department, on=today):
        if like.blocks and not like.duty.list_kind.recalled:  # what was taken back is none of the townships'
            told = f"清单中已有{like.duty.code}“{like.duty.name}”（{like.standing.label}），不能同时购买服务"
            ways = "或".join(ways_off_the_list(purchase.county))
            yield Problem(f"{told}；先申请{ways}" if ways else told, "name")


def _started(purchase):
    """On an oral request, and not ended: not at once, as what is bought is not started so (第十一条)."""
    tasks = UrgentTask.objects.filter(
        department__in=left_to(purchase.department),
        normalized_name=purchase.normalized_name,
        state=UrgentState.STARTED,
    )
    for task in tasks[:1]:
        yield Problem(f"“{task.name}”正在先行办理（{task.number}），不能同时购买服务；先登记任务结束", "name")


def _applied_for(purchase):
    cases = Application.objects.filter(county=purchase.county, kind=Kind.ADMISSION).exclude(state__in=ENDED)
    # none is handed in or approved meanwhile: every one is locked before it is read
    list(cases.order_by("pk").select_for_update(no_key=True).values_list("pk"))
    for case in cases.filter(submitted_at__isnull=False).select_related("version__department"):
        version = case.version
        # a text that is handed in again may name none
        own = version.department and is_same_today(version.department, purchase.department)
        if own and normalized(version.name) == purchase.normalized_name:
            yield Problem(f"{case.number}正在申请准入这一事项，不能同时购买服务；先撤回申请", "name")


def _bought_already(purchase, townships, today):
    """Sent once more after a while, say, with another key."""
    same = bought(purchase.county, purchase.name, purchase.department, on=today)
    if found := same.filter(ended_on=None, townships__in=townships).first():
        yield Problem(
            f"这些乡镇的“{found.name}”已登记购买服务（在办），不用再登记；先登记终止，再另行登记", "name"
        )


def _office(purchase):
    return purchase.county.units.filter(kind="office")


def end_purchase(*, purchase, by, lock, ended_on, text, form_key=""):
    with act("end_purchase", subject=purchase, by=by, lock=lock, form_key=form_key) as step:
        # what has not begun yet may be called off
        if not min(step.subject.begins_on, step.today) <= ended_on <= step.today:
            step.refuse(Problem("终止日期不能早于开始日期，也不能晚于今天", "ended_on"))
        step.subject.ended_on = ended_on
        step.say(text)
        step.fact(day=ended_on)
        step.tell(step.subject.townships.all(), f"购买服务已终止：{step.subject}")
    return step.subject
