from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from bokal.programme.areas.enums import (
    Licence,
    Part,
)
from bokal.programme.documents.models import Document
from bokal.programme.history.services import Fixed, tracked


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
            models.CheckConstraint(name="dataset_licence_is_known", condition=Q(licence__in=Licence.values)),
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
            models.CheckConstraint(name="composition_role_is_known", condition=Q(role__in=Part.values)),
            models.CheckConstraint(name="weight_is_a_share", condition=Q(weight__gt=0, weight__lte=1)),
            models.CheckConstraint(name="no_area_is_its_own_part", condition=~Q(whole=F("part"))),
        ]

    def __str__(self) -> str:
        return f"{self.whole} ⊃ {self.part}"
