from django.apps import AppConfig


class RegimesConfig(AppConfig):
    name = "regimes"
    verbose_name = "制度"
    default_auto_field = "django.db.models.BigAutoField"
    audit_labels = {
        "regime": "制度",
        "calendar": "工作日历",
        "interpretation": "解释",
        "interpret": "公布解释",
        "load_regime": "载入制度",
        "load_calendar": "载入工作日历",
        "version": "版本",
        "days": "天数",
        "before": "原有天数",
        "after": "现有天数",
    }
