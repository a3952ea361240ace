"""Cases under way before they reach the convenor or the city: the applicant, the office, the meetings hold them.

Each function is a script (demo/story.py). `begin` is counted in working days before the last one, so that
what is due today is due whenever the county is loaded.
"""

from admission.actions import applicant, approval, circulation, office
from admission.states import FileRole
from demo import steps
from demo.story import Tale
from demo.texts import written
from jointmeeting.states import Result

# -- the applicant's turn ---------------------------------------------------------------------------------------------


def draft(stage):
    tale = Tale(stage, written("biogas"), -1)
    yield tale.after(0)
    tale.start()
    facts = tale.text()
    kept = ("name", "department", "category", "basis", "township_duties", "townships")
    tale.write(**{key: facts[key] for key in kept})


def half_draft(stage):
    tale = Tale(stage, written("felling"), -3, by="jwz")
    yield tale.after(0)
    tale.start()
    tale.write(name=tale.facts["name"], department=stage.units["lyj"])


def consulting(stage):
    """One township sets a condition, one disagrees, one is silent and was reminded."""
    tale = Tale(stage, written("tapwater"), -7)
    yield from steps.consulted(tale)
    yield tale.after(2)
    tale.positions(
        hyx=("conditional", "请明确看护补助由县卫生健康局直接发放，不经乡镇公用经费。"),
        djx=("disagree", "我乡采样点在4个高山自然村，往返一次需大半天，现有乡村医生仅3人，难以每月到点。"),
        gpx=None,
        ldx=None,
    )
    yield tale.after(4)
    tale.do(office.remind, tale.handler, unit=tale.unit("gpx"))


def correcting(stage):
    tale = Tale(stage, written("canals"), -10)
    yield from steps.submitted(tale)
    yield tale.after(1)
    tale.do(
        office.return_for_correction,
        "bb-jb",
        reason="1. 乡镇职责未写明巡查渠段，请附渠系清单；\n2. 职责边界未写清与灌区管理单位的分界；\n"
        "3. 经费保障请写明拨付时间。",
    )


def revising(stage):
    """司法局 finds part of it unlawful; a related department objected and is asked too."""
    tale = Tale(stage, written("packaging"), -14)
    yield from steps.circulated(tale, nyj=("conditional", "回收网点由我局布局，暂存点选址请与我局会商。"))
    yield tale.after("opinions")
    tale.opinions(
        sfj={
            "view": "disagree",
            "finding": "unlawful",
            "reasons": "“先行扣留其货物”属行政强制措施，“责令改正”属行政命令，乡镇没有法律法规授权，应当删去。",
        },
        rsj=None,
    )
    yield tale.after(1)
    tale.do(
        office.call_revision,
        "bb-jb",
        reason="按县司法局意见删去“责令改正”“先行扣留其货物”，改为劝导和报告线索；选址与县农业农村局会商后写明。",
    )


# -- the office's turn ------------------------------------------------------------------------------------------------


def submitted_by_township(stage):
    tale = Tale(stage, written("rafting"), -4, by="djx", townships=["djx"])
    yield from steps.submitted(tale)


def on_paper(stage):
    """海洋乡 handed in a stamped application; the office registers it (登记纸质申请)."""
    facts = written("ginkgo", term_from=stage.workday(2), term_until=stage.workday(30))
    tale = Tale(stage, facts, -8, by="hyx", townships=["hyx"])
    tale.handler = "bb-jb"
    yield tale.after(0)
    tale.start(applicant_unit=stage.units["hyx"])
    tale.write()
    tale.do(
        applicant.add_file, "bb-jb", upload=tale.file("海洋乡职责准入申请书（盖章）"), role=FileRole.PAPER
    )
    yield tale.after("consult")
    tale.do(applicant.consult, "bb-jb")
    yield tale.after("answer")
    tale.positions()
    yield tale.after("submit")
    tale.do(applicant.submit, "bb-jb")
    yield tale.after("accept")
    tale.do(office.accept, "bb-fz")


