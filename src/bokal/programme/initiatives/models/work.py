from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.documents.models import Document
from bokal.programme.history.services import tracked
from bokal.programme.initiatives.enums import Moment, WorkKind, WorkStep
from bokal.programme.initiatives.models.initiative import Initiative


@tracked(hidden=frozenset({"outline"}))
class Work(models.Model):
    """Something that is built (fysisk åtgärd), where it is, and what it does to rents and turnover."""

    initiative = models.ForeignKey(Initiative, related_name="works", on_delete=models.PROTECT)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=13, choices=WorkKind)
    name = models.JSONField(help_text="Text by language code.")
    place = models.JSONField(default=dict, help_text="Where it is in words, by language code.")
    geometry = models.JSONField(
        null=True, blank=True, help_text="GeoJSON geometry in WGS 84: a point, a line or a polygon."
    )
    outline = models.JSONField(null=True, blank=True, help_text="For drawing: whole metres in SWEREF 99 TM.")
    about = models.BooleanField(default=False, help_text="The place is approximate.")
    noise = models.JSONField(default=dict, help_text="What neighbours hear, and when, by language code.")
    source = models.TextField(blank=True)
    unknown = models.JSONField(default=dict, help_text="What no source says, by language code.")
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["initiative", "pk"]
        constraints = [
            models.CheckConstraint(name="work_kind_is_known", condition=Q(kind__in=WorkKind.values))
        ]

    def __str__(self) -> str:
        return self.slug


@tracked()
class WorkPhase(models.Model):
    """When a step of a work begins and ends, as planned and as it came."""

    work = models.ForeignKey(Work, related_name="phases", on_delete=models.PROTECT)
    step = models.CharField(max_length=12, choices=WorkStep)
    planned_from = models.DateField(null=True, blank=True)
    planned_to = models.DateField(null=True, blank=True)
    from_day = models.DateField(null=True, blank=True)
    to_day = models.DateField(null=True, blank=True, help_text="First day after it.")
    year_only = models.BooleanField(default=False, help_text="The source gives the year and no day.")

    class Meta:
        ordering = ["work", "pk"]
        constraints = [
            models.CheckConstraint(name="work_step_is_known", condition=Q(step__in=WorkStep.values)),
            models.UniqueConstraint(name="one_phase_per_step", fields=["work", "step"]),
            models.CheckConstraint(
                name="work_phase_ends_after_start",
                condition=Q(from_day__isnull=True) | Q(to_day__isnull=True) | Q(to_day__gt=F("from_day")),
            ),
            models.CheckConstraint(
                name="planned_phase_ends_after_start",
                condition=Q(planned_from__isnull=True)
                | Q(planned_to__isnull=True)
                | Q(planned_to__gt=F("planned_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id}: {self.step}"


@tracked()
class Quantity(models.Model):
    """How much is built, with its unit."""

    work = models.ForeignKey(Work, related_name="quantities", on_delete=models.PROTECT)
    what = models.JSONField(help_text="Text by language code.")
    value = models.DecimalField(max_digits=15, decimal_places=3)
    unit = models.CharField(max_length=20, help_text="Such as m, m², homes.")
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["work", "pk"]
        constraints = [models.CheckConstraint(name="quantity_is_not_negative", condition=Q(value__gte=0))]

    def __str__(self) -> str:
        return f"{self.work_id}: {self.value} {self.unit}"


@tracked()
class Displacement(models.Model):
    """Rent and turnover before or after a work: who was there before can stay, or cannot."""

    work = models.ForeignKey(Work, related_name="displacements", on_delete=models.PROTECT)
    moment = models.CharField(max_length=6, choices=Moment)
    on = models.DateField()
    rent = models.PositiveIntegerField(null=True, blank=True, help_text="In öre for a square metre and year.")
    moved = models.PositiveIntegerField(
        null=True, blank=True, help_text="Homes that changed hands in a year."
    )
    homes = models.PositiveIntegerField(null=True, blank=True, help_text="Of how many homes.")
    source = models.TextField()

    class Meta:
        ordering = ["work", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="displacement_moment_is_known", condition=Q(moment__in=Moment.values)
            ),
            models.UniqueConstraint(name="one_displacement_per_day", fields=["work", "moment", "on"]),
            models.CheckConstraint(
                name="turnover_has_both_numbers",
                condition=Q(moved__isnull=True, homes__isnull=True)
                | Q(moved__isnull=False, homes__isnull=False, homes__gt=0, moved__lte=F("homes")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work_id}: {self.moment} {self.on}"


@tracked()
class WorkPhoto(models.Model):
    """A picture of the place before, during or after; where it was taken is not kept in it."""

    work = models.ForeignKey(Work, related_name="photos", on_delete=models.PROTECT)
    document = models.ForeignKey(Document, related_name="work_photos", on_delete=models.PROTECT)
    moment = models.CharField(max_length=6, choices=Moment)
    taken_on = models.DateField()
    alt = models.JSONField(help_text="What it shows, by language code.")

    class Meta:
        ordering = ["work", "taken_on", "pk"]
        constraints = [
            models.CheckConstraint(name="work_photo_moment_is_known", condition=Q(moment__in=Moment.values)),
            models.UniqueConstraint(name="one_photo_per_work", fields=["work", "document"]),
            models.CheckConstraint(name="photo_says_what_it_shows", condition=~Q(alt={})),
        ]

    def __str__(self) -> str:
        return f"{self.work_id}: {self.moment}"
