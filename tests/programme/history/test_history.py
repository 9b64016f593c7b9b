"""The history is written by the database, cannot be edited, and is chained."""

import pytest
from django.db import DatabaseError, connection, transaction

from bokal.programme.history.models import Entry, Seal
from bokal.programme.history.services import (
    acting,
    history_mark,
    install_triggers,
    record,
    remove_triggers,
    seal_history,
    triggers_missing,
    verify_history,
)
from bokal.programme.programmes.models import Unit


def make_unit(code: str = "rosengard") -> Unit:
    return Unit.objects.create(code=code, name={"sv": "Rosengård"}, valid_from="1996-01-01")


def changes() -> list[Entry]:
    return list(Entry.objects.filter(kind="change").order_by("pk"))


@pytest.mark.django_db
def test_a_new_row_is_written_down_with_its_values() -> None:
    unit = make_unit()
    (entry,) = changes()
    assert (entry.verb, entry.subject_type, entry.subject_id) == (
        "row.added",
        "programmes.unit",
        str(unit.pk),
    )
    assert entry.after["code"] == "rosengard"
    assert entry.before is None


@pytest.mark.django_db
def test_a_bulk_update_does_not_slip_by() -> None:
    make_unit("a")
    make_unit("b")
    Unit.objects.update(source="elsewhere")
    updated = [entry for entry in changes() if entry.verb == "row.changed"]
    assert [(entry.before["source"], entry.after["source"]) for entry in updated] == [("", "elsewhere")] * 2


@pytest.mark.django_db
def test_an_update_that_changes_nothing_leaves_no_entry() -> None:
    make_unit()
    before = Entry.objects.count()
    Unit.objects.update(source="")
    assert Entry.objects.count() == before


@pytest.mark.django_db
def test_raw_sql_does_not_slip_by_and_is_said_to_come_from_outside() -> None:
    unit = make_unit()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM programmes_unit WHERE id = %s", [unit.pk])
    entry = changes()[-1]
    assert (entry.verb, entry.origin, entry.actor) == ("row.removed", "database", "")


@pytest.mark.django_db
def test_a_change_says_who_acted_and_from_where() -> None:
    account = Unit(pk=7)
    with acting(actor=account, origin="web", reference="job-1"), transaction.atomic():
        make_unit()
    entry = changes()[-1]
    assert (entry.origin, entry.actor, entry.reference) == ("web", "7", "job-1")


@pytest.mark.django_db(transaction=True)
def test_who_acted_is_forgotten_after_the_transaction() -> None:
    with acting(actor=Unit(pk=7), origin="web"), transaction.atomic():
        make_unit("a")
    make_unit("b")
    assert [(entry.origin, entry.actor) for entry in changes()] == [("web", "7"), ("database", "")]


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_entry() -> None:
    with acting(actor=Unit(pk=7), origin="web"), transaction.atomic():
        make_unit()
        transaction.set_rollback(True)
    assert changes() == []
    with acting(actor=Unit(pk=8), origin="web"), transaction.atomic():
        make_unit()
    assert [entry.actor for entry in changes()] == ["8"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE history_entry SET verb = 'nothing'", "DELETE FROM history_entry", "DELETE FROM history_seal"],
)
def test_the_history_cannot_be_edited(statement: str) -> None:
    make_unit()
    seal_history()
    with (
        pytest.raises(DatabaseError, match="kept for good"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.django_db
def test_an_event_keeps_its_details() -> None:
    entry = record(actor=None, verb="unit.added", subject=make_unit(), reason="start")
    assert (entry.verb, entry.details) == ("unit.added", {"reason": "start"})


@pytest.mark.django_db(transaction=True)
def test_an_event_belongs_inside_the_transaction_of_its_change() -> None:
    unit = make_unit()
    with pytest.raises(transaction.TransactionManagementError):
        record(actor=None, verb="unit.added", subject=unit)


@pytest.mark.django_db(transaction=True)
def test_recording_an_event_seals_the_history_after_commit() -> None:
    with transaction.atomic():
        record(actor=None, verb="unit.added", subject=make_unit())
    assert Seal.objects.count() == Entry.objects.count() == 2
    assert verify_history().intact


@pytest.mark.django_db
def test_a_changed_entry_is_named() -> None:
    for code in "abc":
        make_unit(code)
    seal_history()
    assert verify_history().intact
    remove_triggers()
    second = changes()[1]
    Entry.objects.filter(pk=second.pk).update(verb="row.invented")
    install_triggers()
    (problem,) = verify_history().problems
    assert problem.startswith(f"Entry {second.pk} (row.invented")


@pytest.mark.django_db
def test_a_chain_that_was_cut_off_no_longer_holds_the_fingerprint_kept_earlier() -> None:
    for code in "abc":
        make_unit(code)
    seal_history()
    head = verify_history().head
    assert verify_history(head=head).intact
    remove_triggers()
    Seal.objects.order_by("-position")[0].delete()
    changes()[-1].delete()
    install_triggers()
    problems = verify_history(head=head).problems
    assert problems[0].startswith(f"The fingerprint {head} is no longer part")
    numbers_tell = ["Numbers up to 3 were given out, and the newest entry is 2: the end was cut off."]
    assert list(problems[1:]) == (numbers_tell if connection.vendor == "sqlite" else [])


@pytest.mark.django_db
def test_a_missing_trigger_is_named_and_comes_back() -> None:
    assert triggers_missing() == []
    remove_triggers()
    assert "bokal_history_programmes_unit_update" in triggers_missing()
    install_triggers()
    assert triggers_missing() == []


@pytest.mark.django_db
def test_the_mark_moves_with_every_change() -> None:
    marks = [history_mark()]
    make_unit()
    marks.append(history_mark())
    Unit.objects.update(source="new")
    marks.append(history_mark())
    seal_history()
    marks.append(history_mark())
    assert len(set(marks)) == 4


@pytest.mark.django_db
def test_hidden_fields_stay_out_of_the_history(django_user_model: type) -> None:
    django_user_model.objects.create_user("somebody@example.org", name="Somebody")
    texts = str([(entry.before, entry.after, entry.details) for entry in Entry.objects.order_by("pk")])
    assert "somebody" not in texts.lower()
