from importlib import import_module

from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "voice"
    verbose_name = "县乡协同"
    audit_labels = "voice.acts.AUDIT_LABELS"
    audit_values = "voice.acts.audit_values"

    def ready(self):
        import_module("voice.acts")  # its tables stand beside those of supervision.acts
