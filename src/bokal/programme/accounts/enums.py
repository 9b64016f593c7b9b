from django.db import models
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """Who somebody is in the programme; residents and reusers need no account."""

    RECORDER = "recorder", pgettext_lazy("role", "Recorder")
    COORDINATOR = "coordinator", pgettext_lazy("role", "Area coordinator")
    PARTNER = "partner", pgettext_lazy("role", "Partner")
    MATCHER = "matcher", pgettext_lazy("role", "Matcher")
    AGREEMENT_MANAGER = "agreement_manager", pgettext_lazy("role", "Agreement manager")
    APPROVER = "approver", pgettext_lazy("role", "Approver")
    FINANCE = "finance", pgettext_lazy("role", "Finance")
    EVALUATOR = "evaluator", pgettext_lazy("role", "Evaluator")
    BOARD = "board", pgettext_lazy("role", "Board member")
    AUDITOR = "auditor", pgettext_lazy("role", "Auditor")
    ADMINISTRATOR = "administrator", pgettext_lazy("role", "Administrator")


# A partner speaks for an organisation, and does not work in the programme.
WORKING_HERE = tuple(role for role in Role if role is not Role.PARTNER)
