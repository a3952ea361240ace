"""What follows admission in the four other counties: guarantees, a report, and one of each kind of matter that their rules have.

Scripts, as in demo/asking.py. Nothing here knows a county's rules: what it offers, who answers and what is cited is read from
its file.
"""

from datetime import datetime, time

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import County, UnitKind
from audit import clock
from demo import instead
from demo.asking import NOTICE, POINTS
from demo.paper import document
from demo.story import SHANGHAI
from regimes.interpreting import publish_interpretation
from registry.actions import drafts, publish_edition
from registry.draft_path import unit_of
from supervision.actions import guarantees, reports
from supervision.actions.promised import enter_guarantees
from supervision.models import Guarantee, Report
from voice.actions import burdens, evaluations, matters
from voice.models import Matter


class Cast:
    """Who is who in the county, by the codes of its units."""

    def __init__(self, stage):
        self.stage, self.rules = stage, stage.rules
        units = list(stage.units.values())
        self.departments = [unit for unit in units if unit.kind == UnitKind.DEPARTMENT][-2:]
        self.townships = stage.townships
        self.office = next(unit for unit in units if unit.key == self.rules.bodies.office.unit_key)
        recording = [body.office_unit_key for body in self.rules.bodies.decision]
        self.recorders = [unit for key in recording for unit in units if unit.key == key]

    def at(self, offset, hour=10):
        return datetime.combine(self.stage.workday(offset), time(hour, 40), SHANGHAI)

    def by(self, unit, end="jb"):
        return self.stage.seat(f"{unit.code}-{end}")

    def number(self, organ="办函"):
        return self.stage.number(f"{self.stage.county.short}{organ}")


def scripts(stage):
    cast = Cast(stage)
    yield promised(cast)
    yield delivered(cast)
    yield reported(cast)
    yield edition(cast)
    yield explained(cast)
    for kind, script in MATTERS.items():
        if stage.rules.offers(kind):
            yield script(cast)
    if {*stage.rules.cites} & {*instead.SAYINGS}:
        yield instead.recorded(cast)


def promised(cast):
    """Guarantees delivered; a township says that one is not, which becomes a report, supervised and answered."""
    yield cast.at(-13)
    enter_guarantees()
    rows = Guarantee.objects.filter(county=cast.stage.county, kind="funding").order_by("pk")
    rows = list(rows.filter(duty=rows.first().duty).select_related("township", "department")[:2])
    department = rows[0].department
    yield cast.at(-12)
    given = {"delivered_on": clock.today(), "text": "已按季度拨付到乡镇（示例）。"}
    guarantees.deliver_several(by=cast.by(department), guarantees=rows, **given)
    yield cast.at(-11)
    met, missing = (Guarantee.objects.get(pk=row.pk) for row in rows)
    guarantees.confirm_delivery(guarantee=met, by=cast.by(met.township), lock=None)
    text = "只到账一半，另一半没有下达（示例）。"
    guarantees.object_to_delivery(guarantee=missing, by=cast.by(missing.township), lock=None, text=text)
    yield cast.at(-10)
    report = Report.objects.get(county=cast.stage.county, duty=missing.duty)
    reports.receive(report=report, by=cast.by(cast.office), lock=None)
    yield cast.at(-8)
    reports.find_true(
        report=Report.objects.get(pk=report.pk),
        by=cast.by(cast.office, "fz"),
        lock=None,
        facts="经查拨付台账，该乡镇的另一半经费尚未拨付（示例）。",
        finding="属实：事项写明的经费没有全部落实（示例）。",
        article=cast.rules.guarantees["funding"].source,
        wanted="将余下的经费拨付到位（示例）。",
        rectify_by=cast.stage.workday(3),
    )
    yield cast.at(-2)
    text = "余下的经费已经拨付，附拨付凭证编号（示例）。"
    report = Report.objects.get(pk=report.pk)
    reports.answer_slip(report=report, by=cast.by(department, "fz"), lock=None, text=text)


def delivered(cast):
    """The rest, each kind for all its townships, and what they say to it; one township still waits for its technology."""
    yield cast.at(-9)
    open_ones = Guarantee.objects.filter(county=cast.stage.county, state="promised", report=None)
    waiting = open_ones.filter(kind="technology").order_by("pk").last()
    ready = {}
    for row in (
        open_ones.exclude(pk=waiting.pk).order_by("pk").select_related("department", "township", "duty")
    ):
        ready.setdefault((row.department, row.duty_id, row.kind), []).append(row)
    for (department, _, kind), rows in ready.items():
        by, given = cast.by(department), {"delivered_on": clock.today()}
        if kind == "powers":
            for row in rows:
                guarantees.hand_over(
                    guarantee=row, by=by, lock=None, materials="办事权限和资料（示例）", **given
                )
        else:
            guarantees.deliver_several(by=by, guarantees=rows, text="已按承诺落实（示例）。", **given)
    yield cast.at(-8, 16)
    for row in (row for rows in ready.values() for row in rows):
        row = Guarantee.objects.get(pk=row.pk)
        guarantees.confirm_delivery(guarantee=row, by=cast.by(row.township), lock=None)


