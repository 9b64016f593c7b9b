"""The goals of the programme: what serves each, what that makes together, and the same as a table."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from bokal.programme.initiatives.models import Initiative, Measure
from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services.goals import (
    achieved_by,
    goals_by_initiative,
    goals_shown,
    is_added,
    measures_serving,
    serving,
)
from bokal.programme.programmes.models import Goal
from bokal.web.public.parameters import Asked
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language, last_day
from bokal.web.ui.guards import allow
from bokal.web.ui.measure_pictures import value_words
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.tables import csv_lines

PAGE_SIZE = 25
LAST = datetime.timedelta(days=1)
RESTS_ON = ("programmes", "areas", "initiatives")
COLUMNS = (
    *("initiative", "title", "area", "phase", "goals", "measure", "name", "unit", "accumulation"),
    *("value", "value_of", "up_to", "target", "target_of", "target_on", "in_sum", "constructed"),
)


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a measure has come, in words."""

    measure: Measure
    level: str
    target: str
    up_to: str


@dataclass(frozen=True, slots=True)
class Serving:
    """An initiative that serves a goal, with what it has reached."""

    initiative: Initiative
    reached: Sequence[Reached]


def reached(measure: Measure) -> Reached:
    """Put into words how far a measure has come."""
    total = getattr(measure, "total", None)
    value, whole, up_to = (total.value, total.value_of, total.up_to) if total else (None, None, None)
    target = value_words(measure, measure.target, measure.target_of)
    return Reached(measure, value_words(measure, value, whole), target, last_day(up_to) if up_to else "")


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def goal_list(request: HttpRequest) -> HttpResponse:
    """Show the goals, and what all initiatives that serve any make together, each counted once."""
    context = {
        "goals": goals_shown(),
        "achieved": achieved_by(measures_serving()),
        "initiatives": serving().count(),
    }
    return render(request, "public/goals/list.html", context)


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def goal(request: HttpRequest, number: int) -> HttpResponse:
    asked, found = Asked(request.GET), get_object_or_404(Goal, pk=number)
    measures = measures_serving(found)
    page = asked.page_of(serving(found), PAGE_SIZE)
    parts = [
        Serving(one, [reached(measure) for measure in measures if measure.initiative_id == one.pk])
        for one in page
    ]
    context = {
        "goal": found,
        "page": page,
        "parts": parts,
        "achieved": achieved_by(measures),
        "notes": asked.notes,
    }
    return render(request, "public/goals/goal.html", context)


@allow(can_read_initiatives)
def goal_list_table(request: HttpRequest) -> HttpResponse:
    """Send what serves any goal: a row for each measure, its goals in one cell, so that nothing is twice."""
    rows = csv_lines(COLUMNS, rows_of(None))
    return send(request, rows, name="goals.csv", kind="text/csv; charset=utf-8", of=RESTS_ON)


@allow(can_read_initiatives)
def goal_table(request: HttpRequest, number: int) -> HttpResponse:
    """Send what serves one goal as a table."""
    rows = csv_lines(COLUMNS, rows_of(get_object_or_404(Goal, pk=number)))
    return send(request, rows, name=f"goal-{number}.csv", kind="text/csv; charset=utf-8", of=RESTS_ON)


def rows_of(goal: Goal | None) -> Iterator[Sequence[object]]:
    """Yield a row for each measure of what serves a goal, and one for an initiative without any."""
    goals, measures = goals_by_initiative(), measures_serving(goal)
    for one in serving(goal):
        area = one.area.code if one.area else ""
        served = " ".join(map(str, goals.get(one.pk, [])))
        facts = (one.slug, in_language(one.title), area, one.phase, served)
        own = [measure for measure in measures if measure.initiative_id == one.pk]
        for measure in own:
            yield (*facts, *cells_of(measure), int(is_added(measure)), int(one.constructed))
        if not own:
            yield (*facts, *("",) * 10, 0, int(one.constructed))


def cells_of(measure: Measure) -> Sequence[object]:
    """Return what a row says of a measure."""
    total = getattr(measure, "total", None)
    return (
        measure.position,
        in_language(measure.name),
        measure.unit,
        measure.accumulation,
        total.value if total else None,
        total.value_of if total else None,
        total.up_to - LAST if total and total.up_to else None,
        measure.target,
        measure.target_of,
        measure.target_on,
    )
