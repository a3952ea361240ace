"""Evaluation: opened by the office, filled in by townships and departments, published. Keyword-only, `by` an Acting."""

from accounts.models import NoticeKind
from admission.problems import Problem
from config.templatetags.chinese import cdate
from supervision.act import Stale, act, begin, signature
from supervision.actions.reports import regime_of
from voice import queries, rules
from voice.models import Period, Sheet
from voice.scores import LOW


def open_period(*, by, title, year, closes_on, of_departments, of_townships=(), form_key=""):
    """开展评价: what is looked at on each side, until when; on one side only where the county's file says no more."""
    period = Period(
        county=by.county,
        regime=regime_of(by.county),
        title=title,
        year=year,
        closes_on=closes_on,
        of_departments=of_departments,
        of_townships=list(of_townships) if rules.is_mutual(by) else [],
    )
    with begin("open_period", subject=period, by=by, allowed=rules.may_open(by), form_key=form_key) as step:
        if closes_on <= step.today:
            step.refuse(Problem("截止日期须晚于今天", "closes_on"))
        if Period.objects.filter(county=by.county, title=title).exists():
            step.refuse(Problem("已有同名的评价，请换一个名称", "title"))
        period.save()
        step.fact(year=year, due_on=closes_on)
        step.tell(queries.raters(period), f"请于{cdate(closes_on)}前提交：{title}")
    return period


def hand_in(*, period, by, said, before=None, lock=None, form_key=""):
    """提交评价: `said` as in `Sheet`, of units of the other side; a low score says why. Units hand in side by side, so the form's
    `lock` does not count; of two people of one unit the later one sees the other's sheet first: `before` is the `lock` of the
    one the form was made from, 0 for none. Taken until the results are out, after the last day as late.
    """
    with act("hand_in", subject=period, by=by, form_key=form_key) as step:
        period = step.subject
        sheet = period.sheets.filter(unit=by.unit).first() or Sheet(period=period, unit=by.unit)
        if before is not None and before != sheet.lock:
            raise Stale(period)
        known = {unit.pk: unit for unit in queries.rated_by(period, by.unit)}
        if not said or set(said) - {str(pk) for pk in known}:
            step.refuse("至少评价一个单位")
        for unit, each in said.items():
            if any(score and score <= LOW for score in each["scores"]) and not each["remark"]:
                name = known[int(unit)].short_name
                step.refuse(Problem(f"对{name}评价“较差”“差”的，请写明理由", f"remark-{unit}"))
        sheet.said, sheet.label, sheet.handed_in_at = said, signature(by)[:120], step.now
        sheet.lock += 1
        sheet.save()
        step.fact(rated=len(said))
    return period


def publish_period(*, period, by, lock, form_key=""):
    """公布结果: every unit reads its own, those who lead all."""
    with act("publish_period", subject=period, by=by, lock=lock, form_key=form_key) as step:
        period = step.subject
        waiting = queries.not_handed_in(period)
        if period.closes_on >= step.today and waiting:
            step.refuse(f"还没有到截止日期，{len(waiting)}个单位没有提交")
        if not period.sheets.exists():
            step.refuse("没有单位提交评价，没有结果可以公布")
        period.published_on = step.today
        step.fact(sheets=period.sheets.count())
        told = [*queries.raters(period), *queries.leaders(period.county)]
        step.tell(told, f"结果已公布：{period.title}", kind=NoticeKind.RESULT)
    return period
