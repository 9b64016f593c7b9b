"""What an indicator means is final once there are figures by it."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bokal.programme.areas.errors import ImportRefused
from bokal.programme.areas.models import Definition, Indicator, Observation
from bokal.programme.areas.services import ImportOptions, Kind, apply_import
from bokal.programme.history.services import history_mark, triggers_missing
from tests.factories.areas import make_definition, make_file, make_geography, observe

pytestmark = pytest.mark.django_db

CHANGES = [
    {"name": {"en": "Something else"}},
    {"name": {}},
    {"text": {"en": "Counted in another way."}},
    {"least": None},
    {"most": 200},
    {"version": 7},
]


@pytest.fixture
def definition() -> Definition:
    return make_definition()


@pytest.fixture
def used(definition: Definition) -> Definition:
    observe(make_geography(areas=("A",)), definition, {"A": 50.0})
    return definition


def bring_in(definition: Definition, unit: str = "percent", **version: Any) -> None:
    names = ("version", "name", "text", "least", "most")
    told = {name: getattr(definition, name) for name in names} | version
    indicator = definition.indicator
    facts = {"code": indicator.code, "name": indicator.name, "kind": "context", "direction": "better"}
    content = json.dumps([facts | {"unit": unit, "versions": [told]}])
    apply_import(kind=Kind.INDICATORS, file=make_file(content, "i.json"), options=ImportOptions(), actor=None)


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_another_meaning(used: Definition, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Definition.objects.update(**change)


@pytest.mark.parametrize("change", CHANGES)
def test_without_figures_a_definition_can_be_mended(definition: Definition, change: dict[str, Any]) -> None:
    Definition.objects.update(**change)


def test_the_database_refuses_another_unit(used: Definition) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.update(unit="count")
    make_definition("other")
    Indicator.objects.filter(code="other").update(unit="count")


def test_the_meaning_can_be_said_in_one_more_language_and_limits_can_be_added(used: Definition) -> None:
    Definition.objects.update(name={"sv": "Ett", "en": "employed 1"}, limits={"en": "Says little."})
    bring_in(used, name={"sv": "Ett", "en": "employed 1", "ar": "واحد"})
    used.refresh_from_db()
    assert set(used.name) == {"sv", "en", "ar"}


@pytest.mark.parametrize(
    ("change", "told"),
    [({"text": {"en": "Other."}}, "v1 text"), ({"most": 200}, "v1 most"), ({"unit": "count"}, "unit")],
)
def test_an_import_that_changes_the_meaning_is_refused_with_the_way_out(
    used: Definition, change: dict[str, Any], told: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        bring_in(used, **change)
    (problem,) = refused.value.preview.problems
    assert told in problem.reason
    assert "Add a version" in problem.remedy


def test_a_new_version_comes_in_beside_the_old(used: Definition) -> None:
    bring_in(used, version=2, text={"en": "Counted in another way."})
    assert Definition.objects.count() == 2


def test_figures_put_in_past_the_services_move_the_mark_that_pages_are_kept_under(used: Definition) -> None:
    before, of_areas, of_others = history_mark(), history_mark("areas"), history_mark("programmes")
    first = Observation.objects.get()
    row = {"area": first.area, "definition": used, "dataset": first.dataset, "value": 1.0}
    Observation.objects.bulk_create([Observation(year=2000, **row)])
    assert history_mark() != before
    assert history_mark("areas") != of_areas
    assert history_mark("programmes") == of_others


def test_the_triggers_are_those_that_are_wanted(used: Definition) -> None:
    assert triggers_missing() == []
