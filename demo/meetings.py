"""Joint meetings of the demonstration: called by the convenor, held, their minutes signed."""

from datetime import datetime, time

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import actions as accounts
from accounts.models import RosterRole
from audit import clock
from audit.record import SYSTEM
from demo.paper import scan
from demo.story import SHANGHAI
from jointmeeting import actions
from jointmeeting.models import Meeting

PLACE = "县委会议中心二楼会议室"
RECENT = -20  # working days: an earlier meeting is done with
DECIDED = ("passed", "同意提出单位的方案，按议定事项落实。（示例数据）")


class Session:
    """One meeting on a working day of the stage. Tales put themselves on its agenda with `put`."""

    def __init__(self, stage, held, title):
        self.stage, self.held, self.title = stage, held, title
        self.row, self.results = None, {}

    def script(self):
        """Prepared eight working days before, called the day after; held and signed if its day has come."""
        yield self.on(self.held - 8, 9)
        self.row = actions.prepare_meeting(
            by=self.stage.seat("bb-jb"),
            title=self.title,
            meets_on=self.stage.workday(self.held),
            meets_at=time(9, 30),
            place=PLACE,
            note="请各成员单位于会前三日阅看议题材料。",
        )
        yield self.on(self.held - 7, 16)
        self.act(actions.call_meeting, "zjr")
        yield self.on(min(self.held - 5, 0), 10)
        self._reply("sfj-fz", "coming")
        self._reply("czj-jb", "substitute", "分管副局长")
        self._reply("rsj-jb", "away", "外出培训")
        if self.held > 0:
            return
        yield self.on(self.held, 15)
        self.act(
            actions.record_attendance,
            "bb-jb",
            present={row.unit_id: row.unit.code != "rsj" for row in self.attendance()},
            notes={
                row.unit_id: "请假，书面意见已送达" for row in self.attendance() if row.unit.code == "rsj"
            },
            substitutes={row.unit_id for row in self.attendance() if row.unit.code == "czj"},
            guests="有关申请单位负责人列席",
        )
        yield self.on(self.held, 17)
        self.act(
            actions.draft_minutes,
            "bb-jb",
            minutes="会议听取联席会议办公室关于各议题办理情况的汇报，逐项进行审议。审议结果见各议题。",
            results={
                item.pk: self.results[item.case_id] if item.case_id else DECIDED
                for item in self.row.items.all()
            },
            send=True,
        )
        yield self.on(self.held + 1, 10)
        self.act(actions.sign_minutes, "zjr")
        if self.held < RECENT:
            yield self.on(self.held + 6, 10)
            self.act(actions.close_meeting, "bb-jb")

    def put(self, tale, result=None, wording=""):
        """On the agenda; `result` is what the minutes will say of it."""
        self.results[tale.case.pk] = (result, wording)
        actions.put_item(meeting=self.row, case=tale.case, by=self.stage.seat("bb-jb"))

    def take_over(self, tale):
        """登记审议结果 into the case."""
        item = self.row.items.get(case=tale.case)
        actions.record_item(meeting=self.row, item=item, by=self.stage.seat("bb-jb"), lock=None)

    def _reply(self, who, reply, note=""):
        actions.reply_invitation(meeting=self.row, by=self.stage.seat(who), reply=reply, note=note)

    def attendance(self):
        return self.row.attendance.select_related("unit")

    def on(self, offset, hour):
        return datetime.combine(self.stage.workday(offset), time(hour, 5), SHANGHAI)

    def act(self, action, who, **facts):
        self.row = Meeting.objects.get(pk=self.row.pk)
        self.row = action(meeting=self.row, by=self.stage.seat(who), lock=self.row.lock, **facts)


