"""The kinds of papers as data: how each is laid out, titled and worded. A new kind is a member of `PaperKind` and an
entry here; whoever issues it hands over the words its placeholders name.

A paragraph is standard text with placeholders in braces. One whose placeholder has nothing to say is left out; one that
is nothing but a placeholder takes a text of several lines as so many paragraphs. Values are never read as patterns.
"""

import re
from dataclasses import dataclass

from documents.models import PaperKind

DOCUMENT, LETTER, MINUTES, TABLE = "document", "letter", "minutes", "table"
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

# What a paragraph may name, and what it stands for.
WORDS = {
    "matter": "事项名称",
    "verb": "准入、调整、取消或撤销",
    "granted": "同意的内容，如“同意某事项准入乡镇办理”",
    "proposed": "报请审定的内容，如“某事项准入乡镇办理”",
    "applicant": "申请方",
    "number": "申请编号",
    "receipt": "受理编号",
    "regime": "制度名称和文号",
    "outcome": "去向，如“不予准入”",
    "reason": "理由，或需要补正的内容",
    "article": "依据的条款",
    "due": "答复、办理期限",
    "contents": "申请的内容",
    "cover_note": "来文说明",
    "question": "向这个单位提出的审查问题",
    "division": "初评提出的职责分工",
    "guarantees": "初评提出的保障措施",
    "upper": "上级单位",
    "path": "办理的经过",
    "effective": "生效日期",
    "last_day": "终止日期",
    "view": "总体意见",
    "finding": "审查结论",
    "conditions": "条件",
    "reasons": "理由",
    "cited": "所答复的来函",
    "unit": "答复的单位",
    "summary": "协商、会议情况",
    "decided": "议定的事项",
    "left_open": "未决的事项",
    "held": "召开的时间和地点",
    "office": "联席会议办公室",
    "list": "清单名称，如“灵川县乡镇职责任务清单”",
    "edition": "版次，如“2026年第1版”",
    "size": "清单事项的数目",
    "changes": "与上一版相比的变化",
    "notes": "这一版的说明",
    "genre": "备案用的文种：报告、请示或函",
    "closing": "与文种相应的结束语",
}


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a kind looks: `mark` follows the issuer's name at the head of a 文件; `upward` papers name who signed."""

    layout: str
    title: str
    paragraphs: tuple[str, ...] = ()
    mark: str = ""
    upward: bool = False


NOTICE = Form(
    layout=DOCUMENT,
    mark="文件",
    title="关于{granted}的通知",
    paragraphs=(
        "{applicant}申请的“{matter}”事项（{number}），{path}，{granted}。现将有关事项通知如下。",
        "{contents}",
        "本通知自{effective}起生效。有关部门和乡镇要按照上述分工各负其责，部门不得以签订责任状、分解下达指标等方式"
        "另行向乡镇下放工作责任。",
    ),
)

