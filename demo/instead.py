"""In the other counties: what is not fit to be handed over and is bought (通渭 第9项), or is fit for a group organisation (湖南 第七项)."""

from django.core.files.uploadedfile import SimpleUploadedFile

from audit import clock
from demo.paper import scan
from registry.models import Way
from supervision.actions import purchases

BOUGHT = {
    "way": Way.BOUGHT,
    "name": "小型水库大坝安全检测",
    "basis": "检测须有资质，部门没有检测队伍，乡镇也不能做（示例）。",
    "department_duties": "编列预算，公开采购，按季度验收检测报告（示例）。",
    "receiver": "某检测有限公司（示例）",
    "receiver_duties": "每座水库每年检测一次，发现险情立即报告部门（示例）。",
    "township_duties": "无；群众反映的险情转告部门。",
    "amount": "每年18万元（示例），列入部门预算",
}
TAKEN_ON = {
    "way": Way.GROUP,
    "name": "困难家庭节日走访慰问",
    "basis": "适合群团组织承担，有志愿者队伍（示例）。",
    "department_duties": "确定名单，拨付慰问金，事后回访（示例）。",
    "receiver": "某志愿者协会（示例）",
    "receiver_duties": "组织志愿者入户走访，登记需求后交回名单（示例）。",
    "township_duties": "提供住址，不派人走访。",
}
SAYINGS = {"purchase": (BOUGHT, "采购合同"), "group": (TAKEN_ON, "承接协议")}  # by the county's [cites]


def recorded(cast):
    """The first of the ways that the county's rules have."""
    yield cast.at(-17)
    facts, paper = next(said for saying, said in SAYINGS.items() if saying in cast.rules.cites)
    purchases.record_purchase(
        by=cast.by(cast.departments[0]),
        begins_on=clock.today(),
        until=None,
        townships=cast.townships[:2],
        files=[SimpleUploadedFile(f"{paper}.pdf", scan(paper), content_type="application/pdf")],
        **facts,
    )