# Who proposed what, how many working days before the meeting; the last two stand before no meeting.
TOPICS = (
    ("czj-jb", "统一乡镇便民服务代办点补贴的测算口径", "各乡镇代办点补贴口径不一，年底结算时与部门对不上账。",
     "由县财政局会同县委编办提出统一口径，联席会议议定后印发各乡镇执行。"),
    ("mzj-fz", "准入事项的业务培训怎样统一安排", "部门各自组织培训，乡镇一个月要派人参加多次。",
     "由联席会议办公室按季汇总培训需求，统一排期。"),
    ("sfj-jb", "乡镇反映部门以通知形式变相交办事项", "有部门用工作通知布置清单以外的事项，乡镇难以拒绝。",
     "由县委办、县政府办在发文前核对清单，联席会议办公室按月通报。"),
    ("rsj-jb", "编外人员聘用指标跨乡镇调剂", "部分乡镇聘用指标有余，部分不足。", "提请研究跨乡镇调剂的办法。"),
)  # fmt: skip


def topics(stage, decided, next_one):
    """Topics of the members: one decided, one before the next meeting, one that waits, one put off."""
    yield decided.on(decided.held - 10, 10)
    first, second, _, fourth = (
        actions.propose_topic(
            by=stage.seat(who), title=title, problem=f"{problem}（示例数据）", proposal=proposal
        )
        for who, title, problem, proposal in TOPICS
    )
    yield decided.on(decided.held - 3, 10)
    actions.put_topic(meeting=decided.row, topic=first, by=stage.seat("bb-jb"))
    yield decided.on(decided.held + 2, 11)
    actions.put_off_topic(
        topic=fourth,
        by=stage.seat("bb-jb"),
        lock=None,
        reason="自治区正在修订编外人员管理办法，待印发后再提请会议研究。",
    )
    yield decided.on(min(next_one.held - 6, 0), 11)
    actions.put_topic(meeting=next_one.row, topic=second, by=stage.seat("bb-jb"))


def decided(stage, session):
    """What the meeting decided, in each state: one late, one reported as done, one closed, one in time."""

    def listed(code, text, days):
        return actions.list_decided(
            meeting=session.row,
            by=stage.seat("bb-jb"),
            lock=None,
            unit=stage.units[code],
            text=f"{text}（示例数据）",
            due=stage.workday(session.held + days),
        )

    def said(row, action, who, **more):
        action(decided_item=row, by=stage.seat(who), lock=None, **more)

    yield session.on(session.held + 2, 15)
    late = listed("czj", "会同县委编办提出乡镇便民服务代办点补贴的统一测算口径，报联席会议办公室。", 6)
    reported = listed("zjj", "向各乡镇印发农村自建房巡查记录的统一格式，并组织一次培训。", 7)
    closed = listed("mzj", "汇总各部门准入事项的培训需求，排出下一季度的培训计划。", 5)
    listed("nyj", "商乡镇核定田间管护员的人数，落实补贴来源。", 30)
    yield session.on(session.held + 4, 10)
    said(late, actions.report_progress, "czj-jb", text="已收集九个乡镇的支出数据，正在测算。")
    said(reported, actions.report_progress, "zjj-fz", text="格式已印发，培训已于本周举办。", done=True)
    said(closed, actions.report_progress, "mzj-fz", text="培训计划已排出。", done=True)
    yield session.on(session.held + 5, 11)
    said(closed, actions.close_decided, "bb-jb", text="已收到培训计划，各部门无异议。")
    correction = {
        "old": "逐项进行审议",
        "new": "逐项进行了审议",
        "reason": "漏字。（示例数据）",
    }
    yield session.on(session.held + 6, 10)
    actions.draft_correction(meeting=session.row, by=stage.seat("bb-jb"), lock=None, **correction)
    yield session.on(0, 9)
    said(late, actions.remind_decided, "xwb-jb")


