"""Which article says what, by the five sources themselves: what the rules page names, and what each paper that
tells somebody no, or that he has failed, is issued under.
"""

from datetime import timedelta

import pytest
from django.urls import reverse

from admission.pages.regulation import RegulationPage
from audit import clock
from demo import other_counties
from documents.models import Paper
from regimes.schema import parse
from supervision.actions import reports
from tests import cast
from tests.admission.forms import fields_of
from tests.cast import client_of
from tests.demo.own_words import articles_cited
from tests.factories import journey
from tests.matrix.other_counties import OFFICES, Led
from tests.regimes.conftest import regime_text

# {county: {article: [(what the rules page says, words of the article that say so)]}}
TOLD = {
    "lingchuan": {
        "第一条": [("哪些事须经准入", "应按规定程序审核批准后才能委托或交由")],
        "第一条、第六条": [("已列入清单的不再准入", "除《灵川县乡镇职责任务清单》")],
        "第二条": [
            ("县委编办：受理、初评", "县委编办负责统一受理申请，对拟下放职责事项进行初评"),
            ("问县政府办公室（政管办）", "是否进驻乡镇便民服务中心办理提出审查意见"),
            ("问县委组织部", "是否适应加强基层政权建设和城乡社区治理需要"),
            ("问县民政局", "是否适应加强基层政权建设和城乡社区治理需要"),
            ("问县司法局", "合法性提出审查意见"),
            ("问县财政局", "相应工作经费提出意见"),
            ("问县人力资源社会保障局", "人员聘用等事项予以审核指导"),
            ("问其他有关单位", "征求相关部门意见"),
        ],
        "第三条第（一）项": [("申请以前与办公室沟通", "主动与联席会议办公室进行沟通")],
        "第三条第（一）项、第三条第（二）项": [("申请以前征询乡镇和有关部门", "相关部门和乡镇先行协商、征询")],
        "第三条第（二）项": [
            ("由谁申请准入", "职能部门、乡镇均可作为申请主体"),
            ("谁可以申请", "职能部门、乡镇均可作为申请主体"),
            ("申请的内容和要求", "申请中应明确"),
            ("写职责名称", "下放工作职责名称"),
            ("写法定依据", "法定依据"),
            ("写权责内容（乡镇职责）", "权责内容"),
            ("写权责内容（县级部门职责）", "权责内容"),
            ("写职责边界", "职责边界"),
            ("写运行机制", "运行机制"),
            ("写制度保障", "制度保障"),
            ("写人员安排", "人员安排"),
            ("写合法性论证", "合法性、可行性、必要性等进行综合论证"),
            ("写可行性论证", "合法性、可行性、必要性等进行综合论证"),
            ("写必要性论证", "合法性、可行性、必要性等进行综合论证"),
        ],
        "第三条第（三）项": [("怎样办准入", "按简易程序或一般程序进行审核")],
        "第三条第（三）项第1目": [
            ("召集人：审签", "联席会议召集人）审签同意"),
            ("简易程序", "简易程序"),
            ("focus", "重点就明晰职责分工、落实相关保障措施等征求成员单位意见"),
        ],
        "第三条第（三）项第2目": [("一般程序、协调会", "召开协调会"), ("县委、县政府：审定", "报请县委、县政府审定")],
        "第三条第（三）项第1目、第三条第（三）项第2目": [("初评看什么", "符合法律法规规章和上级要求"), ("桂林市委编办：备案审核", "报桂林市委编办备案审核")],
        "第四条": [
            ("怎样办撤销", "同意后予以撤销"),
            ("由谁申请撤销", "由职能部门联合相关乡镇或者由相关乡镇"),
            ("joint_revocation", "由职能部门联合相关乡镇或者由相关乡镇"),
            ("撤销：已办结", "已办结或到期的"),
            ("撤销：到期", "已办结或到期的"),
        ],
        "第四条、第五条": [("由谁申请调整、取消", "参照准入程序"), ("end_applicants", "参照准入程序")],
        "第五条": [
            ("怎样办调整", "及时调整"),
            ("怎样办取消", "调整或取消"),
            *((f"{kind}：法律法规规章调整", "因法律法规规章、机构职能调整等原因") for kind in ("调整", "取消")),
            *((f"{kind}：机构职能调整", "因法律法规规章、机构职能调整等原因") for kind in ("调整", "取消")),
            *((f"{kind}：其他原因", "等原因") for kind in ("调整", "取消")),
        ],
        "第六条": [
            ("临时性、阶段性职责", "建立临时性、阶段性职责任务清单"),
            ("临时性、阶段性职责的来源", "中央、自治区、桂林市明确要求"),
        ],
        "第七条": [
            ("议事协调机构等不能申请", "不得以部门、议事协调机构、临时机构等名义"),
            ("责任状", "责任状"),
            ("分解下达指标", "分解下达指标"),
            ("考核验收", "考核验收"),
            ("属地管理", "属地管理"),
        ],
        "第八条": [
            ("对外公开", "对外公开"),
        ],
        "联席会议制度第三部分第（二）项": [
            ("list_path", "县委编办：负责承担联席会议日常工作；牵头研究制定乡镇职责准入制度方案；会同有关部门编制并对外公布我县乡镇职责任务清单"),
            ("由县委编办负责人公布", "编制并对外公布我县乡镇职责任务清单"),
        ],
        "第九条": [
            ("保障：经费保障", "必要的经费、人员、技术等各类保障措施"),
            ("保障：人员保障", "必要的经费、人员、技术等各类保障措施"),
            ("保障：技术保障", "必要的经费、人员、技术等各类保障措施"),
            ("保障：培训指导", "对乡镇承担的事项进行培训、指导"),
        ],
        "第十一条": [("不适合准入的，向社会购买服务", "可通过向社会购买的方式实施")],
        "第十条": [
            ("已退出的不得再下放", "不得擅自或变相将相关职责继续下放乡镇办理"),
            ("事项终止以后核对是否停止", "已审核批准撤销、调整或取消的事项进行跟踪"),
            ("核实乡镇的反映", "5个工作日内进行核实"),
        ],
        "第十二条": [("interpreter", "负责解释")],
        "第十三条": [("in_force_from", "自发布之日起施行")],
    },
    "arong": {
        "第一条": [
            ("哪些事须经准入", "委托或交由乡镇承担的"),
            ("行政处罚", "除行政处罚、行政许可、行政强制等行政权力事项外"),
            ("行政许可", "除行政处罚、行政许可、行政强制等行政权力事项外"),
            ("行政强制", "除行政处罚、行政许可、行政强制等行政权力事项外"),
            ("其他行政权力事项", "等行政权力事项外"),
        ],
        "第三条": [("旗委编办：受理、初评", "旗委编办原则上"), ("问旗司法局", "法制审核"), ("问旗政数局", "权责清单和政务服务等工作衔接")],
        "第四条第（一）项": [
            ("由谁申请准入", "旗直相关职能部门向旗联席会议工作机制牵头单位提出书面申请"),
            ("谁可以申请", "旗直相关职能部门向旗联席会议工作机制牵头单位提出书面申请"),
            ("申请以前征询乡镇和有关部门", "应书面征求乡镇意见"),
            ("agreement_is_precondition", "经协商一致后"),
            ("申请的内容和要求", "书面申请应包括"),
            *(
                (f"写{label}", label)
                for label in ("职责名称", "工作目标", "权责内容", "法定依据", "协商意见", "责任分工", "办事流程", "完成时限", "运行机制", "人员安排", "保障措施")
            ),
        ],
        "第四条第（二）项": [
            ("初评看什么", "审核申请事项时"),
            ("focus", "重点审核工作内容、法定依据、责任分工、协商意见、保障措施等内容"),
            ("问其他有关单位", "应征求相关部门意见"),
        ],
        "第四条第（三）项": [
            ("怎样办准入", "由旗委、旗政府批准后实施"),
            ("临时性、阶段性职责", "针对阶段性、临时性有明确时限要求的工作任务"),
            ("市政府：批准", "报市政府批准后实施"),
        ],
        "第一条、第四条第（二）项": [("旗委、旗政府：审核", "经旗政府审核后"), ("旗委、旗政府：审核", "审核意见报旗委、旗政府")],
        "第一条、第四条第（三）项": [("旗委、旗政府：有明确时限的临时性、阶段性职责：批准", "由旗委、旗政府批准后实施")],
        "第四条第（四）项": [
            ("由谁申请调整、取消、撤销", "旗直相关职能部门或乡镇应参照职责准入程序及时调整或取消"),
            ("end_applicants", "旗直相关职能部门或乡镇"),
            ("joint_revocation", "旗直相关职能部门或乡镇"),
            ("怎样办取消", "及时调整或取消"),
            ("怎样办撤销", "职责准入事项已完成"),
            ("取消：已完成", "职责准入事项已完成"),
            ("撤销：已完成", "职责准入事项已完成"),
            *(
                (f"{kind}：工作任务发生变化，不适宜继续由乡镇承担", "由于工作任务发生变化不适宜继续由乡镇承担")
                for kind in ("调整", "取消", "撤销")
            ),
        ],
        "第四条第（四）项、第四条第（五）项": [("怎样办调整", "及时调整")],
        "第四条第（五）项": [
            ("另有的清单", "纳入乡镇职责事项清单或权责清单"),
            ("临时性任务转为常态的，列入", "阶段性、临时性工作任务转为常态化工作"),
            ("调整：阶段性、临时性工作任务转为常态化工作", "阶段性、临时性工作任务转为常态化工作"),
            ("调整：法律法规、部门规章修订或者相关政策调整变化", "法律法规、部门规章修订或相关政策调整变化"),
        ],
        "第五条": [("保障：工作经费", "工作经费"), ("保障：技术力量", "技术力量"), ("保障：业务培训", "业务培训")],
        "第八条": [("违反规定的，怎样追究", "有关机关应当依法依规依纪查处和纠正")],
        "第七条": [
            ("议事协调机构等不能申请", "不得以部门、议事协调机构等名义"),
            ("责任状", "责任状"),
            ("分解下达指标", "分解下达指标"),
            ("考核验收", "考核验收"),
            ("硬性指派", "硬性指派"),
            ("突发、紧急事件的处置", "突发、紧急事件的处置工作不宜纳入乡镇职责准入事项"),
        ],
        "第十条": [("interpreter", "负责解释")],
        "第十一条": [("in_force_from", "自印发之日起实施"), ("repealed", "同时废止")],
    },
    "binxian": {
        "二（四）": [
            ("写依据来源", "依据来源"),
            ("写责任分工（乡镇职责）", "责任分工"),
            ("写责任分工（部门职责）", "责任分工"),
        ],
        "二（四）、三（二）": [("哪些事须经准入", "未经党委和政府统一部署,各职能部门不得将自身权责事项派交")],
        "三（一）": [
            *((f"{kind}：政策法规调整", "结合政策法规、机构职能调整") for kind in ("调整", "取消")),
            *((f"{kind}：机构职能调整", "机构职能调整") for kind in ("调整", "取消")),
            *((f"{kind}：简政放权、基层实际需求等情况", "简政放权、基层实际需求等情况") for kind in ("调整", "取消")),
        ],
        "三（二）": [
            ("责任状", "责任状"),
            ("分解下达指标", "分解下达指标"),
            ("考核验收", "考核验收"),
            ("一票否决", "一票否决"),
        ],
        "三（三）": [("乡镇请部门协调", "对辖区内需部门解决事项的协调权")],
        "三（四）": [
            ("派驻机构工作考核和主要负责同志任免征求乡镇党委意见", "工作考核和主要负责同志任免要听取"),
            ("乡镇评价部门", "工作满意度评价机制"),
        ],
        "四（一）": [("市级审核（哈尔滨市委编办，机关本县自定）", "由所属市(地)审核"), ("省级备案（黑龙江省委编办）", "省委编办备案")],
        "四（三）": [
            ("对外公开", "及时对外公开"),
            ("写配套政策", "要在配套政策、人员培训、财力保障、技术支持等方面全力支持"),
            ("保障：财力保障", "财力保障"),
            ("保障：技术支持", "技术支持"),
            ("保障：人员培训", "人员培训"),
            ("违反规定的，怎样追究", "要追责问责"),
        ],
    },
    "tongwei": {
        "第1项": [("对口设立机构", "不得要求乡镇对口设立机构"), ("加挂牌子", "加挂牌子"), ("在村（社区）设立机构", "不得要求在村（社区）设立机构")],
        "第2项": [("另有的清单", "修订完善乡镇政务服务事项目录清单")],
        "第3项": [("派驻机构人员编制调整、工作考核和主要负责同志任免征求乡镇党委意见", "必须征求所在乡镇党委意见")],
        "第8项": [("另有的清单", "完成赋权目录制定工作")],
        "第9项": [("不适合准入的，向社会购买服务", "适宜通过政府购买服务提供的")],
        "第10项": [
            ("保障：资金保障", "人才、技术、资金、网络端口等方面的保障"),
            ("保障：人才保障", "人才、技术、资金、网络端口等方面的保障"),
            ("保障：技术、网络端口保障", "人才、技术、资金、网络端口等方面的保障"),
        ],
        "第12项": [("乡镇评价部门，部门也评议乡镇", "双向考核评议")],
        "第13项": [
            ("哪些事须经准入", "将职责范围内的行政事务委托或交由乡镇承担的"),
            ("申请以前征询乡镇和有关部门", "需充分听取基层意见"),
            ("由谁申请准入", "县直部门"),
            ("谁可以申请", "县直部门"),
            ("怎样办准入", "报县委、县政府审核批准"),
            ("县委、县政府：审核批准", "报县委、县政府审核批准"),
            ("责任状", "责任状"),
            ("分解下达指标", "分解下达指标"),
            ("考核验收", "考核验收"),
            ("属地管理", "属地管理"),
        ],
        "第14项": [
            ("一票否决", "一票否决"),
            ("部门考核乡镇一事一报", "按一事一报原则报批"),
            (
                "责任状、考核评比、示范创建、一票否决清理；除党中央、国务院和省委、省政府明确规定的以外，不保留一票否决",
                "进行全面清理",
            ),
            ("一年一次综合考核", "一次性综合考核"),
        ],
    },
    "rucheng": {
        "第一项": [("另有的清单", "建立权力清单和责任清单"), ("事项的类别", "监督检查和其他权力等权责事项")],
        "第五项": [
            ("乡镇提出建议", "重大决策和重大事项建议权"),
            ("派驻机构工作考核和主要负责同志任免征求乡镇党委意见；负责人的任免须征得同意，乡镇不同意的不能另行办理", "征得同意权"),
        ],
        "第七项": [
            ("哪些事须经准入", "将职责范围内的行政事务委托或交由乡镇（街道）承担的"),
            ("由谁申请准入", "县级职能部门"),
            ("谁可以申请", "县级职能部门"),
            ("怎样办准入", "须由县级党委和政府严格审核把关"),
            ("县委、县政府：审核", "须由县级党委和政府严格审核把关"),
            ("不适合准入的，由群团组织承接", "依法转由群团组织行使"),
            ("责任状", "责任状"),
            ("分解下达指标", "分解下达指标"),
            ("考核验收", "考核验收"),
            ("交由村（社区）办理", "一律不得交由村（社区）办理"),
            ("另有的清单", "村（社区）依法协助行政事项清单"),
        ],
        "第八项": [
            ("保障：资金保障", "人才、技术、资金、网络端口等方面保障"),
            ("保障：人才保障", "人才、技术、资金、网络端口等方面保障"),
            ("保障：技术、网络端口保障", "人才、技术、资金、网络端口等方面保障"),
        ],
        "第十项": [("违反规定的，怎样追究", "健全行政问责制度")],
        "第十一项": [("对口设立机构", "不得要求乡镇（街道）对口设立机构"), ("在村（社区）设立机构和加挂牌子", "不得要求在村（社区）设立机构和加挂牌子")],
    },
}  # fmt: skip
ONE_LINE = ("in_force_from", "repealed", "interpreter", "end_applicants", "agreement_is_precondition", "focus", "list_path", "joint_revocation")  # fmt: skip


