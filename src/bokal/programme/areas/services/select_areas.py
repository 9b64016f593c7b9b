"""Record the choice of areas: which, decided by whom, when, why, and against which run."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.enums import Precision
from bokal.programme.areas.errors import (
    ChosenTwice,
    DecidedInFuture,
    NothingChosen,
    ReasonMissing,
    SelectionExists,
)
from bokal.programme.areas.models import Area, Choice, IndexRun, Selection
from bokal.programme.history.services import record


@dataclass(frozen=True, slots=True)
class ChoiceOf:
    """One area considered, chosen or not, with the reason."""

    area: Area
    chosen: bool
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is recorded of a choice of areas; ``run`` is None when it was taken without one.

    ``decided_on`` is told no more exactly than ``precision`` says.
    """

    title: Mapping[str, str]
    run: IndexRun | None
    decided_by: str
    decided_on: datetime.date
    reasons: Mapping[str, str]
    choices: Sequence[ChoiceOf]
    source: str = ""
    constructed: bool = False
    precision: str = Precision.DAY


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
    """Record a decision; the very same one again changes nothing.

    Raises
    ------
    SelectionRefused
        A reason is missing, nothing is chosen, the day has not come, or the address is taken.
    """
    decision = Decision(title, run, decided_by, decided_on, reasons, choices, source, constructed, precision)
    check(decision)
    known = Selection.objects.select_for_update(of=("self",)).filter(slug=slug).first()
    if known is not None:
        if decision_of(known) != comparable(decision):
            raise SelectionExists
        return known
    selection = Selection(slug=slug)
    write(selection, decision)
    record(actor=actor, verb="selection.recorded", subject=selection, areas=len(choices))
    return selection


@transaction.atomic
def revise_selection(*, slug: str, decision: Decision, because: str, actor: Account | None) -> Selection:
    """Correct the record of a decision; what stood there before is kept in the history.

    Raises
    ------
    SelectionRefused
        As for ``select_areas``, or nobody says why the record is revised.
    """
    if not because.strip():
        raise ReasonMissing
    check(decision)
    selection = Selection.objects.select_for_update(of=("self",)).get(slug=slug)
    if decision_of(selection) != comparable(decision):
        write(selection, decision)
        record(actor=actor, verb="selection.revised", subject=selection, because=because)
    return selection


def check(decision: Decision) -> None:
    """Refuse a decision that cannot be answered for."""
    if not any(choice.chosen for choice in decision.choices):
        raise NothingChosen
    if not all(told(texts) for texts in [decision.reasons, *(choice.reason for choice in decision.choices)]):
        raise ReasonMissing
    if decision.decided_on > timezone.localdate():
        raise DecidedInFuture
    seen: set[int] = set()
    for choice in decision.choices:
        if choice.area.pk in seen:
            raise ChosenTwice(choice.area.name)
        seen.add(choice.area.pk)


def told(texts: Mapping[str, str]) -> bool:
    """Tell whether a text is there in any language."""
    return any(text.strip() for text in texts.values())


def write(selection: Selection, decision: Decision) -> None:
    """Store a decision with its choices."""
    selection.title = dict(decision.title)
    selection.run = decision.run
    selection.decided_by = decision.decided_by
    selection.decided_on = decision.decided_on
    selection.precision = decision.precision
    selection.reasons = dict(decision.reasons)
    selection.source = decision.source
    selection.constructed = decision.constructed
    selection.save()
    selection.choices.exclude(area__in=[choice.area.pk for choice in decision.choices]).delete()
    for choice in decision.choices:
        Choice.objects.update_or_create(
            selection=selection,
            area=choice.area,
            defaults={"chosen": choice.chosen, "reason": dict(choice.reason)},
        )


def decision_of(selection: Selection) -> Decision:
    """Return what is recorded, in the form that decisions are compared in."""
    choices = selection.choices.select_related("area").order_by("area")
    return comparable(
        Decision(
            selection.title,
            selection.run,
            selection.decided_by,
            selection.decided_on,
            selection.reasons,
            [ChoiceOf(choice.area, choice.chosen, choice.reason) for choice in choices],
            selection.source,
            selection.constructed,
            selection.precision,
        )
    )


def comparable(decision: Decision) -> Decision:
    """Return a decision with its choices in the order of the areas."""
    return replace(
        decision,
        precision=str(decision.precision),
        choices=sorted(decision.choices, key=lambda choice: choice.area.pk),
    )
