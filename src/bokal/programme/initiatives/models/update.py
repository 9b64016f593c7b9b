from __future__ import annotations

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.documents.models import Document
from bokal.programme.history.services import Fixed, Needs, append_only, tracked
from bokal.programme.initiatives.enums import UpdateState
from bokal.programme.initiatives.models.initiative import Initiative
from bokal.programme.initiatives.models.measure import Measure

LATE_AFTER = datetime.timedelta(days=45)

SAID = frozenset(
    {
        *("initiative", "measure", "period_from", "period_to", "value", "value_of", "no_value_because"),
        *("sentence", "language", "falls_because", "corrects", "correction_because", "removes"),
        *("by", "submitted_by", "submitted_at"),
    }
)
AN_ACCEPTANCE = Needs(name="acceptance", field="state", values=(UpdateState.APPROVED,), ways=("acceptance",))


class UpdateQuerySet(models.QuerySet["Update"]):
    def approved(self) -> UpdateQuerySet:
        """Keep what was approved, corrected or not."""
        return self.filter(state=UpdateState.APPROVED)

    def standing(self) -> UpdateQuerySet:
        """Keep what counts: approved, no removal, and not corrected by what was approved."""
        corrected = Q(corrected_by__state=UpdateState.APPROVED)
        return self.approved().exclude(corrected).filter(removes=False)

    def late(self) -> UpdateQuerySet:
        """Keep what was sent in long after the time it is about."""
        return self.filter(submitted_at__date__gt=F("period_to") + LATE_AFTER)

    def waiting(self) -> UpdateQuerySet:
        """Keep what was sent in and waits for an approval, the oldest first."""
        return self.filter(state=UpdateState.SUBMITTED).order_by("submitted_at", "pk")


