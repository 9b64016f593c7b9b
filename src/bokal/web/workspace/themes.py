"""Themes at work: which published voices resemble each other, as a start for a problem. People decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from bokal.programme.history.services import history_mark, kept, marks_held
from bokal.programme.voices.models import Case
from bokal.programme.voices.perms import areas_written_in, can_write_problems
from bokal.programme.voices.services import (
    PERIODS,
    THEMES_REST_ON,
    Theme,
    Wanted,
    areas_to_speak_about,
    cases_of_themes,
    suggested_themes,
)
from bokal.web.ui.guards import allow

PAGE_SIZE = 5
EXAMPLES = 3
MOST_TICKED = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A theme on the page: its first voices, how many there are, and how many of them are not offered."""

    first: list[Case]
    rest: list[Case]
    voices: int
    left_out: int


def areas_offered(areas: frozenset[str] | None) -> dict[str, str]:
    """Return the areas somebody may choose from, by code."""
    found = areas_to_speak_about()
    return {area.code: area.name for area in found if areas is None or area.code in areas}


def periods() -> list[tuple[int, str]]:
    """Return the times back that can be chosen."""
    words = [(days, gettext("The last %(days)s days") % {"days": days}) for days in PERIODS]
    return [(0, gettext("All time")), *words]


def wanted_by(query: Mapping[str, Any], areas: frozenset[str] | None, offered: Mapping[str, str]) -> Wanted:
    """Return which voices are asked for; a word that is no choice asks for the usual."""
    area, days = query.get("area", ""), query.get("days", "")
    return Wanted(
        areas=frozenset({area}) if area in offered else areas,
        days=int(days) if days in map(str, PERIODS) else 0,
        loose=query.get("all", "") != "1",
    )


def shown_theme(ids: tuple[int, ...], cases: Mapping[int, Case]) -> Shown:
    """Return a theme with the voices that can be read."""
    there = [cases[number] for number in ids[:MOST_TICKED] if number in cases]
    left_out = max(0, len(ids) - MOST_TICKED)
    return Shown(there[:EXAMPLES], there[EXAMPLES:], len(there) + left_out, left_out)


def sections_of(themes: tuple[Theme, ...]) -> SafeString:
    """Return themes as they are drawn, kept until what they show changes; they look alike for everybody."""
    return kept(
        ("theme sections", themes, get_language()), lambda: draw(themes), of=("areas", *THEMES_REST_ON)
    )


def draw(themes: tuple[Theme, ...]) -> SafeString:
    """Draw themes with their voices."""
    cases = cases_of_themes(themes, MOST_TICKED)
    shown = [shown_theme(theme.ids, cases) for theme in themes]
    return render_to_string("workspace/themes/sections.html", {"themes": shown})


@allow(can_write_problems)
def theme_list(request: HttpRequest) -> HttpResponse:
    areas = areas_written_in(request.user)
    with marks_held():
        # All that the page rests on is asked for at once.
        history_mark("areas", *THEMES_REST_ON, "programmes.programme")
        offered = areas_offered(areas)
        wanted = wanted_by(request.GET, areas, offered)
        found = suggested_themes(wanted)
        page = Paginator(found.themes, PAGE_SIZE).get_page(request.GET.get("page"))
        context = {
            "page": page,
            "sections": sections_of(tuple(page)),
            "found": found,
            "areas": sorted(offered.items()),
            "periods": periods(),
            "asked": {
                "area": request.GET.get("area", ""),
                "days": wanted.days,
                "all": not wanted.loose,
            },
            "everywhere": areas is None,
        }
        return render(request, "workspace/themes/list.html", context)


urlpatterns = [path("", theme_list, name="theme-list")]
