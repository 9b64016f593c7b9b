"""The figures of an edition as rows for a spreadsheet: where, what, when, in which unit."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bokal.programme.documents.services import disarmed
from bokal.web.ui.formats import in_language
from bokal.web.ui.naming import PLACES, figure_name

type Json = Mapping[str, Any]

COLUMNS = (
    *("address", "code", "name", "indicator", "title", "definition", "year"),
    *("value", "unit", "status", "sources", "sha256"),
)
UNITS = {"score": "points", "contribution": "points", "decile": "tenth", "parts": "share"} | dict.fromkeys(
    ("rank", "low", "high"), "rank"
)


def figure_rows(content: Json, figures: Sequence[Json]) -> tuple[Sequence[str], Iterator[Sequence[object]]]:
    """Return the columns and one row for each figure."""
    places = {place["code"]: place.get("name", "") for place in [*content["composites"], *content["areas"]]}
    domains = {domain["indicator"]: domain for domain in content["domains"]}
    return COLUMNS, (row_of(figure, content, places, domains) for figure in figures)


def row_of(figure: Json, content: Json, places: Json, domains: Json) -> Sequence[object]:
    """Return the row of a figure; the address of a figure of a place says the place and what it is."""
    part, *way = str(figure["address"]).split("/")
    domain = next((domains[step] for step in way if step in domains), None)
    code, name, what, title, unit = "", "", "/".join((part, *way)), "", ""
    if domain is not None:
        title = in_language(domain["name"])
    if part in PLACES and len(way) > 1:
        code, *way = way
        name = places.get(code) or content["programme"]["city"]
        what = "/".join(way)
        title = figure_name({"name": what, "domain": domain})
        unit = UNITS.get(way[0], domain["unit"] if domain is not None else "")
    return (
        figure["address"],
        code,
        name,
        what,
        title,
        domain["version"] if domain is not None else "",
        content["year"],
        "" if figure["value"] is None else repr(figure["value"]),
        unit,
        figure["status"],
        " ".join(figure["sources"]),
        figure["sha256"],
    )


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table with the byte order mark that spreadsheets know UTF-8 by; no cell is run as a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue()


def safe(cell: object) -> object:
    """Disarm a text that a spreadsheet would run; a number may begin with its sign."""
    return cell if isinstance(cell, str) and is_number(cell) else disarmed(cell)


def is_number(text: str) -> bool:
    """Tell whether a cell is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
