from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q

from bokal.programme.history.services import tracked
from bokal.programme.programmes.enums import Stage


@tracked()
class Programme(models.Model):
    """The programme this installation runs; there is exactly one."""

    SOLE = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=SOLE, editable=False)
    name = models.JSONField(help_text="Text by language code.")
    summary = models.JSONField(default=dict, help_text="One sentence by language code.")
    city = models.CharField(max_length=100)
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="First day after the programme.")
    currency = models.CharField(max_length=3, default="SEK")
    languages = models.JSONField(default=list, help_text="Language codes, most used first.")
    contact = models.JSONField(
        default=dict, help_text="Who runs this and how to reach them, by language code."
    )
    phone = models.CharField(max_length=60, blank=True, help_text="Where an answer is given by phone.")
    visit = models.JSONField(default=dict, help_text="Where an answer is given in person, by language code.")
    source = models.TextField(blank=True)
    constructed = models.BooleanField(default=False, help_text="A constructed example, not a real programme.")

    class Meta:
        constraints = [
            models.CheckConstraint(name="programme_is_the_only_one", condition=Q(id=1)),
            models.CheckConstraint(
                name="programme_ends_after_start", condition=Q(ends_on__gt=F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return next(iter(self.name.values()), "")


@tracked()
class Goal(models.Model):
    """What the programme has promised."""

    programme = models.ForeignKey(Programme, related_name="goals", on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField()
    text = models.JSONField(help_text="Text by language code.")
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(name="one_goal_per_position", fields=["programme", "position"])
        ]

    def __str__(self) -> str:
        return next(iter(self.text.values()), "")


class UnitQuerySet(models.QuerySet["Unit"]):
    def valid_on(self, day: datetime.date) -> UnitQuerySet:
        """Keep the units that exist on ``day``."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


@tracked()
class Unit(models.Model):
    """A part of the organisation that can owe an answer; cities reorganise, so it is valid for a time."""

    code = models.SlugField(unique=True)
    name = models.JSONField(help_text="Text by language code.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="First day it no longer exists.")
    parent = models.ForeignKey("self", null=True, blank=True, related_name="parts", on_delete=models.PROTECT)
    source = models.TextField(blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="unit_ends_after_start",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="unit_is_not_its_own_part", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.code


@tracked()
class Succession(models.Model):
    """One unit took over from another when the organisation changed."""

    predecessor = models.ForeignKey(Unit, related_name="successions", on_delete=models.PROTECT)
    successor = models.ForeignKey(Unit, related_name="origins", on_delete=models.PROTECT)
    from_day = models.DateField()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["from_day", "predecessor"]
        constraints = [
            models.UniqueConstraint(name="one_succession_per_pair", fields=["predecessor", "successor"]),
            models.CheckConstraint(name="no_unit_succeeds_itself", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class WindowQuerySet(models.QuerySet["Window"]):
    def open_at(self, moment: datetime.datetime) -> WindowQuerySet:
        """Keep what is open at ``moment``."""
        return self.filter(Q(closes_at__isnull=True) | Q(closes_at__gt=moment), opens_at__lte=moment)


@tracked()
class Window(models.Model):
    """When a stage of the work is open, in the whole programme or in one area."""

    stage = models.CharField(max_length=12, choices=Stage)
    area_code = models.CharField(max_length=40, blank=True, help_text="Empty for the whole programme.")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)

    objects = WindowQuerySet.as_manager()

    class Meta:
        ordering = ["opens_at", "stage"]
        constraints = [
            models.CheckConstraint(name="window_stage_is_known", condition=Q(stage__in=Stage.values)),
            models.CheckConstraint(
                name="window_closes_after_opening",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
            ),
            models.UniqueConstraint(
                name="one_open_window_per_stage_and_area",
                fields=["stage", "area_code"],
                condition=Q(closes_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.opens_at:%Y-%m-%d}"