def told_by(page):
    """{(article, what)} of the rules page, but for what the county chose itself."""
    rules = page.rules
    told = [(source, f"由谁申请{label}") for label, _, source in page.applicants]
    told.append((page.taken_in[1], f"{page.taken_in[0]}：受理、初评"))
    told += [(source, f"怎样办{label}") for kinds, _ in page.kinds for label, source in kinds]
    told += [(source, f"{who}：{what}") for who, what, source in page.decided]
    told += [(source, f"保障：{what}") for what, source in page.guarantees]
    told += [(source, f"{kind}：{why}") for kind, rows in page.grounds for why, source in rows]
    told += [(each.source, f"写{each.label}") for each in page.fields]
    told += [(rows[0][1], f"问{unit}") for unit, rows in page.members]
    told += [(each.source, each.term) for each in (*rules.wording, *rules.excluded_powers)]
    told += [(source, what) for what, _, source in (*page.limits, *page.lists)]
    told += [(source, what) for what, source in (*page.matters, *page.list_steps)]
    told += [(source, what) for what, source in page.sayings]
    told += [(page.sources[key], key) for key in ONE_LINE]
    return {(source, what) for source, what in told if source != "本县自定"}


@pytest.mark.parametrize("code", TOLD)
def test_the_rules_page_names_the_article_that_says_so(code):
    rules = parse(regime_text(code))

    assert told_by(RegulationPage(rules)) == {
        (at, what) for at, said in TOLD[code].items() for what, _ in said
    }
    for at, said in TOLD[code].items():
        quoted = "".join(rules.source_articles[article] for article in at.split("、"))
        assert [words for _, words in said if words not in quoted] == []


