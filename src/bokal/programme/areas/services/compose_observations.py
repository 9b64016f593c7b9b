"""Figures of composite areas, computed from their parts: estimated, marked, and open to what lies inside."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language_bidi, gettext, override

from bokal.programme.accounts.models import Account
from bokal.programme.areas.calculations import mean_of_parts
from bokal.programme.areas.enums import Licence, Status, Unit
from bokal.programme.areas.errors import NothingToCompose
from bokal.programme.areas.models import Area, Composition, Dataset, Definition, Geography, Observation
from bokal.programme.areas.services.import_kinds import TURN
from bokal.programme.areas.services.preview_sources import deliver
from bokal.programme.history.services import record, wait_for_turn

COUNTED = frozenset({Unit.PERSONS, Unit.COUNT})
SHARES = {Unit.PERCENT: 100.0, Unit.PER_10000: 10_000.0}
DECIMALS = 6
LONGEST = 80


@dataclass(frozen=True, slots=True)
class Inside:
    """One part of a composite area, with its share and its own figure."""

    area: Area
    weight: float
    people: float | None
    observation: Observation | None


@dataclass(frozen=True, slots=True)
class Composed:
    """A figure of a composite area; ``value`` is None when a part or the people of a part are not known."""

    area: Area
    value: float | None
    numerator: float | None
    denominator: float | None
    inside: tuple[Inside, ...]

    @property
    def figures(self) -> tuple[float | None, float | None, float | None, str]:
        status = Status.MISSING if self.value is None else Status.ESTIMATED
        return self.value, self.numerator, self.denominator, status


def composed_figures(
    *,
    geography: Geography,
    definition: Definition,
    year: int,
    population: Definition | None = None,
    population_year: int | None = None,
) -> list[Composed]:
    """Compute one definition in one year for the composite areas of a geography; nothing is written.

    Parts are taken from the newest division whose zones all have the figure asked for. Counts are summed by
    weight. Shares are pooled over their true denominators when every part has them, and otherwise weighted by
    the people of ``population`` (in ``population_year`` when the same year is not counted); without either
    there is no value.
    """
    by_division: dict[int, dict[Area, list[Composition]]] = defaultdict(lambda: defaultdict(list))
    parts = Composition.objects.filter(whole__geography=geography).order_by("whole__code", "part__code")
    for composition in parts.select_related("whole", "part", "part__geography"):
        by_division[composition.part.geography_id][composition.whole].append(composition)
    found = _observations(definition, year, by_division)
    people = _observations(population, population_year or year, by_division) if population is not None else {}
    composed: dict[int, Composed] = {}
    for wholes in by_division.values():
        if not any(part.part_id in found for parts in wholes.values() for part in parts):
            continue
        for whole, compositions in wholes.items():
            figure = _compose(whole, compositions, found, people, Unit(definition.indicator.unit))
            if whole.pk not in composed or composed[whole.pk].value is None:
                composed[whole.pk] = figure
    return [composed[pk] for pk in sorted(composed, key=lambda pk: composed[pk].area.code)]


@transaction.atomic
def compose_observations(
    *,
    geography: Geography,
    definition: Definition,
    year: int,
    population: Definition | None = None,
    population_year: int | None = None,
    actor: Account | None,
) -> list[Composed]:
    """Keep the computed figures as observations marked estimated; what a source measured is never replaced.

    Raises
    ------
    NothingToCompose
        No part of a composite area has a figure for the definition and year.
    """
    wait_for_turn(TURN)
    figures = composed_figures(
        geography=geography,
        definition=definition,
        year=year,
        population=population,
        population_year=population_year,
    )
    if not figures:
        raise NothingToCompose
    stored = {
        observation.area_id: observation
        for observation in Observation.objects.filter(
            area__geography=geography, definition=definition, year=year
        ).select_related("dataset")
    }
    to_write = []
    for figure in figures:
        before = stored.get(figure.area.pk)
        if before is not None and before.dataset.reader != "composed":
            continue
        if before is None or _figures(before) != figure.figures:
            to_write.append((figure, before))
    if to_write:
        dataset = _dataset(geography, figures)
        for figure, before in to_write:
            observation = before or Observation(area=figure.area, definition=definition, year=year)
            observation.value, observation.numerator, observation.denominator, observation.status = (
                figure.figures
            )
            observation.dataset = dataset
            observation.save()
        record(
            actor=actor,
            verb="data.composed",
            subject=dataset,
            geography=geography.code,
            definition=str(definition),
            year=year,
            written=len(to_write),
        )
    return figures


def _observations(
    definition: Definition, year: int, divisions: Mapping[int, Mapping[Area, Sequence[Composition]]]
) -> dict[int, Observation]:
    rows = Observation.objects.filter(
        definition=definition, year=year, area__geography__in=list(divisions), value__isnull=False
    )
    return {row.area_id: row for row in rows}


def _compose(
    whole: Area,
    compositions: Sequence[Composition],
    found: Mapping[int, Observation],
    people: Mapping[int, Observation],
    unit: Unit,
) -> Composed:
    inside = tuple(
        Inside(
            area=composition.part,
            weight=float(composition.weight),
            people=people[composition.part_id].value if composition.part_id in people else None,
            observation=found.get(composition.part_id),
        )
        for composition in compositions
    )
    value, numerator, denominator = _combine(inside, unit)
    return Composed(whole, value, numerator, denominator, inside)


def _combine(inside: Sequence[Inside], unit: Unit) -> tuple[float | None, float | None, float | None]:
    """Return value, numerator and denominator; a missing part leaves all of them open."""
    observations = [part.observation for part in inside if part.observation is not None]
    if len(observations) < len(inside):
        return None, None, None
    weights = [part.weight for part in inside]
    if unit in COUNTED:
        values = [observation.value or 0.0 for observation in observations]
        return round(sum(w * v for w, v in zip(weights, values, strict=True)), DECIMALS), None, None
    numerators = [observation.numerator for observation in observations if observation.numerator is not None]
    denominators = [item.denominator for item in observations if item.denominator is not None]
    if unit in SHARES and len(numerators) == len(denominators) == len(inside):
        top = sum(w * n for w, n in zip(weights, numerators, strict=True))
        bottom = sum(w * d for w, d in zip(weights, denominators, strict=True))
        return round(SHARES[unit] * top / bottom, DECIMALS), round(top, DECIMALS), round(bottom, DECIMALS)
    if len(denominators) == len(inside):
        bases = denominators
    else:
        bases = [part.people for part in inside if part.people]
    if len(bases) < len(inside):
        return None, None, None
    mean = mean_of_parts(
        values=[item.value for item in observations],
        weights=[w * base for w, base in zip(weights, bases, strict=True)],
    )
    return round(mean.value, DECIMALS), None, None


def _figures(observation: Observation) -> tuple[float | None, float | None, float | None, str]:
    return observation.value, observation.numerator, observation.denominator, observation.status


def _dataset(geography: Geography, figures: Sequence[Composed]) -> Dataset:
    """Return the dataset that says these figures were computed, and from what: one for each set of origins.

    Its fingerprint is that of the deliveries it was computed from and of the weights.
    """
    sources = Dataset.objects.filter(
        observations__in=[part.observation.pk for f in figures for part in f.inside if part.observation]
    ).distinct()
    found = sorted(sources, key=lambda dataset: dataset.slug)
    weights = Composition.objects.filter(whole__geography=geography).order_by("whole__code", "part__code")
    inputs = {
        "origins": [[origin.slug, origin.sha256] for origin in found],
        "weights": [
            [whole, part, float(weight)]
            for whole, part, weight in weights.values_list("whole__code", "part__code", "weight")
        ],
    }
    sha256 = hashlib.sha256(json.dumps(inputs).encode()).hexdigest()
    return deliver(
        source=_code(f"composed-{geography.code}-{'-'.join(dict.fromkeys(one.source for one in found))}"),
        sha256=sha256,
        title=_titles(geography, found),
        publisher="Bokal",
        reference="; ".join(dict.fromkeys(dataset.reference for dataset in found)),
        licence_name="; ".join(sorted({dataset.licence_name for dataset in found}))[:100],
        licence=_narrowest({dataset.licence for dataset in found}),
        attribution="; ".join(sorted({d.attribution for d in found if d.attribution})),
        retrieved_on=timezone.localdate(),
        reader="composed",
    )


def _narrowest(licences: set[str]) -> str:
    """Return the licence that leaves a reader of all these the least."""
    return next(one for one in (Licence.OWN, Licence.PUBLIC_FACT, Licence.OPEN) if one in licences)


def _code(name: str) -> str:
    """Return a code that fits; a long one is cut and told apart by its fingerprint."""
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 13]}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _titles(geography: Geography, origins: Sequence[Dataset]) -> dict[str, str]:
    """Name the computation in every language: for which areas it is, and whose figures it is made of."""
    titles = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            names = [f"{_isolated(one.publisher)} ({_text(one.title, language)})" for one in origins]
            titles[language] = gettext("Bokal's computation for %(areas)s of figures from %(sources)s") % {
                "areas": _text(geography.name, language),
                "sources": "; ".join(dict.fromkeys(names)),
            }
    return titles


def _isolated(name: str) -> str:
    """Keep a name from turning what stands around it where the text runs from the right."""
    return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}" if get_language_bidi() else name


def _text(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
