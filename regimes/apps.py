from django.apps import AppConfig


class RegimesConfig(AppConfig):
    name = "regimes"
    verbose_name = "制度"
    default_auto_field = "django.db.models.BigAutoField"
