"""Cases before the convenor and the city, and the notable ones that have ended. Scripts, as in demo/begun.py."""

from contextlib import suppress

from accounts.acting import Acting
from accounts.models import Delegation
from admission.act import NotAllowed
from admission.actions import applicant, approval, circulation, office
from admission.listed import HELD
from admission.states import Ground
from demo import steps
from demo.story import Tale
from demo.texts import written
from registry.models import Duty

# -- the convenor's turn ----------------------------------------------------------------------------------------------


def due_today(stage):
    """To be signed by today, or by the next working day; 司法局's handler signed for its head."""
    tale = Tale(stage, written("cooks"), -13)
    yield from steps.circulated(tale)
    yield tale.after("opinions")
    delegation = Delegation.objects.select_related("seat__unit", "seat__user", "to_seat__user").get(
        seat__unit=stage.units["sfj"]
    )
    delegate = Acting(seat=delegation.seat, user=delegation.to_seat.user, delegation=delegation)
    tale.opinion("sfj", who=delegate, reasons="登记、核对、提醒不涉及行政许可和处罚，合法。")
    tale.opinions()
    yield tale.after("conclude")
    tale.do(circulation.conclude_circulation, "bb-jb")


def conflicted(stage):
    """The applicant is the unit of one convenor, who must stand aside: the attempt is refused and recorded."""
    tale = Tale(stage, written("gasoline"), -11)
    yield from steps.concluded(tale)
    yield tale.after(0)
    with suppress(NotAllowed):
        tale.sign("zjr2")


def revocation_to_sign(stage):
    duty = Duty.objects.get(county=stage.county, name="汛期地质灾害隐患点加密排查")
    tale = Tale(stage, {"name": duty.name, "department": "zrj"}, -7)
    yield from steps.confirmed(
        tale, duty, Ground.DONE, "汛期已经结束，加密排查的隐患点全部查完，排查表已移交归档，恢复日常巡查。"
    )


def revoking(stage):
    """The convenor has consented; until the notice the duty is 已撤销待生效."""
    duty = Duty.objects.get(county=stage.county, name="国庆假期古镇景区周边秩序引导协助")
    tale = Tale(stage, {"name": duty.name, "department": "wgj"}, -12)
    yield from steps.confirmed(tale, duty, Ground.DONE, "假期结束，引导点已经撤除，对讲机和指示牌已收回。")
    yield tale.after("sign")
    tale.sign()


def revoked(stage):
    duty = Duty.objects.get(county=stage.county, name="夏季灭蚊防登革热入户宣传")
    tale = Tale(stage, {"name": duty.name, "department": "wjj"}, -22)
    yield from steps.confirmed(
        tale, duty, Ground.DONE, "入冬后蚊媒监测已连续三周低于控制值，宣传和积水清理全部完成。"
    )
    yield tale.after("sign")
    tale.sign()
    yield tale.after("notice")
    tale.notice()


# -- listed duties that change ----------------------------------------------------------------------------------------


def adjusted(stage):
    """In force as amended: the list shows the text before it, the next edition the change."""
    duty = Duty.objects.get(county=stage.county, name="乡镇渡口和自用船安全宣传")
    facts = written("ferries")
    tale = Tale(stage, facts, -24)
    text = {
        key: facts[key]
        for key in (*HELD, "texts", "cost", "ground", "ground_evidence", "publication_checked_by")
        if key in facts and key not in ("name", "department")
    }
    yield from steps.changed(tale, duty, "adjustment", **text)
    yield tale.after("sign")
    tale.sign()
    yield from steps.filed(tale)
    yield from steps.passed(tale)


def cancelled(stage):
    """No township carries it any more since the notice."""
    duty = Duty.objects.get(county=stage.county, name="非法捕捞巡查和线索报告")
    facts = written("fishing")
    tale = Tale(stage, facts, -27)
    yield from steps.changed(tale, duty, "cancellation", **_of_the_end(facts))
    yield tale.after("sign")
    tale.sign()
    yield from steps.filed(tale)
    yield from steps.passed(tale)


def cancellation_to_sign(stage):
    duty = Duty.objects.get(county=stage.county, name="工贸企业安全生产隐患线索报告")
    facts = written("workshops")
    yield from steps.changed(Tale(stage, facts, -12), duty, "cancellation", **_of_the_end(facts))


def _of_the_end(facts):
    return {key: facts[key] for key in ("ground", "ground_evidence", "texts")}


# -- the city's turn --------------------------------------------------------------------------------------------------


def to_send_up(stage):
    facts = written("chargers")
    yield from steps.signed(Tale(stage, facts, -14))


