"""The figures of an index run, gathered from the records in one order on every database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from bokal.programme.areas.calculations import AreaNames, DomainInput
from bokal.programme.areas.enums import Status, Unit
from bokal.programme.areas.errors import AreasTooFew, ValuesHidden, ValuesMissing
from bokal.programme.areas.models import Area, Definition, Observation

LEAST_AREAS = 2


class Figure(NamedTuple):
    """One observation as an index needs it."""

    value: float | None
    numerator: float | None
    denominator: float | None
    status: str


type Figures = dict[str, Figure]


def gather_inputs(
    parameters: Mapping[str, Any], *, geography: str, year: int
) -> tuple[list[AreaNames], list[DomainInput]]:
    """Return the areas and the figures of a run, as they are stored right now; three queries.

    Raises
    ------
    AreasTooFew, ValuesHidden, ValuesMissing
        There is nothing to rank, or an area has no value.
    """
    areas = areas_of(geography, parameters["left_out"])
    if len(areas) < LEAST_AREAS:
        raise AreasTooFew
    domains = parameters["domains"]
    keys = [domain["definition"] for domain in domains]
    units = dict(Definition.objects.filter(pk__in=keys).order_by().values_list("pk", "indicator__unit"))
    found = figures_of(keys, geography=geography, year=year)
    return areas, [
        input_of(domain, areas, found[domain["definition"]], units[domain["definition"]])
        for domain in domains
    ]


def areas_of(geography: str, left_out: Collection[str]) -> list[AreaNames]:
    """Return the areas of a run in order of code: code, name, and the name of the larger area."""
    areas = Area.objects.filter(geography__code=geography).exclude(code__in=list(left_out))
    rows = areas.order_by().values_list("code", "name", "parent__name")
    # Sorted here, because databases differ in how they order letters.
    return sorted((code, name, parent or "") for code, name, parent in rows)


def figures_of(keys: Sequence[int], *, geography: str, year: int) -> dict[int, Figures]:
    """Return the figures of each area, by definition; one query for all of them."""
    rows = (
        Observation.objects.filter(area__geography__code=geography, year=year, definition__in=keys)
        .order_by()
        .values_list("definition", "area__code", "value", "numerator", "denominator", "status")
    )
    found: dict[int, Figures] = {key: {} for key in keys}
    for key, code, value, numerator, denominator, status in rows:
        found[key][code] = Figure(value, numerator, denominator, status)
    return found


def input_of(domain: Mapping[str, Any], areas: Sequence[AreaNames], found: Figures, unit: str) -> DomainInput:
    """Put one domain's figures in the order of the areas; refuse when one is missing or hidden."""
    label = f"{domain['code']} v{domain['version']}"
    without = [(code, name) for code, name, _group in areas if code not in found or found[code].value is None]
    hidden = [name for code, name in without if code in found and found[code].status == Status.SUPPRESSED]
    if hidden:
        raise ValuesHidden(label, hidden)
    if without:
        raise ValuesMissing(label, [name for _code, name in without])
    figures = [found[code] for code, _name, _group in areas]
    values = [float(figure.value or 0.0) for figure in figures]
    return DomainInput(
        code=f"{domain['code']}/{domain['version']}",
        values=values,
        numerators=[figure.numerator for figure in figures],
        denominators=[figure.denominator for figure in figures],
        statuses=[figure.status for figure in figures],
        kind=domain["kind"],
        weight=domain["weight"],
        rounding=rounding_of(unit, values),
    )


def rounding_of(unit: str, values: Sequence[float]) -> float:
    """Return the step a source rounds to: figures in per cent that are all whole are rounded to one."""
    return 1.0 if unit == Unit.PERCENT and all(value.is_integer() for value in values) else 0.0
