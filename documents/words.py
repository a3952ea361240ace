"""The words that standard texts may name in braces: what each stands for, and an example to look at a text with."""

from typing import NamedTuple


class Word(NamedTuple):
    label: str
    example: str


WORDS = {
    "matter": Word("事项名称", "农村自建房施工安全日常巡查和隐患报告"),
    "verb": Word("准入、调整、取消或撤销", "准入"),
    "granted": Word(
        "同意的内容，如“同意某事项准入乡镇办理”", "同意农村自建房施工安全日常巡查和隐患报告事项准入乡镇办理"
    ),
    "proposed": Word(
        "报请审定的内容，如“某事项准入乡镇办理”", "农村自建房施工安全日常巡查和隐患报告事项准入乡镇办理"
    ),
    "applicant": Word("申请方", "示例县住房和城乡建设局"),
    "number": Word("申请编号", "示准申〔2026〕9号"),
    "receipt": Word("受理编号", "示准受〔2026〕9号"),
    "regime": Word("制度名称和文号", "《示例县乡镇职责准入制度》（示办发〔2026〕1号）"),
    "outcome": Word("去向，如“不予准入”", "不予准入"),
    "reason": Word("理由，或需要补正的内容", "1.缺少法定依据。\n2.缺少人员安排。"),
    "article": Word("依据的条款", "第三条第（二）项"),
    "due": Word("答复、办理期限", "2026年12月11日"),
    "contents": Word("申请的内容", "一、承担乡镇\n示例镇\n二、乡镇职责\n每周巡查一次并记录。"),
    "cover_note": Word("来文说明", "请重点看职责分工。"),
    "question": Word("向这个单位提出的审查问题", "工作经费由谁承担，是否已经落实？"),
    "division": Word("初评提出的职责分工", "乡镇巡查、报告，县级部门处置。"),
    "guarantees": Word("初评提出的保障措施", "每年经费12万元。"),
    "upper": Word("上级单位", "示例市委编办"),
    "path": Word("办理的经过", "经联席会议办公室审核、征求成员单位意见"),
    "effective": Word("生效日期", "2026年12月1日"),
    "last_day": Word("终止日期", "2026年12月31日"),
    "view": Word("总体意见", "附条件同意"),
    "finding": Word("审查结论", "经费已落实（金额：12万元，来源：县级预算）"),
    "conditions": Word("条件", "先培训，后办理。"),
    "reasons": Word("理由", "人员不足。"),
    "cited": Word("所答复的来函", "你办2026年11月20日《关于征求示例事项准入意见的函》"),
    "unit": Word("答复的单位", "示例县财政局"),
    "summary": Word("协商、会议情况", "各方交换了意见。"),
    "decided": Word("议定的事项", "1.“示例事项”（示准申〔2026〕9号）：通过。"),
    "left_open": Word("未决的事项", "2.“另一事项”（示准申〔2026〕8号）：暂缓审议。"),
    "held": Word("召开的时间和地点", "2026年11月26日，在第一会议室召开会议。"),
    "office": Word("联席会议办公室", "联席会议办公室"),
    "list": Word("清单名称，如“灵川县乡镇职责任务清单”", "示例县乡镇职责任务清单"),
    "edition": Word("版次，如“2026年第1版”", "2026年第2版"),
    "size": Word("清单事项的数目", "180"),
    "changes": Word("与上一版相比的变化", "与2026年第1版相比，新增3项，调整2项，退出1项。"),
    "notes": Word("这一版的说明", "本版按机构职能调整情况修订。"),
    "genre": Word("备案用的文种：报告、请示或函", "报告"),
    "closing": Word("与文种相应的结束语", "专此报告。"),
    "code": Word("事项编号", "配合012"),
    "field": Word("更正的栏目", "依据"),
    "slip": Word("差错的性质", "标点"),
    "old": Word("原文", "《示例条例》第三条第一款，"),
    "new": Word("更正后的文字", "《示例条例》第三条第一款。"),
    "meeting": Word("会议名称", "乡镇职责准入工作联席会议"),
    "when": Word("召开的时间", "2026年12月1日09:00"),
    "arrangements": Word(
        "地点、议题、参会单位和会议准备",
        "一、地点\n第一会议室\n二、议题\n1.农村自建房施工安全日常巡查和隐患报告\n三、参会单位\n示例县司法局、示例县财政局",
    ),
    "body": Word("联席会议的名称", "乡镇职责准入工作联席会议"),
    "roster": Word("调整的内容", "成员：示例县司法局主要负责人"),
    "facts": Word("事实、情况", "县级部门尚未拨付2026年巡查经费。"),
    "next": Word("要求、下一步", "请于期限内拨付到位。"),
    "reported": Word("何时、怎样反映", "2026年11月20日来函"),
    "townships": Word("承担乡镇", "示例镇、示例乡"),
    "asked_of": Word("何时向谁请示", "2026年7月1日8时，联席会议召集人"),
    "allowed": Word("谁同意先行办理", "联席会议召集人"),
    "started": Word("开始的时间", "2026年7月1日9时"),
    "township_duties": Word("乡镇职责", "每周巡查一次并记录。"),
    "department_duties": Word("县级部门职责", "负责处置和培训。"),
    "materials": Word("移交的资料", "巡查记录格式1份、隐患清单1份"),
}
EXAMPLES = {name: word.example for name, word in WORDS.items()}
