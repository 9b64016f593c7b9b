from __future__ import annotations

from django.db import models
from django.db.models import Q

from bokal.programme.history.services import tracked
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import PromiseState
from bokal.programme.voices.models.dialogue import Dialogue
from bokal.programme.voices.models.organisation import Organisation
from bokal.programme.voices.models.problem import Problem, Proposal


@tracked()
class Promise(models.Model):
    """Who promised what by when; a unit of the city or an organisation, in public."""

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, related_name="promises", on_delete=models.PROTECT
    )
    unit = models.ForeignKey(Unit, null=True, blank=True, related_name="promises", on_delete=models.PROTECT)
    text = models.JSONField(help_text="Text by language code.")
    due_on = models.DateField()
    problem = models.ForeignKey(
        Problem, null=True, blank=True, related_name="promises", on_delete=models.PROTECT
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, related_name="promises", on_delete=models.PROTECT
    )
    dialogue = models.ForeignKey(
        Dialogue, null=True, blank=True, related_name="promises", on_delete=models.PROTECT
    )
    state = models.CharField(max_length=8, choices=PromiseState, default=PromiseState.OPEN)
    outcome = models.JSONField(default=dict, help_text="What came of it, by language code.")
    made_at = models.DateTimeField(auto_now_add=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="promise_is_made_by_one",
                condition=Q(organisation__isnull=False, unit__isnull=True)
                | Q(organisation__isnull=True, unit__isnull=False),
            ),
            models.CheckConstraint(name="promise_state_is_known", condition=Q(state__in=PromiseState.values)),
            models.CheckConstraint(
                name="settled_promise_has_a_day",
                condition=Q(state=PromiseState.OPEN, settled_on__isnull=True)
                | (~Q(state=PromiseState.OPEN) & Q(settled_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id or self.unit_id}: {self.due_on}"

    @property
    def constructed(self) -> bool:
        """Whether who promises, or what it is about, is made up."""
        about = (self.organisation, self.problem, self.proposal, self.dialogue)
        return any(one is not None and one.constructed for one in about)