def reviewing(stage):
    """A forbidden wording is still to be cleared in the draft of the initial review."""
    tale = Tale(stage, written("bridges"), -8)
    yield from steps.accepted(tale)
    yield tale.after("review")
    tale.review(issue=False, division="分工清楚；“属地管理”一句拟请申请方改写为乡镇具体做哪几件事。")


def circulating_late(stage):
    """Three versions, two rounds; 财政局 sets a condition, 人社局 is late and was reminded twice."""
    tale = Tale(stage, written("selfbuilt"), -25)
    later = tale.facts["township_duties"]
    tale.facts["township_duties"] = later.replace("每两周巡查一次", "每周巡查一次")
    yield tale.after(0)
    tale.start()
    tale.write()
    for name in ("合法性、可行性、必要性论证（示例）", "农村自建房施工现场隐患识别图册（示例）"):
        tale.do(applicant.add_file, tale.handler, upload=tale.file(name))
    yield tale.after("consult")
    tale.do(applicant.consult, tale.handler)
    yield tale.after("answer")
    tale.positions(hyx=("disagree", "我乡在建房40余户，规划建设环保服务中心只有2人，每周一次巡查做不到。"))
    yield tale.after(1)
    tale.write(township_duties=later)
    yield tale.after("answer")
    tale.positions(ldx=("agree", "同意。建议县局明确的技术联络员固定到人。"), ltz=None)
    tale.position_on_paper("ltz", "同意。")
    yield tale.after(1)
    tale.do(applicant.submit, tale.head)
    yield tale.after("accept")
    tale.do(office.accept, "bb-jb")
    yield tale.after("review")
    tale.review()
    yield tale.after("circulate")
    tale.do(circulation.circulate, "bb-fz", cover_note="请重点就职责分工、保障措施提出意见。")
    yield tale.after("opinions")
    tale.opinions(
        zgb={"reasons": "本事项为现场巡查，没有窗口受理环节，不进驻。"},
        mzj={"reasons": "建议与村务监督结合，不另设台账。"},
        sfj={
            "view": "conditional",
            "finding": "partly",
            "conditions": "法定依据第2项补充引用的条款全文，合法性论证写明乡镇不行使行政处罚权。",
            "reasons": "《安全生产法》第九条第二款规定的是监督检查和协助，论证应当与之一致。",
        },
        czj=None,
        rsj=None,
    )
    yield tale.after(2)
    tale.do(office.call_revision, "bb-jb", reason="按县司法局所附条件补充法定依据和合法性论证。")
    yield tale.after(1)
    tale.write(
        basis=tale.facts["basis"]
        + "\n3. 该款规定乡镇人民政府按照职责对本行政区域的安全生产状况进行监督检查，"
        "协助人民政府有关部门依法履行安全生产监督管理职责。",
        texts={
            "argument_legality": tale.facts["texts"]["argument_legality"]
            + "乡镇不行使行政处罚权，重大隐患一律报县住房城乡建设局处理。"
        },
    )
    yield tale.after(0)
    tale.do(applicant.revise, tale.head)
    yield tale.after("opinions")
    tale.opinion("sfj", reasons="第3稿已补充依据，乡镇只告知、报告，合法。")
    yield tale.after(1)
    tale.opinion(
        "czj",
        view="conditional",
        finding="unfunded",
        details={},
        conditions="每乡镇每年2.4万元（合计28.8万元）列入县住房城乡建设局2027年部门预算，不得从乡镇公用经费列支。",
        reasons="经费渠道尚未在部门预算中落实。",
    )
    for days in (3, 1):
        yield tale.after(days)
        tale.do(office.remind, "bb-jb", unit=tale.unit("rsj"))


def circulating(stage):
    """A round that has just begun: three have answered, two are drafting, one waits for its head."""
    tale = Tale(stage, written("bamboo"), -10)
    yield from steps.circulated(tale)
    yield tale.after(1)
    tale.opinion("zgb", reasons="现场提示事项，没有窗口环节，不进驻。")
    tale.opinion("mzj")
    yield tale.after(1)
    tale.opinion("zzb")
    tale.opinion("sfj", who="sfj-jb", act=circulation.send_opinion, reasons="依据充分，乡镇只提示和报告。")
    tale.opinion("czj", who="czj-jb", act=circulation.draft_opinion)


