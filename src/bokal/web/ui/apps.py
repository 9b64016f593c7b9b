from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "bokal.web.ui"
    label = "ui"

    def ready(self) -> None:
        """Make our own parts of addresses known before any address is."""
        from bokal.web.ui import converters  # noqa: F401