def sent_up(stage):
    tale = Tale(stage, written("insurance"), -17)
    yield from steps.circulated(tale)
    yield tale.after("opinions")
    tale.opinion("zgb", finding="stationed", reasons="窗口受理事项，适合进驻乡镇便民服务中心办理。")
    tale.opinions()
    yield tale.after("conclude")
    tale.do(circulation.conclude_circulation, "bb-jb")
    yield tale.after("sign")
    tale.sign(note="同意。请医疗保障局做好窗口人员培训。")
    yield from steps.filed(tale)


def returned_for_form(stage):
    """Returned because a page was missing; sent up again unchanged, the signatures stand."""
    tale = Tale(stage, written("farmland"), -24)
    yield from steps.sent_up(tale)
    yield tale.after("reply")
    tale.do(
        approval.return_upper,
        "sbb-fz",
        substance=False,
        number=tale.number("市编函"),
        reply_on=stage.workday(tale.offset),
        reason="报送材料缺联席会议成员单位意见汇总表盖章页，请补齐后重新报送。",
    )
    yield tale.after(1)
    tale.do(approval.resubmit_upper, "bb-jb")
    yield tale.after(1)
    tale.send_up()


# -- ended ------------------------------------------------------------------------------------------------------------


def in_force(stage):
    tale = Tale(stage, written("martyrs"), -48)
    yield from steps.sent_up(tale)
    yield from steps.passed(tale)


def pending(stage):
    """The city has replied; the notice is still to be issued."""
    tale = Tale(stage, written("markets"), -19)
    yield from steps.sent_up(tale)
    yield tale.after("reply")
    tale.reply()


def in_force_soon(stage):
    tale = Tale(stage, written("spillways"), -23)
    yield from steps.sent_up(tale)
    yield tale.after("reply")
    tale.reply()
    yield tale.after("notice")
    tale.notice(effective_on=stage.workday(8))


def temporary(stage):
    """上级明确要求, the document attached."""
    facts = written("census", term_from=stage.workday(-30), term_until=stage.workday(120))
    tale = Tale(stage, facts, -52)
    yield tale.after(0)
    tale.start()
    tale.write()
    tale.do(
        applicant.add_file, tale.handler, upload=tale.file("上级关于开展第四次全国农业普查的通知（示例）")
    )
    yield tale.after("consult")
    tale.do(applicant.consult, tale.handler)
    yield tale.after("answer")
    tale.positions()
    yield tale.after("submit")
    tale.do(applicant.submit, tale.head)
    yield tale.after("accept")
    tale.do(office.accept, "bb-jb")
    yield tale.after("review")
    tale.review()
    yield tale.after("circulate")
    tale.do(circulation.circulate, "bb-fz")
    yield tale.after("opinions")
    tale.opinion(
        "rsj",
        finding="hiring",
        details={
            "count": "760人（普查员620名、指导员140名，示例）",
            "manner": "按普查条例选聘，任务结束即止",
        },
        reasons="选聘方式妥当，补助由县普查专项经费发放，不形成长期用工。",
    )
    tale.opinions()
    yield tale.after("conclude")
    tale.do(circulation.conclude_circulation, "bb-jb")
    yield tale.after("sign")
    tale.sign(note="同意。普查结束后及时撤销。")
    yield from steps.filed(tale)
    yield from steps.passed(tale)


def not_accepted(stage):
    tale = Tale(stage, written("demolition"), -16)
    yield from steps.submitted(tale)
    yield tale.after("accept")
    tale.do(
        office.decline,
        "bb-jb",
        reason="违法建设的强制拆除及现场组织已明确由县城市管理局承担，不能以协助的名义交由乡镇。",
        article="第七条",
    )


def withdrawn(stage):
    tale = Tale(stage, written("nurseries"), -18)
    yield from steps.circulated(tale)
    yield tale.after(2)
    tale.do(
        applicant.withdraw,
        tale.head,
        reason="全县托育机构集中在县城，改由本局直接检查，不再需要乡镇承担。",
    )


def found_unlawful(stage):
    tale = Tale(stage, written("sandboats"), -31)
    yield from steps.accepted(tale)
    yield tale.after("review")
    tale.review(
        lawful=False,
        lawful_basis="扣押属行政强制措施，《中华人民共和国行政强制法》第十七条规定不得委托。",
    )
    yield tale.after(1)
    tale.do(
        office.reject,
        "bb-fz",
        reason="扣押和看管被扣押船只属行政强制措施的实施，不得委托，也不能以协助的名义交由乡镇。",
        article="第三条第（三）项",
    )


def leading(lead):
    """The case into which another is joined: under initial review."""
    yield from steps.accepted(lead)


def joined(stage, lead):
    """A second department asked for nearly the same."""
    tale = Tale(stage, written("losses"), lead.offset)
    yield from steps.submitted(tale)
    yield tale.after(2)
    tale.do(
        office.join,
        "bb-jb",
        lead=lead.case,
        reason="对象、乡镇和做法基本相同，由县林业局牵头，县农业农村局作为相关部门参加。",
    )
