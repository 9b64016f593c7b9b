"""Axes with round steps, and numbers as people read them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_SPAN = 0.05


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight axis: which value lies where."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def round_step(span: float, count: int) -> float:
    """Return the smallest of 1, 2 or 5 times a power of ten that covers the span in at most so many steps."""
    if span <= 0:
        return 1.0
    rough = span / count
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))


def ticks(low: float, high: float, *, count: int = 5, whole: bool = False) -> list[float]:
    """Return round values whose first is not above the low and whose last is not below the high end."""
    step = round_step(high - low, count)
    if whole:
        step = max(1.0, step)
    first = math.floor(low / step + 1e-9)
    last = max(math.ceil(high / step - 1e-9), first + 1)
    return [round(place * step, 12) for place in range(first, last + 1)]


def value_ticks(values: Sequence[float]) -> list[float]:
    """Return the ticks of a value axis: from zero, unless the values would then fill less than half of it.

    An axis that does not start at zero spans at least a twentieth of the largest value, so that a change of
    one in a hundred does not look like a fall.
    """
    low, high = min(values), max(values)
    if low >= 0 and low < high / 2:
        low = 0.0
    elif high <= 0 and high > low / 2:
        high = 0.0
    least = max(abs(low), abs(high)) * LEAST_SPAN
    if 0 < high - low < least:
        low, high = (low + high - least) / 2, (low + high + least) / 2
    if low == high:
        spare = abs(low) / 10 or 1.0
        low, high = low - spare if low else low, high + spare
    return ticks(low, high)


def decimals_of(steps: Sequence[float]) -> int:
    """Return how many decimals the ticks need to be told apart."""
    step = abs(steps[1] - steps[0]) if len(steps) > 1 else 1.0
    return max(0, -math.floor(math.log10(step) + 1e-9))


def with_unit(text: str, unit: str) -> str:
    """Put the unit after a number."""
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def finite(values: Sequence[float], place: str) -> None:
    """Refuse values that cannot be drawn."""
    for position, value in enumerate(values):
        if not math.isfinite(value):
            raise ValueError(
                f"Value {position + 1} of {place} is {value}: leave it out or give None instead."
            )
