from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReviewStep(models.TextChoices):
    """A step of an edition on its way to being published."""

    SENT_IN = "sent_in", pgettext_lazy("report", "Sent in")
    RETURNED = "returned", pgettext_lazy("report", "Sent back")
    APPROVED = "approved", pgettext_lazy("report", "Approved")


class Section(models.TextChoices):
    """The sections of a status report, in order; each is a part of its content and can have a text."""

    OVERVIEW = "overview", _("In short")
    INITIATIVES = "initiatives", _("What is being tried, and what came of it")
    PEOPLE = "people", _("People reached")
    GATES = "gates", _("Gates passed and due")
    DECISIONS = "decisions", _("Decisions")
    MONEY = "money", _("Money")
    WORKS = "works", _("What is built")
    HANDOVERS = "handovers", _("What lives on")
    VOICES = "voices", _("Voices and answers")
    PROMISES = "promises", _("Promises")
    ASSUMPTIONS = "assumptions", _("What turned out to be wrong")
    UNKNOWN = "unknown", _("What is not known")
