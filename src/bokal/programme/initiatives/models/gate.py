from __future__ import annotations

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q

from bokal.programme.accounts.models import Account
from bokal.programme.documents.models import Document
from bokal.programme.history.services import Fixed, append_only, append_only_but, tracked
from bokal.programme.initiatives.enums import GATES_AHEAD, GateKind, GateRuling
from bokal.programme.initiatives.models.initiative import Initiative


class GateQuerySet(models.QuerySet["Gate"]):
    def ahead(self) -> GateQuerySet:
        """Keep the gates that are still to be decided; one left over from an earlier phase is none."""
        awaited = (Q(initiative__phase=phase, kind__in=kinds) for phase, kinds in GATES_AHEAD.items())
        return self.filter(reduce(or_, awaited), opening__passage__isnull=True)


@tracked(fixed=Fixed(frozenset({"initiative", "kind", "criteria"}), used="opening"))
class Gate(models.Model):
    """Where it is decided what becomes of an initiative; what it is judged by is written before it opens."""

    initiative = models.ForeignKey(Initiative, related_name="gates", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=GateKind)
    due_on = models.DateField()
    criteria = models.JSONField(default=list, help_text="Texts by language code, in order.")

    objects = GateQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(name="gate_kind_is_known", condition=Q(kind__in=GateKind.values))
        ]
        indexes = [models.Index(name="gate_by_day", fields=["due_on"])]

    def __str__(self) -> str:
        return f"{self.initiative_id}: {self.kind}"


@append_only
class Opening(models.Model):
    """A gate opened: from here on what it is judged by does not change."""

    gate = models.OneToOneField(Gate, related_name="opening", on_delete=models.PROTECT)
    criteria = models.JSONField(default=list, help_text="What it is judged by, as it was when it opened.")
    by = models.ForeignKey(Account, null=True, blank=True, related_name="openings", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["gate"]

    def __str__(self) -> str:
        return str(self.gate_id)


@append_only_but("document")
class Passage(models.Model):
    """What was decided at a gate, by whom, and who thought otherwise; who reads its document can change."""

    opening = models.OneToOneField(Opening, related_name="passage", on_delete=models.PROTECT)
    ruling = models.CharField(max_length=9, choices=GateRuling)
    decided_on = models.DateField()
    body = models.JSONField(help_text="Who decided, by office and not by name, by language code.")
    reason = models.JSONField(help_text="Text by language code.")
    met = models.JSONField(default=list, help_text="For each criterion: yes, no or null for not known.")
    dissent = models.JSONField(default=dict, help_text="Text by language code.")
    conditions = models.JSONField(default=dict, help_text="Text by language code.")
    conditions_due_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(
        Document, null=True, blank=True, related_name="passages", on_delete=models.PROTECT
    )
    by = models.ForeignKey(Account, null=True, blank=True, related_name="passages", on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["decided_on", "pk"]
        constraints = [
            models.CheckConstraint(name="passage_ruling_is_known", condition=Q(ruling__in=GateRuling.values)),
            models.CheckConstraint(name="passage_says_why", condition=~Q(reason={})),
            models.CheckConstraint(
                name="condition_has_a_day", condition=Q(conditions={}) | Q(conditions_due_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.opening_id}: {self.ruling}"
