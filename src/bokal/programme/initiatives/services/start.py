"""What must be there before an initiative starts, and the start itself."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import Held, Phase
from bokal.programme.initiatives.errors import ApprovedByOneself, NotReady, ReasonMissing
from bokal.programme.initiatives.models import Approval, Assumption, Commitment, Initiative, Waiver
from bokal.programme.initiatives.services.plan import held_idea


def missing_before_start(initiative: Initiative) -> list[str]:
    """Name what is missing before an initiative can start, in the order it is asked for."""
    wanted = {
        _("what it answers: a problem, a proposal, a decision, or why none"): initiative.origins.exists(),
        _("the unit that owns it"): initiative.unit_id is not None,
        _("what we do (if we …)"): bool(initiative.if_we),
        _("what is expected (then …)"): bool(initiative.then),
        _("why it should work (because …)"): bool(initiative.because),
        _("an assumption that can turn out to be wrong"): initiative.assumptions.exists(),
        _("one to three measures, or an approved reason for none"): is_measured(initiative),
        _("when it starts"): initiative.starts_on is not None,
        _("when it is decided what becomes of it"): initiative.decide_on is not None,
    }
    return [str(name) for name, there in wanted.items() if not there]


def is_measured(initiative: Initiative) -> bool:
    """Tell whether an initiative has a measure, or an approved reason for having none."""
    return initiative.measures.exists() or initiative.waivers.filter(approval__isnull=False).exists()


def waiver_waiting(initiative: Initiative) -> Waiver | None:
    """Return the newest reason for no measure that waits for an approval, while an approval would help."""
    if initiative.phase != Phase.IDEA or is_measured(initiative):
        return None
    return initiative.waivers.select_related("by").order_by("-pk").first()


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
    approval, new = Approval.objects.get_or_create(
        waiver=waiver, defaults={"asked_by": waiver.by, "by": actor}
    )
    if new:
        record(actor=actor, verb="waiver.approved", subject=waiver)
    return approval


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
