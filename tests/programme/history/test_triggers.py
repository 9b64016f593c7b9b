"""The triggers are where they belong, and a tampered one is named."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from bokal.programme.areas.models import Geography, Observation
from bokal.programme.history.models import Entry
from bokal.programme.history.services import install_triggers, triggers_missing
from bokal.programme.history.services.tracking import REGISTER
from bokal.programme.programmes.models import Unit
from tests.factories.areas import make_definition, make_geography, observe
from tests.factories.programmes import make_unit

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a matter of PostgreSQL alone")
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a matter of SQLite alone")

WITHOUT_HISTORY = {
    "history.context": "says who acts during one statement and is empty after it",
    "voices.meaning": "worked out from the words, and can be worked out anew",
    "queue.job": "comes and goes by itself; what a job changes is written down",
    "queue.recurrence": "says when a job comes next",
    "queue.worker": "says who is at work just now",
}


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_every_record_of_the_programme_has_a_history_or_a_reason_for_none() -> None:
    models = {
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.startswith("bokal.programme.")
    }
    registered = {model._meta.label_lower for model in REGISTER}
    assert models - registered == set(WITHOUT_HISTORY)


@pytest.mark.django_db
@on_sqlite
def test_a_trigger_that_was_changed_counts_as_missing() -> None:
    name = "bokal_history_programmes_unit_update"
    run(
        f"DROP TRIGGER {name}",
        f"CREATE TRIGGER {name} AFTER UPDATE ON programmes_unit BEGIN SELECT 1; END",
    )
    assert triggers_missing() == [name]
    install_triggers()
    assert triggers_missing() == []


@pytest.mark.django_db
@on_postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE programmes_unit DISABLE TRIGGER bokal_history_programmes_unit_update",
        "CREATE OR REPLACE TRIGGER bokal_history_programmes_unit_update AFTER UPDATE ON programmes_unit "
        "FOR EACH ROW WHEN (false) "
        "EXECUTE FUNCTION bokal_history_write('programmes.unit', 'id', '{}')",
    ],
)
def test_a_trigger_that_was_turned_off_counts_as_missing(statement: str) -> None:
    run(statement)
    assert triggers_missing() == ["bokal_history_programmes_unit_update"]
    install_triggers()
    assert triggers_missing() == []


@pytest.mark.django_db
@on_postgresql
def test_a_function_that_was_emptied_counts_as_every_trigger_that_calls_it() -> None:
    run(
        "CREATE OR REPLACE FUNCTION bokal_history_write() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RETURN NULL; END'"
    )
    assert "bokal_history_programmes_unit_update" in triggers_missing()
    assert "bokal_history_history_entry_no_edit" not in triggers_missing()


@pytest.mark.django_db
@on_postgresql
@pytest.mark.parametrize("table", ["history_entry", "areas_observation"])
def test_a_table_with_a_history_cannot_be_emptied_at_once(table: str) -> None:
    with pytest.raises(DatabaseError, match=r"kept for good|cannot be emptied"), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db
def test_observations_are_written_down_when_they_change_or_go_and_not_when_they_come() -> None:
    observe(make_geography(areas=("A1", "A2")), make_definition(), {"A1": 40.0, "A2": 50.0})
    of_values = Entry.objects.filter(subject_type="areas.observation")
    assert not of_values.exists()
    Observation.objects.filter(area__code="A1").update(value=41)
    Observation.objects.bulk_create(
        Observation.objects.filter(area__code="A2"),
        update_conflicts=True,
        unique_fields=["area", "definition", "year"],
        update_fields=["value"],
    )
    Observation.objects.order_by("pk").delete()
    assert [entry.verb for entry in of_values.order_by("pk")] == ["row.changed", "row.removed", "row.removed"]
    assert (of_values.order_by("pk")[0].before["value"], of_values.order_by("pk")[0].after["value"]) == (
        40,
        41,
    )


@pytest.mark.django_db
def test_texts_in_json_enter_the_history_as_they_are() -> None:
    make_geography(name={"sv": "Områden", "ar": "مناطق"})
    newest = Entry.objects.get(subject_type=Geography._meta.label_lower)
    assert newest.after["name"] == {"sv": "Områden", "ar": "مناطق"}


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_a_table_that_was_rebuilt_gets_its_triggers_back() -> None:
    with connection.schema_editor() as editor:
        editor._remake_table(Unit)
    assert "bokal_history_programmes_unit_insert" in triggers_missing()
    install_triggers()
    assert triggers_missing() == []


@pytest.mark.django_db
def test_a_key_taken_is_refused_as_such_and_not_as_history() -> None:
    unit = make_unit("a")
    with pytest.raises(DatabaseError), transaction.atomic():
        make_unit("b", pk=unit.pk)
