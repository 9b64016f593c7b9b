"""Works as everybody sees them: on a map by year, in a list that says the same, and one by one."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from bokal.programme.initiatives.enums import Moment, WorkStep
from bokal.programme.initiatives.models import Work, WorkPhase
from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services.read_works import (
    displaced_by,
    find_work,
    stage_this_year,
    standing_in,
    works_shown,
    years_of,
)
from bokal.web.public.parameters import Asked
from bokal.web.ui.guards import allow
from bokal.web.ui.map_ground import SIDE
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.work_pictures import stage_words, timeline, works_picture
from bokal.web.ui.work_wording import displacement_words, time_words

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A work in the list beside the map."""

    work: Work
    stage: str
    placed: bool


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A step in the table of a work: what was planned and what came, in words."""

    step: str
    planned: str
    came: str


def year_asked(asked: Asked, years: list[int]) -> int:
    """Return the year a reader chose, else this one or the nearest there is."""
    today = timezone.localdate().year
    usual = min(years, key=lambda year: abs(year - today))
    return int(asked.choice("year", [str(year) for year in years], str(usual)))


@allow(can_read_initiatives)
@remembered("programmes", "areas", "initiatives")
def work_list(request: HttpRequest) -> HttpResponse:
    asked, works = Asked(request.GET), works_shown()
    years = years_of(works)
    year = year_asked(asked, years) if years else None
    standing = standing_in(works, year) if year else []
    drawn, key = works_picture(standing, every=[one.work for one in works], year=year) if year else (None, [])
    lines = [
        Line(one.work, stage_words(one.stage, by_plan=one.by_plan), bool(one.work.outline))
        for one in standing
    ]
    context = {
        "years": years,
        "year": year,
        "drawn": drawn,
        "key": key,
        "rows": asked.page_of(lines, PAGE_SIZE),
        "timeless": [one.work for one in works if not one.spans],
        "notes": asked.notes,
    }
    return render(request, "public/works/list.html", context)


def work_of(slug: str) -> Work:
    """Return a work that everybody may read; others are not there."""
    try:
        return find_work(slug)
    except Work.DoesNotExist as missing:
        raise Http404 from missing


def phase_line(phase: WorkPhase) -> PhaseLine:
    """Put a step into words."""
    return PhaseLine(
        step=str(WorkStep(phase.step).label),
        planned=time_words(phase.planned_from, phase.planned_to, year_only=phase.year_only),
        came=time_words(phase.from_day, phase.to_day, year_only=phase.year_only),
    )


def stage_now(work: Work) -> str:
    """Say how far a work is this year, or nothing when no step covers it."""
    found = stage_this_year(work)
    return stage_words(found[0], by_plan=found[1]) if found else ""


@allow(can_read_initiatives)
@remembered("programmes", "areas", "initiatives")
def work(request: HttpRequest, slug: str) -> HttpResponse:
    found, today = work_of(slug), timezone.localdate()
    steps = list(WorkStep)
    phases = sorted(found.phases.all(), key=lambda phase: steps.index(WorkStep(phase.step)))
    photos = list(found.photos.all())
    context = {
        "work": found,
        "stage": stage_now(found),
        "phases": [phase_line(phase) for phase in phases],
        "timeline": timeline(phases, today),
        "before": [photo for photo in photos if photo.moment == Moment.BEFORE],
        "after": [photo for photo in photos if photo.moment == Moment.AFTER],
        "displaced": displacement_words(displaced_by(found)),
        "side": SIDE,
    }
    return render(request, "public/works/work.html", context)
