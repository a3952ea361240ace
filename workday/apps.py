from django.apps import AppConfig


class WorkdayConfig(AppConfig):
    name = "workday"
    verbose_name = "日常办公"
    audit_labels = {
        "choose_mail": "选择邮件提醒",
        "open_feed": "开通日历订阅",
        "close_feed": "停用日历订阅",
        "choices": "邮件提醒的选择",
        "write_note": "写单位内部备注",
        "give_in_hand": "案件交给谁办",
        "choose_columns": "选择工作台的栏目",
        "keep_filter": "存下筛选条件",
        "drop_filter": "删去存下的筛选条件",
        "add_phrase": "添加常用意见",
        "drop_phrase": "删去常用意见",
        "phrase": "常用意见",
        "note": "单位内部备注",
        "handling": "由谁办",
        "case": "案件",
        "mentioned": "提到几人",
    }
