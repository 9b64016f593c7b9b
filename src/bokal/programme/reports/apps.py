from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "bokal.programme.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
