"""What follows admission in the demonstration: reports by townships in every state. Scripts, as in demo/begun.py."""

from datetime import datetime, time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Count

from audit import clock
from demo.paper import scan
from demo.story import SHANGHAI
from registry.models import Duty, Way
from supervision.actions import endings, guarantees, purchases, reports, urgent
from supervision.actions.following import follow_up
from supervision.models import EndCheck, Guarantee, Report


class Course:
    """One report as a script tells it: the working day it began on, and who is who."""

    def __init__(self, stage, begin, township, department, **facts):
        self.stage, self.offset, self.hour = stage, begin, 9
        self.township, self.department, self.facts = township, department, facts
        self.report = None

    def on(self, offset, hour=None):
        """A moment of that working day of the stage, after the last one."""
        self.hour = hour or (
            self.hour + 1 if offset == self.offset else 9 + len(self.facts.get("document", "")) % 3
        )
        self.offset = offset
        return datetime.combine(self.stage.workday(offset), time(self.hour, 20), SHANGHAI)

    def submit(self):
        units = self.stage.units
        facts = {"happened_on": self.stage.workday(self.offset - 3)} | self.facts
        by = self.stage.seat(f"{self.township}-jb")
        self.report = reports.submit_report(by=by, department=units[self.department], **facts)

    def do(self, act, who, **given):
        self.report = Report.objects.get(pk=self.report.pk)
        act(report=self.report, by=self.stage.seat(who), lock=None, **given)

    def receive(self):
        self.do(reports.receive, "bb-jb")

    def find_true(self, facts, finding, wanted, days):
        self.do(
            reports.find_true,
            "bb-fz",
            facts=facts,
            finding=finding,
            article="第十条",
            wanted=wanted,
            rectify_by=self.stage.workday(self.offset + days),
        )


def scripts(stage):
    yield daily(stage)
    yield promised(stage)
    yield bought(stage)
    yield delivered(stage)
    yield urgent_late(stage)
    yield urgent_new(stage)
    yield stopped(stage)
    for script in (new, checked, urged, urged_late, answered, closed, unfounded, referred):
        yield script(stage)


def daily(stage):
    """What the daily command does by itself, on two evenings."""
    for offset in (-16, -1):
        yield datetime.combine(stage.workday(offset), time(19), SHANGHAI)
        follow_up()


def urgent_late(stage):
    """Started first and still without papers."""
    yield datetime.combine(stage.workday(-14), time(10), SHANGHAI)
    _start(stage, "slj", "强降雨期间低洼地带群众转移协助", ["lcz", "dxz"], 10)


def urgent_new(stage):
    yield datetime.combine(stage.workday(-2), time(10), SHANGHAI)
    _start(stage, "jtj", "国道塌方路段临时交通疏导协助", ["gpx"], 15)


def _start(stage, code, name, places, days):
    department, today = stage.units[code], clock.today()
    urgent.start_task(
        by=stage.seat(f"{code}-jb"),
        name=name,
        contents="按县里统一指挥，协助通知、引导，做好登记（示例）。",
        townships=[stage.units[place] for place in places],
        asked_by=f"{department.short_name}负责人",
        asked_of="联席会议召集人",
        asked_on=today,
        asked_at="8时30分",
        allowed_by="联席会议召集人",
        started_on=today,
        until=today + timedelta(days=days),
    )


def stopped(stage):
    """Of the townships asked whether an ended duty stopped, some have answered."""
    yield datetime.combine(stage.workday(-1), time(20), SHANGHAI)
    for check in EndCheck.objects.filter(county=stage.county).select_related("township").order_by("pk")[:3]:
        by = stage.seat(f"{check.township.code}-jb")
        endings.say_stopped(end_check=check, by=by, lock=None, text="没有再收到有关任务。")


def promised(stage):
    """One duty's guarantees on their way: handed over, delivered, confirmed, and one that a township objects to."""
    yield datetime.combine(stage.workday(-12), time(10), SHANGHAI)
    paid = Guarantee.objects.filter(county=stage.county, kind="funding")
    most = paid.values("duty").annotate(places=Count("pk")).order_by("-places", "duty").first()
    first = paid.filter(duty=most["duty"]).first()
    rows = Guarantee.objects.filter(duty=first.duty).select_related("township")
    by = stage.seat(f"{first.department.code}-jb")
    ready = list(rows.filter(kind="funding").order_by("pk")[:4])
    text = "已按季度拨付到乡镇（示例）。"
    guarantees.deliver_several(by=by, guarantees=ready, delivered_on=clock.today(), text=text)
    yield datetime.combine(stage.workday(-11), time(10), SHANGHAI)
    powers = rows.filter(kind="powers").order_by("pk").first()
    given = {"delivered_on": clock.today(), "materials": "系统账号2个、巡查记录格式1份（示例）"}
    guarantees.hand_over(guarantee=powers, by=by, lock=None, **given)
    guarantees.record_training(
        by=by,
        topic=f"{first.duty.name}业务培训",
        held_on=clock.today(),
        place="县委党校（示例）",
        attended="各乡镇业务人员2名",
        duty=first.duty,
        townships=[row.township for row in ready],
    )
    yield datetime.combine(stage.workday(-10), time(15), SHANGHAI)
    for row in ready[:-1][:2]:
        who = stage.seat(f"{row.township.code}-jb")
        guarantees.confirm_delivery(guarantee=row, by=who, lock=None)
    who, text = stage.seat(f"{ready[-1].township.code}-jb"), "只到账一半，另一半没有下达。"
    guarantees.object_to_delivery(guarantee=ready[-1], by=who, lock=None, text=text)


