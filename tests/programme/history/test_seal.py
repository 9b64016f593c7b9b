"""The chain holds against removal anywhere, and is the same however many seal at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from bokal.programme.history.models import Entry, Seal
from bokal.programme.history.services import (
    record,
    remove_triggers,
    seal_history,
    triggers_missing,
    verify_history,
)
from bokal.programme.history.services.seal import entry_bytes
from tests.factories.programmes import make_unit


def make_chain(length: int) -> list[int]:
    """Return the numbers of sealed entries in a history that can be edited."""
    for number in range(length):
        make_unit(f"u{number}")
    seal_history()
    remove_triggers()
    return list(Entry.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.django_db
def test_an_entry_taken_out_with_its_seal_leaves_a_gap_that_accuses_nobody_else() -> None:
    _first, second, third, *_rest = make_chain(5)
    Seal.objects.filter(entry_id__in=[second, third]).delete()
    Entry.objects.filter(pk__in=[second, third]).delete()
    assert verify_history().problems == ("Seals 2 to 3 are missing.",)


@pytest.mark.django_db
def test_an_entry_taken_out_alone_is_named() -> None:
    numbers = make_chain(3)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA defer_foreign_keys=ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("DELETE FROM history_entry WHERE id = %s", [numbers[1]])
        found = verify_history()
        cursor.execute("DELETE FROM history_seal WHERE position > 1")
    assert found.problems == (f"Entry {numbers[1]} is sealed as number 2, but it is gone.",)


@pytest.mark.django_db
def test_two_entries_that_changed_places_are_both_named() -> None:
    first, second, _third = make_chain(3)
    Seal.objects.filter(position=1).update(entry_id=Entry.objects.create(**blank()).pk)
    Seal.objects.filter(position=2).update(entry_id=first)
    Seal.objects.filter(position=1).update(entry_id=second)
    assert [problem.split(" (")[0] for problem in verify_history().problems] == [
        f"Entry {second}",
        f"Entry {first}",
    ]


def blank() -> dict[str, object]:
    at = Entry.objects.order_by("pk")[0].at
    return {"at": at, "kind": "event", "origin": "web", "verb": "x", "subject_type": "x", "subject_id": "1"}


@pytest.mark.django_db
def test_numbers_are_written_alike_whatever_a_database_makes_of_them() -> None:
    details = {"whole": 2.0, "large": 1e22, "part": 0.1, "list": [{"deep": -0.0}], "text": "å", "yes": True}
    kept = record(actor=None, verb="test", subject=make_unit("a"), **details)
    given = entry_bytes(kept)
    assert entry_bytes(Entry.objects.get(pk=kept.pk)) == given
    assert b'{"large":10000000000000000000000,"list":[{"deep":0}],"part":0.1' in given


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="the database of the tests is in memory there")
def test_many_who_seal_at_once_make_one_chain() -> None:
    for number in range(40):
        make_unit(f"u{number}")
    start = threading.Barrier(4)

    def seal() -> None:
        try:
            start.wait(60)
            seal_history()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(seal) for _ in range(4)]:
            done.result(120)
    found = verify_history()
    assert (found.sealed, found.unsealed, found.problems) == (40, 0, ())
    assert triggers_missing() == []
