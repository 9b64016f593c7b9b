"""Builds the demonstration through the same services that people use; each step can be done again."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bokal.cli.demonstration.files import load, take_in
from bokal.cli.demonstration.findings import REPORT, build_report, build_runs, build_selections
from bokal.cli.demonstration.people import ACCOUNTS, build_accounts, build_programme
from bokal.cli.demonstration.places import build_boundaries, build_composites
from bokal.programme.areas.services import Kind
from bokal.programme.programmes.models import Programme
from bokal.programme.reports.models import Snapshot

__all__ = ["ACCOUNTS", "build", "fingerprint", "is_built", "is_taken"]

type Step = Callable[[str], AbstractContextManager[Callable[[str], None]]]

VERSION = "3"
COUNTED = "scb-regso-population-2024"


def fingerprint(folder: Path) -> str:
    """Return the fingerprint of the data and of the way they are built."""
    found = hashlib.sha256(VERSION.encode())
    for path in sorted(folder.rglob("*.*")):
        content = path.read_bytes()
        found.update(f"{path.relative_to(folder).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def is_built() -> bool:
    """Tell whether the last step was done in this database."""
    return Snapshot.objects.filter(report__slug=REPORT).exists()


def is_taken() -> bool:
    """Tell whether the database holds a programme already."""
    return Programme.objects.exists()


def build(folder: Path, step: Step) -> None:
    """Build the whole demonstration; what is there already is left as it is."""
    selection = load(folder, "selection.json")
    with step("Programme, goals and units"):
        build_programme(load(folder, "programme.json"))
    with step("Sources, areas and indicators"):
        take_in(Kind.SOURCES, folder / "sources.json")
        take_in(Kind.GEOGRAPHIES, folder / "geographies.json")
        take_in(Kind.INDICATORS, folder / "indicators.json")
    with step("Boundaries"):
        build_boundaries(folder)
    with step("Figures"):
        take_in(Kind.OBSERVATIONS, folder / "observations.csv")
        take_in(Kind.POPULATION, folder / "population.csv", dataset=COUNTED)
    with step("Composite areas"):
        build_composites(folder)
    with step("Rankings"):
        run = build_runs(selection["index"])
    with step("Choice of areas"):
        build_selections(selection["selections"])
    with step("Accounts (constructed)"):
        build_accounts()
    with step("Report, as page and PDF in three languages"):
        build_report(run, selection["selections"][0]["slug"])
