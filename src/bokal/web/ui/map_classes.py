"""Classes of a map: their limits by one written rule, their shades, and the legend that says both."""

from __future__ import annotations

import bisect
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bokal.web.ui.chart_svg import STEPS, Pen

type Status = Literal["ok", "perturbed", "estimated", "suppressed", "missing"]
type Worse = Literal["high", "low"]
type Ring = Sequence[int]

OUTLINE = "accent"
WITH_VALUE = frozenset({"ok", "perturbed", "estimated"})
WITHOUT_VALUE = frozenset({"suppressed", "missing"})


@dataclass(frozen=True, slots=True)
class Shape:
    """An area on the map: its rings ``[x, y, x, y, …]`` in whole metres of SWEREF 99 TM, and its value.

    ``words`` is what is said of it where that is more than the value.
    """

    code: str
    label: str
    rings: Sequence[Ring]
    value: float | None
    status: str
    href: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """An area drawn as a line over the others, with its name."""

    name: str
    rings: Sequence[Ring]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the legend: ``step-0`` … ``step-4``, a status or the outline; words, count, picture."""

    key: str
    text: str
    count: int
    swatch: SafeString


def classify(values: Sequence[float | None], *, count: int = len(STEPS)) -> tuple[float, ...]:
    """Return the limits of the classes, both ends included.

    The rule: sort the values and cut them into so many groups of equal size. A class begins at the lowest
    value of each group, where that differs from the one before, so that equal values always share a class.
    A value is in the class with ``limit <= value < next limit``; the last limit is the highest value and
    belongs to the last class, which may hold this value alone.

    Examples
    --------
    >>> classify([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    (1, 3, 5, 7, 9, 10)
    >>> classify([1, 1, 1, 1, 8], count=4)
    (1, 8, 8)
    """
    if not 1 <= count <= len(STEPS):
        raise ValueError(
            f"A map has 1 to {len(STEPS)} classes, not {count}: more shades cannot be told apart."
        )
    known = sorted(value for value in values if value is not None)
    if not known:
        return ()
    if not all(map(math.isfinite, known)):
        raise ValueError("A value of the map is not a finite number: give None where there is no value.")
    starts = [known[math.ceil(group * len(known) / count)] for group in range(count) if group < len(known)]
    return (*sorted(set(starts)), known[-1])


def class_of(value: float, limits: Sequence[float]) -> int:
    """Return the class a value is in, counted from the lowest."""
    if len(limits) < 2 or not limits[0] <= value <= limits[-1]:
        raise ValueError(f"The value {value} is outside the classes: classify all values that are drawn.")
    return min(bisect.bisect_right(limits, value) - 1, len(limits) - 2)


def shade_of(number: int, classes: int, worse: Worse) -> int:
    """Return the shade of a class, spread over all steps and darkest where it is worst."""
    if worse not in {"high", "low"}:
        raise ValueError(f"What is worse must be 'high' or 'low', not {worse!r}.")
    last = len(STEPS) - 1
    if classes <= 1:
        return last // 2
    place = number if worse == "high" else classes - 1 - number
    return round(place * last / (classes - 1))


def shade(shape: Shape, limits: Sequence[float], worse: Worse) -> int | None:
    """Return the shade of a shape, or None where it has no value to show."""
    if shape.status not in WITH_VALUE | WITHOUT_VALUE:
        raise ValueError(f"The map does not know the status {shape.status!r} of {shape.code}.")
    if (shape.value is not None) != (shape.status in WITH_VALUE):
        raise ValueError(f"The value and the status {shape.status!r} of {shape.code} contradict each other.")
    if shape.value is None:
        return None
    return shade_of(class_of(shape.value, limits), len(limits) - 1, worse)


def legend(
    limits: Sequence[float],
    worse: Worse,
    shapes: Sequence[Shape],
    format_value: Callable[[float], str],
    *,
    outline: str = "",
    outlined: int = 0,
) -> list[LegendEntry]:
    """Return a line for each class from the lowest, for each status without a shade, for the outline."""
    classes = max(len(limits) - 1, 0)
    members = [0] * classes
    for shape in shapes:
        shade(shape, limits, worse)
        if shape.value is not None:
            members[class_of(shape.value, limits)] += 1
    entries = []
    for number in range(classes):
        step = shade_of(number, classes, worse)
        text = _limits_text(number, limits, format_value)
        entries.append(LegendEntry(f"step-{step}", text, members[number], _swatch(f"step-{step}")))
    for status, text in (
        ("estimated", gettext("Estimated")),
        ("suppressed", gettext("Hidden for privacy")),
        ("missing", gettext("No value")),
    ):
        found = sum(shape.status == status for shape in shapes)
        if found:
            entries.append(LegendEntry(status, text, found, _swatch(status)))
    if outlined:
        entries.append(LegendEntry(OUTLINE, outline, outlined, _swatch(OUTLINE)))
    return entries


def _limits_text(number: int, limits: Sequence[float], format_value: Callable[[float], str]) -> str:
    low = format_value(limits[number])
    if limits[number + 1] == limits[number]:
        return low
    high = format_value(limits[number + 1])
    if number == len(limits) - 2:
        return gettext("%(low)s to %(high)s") % {"low": low, "high": high}
    return gettext("%(low)s to under %(high)s") % {"low": low, "high": high}


def _swatch(key: str) -> SafeString:
    """Draw the little field beside a line of the legend, as it looks on the map."""
    pen = Pen()
    if key == OUTLINE:
        field = pen.draw("rect", "outlined", x=2, y=2, width=20, height=16)
    else:
        field = pen.draw("rect", key if key.startswith("step-") else "shape missing", width=24, height=20)
    over = ""
    if key == "estimated":
        over = pen.draw("path", "hatching", d="M0 8 8 0M4 20 24 0M16 20 24 12")
    elif key == "suppressed":
        over = "".join(
            pen.draw("circle", "speck", cx=x, cy=y, r=1.5) for x in (4, 12, 20) for y in (5, 10, 15)
        )
    box = 'viewBox="0 0 24 20" width="24" height="20"'
    return mark_safe(  # noqa: S308 fixed markup without text
        f'<svg class="swatch" {box} aria-hidden="true">{field}{over}</svg>'
    )
