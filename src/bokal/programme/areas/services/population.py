"""Who lives in an area, by age and sex: as a source counted them, or estimated from the zones it is made of.

The ages of small zones are published for the larger area around them alone. A zone is then taken to have the
ages of that area, in the share of its people who live in the zone. Who rests on such a figure says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bokal.programme.areas.models import Area, Composition, Dataset, Observation, Population

PEOPLE = "population"
"""The indicator that counts the people of a zone."""

type Band = tuple[int, int | None]
type Groups = dict[tuple[str, Band], float]


@dataclass(frozen=True, slots=True)
class Living:
    """The people of an area.

    Attributes
    ----------
    year
        When they were counted.
    groups
        People by sex and ages, as the source cuts them.
    estimated
        Whether they were worked out from zones.
    by_larger
        Whether zones were taken to have the ages of the larger area around them.
    datasets
        The keys of the deliveries they come from.
    """

    year: int
    groups: Mapping[tuple[str, Band], float]
    estimated: bool
    by_larger: bool
    datasets: frozenset[int]


@dataclass(frozen=True, slots=True)
class Bands:
    """People by sex and by ages as asked for; ``split`` are the bands that cut through ages of the source."""

    people: Mapping[tuple[str, Band], float]
    split: frozenset[Band]


def living_in(areas: Sequence[Area]) -> dict[int, Living]:
    """Return who lives in some areas, by their key; one is left out when nobody can tell. Five queries."""
    parts = zones_of(areas)
    zones = {part.part for found in parts.values() for part in found}
    larger = {zone.pk: zone.parent_id for zone in zones if zone.parent_id is not None}
    counted = counted_in({*(area.pk for area in areas), *(zone.pk for zone in zones), *larger.values()})
    shares = shares_in(set(larger.values()), counted)
    found = {}
    for area in areas:
        if area.pk in counted:
            found[area.pk] = counted[area.pk]
        elif living := composed(parts.get(area.pk, []), counted, larger, shares):
            found[area.pk] = living
    return found


def zones_of(areas: Iterable[Area]) -> dict[int, list[Composition]]:
    """Return the parts of composite areas; of several divisions into zones the newest."""
    parts = Composition.objects.filter(whole__in=[area.pk for area in areas]).order_by("whole", "part")
    found: dict[int, dict[tuple[object, str], list[Composition]]] = defaultdict(lambda: defaultdict(list))
    for part in parts.select_related("part__geography"):
        geography = part.part.geography
        found[part.whole_id][geography.valid_from, geography.code].append(part)
    return {whole: divisions[max(divisions)] for whole, divisions in found.items()}


def counted_in(areas: Iterable[int]) -> dict[int, Living]:
    """Return the people that a source counted in areas, in the newest year of each."""
    rows = Population.objects.filter(area__in=set(areas)).order_by("area", "year")
    groups: dict[int, tuple[int, Groups, set[int]]] = {}
    for area, year, sex, first, last, people, dataset in rows.values_list(
        "area", "year", "sex", "age_from", "age_to", "people", "dataset"
    ):
        if area not in groups or groups[area][0] != year:
            groups[area] = (year, {}, set())
        groups[area][1][sex, (first, last)] = people
        groups[area][2].add(dataset)
    return {
        area: Living(year, found, False, False, frozenset(datasets))
        for area, (year, found, datasets) in groups.items()
    }


def shares_in(larger: set[int], counted: Mapping[int, Living]) -> dict[int, tuple[float, int]]:
    """Return of each zone which share of the people of the larger area lives there, and whose figure says so.

    The figures of all zones must be there, of one division and of one year: the nearest to the ages.
    """
    wanted = larger & counted.keys()
    rows = Observation.objects.filter(
        area__parent__in=wanted, definition__indicator__code=PEOPLE, value__isnull=False
    ).order_by("area")
    by_division: dict[tuple[int, int], dict[int, dict[int, tuple[float, int]]]] = {}
    for parent, division, year, area, value, dataset in rows.values_list(
        "area__parent", "area__geography", "year", "area", "value", "dataset"
    ):
        years = by_division.setdefault((parent or 0, division), {})
        years.setdefault(year, {})[area] = (value or 0.0, dataset)
    inside: dict[tuple[int, int], set[int]] = defaultdict(set)
    zones = Area.objects.filter(parent__in=wanted).order_by().values_list("parent", "geography", "pk")
    for parent, division, zone in zones:
        inside[parent or 0, division].add(zone)
    shares = {}
    for (parent, division), years in by_division.items():
        whole = [year for year, found in years.items() if found.keys() == inside[parent, division]]
        if not whole:
            continue
        nearest = min(whole, key=lambda year: (abs(year - counted[parent].year), -year))
        total = sum(people for people, _dataset in years[nearest].values())
        for zone, (people, dataset) in years[nearest].items() if total else ():
            shares[zone] = (people / total, dataset)
    return shares


def composed(
    parts: Sequence[Composition],
    counted: Mapping[int, Living],
    larger: Mapping[int, int],
    shares: Mapping[int, tuple[float, int]],
) -> Living | None:
    """Put the people of a composite area together from its zones; None when those of one are not known."""
    groups: Groups = defaultdict(float)
    datasets: set[int] = set()
    years, by_larger = set(), False
    for part in parts:
        own, weight = counted.get(part.part_id), float(part.weight)
        if own is None:
            share, dataset = shares.get(part.part_id, (None, 0))
            own = counted.get(larger.get(part.part_id, 0))
            if own is None or share is None:
                return None
            weight, by_larger = weight * share, True
            datasets.add(dataset)
        years.add(own.year)
        datasets |= own.datasets
        for group, people in own.groups.items():
            groups[group] += weight * people
    if len(years) != 1:
        return None
    return Living(years.pop(), dict(groups), True, by_larger, frozenset(datasets))


def together(all_living: Sequence[Living]) -> Living | None:
    """Add up the people of areas that share nobody; None when they were not counted in one year."""
    years = {living.year for living in all_living}
    if len(years) != 1:
        return None
    groups: Groups = defaultdict(float)
    for living in all_living:
        for group, people in living.groups.items():
            groups[group] += people
    return Living(
        years.pop(),
        dict(groups),
        any(living.estimated for living in all_living),
        any(living.by_larger for living in all_living),
        frozenset().union(*(living.datasets for living in all_living)),
    )


def in_bands(living: Living, bands: Sequence[Band]) -> Bands | None:
    """Count people by other ages; ages that are cut through are taken to be equally many in each year.

    None when the oldest of the source cannot be told apart by the bands.
    """
    people: Groups = {(sex, band): 0.0 for sex in ("women", "men") for band in bands}
    split: set[Band] = set()
    for (sex, (first, last)), number in living.groups.items():
        for band in bands:
            share = overlap((first, last), band)
            if share is None:
                return None
            people[sex, band] += number * share
            if 0 < share < 1:
                split.add(band)
    return Bands(people, frozenset(split))


def overlap(ages: Band, band: Band) -> float | None:
    """Return which share of some ages lies in a band; None when ages without an end are cut through."""
    first, last = ages
    if last is None:
        if band[1] is None and first >= band[0]:
            return 1.0
        return 0.0 if band[1] is not None and first > band[1] else None
    end = last if band[1] is None else min(last, band[1])
    return max(0, end - max(first, band[0]) + 1) / (last - first + 1)


def deliveries(keys: Iterable[int]) -> list[Dataset]:
    """Return the deliveries that people come from, in the order of their codes; one query."""
    return list(Dataset.objects.filter(pk__in=set(keys)).order_by("slug"))