# whose articles they are, as a paper names them to who has nothing else: title and number as the sources print them
DOCUMENT = {
    "lingchuan": "《灵川县乡镇职责准入制度》（办发〔2023〕3号）",
    "arong": "《阿荣旗乡镇职责准入管理办法（试行）》（阿党办发〔2024〕15号）",
    "binxian": "《关于推行乡镇（街道）职责清单的指导意见（试行）》",
    "tongwei": "《通渭县推进乡镇管理体制改革整合基层审批服务执法力量实施方案》（通办发〔2020〕6号）",
    "rucheng": "《规范乡镇（街道）职责权限实施方案》",
}
SILENT = {  # papers of what the source says nothing of name the county's own rules, which are an example in two
    "binxian": "《宾县乡镇职责准入和职责清单管理办法（示例，依省指导意见）》（示例文号，待填）",
    "rucheng": "《汝城县乡镇职责准入办法（示例，依省实施方案）》（示例文号，待填）",
}
UNDER = {  # {county: {kind of paper: article}}, as the software proposes; of 不予受理, whose article is typed, what was typed
    "lingchuan": {"declined": "第三条第（二）项", "rejected": "第三条第（三）项第1目、第三条第（三）项第2目", "finding": "第十条", "supervision": "第十条", "referral": "第十条"},
    # 对不符合准入条件的事项应当书面告知并说明理由; 有关机关应当依法依规依纪查处和纠正
    "arong": {"declined": "第四条第（一）项", "rejected": "第四条第（二）项", "finding": "", "supervision": "", "referral": "第八条"},
    # 追责问责
    "binxian": {"declined": "三（二）", "rejected": "", "finding": "", "supervision": "", "referral": "四（三）"},
    "tongwei": {"declined": "第13项", "rejected": "第13项", "finding": "", "supervision": "", "referral": ""},
    # 须由县级党委和政府严格审核把关; 健全行政问责制度
    "rucheng": {"declined": "第七项", "rejected": "第七项", "finding": "", "supervision": "", "referral": "第十项"},
}  # fmt: skip


