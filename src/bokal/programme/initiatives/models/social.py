from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.history.services import append_only, tracked
from bokal.programme.initiatives.models.initiative import Initiative


@tracked()
class Cohort(models.Model):
    """Those who take part in a social initiative from a time on, as a number and never by name."""

    initiative = models.ForeignKey(Initiative, related_name="cohorts", on_delete=models.PROTECT)
    name = models.JSONField(help_text="Text by language code.")
    from_day = models.DateField()
    to_day = models.DateField(null=True, blank=True)
    people = models.PositiveIntegerField(help_text="How many began.")
    groups = models.JSONField(default=dict, help_text="How many of each group, by its code.")
    steps = models.JSONField(default=list, help_text="What they are offered, texts by language code.")
    constructed = models.BooleanField(default=False)

    class Meta:
        ordering = ["initiative", "from_day", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cohort_ends_after_start",
                condition=Q(to_day__isnull=True) | Q(to_day__gt=F("from_day")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.from_day}"


@append_only
class Headcount(models.Model):
    """How many had begun in a cohort and when, as it was known from a moment on."""

    cohort = models.ForeignKey(Cohort, related_name="headcounts", on_delete=models.PROTECT)
    from_day = models.DateField()
    people = models.PositiveIntegerField()
    groups = models.JSONField(default=dict, help_text="How many of each group, by its code.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["cohort", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.people}"


@tracked()
class Session(models.Model):
    """One time a cohort met, and how many came."""

    cohort = models.ForeignKey(Cohort, related_name="sessions", on_delete=models.PROTECT)
    on = models.DateField()
    step = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Place in the steps, from 0.")
    came = models.PositiveIntegerField(null=True, blank=True)
    not_counted_because = models.CharField(max_length=200, blank=True)
    groups = models.JSONField(default=dict, help_text="How many of each group, by its code.")

    class Meta:
        ordering = ["cohort", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_is_counted_or_says_why_not",
                condition=Q(came__isnull=False, not_counted_because="")
                | (Q(came__isnull=True) & ~Q(not_counted_because="")),
            ),
            models.UniqueConstraint(name="one_session_per_day_and_step", fields=["cohort", "on", "step"]),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.on}"


@append_only
class Attendance(models.Model):
    """How many came one time, as it was known from a moment on."""

    session = models.ForeignKey(Session, related_name="attendances", on_delete=models.PROTECT)
    came = models.PositiveIntegerField(null=True, blank=True, help_text="Empty where nobody counted.")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["session", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.came}"


@tracked()
class CohortOutcome(models.Model):
    """How many of a cohort had reached something by the end of a time; of those who began, not who stayed."""

    cohort = models.ForeignKey(Cohort, related_name="outcomes", on_delete=models.PROTECT)
    what = models.JSONField(help_text="Text by language code.")
    period_from = models.DateField()
    period_to = models.DateField()
    reached = models.PositiveIntegerField()
    unknown = models.PositiveIntegerField(default=0, help_text="Of how many it is not known.")
    of = models.PositiveIntegerField(help_text="How many had begun when it was counted.")
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["cohort", "period_from", "pk"]
        constraints = [
            models.CheckConstraint(
                name="cohort_outcome_is_of_a_time", condition=Q(period_to__gt=F("period_from"))
            ),
            models.CheckConstraint(
                name="cohort_outcome_is_of_those_who_began",
                condition=Q(of__gte=F("reached") + F("unknown")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort_id}: {self.reached}"