FORMS = {
    PaperKind.CONSULTATION: Form(
        layout=LETTER,
        title="关于征询{matter}事项意见的函",
        paragraphs=(
            "根据{regime}的规定，我单位拟就“{matter}”事项提出{verb}申请。现将有关内容函告如下，征询你单位意见。",
            "{contents}",
            "请于{due}前答复同意、附条件同意或者不同意；附条件同意或者不同意的，请说明条件或者理由。",
        ),
    ),
    PaperKind.APPLICATION: Form(layout=TABLE, title="职责{verb}申请表"),
    PaperKind.RECEIPT: Form(
        layout=LETTER,
        title="关于受理{matter}事项{verb}申请的通知",
        paragraphs=(
            "你单位提出的“{matter}”事项{verb}申请（{number}）收悉。经审核，申请材料齐全，符合{regime}规定的要求，"
            "现予受理，受理编号为{receipt}。",
            "我办将依照规定组织审核。需要补正或者修改的，将另行书面通知。",
        ),
    ),
    PaperKind.CORRECTION: Form(
        layout=LETTER,
        title="关于补正{matter}事项{verb}申请材料的通知",
        paragraphs=(
            "你单位提出的“{matter}”事项{verb}申请（{number}）收悉。经审核，需要补正的全部内容如下：\n{reason}",
            "请于{due}前补正后重新提交。补正期间不计入办理期限。",
        ),
    ),
    PaperKind.DECLINED: Form(
        layout=LETTER,
        title="关于不予受理{matter}事项{verb}申请的告知书",
        paragraphs=(
            "你单位提出的“{matter}”事项{verb}申请（{number}）收悉。经审核，决定不予受理，理由如下：\n{reason}",
            "依据：{article}。",
            "情况有变化或者材料完备后，可以重新提出申请。",
        ),
    ),
    PaperKind.INITIAL_REVIEW: Form(layout=TABLE, title="初评意见表"),
    PaperKind.CIRCULATION: Form(
        layout=LETTER,
        title="关于征求{matter}事项{verb}意见的函",
        paragraphs=(
            "{applicant}提出的“{matter}”事项{verb}申请（{number}），经我办初评，现根据{regime}的规定征求你单位意见。",
            "{cover_note}",
            "职责分工：{division}",
            "保障措施：{guarantees}",
            "请你单位就下列问题提出审查意见：{question}",
            "请于{due}前函复。附条件同意或者不同意的，请写明条件或者理由。",
        ),
    ),
    PaperKind.REPLY: Form(
        layout=LETTER,
        title="{unit}关于{matter}事项{verb}意见的复函",
        paragraphs=(
            "{cited}收悉。经研究，对“{matter}”事项答复如下：",
            "总体意见：{view}。",
            "审查结论：{finding}。",
            "条件：{conditions}",
            "理由：{reasons}",
        ),
    ),
    PaperKind.SUMMARY: Form(layout=TABLE, title="意见汇总表"),
    PaperKind.COORDINATION_MINUTES: Form(
        layout=MINUTES,
        mark="协调会纪要",
        title="{matter}事项协调会纪要",
        paragraphs=("{held}", "{summary}"),
    ),
    PaperKind.MEETING_MINUTES: Form(
        layout=MINUTES,
        mark="联席会议纪要",
        title="{matter}",
        paragraphs=(
            "{held}",
            "{summary}",
            "会议议定以下事项：\n{decided}",
            "尚未议定的事项：\n{left_open}",
        ),
    ),
    PaperKind.SIGN_OFF: Form(layout=TABLE, title="审签单"),
    PaperKind.FILING: Form(
        layout=DOCUMENT,
        mark="文件",
        upward=True,
        title="关于{granted}备案的{genre}",
        paragraphs=(
            "根据{regime}的规定，{applicant}提出的“{matter}”事项{verb}申请（{number}），{path}，现将有关材料报请备案审核。",
            "{contents}",
            "{closing}",
        ),
    ),
    PaperKind.REQUEST: Form(
        layout=DOCUMENT,
        mark="文件",
        upward=True,
        title="关于审定{proposed}的请示",
        paragraphs=(
            "根据{regime}的规定，{applicant}提出的“{matter}”事项{verb}申请（{number}），{path}，现将有关情况报请审定。",
            "{contents}",
            "妥否，请批示。",
        ),
    ),
    PaperKind.EDITION: Form(
        layout=DOCUMENT,
        mark="文件",
        title="关于公布《{list}》（{edition}）的通知",
        paragraphs=(
            "《{list}》（{edition}）已经编制完成，共{size}项，现予公布，自{effective}起施行。",
            "{changes}",
            "{notes}",
            "各有关部门和乡镇要按照清单各负其责。清单以外的事项，未经准入不得交由乡镇办理。",
            "清单在县政府门户网站和乡镇便民服务中心公开，接受社会监督。",
        ),
    ),
    PaperKind.REJECTED: Form(
        layout=LETTER,
        title="关于{outcome}{matter}事项的告知书",
        paragraphs=(
            "{applicant}提出的“{matter}”事项{verb}申请（{number}），经审核，决定{outcome}，理由如下：\n{reason}",
            "依据：{article}。",
            "情况有变化的，可以重新提出申请；确需完成的工作，可以依法采用委托社会力量承接等其他方式。",
        ),
    ),
    PaperKind.NOTICE: NOTICE,
    PaperKind.REVOCATION_NOTICE: Form(
        layout=DOCUMENT,
        mark="文件",
        title="关于{granted}的通知",
        paragraphs=(
            "{applicant}申请撤销的“{matter}”事项（{number}），{path}，{granted}。现将有关事项通知如下。",
            "{contents}",
            "自{effective}起，有关乡镇不再办理该事项，未了的工作由原职能部门承担。",
        ),
    ),
}


def composed(kind, words, **parts):
    """The whole document as plain values, all that will be printed but for what `papers.issue` adds.

    `parts`: to, issuers, date, signer, note, attachments, copies, printed_by, rows, grid, people, subline.
    """
    form = FORMS[kind]
    body = [line for text in form.paragraphs for line in _paragraphs(text, words)]
    return {
        "layout": form.layout,
        "mark": form.mark,
        "upward": form.upward,
        "title": filled(form.title, words),
        "body": body,
        **{name: value for name, value in parts.items() if value not in ("", [], None)},
    }


def filled(text, words):
    """The text with its placeholders replaced, each by its value as it is."""
    return PLACEHOLDER.sub(lambda found: str(words.get(found[1]) or ""), text)


def _paragraphs(text, words):
    if any(not words.get(name) for name in PLACEHOLDER.findall(text)):
        return []
    return [line.strip() for line in filled(text, words).splitlines() if line.strip()]
