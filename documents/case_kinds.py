"""The papers of a case: how each is laid out, titled and worded."""

from documents.models import PaperKind
from documents.shape import DOCUMENT, LETTER, MINUTES, TABLE, Form

CASE_KINDS = {
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
    PaperKind.SIGN_OFF: Form(layout=TABLE, title="审签单", issuer_label="制发单位"),
    PaperKind.FILING: Form(
        layout=DOCUMENT,
        mark="文件",
        upward=True,
        title="关于{granted}{recorded}的{genre}",
        paragraphs=(
            "根据{regime}的规定，{applicant}提出的“{matter}”事项{verb}申请（{number}），{path}，现将有关材料报请{asked_for}。",
            "{contents}",
            "{closing}",
        ),
    ),
    PaperKind.REQUEST: Form(
        layout=DOCUMENT,
        mark="文件",
        upward=True,
        title="关于{decision}{proposed}的请示",
        paragraphs=(
            "根据{regime}的规定，{applicant}提出的“{matter}”事项{verb}申请（{number}），{path}，现将有关情况报请{deciders}{decision}。",
            "{contents}",
            "妥否，请批示。",
        ),
    ),
    PaperKind.REJECTED: Form(
        layout=LETTER,
        title="关于{outcome}{matter}事项的告知书",
        paragraphs=(
            "你单位提出的“{matter}”事项{verb}申请（{number}），经审核，决定{outcome}，理由如下：\n{reason}",
            "依据：{article}。",
            "情况有变化的，可以重新提出申请；确需完成的工作，可以依法采用委托社会力量承接等其他方式。",
        ),
    ),
    PaperKind.NOTICE: Form(
        layout=DOCUMENT,
        mark="文件",
        title="关于{granted}的通知",
        paragraphs=(
            "{applicant}申请的“{matter}”事项（{number}），{path}，{granted}。现将有关事项通知如下。",
            "{contents}",
            "本通知自{effective}起生效。有关部门和乡镇要按照上述分工各负其责，部门不得{not_by}"
            "另行向乡镇下放工作责任。",
        ),
    ),
    PaperKind.ADJUSTMENT_NOTICE: Form(
        layout=DOCUMENT,
        mark="文件",
        title="关于{granted}的通知",
        paragraphs=(
            "{applicant}申请调整的“{matter}”事项（{number}），{path}，{granted}。现将有关事项通知如下。",
            "{contents}",
            "自{effective}起按调整后的内容执行，此前仍按原文执行。有关部门和乡镇要按照上述分工各负其责，部门不得{not_by}"
            "另行向乡镇下放工作责任。",
        ),
    ),
    PaperKind.CANCELLATION_NOTICE: Form(
        layout=DOCUMENT,
        mark="文件",
        title="关于{granted}的通知",
        paragraphs=(
            "{applicant}申请取消的“{matter}”事项（{number}），{path}，{granted}。现将有关事项通知如下。",
            "{contents}",
            "该事项执行到{effective}为止，此后不再列入清单，有关乡镇不再办理，未了的工作由职责所属部门承担；"
            "未经重新准入，不得再交由乡镇办理。",
        ),
    ),
    PaperKind.REVOCATION_NOTICE: Form(
        layout=DOCUMENT,
        mark="文件",
        title="关于{granted}的通知",
        paragraphs=(
            "{applicant}申请撤销的“{matter}”事项（{number}），{path}，{granted}。现将有关事项通知如下。",
            "{contents}",
            "该事项执行到{effective}为止，此后有关乡镇不再办理，未了的工作由原职能部门承担。",
        ),
    ),
}