def edition(cast):
    """The list as a first edition: by its office's head, or past the bodies that the county's rules name (黑龙江 四（一）)."""
    rules, office = cast.rules, cast.office
    county = County.objects.get(pk=cast.stage.county.pk)  # with those above it as they are by now
    number = cast.stage.number(rules.papers.words.get("edition", f"{county.short}办发"))
    if not rules.list_steps:
        yield cast.at(-5, 16)
        given = {"document_number": number, "published_on": clock.today(), "notes": "示例数据。"}
        publish_edition(county=county, by=cast.by(office, "fz"), **given)
        return
    yield cast.at(-7, 16)
    draft = drafts.begin_draft(county=county, by=cast.by(office), notes="示例数据。")
    draft = drafts.send_draft(draft=draft, by=cast.by(office), lock=draft.lock)
    for offset, step in zip(range(-6, 0), rules.list_steps, strict=False):
        yield cast.at(offset, 16)
        passed = {"step": step.key, "decided_on": clock.today()}
        body = unit_of(county, step.unit_key)
        own = body.county_id == county.pk
        if step.numbered:  # under the letterhead of the body itself: 宾办函, 哈编函
            passed["number"] = cast.number() if own else cast.stage.number(f"{body.short_name[0]}编函")
        by = cast.by(body)
        draft = drafts.pass_step(draft=draft, by=by, lock=draft.lock, **passed)
    yield cast.at(-2, 17)
    given = {"document_number": number, "published_on": clock.today()}
    drafts.publish_draft(draft=draft, by=cast.by(office, "fz"), lock=draft.lock, **given)


def explained(cast):
    """What the interpreting office answered, on the county's page of rules."""
    yield cast.at(-4, 9)
    publish_interpretation(
        county=cast.stage.county,
        question="内容相近的两件事，可以写在一份申请里吗？",
        answer="一件事一份申请；与清单里的事项相近的，在申请里写明区别（示例数据）。",
        article="",
        by=cast.by(cast.office, "fz"),
    )


def reported(cast):
    """Of a task nobody admitted; of one handed on to villages, where the county keeps their list."""
    yield cast.at(-2, 15)
    reports.submit_report(
        by=cast.by(cast.townships[2 % len(cast.townships)]),
        kind="village" if cast.rules.village_list else "unadmitted",
        department=cast.departments[1],
        happened_on=cast.stage.workday(-6),
        document="关于开展农房情况摸底的通知（示例数据）",
        facts="通知要求各村（社区）逐户填表上报，没有经过职责准入（示例）。",
        wanted="由部门自行核对，不交由村（社区）办理（示例）。",
    )


def _ask(cast, kind, asker, units=(), end="jb", **said):
    return matters.ask(by=cast.by(asker, end), kind=kind, units=units, **said)


def _answer(cast, matter, unit, choice, text, end="fz"):
    matters.answer(matter=matter, by=cast.by(unit, end), choice=choice, text=text)


def coordinated(cast):
    """Answered, and rated by the township."""
    yield cast.at(-16)
    asker, first = cast.townships[0], cast.departments[0]
    said = {"title": "沟渠淤堵需要专业设备清理（示例数据）", "text": "乡镇没有设备，请派技术人员到场处理。"}
    matter = _ask(cast, "coordination", asker, [first], **said)
    yield cast.at(-13, 14)
    _answer(cast, matter, first, "handle", "已安排设备，三天内清理（示例）。")
    yield cast.at(-5, 14)
    matters.rate_answers(matter=matter, by=cast.by(asker), lock=None, grades={first.pk: "good"})


def suggested(cast):
    """Answered; the township has still to say what it thinks of it."""
    yield cast.at(-9)
    said = {"title": "通村公路会车道的选址（示例数据）", "text": "涉及三个村的出行，建议增加两处会车道。"}
    matter = _ask(cast, "suggestion", cast.townships[0], [cast.departments[1]], **said)
    yield cast.at(-3)
    _answer(cast, matter, cast.departments[1], "partly", "先建一处，另一处列入下一年计划（示例）。")


def consulted(cast):
    """What the party committee of the township said, filed with how it was followed."""
    yield cast.at(-15)
    asker, township = cast.departments[0], cast.townships[0]
    matter = _ask(
        cast,
        "opinion",
        asker,
        [township],
        title="派驻站所年度工作考核（示例数据）",
        text="拟定为良好等次，请提出意见。",
        facts={"派驻机构": f"{township.short_name}某站所（示例）", "征求意见的事由": "年度工作考核"},
    )
    yield cast.at(-12, 14)
    _answer(cast, matter, township, "with_opinion", "建议增加到村指导的次数（示例）。")
    yield cast.at(-7)
    text = "已写入考核意见（示例）。"
    matters.file_opinion(matter=matter, by=cast.by(asker), lock=None, result="adopted", text=text)


