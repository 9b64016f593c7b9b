from django.db import models
from django.utils.translation import pgettext_lazy


class ReviewStep(models.TextChoices):
    """A step of an edition on its way to being published."""

    SENT_IN = "sent_in", pgettext_lazy("report", "Sent in")
    RETURNED = "returned", pgettext_lazy("report", "Sent back")
    APPROVED = "approved", pgettext_lazy("report", "Approved")
