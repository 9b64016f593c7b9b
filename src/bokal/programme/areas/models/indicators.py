from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.areas.enums import (
    WITHOUT_VALUE,
    Direction,
    IndicatorClass,
    Status,
    Unit,
)
from bokal.programme.areas.models.places import Area, Dataset
from bokal.programme.history.services import Fixed, tracked
from bokal.programme.history.services.tracking import LATER

MEANING = ("indicator", "version", "name", "text", "least", "most")


@tracked(fixed=Fixed(frozenset({"unit"}), used="definitions__observations"))
class Indicator(models.Model):
    """Something that is measured again and again; what exactly, its definitions say."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.JSONField(help_text="Text by language code.")
    kind = models.CharField(max_length=8, choices=IndicatorClass)
    direction = models.CharField(max_length=8, choices=Direction)
    unit = models.CharField(max_length=12, choices=Unit)
    decimals = models.PositiveSmallIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                name="indicator_kind_is_known", condition=Q(kind__in=IndicatorClass.values)
            ),
            models.CheckConstraint(
                name="indicator_direction_is_known", condition=Q(direction__in=Direction.values)
            ),
            models.CheckConstraint(name="indicator_unit_is_known", condition=Q(unit__in=Unit.values)),
        ]

    def __str__(self) -> str:
        return self.code


@tracked(fixed=Fixed(frozenset(MEANING), used="observations"))
class Definition(models.Model):
    """One version of what an indicator means; no line is ever drawn across two of them.

    Once it has figures, what it means can be said in one more language, and no longer otherwise.
    """

    indicator = models.ForeignKey(Indicator, related_name="definitions", on_delete=models.PROTECT)
    version = models.PositiveSmallIntegerField()
    name = models.JSONField(help_text="Text by language code, exact: ages, register.")
    text = models.JSONField(help_text="The definition in one sentence, by language code.")
    limits = models.JSONField(default=dict, help_text="What it cannot say, by language code.")
    least = models.FloatField(null=True, blank=True, help_text="Lowest possible value.")
    most = models.FloatField(null=True, blank=True, help_text="Highest possible value.")

    class Meta:
        ordering = ["indicator", "version"]
        constraints = [
            models.UniqueConstraint(name="one_definition_per_version", fields=["indicator", "version"]),
            models.CheckConstraint(
                name="definition_range_is_not_empty",
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gt=F("least")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} v{self.version}"


@tracked(operations=LATER)
class Observation(models.Model):
    """One value of one definition in one area and year, with where it came from."""

    # Both are searched by the constraint and the index below; two more would only slow down large imports.
    area = models.ForeignKey(Area, related_name="observations", on_delete=models.PROTECT, db_index=False)
    definition = models.ForeignKey(
        Definition, related_name="observations", on_delete=models.PROTECT, db_index=False
    )
    year = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True, blank=True)
    numerator = models.FloatField(null=True, blank=True)
    denominator = models.FloatField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OK)
    dataset = models.ForeignKey(Dataset, related_name="observations", on_delete=models.PROTECT)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_observation_per_year", fields=["area", "definition", "year"]),
            models.CheckConstraint(name="observation_status_is_known", condition=Q(status__in=Status.values)),
            models.CheckConstraint(
                name="a_value_or_a_reason_for_none",
                condition=Q(status__in=WITHOUT_VALUE, value__isnull=True)
                | (~Q(status__in=WITHOUT_VALUE) & Q(value__isnull=False)),
            ),
            models.CheckConstraint(
                name="denominator_is_positive", condition=Q(denominator__isnull=True) | Q(denominator__gt=0)
            ),
        ]
        indexes = [models.Index(name="observation_by_year", fields=["definition", "year"])]

    def __str__(self) -> str:
        return f"{self.area} {self.definition} {self.year}"
