"""Areas: find one, see how it is there, and which were chosen."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Area
from bokal.programme.areas.services import (
    Standing,
    area_page,
    areas_in,
    find_area,
    find_areas,
    geographies_with_counts,
    selections_shown,
)
from bokal.web.public.area_figures import figures_shown, short_rows, where_it_is
from bokal.web.public.parameters import Asked
from bokal.web.public.wording import interval_words
from bokal.web.ui.addresses import area_address
from bokal.web.ui.charts import contribution_bars
from bokal.web.ui.formats import in_language, number
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

PAGE_SIZE = 150
CITY = "city"


@allow(anyone)
@remembered("programmes", "areas")
def area_list(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    words = asked.text("q")
    geographies = {geography.code: geography for geography in geographies_with_counts()}
    usual = "programme_areas" if "programme_areas" in geographies else next(iter(geographies), "")
    geography = geographies.get(asked.choice("geography", geographies, usual))
    found = find_areas(words)
    context = {
        "words": words,
        "geographies": list(geographies.values()),
        "geography": geography,
        "found": [(where, list(areas)) for where, areas in groupby(found, key=lambda area: area.geography)],
        "rows": asked.page_of(areas_in(geography.code) if geography and not words else [], PAGE_SIZE),
        "notes": asked.notes,
    }
    return render(request, "public/area_list.html", context)


@allow(anyone)
def area_geography(request: HttpRequest, geography: str) -> HttpResponse:
    """Lead from the address above an area to the list it stands in."""
    return redirect(f"{reverse('public:area-list')}?{urlencode({'geography': geography})}")


def place_shown(standing: Standing | None, names: dict[str, str]) -> dict[str, Any] | None:
    """Return an area's rank in words, and what its score is made of as a picture."""
    if standing is None or standing.own is None:
        return None
    own = standing.own
    parts = [(names.get(code, code), part) for code, part in own.contributions.items()]
    title = gettext("What the score is made of")
    picture = contribution_bars(
        name="contributions",
        parts=parts,
        title=title,
        description=", ".join(f"{name}: {number(part)}" for name, part in parts),
        decimals=0,
    )
    words = interval_words(own.rank, own.rank_low, own.rank_high, standing.total)
    return {"words": words, "picture": picture, "title": title}


@allow(anyone)
@remembered("programmes", "areas")
def area(request: HttpRequest, geography: str, code: str) -> HttpResponse:
    try:
        page = area_page(find_area(geography, code))
    except Area.DoesNotExist as missing:
        raise Http404 from missing
    names = {one.indicator.code: in_language(one.indicator.name) for one in page.indicators}
    larger, is_city = page.area.parent, page.area.geography.code == CITY
    figures = figures_shown(page.area, page.indicators)
    context = {
        "page": page,
        "area": page.area,
        "larger_address": area_address(larger.geography.code, larger.code) if larger else "",
        "figures": figures,
        "short": short_rows(figures, is_city=is_city),
        "place": place_shown(page.standing, names),
        "where": where_it_is(page.area, page.location),
        "is_city": is_city,
    }
    return render(request, "public/area.html", context)


@allow(anyone)
@remembered("programmes", "areas")
def selection(request: HttpRequest) -> HttpResponse:
    return render(request, "public/selection.html", {"selections": selections_shown()})
