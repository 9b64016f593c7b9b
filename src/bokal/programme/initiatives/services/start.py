"""What must be there before an initiative starts, and the start itself."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import Held
from bokal.programme.initiatives.errors import ApprovedByOneself, NotReady, ReasonMissing, WaiverWithdrawn
from bokal.programme.initiatives.models import (
    Approval,
    Assumption,
    Commitment,
    Initiative,
    Waiver,
    Withdrawal,
)
from bokal.programme.initiatives.services.plan import held_idea

PARTS = {
    "origin": _("what it answers: a problem, a proposal, a decision, or why none"),
    "unit": _("the unit that owns it"),
    "if_we": _("what we do (if we …)"),
    "then": _("what is expected (then …)"),
    "because": _("why it should work (because …)"),
    "assumption": _("an assumption that can turn out to be wrong"),
    "measure": _("one to three measures, or an approved reason for none"),
    "starts_on": _("when it starts"),
    "decide_on": _("when it is decided what becomes of it"),
}
"""What an initiative needs before it starts, in the order it is asked for."""


def missing_before_start(initiative: Initiative) -> list[str]:
    """Name what is missing before an initiative can start, in the order it is asked for."""
    return named_missing(parts_there(initiative))


def parts_there(initiative: Initiative) -> dict[str, bool]:
    """Tell which of the parts that a start needs are there."""
    return parts_with(
        initiative,
        origin=initiative.origins.exists(),
        assumption=initiative.assumptions.exists(),
        measure=is_measured(initiative),
    )


def parts_with(initiative: Initiative, *, origin: bool, assumption: bool, measure: bool) -> dict[str, bool]:
    """Tell which of the parts that a start needs are there, where it is known what lies in other tables."""
    return {
        "origin": origin,
        "unit": initiative.unit_id is not None,
        "if_we": bool(initiative.if_we),
        "then": bool(initiative.then),
        "because": bool(initiative.because),
        "assumption": assumption,
        "measure": measure,
        "starts_on": initiative.starts_on is not None,
        "decide_on": initiative.decide_on is not None,
    }


def named_missing(there: Mapping[str, bool]) -> list[str]:
    """Name the parts that are not there."""
    return [str(name) for part, name in PARTS.items() if not there[part]]


def is_measured(initiative: Initiative) -> bool:
    """Tell whether an initiative has a measure, or an approved reason for having none."""
    return initiative.measures.exists() or initiative.waivers.approved().exists()


@transaction.atomic
def waive_measure(*, initiative_id: int, because: Mapping[str, str], actor: Account) -> Waiver:
    """Say why an initiative cannot be measured; it counts once another person approves it."""
    initiative = held_idea(initiative_id)
    if not written(because):
        raise ReasonMissing
    waiver = Waiver.objects.create(initiative=initiative, because=written(because), by=actor)
    record(actor=actor, verb="waiver.asked", subject=waiver)
    return waiver


@transaction.atomic
def approve_waiver(*, waiver_id: int, actor: Account) -> Approval:
    """Agree that an initiative cannot be measured; whoever said so first cannot."""
    waiver = Waiver.objects.get(pk=waiver_id)
    held_idea(waiver.initiative_id)
    if waiver.by_id == actor.pk:
        raise ApprovedByOneself
    require_standing(waiver)
    approval, new = Approval.objects.get_or_create(
        waiver=waiver, defaults={"asked_by": waiver.by, "by": actor}
    )
    if new:
        record(actor=actor, verb="waiver.approved", subject=waiver)
    return approval


@transaction.atomic
def withdraw_waiver(*, waiver_id: int, because: Mapping[str, str], actor: Account) -> Withdrawal:
    """Take back a reason for no measure, approved or not, while the initiative is an idea."""
    waiver = Waiver.objects.get(pk=waiver_id)
    held_idea(waiver.initiative_id)
    if not written(because):
        raise ReasonMissing
    require_standing(waiver)
    withdrawal = Withdrawal.objects.create(waiver=waiver, because=written(because), by=actor)
    record(actor=actor, verb="waiver.withdrawn", subject=waiver)
    return withdrawal


def require_standing(waiver: Waiver) -> None:
    """Refuse a reason that was withdrawn."""
    if Withdrawal.objects.filter(waiver=waiver).exists():
        raise WaiverWithdrawn


def commit_to_measures(initiative: Initiative) -> None:
    """Make the measures of an initiative final, or refuse to start with what is missing."""
    missing = missing_before_start(initiative)
    if missing:
        raise NotReady(missing)
    for measure in initiative.measures.all():
        Commitment.objects.get_or_create(measure=measure)


@transaction.atomic
def settle_assumption(
    *, assumption_id: int, held: Held, found: Mapping[str, str], actor: Account | None, on: object
) -> Assumption:
    """Say whether an assumption holds or was wrong, and what was seen."""
    assumption = Assumption.objects.select_for_update(of=("self",)).get(pk=assumption_id)
    if held is not Held.OPEN and not written(found):
        raise ReasonMissing
    assumption.held, assumption.found = held, written(found)
    assumption.found_on = None if held is Held.OPEN else on  # type: ignore[assignment]
    assumption.save(update_fields=["held", "found", "found_on"])
    record(actor=actor, verb=f"assumption.{held}", subject=assumption)
    return assumption
