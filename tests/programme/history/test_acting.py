"""Who acts is known to the database for exactly as long as they act."""

import sqlite3
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from bokal.programme.accounts.enums import Role
from bokal.programme.history.models import Context, Entry
from bokal.programme.history.services import acting
from bokal.programme.programmes.models import Unit
from tests.factories.accounts import make_account
from tests.factories.areas import make_definition, make_geography, observe
from tests.factories.programmes import make_unit

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a matter of SQLite alone")
ANNA, BO = Unit(pk=7), Unit(pk=8)


def who() -> list[tuple[str, str]]:
    return list(Entry.objects.order_by("pk").values_list("origin", "actor"))


@pytest.mark.django_db
def test_a_change_after_somebody_acted_is_not_theirs_although_the_transaction_is_the_same() -> None:
    with transaction.atomic():
        with acting(actor=ANNA, origin="web"):
            make_unit("a")
        make_unit("b")
    assert who() == [("web", "7"), ("database", "")]


@pytest.mark.django_db
def test_somebody_acting_for_somebody_else_is_the_one_who_acts() -> None:
    with transaction.atomic(), acting(actor=ANNA, origin="web"):
        make_unit("a")
        with acting(actor=BO, origin="task", reference="job-1"):
            make_unit("b")
        make_unit("c")
    assert who() == [("web", "7"), ("task", "8"), ("web", "7")]


@pytest.mark.django_db
def test_who_acts_is_known_again_after_a_part_was_rolled_back() -> None:
    with transaction.atomic(), acting(actor=ANNA, origin="web"):
        with transaction.atomic(), acting(actor=BO, origin="task"):
            make_unit("a")
            transaction.set_rollback(True)
        make_unit("b")
    assert who() == [("web", "7")]


@pytest.mark.django_db
def test_who_acts_is_looked_up_only_when_something_changes() -> None:
    asked = []

    def late() -> Unit:
        asked.append(1)
        return ANNA

    with acting(actor=late, origin="web"), transaction.atomic():
        assert not Unit.objects.exists()
        assert asked == []
        make_unit("a")
    assert who() == [("web", "7")]


@pytest.mark.django_db
@on_sqlite
def test_nothing_about_who_acts_outlives_the_statement() -> None:
    make_unit("a")
    with acting(actor=ANNA, origin="web"), transaction.atomic():
        Unit.objects.update(source="elsewhere")
        assert not Context.objects.exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            make_unit("a", valid_to="1990-01-01")
        assert not Context.objects.exists()


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_an_edit_by_another_program_is_caught_and_said_to_come_from_outside(tmp_path: Path) -> None:
    with acting(actor=ANNA, origin="web"), transaction.atomic():
        make_unit("a")
    path = tmp_path / "copy.sqlite3"
    with sqlite3.connect(path) as other:
        connection.connection.backup(other)
        other.execute("UPDATE programmes_unit SET source = 'elsewhere'")
    newest = other.execute("SELECT verb, origin, actor FROM history_entry ORDER BY id DESC").fetchone()
    other.close()
    assert newest == ("row.changed", "database", "")


@pytest.mark.django_db(transaction=True)
@on_sqlite
@pytest.mark.parametrize(
    "statement",
    [
        "INSERT OR REPLACE INTO history_entry SELECT * FROM history_entry",
        "INSERT OR REPLACE INTO areas_observation SELECT * FROM areas_observation",
        "INSERT OR REPLACE INTO areas_observation (area_id, definition_id, year, value, status, dataset_id) "
        "SELECT area_id, definition_id, year, 1, status, dataset_id FROM areas_observation",
    ],
)
def test_another_program_cannot_replace_rows_past_the_history(tmp_path: Path, statement: str) -> None:
    observe(make_geography(areas=("A1",)), make_definition(), {"A1": 40.0})
    with sqlite3.connect(tmp_path / "copy.sqlite3") as other:
        connection.connection.backup(other)
    with pytest.raises(sqlite3.IntegrityError, match=r"exists already|kept for good"):
        other.execute(statement)
    other.close()


OPEN_TWICE = (
    "INSERT OR REPLACE INTO accounts_membership (account_id, role, area_code, valid_from) "
    "SELECT account_id, role, area_code, '2026-01-01' FROM accounts_membership WHERE valid_to IS NULL"
)
ENDED_AGAIN = (
    "INSERT OR REPLACE INTO accounts_membership (account_id, role, area_code, valid_from, valid_to) "
    "SELECT account_id, role, area_code, '2020-01-01', '2021-01-01' FROM accounts_membership"
)


@pytest.mark.django_db(transaction=True)
@on_sqlite
@pytest.mark.parametrize(
    "statement",
    [
        OPEN_TWICE,
        "UPDATE OR REPLACE programmes_unit SET code = 'b' WHERE code = 'a'",
        "UPDATE OR REPLACE programmes_unit SET id = (SELECT MAX(id) FROM programmes_unit) WHERE code = 'a'",
        "UPDATE OR REPLACE accounts_membership SET valid_to = NULL",
    ],
)
def test_another_program_cannot_push_a_row_out_by_writing_another(tmp_path: Path, statement: str) -> None:
    make_unit("a")
    make_unit("b")
    account = make_account(Role.BOARD)
    account.memberships.create(role=Role.BOARD, valid_from="2020-01-01", valid_to="2021-01-01")
    with sqlite3.connect(tmp_path / "copy.sqlite3") as other:
        connection.connection.backup(other)
    with pytest.raises(sqlite3.IntegrityError, match="exists already"):
        other.execute(statement)
    assert other.execute("SELECT count(*) FROM programmes_unit").fetchone() == (2,)
    assert other.execute("SELECT count(*) FROM accounts_membership").fetchone() == (2,)
    other.close()


@pytest.mark.django_db(transaction=True)
@on_sqlite
@pytest.mark.parametrize(
    ("statement", "verb"),
    [(ENDED_AGAIN, "row.added"), ("UPDATE OR REPLACE programmes_unit SET source = 'x'", "row.changed")],
)
def test_another_program_may_write_what_pushes_nothing_out(tmp_path: Path, statement: str, verb: str) -> None:
    make_unit("a")
    make_account(Role.BOARD)
    with sqlite3.connect(tmp_path / "copy.sqlite3") as other:
        connection.connection.backup(other)
        other.execute(statement)
    newest = other.execute("SELECT verb, origin FROM history_entry ORDER BY id DESC").fetchone()
    other.close()
    assert newest == (verb, "database")


@pytest.mark.django_db
@on_sqlite
def test_a_row_replaced_by_the_program_is_written_down_as_removed() -> None:
    observe(make_geography(areas=("A1",)), make_definition(), {"A1": 40.0})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO areas_observation "
            "(area_id, definition_id, year, value, status, dataset_id) "
            "SELECT area_id, definition_id, year, 1, status, dataset_id FROM areas_observation"
        )
    newest = Entry.objects.order_by("-pk")[0]
    assert (newest.verb, newest.before["value"]) == ("row.removed", 40.0)
