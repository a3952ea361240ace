"""What townships and departments ask of one another in the demonstration. Scripts, as in demo/begun.py."""

from datetime import datetime, time

from demo.story import SHANGHAI
from voice.actions import matters
from voice.models import Matter


def scripts(stage):
    """One of each kind on its way, some ended, one late."""
    yield coordinated(stage)
    yield late(stage)
    yield escalated(stage)
    yield suggested(stage)
    yield consulted(stage)
    yield reviewed(stage)


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
        facts={"评估年度": str(stage.workday(-2).year)},
    )