class Office:
    """The office's people at its pages, and the two cases and the report that they have."""

    def __init__(self, code, county):
        self.code, self.county, here = code, county, code == "lingchuan"
        self.stage = None if here else other_counties.stage_of(county)
        self.seat = cast.seat if here else self.stage.seat
        self.office = "bb" if here else OFFICES[code]
        self.townships = ["lcz"] if here else [unit.code for unit in self.stage.townships]

    def press(self, row, page, verb, **said):
        client = client_of(self.seat(f"{self.office}-fz"))
        url = reverse(page, args=[row.uuid, verb])
        answer = client.post(url, fields_of(client.get(url)) | said)
        assert answer.status_code == 302, answer.text

    def case(self, state, name):
        if self.code == "lingchuan":
            made = journey(state, name=name)
            return made, made.case
        made = Led(self.code, self.stage)
        made.facts["name"] = name
        next(each for each in made.states() if each == state)
        return made, made.case

    def report(self):
        department = (
            self.county.units.filter(kind="department").exclude(key__in=["justice", "data_bureau"]).last()
        )
        by = self.seat(f"{self.townships[0]}-jb")
        given = {"kind": "unadmitted", "happened_on": clock.today(), "facts": "要求每天报数。"}
        report = reports.submit_report(by=by, department=department, sure=True, **given)
        reports.receive(report=report, by=self.seat(f"{self.office}-fz"), lock=None)
        return report


