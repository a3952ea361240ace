"""The papers that belong to no single case: of the list, of meetings and their members, and of what follows admission."""

from documents.models import PaperKind
from documents.shape import DOCUMENT, LETTER, TABLE, Form

COUNTY_KINDS = {
    PaperKind.EDITION: Form(
        of_case=False,
        layout=DOCUMENT,
        mark="文件",
        title="关于公布《{list}》（{edition}）的通知",
        paragraphs=(
            "《{list}》（{edition}）已经编制完成，共{size}项，现予公布，自{effective}起施行。",
            "{changes}",
            "{notes}",
            "各有关部门和乡镇要按照清单各负其责。清单以外的事项，未经准入不得交由乡镇办理。",
            "清单在政府门户网站和乡镇便民服务中心公开，接受社会监督。",
        ),
    ),
    PaperKind.CORRIGENDUM: Form(
        of_case=False,
        layout=LETTER,
        title="关于更正{matter}事项有关文字的通知",
        paragraphs=(
            "《{list}》中“{matter}”事项（{code}）的“{field}”有误（{slip}），经两人核对，更正如下。",
            "原文：{old}",
            "更正为：{new}",
            "更正的理由：{reason}",
            "本次勘误不改变事项的内容，自{effective}起以更正后的文字为准。",
        ),
    ),
    # -- meetings --------------------------------------------------------------------------------------------------------
    PaperKind.MEETING_NOTICE: Form(
        of_case=False,
        layout=LETTER,
        title="关于召开{meeting}的通知",
        paragraphs=(
            "经召集人同意，定于{when}召开{meeting}。现将有关事项通知如下。",
            "{arrangements}",
            "请准时参加会议。不能参加的，请在会前向联席会议办公室说明。",
        ),
    ),
    PaperKind.MEETING_AGENDA: Form(
        of_case=False, layout=TABLE, title="{meeting}议程和材料", issuer_label="制发单位"
    ),
    PaperKind.MINUTES_CORRECTION: Form(
        of_case=False,
        layout=TABLE,
        title="纪要更正单",
        issuer_label="制发单位",
        rows=(
            ("会议", "{meeting}"),
            ("更正之处", "{field}"),
            ("原文", "{old}"),
            ("更正为", "{new}"),
            ("更正的理由", "{reason}"),
            ("签署", "{signed}"),
        ),
    ),
    PaperKind.ROSTER_NOTICE: Form(
        of_case=False,
        layout=DOCUMENT,
        mark="文件",
        title="关于调整{body}成员名单的通知",
        paragraphs=(
            "因工作需要和人员变动，现对{body}成员名单作如下调整：\n{roster}",
            "以前的名单与本通知不一致的，以本通知为准。",
        ),
    ),
    PaperKind.CIRCULAR: Form(
        of_case=False,
        layout=DOCUMENT,
        mark="文件",
        title="关于{matter}情况的通报",
        paragraphs=("现将{matter}的有关情况通报如下。", "{facts}", "{next}"),
    ),
    PaperKind.SPECIAL_REPORT: Form(
        of_case=False,
        layout=DOCUMENT,
        mark="文件",
        upward=True,
        title="关于{matter}情况的专报",
        paragraphs=("现将{matter}的有关情况报告如下。", "{facts}", "{next}", "专此报告。"),
    ),
    # -- after admission -------------------------------------------------------------------------------------------------
    PaperKind.SUPERVISION: Form(
        of_case=False,
        layout=TABLE,
        title="督办通知单",
        issuer_label="制发单位",
        rows=(
            ("督办事项", "{matter}"),
            ("被督办单位", "{unit}"),
            ("督办依据", "{article}"),
            ("反映的情况", "{facts}"),
            ("核实结论", "{finding}"),
            ("督办要求", "{next}"),
            ("办结期限", "{due}"),
            ("办理情况（由被督办单位填写）", ""),
            ("被督办单位负责人签字、日期", ""),
        ),
    ),
    PaperKind.URGENT: Form(
        of_case=False,
        layout=TABLE,
        title="临时紧急任务先行办理登记表",
        rows=(
            ("任务名称", "{matter}"),
            ("任务内容", "{contents}"),
            ("交办单位", "{unit}"),
            ("承担乡镇", "{townships}"),
            ("请示的时间和对象", "{asked_of}"),
            ("同意的领导", "{allowed}"),
            ("开始时间", "{started}"),
            ("依据", "{article}"),
            ("补办手续的期限", "{due}"),
            ("补办情况", ""),
        ),
    ),
    PaperKind.HANDOVER: Form(
        of_case=False,
        layout=TABLE,
        title="事项交接单",
        rows=(
            ("事项名称", "{matter}"),
            ("移交单位", "{unit}"),
            ("接收乡镇", "{townships}"),
            ("文号和生效日期", "{effective}"),
            ("乡镇职责", "{township_duties}"),
            ("县级部门职责", "{department_duties}"),
            ("移交的资料", "{materials}"),
            ("经费、人员、技术、培训保障", "{guarantees}"),
            ("未了的工作", "{left_open}"),
            ("移交人签字、日期", ""),
            ("接收人签字、日期", ""),
            ("联席会议办公室见证", ""),
        ),
    ),
    PaperKind.FINDING: Form(
        of_case=False,
        layout=LETTER,
        title="关于{matter}事项核实结果的告知书",
        paragraphs=(
            "你单位{reported}反映的“{matter}”事项有关问题收悉。依据{article}，经核实，情况如下：\n{facts}",
            "核实结论：{finding}",
            "下一步：{next}",
        ),
    ),
    PaperKind.REFERRAL: Form(
        of_case=False,
        layout=LETTER,
        title="关于移送{matter}有关情况的函",
        paragraphs=(
            "在跟踪督办中发现下列情况：\n{facts}",
            "依据{article}，现移送你单位处理。",
            "请于{due}前将处理结果函告我办。",
        ),
    ),
}
