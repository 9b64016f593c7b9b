from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IndicatorClass(models.TextChoices):
    """What kind of evidence an indicator is."""

    CONTEXT = "context", pgettext_lazy("indicator class", "Context")
    SURVEY = "survey", pgettext_lazy("indicator class", "Survey")
    EFFORT = "effort", pgettext_lazy("indicator class", "Effort")
    PROCESS = "process", pgettext_lazy("indicator class", "Process")
    RESULT = "result", pgettext_lazy("indicator class", "Result")


class Direction(models.TextChoices):
    """What a higher value means for the people who live there."""

    HIGHER_IS_WORSE = "worse", _("Higher is worse")
    HIGHER_IS_BETTER = "better", _("Higher is better")
    NEUTRAL = "neutral", _("Neither better nor worse")


class Unit(models.TextChoices):
    """The unit a value is given in."""

    PERCENT = "percent", _("per cent")
    PERSONS = "persons", _("persons")
    COUNT = "count", _("number")
    THOUSAND_KRONOR = "tkr", _("thousand kronor")
    PER_10000 = "per_10000", _("per 10,000 inhabitants")
    INDEX = "index", _("index points")


class Status(models.TextChoices):
    """How a value came to be, or why there is none."""

    OK = "ok", _("Measured")
    ESTIMATED = "estimated", _("Estimated")
    PERTURBED = "perturbed", _("Altered for privacy")
    SUPPRESSED = "suppressed", _("Hidden for privacy")
    MISSING = "missing", _("Missing")


WITHOUT_VALUE = (Status.SUPPRESSED, Status.MISSING)


class Sex(models.TextChoices):
    """As the population register knows it; no other is counted there."""

    WOMEN = "women", _("Women")
    MEN = "men", _("Men")


class Licence(models.TextChoices):
    """What may be done with a dataset."""

    OPEN = "open", _("Open licence")
    PUBLIC_FACT = "public_fact", _("Public facts, no stated licence")
    OWN = "own", _("The city's own figures, published here first")


class Part(models.TextChoices):
    """How much of a zone belongs to a composite area."""

    CORE = "core", _("The whole zone")
    PARTIAL = "partial", _("Part of the zone")


class Precision(models.TextChoices):
    """How exactly the day of an event is known."""

    DAY = "day", pgettext_lazy("precision", "Day")
    MONTH = "month", pgettext_lazy("precision", "Month")
    YEAR = "year", pgettext_lazy("precision", "Year")


class Method(models.TextChoices):
    """The ways to make one index of several indicators."""

    EXPONENTIAL = "exponential", _("Exponential ranks")
    MEAN_RANK = "mean_rank", _("Mean of ranks")
    ZSCORE = "zscore", _("Standard scores")


class Occasion(models.TextChoices):
    """Why a run is shown to everyone; in this order of weight."""

    CHOSEN = "chosen", _("Chosen to be shown first")
    PUBLISHED = "published", _("A report on it was published")
