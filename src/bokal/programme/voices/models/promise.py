from __future__ import annotations

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from bokal.programme.history.services import tracked
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import PromiseState
from bokal.programme.voices.models.dialogue import Dialogue
from bokal.programme.voices.models.organisation import Organisation
from bokal.programme.voices.models.problem import Problem, Proposal

DUE_SOON = datetime.timedelta(days=30)


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> PromiseQuerySet:
        """Keep the promises of which nothing has come yet."""
        return self.filter(state=PromiseState.OPEN)

    def due_on(self, day: datetime.date) -> PromiseQuerySet:
        """Keep the open promises that are to be kept within a month of ``day``."""
        return self.open().filter(due_on__gte=day, due_on__lte=day + DUE_SOON)

    def overdue_on(self, day: datetime.date) -> PromiseQuerySet:
        """Keep the open promises whose day is over on ``day``."""
        return self.open().filter(due_on__lt=day)

    def within(self, areas: frozenset[str] | None) -> PromiseQuerySet:
        """Keep the promises about some areas, or by an organisation of theirs; all of them with None."""
        if areas is None:
            return self
        paths = ("problem", "proposal", "dialogue", "organisation")
        wanted = Q()
        for path in paths:
            wanted |= Q(**{f"{path}__area__code__in": areas})
        return self.filter(wanted)


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

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="promise_is_made_by_one",
                condition=Q(organisation__isnull=False, unit__isnull=True)
                | Q(organisation__isnull=True, unit__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_is_about_one_thing_at_most",
                condition=Q(problem__isnull=True, proposal__isnull=True)
                | Q(problem__isnull=True, dialogue__isnull=True)
                | Q(proposal__isnull=True, dialogue__isnull=True),
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
    def overdue(self) -> bool:
        """Whether the day it was to be kept by is over, and nobody has said what came of it."""
        return self.state == PromiseState.OPEN and self.due_on < timezone.localdate()

    @property
    def constructed(self) -> bool:
        """Whether who promises, or what it is about, is made up."""
        about = (self.organisation, self.problem, self.proposal, self.dialogue)
        return any(one is not None and one.constructed for one in about)
