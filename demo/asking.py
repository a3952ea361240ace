"""What townships and departments ask of one another in the demonstration. Scripts, as in demo/begun.py."""

import random
from datetime import datetime, time

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import UnitKind
from demo.paper import document
from demo.story import SHANGHAI
from voice.actions import burdens, evaluations, matters
from voice.models import Matter
from voice.queries import of_kind


def scripts(stage):
    """One of each kind on its way, some ended, one late."""
    yield coordinated(stage)
    yield late(stage)
    yield escalated(stage)
    yield suggested(stage)
    yield consulted(stage)
    yield reviewed(stage)
    yield vetted(stage)
    yield vetting(stage)
    yield assessed(stage)
    yield applied(stage)
    yield cleaned(stage)
    yield evaluated(stage)
    yield evaluating(stage)
    yield thought_over(stage)


def _at(stage, offset, hour=10):
    return datetime.combine(stage.workday(offset), time(hour, 40), SHANGHAI)


def _ask(stage, who, kind, codes, **given):
    units = [stage.units[code] for code in codes]
    return matters.ask(by=stage.seat(who), kind=kind, units=units, **given)


def _answer(stage, matter, who, choice, text):
    matters.answer(matter=matter, by=stage.seat(who), choice=choice, text=text)


def coordinated(stage):
    """Answered by both and rated by the township."""
    yield _at(stage, -30)
    matter = _ask(
        stage,
        "dxz-jb",
        "coordination",
        ["cgj", "scj"],
        title="大圩古镇沿街占道经营的综合执法（示例数据）",
        text="节假日占道经营反复出现，乡镇没有处罚权，多次劝导无效，请到场处理。",
    )
    yield _at(stage, -27)
    _answer(stage, matter, "cgj-jb", "handle", "已安排执法队员节假日驻场，本周起执行（示例）。")
    _answer(stage, matter, "scj-jb", "cooperate", "核对沿街店铺证照，配合城管联合检查（示例）。")
    yield _at(stage, -12)
    grades = {stage.units["cgj"].pk: "good", stage.units["scj"].pk: "fair"}
    matters.rate_answers(matter=matter, by=stage.seat("dxz-fz"), lock=None, grades=grades)


def late(stage):
    yield _at(stage, -14, 15)
    _ask(
        stage,
        "gpx-jb",
        "coordination",
        ["slj"],
        title="山塘溢洪道淤堵的处理（示例数据）",
        text="溢洪道淤堵，需要专业设备清淤，乡镇无力处理，请派技术人员到场。",
    )


def escalated(stage):
    """Answered, not solved, taken up by the office."""
    yield _at(stage, -20)
    matter = _ask(
        stage,
        "tdz-jb",
        "coordination",
        ["hbj", "nyj"],
        title="河道上游养殖场排污的处理（示例数据）",
        text="群众多次反映，乡镇没有检测手段，请到场检测、处理。",
    )
    yield _at(stage, -16)
    _answer(stage, matter, "hbj-jb", "guide", "已告知乡镇取样的办法（示例）。")
    _answer(stage, matter, "nyj-jb", "not_ours", "养殖场已备案，排污由生态环境部门监管（示例）。")
    yield _at(stage, -3)
    matter = Matter.objects.get(pk=matter.pk)
    matters.escalate(
        matter=matter,
        by=stage.seat("bb-jb"),
        lock=None,
        due=stage.workday(6),
        text="两个部门的答复不一致，请共同到场。",
    )


def suggested(stage):
    yield _at(stage, -5)
    matter = _ask(
        stage,
        "lcz-jb",
        "suggestion",
        ["jyj"],
        title="新学期片区学校分班接送时间的安排（示例数据）",
        text="涉及三个村的群众接送，建议错峰，并增加校车班次。",
    )
    yield _at(stage, -1)
    _answer(stage, matter, "jyj-fz", "partly", "采纳错峰放学；校车班次下学期一并研究（示例）。")


