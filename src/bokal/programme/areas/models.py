from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from bokal.programme.areas.enums import (
    WITHOUT_VALUE,
    Direction,
    IndicatorClass,
    Licence,
    Method,
    Part,
    Precision,
    Status,
    Unit,
)
from bokal.programme.documents.models import Document
from bokal.programme.history.services import Fixed, append_only, tracked
from bokal.programme.history.services.tracking import Operation

MEANING = ("indicator", "version", "name", "text", "least", "most")
LATER = frozenset({Operation.UPDATE, Operation.DELETE})


class DatasetQuerySet(models.QuerySet["Dataset"]):
    def newest(self) -> DatasetQuerySet:
        """Keep the newest delivery of each source."""
        later = Dataset.objects.filter(source=OuterRef("source"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


@tracked(fixed=Fixed(frozenset({"slug", "source", "number", "sha256"})))
class Dataset(models.Model):
    """Where figures come from: one delivery of one source, kept as the file it came in.

    A source delivers again and again, and each delivery is a row of its own, so that a figure goes on
    pointing to the very file that brought it.
    """

    slug = models.CharField(
        max_length=90,
        unique=True,
        help_text="The code of the source; from the second delivery also its number.",
    )
    source = models.SlugField(max_length=80)
    number = models.PositiveSmallIntegerField(default=1)
    title = models.JSONField(help_text="Text by language code.")
    publisher = models.CharField(max_length=200)
    reference = models.TextField(help_text="Where a reader finds the original.")
    licence_name = models.CharField(max_length=100)
    licence = models.CharField(max_length=12, choices=Licence)
    attribution = models.TextField(blank=True)
    retrieved_on = models.DateField()
    sha256 = models.CharField(max_length=64)
    reader = models.CharField(max_length=40, help_text="The importer that read it.")
    document = models.ForeignKey(
        Document, null=True, blank=True, related_name="datasets", on_delete=models.PROTECT
    )
    imported_at = models.DateTimeField(auto_now_add=True)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering = ["source", "number"]
        constraints = [
            models.UniqueConstraint(name="one_delivery_per_number", fields=["source", "number"]),
            models.UniqueConstraint(name="one_delivery_per_file", fields=["source", "sha256"]),
            models.CheckConstraint(
                name="first_delivery_bears_the_name_of_its_source",
                condition=Q(number=1, slug=F("source")) | Q(number__gt=1),
            ),
        ]

    def __str__(self) -> str:
        return self.slug


class GeographyQuerySet(models.QuerySet["Geography"]):
    def valid_on(self, day: datetime.date) -> GeographyQuerySet:
        """Keep the divisions in force on ``day``."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


@tracked()
class Geography(models.Model):
    """One way of dividing the city (delområden, DeSO 2025, the programme areas), valid for a time."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.JSONField(help_text="Text by language code.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day it is no longer in force.")
    position = models.PositiveSmallIntegerField(default=100, help_text="Order in lists, lowest first.")

    objects = GeographyQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]
        verbose_name_plural = "geographies"
        constraints = [
            models.CheckConstraint(
                name="geography_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.code


@tracked()
class Area(models.Model):
    """A place in one geography (område); its code is stable and speaks for it everywhere."""

    geography = models.ForeignKey(Geography, related_name="areas", on_delete=models.PROTECT)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, related_name="children", on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["geography", "code"]
        constraints = [
            models.UniqueConstraint(name="one_area_per_code", fields=["geography", "code"]),
            models.CheckConstraint(
                name="area_is_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]
        indexes = [models.Index(name="area_by_name", fields=["name"])]

    def __str__(self) -> str:
        return self.name


class BoundaryQuerySet(models.QuerySet["Boundary"]):
    def valid_on(self, day: datetime.date) -> BoundaryQuerySet:
        """Keep the boundaries in force on ``day``."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


@tracked(hidden=frozenset({"geometry", "outline"}))
class Boundary(models.Model):
    """The line around an area during a time; a changed line is a new boundary, never an edit."""

    area = models.ForeignKey(Area, related_name="boundaries", on_delete=models.PROTECT)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    geometry = models.JSONField(help_text="GeoJSON geometry in WGS 84 (longitude, latitude).")
    outline = models.JSONField(
        help_text="Rings for drawing: whole metres in SWEREF 99 TM, simplified as a coverage."
    )
    sha256 = models.CharField(max_length=64, help_text="Fingerprint of the geometry.")
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    square_metres = models.FloatField()
    dataset = models.ForeignKey(Dataset, related_name="boundaries", on_delete=models.PROTECT)

    objects = BoundaryQuerySet.as_manager()

    class Meta:
        ordering = ["area", "valid_from"]
        verbose_name_plural = "boundaries"
        constraints = [
            models.UniqueConstraint(name="one_boundary_per_day", fields=["area", "valid_from"]),
            models.UniqueConstraint(
                name="one_boundary_in_force", fields=["area"], condition=Q(valid_to__isnull=True)
            ),
            models.CheckConstraint(
                name="boundary_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="boundary_box_has_a_size", condition=Q(east__gt=F("west"), north__gt=F("south"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.valid_from}"


@tracked()
class Composition(models.Model):
    """A composite area takes a share of the people of a zone, by hand-judged weight or by area share."""

    whole = models.ForeignKey(Area, related_name="parts", on_delete=models.PROTECT)
    part = models.ForeignKey(Area, related_name="wholes", on_delete=models.PROTECT)
    weight = models.DecimalField(max_digits=7, decimal_places=6, help_text="Share of the zone, above 0 to 1.")
    role = models.CharField(max_length=8, choices=Part)
    judged = models.BooleanField(help_text="Weighed by hand; otherwise by share of the ground.")
    note = models.JSONField(default=dict, blank=True, help_text="Text by language code.")
    dataset = models.ForeignKey(Dataset, related_name="compositions", on_delete=models.PROTECT)

    class Meta:
        ordering = ["whole", "part"]
        constraints = [
            models.UniqueConstraint(name="one_weight_per_part", fields=["whole", "part"]),
            models.CheckConstraint(name="weight_is_a_share", condition=Q(weight__gt=0, weight__lte=1)),
            models.CheckConstraint(name="no_area_is_its_own_part", condition=~Q(whole=F("part"))),
        ]

    def __str__(self) -> str:
        return f"{self.whole} ⊃ {self.part}"


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
