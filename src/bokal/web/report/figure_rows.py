"""The figures of an edition as rows for a spreadsheet: where, what, when, in which unit."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bokal.web.ui.formats import in_language
from bokal.web.ui.naming import figure_name

type Json = Mapping[str, Any]

COLUMNS = (
    *("address", "code", "name", "indicator", "title", "definition", "year"),
    *("value", "unit", "status", "sources", "sha256"),
)
UNITS = {"score": "points", "decile": "tenth"}


def figure_rows(content: Json, figures: Sequence[Json]) -> tuple[Sequence[str], Iterator[Sequence[object]]]:
    """Return the columns and one row for each figure."""
    places = {place["code"]: place.get("name", "") for place in [*content["composites"], *content["areas"]]}
    domains = {domain["indicator"]: domain for domain in content["domains"]}
    return COLUMNS, (row_of(figure, content, places, domains) for figure in figures)


def row_of(figure: Json, content: Json, places: Json, domains: Json) -> Sequence[object]:
    """Return the row of a figure; its address says the part, the place and what it is."""
    _part, code, what = str(figure["address"]).split("/", 2)
    domain = domains.get(what.removeprefix("contribution/"))
    title = figure_name({"name": what, "domain": domain})
    unit = UNITS.get(what, "rank")
    if domain is not None:
        unit = "points" if what.startswith("contribution/") else domain["unit"]
    return (
        figure["address"],
        code,
        places.get(code) or content["programme"]["city"],
        what,
        in_language(title),
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
    """Disarm a name that a spreadsheet would run; a number may begin with its sign."""
    if isinstance(cell, str) and cell[:1] in {"=", "+", "-", "@"} and not is_number(cell):
        return f"'{cell}"
    return cell


def is_number(text: str) -> bool:
    """Tell whether a cell is a number."""
    try:
        float(text)
    except ValueError:
        return False
    return True
