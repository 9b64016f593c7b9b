"""Where an organisation takes part: initiatives that everybody may read, with what it promised in each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from bokal.programme.initiatives.models import Initiative, Partnership
from bokal.programme.voices.models import Organisation, Promise
from bokal.programme.voices.services import promises_listed


@dataclass(frozen=True, slots=True)
class TakesPart:
    """An initiative with what one organisation does in it, by language, and what it promised there."""

    initiative: Initiative
    roles: Sequence[dict[str, str]]
    promises: Sequence[Promise]


def initiatives_with(organisation: Organisation) -> QuerySet[Initiative]:
    """Return the initiatives an organisation takes part in, as far as everybody may read them."""
    own = Partnership.objects.filter(organisation=organisation).values("initiative")
    found = Initiative.objects.public().filter(pk__in=own)
    return found.select_related("area", "unit").order_by("decide_on", "pk")


def takes_part(organisation: Organisation, initiatives: Collection[Initiative]) -> list[TakesPart]:
    """Return what an organisation does and promised in initiatives; promises by their day, each once."""
    partnerships = list(
        Partnership.objects.filter(organisation=organisation, initiative__in=initiatives).order_by("pk")
    )
    named = [one.promise_id for one in partnerships if one.promise_id is not None]
    # Whatever a partnership says, nobody is shown the promise of another organisation as their own.
    promises = list(promises_listed().filter(organisation=organisation, pk__in=named)) if named else []
    found = []
    for initiative in initiatives:
        own = [one for one in partnerships if one.initiative_id == initiative.pk]
        here = {one.promise_id for one in own}
        roles = [one.role for one in own if one.role]
        found.append(TakesPart(initiative, roles, [one for one in promises if one.pk in here]))
    return found
