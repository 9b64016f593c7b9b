from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.areas.enums import Sex
from bokal.programme.areas.models.places import Area, Dataset
from bokal.programme.history.services import tracked
from bokal.programme.history.services.tracking import LATER


@tracked(operations=LATER)
class Population(models.Model):
    """People of one sex and of some ages who live in an area (befolkning), as a source counted them."""

    # Both are searched by the constraint below; two more indexes would only slow down large imports.
    area = models.ForeignKey(Area, related_name="population", on_delete=models.PROTECT, db_index=False)
    year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=5, choices=Sex)
    age_from = models.PositiveSmallIntegerField(help_text="Youngest age, in whole years.")
    age_to = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Oldest age, in whole years; empty: and older."
    )
    people = models.PositiveIntegerField()
    dataset = models.ForeignKey(Dataset, related_name="population", on_delete=models.PROTECT)

    class Meta:
        ordering = ["area", "year", "sex", "age_from"]
        verbose_name_plural = "population"
        constraints = [
            models.UniqueConstraint(
                name="people_are_counted_once", fields=["area", "year", "sex", "age_from"]
            ),
            models.CheckConstraint(name="population_sex_is_known", condition=Q(sex__in=Sex.values)),
            models.CheckConstraint(
                name="population_ages_rise", condition=Q(age_to__isnull=True) | Q(age_to__gte=F("age_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area} {self.year} {self.sex} {self.age_from}–{self.age_to or ''}"