def reviewed(cast):
    """Both sides have answered; the office's head is to conclude it."""
    yield cast.at(-14)
    asked, year = [cast.townships[0], cast.departments[1]], cast.stage.workday(-14).year
    said = {
        "title": "农村宅基地建房审批（示例数据）",
        "text": "下放以来办理多少件，乡镇有没有人员和系统权限。",
    }
    matter = _ask(cast, "powers_review", cast.office, asked, year=year, **said)
    yield cast.at(-8, 14)
    _answer(cast, matter, asked[0], "adjust", "现场勘验的人手不足（示例）。")
    _answer(cast, matter, asked[1], "keep", "继续赋权，每季度派员指导（示例）。")


def vetted(cast):
    """A department's notice, in whose text tasks outside the list were found; the office answered."""
    yield cast.at(-6)
    department = cast.departments[1]
    matter = _ask(
        cast,
        "vetting",
        department,
        title="关于做好冬季安全生产工作的通知（示例数据）",
        text="冬季安全生产的工作安排。",
        facts={"拟制单位或者来文机关": department.short_name, "文号": "未编号"},
        files=[SimpleUploadedFile("送审稿（示例）.docx", document(NOTICE))],
    )
    yield cast.at(-4)
    _answer(cast, matter, cast.office, "amend", "删去责任书和考核一段，用电摸底改由部门统计（示例）。")


def assessed(cast):
    """一事一报: looked through by both offices, approved for this year."""
    yield cast.at(-15, 15)
    today = cast.stage.today
    matter = _ask(
        cast,
        "assessment",
        cast.departments[0],
        title="水利工程管护年度抽查（示例数据）",
        text="核对全年任务完成情况，只看结果，不另要台账（示例）。",
        year=today.year,
        facts={"依据": "示例文件", "考核方式和范围": "随机抽查三个乡镇", "拟定的时间": "12月中旬"},
    )
    yield cast.at(-11, 15)
    for unit in cast.recorders:
        _answer(cast, matter, unit, "pass", "与综合考核不重复，同意报批（示例）。")
    yield cast.at(-9, 15)
    matters.decide_assessment(
        matter=Matter.objects.get(pk=matter.pk),
        by=cast.by(cast.recorders[-1], "fz"),
        lock=None,
        result="approved",
        number=cast.number(),
        held_on=max(today, today.replace(month=12, day=15)),  # never before it was applied for
    )


def evaluated(cast):
    """Everybody handed in, the results are published; departments rate too where it goes both ways."""
    yield cast.at(-20)
    period = evaluations.open_period(
        by=cast.by(cast.office),
        title="年度履职评价（示例数据）",
        year=cast.stage.today.year,
        closes_on=cast.stage.workday(-10),
        **POINTS,
    )
    yield cast.at(-14, 15)
    sides = [(cast.townships, cast.departments, len(period.of_departments))]
    if period.is_mutual:
        sides.append((cast.departments, cast.townships, len(period.of_townships)))
    for raters, rated, points in sides:
        for n, rater in enumerate(raters):
            said = {
                str(unit.pk): {"scores": [4 + (n + at) % 2 for at in range(points)], "remark": ""}
                for unit in rated
            }
            evaluations.hand_in(period=period, by=cast.by(rater), said=said)
    yield cast.at(-9)
    evaluations.publish_period(period=period, by=cast.by(cast.office, "fz"), lock=None)


def cleaned(cast):
    """The inventory: one cancelled, one still to be settled."""
    yield cast.at(-25)
    places = cast.townships
    given = {"townships": places, "basis": "示例文件"}
    pledge = burdens.enter_burden(
        by=cast.by(cast.departments[1]),
        kind="pledge",
        name="安全责任状（示例数据）",
        basis_level="own",
        **given,
    )
    burdens.enter_burden(
        by=cast.by(cast.departments[0]),
        kind="contest",
        name="示范村评比（示例数据）",
        basis_level="city",
        **given,
    )
    yield cast.at(-18)
    burdens.settle_burden(
        burden=pledge,
        by=cast.by(cast.office, "fz"),
        lock=None,
        outcome="burden_cancelled",
        document_number=cast.number(),
        settled_on=clock.today(),
    )


def combined(cast):
    """The one assessment a year that 县委、县政府 arrange."""
    yield cast.at(-24)
    burdens.enter_burden(
        by=cast.by(cast.recorders[-1]),
        kind="combined",
        name="乡镇年度综合考核（示例数据）",
        department=cast.recorders[-1],
        townships=cast.townships,
        basis="县委、县政府统筹安排（示例）",
        basis_level="county",
        held_on=cast.stage.today.replace(month=12, day=25),
    )


# by the kinds of [matters] (regimes.states.MATTERS); what ends is asked about by itself
MATTERS = {
    "coordination": coordinated,
    "suggestion": suggested,
    "opinion": consulted,
    "powers_review": reviewed,
    "vetting": vetted,
    "assessment": assessed,
    "evaluation": evaluated,
    "cleanup": cleaned,
    "combined": combined,
}