def consulted(stage):
    yield _at(stage, -9)
    matter = _ask(
        stage,
        "scj-jb",
        "opinion",
        ["lcz"],
        title="灵川镇市场监管所年度工作考核（示例数据）",
        text="拟定为良好等次，请镇党委提出意见。",
        facts={"派驻机构": "灵川镇市场监管所（示例）", "征求意见的事由": "年度工作考核"},
    )
    yield _at(stage, -6)
    _answer(stage, matter, "lcz-fz", "with_opinion", "日常配合好，建议在考核中增加联合检查的次数（示例）。")


def reviewed(stage):
    yield _at(stage, -2)
    _ask(
        stage,
        "bb-jb",
        "powers_review",
        ["lcz", "dxz", "zjj"],
        title="农村宅基地建房规划许可（示例数据）",
        text="下放以来办理多少件、乡镇有没有人员和系统权限、部门怎样指导监督。",
        year=stage.workday(-2).year,
    )


def thought_over(stage):
    """A review of a power that both sides have answered; the office's head is to conclude it."""
    yield _at(stage, -18)
    matter = _ask(
        stage,
        "bb-jb",
        "powers_review",
        ["gpx", "jtj"],
        title="乡道、村道日常养护监督（示例数据）",
        text="放得下、接得住、管得好、有监督，各自评估。",
        year=stage.workday(-18).year,
    )
    yield _at(stage, -11)
    _answer(stage, matter, "gpx-fz", "adjust", "人手不足，只能承担日常巡查（示例）。")
    _answer(stage, matter, "jtj-fz", "keep", "继续赋权，由县级养护中心派员指导（示例）。")


NOTICE = (
    "关于做好冬季安全生产工作的通知（示例数据）",
    "一、各乡镇要立即组织开展企业用电情况摸底，每周五报送统计表。",
    "二、各乡镇与辖区企业签订安全生产目标责任书，纳入年度考核。",
    "三、县级部门负责专业检查和处罚。",
)


def _vet(stage, who, title):
    return matters.ask(
        by=stage.seat(who),
        kind="vetting",
        title=title,
        text="冬季安全生产的工作安排。",
        facts={"拟制单位或者来文机关": "示例单位", "文号或者“未编号”": "未编号"},
        files=[SimpleUploadedFile("送审稿（示例）.docx", document(NOTICE))],
    )


def vetted(stage):
    yield _at(stage, -8)
    matter = _vet(stage, "yjj-jb", "关于做好冬季安全生产工作的通知（示例数据）")
    yield _at(stage, -7)
    _answer(stage, matter, "bb-fz", "amend", "第二条删去责任书和考核；第一条不在清单，改由部门统计（示例）。")


def vetting(stage):
    yield _at(stage, -1, 11)
    _vet(stage, "gpx-jb", "市级部门关于开展用电情况摸底的通知（示例数据）")


def _apply(stage, who, title):
    return matters.ask(
        by=stage.seat(who),
        kind="assessment",
        title=title,
        text="核对全年任务完成情况，只看结果，不另要台账（示例）。",
        year=stage.today.year,
        facts={"依据": "示例文件第三条", "考核方式和范围": "随机抽查，12个乡镇", "拟定的时间": "12月中旬"},
    )


def assessed(stage):
    """Checked by both offices, approved for this year."""
    yield _at(stage, -35)
    matter = _apply(stage, "hbj-jb", "河长制工作年度抽查（示例数据）")
    yield _at(stage, -32)
    for who in ("xwb-fz", "zgb-fz"):
        _answer(stage, matter, who, "pass", "与综合考核不重复，同意报批（示例）。")
    yield _at(stage, -28)
    held_on = stage.today.replace(month=12, day=15)
    matters.decide_assessment(
        matter=matter,
        by=stage.seat("xwb-fz"),
        lock=None,
        result="approved",
        number=stage.number("灵办函"),
        held_on=held_on,
    )


def applied(stage):
    """Checked; what 县委、县政府 decide is to be entered."""
    yield _at(stage, -6)
    matter = _apply(stage, "wgj-jb", "公共文化服务达标检查（示例数据）")
    yield _at(stage, -4)
    _answer(stage, matter, "xwb-fz", "refuse", "可以并入年度综合考核（示例）。")
    _answer(stage, matter, "zgb-fz", "pass", "同意报批（示例）。")


