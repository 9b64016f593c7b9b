from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When

from bokal.programme.areas.enums import (
    Method,
    Occasion,
    Precision,
)
from bokal.programme.areas.models.places import Area, Geography
from bokal.programme.history.services import append_only, tracked


@append_only
class IndexRun(models.Model):
    """One computed index: stored parameters, fingerprint of the input, and the whole answer."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(help_text="Text by language code.")
    geography = models.ForeignKey(Geography, related_name="runs", on_delete=models.PROTECT)
    year = models.PositiveSmallIntegerField()
    method = models.CharField(max_length=12, choices=Method)
    parameters = models.JSONField(
        help_text="rank_rule, kappa, draws, seed, domains: definition id, code, weight, kind."
    )
    input_sha256 = models.CharField(max_length=64)
    bokal_version = models.CharField(max_length=20)
    summary = models.JSONField(help_text="Sensitivity and comparison of methods, as computed.")
    computed_at = models.DateTimeField(auto_now_add=True)
    computed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["-computed_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="run_method_is_known", condition=Q(method__in=Method.values)),
        ]

    def __str__(self) -> str:
        return self.slug


@append_only
class IndexResult(models.Model):
    """One area's place in a run."""

    run = models.ForeignKey(IndexRun, related_name="results", on_delete=models.PROTECT)
    area = models.ForeignKey(Area, related_name="results", on_delete=models.PROTECT)
    score = models.FloatField()
    rank = models.PositiveIntegerField(help_text="1 is lowest welfare; ties share the lowest rank.")
    rank_low = models.PositiveIntegerField(help_text="Lower end of the 95 per cent rank interval.")
    rank_high = models.PositiveIntegerField(help_text="Upper end of the 95 per cent rank interval.")
    decile = models.PositiveSmallIntegerField()
    contributions = models.JSONField(help_text="Share of the score by domain, summing to the score.")

    class Meta:
        ordering = ["run", "rank", "area"]
        constraints = [
            models.UniqueConstraint(name="one_result_per_area", fields=["run", "area"]),
            models.CheckConstraint(
                name="rank_lies_in_its_interval",
                condition=Q(rank_low__lte=F("rank"), rank_high__gte=F("rank"), rank_low__gte=1),
            ),
            models.CheckConstraint(name="decile_from_one_to_ten", condition=Q(decile__gte=1, decile__lte=10)),
        ]

    def __str__(self) -> str:
        return f"{self.rank} {self.area}"


class ShowingQuerySet(models.QuerySet["Showing"]):
    def by_weight(self) -> ShowingQuerySet:
        """Put what was chosen before what was published, and the newest of each first."""
        chosen = Case(When(occasion=Occasion.CHOSEN, then=0), default=1)
        return self.order_by(chosen, "-pk")


@append_only
class Showing(models.Model):
    """The act that makes a run public; a computed run is a trial until then."""

    run = models.ForeignKey(IndexRun, related_name="showings", on_delete=models.PROTECT)
    occasion = models.CharField(max_length=9, choices=Occasion)
    shown_at = models.DateTimeField(auto_now_add=True)
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, related_name="+", on_delete=models.PROTECT
    )

    objects = ShowingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="showing_occasion_is_known", condition=Q(occasion__in=Occasion.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.occasion}"


@tracked()
class Selection(models.Model):
    """The choice of areas (urval): decided by whom, when, why, against which run."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.JSONField(help_text="Text by language code.")
    run = models.ForeignKey(
        IndexRun,
        null=True,
        blank=True,
        related_name="selections",
        on_delete=models.PROTECT,
        help_text="Empty when the decision was taken without one.",
    )
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    precision = models.CharField(
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
        help_text="How exactly the day is documented; no more than this is shown.",
    )
    reasons = models.JSONField(help_text="Text by language code.")
    source = models.TextField(blank=True)
    constructed = models.BooleanField(default=False, help_text="A constructed example, not a real decision.")

    class Meta:
        ordering = ["-decided_on", "slug"]
        constraints = [
            models.CheckConstraint(
                name="selection_precision_is_known", condition=Q(precision__in=Precision.values)
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def decided_when(self) -> str:
        """The day as exactly as it is documented: 2010-03-01, 2010-03 or 2010."""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[Precision(self.precision)]
        return self.decided_on.isoformat()[:length]


@tracked()
class Choice(models.Model):
    """One area considered in a selection, chosen or not, with the reason."""

    selection = models.ForeignKey(Selection, related_name="choices", on_delete=models.PROTECT)
    area = models.ForeignKey(Area, related_name="choices", on_delete=models.PROTECT)
    chosen = models.BooleanField()
    reason = models.JSONField(help_text="Text by language code.")

    class Meta:
        ordering = ["selection", "-chosen", "area"]
        constraints = [models.UniqueConstraint(name="one_choice_per_area", fields=["selection", "area"])]

    def __str__(self) -> str:
        return f"{self.area} {self.chosen}"
