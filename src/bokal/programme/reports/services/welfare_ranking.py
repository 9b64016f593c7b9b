"""The report “Where is welfare lowest?”: a run's ranking with all that a reader needs to doubt it."""

from collections.abc import Iterable, Mapping
from typing import Any

from bokal.programme.areas.calculations import RunAnswer
from bokal.programme.areas.models import (
    Boundary,
    Composition,
    Dataset,
    Definition,
    IndexRun,
    Observation,
    Selection,
)
from bokal.programme.areas.services import answer_run
from bokal.programme.programmes.models import Programme
from bokal.programme.reports.errors import InputsChanged, SubjectMissing

type Json = dict[str, Any]

NO_LEVEL: Json = {"value": None, "status": "missing", "dataset": ""}


def build_welfare_ranking(subject: Mapping[str, Any], *, as_run: bool) -> Json:
    """Build the content from ``run``, the ``city`` and the programme areas (``composites``).

    Everything is computed from the figures as they are now. With ``as_run`` they must be those that the run
    was computed from, or the report would say something else than the ranking it speaks of.
    """
    try:
        run = IndexRun.objects.select_related("geography").get(slug=subject["run"])
    except (IndexRun.DoesNotExist, KeyError) as missing:
        raise SubjectMissing from missing
    answer = answer_run(run)
    if as_run and answer.input_sha256 != run.input_sha256:
        raise InputsChanged
    definitions = definitions_of(run)
    levels = levels_in(definitions, geography=run.geography.code, year=run.year)
    city_levels = levels_in(definitions, geography=subject["city"], year=run.year)
    chosen = levels_in(definitions, geography=subject["composites"], year=run.year)
    city_code = next(iter(city_levels), "")
    composites = composites_of(chosen, levels, geography=subject["composites"], part=run.geography.code)
    drawn = [run.geography.code, subject["composites"], subject.get("context", "")]
    return {
        "title": run.title,
        "year": run.year,
        "geography": {"code": run.geography.code, "name": run.geography.name},
        "programme": programme_of(),
        "run": run_of(run, answer),
        "domains": [domain_of(entry, definitions, levels) for entry in run.parameters["domains"]],
        "city": {"code": city_code or "city", "values": city_levels.get(city_code, {})},
        "areas": areas_of(answer, levels),
        "composites": composites,
        "certainty": answer.summary,
        "selection": selection_of(subject.get("selection", "")),
        "map": map_of(run.geography.code, subject),
        "sources": sources_of(levels, city_levels, chosen, composites=composites, drawn=drawn),
    }


def definitions_of(run: IndexRun) -> dict[str, Definition]:
    """Return the definitions a run uses, by indicator code, in the run's order."""
    wanted = [entry["definition"] for entry in run.parameters["domains"]]
    found = Definition.objects.order_by().select_related("indicator").in_bulk(wanted)
    return {found[key].indicator.code: found[key] for key in wanted}


def levels_in(definitions: Mapping[str, Definition], *, geography: str, year: int) -> dict[str, Json]:
    """Return the level of each definition in each area of a geography: value, status and dataset."""
    observations = (
        Observation.objects.filter(
            definition__in=list(definitions.values()), year=year, area__geography__code=geography
        )
        .order_by()
        .values_list("area__code", "definition__indicator__code", "value", "status", "dataset__slug")
    )
    levels: dict[str, Json] = {}
    # Sorted here and below, because databases differ in how they order letters.
    for code, indicator, value, status, dataset in sorted(observations, key=lambda row: row[:2]):
        area = levels.setdefault(code, {name: dict(NO_LEVEL) for name in definitions})
        area[indicator] = {"value": value, "status": status, "dataset": dataset}
    return levels


def programme_of() -> Json:
    """Return the programme the report belongs to."""
    programme = Programme.objects.order_by("pk").first()
    return {"name": programme.name, "city": programme.city} if programme else {"name": {}, "city": ""}


def run_of(run: IndexRun, answer: RunAnswer) -> Json:
    """Return how the index was made."""
    settings = {name: value for name, value in run.parameters.items() if name != "domains"}
    return {
        "slug": run.slug,
        "method": run.method,
        "parameters": settings,
        "input_sha256": answer.input_sha256,
        "bokal_version": run.bokal_version,
    }


def domain_of(entry: Json, definitions: Mapping[str, Definition], levels: Mapping[str, Json]) -> Json:
    """Return one domain of the index with the exact definition of its indicator."""
    definition = definitions[entry["code"]]
    datasets = sorted({area[entry["code"]]["dataset"] for area in levels.values()} - {""})
    return {
        "indicator": entry["code"],
        "version": definition.version,
        "name": definition.name,
        "text": definition.text,
        "limits": definition.limits,
        "unit": definition.indicator.unit,
        "decimals": definition.indicator.decimals,
        "direction": definition.indicator.direction,
        "kind": entry["kind"],
        "weight": entry["weight"],
        "datasets": datasets,
    }


