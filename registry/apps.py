from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "registry"
    verbose_name = "职责清单"
    audit_labels = {
        "edition": "版次",
        "publish_edition": "公布清单版次",
        "year": "年份",
        "number": "编号",
        "size": "项数",
        "service_guide": "办事指南",
        "write_guide": "更新办事指南",
        "feedback": "清单反馈",
        "receive_feedback": "收到清单反馈",
        "answer_feedback": "办结清单反馈",
    }
