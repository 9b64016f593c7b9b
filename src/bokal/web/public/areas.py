"""Areas: find one, see how it is there, and which were chosen."""

from collections.abc import Collection, Sequence
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bokal.programme.accounts.perms import anyone
from bokal.programme.areas.models import Area, Geography
from bokal.programme.areas.services import (
    AreaPage,
    IndicatorOfArea,
    Standing,
    area_page,
    areas_in,
    find_area,
    find_areas,
    geographies_with_counts,
    selections_shown,
)
from bokal.programme.initiatives.services.near import NOTHING, initiatives_near
from bokal.web.public.area_figures import (
    finding_words,
    in_short,
    leading,
    picture_named,
    shown,
    where_it_is,
)
from bokal.web.public.parameters import Asked
from bokal.web.ui.addresses import area_address
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.charts import chart, contribution_bars
from bokal.web.ui.downloads import send_picture
from bokal.web.ui.formats import in_language, number
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.wording import interval_words

PAGE_SIZE = 150
CITY = "city"


def in_groups(found: Sequence[Area], *, ended: bool) -> list[tuple[Geography, list[Area]]]:
    """Group what a search found by geography: those in force today, or the older divisions."""
    wanted = [area for area in found if (area.geography.valid_to is not None) == ended]
    return [(where, list(areas)) for where, areas in groupby(wanted, key=lambda area: area.geography)]


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
        "found": in_groups(found, ended=False),
        "ended": in_groups(found, ended=True),
        "count": len(found),
        "rows": asked.page_of(areas_in(geography.code) if geography and not words else [], PAGE_SIZE),
        "notes": asked.notes,
    }
    return render(request, "public/area_list.html", context)


@allow(anyone)
def area_geography(request: HttpRequest, geography: str) -> HttpResponse:
    """Lead from the address above an area to the list it stands in."""
    return redirect(f"{reverse('public:area-list')}?{urlencode({'geography': geography})}")


def score_picture(standing: Standing | None, names: dict[str, str]) -> Drawn | None:
    """Draw what an area's score is made of."""
    if standing is None or standing.own is None or not standing.own.contributions:
        return None
    parts = [(names.get(code, code), part) for code, part in standing.own.contributions.items()]
    name, most = max(parts, key=lambda part: part[1])
    words = {"name": name, "part": number(most), "score": number(sum(part for _, part in parts))}
    title = gettext("%(name)s adds most to the score: %(part)s of %(score)s") % words
    sentence = gettext(
        "Each bar is what one indicator adds. A longer bar means lower welfare by that indicator."
    )
    rows = [(name, number(part)) for name, part in parts]
    picture = chart(
        contribution_bars,
        name="contributions",
        parts=parts,
        title=title,
        description=", ".join(f"{name}: {part}" for name, part in rows),
        decimals=0,
    )
    heads = (gettext("Indicator"), gettext("Part of the score"))
    source = gettext("Computed here from the figures of %(year)s.") % {"year": standing.year}
    return Drawn(title, sentence, picture, source=source, heads=heads, rows=rows)


def rank_words(standing: Standing | None) -> str:
    """Say an area's rank with what it may as well be."""
    if standing is None or standing.own is None:
        return ""
    own = standing.own
    return interval_words(own.rank, own.rank_low, own.rank_high, standing.total)


def page_of_area(geography: str, code: str) -> AreaPage:
    """Return what there is of an area, or answer that there is none."""
    try:
        return area_page(find_area(geography, code))
    except Area.DoesNotExist as missing:
        raise Http404 from missing


def names_in(page: AreaPage) -> dict[str, str]:
    """Return the names of the indicators of an area by their codes."""
    return {one.indicator.code: in_language(one.indicator.name) for one in page.indicators}


def ranked_by(standing: Standing | None) -> Collection[str]:
    """Return the codes of the indicators that rank an area or the zones in it."""
    if standing is None:
        return ()
    place = standing.own or next(iter(standing.parts), None)
    return place.contributions if place else ()


@allow(anyone)
@remembered("programmes", "areas", "voices", "decisions", "initiatives")
def area(request: HttpRequest, geography: str, code: str) -> HttpResponse:
    page = page_of_area(geography, code)
    larger = page.area.parent
    first = leading(page.indicators, ranked_by(page.standing))
    is_city = page.area.geography.code == CITY
    context = {
        "page": page,
        "area": page.area,
        "larger_address": area_address(larger.geography.code, larger.code) if larger else "",
        "finding": finding_words(page.indicators),
        "leading": [shown(page.area, figure) for figure in first],
        "figures": in_short(page.indicators),
        "rank": rank_words(page.standing),
        "score": score_picture(page.standing, names_in(page)),
        "where": where_it_is(page.area, page.location),
        "going_on": NOTHING if is_city else initiatives_near(page.area),
        "is_city": is_city,
    }
    return render(request, "public/area.html", context)


def figure_of(page: AreaPage, indicator: str) -> IndicatorOfArea:
    """Return one indicator of an area, or answer that it has none."""
    found = next((one for one in page.indicators if one.indicator.code == indicator), None)
    if found is None:
        raise Http404
    return found


@allow(anyone)
@remembered("programmes", "areas")
def area_indicator(request: HttpRequest, geography: str, code: str, indicator: str) -> HttpResponse:
    page = page_of_area(geography, code)
    context = {"area": page.area, "shown": shown(page.area, figure_of(page, indicator))}
    return render(request, "public/area_indicator.html", context)


@allow(anyone)
@require_safe
def area_picture(request: HttpRequest, geography: str, code: str, name: str, kind: str) -> HttpResponse:
    """Send a picture of an area's page as a file: ``score``, or an indicator's ``place`` or ``trend``."""
    try:
        found = find_area(geography, code)
    except Area.DoesNotExist as missing:
        raise Http404 from missing

    def draw() -> Drawn | None:
        page = area_page(found)
        if name == "score":
            return score_picture(page.standing, names_in(page))
        return picture_named(found, page.indicators, name)

    return send_picture(request, draw, name=f"{code}-{name}", kind=kind)


@allow(anyone)
@remembered("programmes", "areas")
def selection(request: HttpRequest) -> HttpResponse:
    return render(request, "public/selection.html", {"selections": selections_shown()})
