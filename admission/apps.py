from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "admission"
    verbose_name = "职责准入"
    audit_labels = "admission.pages.timeline.AUDIT_LABELS"
    audit_values = "admission.pages.timeline.audit_values"
