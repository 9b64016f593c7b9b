from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "bokal.programme.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
