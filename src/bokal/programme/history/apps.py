from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class HistoryConfig(AppConfig):
    name = "bokal.programme.history"
    label = "history"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the triggers in step with the tables, and have every connection tell who acts."""
        from bokal.programme.history.services.acting import listen
        from bokal.programme.history.services.triggers import install_triggers

        post_migrate.connect(install_triggers, sender=self, dispatch_uid="history-triggers")
        connection_created.connect(listen, dispatch_uid="history-acting")
