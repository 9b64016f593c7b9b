"""What has a choice of values has no other value, whoever writes: the database holds the list too."""

from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models


def columns_with_a_choice() -> Iterator[tuple[type[models.Model], models.Field]]:
    for model in apps.get_models():
        if model.__module__.startswith("bokal.programme."):
            yield from ((model, field) for field in model._meta.concrete_fields if field.choices)


def unguarded(columns: Iterable[tuple[type[models.Model], models.Field]]) -> list[str]:
    """Name each column whose choices the database does not know, or knows otherwise."""
    found = []
    for model, field in columns:
        values = [value for value, _label in field.flatchoices]
        lists = [values, ["", *values]] if field.blank else [values]
        wanted = [models.Q(**{f"{field.name}__in": one}) for one in lists]
        checks = (one for one in model._meta.constraints if isinstance(one, models.CheckConstraint))
        if not any(check.condition in wanted for check in checks):
            found.append(
                f"{model._meta.label}.{field.name} takes any text. Add CheckConstraint("
                f"name=…, condition=Q({field.name}__in=….values)) to its Meta."
            )
    return found


def test_every_column_with_a_choice_of_values_is_held_to_it_by_the_database() -> None:
    columns = list(columns_with_a_choice())
    assert len(columns) >= 16
    assert unguarded(columns) == []


@pytest.mark.django_db
def test_the_migrations_make_what_the_models_say() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_a_column_without_such_a_constraint_and_one_with_an_old_list_are_named() -> None:
    def planted(**options: object) -> models.Field:
        meta = type("Meta", (), {"app_label": "planted", "abstract": False, **options})
        field = models.CharField(max_length=5, choices=[("a", "A"), ("b", "B")])
        name = f"Planted{len(options)}"
        parts = {"__module__": __name__, "Meta": meta, "letter": field}
        return type(name, (models.Model,), parts)._meta.get_field("letter")

    try:
        old = models.CheckConstraint(name="planted_letter", condition=models.Q(letter__in=["a"]))
        fields = [planted(), planted(constraints=[old])]
        messages = unguarded((field.model, field) for field in fields)
    finally:
        apps.all_models.pop("planted", None)
        apps.clear_cache()
    assert [message.split(" takes")[0] for message in messages] == [
        "planted.Planted0.letter",
        "planted.Planted1.letter",
    ]
