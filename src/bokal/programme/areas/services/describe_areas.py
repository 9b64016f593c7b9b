"""What pages show of areas: lists, search, one area with all around it, outlines for a map."""

import unicodedata
from dataclasses import dataclass

from django.core.cache import cache
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
from bokal.programme.areas.services.describe_place import Location, Standing, location_of, standing_of
from bokal.programme.areas.services.figures import CITY, REST, IndicatorOfArea, indicators_of_area
from bokal.programme.areas.services.show_run import run_shown_first
from bokal.programme.history.services import history_mark

CONTEXT = "context"
PROGRAMME_AREAS = "programme_areas"
FOUND_AT_MOST = 50
KEEP_SECONDS = 24 * 60 * 60


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

    areas: dict[str, list[list[int]]]
    context: list[list[int]]
    accent: dict[str, list[list[int]]]


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
    wholes = Composition.objects.filter(part=area).exclude(whole__geography__code=REST).values("whole")
    around = Area.objects.filter(Q(parent=area) | Q(pk__in=wholes)).select_related("geography")
    found = list(around.order_by("geography__position", "code"))
    children = [one for one in found if one.parent_id == area.pk]
    choices = area.choices.select_related("selection").order_by("-selection__decided_on")
    return AreaPage(
        area=area,
        indicators=indicators_of_area(area, nested=bool(children)),
        standing=standing_of(area),
        choices=list(choices),
        children=children,
        wholes=[one for one in found if one.parent_id != area.pk],
        location=location_of(area),
    )


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
    kept_under = f"areas-to-search:{history_mark()}"
    texts: list[tuple[int, str]] | None = cache.get(kept_under)
    if texts is None:
        areas = Area.objects.exclude(geography__code=CONTEXT).order_by("geography__position", "name", "code")
        rows = areas.values_list("pk", "name", "code")
        texts = [(key, folded(f"{name} {code}")) for key, name, code in rows]
        cache.set(kept_under, texts, KEEP_SECONDS)
    return texts


def folded(text: str) -> str:
    """Return a text in small letters without the marks above or below them."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def geographies_with_counts() -> list[Geography]:
    """Return the geographies that hold areas of the city, with how many, as ``size``."""
    geographies = Geography.objects.exclude(code__in=[CONTEXT, REST]).annotate(size=Count("areas"))
    return list(geographies.filter(size__gt=0).order_by("position", "code"))


def areas_in(geography: str) -> list[Area]:
    """Return the areas of a geography by name."""
    return list(Area.objects.filter(geography__code=geography).order_by("name", "code"))


def outlines_for(geography: str) -> Outlines:
    """Return the outlines in force for a map of a geography, with one query."""
    codes = [geography, CONTEXT, CITY, PROGRAMME_AREAS]
    boundaries = Boundary.objects.filter(area__geography__code__in=codes, valid_to__isnull=True)
    rows = boundaries.order_by("area__code").values_list(
        "area__geography__code", "area__code", "area__name", "outline"
    )
    areas: dict[str, list[list[int]]] = {}
    around: list[list[int]] = []
    accent: dict[str, list[list[int]]] = {}
    for where, code, name, outline in rows:
        if where == geography:
            areas[code] = outline
        # The city's own land lies below: generalised areas leave gaps, and those are neither water nor paper.
        if where in {CONTEXT, CITY}:
            around += outline
        elif where == PROGRAMME_AREAS:
            accent.setdefault(name, []).extend(outline)
    return Outlines(areas, around, accent)


def years_with_figures(geography: str) -> list[tuple[Definition, list[int]]]:
    """Return the definitions a geography has figures for, with their years, newest first."""
    pairs = Observation.objects.filter(area__geography__code=geography).order_by()
    years: dict[int, list[int]] = {}
    for key, year in sorted(set(pairs.values_list("definition", "year").distinct())):
        years.setdefault(key, []).insert(0, year)
    definitions = Definition.objects.select_related("indicator").filter(pk__in=years)
    ordered = definitions.order_by("indicator__position", "indicator__code", "-version")
    return [(definition, years[definition.pk]) for definition in ordered]


def start_page() -> StartPage:
    """Return the plain numbers of the start page."""
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
