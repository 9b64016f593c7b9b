"""Amend an initiative that has started: what it is called, who answers for it, when it ends."""

import datetime
from collections.abc import Mapping

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import UNDER_WAY, Phase
from bokal.programme.initiatives.errors import NotStarted, Over, TitleMissing
from bokal.programme.initiatives.errors.places import EndsBeforeStart
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services.plan import held
from bokal.programme.programmes.models import Unit
from bokal.programme.programmes.services import require_days

AMENDED = ("title", "summary", "unit", "ends_on")


@transaction.atomic
def amend_initiative(
    *,
    initiative_id: int,
    title: Mapping[str, str],
    summary: Mapping[str, str],
    unit: Unit,
    ends_on: datetime.date | None,
    actor: Account | None,
) -> Initiative:
    """Change what an initiative under way is called, who answers for it, and when it ends.

    What it expects, how it is measured and when it began stand fast: it is judged by them.
    """
    initiative = held(initiative_id)
    if initiative.phase not in UNDER_WAY:
        raise NotStarted if initiative.phase == Phase.IDEA else Over
    require_days(ends_on)
    if not written(title):
        raise TitleMissing
    if ends_on and initiative.starts_on and ends_on <= initiative.starts_on:
        raise EndsBeforeStart
    initiative.title, initiative.summary = written(title), written(summary)
    initiative.unit, initiative.ends_on = unit, ends_on
    initiative.save(update_fields=AMENDED)
    record(actor=actor, verb="initiative.amended", subject=initiative)
    return initiative
