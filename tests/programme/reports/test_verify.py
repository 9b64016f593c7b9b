"""Whatever an edition says is held against the records, and what differs is named."""

import copy
import datetime
import math
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bokal.programme.areas.models import (
    Area,
    Boundary,
    Composition,
    Dataset,
    Definition,
    IndexRun,
    Observation,
)
from bokal.programme.areas.services import ChoiceOf, select_areas
from bokal.programme.documents.enums import Access
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import keep_document
from bokal.programme.history.services import remove_triggers
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.services import prepare_report, publish_report, verify_snapshot
from bokal.programme.reports.services.compare_contents import compare_contents
from bokal.programme.reports.services.figures import figures_of, is_number
from bokal.programme.reports.services.profiles import build_content
from tests.factories.history import editable_history
from tests.factories.reports import CODES, make_city_with_figures, make_report, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store_and_one_language(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGES = [("sv", "Svenska")]


@pytest.fixture
def definitions() -> dict[str, Definition]:
    """Return two definitions that do not put the zones in the same order, so that weights move ranks."""
    made = make_city_with_figures()
    Observation.objects.filter(area__code="Z20", definition=made["employed"]).update(value=40.5)
    return made


@pytest.fixture
def run(definitions: dict[str, Definition]) -> IndexRun:
    return make_run(definitions)


@pytest.fixture
def report(run: IndexRun) -> Report:
    """Return a report that names a choice of areas, too."""
    areas = {area.code: area for area in Area.objects.filter(geography__code="zones").order_by("code")}
    select_areas(
        slug="chosen",
        title={"en": "The chosen ones"},
        run=run,
        decided_by="Nobody",
        decided_on=datetime.date(2024, 5, 1),
        reasons={"en": "It is a constructed example."},
        choices=[ChoiceOf(areas[code], code == "Z02", {"en": "Constructed."}) for code in ("Z01", "Z02")],
        actor=None,
    )
    report = make_report(run)
    subject = {**report.subject, "selection": "chosen"}
    return prepare_report(
        slug=report.slug, profile=report.profile, title=report.title, subject=subject, actor=None
    )


@pytest.fixture
def snapshot(report: Report) -> Snapshot:
    return publish_report(report_id=report.pk, actor=None)


def content_of(report: Report) -> dict[str, Any]:
    return build_content(profile=report.profile, subject=report.subject, as_run=True)


def test_an_edition_is_verified_from_what_it_was_published_from(
    snapshot: Snapshot, definitions: dict[str, Definition]
) -> None:
    report = snapshot.report
    other = make_run(definitions, slug="other", method="mean_rank")
    subject = {**report.subject, "run": other.slug}
    prepare_report(
        slug=report.slug, profile=report.profile, title={"en": "Other"}, subject=subject, actor=None
    )
    assert verify_snapshot(Snapshot.objects.select_related("report").get(pk=snapshot.pk)).agrees


CHANGES: dict[str, tuple[Callable[[], object], str, str]] = {
    "a part of a composite area is gone": (
        lambda: Composition.objects.filter(part__code="Z02").delete(),
        "composites/P",
        "parts",
    ),
    "a part of a composite area is half a zone": (
        lambda: Composition.objects.filter(part__code="Z02").update(role="partial"),
        "composites/P",
        "parts",
    ),
    "the file of a source is another": (
        lambda: Dataset.objects.update(sha256="1" * 64),
        "sources/figures",
        "sha256",
    ),
    "the licence of a source is another": (
        lambda: Dataset.objects.update(licence="public_fact"),
        "sources/figures",
        "licence",
    ),
    "an indicator means something else": (
        lambda: Definition.objects.filter(indicator__code="poor").update(text={"en": "Something else."}),
        "domains/poor",
        "text",
    ),
    "an area has another name": (
        lambda: Area.objects.filter(code="Z05").update(name="Elsewhere"),
        "areas/Z05",
        "name",
    ),
    "an area has another outline": (
        lambda: Boundary.objects.filter(area__code="Z05").update(outline=[[0, 0, 5, 0, 5, 5]]),
        "map",
        "shapes",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_source_definition_or_composition_that_differs_is_named(snapshot: Snapshot, what: str) -> None:
    change, address, field = CHANGES[what]
    # Whoever changes what is final has taken the triggers away first.
    remove_triggers()
    change()
    found = verify_snapshot(snapshot)
    assert not found.agrees
    assert field in {part.address: part.fields for part in found.changes}[address]


def test_what_lies_inside_a_mean_is_a_figure(snapshot: Snapshot) -> None:
    Observation.objects.filter(area__code="Z01", definition__indicator__code="poor").update(value=61.0)
    found = {difference.address: difference for difference in verify_snapshot(snapshot).differences}
    highest = found["composites/P/inside/poor/highest"]
    assert (highest.published, highest.recomputed, highest.computed) == (60.0, 61.0, True)


def test_the_share_of_a_zone_is_a_figure(snapshot: Snapshot) -> None:
    Composition.objects.filter(part__code="Z02").update(weight="0.25")
    (difference,) = verify_snapshot(snapshot).differences
    assert difference.address == "composites/P/parts/Z02/weight"
    assert (difference.published, difference.recomputed, difference.computed) == (1.0, 0.25, False)


def test_sensitivity_widths_and_the_ranks_of_other_methods_are_figures(report: Report) -> None:
    addresses = {figure.address for figure in figures_of(content_of(report))}
    assert {
        "certainty/intervals/median_width",
        "certainty/intervals/widest",
        "certainty/sensitivity/poor/without/spearman",
        "certainty/methods/zscore/ranks/Z05",
        "certainty/methods/mean_rank/kendall",
        "run/parameters/draws",
        "domains/employed/weight",
        "city/C/poor",
        "year",
    } <= addresses
    assert any(address.startswith("certainty/sensitivity/employed/without/movers/") for address in addresses)


def leaves(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the way to each single value of a content."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*way, name))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from leaves(inner, (*way, place))
    else:
        yield way


def changed_at(content: dict[str, Any], way: tuple[Any, ...]) -> dict[str, Any]:
    """Return a copy of a content in which one value is another."""
    found = copy.deepcopy(content)
    inner: Any = found
    for step in way[:-1]:
        inner = inner[step]
    value = inner[way[-1]]
    inner[way[-1]] = value + 1 if is_number(value) else f"not {value}"
    return found


def test_no_value_of_a_content_can_change_unnoticed(report: Report) -> None:
    content = content_of(report)
    # One zone, one domain and one method stand for all of their kind.
    content["areas"], content["domains"] = content["areas"][:1], content["domains"][:1]
    content["map"]["shapes"] = {"Z01": content["map"]["shapes"]["Z01"]}
    for method in content["certainty"]["methods"]:
        method["ranks"] = {"Z01": method["ranks"]["Z01"]}
    ways = list(leaves(content))
    unnoticed = [way for way in ways if compare_contents(content, changed_at(content, way)).agrees]
    assert len(ways) > 100
    assert unnoticed == []


def test_no_two_figures_have_one_address(report: Report) -> None:
    addresses = [figure.address for figure in figures_of(content_of(report))]
    assert len(addresses) == len(set(addresses))


def test_a_computed_figure_may_differ_in_its_last_digits_and_a_stored_one_may_not(report: Report) -> None:
    content = content_of(report)
    again = copy.deepcopy(content)
    again["areas"][0]["score"] = math.nextafter(content["areas"][0]["score"], math.inf)
    again["certainty"]["methods"][1]["spearman"] *= 1 + 1e-14
    assert compare_contents(content, again).agrees
    computed, stored = again["areas"][1], again["areas"][2]
    computed["score"] *= 1 + 1e-6
    stored["values"]["poor"]["value"] = math.nextafter(stored["values"]["poor"]["value"], math.inf)
    named = [difference.address for difference in compare_contents(content, again).differences]
    assert named == [f"areas/{stored['code']}/poor", f"areas/{computed['code']}/score"]


def test_a_content_does_not_depend_on_how_a_database_orders_letters(report: Report) -> None:
    with CaptureQueriesContext(connection) as queries:
        content = content_of(report)
    by_letters = re.compile(r'ORDER BY .*"(code|name|slug)"')
    assert [query["sql"] for query in queries if by_letters.search(query["sql"])] == []
    assert [area["name"] for area in content["selection"]["areas"]] == ["Area Z02", "Area Z01"]
    assert list(content["map"]["shapes"]) == list(CODES)


def test_a_pdf_that_was_exchanged_is_noticed(snapshot: Snapshot) -> None:
    forged = keep_document(content=b"%PDF-1.7 forged", name="x.pdf", access=Access.STAFF, actor=None)
    rendition = snapshot.renditions.get(language="sv")
    Document.objects.filter(pk=rendition.pdf_id).update(sha256=forged.sha256)
    (damage,) = verify_snapshot(snapshot).damages
    assert damage == "The PDF in “sv” does not match its fingerprint."


def test_a_figure_that_was_never_in_the_content_is_noticed(snapshot: Snapshot) -> None:
    content = {**snapshot.content, "figures": snapshot.content["figures"][1:]}
    with editable_history():
        Snapshot.objects.filter(pk=snapshot.pk).update(content=content, title={"en": "Another"})
    damages = verify_snapshot(Snapshot.objects.get(pk=snapshot.pk)).damages
    assert "The stored figures are not those of the stored content." in damages
    assert "The number or title of the edition is not the one in the stored content." in damages
