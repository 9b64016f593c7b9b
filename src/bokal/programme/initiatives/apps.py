from django.apps import AppConfig


class InitiativesConfig(AppConfig):
    name = "bokal.programme.initiatives"
    label = "initiatives"
    default_auto_field = "django.db.models.BigAutoField"
