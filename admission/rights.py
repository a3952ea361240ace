"""Codenames of the object permissions a unit may hold on a case. Constants, because a mistyped one is silently false."""

VIEW = "view_case"
EDIT = "edit_case"
TAKE_POSITION = "take_position"
HANDLE = "handle_case"
ANSWER = "answer_case"
DECIDE = "decide_case"
GIVE_NOTICE = "give_notice"

LABELS = {
    VIEW: "查看案件",
    EDIT: "修改申请",
    TAKE_POSITION: "答复征询",
    HANDLE: "办理案件",
    ANSWER: "答复审查问题",
    DECIDE: "审签、审定、备案审核",
    GIVE_NOTICE: "印发通知",
}