def delivered(stage):
    """Of what was due by then all but the newest duty's was delivered, and the townships said so."""
    yield datetime.combine(stage.workday(-9), time(9), SHANGHAI)
    open_ones = Guarantee.objects.filter(county=stage.county, state="promised").select_related("department")
    last = open_ones.order_by("-due", "-pk").values_list("duty", flat=True).first()
    ready = {}
    for row in open_ones.exclude(duty=last).order_by("pk"):
        ready.setdefault((row.department.code, row.duty_id, row.kind), []).append(row)
    for (code, _, kind), rows in ready.items():
        by, given = stage.seat(f"{code}-jb"), {"delivered_on": clock.today()}
        if kind == "powers":
            for row in rows:
                guarantees.hand_over(
                    guarantee=row, by=by, lock=None, materials="办事权限和资料（示例）", **given
                )
        else:
            guarantees.deliver_several(by=by, guarantees=rows, text="已按承诺落实（示例）。", **given)
    yield datetime.combine(stage.workday(-8), time(16), SHANGHAI)
    for row in Guarantee.objects.filter(pk__in=[row.pk for rows in ready.values() for row in rows]):
        who = stage.seat(f"{row.township.code}-jb")
        guarantees.confirm_delivery(guarantee=row, by=who, lock=None)


def _duty(stage, name):
    return Duty.objects.get(county=stage.county, name=name)


def new(stage):
    """The township asked that the department is not told who reported."""
    course = Course(
        stage,
        0,
        "ltz",
        "cjb",
        kind="disguised",
        ways=["责任状", "考核验收"],
        document="文明城市创建工作目标责任书（示例）",
        facts="要求各乡镇签订责任书，按月排名，年底考核验收。",
        wanted="收回责任书，按清单分工办理。",
        hides_reporter=True,
    )
    yield course.on(0)
    course.submit()


def checked(stage):
    course = Course(
        stage,
        -3,
        "tdz",
        "slj",
        kind="unadmitted",
        document="关于开展山塘安全巡查的通知（示例）",
        facts="文件要求乡镇每日巡查所有山塘并上传照片，没有经过职责准入。",
    )
    yield course.on(-3)
    course.submit()
    yield course.on(-3)
    course.receive()
    yield course.on(-2)
    course.do(reports.say_side, "slj-jb", text="文件是汛期提醒，已要求水库管理站自行巡查，正在核对措辞。")
    yield course.on(-1)
    text = "已向县水利局、潭下镇调取文件和工作群通知，文件第三条确有“乡镇每日巡查”的要求。"
    course.do(reports.note_check, "bb-jb", text=text)


def urged(stage):
    course = Course(
        stage,
        -7,
        "lcz",
        "mzj",
        kind="guarantee",
        duty=_duty(stage, "临时救助受理和小额先行救助"),
        document="关于下达救助备用金的通知（示例）",
        facts="今年的救助备用金没有下达，乡镇垫付。",
    )
    yield course.on(-7)
    course.submit()
    yield course.on(-6)
    course.receive()
    yield course.on(-2)
    course.find_true(
        "经查县民政局备用金拨付台账，灵川镇今年的备用金尚未拨付。",
        "属实：事项文本写明每乡镇安排救助备用金，没有落实。",
        "将今年的救助备用金拨付到位，并把乡镇垫付的部分补足。",
        8,
    )


def urged_late(stage):
    course = Course(
        stage,
        -22,
        "dxz",
        "nyj",
        kind="guarantee",
        document="农村人居环境整治工作经费（示例）",
        facts="村级保洁补助第三季度没有拨付。",
    )
    yield course.on(-22)
    course.submit()
    yield course.on(-21)
    course.receive()
    yield course.on(-18)
    course.find_true("经查，第三季度补助已列入计划，没有拨付。", "属实。", "拨付第三季度村级保洁补助。", 12)
    yield course.on(-4)
    course.do(reports.urge, "xwb-jb", text="请抓紧拨付，并报告原因。")


