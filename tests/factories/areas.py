"""Areas, indicators and files about them; all of it constructed."""

import datetime
import io
from collections.abc import Mapping
from typing import Any

from bokal.programme.areas.models import Area, Dataset, Definition, Geography, Indicator, Observation
from bokal.programme.areas.services import ImportFile, Source

DAY = datetime.date(2018, 1, 1)


def make_geography(code: str = "deso2018", *, areas: tuple[str, ...] = (), **fields: Any) -> Geography:
    """Return a geography with an area for each code."""
    geography = Geography.objects.create(**({"code": code, "name": {"en": code}, "valid_from": DAY} | fields))
    for area in areas:
        Area.objects.create(geography=geography, code=area, name=f"Area {area}")
    return geography


def make_definition(code: str = "employed", version: int = 1, **fields: Any) -> Definition:
    """Return one definition of an indicator in per cent, from 0 to 100."""
    indicator, _made = Indicator.objects.get_or_create(
        code=code,
        defaults={"name": {"en": code}, "kind": "context", "direction": "better", "unit": "percent"},
    )
    texts = {"name": {"en": f"{code} {version}"}, "text": {"en": "Constructed."}}
    limits = {"least": 0, "most": 100}
    return Definition.objects.create(
        **(texts | limits | {"indicator": indicator, "version": version} | fields)
    )


def make_source(slug: str = "example", **fields: Any) -> Source:
    """Return what is told about where a file comes from."""
    facts = {
        "title": {"en": "Constructed example"},
        "publisher": "Nobody",
        "reference": "Made for a test.",
        "licence_name": "CC0 1.0",
        "licence": "open",
        "retrieved_on": datetime.date(2026, 11, 24),
    }
    return Source(**(facts | {"slug": slug} | fields))


def make_dataset(slug: str = "example", **fields: Any) -> Dataset:
    """Return the dataset of one constructed delivery."""
    facts = {
        name: getattr(make_source(), name) for name in ("title", "publisher", "reference", "licence_name")
    }
    rest = {"licence": "open", "retrieved_on": DAY, "sha256": "0" * 64, "reader": "tidy"}
    return Dataset.objects.create(**(facts | rest | {"slug": slug, "source": slug} | fields))


def make_file(content: str | bytes, name: str = "figures.csv") -> ImportFile:
    """Return a file as it comes from a browser or the command line."""
    return ImportFile(name, io.BytesIO(content.encode() if isinstance(content, str) else content))


def observe(
    geography: Geography,
    definition: Definition,
    values: Mapping[str, float | None],
    *,
    year: int = 2024,
    **fields: Any,
) -> None:
    """Keep one value an area, by code; ``None`` needs a ``status`` that says why there is none."""
    areas = {area.code: area for area in geography.areas.order_by("code")}
    dataset = Dataset.objects.filter(slug="example").first() or make_dataset()
    facts = {"definition": definition, "year": year, "dataset": dataset} | fields
    for code, value in values.items():
        Observation.objects.create(area=areas[code], value=value, **facts)
