"""How many voices stand where: counted once after a change of one of them, whoever asks and how often."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count

from bokal.programme.areas.models import Area
from bokal.programme.history.services import kept
from bokal.programme.voices.enums import Standing, Status
from bokal.programme.voices.models import Case


@dataclass(frozen=True, slots=True)
class Pile:
    """The voices of one area, standing and status: how many, and how many of them were answered."""

    area: str
    standing: str
    status: str
    voices: int
    answered: int

    @property
    def owed(self) -> int:
        """How many are owed an answer, also those opened again."""
        if self.standing == Standing.WITHDRAWN:
            return 0
        return self.voices if self.status == Status.REOPENED else self.voices - self.answered


@dataclass(frozen=True, slots=True)
class Tally:
    """All voices in piles."""

    piles: Sequence[Pile]

    def within(self, areas: Collection[str] | None) -> Tally:
        """Keep the piles of some areas; None keeps all."""
        return self if areas is None else Tally([pile for pile in self.piles if pile.area in areas])

    @property
    def live(self) -> Sequence[Pile]:
        """The piles of voices that were not taken back."""
        return [pile for pile in self.piles if pile.standing != Standing.WITHDRAWN]

    @property
    def voices(self) -> int:
        """How many voices there are, also those that were taken back."""
        return sum(pile.voices for pile in self.piles)

    @property
    def answered(self) -> int:
        """How many were answered, of those not taken back."""
        return sum(pile.answered for pile in self.live)

    @property
    def owed(self) -> int:
        """How many are owed an answer."""
        return sum(pile.owed for pile in self.piles)

    def standing(self, standing: Standing, status: str = "") -> int:
        """Count the voices that stand somewhere, those with one status when it is given."""
        return sum(
            pile.voices
            for pile in self.piles
            if pile.standing == standing and (not status or pile.status == status)
        )


def tally() -> Tally:
    """Return how many voices stand where, counted anew when a voice or an area has changed."""
    return kept(("voices in piles",), count_voices, of=("areas.area", "voices.case"))


def count_voices() -> Tally:
    """Count in one pass over an index that holds all that is asked, so that no row is read for it."""
    counted = Case.objects.order_by().values_list("area", "standing", "status")
    rows = list(counted.annotate(voices=Count("*"), answered=Count("answered_at")))
    found = Area.objects.filter(pk__in={area for area, *_rest in rows if area is not None})
    codes = dict(found.order_by("pk").values_list("pk", "code"))
    return Tally([Pile(codes.get(area, ""), *rest) for area, *rest in rows])
