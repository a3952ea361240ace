from django.apps import AppConfig


class JointMeetingConfig(AppConfig):
    name = "jointmeeting"
    verbose_name = "联席会议"
    audit_labels = "jointmeeting.acts.AUDIT_LABELS"
    audit_values = "jointmeeting.acts.audit_values"
