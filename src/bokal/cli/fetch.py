"""``bokal fetch``: ask SCB or Kolada for figures, keep the answer, and import it like a file."""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bokal.cli.import_data import Wrong, add_import_options, bring_in, read_options, say

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from bokal.programme.areas.services import ImportFile

HELP = "Fetch figures from PxWeb or Kolada and import them."
YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")
MOST_YEARS = 100


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command and what it takes."""
    parser = subparsers.add_parser("fetch", help=HELP, description=HELP)
    places = parser.add_subparsers(title="from where", metavar="PLACE", required=True)
    pxweb = places.add_parser("pxweb", help="A table of SCB or another PxWeb.")
    pxweb.set_defaults(run=run, ask=ask_pxweb)
    pxweb.add_argument("address", help="Address of the table, by https.")
    pxweb.add_argument("query", type=Path, metavar="QUERY.json", help="What PxWeb shows under “API”.")
    kolada = places.add_parser("kolada", help="A key figure of Kolada in one municipality.")
    kolada.set_defaults(run=run, ask=ask_kolada)
    kolada.add_argument("kpi", help="Code of the key figure, such as N00914.")
    kolada.add_argument("municipality", help="Code of the municipality, such as 1280.")
    kolada.add_argument("years", type=years_of, help="Such as 2018-2022, or 2020,2022.")
    kolada.add_argument("--address", default="", help="Where Kolada answers, if not at its own address.")
    for place in (pxweb, kolada):
        add_import_options(place)


def run(options: argparse.Namespace) -> int:
    """Fetch, show the preview, then import; 2 when the question or the answer is refused."""
    from django.utils import timezone

    from bokal.programme.areas.errors import FetchRefused
    from bokal.programme.areas.services import Kind

    if options.retrieved_on is None and (options.slug or options.dataset.endswith(".toml")):
        # Whatever day the facts name, this answer comes today.
        options.retrieved_on = timezone.localdate()
    try:
        told = read_options(options)
        file = options.ask(options)
    except (OSError, Wrong, FetchRefused) as refused:
        return say(str(refused))
    return bring_in(Kind.OBSERVATIONS, file, told, options)


def ask_pxweb(options: argparse.Namespace) -> ImportFile:
    """Ask a PxWeb table."""
    from bokal.programme.areas.services import fetch_pxweb

    return fetch_pxweb(options.address, read_query(options.query))


def ask_kolada(options: argparse.Namespace) -> ImportFile:
    """Ask Kolada."""
    from bokal.programme.areas.services import fetch_kolada

    place = {"base": options.address} if options.address else {}
    return fetch_kolada(options.kpi, options.municipality, options.years, **place)


def read_query(path: Path) -> dict[str, Any]:
    """Return the question to a table as PxWeb writes it."""
    try:
        query = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        query = None
    if not isinstance(query, dict) or not isinstance(query.get("query"), list):
        raise Wrong(f"{path}: This is no query. Copy what PxWeb shows under “API”, from brace to brace.")
    return query


def years_of(text: str) -> list[int]:
    """Return the years that a text names, one by one or from the first to the last."""
    years: set[int] = set()
    for part in text.split(","):
        found = YEARS.fullmatch(part.strip())
        if found is None:
            raise argparse.ArgumentTypeError(f"“{text}” names no years. Write 2018-2022, or 2020,2022.")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 0 <= last - first < MOST_YEARS:
            raise argparse.ArgumentTypeError(f"“{part}” is no span of years.")
        years.update(range(first, last + 1))
    return sorted(years)
