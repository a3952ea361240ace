from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "职责清单"
    audit_labels = {
        "edition": "版次",
        "edition_draft": "拟编版次",
        "corrigendum": "勘误",
        "publish_edition": "公布清单版次",
        "begin_edition_draft": "拟编清单新版",
        "describe_edition_draft": "修改新版说明",
        "send_edition_draft": "新版送审",
        "pass_step_edition_draft": "登记新版通过",
        "return_step_edition_draft": "登记新版退回",
        "take_back_edition_draft": "撤回新版修改",
        "drop_edition_draft": "放弃拟编的新版",
        "publish_edition_draft": "公布拟编的新版",
        "record_posting": "登记清单公开",
        "propose_corrigendum": "提出勘误",
        "confirm_corrigendum": "同意勘误",
        "refuse_corrigendum": "不同意勘误",
        "draft_drafting": "拟稿",
        "draft_under_way": "审核中",
        "draft_approved": "待公布",
        "draft_published": "已公布",
        "draft_dropped": "已放弃",
        "list_step": "环节",
        "decided_on": "落款日期",
        "posted_on": "公开日期",
        "posting_place": "公开位置",
        "duty_code": "事项编号",
        "slip": "勘误种类",
        "year": "年份",
        "number": "编号",
        "size": "项数",
    }
    audit_values = "registry.states.audit_values"
