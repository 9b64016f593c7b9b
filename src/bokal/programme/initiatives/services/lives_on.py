"""What lives on (det som lever kvar): each handover that everybody may read, by what is left of it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bokal.programme.initiatives.enums import Afterlife, Phase, Remains
from bokal.programme.initiatives.models import Handover, Initiative, LookBack

SEEN_AS = {found: Remains(found) for found in ("as_is", "adapted", "merged", "ended", "faded")}


@dataclass(frozen=True, slots=True)
class LivesOn:
    """One handover with what is left of it, and the newest look at it."""

    handover: Handover
    remains: Remains
    seen: LookBack | None

    @property
    def sources(self) -> list[str]:
        """Where it can be read: the handover's source and that of the newest look, each once."""
        named = [self.handover.source, self.seen.source if self.seen else ""]
        return [one for one in dict.fromkeys(named) if one]


@dataclass(frozen=True, slots=True)
class WhatLivesOn:
    """All handovers by what is left of them; ``stopped`` counts what ended by decision without one."""

    rows: Sequence[LivesOn]
    counts: dict[Remains, int]
    stopped: int


def when_seen(row: LookBack) -> tuple[int, str, int]:
    """Return when somebody looked; a year alone counts as before its first day."""
    if row.seen_on is not None:
        return row.seen_on.year, row.seen_on.isoformat(), row.pk
    return row.seen_year or 0, "", row.pk


def remains_of(handover: Handover) -> LivesOn:
    """Tell what is left of a handover from the newest look at it, else from how far it has come."""
    seen = [row for row in handover.look_backs.all() if row.found]
    newest = max(seen, key=when_seen, default=None)
    if newest is not None:
        return LivesOn(handover, SEEN_AS[newest.found], newest)
    if handover.afterlife == Afterlife.STOP:
        return LivesOn(handover, Remains.ENDED, None)
    known = handover.completed_at is not None or bool(handover.source)
    return LivesOn(handover, Remains.UNSEEN if known else Remains.UNDER_WAY, None)


def what_lives_on() -> WhatLivesOn:
    """Return the handovers of initiatives that everybody may read, by what is left, the oldest first."""
    shown = Initiative.objects.public()
    handovers = (
        Handover.objects.filter(initiative__in=shown)
        .select_related("initiative__area", "initiative__unit", "receiver")
        .prefetch_related("look_backs")
        .order_by("from_day", "from_year", "initiative__slug")
    )
    order = {remains: place for place, remains in enumerate(Remains)}
    rows = sorted((remains_of(one) for one in handovers), key=lambda row: order[row.remains])
    counted = Counter(row.remains for row in rows)
    stopped = shown.filter(phase=Phase.STOPPED, handover__isnull=True).count()
    return WhatLivesOn(rows, {remains: counted[remains] for remains in Remains}, stopped)
