"""docs/procedure.md, generated from the transitions: what the code does is what the page says."""

from django_fsm import GET_STATE

from admission import conditions, rules
from admission.acts import SPECS
from admission.models import Application
from admission.states import ENDED, State

WHO = {
    rules.is_convenor: "召集人",
    rules.is_signatory: "召集人；召集人都须回避的撤销，由制度文件所定的领导",
    rules.is_director: "联席会议办公室负责人",
    rules.may_accept: "联席会议办公室（不是登记、提交的人）",
    rules.may_conclude_coordination: "联席会议办公室；要开启一轮征求意见的，由其负责人",
    rules.may_confirm: "联席会议办公室（不是起草、提交的人，没有代另一单位答复）",
    rules.may_decide: "县委办、县政府办（政管办）为各自机关登记，或联席会议办公室凭扫描件登记；不是提交、初评的人",
    rules.may_draft_opinion: "被征求单位",
    rules.may_edit: "申请方（纸质申请为联席会议办公室）；不是已代另一单位答复的人",
    rules.may_file_position: "提交前、补正中为申请方，征求意见和修改中为联席会议办公室",
    rules.may_give_notice: "县委办、县政府办（政管办）或联席会议办公室",
    rules.may_prepare_meeting: "联席会议办公室、县委办、县政府办（政管办）或召集人，随会议安排",
    rules.may_hear_experts: "联席会议办公室；只在制度文件写明可以听取专家意见的县",
    rules.may_handle: "联席会议办公室",
    rules.may_issue_opinion: "被征求单位负责人；同一人在一案中只代表一家，起草、提交申请的不代另一家签发，利益相关的由另一位负责人签发",
    rules.may_issue_review: "联席会议办公室负责人（不是起草、提交的人，没有代另一单位答复）",
    rules.may_record_reply: "上级单位，或联席会议办公室凭批复扫描件",
    rules.may_reject: "初评、征求意见中为办公室负责人；审议、审定按登记的结果；撤销案审签中为召集人；上级批准的为上级",
    rules.may_remind: "征询的申请方；征求意见中，和催申请方补正、修改的，为联席会议办公室",
    rules.may_sign: "召集人（不是申请方所在单位的人，不是提交、初评的人）；召集人都须回避的撤销，由制度文件所定的领导",
    rules.may_submit: "申请方负责人（纸质申请为联席会议办公室）；不是作过初评、已代另一单位答复的人",
    rules.may_take_position: "被征询单位负责人；不是起草、提交申请或已代另一单位答复的人",
    rules.may_withdraw: "申请方负责人；补正、修改逾期并经催办的，联席会议办公室视同撤回",
}
WHEN = {
    conditions.has_general_path: "有一般程序的申请",
    conditions.never_accepted: "从未受理",
    conditions.no_hard_finding: "没有硬性问题（重新核对清单）",
    conditions.not_requested: "这次进入审定以后没有印发过请示",
    conditions.not_sent_up: "没有登记过上报，或上级已退回",
    conditions.nothing_unlawful: "司法局没有认为不合法",
    conditions.off_the_agenda: "不在联席会议的议程上",
    conditions.on_the_agenda: "在联席会议的议程上",
    conditions.only_form_was_wrong: "上级刚以形式问题退回，其后没有别的动作",
    conditions.ready_to_circulate: "本稿初评已签发，合法合规且符合上级要求，禁用表述已核定；不须先开协调会",
    conditions.ready_to_conclude_circulation: "所有被征求的单位、乡镇已答复或记录逾期未复；司法局没有认为不合法，司法局（有经费的，财政局）只在去协调会时可缺；初评有效，禁用表述已核定",
    conditions.not_held: "协调会还没有登记召开",
    conditions.ready_to_conclude_coordination: "协调会日期、到会、各方意见、协商情况已登记",
    conditions.ready_to_confirm: "报召集人审签的撤销申请，没有硬性问题",
    conditions.ready_to_consult: "名称、承担乡镇已定，已记录与办公室的沟通，文本本身没有硬性问题（等别的事项办结的除外）",
    conditions.ready_to_convene: "一般程序，本稿初评已签发、合法合规且符合上级要求，禁用表述已核定，有乡镇不同意且本稿未开过协调会",
    conditions.ready_to_forward: "本稿初评已签发、合法合规且符合上级要求，程序上初评后即报审定",
    conditions.ready_to_join: "没有别的申请并入本案；有同类、承担乡镇相同（撤销的须为同一事项）、在待受理或初评的另一件",
    conditions.ready_to_pass: "会议以后不再报审定的，没有硬性问题（重新核对清单）",
    conditions.ready_to_reject: "初评、征求意见中：初评认为不合法或不符合上级要求，或司法局认为不合法，或有硬性问题；上级批准的：已登记上报",
    conditions.ready_to_revise: "有新的一稿，各项写全，没有硬性问题；纸质申请有新的盖章件",
    conditions.ready_to_sign: "成员单位、乡镇一致同意，没有硬性问题",
    conditions.ready_to_submit: "各项写全，涉及单位都已就本稿答复或记录逾期未复；联合申请撤销的，须各乡镇同意",
    conditions.reviewed_not_confirmed: "不是报召集人审签的撤销申请",
    conditions.sent_up: "已登记上报",
    conditions.someone_to_ask_again: "有单位须再次征询",
    conditions.still_simple: "现为简易程序",
}


def text():
    """The whole page, as Markdown in Chinese."""
    lines = [
        "# 办理程序",
        "",
        "本页由 `manage.py write_procedure` 从代码生成（`admission/flow.py`、`admission/acts.py`），不要手工修改。",
        "“本县称呼”以制度文件为准；这里用通用名称。",
        "",
        "## 状态",
        "",
        "| 状态 | 代码 | |",
        "|---|---|---|",
        *(f"| {state.label} | `{state.value}` | {'终止' if state in ENDED else ''} |" for state in State),
        "",
        "## 状态变化",
        "",
        "| 按钮 | 代码 | 从 | 到 | 谁 | 条件 | 说明 |",
        "|---|---|---|---|---|---|---|",
        *(_transition(spec) for spec in SPECS.values() if spec.moves),
        "",
        "## 不改变状态的动作",
        "",
        "| 按钮 | 代码 | 在哪些状态 | 谁 | 条件 |",
        "|---|---|---|---|---|",
        *(
            f"| {spec.label} | `{spec.verb}` | {_names(spec.states)} | {WHO[spec.rule]} | {_when(spec)} |"
            for spec in SPECS.values()
            if not spec.moves
        ),
        "",
    ]
    return "\n".join(lines)


def _transition(spec):
    method = getattr(Application, spec.verb)
    targets = {_target(step.target) for step in method._django_fsm.transitions.values()}
    return (
        f"| {spec.label} | `{spec.verb}` | {_names(spec.states)} | {'、'.join(sorted(targets))} | {WHO[spec.rule]} "
        f"| {_when(spec)} | {method.__doc__.strip()} |"
    )


def _when(spec):
    return "；".join(WHEN[check] for check in spec.checks)


def _target(target):
    if target is None:
        return "不变"
    if isinstance(target, GET_STATE):
        return " 或 ".join(State(each).label for each in target.allowed_states)
    return State(target).label


def _names(states):
    return "、".join(state.label for state in State if state in states)