@tracked(fixed=Fixed(SAID, used="acceptance"), needs=(AN_ACCEPTANCE,))
class Update(models.Model):
    """What those who do the work report (lägesuppgift): a number for a time, a sentence, a picture.

    Zero is a value. No value has a reason. What is approved stays, whoever writes to the database; a
    correction is another update, and so is a removal.
    """

    initiative = models.ForeignKey(Initiative, related_name="updates", on_delete=models.PROTECT)
    measure = models.ForeignKey(
        Measure, null=True, blank=True, related_name="updates", on_delete=models.PROTECT
    )
    period_from = models.DateField()
    period_to = models.DateField(help_text="First day after the time it is about.")
    value = models.DecimalField(max_digits=15, decimal_places=3, null=True, blank=True)
    value_of = models.DecimalField(
        max_digits=15, decimal_places=3, null=True, blank=True, help_text="For a share: of how many."
    )
    no_value_because = models.CharField(max_length=500, blank=True)
    sentence = models.TextField(blank=True)
    language = models.CharField(max_length=12, default="sv")
    photo = models.ForeignKey(
        Document, null=True, blank=True, related_name="updates", on_delete=models.PROTECT
    )
    state = models.CharField(max_length=9, choices=UpdateState, default=UpdateState.DRAFT)
    returned_because = models.CharField(max_length=500, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, related_name="corrected_by", on_delete=models.PROTECT
    )
    correction_because = models.CharField(max_length=500, blank=True)
    removes = models.BooleanField(
        default=False, help_text="The correction says that there was no such value."
    )
    falls_because = models.CharField(
        max_length=500, blank=True, help_text="Why a sum so far is less than the one before it."
    )
    by = models.ForeignKey(Account, null=True, blank=True, related_name="updates", on_delete=models.PROTECT)
    submitted_by = models.ForeignKey(
        Account, null=True, blank=True, related_name="updates_submitted", on_delete=models.PROTECT
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Account, null=True, blank=True, related_name="updates_approved", on_delete=models.PROTECT
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        ordering = ["initiative", "period_from", "pk"]
        constraints = [
            models.CheckConstraint(name="update_state_is_known", condition=Q(state__in=UpdateState.values)),
            models.CheckConstraint(
                name="update_is_about_a_time", condition=Q(period_to__gt=F("period_from"))
            ),
            models.CheckConstraint(
                name="value_or_reason_not_both",
                condition=Q(value__isnull=True) | Q(no_value_because=""),
            ),
            models.CheckConstraint(
                name="approved_measure_has_a_value_or_a_reason",
                condition=~Q(state=UpdateState.APPROVED)
                | Q(measure__isnull=True)
                | Q(value__isnull=False)
                | ~Q(no_value_because="")
                | Q(removes=True),
            ),
            models.CheckConstraint(
                name="share_value_has_a_whole",
                condition=Q(value_of__isnull=True) | Q(value__isnull=False, value_of__gte=F("value")),
            ),
            models.CheckConstraint(
                name="value_is_not_negative", condition=Q(value__isnull=True) | Q(value__gte=0)
            ),
            models.CheckConstraint(
                name="value_has_a_measure", condition=Q(value__isnull=True) | Q(measure__isnull=False)
            ),
            models.CheckConstraint(
                name="removal_corrects_and_has_no_value",
                condition=Q(removes=False) | Q(corrects__isnull=False, value__isnull=True),
            ),
            models.CheckConstraint(
                name="returned_update_says_why",
                condition=~Q(state=UpdateState.RETURNED) | ~Q(returned_because=""),
            ),
            models.CheckConstraint(
                name="approved_update_names_who_and_when",
                condition=(Q(state=UpdateState.APPROVED) & Q(approved_at__isnull=False))
                | (~Q(state=UpdateState.APPROVED) & Q(approved_at__isnull=True, approved_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="update_is_approved_by_another",
                condition=Q(approved_by__isnull=True)
                | (
                    (Q(by__isnull=True) | ~Q(approved_by=F("by")))
                    & (Q(submitted_by__isnull=True) | ~Q(approved_by=F("submitted_by")))
                ),
            ),
            models.CheckConstraint(
                name="correction_says_why", condition=Q(corrects__isnull=True) | ~Q(correction_because="")
            ),
        ]
        indexes = [
            models.Index(name="update_by_measure", fields=["measure", "state", "period_to"]),
            models.Index(name="update_by_state", fields=["state", "initiative"]),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.state}"

    @property
    def mark(self) -> str:
        """A mark of what was sent in; one that waits says something else only once it is sent in again."""
        return self.submitted_at.isoformat() if self.submitted_at is not None else ""

    @property
    def is_late(self) -> bool:
        """Whether it was sent in long after the time it is about."""
        sent = self.submitted_at
        return sent is not None and timezone.localdate(sent) > self.period_to + LATE_AFTER


@append_only
class Acceptance(models.Model):
    """An update was approved: from here on what it says does not change."""

    update = models.OneToOneField(Update, related_name="acceptance", on_delete=models.PROTECT)
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="acceptances", on_delete=models.PROTECT
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["update"]

    def __str__(self) -> str:
        return str(self.update_id)


@tracked(fixed=Fixed(frozenset({"update", "group", "value", "value_of"})))
class Portion(models.Model):
    """How much of the value of an update falls on one group; the rest that nobody knows is a group too."""

    update = models.ForeignKey(Update, related_name="portions", on_delete=models.PROTECT)
    group = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=15, decimal_places=3)
    value_of = models.DecimalField(
        max_digits=15, decimal_places=3, null=True, blank=True, help_text="For a share: of how many."
    )

    class Meta:
        ordering = ["update", "group"]
        constraints = [
            models.UniqueConstraint(name="one_portion_per_group", fields=["update", "group"]),
            models.CheckConstraint(name="portion_is_not_negative", condition=Q(value__gte=0)),
            models.CheckConstraint(
                name="portion_of_a_share_has_a_whole",
                condition=Q(value_of__isnull=True) | Q(value_of__gte=F("value")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.update_id}: {self.group}"


@tracked()
class Total(models.Model):
    """What the approved values of a measure make together, kept beside them and looked over each night."""

    measure = models.OneToOneField(Measure, related_name="total", on_delete=models.PROTECT)
    value = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    value_of = models.DecimalField(max_digits=18, decimal_places=3, null=True, blank=True)
    up_to = models.DateField(null=True, blank=True, help_text="First day after the last time with a value.")
    periods = models.PositiveIntegerField(default=0, help_text="Times with a value.")
    without_value = models.PositiveIntegerField(default=0, help_text="Times with a reason and no value.")

    class Meta:
        ordering = ["measure"]

    def __str__(self) -> str:
        return str(self.measure_id)


@append_only
class Recount(models.Model):
    """All totals were worked out again from what was approved, and held against those that are kept."""

    at = models.DateTimeField(auto_now_add=True)
    measures = models.PositiveIntegerField()
    updates = models.PositiveIntegerField(help_text="Approved ones.")
    differences = models.JSONField(
        default=list, help_text="Measures whose total is another, with what is kept and what follows."
    )
    warnings = models.JSONField(
        default=list, help_text="Measures with a sum so far that falls, or two values for the same days."
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.at)
