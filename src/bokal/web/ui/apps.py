from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "bokal.web.ui"
    label = "ui"
