"""Joint meetings of the demonstration: called by the convenor, held, their minutes signed."""

from datetime import datetime, time

from demo.story import SHANGHAI
from jointmeeting import actions
from jointmeeting.models import Meeting

PLACE = "县委会议中心二楼会议室"


class Session:
    """One meeting on a working day of the stage. Tales put themselves on its agenda with `put`."""

    def __init__(self, stage, held, title):
        self.stage, self.held, self.title = stage, held, title
        self.row, self.results = None, {}

    def script(self):
        """Prepared eight working days before, called the day after; held and signed if its day has come."""
        yield self._on(self.held - 8, 9)
        self.row = actions.prepare_meeting(
            by=self.stage.seat("bb-jb"),
            title=self.title,
            meets_on=self.stage.workday(self.held),
            meets_at=time(9, 30),
            place=PLACE,
            note="请各成员单位于会前三日阅看议题材料。",
        )
        yield self._on(self.held - 7, 16)
        self._act(actions.call_meeting, "zjr")
        if self.held > 0:
            return
        yield self._on(self.held, 15)
        self._act(
            actions.record_attendance,
            "bb-jb",
            present={row.unit_id: row.unit.code != "rsj" for row in self.attendance()},
            notes={
                row.unit_id: "请假，书面意见已送达" for row in self.attendance() if row.unit.code == "rsj"
            },
            guests="有关申请单位负责人列席",
        )
        yield self._on(self.held, 17)
        self._act(
            actions.draft_minutes,
            "bb-jb",
            minutes="会议听取联席会议办公室关于各议题办理情况的汇报，逐项进行审议。审议结果见各议题。",
            results={item.pk: self.results[item.case_id] for item in self.row.items.all()},
            send=True,
        )
        yield self._on(self.held + 1, 10)
        self._act(actions.sign_minutes, "zjr")

    def put(self, tale, result=None, wording=""):
        """On the agenda; `result` is what the minutes will say of it."""
        self.results[tale.case.pk] = (result, wording)
        actions.put_item(meeting=self.row, case=tale.case, by=self.stage.seat("bb-jb"))

    def take_over(self, tale):
        """登记审议结果 into the case."""
        item = self.row.items.get(case=tale.case)
        actions.record_item(meeting=self.row, item=item, by=self.stage.seat("bb-jb"), lock=None)

    def attendance(self):
        return self.row.attendance.select_related("unit")

    def _on(self, offset, hour):
        return datetime.combine(self.stage.workday(offset), time(hour, 5), SHANGHAI)

    def _act(self, action, who, **facts):
        self.row = Meeting.objects.get(pk=self.row.pk)
        self.row = action(meeting=self.row, by=self.stage.seat(who), lock=self.row.lock, **facts)
