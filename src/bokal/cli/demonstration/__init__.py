"""Builds the demonstration through the same services that people use; each step can be done again."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bokal.cli.demonstration.files import load, take_in
from bokal.cli.demonstration.findings import REPORT, build_report, build_runs, build_selections
from bokal.cli.demonstration.initiatives import build_known_initiatives
from bokal.cli.demonstration.people import ACCOUNTS, SPEAKER, build_accounts, build_programme
from bokal.cli.demonstration.places import build_boundaries, build_composites
from bokal.cli.demonstration.problems import build_what_was_said
from bokal.cli.demonstration.status import build_status_report
from bokal.cli.demonstration.voices import build_speakers, receipt_of
from bokal.programme.areas.services import Kind
from bokal.programme.programmes.models import Programme
from bokal.programme.reports.models import Snapshot

__all__ = ["ACCOUNTS", "RECEIPTS", "SPEAKER", "build", "fingerprint", "is_built", "is_taken", "receipts"]

type Step = Callable[[str], AbstractContextManager[Callable[[str], None]]]

VERSION = "7"
COUNTED = "scb-regso-population-2024"
# Voices whose codes are told: answered and asked about the wording, called done, held back.
RECEIPTS = (
    ("h2", "Arabic, under way"),
    ("s4", "Somali, done according to the city"),
    ("l10", "Swedish, not published"),
)


def fingerprint(folder: Path) -> str:
    """Return the fingerprint of the data and of the way they are built."""
    found = hashlib.sha256(VERSION.encode())
    for part in (folder, constructed_in(folder)):
        for path in sorted(part.rglob("*.*")):
            content = path.read_bytes()
            found.update(f"{path.relative_to(part).as_posix()} {len(content)}\n".encode() + content)
    return found.hexdigest()


def constructed_in(folder: Path) -> Path:
    """Return the folder of what is made up: beside the real data here, among them in a package."""
    packed = folder / "constructed"
    return packed if packed.is_dir() else folder.parent / "constructed"


def receipts(folder: Path) -> list[tuple[str, str]]:
    """Return what some of the constructed voices are about, with the code that leads to each."""
    return [(about, receipt_of(constructed_in(folder), name)) for name, about in RECEIPTS]


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
    with step("Initiatives that are documented"):
        build_known_initiatives(folder)
    with step("Accounts (constructed)"):
        build_accounts()
    with step("Voices and what came of them (constructed)"):
        build_what_was_said(constructed_in(folder))
        build_speakers(constructed_in(folder))
    with step("Reports, as page and PDF in three languages"):
        build_status_report(constructed_in(folder))
        build_report(run, selection["selections"][0]["slug"])
