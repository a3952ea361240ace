"""What has an end: a task started before its papers, an ended duty asked about, what is bought (灵川 第六、十、十一条)."""

from datetime import timedelta

import pytest
from hypothesis import strategies as st

from admission.act import Refused
from admission.actions import applicant, office
from admission.models import Application
from audit import clock
from registry.models import Duty
from registry.queries import bought
from supervision.actions import endings, purchases, urgent
from supervision.models import EndCheck
from supervision.models import Report as ReportRow
from tests.cast import days_later, seat
from tests.factories import fresh, unit, units
from tests.histories.ways import DEPARTMENT, OFFICE, TOWNSHIP, Way
from tests.supervision.starting import started
from tests.supervision.test_purchases import recorded
from tests.supervision.test_temporary import ended, temporary_case


class Urgent(Way):
    """I-57 to I-59: papers by a day that no act moves, overdue told, no second start by word of mouth."""

    subject, actions = "urgent", urgent
    moves = {
        "begin_papers": (DEPARTMENT, {"started": "started"}),
        "regularise": (DEPARTMENT, {"started": "regularised"}),
        "end_task": ((*DEPARTMENT, *OFFICE), {"started": "task_ended"}),
    }
    ends = ("task_ended", "task_stopped", "task_lapsed")
    by_the_day = {
        "stop_task": {"started": "task_stopped", "regularised": "task_stopped"},
        "lapse_task": {"started": "task_lapsed"},
    }
    beside = ("the_application_fails", "its_draft_is_deleted", "is_started_again", "nobody_does_anything")
    clocks = {"papers_by": "due"}

    @classmethod
    def prepare(cls):
        return {"handed in": temporary_case("submitted"), "draft": temporary_case("draft")}

    def begin(self, draw):
        self.row, self.state = started(townships=units(["lcz"])), "started"
        self.failed, self.begun, self.deleted = False, None, False
        self.stopped_unentered = False

    def its_draft_is_deleted(self):
        if self.begun:
            case = fresh(self.begun)
            applicant.discard(case=case, by=seat("zjj-jb"), lock=case.lock)
            self.begun, self.deleted = None, True

    def the_application_fails(self):
        if not self.failed:
            case = fresh(self.prepared["handed in"])
            office.decline(case=case, by=seat("bb-jb"), lock=case.lock, reason="不属于。", article="第一条")
            self.failed = True

    def is_started_again(self):
        with pytest.raises(Refused):
            started(name="示例 抢险任务", townships=units(["dxz"]))

    def nobody_does_anything(self):
        """Silence changes nothing."""

    def morning(self):
        urgent.stop_failed()
        if self.state == "regularised" and self.failed:
            self.state = "task_stopped"
        if self.state == "started" and self.deleted and not self.begun:
            self.state, self.stopped_unentered = "task_stopped", True
        urgent.lapse_over()
        if self.state == "started" and self.row.until < clock.today():
            self.state = "task_lapsed"
        return urgent.tell_late_tasks()

    def words(self, verb, who, ahead, draw):
        if verb == "end_task":
            return {"text": "已结束。"}
        if verb == "begin_papers":
            return {}
        return {"case": self.prepared[draw(st.sampled_from(["handed in", "draft"]))]}

    def refuses(self, verb, who, given):
        if self.row.until < clock.today() and verb != "end_task":
            return True
        if verb == "begin_papers":
            return self.begun is not None
        return verb == "regularise" and (self.failed or given["case"] == self.prepared["draft"])

    def done(self, verb, who, given):
        if verb == "begin_papers":
            self.begun = Application.objects.latest("pk")

    def day(self):
        return self.row.due

    def is_late(self):
        return self.state == "started" and self.row.due < clock.today()

    def check(self):
        entered = self.state in ("regularised", "task_stopped") and not self.stopped_unentered
        assert bool(self.row.case) == entered
        assert not Duty.objects.filter(
            normalized_name=self.row.normalized_name
        ).exists()  # never in the list by this


class End(Way):
    """Asked once of each township; 仍在办理 opens a report (第十条)."""

    subject, actions, steps, begins_after = "end_check", endings, 5, 1
    moves = {
        "say_stopped": (TOWNSHIP, {"end_asked": "end_stopped"}),
        "say_continued": (TOWNSHIP, {"end_asked": "end_continued"}),
    }
    ends = ("end_stopped", "end_continued", "end_followed")
    begun_as = "end_asked"
    clocks = {"answer_by": "due"}

    @classmethod
    def prepare(cls):
        return {"duty": ended()}

    def begin(self, draw):
        assert endings.ask_ends() == 0  # its last day counts
        with days_later(1):
            assert endings.ask_ends() == 2
        self.row, self.state = EndCheck.objects.get(township=unit("lcz")), "end_asked"

    def morning(self):
        assert endings.ask_ends() == 0
        return 0

    def check(self):
        reports = ReportRow.objects.filter(kind="continued", township=unit("lcz"))
        assert list(reports) == [self.row.report] * (self.state == "end_continued")
        assert bool(self.row.answered_at) == (self.state != "end_asked")


class Purchase(Way):
    """I-14: not at once an admission, as long as it runs; it ends once, by an act or its own day."""

    subject, actions = "purchase", purchases
    moves = {"end_purchase": (DEPARTMENT, {"in_use": "ended"})}
    ends = ("ended",)

    def begin(self, draw):
        today = clock.today()
        self.until = draw(st.sampled_from([None, today + timedelta(days=10)]))
        self.row = recorded(begins_on=today - timedelta(days=2), until=self.until)
        self.state, self.ended_on = "in_use", None

    def morning(self):
        if self.until and self.until < clock.today():
            self.state = "ended"
        return 0

    def words(self, verb, who, ahead, draw):
        return {"ended_on": clock.today() + timedelta(days=ahead), "text": "到期。"}

    def refuses(self, verb, who, given):
        return not self.row.begins_on <= given["ended_on"] <= clock.today()

    def done(self, verb, who, given):
        self.ended_on = given["ended_on"]

    def folded(self):
        return "ended" if self.ended_on else "in_use"  # its own day ends it without an act

    def check(self):
        assert self.row.ended_on == self.ended_on
        runs = min(self.ended_on or clock.today(), self.until or clock.today()) >= clock.today()
        found = bought(self.row.county, self.row.name, self.row.department, on=clock.today())
        assert found.exists() == runs
