from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "supervision"
    verbose_name = "跟踪督办"
    audit_labels = "supervision.acts.AUDIT_LABELS"
    audit_values = "supervision.acts.audit_values"