def answered(stage):
    course = Course(
        stage,
        -15,
        "sjz",
        "rsj",
        kind="power",
        document="城乡居民养老保险经办系统权限（示例）",
        facts="参保登记的系统权限没有开通，群众仍要到县里办。",
    )
    yield course.on(-15)
    course.submit()
    yield course.on(-15)
    course.receive()
    yield course.on(-11)
    course.find_true("现场登录核对，乡镇账号没有登记权限。", "属实。", "为乡镇开通参保登记权限并培训。", 10)
    yield course.on(-2)
    course.do(reports.answer_slip, "rsj-fz", text="已为乡镇开通登记权限，11月已培训窗口人员2名。")


def closed(stage):
    course = Course(
        stage,
        -40,
        "djz",
        "zjj",
        kind="guarantee",
        document="农村危房巡查设备（示例）",
        facts="承诺配发的巡查终端没有到位。",
    )
    yield course.on(-40)
    course.submit()
    yield course.on(-40)
    course.receive()
    yield course.on(-37)
    course.find_true("经查，终端已采购，没有发到乡镇。", "属实。", "将巡查终端发到乡镇并教会使用。", 10)
    yield course.on(-31)
    course.do(reports.answer_slip, "zjj-fz", text="巡查终端2台已送达，附签收单。")
    yield course.on(-30)
    course.do(reports.confirm_rectified, "djz-fz")
    yield course.on(-29)
    course.do(reports.close_report, "bb-jb")


def unfounded(stage):
    course = Course(
        stage,
        -26,
        "hyx",
        "lyj",
        kind="not_done",
        document="林区防火宣传物资（示例）",
        facts="部门没有按清单提供宣传物资。",
    )
    yield course.on(-26)
    course.submit()
    yield course.on(-25)
    course.receive()
    yield course.on(-22)
    course.do(
        reports.find_untrue,
        "bb-fz",
        facts="经查，宣传物资已于上月发到乡镇林业站，附签收单。",
        finding="物资已按清单提供，由林业站签收，没有转到党政办公室。",
        article="第十条",
    )


def referred(stage):
    course = Course(
        stage,
        -60,
        "ctx",
        "cgj",
        kind="continued",
        document="关于继续开展某项整治的通知（示例）",
        facts="已经撤销的事项，部门以领导小组名义继续下达任务数。",
    )
    yield course.on(-60)
    course.submit()
    yield course.on(-60)
    course.receive()
    yield course.on(-57)
    course.find_true("通知原文属实。", "属实：撤销后以其他名义继续下放。", "停止下达，收回通知。", 8)
    yield course.on(-40)
    course.do(
        reports.refer,
        "bb-fz",
        organ="灵川县纪委监委（示例）",
        facts="经两次催办，通知仍未收回。",
        article="第十条",
        reply_by=stage.workday(-10),
    )
    yield course.on(-15)
    course.do(
        reports.record_organ_reply,
        "bb-jb",
        replied_on=stage.workday(-15),
        text="已约谈有关负责人，通知已收回。",
    )


def bought(stage):
    """Bought from society; and taken on by a group organisation, which has ended (第十一条)."""
    day = stage.workday(-40)
    yield datetime.combine(day, time(10, 5), SHANGHAI)
    purchases.record_purchase(
        by=stage.seat("jtj-jb"),
        way=Way.BOUGHT,
        name="农村公路桥梁定期检测和桥下巡查",
        basis="《政府购买服务管理办法》第十条；检测须有资质，县交通运输局没有检测队伍，乡镇也不能做（示例）。",
        department_duties="编列预算，公开采购；\n按季度验收检测报告，处置险情；\n按合同付款。",
        receiver="灵川县某公路检测有限公司（示例）",
        receiver_duties="每座桥每年检测一次、每季度巡查一次，发现险情1小时内报告县交通运输局。",
        township_duties="无；群众反映的险情转告县交通运输局。",
        amount="每年18万元（示例），列入县交通运输局预算",
        begins_on=day,
        until=None,
        townships=stage.townships,
        files=[SimpleUploadedFile("采购合同.pdf", scan("采购合同"), content_type="application/pdf")],
    )
    yield datetime.combine(stage.workday(-30), time(15, 20), SHANGHAI)
    ended = purchases.record_purchase(
        by=stage.seat("mzj-jb"),
        way=Way.GROUP,
        name="困难老年人节日走访慰问",
        basis="由群团组织承接更适合，县老年人协会有志愿者队伍（示例）。",
        department_duties="确定名单，拨付慰问金，事后回访。",
        receiver="灵川县老年人协会（示例）",
        receiver_duties="组织志愿者入户走访，登记需求后交回名单。",
        township_duties="提供名单中老人的住址，不派人走访。",
        begins_on=stage.workday(-30),
        until=None,
        townships=stage.townships[:3],
    )
    yield datetime.combine(stage.workday(-6), time(16, 10), SHANGHAI)
    purchases.end_purchase(
        purchase=ended,
        by=stage.seat("mzj-fz"),
        lock=None,
        ended_on=stage.workday(-6),
        text="走访已经全部完成。",
    )
