from django.db import models
from django.utils.translation import pgettext_lazy


class JobState(models.TextChoices):
    """Where a job is in its life; the last three are final."""

    READY = "ready", pgettext_lazy("job", "Waiting")
    RUNNING = "running", pgettext_lazy("job", "Running")
    DONE = "done", pgettext_lazy("job", "Done")
    FAILED = "failed", pgettext_lazy("job", "Failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")


class Failure(models.TextChoices):
    """Why a job did not get done."""

    NONE = "", pgettext_lazy("failure of a job", "None")
    REFUSED = "refused", pgettext_lazy("failure of a job", "Refused")
    ERROR = "error", pgettext_lazy("failure of a job", "Error in the program")
    LOST = "lost", pgettext_lazy("failure of a job", "Worker lost")
