"""Builds the demonstration through the same services that people use; each step can be done again."""

import csv
import datetime
import hashlib
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.areas.enums import Method
from bokal.programme.areas.models import Area, Definition, Geography, IndexRun, Observation
from bokal.programme.areas.services import (
    ChoiceOf,
    DomainChoice,
    ImportFile,
    ImportOptions,
    Kind,
    RunSpec,
    TableMapping,
    apply_import,
    compose_observations,
    run_index,
    select_areas,
)
from bokal.programme.programmes.enums import Stage
from bokal.programme.programmes.models import Unit
from bokal.programme.programmes.services import (
    Description,
    add_unit,
    describe_programme,
    open_window,
    reorganise,
    set_goals,
)
from bokal.programme.reports.errors import NothingNew
from bokal.programme.reports.services import prepare_report, publish_report

type Step = Callable[[str], AbstractContextManager[Callable[[str], None]]]

VERSION = "1"
ACCOUNTS = (
    ("coordinator@example.org", Role.COORDINATOR),
    ("board@example.org", Role.BOARD),
    ("auditor@example.org", Role.AUDITOR),
    ("administrator@example.org", Role.ADMINISTRATOR),
)
COMPOSITE_COLUMNS = ("area", "geography", "zone", "weight", "role", "note_sv", "note_en")
COMPOSED = ("programme_areas", "delomrade", "regso2025")
REPORT = "where-is-welfare-lowest-2024"
REPORT_TITLE = {
    "sv": "Var är välfärden lägst i Malmö 2024?",
    "en": "Where is welfare lowest in Malmö 2024?",
    "ar": "أين الرفاه أدنى في مالمو عام 2024؟",
}
CONTACT = {
    "sv": "Det här är en demonstration av Bokal. Ingen stad svarar här.",
    "en": "This is a demonstration of Bokal. No city answers here.",
    "ar": "هذا عرض توضيحي لنظام Bokal. لا تجيب هنا أي مدينة.",
}


def fingerprint(folder: Path) -> str:
    """Return the fingerprint of the data and of the way they are built."""
    found = hashlib.sha256(VERSION.encode())
    for path in sorted(folder.rglob("*.*")):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def load(folder: Path, name: str) -> Any:
    """Read one JSON file of the data."""
    return json.loads((folder / name).read_text())


def build(folder: Path, step: Step) -> None:
    """Build the whole demonstration."""
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
    with step("Composite areas"):
        build_composites(folder)
    with step("Rankings"):
        build_runs(load(folder, "selection.json")["index"])
    with step("Choice of areas"):
        build_selections(load(folder, "selection.json")["selections"])
    with step("Accounts (constructed)"):
        build_accounts()
    with step("Report, as page and PDF in three languages"):
        build_report(load(folder, "selection.json"))


def take_in(kind: Kind, path: Path, **options: Any) -> None:
    """Import one file of the data."""
    with path.open("rb") as stream:
        apply_import(
            kind=kind, file=ImportFile(path.name, stream), options=ImportOptions(**options), actor=None
        )


def build_programme(data: dict[str, Any]) -> None:
    """Describe the programme, its goals and the units of the city."""
    day = datetime.date.fromisoformat
    describe_programme(
        description=Description(
            name=data["name"],
            city=data["city"],
            starts_on=day(data["starts_on"]),
            ends_on=day(data["ends_on"]),
            summary=data["summary"],
            contact=CONTACT,
            source=data["source"],
            constructed=data["constructed"],
        ),
        actor=None,
    )
    set_goals(goals=[(goal["text"], goal["source"]) for goal in data["goals"]], actor=None)
    for unit in data["units"]:
        add_unit(
            code=unit["code"],
            name=unit["name"],
            valid_from=day(unit["valid_from"]),
            valid_to=day(unit["valid_to"]) if unit["valid_to"] else None,
            source=unit["source"],
            actor=None,
        )
    units = {unit.code: unit for unit in Unit.objects.order_by("pk")}
    for succession in data["successions"]:
        reorganise(
            predecessors=[units[succession["predecessor"]]],
            successors=[units[succession["successor"]]],
            on=day(succession["from_day"]),
            actor=None,
        )
    open_window(stage=Stage.FIND, actor=None)


def build_boundaries(folder: Path) -> None:
    """Import the boundaries of every geography."""
    for geography in load(folder, "geographies.json"):
        path = folder / "boundaries" / f"{geography['code']}.geojson"
        if path.exists():
            take_in(
                Kind.BOUNDARIES,
                path,
                geography=geography["code"],
                dataset=geography["source"],
                valid_from=datetime.date.fromisoformat(geography["valid_from"]),
            )


