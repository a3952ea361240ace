"""Reports led through their states, each step by the seat that would do it."""

from datetime import timedelta

from audit import clock
from supervision.actions import reports as actions
from supervision.models import Report
from tests.cast import seat
from tests.factories import unit

FOUND = {"facts": "已查看拨款凭证。", "finding": "经费没有拨付。", "article": "第十条"}


def fresh_report(report):
    return Report.objects.select_related("county", "regime", "duty", "township", "department").get(
        pk=report.pk
    )


def submitted(by="lcz-jb", **more):
    given = {
        "kind": "guarantee",
        "department": unit("zjj"),
        "document": "灵住建〔2026〕5号",
        "happened_on": clock.today(),
        "facts": "巡查经费没有拨付。",
        "sure": True,
    } | more
    return actions.submit_report(by=seat(by), **given)


class Course:
    """One report and the steps it can be led through."""

    def __init__(self, **more):
        self.report = submitted(**more)

    def act(self, verb, who, **more):
        self.report = fresh_report(self.report)
        getattr(actions, verb)(report=self.report, by=seat(who), lock=self.report.lock, **more)
        self.report = fresh_report(self.report)
        return self

    def receive(self):
        return self.act("receive", "bb-jb")

    def find_true(self, days=10, **more):
        day = clock.today() + timedelta(days=days)
        return self.act("find_true", "bb-fz", **(FOUND | {"wanted": "拨付到位。", "rectify_by": day} | more))

    def find_untrue(self):
        return self.act("find_untrue", "bb-fz", **FOUND)

    def answer(self):
        return self.act("answer_slip", "zjj-fz", text="已经拨付。")

    def confirm(self):
        return self.act("confirm_rectified", "lcz-fz")

    def close(self):
        return self.act("close_report", "bb-jb")

    def refer(self):
        day = clock.today() + timedelta(days=30)
        more = {"organ": "灵川县纪委监委", "facts": "经费被挪用。", "article": "第十条", "reply_by": day}
        return self.act("refer", "bb-fz", **more)

    def withdraw(self):
        return self.act("withdraw_report", "lcz-jb", text="已经解决。")


STEPS = {
    "submitted_report": "",
    "verifying": "receive",
    "urging": "receive find_true",
    "answered": "receive find_true answer",
    "confirmed": "receive find_true answer confirm",
    "closed": "receive find_true answer confirm close",
    "unfounded": "receive find_untrue",
    "referred": "receive find_true refer",
    "report_withdrawn": "withdraw",
}


def led_to(state, **more):
    course = Course(**more)
    for step in STEPS[state].split():
        getattr(course, step)()
    assert course.report.state == state
    return course
