"""What pages show of areas: lists, search, one area with all around it, outlines for a map."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Max, OuterRef, Q, Subquery

from bokal.programme.areas.models import (
    Area,
    Boundary,
    Choice,
    Composition,
    Definition,
    Geography,
    IndexRun,
    Observation,
    Selection,
)
from bokal.programme.areas.services.comparators import REST
from bokal.programme.areas.services.describe_place import Location, Standing, standing_of
from bokal.programme.areas.services.figures import CITY, IndicatorOfArea, indicators_of_area
from bokal.programme.areas.services.show_run import run_shown_first
from bokal.programme.history.services import kept

CONTEXT = "context"
PROGRAMME_AREAS = "programme_areas"
FOUND_AT_MOST = 50
PLACES = ("areas.area", "areas.geography")
LINES = ("areas.boundary", "areas.dataset", *PLACES)


type Ring = tuple[int, ...]
type Rings = tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """Everything the page of one area shows."""

    area: Area
    indicators: list[IndicatorOfArea]
    standing: Standing | None
    choices: list[Choice]
    children: list[Area]
    wholes: list[Area]
    location: Location


@dataclass(frozen=True, slots=True)
class Outlines:
    """Shapes for a map: the areas by code, the land around, the programme areas by name."""

    areas: Mapping[str, Rings]
    context: Rings
    accent: Mapping[str, Rings]
    city: Rings


@dataclass(frozen=True, slots=True)
class StartPage:
    """The plain numbers of the start page."""

    areas: int
    indicators: int
    observations: int
    latest_year: int | None
    run: IndexRun | None
    selection: Selection | None


def find_area(geography: str, code: str) -> Area:
    """Return an area by its stable code; raises ``Area.DoesNotExist``."""
    return Area.objects.select_related("geography", "parent", "parent__geography").get(
        geography__code=geography, code=code
    )


def area_page(area: Area) -> AreaPage:
    """Return everything the page of an area shows."""
    found = areas_around(area)
    children = [one for one in found if one.parent_id == area.pk]
    return AreaPage(
        area=area,
        indicators=indicators_of_area(area, nested=bool(children)),
        standing=standing_of(area),
        choices=choices_by_area().get(area.pk, []),
        children=children,
        wholes=[one for one in found if one.parent_id != area.pk],
        location=location_of(area),
    )


def areas_around(area: Area) -> list[Area]:
    """Return the areas that lie in an area or that it is part of; one query."""
    wholes = Composition.objects.filter(part=area).exclude(whole__geography__code=REST).values("whole")
    around = Area.objects.filter(Q(parent=area) | Q(pk__in=wholes)).select_related("geography")
    return list(around.order_by("geography__position", "code"))


def choices_by_area() -> dict[int, list[Choice]]:
    """Return the recorded choices by the key of the area, newest first, kept in memory between readers."""
    return kept(("choices",), gather_choices, of=("areas.choice", "areas.selection"))


def gather_choices() -> dict[int, list[Choice]]:
    """Read the recorded choices."""
    found: dict[int, list[Choice]] = {}
    for choice in Choice.objects.select_related("selection").order_by("-selection__decided_on", "pk"):
        found.setdefault(choice.area_id, []).append(choice)
    return found


def find_areas(query: str) -> list[Area]:
    """Find areas whose name or code has the words of the query, in the order of the geographies.

    Letters are compared without regard to case and to the marks above them, on every database alike:
    “Segevang” finds Segevång.
    """
    words = folded(query).split()[:5]
    if not words:
        return []
    keys = [key for key, text in texts_to_search() if all(word in text for word in words)][:FOUND_AT_MOST]
    found = Area.objects.select_related("geography").in_bulk(keys)
    return [found[key] for key in keys]


def texts_to_search() -> list[tuple[int, str]]:
    """Return the key and the folded name and code of every area, kept in memory between readers."""
    return kept(("texts to search",), gather_texts, of=PLACES)


def gather_texts() -> list[tuple[int, str]]:
    """Read the names and codes of all areas from the records."""
    areas = Area.objects.exclude(geography__code=CONTEXT).order_by("geography__position", "name", "code")
    rows = areas.values_list("pk", "name", "code")
    return [(key, folded(f"{name} {code}")) for key, name, code in rows]


def folded(text: str) -> str:
    """Return a text in small letters without the marks above or below them."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def geographies_with_counts() -> list[Geography]:
    """Return the geographies that hold areas of the city, with how many, as ``size``; kept in memory."""
    return kept(("geographies",), gather_geographies, of=PLACES)


