"""Which models the database keeps a history of; their triggers are generated from this register."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Model


class Operation(StrEnum):
    """A change of a row that the database can see."""

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Tracking:
    """What is kept of one model.

    Attributes
    ----------
    operations
        The changes that are written down as they happen.
    hidden
        Fields whose values never enter the history (personal data, secrets, bulky derived values).
    frozen
        Whether the database refuses every later edit and removal of a row.
    """

    operations: frozenset[Operation]
    hidden: frozenset[str]
    frozen: bool = False


ALL = frozenset(Operation)
REGISTER: dict[type[Model], Tracking] = {}


def tracked[M: Model](
    *, operations: frozenset[Operation] = ALL, hidden: frozenset[str] = frozenset()
) -> Callable[[type[M]], type[M]]:
    """Have the database write each change of a row into the history."""

    def register(model: type[M]) -> type[M]:
        REGISTER[model] = Tracking(operations=operations, hidden=hidden)
        return model

    return register


def append_only[M: Model](model: type[M]) -> type[M]:
    """Have the database refuse every edit and removal of a row."""
    REGISTER[model] = Tracking(operations=frozenset(), hidden=frozenset(), frozen=True)
    return model
