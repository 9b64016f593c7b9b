from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bokal.programme.accounts.models import Account
from bokal.programme.documents.models import Document
from bokal.programme.history.services import tracked
from bokal.programme.initiatives.enums import Afterlife, Carried, Found
from bokal.programme.initiatives.models.gate import Passage
from bokal.programme.initiatives.models.initiative import Initiative
from bokal.programme.programmes.models import Unit


@tracked()
class Handover(models.Model):
    """What becomes of an initiative after the programme (överlämning), and who takes it on.

    It is complete when the receiver has accepted and each line is done or waived with a reason. One known
    from sources alone names them and is never called complete.
    """

    initiative = models.OneToOneField(Initiative, related_name="handover", on_delete=models.PROTECT)
    afterlife = models.CharField(max_length=10, choices=Afterlife)
    passage = models.ForeignKey(
        Passage, null=True, blank=True, related_name="handovers", on_delete=models.PROTECT
    )
    receiver = models.ForeignKey(
        Unit, null=True, blank=True, related_name="handovers", on_delete=models.PROTECT
    )
    receiver_outside = models.CharField(
        max_length=200, blank=True, help_text="Who takes it on, when it is no unit of the city."
    )
    from_day = models.DateField(null=True, blank=True)
    from_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The year, when a source gives no day."
    )
    accepted_by = models.ForeignKey(
        Account, null=True, blank=True, related_name="handovers_accepted", on_delete=models.PROTECT
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    text = models.JSONField(default=dict, help_text="Text by language code.")
    source = models.TextField(blank=True)
    unknown = models.JSONField(default=dict, help_text="What no source says, by language code.")
    proposed_by = models.ForeignKey(
        Account, null=True, blank=True, related_name="handovers_proposed", on_delete=models.PROTECT
    )
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="handover_afterlife_is_known", condition=Q(afterlife__in=Afterlife.values)
            ),
            models.CheckConstraint(
                name="accepted_handover_has_a_receiver",
                condition=Q(accepted_at__isnull=True)
                | Q(accepted_by__isnull=False, receiver__isnull=False)
                | (Q(accepted_by__isnull=False) & ~Q(receiver_outside="")),
            ),
            models.CheckConstraint(
                name="complete_handover_is_accepted",
                condition=Q(completed_at__isnull=True)
                | Q(accepted_at__isnull=False, from_day__isnull=False)
                | Q(afterlife=Afterlife.STOP),
            ),
            models.CheckConstraint(
                name="handover_is_accepted_by_another",
                condition=Q(accepted_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(accepted_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="handover_rests_on_a_decision_or_a_source",
                condition=Q(passage__isnull=False, source="") | (Q(passage__isnull=True) & ~Q(source="")),
            ),
            models.CheckConstraint(
                name="handover_known_from_sources_is_never_complete",
                condition=Q(source="") | Q(accepted_at__isnull=True, completed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.initiative_id)


@tracked()
class HandoverLine(models.Model):
    """One thing to settle: budget, staff, documents, systems, who owns the data, agreements."""

    handover = models.ForeignKey(Handover, related_name="lines", on_delete=models.PROTECT)
    carried = models.CharField(max_length=10, choices=Carried)
    text = models.JSONField(default=dict, help_text="What was settled, by language code.")
    account = models.CharField(max_length=60, blank=True, help_text="For the budget: the line in the ledger.")
    from_day = models.DateField(null=True, blank=True, help_text="For the budget: from when.")
    document = models.ForeignKey(
        Document, null=True, blank=True, related_name="handover_lines", on_delete=models.PROTECT
    )
    done_on = models.DateField(null=True, blank=True)
    waived_because = models.JSONField(default=dict, help_text="Text by language code.")

    class Meta:
        ordering = ["handover", "pk"]
        constraints = [
            models.CheckConstraint(name="handover_line_is_known", condition=Q(carried__in=Carried.values)),
            models.UniqueConstraint(name="one_line_per_thing_carried", fields=["handover", "carried"]),
            models.CheckConstraint(
                name="line_is_done_or_waived_not_both",
                condition=Q(done_on__isnull=True) | Q(waived_because={}),
            ),
            models.CheckConstraint(
                name="budget_line_says_from_when",
                condition=~Q(carried=Carried.BUDGET)
                | Q(done_on__isnull=True)
                | (~Q(account="") & Q(from_day__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.carried}"


@tracked()
class LookBack(models.Model):
    """Looked at again after one, three and five years: is it still there?"""

    handover = models.ForeignKey(Handover, related_name="look_backs", on_delete=models.PROTECT)
    years = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1, 3 or 5; empty for another time."
    )
    due_on = models.DateField(null=True, blank=True)
    found = models.CharField(max_length=7, choices=Found, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    seen_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The year, when a source gives no day."
    )
    text = models.JSONField(default=dict, help_text="Text by language code.")
    source = models.TextField(blank=True)
    by = models.ForeignKey(
        Account, null=True, blank=True, related_name="look_backs", on_delete=models.PROTECT
    )

    class Meta:
        ordering = ["handover", "due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="look_back_state_is_known", condition=Q(found__in=["", *Found.values])
            ),
            models.UniqueConstraint(
                name="one_look_back_per_year",
                fields=["handover", "years"],
                condition=Q(years__isnull=False),
            ),
            models.CheckConstraint(
                name="look_back_is_due_or_seen",
                condition=Q(due_on__isnull=False) | ~Q(found=""),
            ),
            models.CheckConstraint(
                name="what_was_found_has_a_time",
                condition=Q(found="") | Q(seen_on__isnull=False) | Q(seen_year__isnull=False),
            ),
            models.CheckConstraint(
                name="what_changed_is_told",
                condition=Q(found__in=["", Found.AS_IS]) | ~Q(text={}) | ~Q(source=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.handover_id}: {self.found or self.due_on}"