def gather_geographies() -> list[Geography]:
    """Read the geographies that hold areas of the city."""
    geographies = Geography.objects.exclude(code__in=[CONTEXT, REST]).annotate(size=Count("areas"))
    return list(geographies.filter(size__gt=0).order_by("position", "code"))


def areas_in(geography: str) -> list[Area]:
    """Return the areas of a geography by name."""
    return list(Area.objects.filter(geography__code=geography).order_by("name", "code"))


def outlines_for(geography: str) -> Outlines:
    """Return the outlines in force for a map of a geography, kept in memory between readers; one query."""
    return kept(("outlines", geography), partial(gather_outlines, geography), of=LINES)


def gather_outlines(geography: str) -> Outlines:
    """Read the outlines for a map from the records."""
    codes = [geography, CONTEXT, CITY, PROGRAMME_AREAS]
    boundaries = Boundary.objects.filter(area__geography__code__in=codes, valid_to__isnull=True)
    rows = boundaries.order_by("area__code").values_list(
        "area__geography__code", "area__code", "area__name", "outline"
    )
    areas: dict[str, Rings] = {}
    around: list[Ring] = []
    accent: dict[str, Rings] = {}
    city: list[Ring] = []
    for where, code, name, rings in rows:
        # Not to be changed, and so that what is drawn of them can be kept.
        outline = tuple(tuple(ring) for ring in rings)
        if where == geography:
            areas[code] = outline
        # The city's own land lies below: generalised areas leave gaps, and those are neither water nor paper.
        if where in {CONTEXT, CITY}:
            around += outline
            city += outline if where == CITY else ()
        elif where == PROGRAMME_AREAS:
            accent[name] = (*accent.get(name, ()), *outline)
    return Outlines(areas, tuple(around), accent, tuple(city))


def location_of(area: Area) -> Location:
    """Return where an area lies; empty where there is no outline. One query, none when it is kept."""
    outlines = outlines_for(area.geography.code)
    city = () if area.geography.code == CITY else outlines.city
    return Location(outlines.areas.get(area.code, ()), city)


def years_with_figures(geography: str) -> list[tuple[Definition, list[int]]]:
    """Return the definitions a geography has figures for, with their years, newest first; kept in memory."""
    return kept(("years", geography), partial(gather_years, geography), of=("areas",))


def gather_years(geography: str) -> list[tuple[Definition, list[int]]]:
    """Read the definitions a geography has figures for, with their years."""
    pairs = Observation.objects.filter(area__geography__code=geography).order_by()
    years: dict[int, list[int]] = {}
    for key, year in sorted(set(pairs.values_list("definition", "year").distinct())):
        years.setdefault(key, []).insert(0, year)
    definitions = Definition.objects.select_related("indicator").filter(pk__in=years)
    ordered = definitions.order_by("indicator__position", "indicator__code", "-version")
    return [(definition, years[definition.pk]) for definition in ordered]


def start_page() -> StartPage:
    """Return the plain numbers of the start page, kept in memory between readers."""
    return kept(("start page",), gather_start_page, of=("areas",))


def gather_start_page() -> StartPage:
    """Read the plain numbers of the start page."""
    # Newest year by definition first: that reads one line of the index for each, not every figure.
    by_year = Observation.objects.filter(definition=OuterRef("pk")).order_by("-year").values("year")
    measured = Definition.objects.annotate(newest=Subquery(by_year[:1]))
    numbers = measured.aggregate(indicators=Count("indicator", distinct=True), latest=Max("newest"))
    return StartPage(
        areas=Area.objects.exclude(geography__code__in=[CONTEXT, REST]).count(),
        indicators=numbers["indicators"],
        observations=Observation.objects.count(),
        latest_year=numbers["latest"],
        run=run_shown_first(),
        selection=Selection.objects.order_by("-decided_on", "slug").first(),
    )


def selections_shown() -> list[Selection]:
    """Return the recorded choices of areas with everything a page shows of them."""
    selections = Selection.objects.select_related("run").order_by("-decided_on", "slug")
    return list(selections.prefetch_related("choices__area__geography"))