def areas_of(answer: RunAnswer, levels: Mapping[str, Json]) -> list[Json]:
    """Return every area of the run, lowest welfare first, as computed just now."""
    return [
        {
            "code": place.code,
            "name": place.name,
            "group": place.group,
            "score": place.score,
            "rank": place.rank,
            "low": place.rank_low,
            "high": place.rank_high,
            "decile": place.decile,
            "contributions": dict(place.contributions),
            "values": levels.get(place.code, {}),
        }
        for place in answer.places
    ]


def composites_of(
    chosen: Mapping[str, Json], levels: Mapping[str, Json], *, geography: str, part: str
) -> list[Json]:
    """Return the composite areas with their estimated levels, their parts, and what lies inside each mean."""
    compositions = Composition.objects.filter(whole__geography__code=geography, part__geography__code=part)
    rows = compositions.order_by().values_list(
        "whole__code", "whole__name", "part__code", "weight", "role", "judged", "dataset__slug"
    )
    parts: dict[tuple[str, str], list[Json]] = {}
    for code, name, zone, weight, role, judged, dataset in sorted(rows, key=lambda row: row[:3]):
        told = {"code": zone, "weight": float(weight), "role": role, "judged": judged, "dataset": dataset}
        parts.setdefault((code, name), []).append(told)
    return [
        {
            "code": code,
            "name": name,
            "values": chosen.get(code, {}),
            "parts": zones,
            "inside": inside_of(levels[zone["code"]] for zone in zones if zone["code"] in levels),
        }
        for (code, name), zones in parts.items()
    ]


def inside_of(zones: Iterable[Json]) -> Json:
    """Return the lowest and highest level among the zones, by indicator."""
    found: dict[str, list[float]] = {}
    for zone in zones:
        for name, level in zone.items():
            if level["value"] is not None:
                found.setdefault(name, []).append(level["value"])
    return {name: {"lowest": min(values), "highest": max(values)} for name, values in found.items()}


def selection_of(slug: str) -> Json | None:
    """Return the recorded choice of areas, if the report names one: the chosen first, then by name."""
    selection = Selection.objects.filter(slug=slug).order_by().first()
    if selection is None:
        return None
    choices = selection.choices.order_by().values_list("chosen", "area__name", "area__code")
    return {
        "title": selection.title,
        "decided_by": selection.decided_by,
        "decided_when": selection.decided_when,
        "reasons": selection.reasons,
        "source": selection.source,
        "constructed": selection.constructed,
        "areas": [
            {"code": code, "name": name, "chosen": chosen}
            for chosen, name, code in sorted(choices, key=lambda row: (not row[0], row[1], row[2]))
        ],
    }


def outlines_of(geography: str) -> Json:
    """Return the outlines in force of a geography, by area code."""
    boundaries = Boundary.objects.filter(area__geography__code=geography, valid_to__isnull=True)
    found = boundaries.order_by().values_list("area__code", "outline")
    return dict(sorted(found, key=lambda row: row[0]))


def map_of(geography: str, subject: Mapping[str, Any]) -> Json:
    """Return the shapes of the map: the zones, the surroundings and the programme areas."""
    return {
        "shapes": outlines_of(geography),
        "context": list(outlines_of(subject["context"]).values()) if "context" in subject else [],
        "accent": list(outlines_of(subject["composites"]).values()),
    }


def sources_of(*levels: Mapping[str, Json], composites: Iterable[Json], drawn: list[str]) -> list[Json]:
    """Return every dataset the report rests on: of figures, compositions and outlines alike."""
    slugs = {level["dataset"] for areas in levels for area in areas.values() for level in area.values()}
    slugs |= {part["dataset"] for area in composites for part in area["parts"]}
    outlines = Boundary.objects.filter(area__geography__code__in=drawn, valid_to__isnull=True)
    slugs |= set(outlines.order_by().values_list("dataset__slug", flat=True).distinct())
    return [
        {
            "slug": dataset.slug,
            "title": dataset.title,
            "publisher": dataset.publisher,
            "reference": dataset.reference,
            "licence_name": dataset.licence_name,
            "licence": dataset.licence,
            "attribution": dataset.attribution,
            "retrieved_on": dataset.retrieved_on.isoformat(),
            "sha256": dataset.sha256,
        }
        for dataset in sorted(
            Dataset.objects.filter(slug__in=slugs).order_by(), key=lambda dataset: dataset.slug
        )
    ]
