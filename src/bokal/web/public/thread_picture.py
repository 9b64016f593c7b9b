"""The red thread drawn as one picture that can travel alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from bokal.web.ui.chart_svg import Pen, fitted, wrapped
from bokal.web.ui.formats import number

WIDTH = 760
LINE = 20
LEFT = 28
NAMES = 190
MOST = 5


@dataclass(frozen=True, slots=True)
class Rung:
    """One thing on the thread, in the reader's language where there is a text in it."""

    title: str
    language: str
    address: str
    thread: str
    status: str
    day: str
    here: bool
    constructed: bool


def words_beside(step: Mapping[str, Any]) -> list[str]:
    """Return the lines that stand beside a step: its things, and how many more there are."""
    rungs: Sequence[Rung] = step["rungs"]
    width = WIDTH - LEFT - NAMES
    lines = [line for rung in rungs[:MOST] for line in wrapped(fitted(told(rung), width * 2), width)]
    if len(rungs) > MOST:
        lines.append(gettext("and %(count)s more") % {"count": number(len(rungs) - MOST)})
    if step["voices"]:
        lines.insert(0, voices_words(step["voices"]))
    return lines or [gettext("Nothing yet")]


def voices_words(count: int) -> str:
    """Say how many voices a thread rests on, those that nobody may read too."""
    return ngettext("%(shown)s voice", "%(shown)s voices", count) % {"shown": number(count)}


def told(rung: Rung) -> str:
    """Return a thing in one line, with where it stands and when."""
    return " · ".join(part for part in (rung.title, rung.status, rung.day) if part)


def thread_svg(steps: Sequence[Mapping[str, Any]]) -> str:
    """Draw the steps below each other on one line; a step that nothing stands on has an empty ring."""
    pen = Pen(standalone=True)
    parts, ring_at, top = [], [], 16.0
    for step in steps:
        lines = words_beside(step)
        ring_at.append((top + 5, bool(step["rungs"])))
        parts.append(pen.write(step["name"], LEFT, top + 10, css="text name"))
        for line in lines:
            parts.append(
                pen.write(line, LEFT + NAMES, top + 10, css="text" if step["rungs"] else "text muted")
            )
            top += LINE
        top += LINE / 2
    line = pen.draw("line", "outlined", x1=10, y1=ring_at[0][0], x2=10, y2=ring_at[-1][0])
    rings = [
        pen.draw("circle", "dot counterfactual" if there else "paper", cx=10, cy=y, r=6)
        + ("" if there else pen.draw("circle", "outlined", cx=10, cy=y, r=5))
        for y, there in ring_at
    ]
    title = gettext("The red thread: from what was said to what came of it")
    description = " ".join(f"{step['name']}: {'; '.join(words_beside(step))}." for step in steps)
    box = (float(WIDTH), top)
    paper = pen.draw("rect", "paper", x=0, y=0, width=WIDTH, height=top)
    return pen.sheet(
        [paper, line, *rings, *parts],
        name="red-thread",
        css="chart",
        box=box,
        title=title,
        description=description,
    )
