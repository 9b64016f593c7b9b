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
    refused
        The later changes of a row that the database refuses.
    """

    operations: frozenset[Operation]
    hidden: frozenset[str]
    refused: frozenset[Operation] = frozenset()

    @property
    def frozen(self) -> bool:
        """Whether a row can be neither edited nor removed."""
        return self.refused >= LATER


ALL = frozenset(Operation)
LATER = frozenset({Operation.UPDATE, Operation.DELETE})
REGISTER: dict[type[Model], Tracking] = {}


def tracked[M: Model](
    *,
    operations: frozenset[Operation] = ALL,
    hidden: frozenset[str] = frozenset(),
    refused: frozenset[Operation] = frozenset(),
) -> Callable[[type[M]], type[M]]:
    """Have the database write each change of a row into the history, and refuse some."""

    def register(model: type[M]) -> type[M]:
        REGISTER[model] = Tracking(operations=operations - refused, hidden=hidden, refused=refused)
        return model

    return register


def append_only[M: Model](model: type[M]) -> type[M]:
    """Have the database refuse every edit and removal of a row."""
    REGISTER[model] = Tracking(operations=frozenset(), hidden=frozenset(), refused=LATER)
    return model
