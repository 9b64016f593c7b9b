"""Organisations that speak as themselves, and what is promised: by whom, by when, and what came of it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.history.services import record
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import OrganisationKind, PromiseState
from bokal.programme.voices.errors import OutcomeMissing, PromiseEmpty, PromiseOver, VerifiedHowMissing
from bokal.programme.voices.models import Dialogue, Organisation, Problem, Promise, Proposal
from bokal.programme.voices.services.answer import require_unit
from bokal.programme.voices.services.speak_for import require_speaking


@transaction.atomic
def add_organisation(
    *,
    slug: str,
    name: str,
    kind: OrganisationKind,
    actor: Account | None,
    role: Mapping[str, str] | None = None,
    area: Area | None = None,
    contact: str = "",
    constructed: bool = False,
) -> Organisation:
    """Note an organisation; it speaks only once somebody has verified it. The same one again is returned."""
    facts = {
        "name": name,
        "kind": kind,
        "role": dict(role or {}),
        "area": area,
        "contact": contact,
        "constructed": constructed,
    }
    organisation, new = Organisation.objects.get_or_create(slug=slug, defaults=facts)
    if new:
        record(actor=actor, verb="organisation.added", subject=organisation)
    return organisation


@transaction.atomic
def verify_organisation(
    *, organisation_id: int, how: str, actor: Account | None, valid_to: datetime.date | None = None
) -> Organisation:
    """Say that an organisation is who it says it is, and what was looked at."""
    if not how.strip():
        raise VerifiedHowMissing
    organisation = Organisation.objects.select_for_update(of=("self",)).get(pk=organisation_id)
    organisation.verified_on = timezone.localdate()
    organisation.verified_by, organisation.verified_how = actor, how.strip()
    organisation.valid_to = valid_to
    organisation.save(update_fields=["verified_on", "verified_by", "verified_how", "valid_to"])
    record(actor=actor, verb="organisation.verified", subject=organisation)
    return organisation


@dataclass(frozen=True, slots=True)
class About:
    """What a promise is about, one thing at most."""

    problem: Problem | None = None
    proposal: Proposal | None = None
    dialogue: Dialogue | None = None


@transaction.atomic
def make_promise(
    *,
    by: Organisation | Unit,
    text: Mapping[str, str],
    due_on: datetime.date,
    actor: Account | None,
    about: About | None = None,
) -> Promise:
    """Record what an organisation or a unit promises, in public."""
    who: dict[str, Organisation | Unit]
    if isinstance(by, Organisation):
        require_speaking(by)
        who = {"organisation": by}
    else:
        require_unit(by)
        who = {"unit": by}
    if not any(words.strip() for words in text.values()):
        raise PromiseEmpty
    about = about or About()
    promise = Promise.objects.create(
        **who,
        text=dict(text),
        due_on=due_on,
        problem=about.problem,
        proposal=about.proposal,
        dialogue=about.dialogue,
    )
    record(actor=actor, verb="promise.made", subject=promise, due_on=str(due_on))
    return promise


@transaction.atomic
def settle_promise(
    *, promise_id: int, state: PromiseState, outcome: Mapping[str, str], actor: Account | None
) -> Promise:
    """Record what came of a promise; it is said once, and a change of mind is a new promise."""
    promise = Promise.objects.select_for_update(of=("self",)).get(pk=promise_id)
    if promise.state != PromiseState.OPEN or state is PromiseState.OPEN:
        raise PromiseOver
    if not any(text.strip() for text in outcome.values()):
        raise OutcomeMissing
    promise.state, promise.outcome, promise.settled_on = state, dict(outcome), timezone.localdate()
    promise.save(update_fields=["state", "outcome", "settled_on"])
    record(actor=actor, verb=f"promise.{state}", subject=promise)
    return promise
