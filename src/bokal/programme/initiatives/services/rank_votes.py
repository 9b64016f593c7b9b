"""What a vote says: who is first, what the sum is enough for, and what is tied; nothing is left to chance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from bokal.programme.initiatives.enums import ByVotes


@dataclass(frozen=True, slots=True)
class Polled:
    """An application that was put to a vote; ``granted`` is what was decided on it, if anything."""

    number: int
    votes: int
    amount: int
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """Its place, which those with as many votes share; ``says`` is empty once it is decided."""

    place: int
    says: ByVotes | None


def rank_votes(polled: Iterable[Polled], total: int) -> dict[int, Ranked]:
    """Return the place of each application and what the votes say about it, by number.

    From the most votes down, each takes its sum from what is left; one that costs more is passed over. Where
    several have as many votes and the rest is not enough for all of them that it would be enough for alone,
    they are tied, and what comes after waits. What was granted has its money already, what was declined
    takes none: so a tie is broken by deciding on those in it.
    """
    by_votes = sorted(polled, key=lambda one: (-one.votes, one.number))
    left = total - sum(one.amount for one in by_votes if one.granted)
    ranked: dict[int, Ranked] = {}
    tied = False
    for votes, found in groupby(by_votes, key=lambda one: one.votes):
        level = list(found)
        says = level_says([one for one in level if one.granted is None], votes, left, after_tie=tied)
        left -= sum(one.amount for one in level if says.get(one.number) is ByVotes.FITS)
        tied = tied or ByVotes.TIED in says.values()
        place = len(ranked) + 1
        ranked |= {one.number: Ranked(place, says.get(one.number)) for one in level}
    return ranked


def level_says(level: Sequence[Polled], votes: int, left: int, *, after_tie: bool) -> dict[int, ByVotes]:
    """Return what the votes say about those who have the same number of them."""
    if not votes:
        return dict.fromkeys((one.number for one in level), ByVotes.NO_VOTES)
    alone = [one for one in level if one.amount <= left]
    if after_tie:
        within = ByVotes.WAITS
    else:
        within = ByVotes.FITS if sum(one.amount for one in alone) <= left else ByVotes.TIED
    return {one.number: within if one in alone else ByVotes.BEYOND for one in level}