def letters(stage, session):
    """What the office tells: a circular half read and one still a draft, a report answered by one body, a changed
    roster; and what the members share."""
    office, head = stage.seat("bb-jb"), stage.seat("bb-fz")
    yield session.on(session.held + 3, 9)
    report = actions.draft_report(
        by=office,
        meeting=session.row,
        is_major=True,
        matter="准入事项经费保障",
        text="今年准入的事项中，部分乡镇反映经费没有按时拨付。联席会议已作专题研究。（示例数据）",
        next="建议将准入事项经费列入牵头部门下一年度预算，由县财政局单独列示。",
    )
    circular = actions.draft_circular(
        by=office,
        meeting=session.row,
        matter="第三季度准入事项保障落实",
        text="第三季度，多数部门按约定提供了经费和培训；两个部门的培训还没有举办。（示例数据）",
        next="还没有落实的，请于下月底前落实，并告知承担的乡镇。",
        units=[*stage.townships[:4], *(stage.units[code] for code in ("czj", "zjj", "nyj", "mzj"))],
    )
    yield session.on(session.held + 4, 15)
    actions.issue_report(special_report=report, by=head, lock=None, number=stage.number("灵编报"))
    actions.issue_circular(circular=circular, by=head, lock=None, number=stage.number("灵编发"))
    yield session.on(session.held + 5, 15)
    for who in ("czj-jb", "zjj-fz", f"{stage.townships[0].code}-jb"):
        actions.read_circular(circular=circular, by=stage.seat(who))
    actions.record_answer(
        special_report=report,
        by=stage.seat("xwb-jb"),
        lock=None,
        body="county_party",
        text="同意，请县财政局研究落实。",
        answered_on=clock.today(),
    )
    for who, kind, title, note in SHARED:
        actions.share_file(by=stage.seat(who), kind=kind, title=title, note=note, file=_scanned(title))
    yield session.on(0, 8)
    actions.draft_report(
        by=office,
        matter="今年乡镇职责准入工作",
        text="今年受理的申请、审议和准入的事项见附表。（示例数据）",
        next="建议明年把保障措施的落实列为督导重点。",
    )
    actions.draft_circular(
        by=office,
        matter="年底前准入事项自查",
        text="请各单位对照清单自查有没有清单以外交办的事项。（示例数据）",
        units=stage.townships,
    )


def corrected_minutes(stage, session):
    """A slip in the minutes of an earlier meeting, put right by a sheet of its own before it was done with."""
    yield session.on(session.held + 3, 11)
    session.act(
        actions.draft_correction,
        "bb-jb",
        old="逐项进行审议",
        new="逐项进行了审议",
        reason="漏字。（示例数据）",
    )
    yield session.on(session.held + 4, 10)
    session.act(actions.sign_correction, "zjr")


SHARED = (
    ("bb-jb", "regulation", "乡镇职责准入制度和联席会议制度", "办发〔2023〕3号，示例数据"),
    ("czj-jb", "material", "乡镇便民服务代办点支出情况表", "九个乡镇去年的支出，示例数据"),
    ("sfj-jb", "practice", "合法性审查常见问题二十问", "县司法局整理，示例数据"),
)


def _scanned(name):
    return SimpleUploadedFile(f"{name}.pdf", scan(name), content_type="application/pdf")


def changed_roster(stage):
    """A member changes by document, and the county is told; another liaison officer is named and not yet told of."""

    def named(who, role, title, document):
        accounts.add_roster_entry(
            seat=stage.seat(who).seat,
            role=role,
            title=title,
            document=document,
            valid_from=clock.today(),
            by=SYSTEM,
        )

    yield datetime.combine(stage.workday(-30), time(9, 5), SHANGHAI)
    named("zrj-fz", RosterRole.MEMBER, "县自然资源局负责人", "灵办发〔2026〕31号（示例）")
    yield datetime.combine(stage.workday(-29), time(9, 5), SHANGHAI)
    actions.issue_roster_notice(by=stage.seat("bb-fz"), number=stage.number("灵编发"))
    yield datetime.combine(stage.workday(-1), time(9, 5), SHANGHAI)
    named("zrj-jb", RosterRole.LIAISON, "县自然资源局有关负责同志", "灵办发〔2026〕44号（示例）")
