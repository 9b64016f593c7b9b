"""Which models the database keeps a history of; their triggers are generated from this register."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Field, Model

type AnyField = Field[Any, Any]


class Operation(StrEnum):
    """A change of a row that the database can see."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Fixed:
    """What the database refuses to change in a row.

    Attributes
    ----------
    fields
        Fields that keep their value; texts by language may gain a language.
    used
        The way to the rows that make it final, as in ``observations``; empty when it is final at once.
    whole
        Whether texts stay as they are as well, and gain no language.
    """

    fields: frozenset[str]
    used: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """Rows that must be there before the database lets a row take certain values.

    Attributes
    ----------
    name
        What is needed, for the name of the trigger.
    field
        The field whose value calls for them.
    values
        The values that call for them.
    ways
        The ways to the rows, as in ``measures__commitment``; one row on any of them is enough. Written
        ``waivers!withdrawal__approval``, a way leaves out the waivers that have a withdrawal.
    spared_by
        A yes-or-no field that spares a row from it; empty when none does.
    """

    name: str
    field: str
    values: tuple[str, ...]
    ways: tuple[str, ...]
    spared_by: str = ""


@dataclass(frozen=True, slots=True)
class Barred:
    """Where the database refuses a new row: when what the row belongs to has gone too far for it.

    Attributes
    ----------
    way
        The way to the row that it belongs to, as in ``waiver__initiative``.
    field
        The field of that row which tells how far it has gone.
    values
        The values that bar the new row.
    """

    way: str
    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tracking:
    """What is kept of one model.

    Attributes
    ----------
    operations
        The changes that are written down as they happen.
    hidden
        Fields whose values never enter the history (personal data, secrets, bulky derived values). That one
        of them changed does.
    ignored
        Fields that say nothing of the record itself, such as when somebody last signed in.
    refused
        The later changes of a row that the database refuses.
    fixed
        What the database refuses to change while it lets the rest be edited.
    needs
        What must be there before a row may take certain values.
    barred
        When a new row comes too late.
    """

    operations: frozenset[Operation]
    hidden: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    refused: frozenset[Operation] = frozenset()
    fixed: Fixed | None = None
    needs: tuple[Needs, ...] = ()
    barred: Barred | None = None

    @property
    def frozen(self) -> bool:
        """Whether a row can be neither edited nor removed."""
        return self.refused >= LATER

    def shown(self, model: type[Model]) -> list[AnyField]:
        """Return the fields whose values enter the history."""
        unshown = self.hidden | self.ignored
        return [field for field in model._meta.concrete_fields if field.name not in unshown]

    def named(self, model: type[Model]) -> list[AnyField]:
        """Return the fields of which only a change is written down, by name."""
        return [field for field in model._meta.concrete_fields if field.name in self.hidden]


ALL = frozenset(Operation)
LATER = frozenset({Operation.UPDATE, Operation.DELETE})
UNSPOILT = " AND NOT EXISTS (SELECT 1 FROM {spoiling} WHERE {spoiling}.{back} = {table}.id)"
OF_ROW = "SELECT {column} FROM {table} WHERE id = {key}"
REGISTER: dict[type[Model], Tracking] = {}


def tracked[M: Model](
    *,
    operations: frozenset[Operation] = ALL,
    hidden: frozenset[str] = frozenset(),
    ignored: frozenset[str] = frozenset(),
    refused: frozenset[Operation] = frozenset(),
    fixed: Fixed | None = None,
    needs: tuple[Needs, ...] = (),
) -> Callable[[type[M]], type[M]]:
    """Have the database write each change of a row into the history, and refuse some."""

    def register(model: type[M]) -> type[M]:
        REGISTER[model] = Tracking(
            operations=operations - refused,
            hidden=hidden,
            ignored=ignored,
            refused=refused,
            fixed=fixed,
            needs=needs,
        )
        return model

    return register


def append_only[M: Model](model: type[M]) -> type[M]:
    """Have the database refuse every edit and removal of a row."""
    REGISTER[model] = Tracking(operations=frozenset(), refused=LATER)
    return model


def append_only_but[M: Model](*names: str) -> Callable[[type[M]], type[M]]:
    """Have the database refuse each edit and removal of a row but for some fields; it tells their changes."""

    def register(model: type[M]) -> type[M]:
        rest = frozenset(field.name for field in model._meta.concrete_fields) - set(names)
        REGISTER[model] = Tracking(
            operations=frozenset({Operation.UPDATE}),
            refused=frozenset({Operation.DELETE}),
            fixed=Fixed(rest, whole=True),
        )
        return model

    return register


def added_in_time[M: Model](barred: Barred) -> Callable[[type[M]], type[M]]:
    """Have the database refuse every edit and removal of a row, and a row that comes too late."""

    def register(model: type[M]) -> type[M]:
        REGISTER[model] = Tracking(operations=frozenset(), refused=LATER, barred=barred)
        return model

    return register


def columns_of(model: type[Model], names: frozenset[str]) -> list[str]:
    """Return the columns of fields, in order."""
    return sorted(str(field.column) for field in model._meta.concrete_fields if field.name in names)


def use_of(model: type[Model], way: str, key: str) -> str:
    """Return the query for rows that a row is used by; ``key`` stands for its number."""
    found, held_by = "", f"= {key}"
    for step in way.split("__"):
        name, _mark, spoilt_by = step.partition("!")
        table, column, model = step_to(model, name)
        found = f"FROM {table} WHERE {column} {held_by}"
        if spoilt_by:
            spoiling, back, _model = step_to(model, spoilt_by)
            found += UNSPOILT.format(spoiling=spoiling, back=back, table=table)
        held_by = f"IN (SELECT id {found})"
    return f"SELECT 1 {found}"


def step_to(model: type[Model], name: str) -> tuple[str, str, type[Model]]:
    """Return the table that a relation leads to, its column that leads back, and its model."""
    relation: Any = model._meta.get_field(name)
    return relation.related_model._meta.db_table, relation.field.column, relation.related_model


def barred_by(model: type[Model], barred: Barred, key: str) -> str:
    """Return the query for how far what a new row belongs to has gone; ``key`` is what the new row names."""
    first, *further = barred.way.split("__")
    model = related_to(model, first)
    for name in further:
        (column,) = columns_of(model, frozenset({name}))
        key = f"({OF_ROW.format(column=column, table=model._meta.db_table, key=key)})"
        model = related_to(model, name)
    (column,) = columns_of(model, frozenset({barred.field}))
    return OF_ROW.format(column=column, table=model._meta.db_table, key=key)


def related_to(model: type[Model], name: str) -> type[Model]:
    """Return the model that a field refers to."""
    relation: Any = model._meta.get_field(name)
    found: type[Model] = relation.related_model
    return found


def needed_by(model: type[Model], needs: Needs, key: str) -> str:
    """Return the query for the rows that a row needs; ``key`` stands for its number."""
    return " UNION ALL ".join(use_of(model, way, key) for way in needs.ways)