def coordinating(stage):
    """Two townships disagreed from the start; the meeting is called, not yet held."""
    tale = Tale(stage, written("tricycle"), -10)
    yield from steps.reviewed(
        tale,
        jwz=(
            "disagree",
            "我镇有3个圩场、圩日交叉，现有村级劝导员6人，每圩日三小时排不开，建议先试行一个点。",
        ),
        hyx=("disagree", "劝导员没有执法身份，容易与群众发生冲突，请明确民警到场。"),
    )
    yield tale.after("convene")
    tale.convene()


def returned_for_substance(stage):
    tale = Tale(stage, written("guardrails"), -20)
    yield from steps.sent_up(tale)
    yield tale.after("reply")
    tale.do(
        approval.return_upper,
        "sbb-fz",
        substance=True,
        number=tale.number("市编函"),
        reply_on=stage.workday(tale.offset),
        reason="与乡道养护职责的分界不清，村道护栏更换的责任单位没有写明，请补充后重新办理。",
    )


# -- meetings and decisions -------------------------------------------------------------------------------------------


def switched(stage, coming):
    """Simple until 组织部 dissented: general procedure, coordinated, on the agenda of the coming meeting."""
    tale = Tale(stage, written("sewage"), -20)
    yield from steps.concluded(
        tale,
        opinions={
            "zzb": {
                "view": "disagree",
                "finding": "unfit",
                "reasons": "设施停运属运维单位责任，村级力量已承担多项看护，再增加一项不利于减负。",
            }
        },
    )
    yield from steps.coordinated_after(
        tale,
        {
            "zzb": "运维单位每月到场改为每周到场、看护补助直接发给看护员的，可以同意。",
            "zjj": "同意写入运维合同，2027年起每周到场一次。",
        },
        "会商一致：运维单位每周到场，村级只看护和报告，不承担运维；看护补助由县住房城乡建设局直接发放。",
    )
    yield tale.on(coming.held - 5)
    coming.put(tale)


def deferred(stage, last, coming):
    """A township disagreed; the last meeting put it off, the coming one takes it up again."""
    tale = Tale(stage, written("library"), -28)
    yield from _general(tale, hyx=("disagree", "我乡11个村中有5个没有文化协管员，每周开放4天无人可派。"))
    yield from steps.deliberated(
        tale, last, Result.DEFERRED, "暂缓审议。请县文化广电体育和旅游局先落实海洋乡5个村的管理员。"
    )
    yield tale.on(coming.held - 4)
    coming.put(tale)


def half_decided(stage, last):
    """审议通过; 县委 has decided, 县政府 has not."""
    tale = Tale(stage, written("schoolbus"), -28)
    yield from _general(
        tale, sjz=("conditional", "请县公安局每周五派民警到圩场路口，引导人员补助按次发放到人。")
    )
    yield from steps.deliberated(tale, last)
    yield from steps.requested(tale)


def refused_by_meeting(stage, last):
    tale = Tale(stage, written("fumes"), -29)
    yield from _general(
        tale,
        lcz=("disagree", "投诉处置需要检测设备和执法资格，乡镇不具备。"),
        djz=("disagree", "现场处置应由有执法权的部门承担。"),
    )
    yield from steps.deliberated(
        tale, last, Result.FAILED, "不通过。现场处置和整改认定属部门法定执法职责，不宜交由乡镇承担。"
    )


def _general(tale, **positions):
    yield from steps.coordinated_first(
        tale,
        dict.fromkeys(positions, "协商后仍有顾虑，同意提交联席会议审议。"),
        "逐项核对了乡镇提出的人手、经费问题，部门补充了保障措施，个别乡镇保留意见，提交联席会议审议。",
        **positions,
    )
