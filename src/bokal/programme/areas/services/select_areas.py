"""Record the choice of areas: which, decided by whom, when, why, and against which run."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.areas.enums import Precision
from bokal.programme.areas.errors import NothingChosen, ReasonMissing
from bokal.programme.areas.models import Area, Choice, IndexRun, Selection
from bokal.programme.history.services import record


@dataclass(frozen=True, slots=True)
class ChoiceOf:
    """One area considered, chosen or not, with the reason."""

    area: Area
    chosen: bool
    reason: Mapping[str, str]


@transaction.atomic
def select_areas(
    *,
    slug: str,
    title: Mapping[str, str],
    run: IndexRun | None,
    decided_by: str,
    decided_on: datetime.date,
    reasons: Mapping[str, str],
    choices: Sequence[ChoiceOf],
    actor: Account | None,
    source: str = "",
    constructed: bool = False,
    precision: str = Precision.DAY,
) -> Selection:
    """Record a decision, or revise its record; what stood there before is kept in the history."""
    if not any(choice.chosen for choice in choices):
        raise NothingChosen
    if not any(reasons.values()) or not all(any(choice.reason.values()) for choice in choices):
        raise ReasonMissing
    selection, new = Selection.objects.select_for_update(of=("self",)).update_or_create(
        slug=slug,
        defaults={
            "title": dict(title),
            "run": run,
            "decided_by": decided_by,
            "decided_on": decided_on,
            "precision": precision,
            "reasons": dict(reasons),
            "source": source,
            "constructed": constructed,
        },
    )
    considered = {choice.area.pk for choice in choices}
    selection.choices.exclude(area__in=considered).delete()
    for choice in choices:
        Choice.objects.update_or_create(
            selection=selection,
            area=choice.area,
            defaults={"chosen": choice.chosen, "reason": dict(choice.reason)},
        )
    verb = "selection.recorded" if new else "selection.revised"
    record(actor=actor, verb=verb, subject=selection, areas=len(considered))
    return selection
