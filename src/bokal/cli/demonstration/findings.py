"""Rankings, the documented choice of areas, and the first report."""

import datetime
from dataclasses import replace
from typing import Any

from bokal.programme.areas.enums import Method
from bokal.programme.areas.errors import RunExists, SelectionExists
from bokal.programme.areas.models import Area, Definition, IndexRun
from bokal.programme.areas.services import (
    ChoiceOf,
    Decision,
    DomainChoice,
    RunSpec,
    revise_selection,
    run_index,
    run_shown_first,
    select_areas,
    show_run,
)
from bokal.programme.reports.errors import NothingNew
from bokal.programme.reports.services import prepare_report, publish_report

REPORT = "where-is-welfare-lowest-2024"
REPORT_TITLE = {
    "sv": "Var är välfärden lägst i Malmö 2024?",
    "en": "Where is welfare lowest in Malmö 2024?",
    "ar": "أين الرفاه أدنى في مالمو عام 2024؟",
}


def build_runs(index: dict[str, Any]) -> IndexRun:
    """Rank the zones by each of the three methods, show all, the chosen one first, and return it."""
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
    others = [method for method in Method if method != index["method"]]
    runs = [
        run_of_now(
            RunSpec(
                slug="-".join([index["slug"], *([] if method == index["method"] else method.split("_"))]),
                title=index["title"],
                geography=index["geography"],
                year=index["year"],
                domains=domains,
                method=method,
                rank_rule=index["rank_rule"],
                kappa=index["kappa"],
            )
        )
        for method in [*others, Method(index["method"])]
    ]
    # What is shown last is shown first of all.
    for run in runs if run_shown_first() != runs[-1] else []:
        show_run(slug=run.slug, actor=None)
    return runs[-1]


def run_of_now(spec: RunSpec) -> IndexRun:
    """Make a run of the figures as they are; a run of earlier figures stays, and the new one is numbered."""
    number = 1
    wanted = spec
    while True:
        try:
            return run_index(spec=wanted, actor=None)
        except RunExists:
            number += 1
            wanted = replace(spec, slug=f"{spec.slug}-{number}")


def build_selections(selections: list[dict[str, Any]]) -> None:
    """Record the choices of areas that are documented."""
    for entry in selections:
        places = {area.code: area for area in Area.objects.filter(geography__code=entry["geography"])}
        decision = Decision(
            title=entry["title"],
            run=IndexRun.objects.filter(slug=entry["run"] or "").first(),
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
        )
        try:
            select_areas(slug=entry["slug"], actor=None, **vars_of(decision))
        except SelectionExists:
            because = "The data of the demonstration changed."
            revise_selection(slug=entry["slug"], decision=decision, because=because, actor=None)


def vars_of(decision: Decision) -> dict[str, Any]:
    """Return the fields of a decision as the arguments of the service."""
    return {name: getattr(decision, name) for name in Decision.__dataclass_fields__}


def build_report(run: IndexRun, selection: str) -> None:
    """Publish the first report, unless the same one is published already."""
    report = prepare_report(
        slug=REPORT,
        profile="welfare-ranking",
        title=REPORT_TITLE,
        subject={
            "run": run.slug,
            "city": "city",
            "composites": "programme_areas",
            "context": "context",
            "selection": selection,
        },
        actor=None,
    )
    try:
        publish_report(report_id=report.pk, actor=None)
    except NothingNew:
        return
