"""The figures of a status report, opened, and as rows for a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bokal.web.ui.status_naming import figure_in_words, place_in, written_figure

type Json = Mapping[str, Any]

COLUMNS = ("address", "about", "period_from", "period_to", "value", "unit", "status", "sources", "sha256")


def status_place(content: Json, part: str, area: str) -> str:
    """Say what the figures below one part and name are about."""
    return place_in(content, part, area)


def status_figures(content: Json, prefix: str, figures: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return figures in words, and written as a person reads them."""
    return [
        figure
        | {
            "words": figure_in_words(content, figure["address"]),
            "written": written_figure(figure["address"], figure["value"]),
        }
        for figure in figures
    ]


def unit_of(content: Json, address: str) -> str:
    """Return the unit of a figure: öre, or what a measure counts in."""
    part, *way = address.split("/")
    if part == "money":
        return "öre"
    if part != "initiatives" or len(way) < 4:
        return ""
    measures: list[Json] = next(
        (one["measures"] for one in content["initiatives"] if one["slug"] == way[0]), []
    )
    unit = next((one["unit"] for one in measures if one["code"] == way[2]), "")
    return "" if way[3].startswith("times") else str(unit)


def status_rows(content: Json, figures: Sequence[Json]) -> tuple[Sequence[str], Iterator[Sequence[object]]]:
    """Return the columns and one row for each figure."""
    period = content["period"]
    return COLUMNS, (
        (
            figure["address"],
            figure_in_words(content, figure["address"]),
            period["from"],
            period["to"],
            "" if figure["value"] is None else repr(figure["value"]),
            unit_of(content, figure["address"]),
            figure["status"],
            " ".join(figure["sources"]),
            figure["sha256"],
        )
        for figure in figures
    )
