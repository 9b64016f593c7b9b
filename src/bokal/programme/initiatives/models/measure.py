from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.models import Account
from bokal.programme.areas.enums import Direction
from bokal.programme.areas.models import Area, Indicator
from bokal.programme.history.services import Barred, Fixed, added_in_time, append_only, tracked
from bokal.programme.initiatives.enums import NOT_AN_IDEA, Accumulation, MeasureUnit
from bokal.programme.initiatives.models.initiative import Initiative
from bokal.programme.programmes.models import Unit

MEANING = frozenset(
    {
        "initiative",
        "name",
        "unit",
        "direction",
        "accumulation",
        "groups",
        "baseline",
        "baseline_of",
        "baseline_on",
        "target",
        "target_of",
        "target_on",
        "comparator",
    }
)


@tracked(fixed=Fixed(MEANING, used="commitment"))
class Measure(models.Model):
    """What tells whether an initiative works (indikator): where it stood, what it is held to, the target.

    A share is kept as two numbers, how many of how many, and never as a percentage. Once the initiative has
    started with a measure, what the measure means is final.
    """

    initiative = models.ForeignKey(Initiative, related_name="measures", on_delete=models.PROTECT)
    position = models.PositiveSmallIntegerField(help_text="From 1 to 3.")
    name = models.JSONField(help_text="Text by language code.")
    unit = models.CharField(max_length=13, choices=MeasureUnit)
    direction = models.CharField(max_length=7, choices=Direction)
    accumulation = models.CharField(max_length=10, choices=Accumulation)
    groups = models.JSONField(
        default=list, help_text="Codes of the groups that each value is divided into; empty for none."
    )
    baseline = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    baseline_of = models.DecimalField(
        max_digits=15, decimal_places=3, null=True, blank=True, help_text="For a share: of how many."
    )
    baseline_on = models.DateField(null=True, blank=True)
    baseline_source = models.TextField(blank=True)
    no_baseline_because = models.JSONField(default=dict, help_text="Text by language code.")
    comparator = models.JSONField(help_text="What it is held against, by language code.")
    compared_area = models.ForeignKey(
        Area, null=True, blank=True, related_name="compared_measures", on_delete=models.PROTECT
    )
    indicator = models.ForeignKey(
        Indicator, null=True, blank=True, related_name="measures", on_delete=models.PROTECT
    )
    target = models.DecimalField(max_digits=15, decimal_places=3)
    target_of = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    target_on = models.DateField()
    owner = models.ForeignKey(Unit, related_name="measures", on_delete=models.PROTECT)
    every_months = models.PositiveSmallIntegerField(default=1, help_text="How often a value is due.")

    class Meta:
        ordering = ["initiative", "position"]
        constraints = [
            models.UniqueConstraint(name="one_measure_per_position", fields=["initiative", "position"]),
            models.CheckConstraint(
                name="one_to_three_measures", condition=Q(position__gte=1, position__lte=3)
            ),
            models.CheckConstraint(name="measure_unit_is_known", condition=Q(unit__in=MeasureUnit.values)),
            models.CheckConstraint(
                name="measure_direction_is_known", condition=Q(direction__in=Direction.values)
            ),
            models.CheckConstraint(
                name="measure_accumulation_is_known", condition=Q(accumulation__in=Accumulation.values)
            ),
            models.CheckConstraint(
                name="measure_has_a_baseline_or_says_why_not",
                condition=Q(baseline__isnull=False, baseline_on__isnull=False) | ~Q(no_baseline_because={}),
            ),
            models.CheckConstraint(
                name="share_has_both_numbers",
                condition=(Q(unit=MeasureUnit.PERCENT) & Q(target_of__gt=0))
                | (~Q(unit=MeasureUnit.PERCENT) & Q(target_of__isnull=True, baseline_of__isnull=True)),
            ),
            models.CheckConstraint(
                name="baseline_share_has_both_numbers",
                condition=~Q(unit=MeasureUnit.PERCENT)
                | Q(baseline__isnull=True, baseline_of__isnull=True)
                | Q(baseline__isnull=False, baseline_of__gt=0),
            ),
            models.CheckConstraint(name="measure_is_due_at_times", condition=Q(every_months__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}.{self.position}"


@append_only
class Commitment(models.Model):
    """An initiative started with a measure; from then on the measure is final."""

    measure = models.OneToOneField(Measure, related_name="commitment", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["measure"]

    def __str__(self) -> str:
        return str(self.measure_id)


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def standing(self) -> WaiverQuerySet:
        """Keep the reasons that nobody has withdrawn."""
        return self.filter(withdrawal__isnull=True)

    def approved(self) -> WaiverQuerySet:
        """Keep the reasons that count: approved by another person, and not withdrawn."""
        return self.standing().filter(approval__isnull=False)


@append_only
class Waiver(models.Model):
    """Why an initiative cannot be measured, as somebody put it; it counts once another person approves it."""

    initiative = models.ForeignKey(Initiative, related_name="waivers", on_delete=models.PROTECT)
    because = models.JSONField(help_text="Not measurable, because …, by language code.")
    by = models.ForeignKey(Account, related_name="waivers", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["initiative", "pk"]
        constraints = [models.CheckConstraint(name="waiver_says_why", condition=~Q(because={}))]

    def __str__(self) -> str:
        return str(self.initiative_id)


@append_only
class Approval(models.Model):
    """Another person agreed that an initiative cannot be measured."""

    waiver = models.OneToOneField(Waiver, related_name="approval", on_delete=models.PROTECT)
    asked_by = models.ForeignKey(Account, related_name="waivers_asked", on_delete=models.PROTECT)
    by = models.ForeignKey(Account, related_name="waivers_approved", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["waiver"]
        constraints = [
            models.CheckConstraint(name="waiver_is_approved_by_another", condition=~Q(by=F("asked_by")))
        ]

    def __str__(self) -> str:
        return str(self.waiver_id)


@added_in_time(Barred("waiver__initiative", "phase", NOT_AN_IDEA))
class Withdrawal(models.Model):
    """A reason for no measure is taken back while its initiative is an idea; it never counts again."""

    waiver = models.OneToOneField(Waiver, related_name="withdrawal", on_delete=models.PROTECT)
    because = models.JSONField(help_text="Text by language code.")
    by = models.ForeignKey(Account, related_name="waivers_withdrawn", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["waiver"]
        constraints = [models.CheckConstraint(name="withdrawn_waiver_says_why", condition=~Q(because={}))]

    def __str__(self) -> str:
        return str(self.waiver_id)
