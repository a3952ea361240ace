from django.apps import AppConfig


class WorkdayConfig(AppConfig):
    name = "workday"
    verbose_name = "日常办公"
    audit_labels = {
        "choose_mail": "选择邮件提醒",
        "open_feed": "开通日历订阅",
        "close_feed": "停用日历订阅",
        "choices": "邮件提醒的选择",
    }