def cleaned(stage):
    """The inventory: one of each outcome, the combined one of the year, and one that a township missed."""
    yield _at(stage, -45)
    places = stage.townships
    rows = (
        ("yjj", "pledge", "安全生产目标责任状（示例数据）", "own", "burden_cancelled"),
        ("nyj", "model", "美丽庭院示范创建（示例数据）", "city", "burden_kept"),
        ("xfj", "veto", "信访工作一票否决（示例数据）", "own", "burden_cancelled"),
    )
    entered = {name: _enter(stage, code, kind, name, level, places) for code, kind, name, level, _ in rows}
    combined = burdens.enter_burden(
        by=stage.seat("xwb-jb"),
        kind="combined",
        name="乡镇年度综合考核（示例数据）",
        department=stage.units["xwb"],
        townships=places,
        basis="县委、县政府统筹安排（示例）",
        basis_level="county",
        held_on=stage.today.replace(month=12, day=25),
    )
    contest = _enter(stage, "cgj", "contest", "卫生乡镇评比（示例数据）", "own", places)
    _enter(stage, "tjj", "assessing", "统计工作考核（示例数据）", "own", places)
    yield _at(stage, -40)
    _settle(stage, combined, "burden_kept")
    _settle(stage, contest, "burden_merged", merged_into=combined)
    for _, _, name, _, outcome in rows:
        _settle(stage, entered[name], outcome)
    yield _at(stage, -2, 16)
    burdens.enter_burden(
        by=stage.seat("dxz-jb"),
        kind="pledge",
        name="禁毒工作责任书（示例数据）",
        department=stage.units["gaj"],
        basis_level="no_basis",
    )


def _enter(stage, code, kind, name, level, places):
    given = {"kind": kind, "name": name, "basis_level": level, "basis": "示例文件", "townships": places}
    return burdens.enter_burden(by=stage.seat(f"{code}-jb"), **given)


def _settle(stage, burden, outcome, **more):
    given = {"document_number": stage.number("灵办发"), "settled_on": stage.workday(-40)} | more
    burdens.settle_burden(burden=burden, by=stage.seat("xwb-fz"), lock=None, outcome=outcome, **given)


POINTS = {
    "of_departments": ["对乡镇请求的响应", "对下放事项的指导和培训", "经费、人员、技术保障"],
    "of_townships": ["按清单履行职责", "工作对接和情况报告"],
}


def evaluated(stage):
    """The last one: everybody of the demonstration's twelve townships and ten departments handed in, published."""
    yield _at(stage, -60)
    period = evaluations.open_period(
        by=stage.seat("bb-jb"),
        title="上半年县乡双向评价（示例数据）",
        year=stage.today.year,
        closes_on=stage.workday(-45),
        **POINTS,
    )
    yield _at(stage, -50)
    departments = list(of_kind(period, UnitKind.DEPARTMENT))[:10]
    places = list(of_kind(period, UnitKind.TOWNSHIP))
    for raters, rated, points in ((places, departments, 3), (departments, places, 2)):
        for rater in raters:
            said = {str(unit.pk): _score(rater, unit, points) for unit in rated}
            evaluations.hand_in(period=period, by=stage.seat(f"{rater.code}-jb"), said=said)
    yield _at(stage, -44)
    evaluations.publish_period(period=period, by=stage.seat("bb-fz"), lock=None)


def _score(rater, unit, points):
    """Scores from 3 to 5, some units better than others."""
    chance = random.Random(f"{rater.code}{unit.code}")  # noqa: S311 - a sample, no secret
    choices = (3, 4, 5) if unit.order % 3 else (4, 5, 5)
    scores = [chance.choice(choices) for _ in range(points)]
    return {"scores": scores, "remark": "建议多到乡镇指导（示例）。" if sum(scores) == 3 * points else ""}


def evaluating(stage):
    """The one that runs: the first township handed in."""
    yield _at(stage, -3, 9)
    period = evaluations.open_period(
        by=stage.seat("bb-jb"),
        title="下半年县乡双向评价（示例数据）",
        year=stage.today.year,
        closes_on=stage.workday(8),
        **POINTS,
    )
    yield _at(stage, -1, 14)
    said = {str(stage.units["zjj"].pk): {"scores": [5, 4, None], "remark": ""}}
    evaluations.hand_in(period=period, by=stage.seat("lcz-jb"), said=said)
