"""How well each group was heard: its share of those heard, over its share of those who live there."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Ratio:
    """How one group was heard.

    Attributes
    ----------
    heard : int
        People of the group that were heard.
    share_heard, share_living : float
        Its share of all who were heard, and of all who live there, from 0 to 1.
    ratio : float
        ``share_heard / share_living``; 1 is as many as live there.
    low, high : float
        The Wilson interval of ``share_heard``, over ``share_living``. The share living there is taken as
        known; only chance in who was heard is in it, not who chose to speak.
    gap : float
        People missing (above zero) or too many (below) for the group to be heard as often as it lives there.
    """

    heard: int
    share_heard: float
    share_living: float
    ratio: float
    low: float
    high: float
    gap: float


def wilson_interval(*, cases: int, people: int, level: float = 0.95) -> tuple[float, float]:
    """Return the score interval of a share.

    It keeps its level for small numbers and never leaves 0 to 1 (Wilson 1927, "Probable inference, the law
    of succession, and statistical inference", J. Am. Stat. Assoc. 22, p. 209–212).

    Parameters
    ----------
    cases, people : int
        ``cases`` of ``people``; at least one of the people.
    level : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        The lower and the upper end, from 0 to 1.

    Raises
    ------
    ValueError
        If the counts are no share, or the level is none.

    Examples
    --------
    >>> [round(end, 4) for end in wilson_interval(cases=0, people=10)]
    [0.0, 0.2775]
    """
    if people < 1 or not 0 <= cases <= people:
        raise ValueError(f"{cases} of {people} is no share. Give a person, and no more cases than people.")
    if not 0 < level < 1:
        raise ValueError(f"The level is {level:g}. Give a number between 0 and 1.")
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, spread = cases / people, z * z / people
    middle = share + spread / 2
    half = z * math.sqrt(share * (1 - share) / people + spread / (4 * people))
    low = 0.0 if cases == 0 else (middle - half) / (1 + spread)
    high = 1.0 if cases == people else (middle + half) / (1 + spread)
    return low, high


def representation(
    *, heard: Mapping[str, int], living: Mapping[str, int], level: float = 0.95
) -> dict[str, Ratio]:
    """Hold those who were heard against those who live there, group by group.

    Parameters
    ----------
    heard : mapping of str to int
        People heard, by group. A group that is left out was not heard at all.
    living : mapping of str to int
        People living there, by group, in the order of the answer; each above zero.
    level : float
        Of the intervals.

    Returns
    -------
    dict of str to Ratio
        One entry for each group of ``living``.

    Raises
    ------
    ValueError
        If nobody was heard, a group lives nowhere, or a group was heard that does not live there.

    Examples
    --------
    >>> found = representation(heard={"women": 6, "men": 2}, living={"women": 500, "men": 500})
    >>> found["women"].ratio, found["men"].gap
    (1.5, 2.0)
    """
    unknown = sorted(set(heard) - set(living))
    if unknown:
        raise ValueError(f"“{unknown[0]}” was heard, and does not live there. Use the same groups for both.")
    for group, people in living.items():
        if people <= 0:
            raise ValueError(f"Nobody of “{group}” lives there. Leave it out, or join it with another.")
    if any(people < 0 for people in heard.values()):
        raise ValueError("A number of people heard is below zero. Give whole numbers from zero on.")
    all_heard, all_living = sum(heard.values()), sum(living.values())
    if all_heard == 0:
        raise ValueError("Nobody was heard, so there is nothing to hold against those who live there.")
    found = {}
    for group, people in living.items():
        cases, share = heard.get(group, 0), people / all_living
        low, high = wilson_interval(cases=cases, people=all_heard, level=level)
        found[group] = Ratio(
            heard=cases,
            share_heard=cases / all_heard,
            share_living=share,
            ratio=cases * all_living / (all_heard * people),
            low=low / share,
            high=high / share,
            gap=all_heard * people / all_living - cases,
        )
    return found