@pytest.mark.parametrize("code", UNDER)
def test_a_paper_names_the_article_that_it_is_issued_under_with_its_document(five, code):
    office = Office(code, five[code])
    before = set(Paper.objects.values_list("pk", flat=True))
    _, first = office.case("submitted", "示例事项的日常巡查登记")
    office.press(first, "case-act", "decline", reason="不符合。", article=UNDER[code]["declined"])
    made, second = office.case("reviewing", "另一示例事项的信息收集")
    if code == "lingchuan":
        made.issue_review(conforming=False)
    else:
        made.review(who=f"{office.office}-fz", conforming=False, conforming_basis="不符合。")
    office.press(second, "case-act", "reject", reason="不符合。")
    report, day = office.report(), (clock.today() + timedelta(days=30)).isoformat()
    said = {"facts": "已查看。", "finding": "属实。", "wanted": "停止。", "rectify_by": day}
    office.press(report, "report-act", "find_true", **said)
    office.press(report, "report-act", "refer", organ="示例机关", facts="继续要求。", reply_by=day)

    issued = Paper.objects.filter(county=five[code]).exclude(pk__in=before)
    for kind, article in UNDER[code].items():
        texts = [f"{paper.title} {paper.content}" for paper in issued.filter(kind=kind)]
        assert texts, kind
        named = f"{DOCUMENT[code]}{article}" if article else SILENT.get(code, DOCUMENT[code])
        for text in texts:
            assert named in text, kind
            assert articles_cited(regime_text(code), text) == set(filter(None, article.split("、"))), kind
