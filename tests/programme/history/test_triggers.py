"""The triggers are where they belong, and a tampered one is named."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.db.models.functions import Lower
from django.test.utils import isolate_apps
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Geography, Observation
from bokal.programme.history.models import Entry
from bokal.programme.history.services import (
    install_triggers,
    triggers_missing,
    triggers_postgresql,
    triggers_sqlite,
)
from bokal.programme.history.services.tracking import REGISTER, Tracking
from bokal.programme.programmes.models import Unit
from tests.factories.accounts import make_account
from tests.factories.areas import make_definition, make_geography, observe
from tests.factories.programmes import make_unit

on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a matter of PostgreSQL alone")
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a matter of SQLite alone")

WITHOUT_HISTORY = {
    "accounts.draft": "is not yet said; what is handed in is written down",
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
        "ALTER TABLE programmes_unit ENABLE REPLICA TRIGGER bokal_history_programmes_unit_update",
        "CREATE OR REPLACE TRIGGER bokal_history_programmes_unit_update AFTER UPDATE ON programmes_unit "
        "FOR EACH ROW WHEN (false) "
        "EXECUTE FUNCTION bokal_history_write('programmes.unit', 'id', '{}', '{}')",
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
def test_a_function_with_the_body_of_another_of_ours_counts_as_every_trigger_that_calls_it() -> None:
    run(triggers_postgresql.WRITE.replace("bokal_history_write", "bokal_history_refuse"))
    assert "bokal_history_history_entry_no_edit" in triggers_missing()
    assert "bokal_history_programmes_unit_update" not in triggers_missing()
    install_triggers()
    assert triggers_missing() == []


@pytest.mark.django_db
@on_postgresql
@pytest.mark.parametrize("table", ["history_entry", "areas_observation"])
def test_a_table_with_a_history_cannot_be_emptied_at_once(table: str) -> None:
    with pytest.raises(DatabaseError, match=r"kept for good|cannot be emptied"), transaction.atomic():
        run(f"TRUNCATE {table} CASCADE")


@pytest.mark.django_db(transaction=True)
@on_sqlite
def test_what_no_two_rows_share_may_be_worked_out_of_columns() -> None:
    with isolate_apps("bokal.programme.history"):

        class Street(models.Model):
            city = models.CharField(max_length=20)
            name = models.CharField(max_length=20)
            gone = models.BooleanField(default=False)

            class Meta:
                app_label = "history"
                constraints = [
                    models.UniqueConstraint(
                        "city",
                        Lower("name").desc(),
                        name="one_street_of_a_name",
                        condition=models.Q(gone=False),
                    )
                ]

    tracking = Tracking(operations=frozenset(), refused=frozenset())
    with connection.schema_editor() as editor:
        editor.create_model(Street)
    insert = "INSERT OR REPLACE INTO history_street (city, name, gone) VALUES "
    try:
        for name, statement in triggers_sqlite.replacing_triggers(Street, tracking).items():
            run(f"CREATE TRIGGER {name} {statement}")
        run("DELETE FROM history_context", f"{insert} ('Malmö', 'Bokgatan', 0), ('Malmö', 'Bokgatan', 1)")
        run(f"{insert} ('Lund', 'BOKGATAN', 0)", f"{insert} ('Malmö', 'BOKGATAN', 1)")
        for change in (
            f"{insert} ('Malmö', 'BOKgatan', 0)",
            "UPDATE OR REPLACE history_street SET city = 'Malmö' WHERE city = 'Lund'",
        ):
            with pytest.raises(DatabaseError, match="This row exists already"):
                run(change)
        assert Street.objects.count() == 4
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Street)


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


@pytest.mark.django_db
def test_a_number_enters_the_history_to_its_last_digit() -> None:
    exact = [0.1 + 0.2, 1e-7, 1e22, 2 / 3, -0.0, 40.0, None]
    geography, definition = make_geography(areas=("A1",)), make_definition(least=None, most=None)
    observe(geography, definition, {"A1": 1.0})
    kept = []
    for value in exact:
        status = "ok" if value is not None else "missing"
        Observation.objects.update(value=value, status=status)
        kept.append(Entry.objects.order_by("-pk")[0].after["value"])
    assert kept == exact


ENTRANCES: dict[str, tuple[Callable[[Account], Any], list[str]]] = {
    "another address": (
        lambda account: Account.objects.filter(pk=account.pk).update(email="other@example.org"),
        ["row.changed accounts.account email"],
    ),
    "an address said to be hers": (
        lambda account: EmailAddress.objects.create(
            user=account, email="other@example.org", verified=True, primary=False
        ),
        ["row.added account.emailaddress"],
    ),
    "another identity": (
        lambda account: SocialAccount.objects.create(user=account, provider="city", uid="other"),
        ["row.added socialaccount.socialaccount"],
    ),
    "a second step turned off": (
        lambda account: Authenticator.objects.filter(user=account).delete(),
        ["row.removed mfa.authenticator"],
    ),
    "another second step": (
        lambda account: Authenticator.objects.filter(user=account).update(data={"secret": "other"}),
        ["row.changed mfa.authenticator data"],
    ),
    "a mere visit": (
        lambda account: (
            Account.objects.filter(pk=account.pk).update(last_login=timezone.now()),
            Authenticator.objects.filter(user=account).update(last_used_at=timezone.now()),
        ),
        [],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "told"), ENTRANCES.values(), ids=ENTRANCES.keys())
def test_what_lets_somebody_in_is_written_down_by_its_name_without_its_value(
    change: Callable[[Account], Any], told: list[str]
) -> None:
    account = make_account(Role.ADMINISTRATOR)
    Authenticator.objects.create(user=account, type="totp", data={"secret": "other"[::-1]})
    newest = Entry.objects.order_by("-pk")[0].pk
    change(account)
    entries = list(Entry.objects.filter(pk__gt=newest).order_by("pk"))
    assert [
        " ".join([entry.verb, entry.subject_type, *entry.details.get("hidden", [])]) for entry in entries
    ] == told
    assert "other" not in str([(entry.before, entry.after, entry.details) for entry in entries])


@pytest.mark.django_db
def test_a_change_names_each_hidden_field_that_changed_and_none_that_did_not() -> None:
    account = make_account()
    Account.objects.filter(pk=account.pk).update(name="Other", email="other@example.org", language="sv")
    Account.objects.filter(pk=account.pk).update(language="en")
    both, neither = Entry.objects.filter(verb="row.changed").order_by("pk")
    assert (both.details, both.after["language"]) == ({"hidden": ["email", "name"]}, "sv")
    assert neither.details == {}
