from django.db import models
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    """The stages of the work, in order."""

    FIND = "find", pgettext_lazy("stage", "Find")
    FORMULATE = "formulate", pgettext_lazy("stage", "Formulate")
    DECIDE = "decide", pgettext_lazy("stage", "Decide")
    TRY = "try", pgettext_lazy("stage", "Try")
    MEASURE = "measure", pgettext_lazy("stage", "Measure")
    LEARN = "learn", pgettext_lazy("stage", "Learn")
