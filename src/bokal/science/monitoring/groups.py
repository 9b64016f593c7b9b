"""Values divided into groups: they add up to the whole, with what nobody knows as a group of its own."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bokal.science.monitoring.reports import Pair

UNKNOWN = "unknown"
"""The group of those whose group nobody knows."""


@dataclass(frozen=True, slots=True)
class Divided:
    """A value and its parts.

    Attributes
    ----------
    pair : Pair or None
        The whole; worked out from the parts where it was not given.
    portions : mapping of str to Pair
        What was given for each group.
    rest : Pair
        What the parts leave of the whole, positive or negative; zero when they add up. It is not put into
        the unknown by itself: whoever reports says so.
    """

    pair: Pair | None
    portions: Mapping[str, Pair]
    rest: Pair

    @property
    def adds_up(self) -> bool:
        """Whether the parts make the whole, or there are none."""
        return not self.portions or (self.rest.value == 0 and not self.rest.whole)


def together(pairs: Iterable[Pair]) -> Pair:
    """Add pairs, the first numbers and the second numbers each for themselves.

    Examples
    --------
    >>> together([Pair(Decimal(1), Decimal(4)), Pair(Decimal(2), Decimal(4))])
    Pair(value=Decimal('3'), whole=Decimal('8'))
    >>> together([])
    Pair(value=Decimal('0'), whole=None)
    """
    value, wholes = Decimal(0), []
    for pair in pairs:
        value += pair.value
        wholes += [] if pair.whole is None else [pair.whole]
    return Pair(value, sum(wholes, Decimal(0)) if wholes else None)


def divide(*, pair: Pair | None, portions: Mapping[str, Pair], groups: Collection[str]) -> Divided:
    """Hold the parts of a value against the whole, or work the whole out from them.

    Parameters
    ----------
    pair : Pair or None
        The whole where it is given.
    portions : mapping of str to Pair
        Parts by group; the group ``unknown`` is always allowed.
    groups : collection of str
        The groups that there are.

    Returns
    -------
    Divided

    Raises
    ------
    ValueError
        If a group is not known, a part is negative, or only some pairs have a second number.

    References
    ----------
    toladata/TolaActivity issue 667: actual values whose parts did not add up to their total were taken.

    Examples
    --------
    >>> parts = {"girls": Pair(Decimal(4)), "boys": Pair(Decimal(5))}
    >>> divide(pair=Pair(Decimal(10)), portions=parts, groups=["girls", "boys"]).rest.value
    Decimal('1')
    >>> divide(pair=None, portions=parts, groups=["girls", "boys"]).pair
    Pair(value=Decimal('9'), whole=None)
    """
    strange = sorted(portions.keys() - {*groups, UNKNOWN})
    if strange:
        raise ValueError(f"“{strange[0]}” is none of the groups. Name one of them, or {UNKNOWN}.")
    negative = sorted(name for name, part in portions.items() if min(part.value, part.whole or 0) < 0)
    if negative:
        raise ValueError(f"The part of “{negative[0]}” is negative. Give a number from zero on.")
    all_pairs = [*portions.values(), *([] if pair is None else [pair])]
    if len({one.whole is None for one in all_pairs}) > 1:
        raise ValueError("Some numbers say of how many and some do not. Give it for all or for none.")
    parts = together(portions.values())
    if pair is None:
        return Divided(parts if portions else None, portions, Pair(Decimal(0), None))
    whole = None if pair.whole is None else pair.whole - (parts.whole or Decimal(0))
    return Divided(pair, portions, Pair(pair.value - parts.value, whole))
