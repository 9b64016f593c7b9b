from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """Who wrote an entry: a service that says what it did, or the database that saw a row change."""

    EVENT = "event", pgettext_lazy("history", "Event")
    CHANGE = "change", pgettext_lazy("history", "Change of a row")


class Origin(models.TextChoices):
    """Where a change came from."""

    WEB = "web", pgettext_lazy("history", "Web page")
    COMMAND = "command", pgettext_lazy("history", "Command line")
    TASK = "task", pgettext_lazy("history", "Background work")
    DATABASE = "database", pgettext_lazy("history", "Outside the program")
