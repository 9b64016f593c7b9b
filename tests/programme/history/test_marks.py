"""Marks move with the records they are of, and what is kept under them goes when they move."""

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Geography
from bokal.programme.history.services import history_mark, kept, marks_held, record, seal_history
from tests.factories.areas import make_geography

WHAT = ("areas", "areas.geography", "programmes", "accounts")


def marks() -> dict[str, str]:
    return {what: history_mark(what) for what in WHAT}


def moved(before: dict[str, str]) -> set[str]:
    after = marks()
    return {what for what in WHAT if before[what] != after[what]}


def test_a_mark_moves_only_when_records_of_its_kind_change(db: None) -> None:
    geography = make_geography("zones", areas=("Z1",))
    before = marks()
    account = Account.objects.create(email="somebody@example.org")
    assert moved(before) == {"accounts"}
    before = marks()
    geography.areas.update(name="Another name")
    assert moved(before) == {"areas"}
    before = marks()
    Geography.objects.update(position=7)
    assert moved(before) == {"areas", "areas.geography"}
    before = marks()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE areas_geography SET position = 8")
    assert moved(before) == {"areas", "areas.geography"}
    before = marks()
    record(actor=account, verb="tried", subject=account)
    assert moved(before) == {"accounts"}


def test_a_mark_moves_when_a_late_entry_is_sealed(db: None) -> None:
    """On PostgreSQL an entry with a lower number may come through after one with a higher number."""
    geography = make_geography("zones", areas=())
    record(actor=None, verb="tried", subject=geography)
    before = marks()
    seal_history()
    assert moved(before) == {"areas", "areas.geography"}


def test_a_mark_of_records_that_do_not_exist_is_refused(db: None) -> None:
    with pytest.raises(LookupError, match=r"areas\.boundaries"):
        history_mark("areas.boundaries")


def test_marks_of_many_kinds_are_read_with_one_query(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        history_mark("areas", "programmes", "reports")
    with django_assert_num_queries(1), marks_held():
        history_mark("areas", "programmes")
        history_mark("areas.geography")
        history_mark("programmes")


@pytest.mark.django_db(transaction=True)
def test_what_is_worked_out_is_kept_until_its_records_change() -> None:
    make_geography("zones", areas=("Z1",))
    worked: list[int] = []

    def work_out() -> int:
        worked.append(Geography.objects.get(code="zones").position)
        return worked[-1]

    def ask() -> int:
        return kept(("position",), work_out, of=("areas.geography",))

    first = ask()
    assert (ask(), len(worked)) == (first, 1)
    Account.objects.create(email="somebody@example.org")
    assert (ask(), len(worked)) == (first, 1)
    Geography.objects.update(position=first + 1)
    assert (ask(), len(worked)) == (first + 1, 2)


@pytest.mark.django_db(transaction=True)
def test_what_is_worked_out_inside_a_change_is_not_kept_after_it_is_taken_back() -> None:
    geography = make_geography("zones", areas=())

    def ask() -> int:
        return kept(
            ("position",), lambda: Geography.objects.get(code="zones").position, of=("areas.geography",)
        )

    first = ask()

    with transaction.atomic():
        Geography.objects.filter(pk=geography.pk).update(position=first + 1)
        assert ask() == first + 1
        transaction.set_rollback(True)
    # The number of the entry that was taken back is given out a second time.
    Geography.objects.filter(pk=geography.pk).update(position=first + 2)
    assert ask() == first + 2