def build_composites(folder: Path) -> None:
    """Weigh composite areas by their zones, and compute every figure their parts allow."""
    take_in(
        Kind.COMPOSITES,
        folder / "composites.csv",
        dataset="bokal-weights",
        mapping=TableMapping(
            columns={
                name: name for name in ("area", "geography", "zone", "weight", "role", "note_sv", "note_en")
            },
            fixed={"whole_geography": "programme_areas", "judged": "yes"},
        ),
    )
    shares = {"area": "delomrade", "zone": "deso", "weight": "share_of_deso"}
    for zones in ("deso2025", "deso2018"):
        fixed = {"whole_geography": "delomrade", "geography": zones, "judged": "no"}
        mapping = TableMapping(columns=shares, fixed=fixed)
        take_in(
            Kind.COMPOSITES, folder / f"delomrade_{zones}.csv", dataset="scb-deso-outlines", mapping=mapping
        )
        take_in_whole_zones(zones)
    compose_all()


def take_in_whole_zones(zones: str) -> None:
    """Make each larger statistical area of the zones that lie wholly in it."""
    rows = Area.objects.filter(geography__code=zones, parent__geography__code="regso2025").order_by("code")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["whole_geography", "area", "geography", "zone", "weight", "role", "judged"])
    for code, parent in rows.values_list("code", "parent__code"):
        writer.writerow(["regso2025", parent, zones, code, 1, "core", "no"])
    apply_import(
        kind=Kind.COMPOSITES,
        file=ImportFile(f"regso2025-{zones}.csv", io.BytesIO(text.getvalue().encode())),
        options=ImportOptions(dataset="scb-deso-outlines"),
        actor=None,
    )


def compose_all() -> None:
    """Compute the figures of composite areas for every definition and year their zones have."""
    population = Definition.objects.get(indicator__code="population", version=1)
    wanted = Observation.objects.filter(area__geography__code__in=["deso2025", "deso2018"])
    pairs = sorted(set(wanted.order_by().values_list("definition", "year")))
    counted = [year for key, year in pairs if key == population.pk]
    definitions = Definition.objects.select_related("indicator").in_bulk([key for key, _year in pairs])
    for code in COMPOSED:
        geography = Geography.objects.get(code=code)
        for key, year in pairs:
            compose_observations(
                geography=geography,
                definition=definitions[key],
                year=year,
                population=population,
                population_year=min(counted, key=partial(distance, year)),
                actor=None,
            )


def distance(year: int, other: int) -> tuple[int, int]:
    """Return how far another year is; of two that are as far, the later is nearer."""
    return abs(other - year), -other


def build_runs(index: dict[str, Any]) -> None:
    """Rank the zones by the four indicators, by each of the three methods."""
    domains = [
        DomainChoice(
            definition=Definition.objects.get(
                indicator__code=entry["indicator"], version=entry["version"]
            ).pk,
            weight=entry["weight"],
            kind=entry["kind"],
        )
        for entry in index["domains"]
    ]
    for method in (Method.ZSCORE, Method.MEAN_RANK, Method.EXPONENTIAL):
        main = method == index["method"]
        run_index(
            spec=RunSpec(
                slug=index["slug"] if main else f"{index['slug']}-{method.value.replace('_', '-')}",
                title=index["title"],
                geography=index["geography"],
                year=index["year"],
                domains=domains,
                method=method,
                rank_rule=index["rank_rule"],
                kappa=index["kappa"],
            ),
            actor=None,
        )


def build_selections(selections: list[dict[str, Any]]) -> None:
    """Record the choices of areas that are documented."""
    for entry in selections:
        places = {area.code: area for area in Area.objects.filter(geography__code=entry["geography"])}
        run = IndexRun.objects.filter(slug=entry["run"] or "").first()
        select_areas(
            slug=entry["slug"],
            title=entry["title"],
            run=run,
            decided_by=entry["decided_by"],
            decided_on=datetime.date.fromisoformat(entry["decided_on"]),
            reasons=entry["reasons"],
            choices=[
                ChoiceOf(places[choice["area"]], choice["chosen"], choice["reason"])
                for choice in entry["choices"]
            ],
            source=entry["source"],
            constructed=entry["constructed"],
            precision=entry["decided_on_precision"],
            actor=None,
        )


def build_accounts() -> None:
    """Make the constructed accounts that one can sign in with."""
    today = datetime.date(2026, 1, 1)
    for address, role in ACCOUNTS:
        account = Account.objects.filter(email=address).first()
        if account is None:
            account = Account.objects.create_user(address, name=f"{role.label} (constructed)")
        Membership.objects.get_or_create(
            account=account, role=role, area_code="", valid_to=None, defaults={"valid_from": today}
        )


def build_report(selection: dict[str, Any]) -> None:
    """Publish the first report, unless the same one is published already."""
    report = prepare_report(
        slug=REPORT,
        profile="welfare-ranking",
        title=REPORT_TITLE,
        subject={
            "run": selection["index"]["slug"],
            "city": "city",
            "composites": "programme_areas",
            "context": "context",
            "selection": selection["selections"][0]["slug"],
        },
        actor=None,
    )
    try:
        publish_report(report_id=report.pk, actor=None)
    except NothingNew:
        return
