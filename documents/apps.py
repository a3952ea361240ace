from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "文书与附件"
    audit_labels = "documents.texts.AUDIT_LABELS"
    audit_values = "documents.texts.audit_values"

    def ready(self):
        from documents import checks  # noqa: F401, PLC0415 - registered by being read
