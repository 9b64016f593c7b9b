"""Reported values, and which of them stand after corrections and removals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

type Accumulation = Literal["flow", "stock", "cumulative"]


class Pair(NamedTuple):
    """A value, and for a share of how many; without a share the second number is None."""

    value: Decimal
    whole: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """One approved report about one measure.

    Attributes
    ----------
    key : int
        Names the report.
    start, end : int
        The time it is about, in days from any fixed day; the end is the first day after it.
    pair : Pair or None
        What was counted; None when there is a reason for having no value. Zero is a value.
    portions : mapping of str to Pair
        How the value is divided into groups.
    corrects : int or None
        The report that this one takes the place of.
    removes : bool
        It says that there was no such value, and puts nothing in its place.
    """

    key: int
    start: int
    end: int
    pair: Pair | None
    portions: Mapping[str, Pair] = field(default_factory=dict)
    corrects: int | None = None
    removes: bool = False


def surviving(reports: Iterable[Reported]) -> tuple[Reported, ...]:
    """Return the reports that stand, in the order of the time they are about.

    A report stands when no other corrects it and it is no removal itself. The order in which reports came
    does not matter: a late report about an earlier time, and a correction, give what they would have given
    had they come at once.

    Parameters
    ----------
    reports : iterable of Reported
        In any order, corrections and removals included.

    Returns
    -------
    tuple of Reported
        By the end of their time, then by its start, then by key.

    Raises
    ------
    ValueError
        If two reports have one key, a time does not end after it starts, a report corrects one that is not
        there, or two correct the same.

    Examples
    --------
    >>> first = Reported(1, 0, 30, Pair(Decimal(5)))
    >>> right = Reported(2, 0, 30, Pair(Decimal(7)), corrects=1)
    >>> [one.key for one in surviving([right, first])]
    [2]
    >>> [one.key for one in surviving([right, first, Reported(3, 0, 30, None, corrects=2, removes=True)])]
    []
    """
    known: dict[int, Reported] = {}
    corrected: set[int] = set()
    for one in reports:
        if one.key in known:
            raise ValueError(f"There are two reports {one.key}. Give each a key of its own.")
        if one.end <= one.start:
            raise ValueError(f"The time of report {one.key} does not end after it starts. Check its days.")
        if one.corrects is not None and one.corrects in corrected:
            raise ValueError(f"Report {one.corrects} is corrected twice. Correct the correction instead.")
        known[one.key] = one
        corrected |= set() if one.corrects is None else {one.corrects}
    missing = sorted(corrected - known.keys())
    if missing:
        raise ValueError(f"Report {missing[0]} is corrected, but is not there. Give it too.")
    standing = (one for one in known.values() if one.key not in corrected and not one.removes)
    return tuple(sorted(standing, key=lambda one: (one.end, one.start, one.key)))
