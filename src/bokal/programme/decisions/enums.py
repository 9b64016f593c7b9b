from django.db import models
from django.utils.translation import pgettext_lazy


class Decider(models.TextChoices):
    """Who decided."""

    OFFICER = "officer", pgettext_lazy("decider", "An officer")
    BOARD = "board", pgettext_lazy("decider", "A board")


class Ruled(models.TextChoices):
    """What was decided on one thing."""

    YES = "yes", pgettext_lazy("decision", "Yes")
    NO = "no", pgettext_lazy("decision", "No")
    LATER = "later", pgettext_lazy("decision", "Later")
