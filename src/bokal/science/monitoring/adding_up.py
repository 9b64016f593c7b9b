"""One value from the values of several times."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from bokal.science.monitoring.groups import UNKNOWN, together
from bokal.science.monitoring.reports import Accumulation, Pair, Reported, surviving


class Fall(NamedTuple):
    """A sum so far that is less than the one before it; both are the keys of reports."""

    key: int
    before: int


class Overlap(NamedTuple):
    """Two reports that stand and are about the same days; both are keys."""

    key: int
    before: int


@dataclass(frozen=True, slots=True)
class Aggregate:
    """What the reports of one measure make together.

    Attributes
    ----------
    pair : Pair or None
        The value, and for a share of how many; None when no report has a value.
    up_to : int or None
        End of the last time with a value.
    periods, without_value : int
        Times with a value, and times with a reason instead.
    portions : mapping of str to Pair
        The value by group; always adds up to it. Empty when nothing was divided.
    falls : tuple of Fall
        Where a sum so far gets less.
    overlaps : tuple of Overlap
        Where two reports are about the same days.
    """

    pair: Pair | None
    up_to: int | None
    periods: int
    without_value: int
    portions: Mapping[str, Pair] = field(default_factory=dict)
    falls: tuple[Fall, ...] = ()
    overlaps: tuple[Overlap, ...] = ()

    @property
    def share(self) -> Fraction | None:
        """The share, exact; None for what is no share, and for a share of none."""
        if self.pair is None or not self.pair.whole:
            return None
        return Fraction(self.pair.value) / Fraction(self.pair.whole)


def aggregate(reports: Iterable[Reported], *, accumulation: Accumulation) -> Aggregate:
    """Make one value of reports about several times.

    A *flow* adds up over times. Of a *stock* the last value stands, and a time without a value leaves the
    one before it standing. A *cumulative* value is the sum so far as it was reported, so the one of the
    latest time stands and is never added to another; one that is less than the one before is named. A share
    is two numbers: over several times it is the sum of the first over the sum of the second, and never a
    mean of percentages.

    Parameters
    ----------
    reports : iterable of Reported
        Of one measure, in any order, corrections and removals included.
    accumulation : {"flow", "stock", "cumulative"}
        How values of several times make one.

    Returns
    -------
    Aggregate

    Raises
    ------
    ValueError
        If the accumulation is none of the three, some values say of how many and some do not, or `surviving`
        refuses the reports.

    References
    ----------
    akvo/akvo-rsr issues 5211, 5212, 5239, 5241 (sums so far that were added up, or fell), 2446 and 2944
    (percentages that were averaged); ``period_update_aggregation.py`` there wrote an approved zero as no
    value.

    Examples
    --------
    >>> from decimal import Decimal
    >>> may = Reported(1, 0, 31, Pair(Decimal(1), Decimal(2)))
    >>> june = Reported(2, 31, 61, Pair(Decimal(1), Decimal(8)))
    >>> aggregate([june, may], accumulation="flow").share
    Fraction(1, 5)
    >>> aggregate([Reported(1, 0, 31, Pair(Decimal(0)))], accumulation="flow").pair
    Pair(value=Decimal('0'), whole=None)
    >>> so_far = [Reported(1, 0, 31, Pair(Decimal(9))), Reported(2, 31, 61, Pair(Decimal(7)))]
    >>> aggregate(so_far, accumulation="cumulative").falls
    (Fall(key=2, before=1),)
    """
    if accumulation not in ("flow", "stock", "cumulative"):
        raise ValueError(f"“{accumulation}” is no accumulation. Give flow, stock or cumulative.")
    standing = surviving(reports)
    valued = [one for one in standing if one.pair is not None]
    if len({one.pair.whole is None for one in valued if one.pair is not None}) > 1:
        raise ValueError("Some values say of how many and some do not. Give it for all or for none.")
    counted = valued if accumulation == "flow" else valued[-1:]
    pairs = [one.pair for one in counted if one.pair is not None]
    return Aggregate(
        pair=together(pairs) if pairs else None,
        up_to=valued[-1].end if valued else None,
        periods=len(valued),
        without_value=len(standing) - len(valued),
        portions=parts_of(counted),
        falls=falls_of(valued) if accumulation == "cumulative" else (),
        overlaps=overlaps_of(standing),
    )


def parts_of(reports: Sequence[Reported]) -> Mapping[str, Pair]:
    """Add the parts of reports by group; the value of one that is not divided is of unknown groups.

    Examples
    --------
    >>> from decimal import Decimal
    >>> divided = Reported(1, 0, 31, Pair(Decimal(3)), {"girls": Pair(Decimal(3))})
    >>> undivided = Reported(2, 31, 61, Pair(Decimal(2)))
    >>> {group: int(pair.value) for group, pair in parts_of([divided, undivided]).items()}
    {'girls': 3, 'unknown': 2}
    """
    if not any(one.portions for one in reports):
        return {}
    found: dict[str, list[Pair]] = {}
    for one in reports:
        whole = {} if one.pair is None else {UNKNOWN: one.pair}
        for group, pair in (one.portions or whole).items():
            found.setdefault(group, []).append(pair)
    return {group: together(found[group]) for group in sorted(found)}


def falls_of(valued: Sequence[Reported]) -> tuple[Fall, ...]:
    """Name the sums so far that are less than the one before; of shares the first number counts."""
    return tuple(
        Fall(later.key, earlier.key)
        for earlier, later in itertools.pairwise(valued)
        if earlier.pair is not None and later.pair is not None and later.pair.value < earlier.pair.value
    )


def overlaps_of(standing: Sequence[Reported]) -> tuple[Overlap, ...]:
    """Name the reports that are about days which an earlier one is about too."""
    found = []
    by_start = sorted(standing, key=lambda one: (one.start, one.end, one.key))
    furthest: Reported | None = None
    for one in by_start:
        if furthest is not None and one.start < furthest.end:
            found.append(Overlap(one.key, furthest.key))
        furthest = one if furthest is None or one.end > furthest.end else furthest
    return tuple(found)
