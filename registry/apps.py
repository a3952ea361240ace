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
    }
