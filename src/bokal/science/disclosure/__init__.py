"""Small numbers: what may be shown of a table without telling about a person."""

from bokal.science.disclosure.attack import Interval, possible_values, possible_values_of_cells
from bokal.science.disclosure.rule import (
    THRESHOLD,
    Status,
    round_to_base,
    small_counts,
    small_shares,
)
from bokal.science.disclosure.sums import Sum
from bokal.science.disclosure.tables import (
    ProtectedCells,
    ProtectedTable,
    protect_cells,
    protect_table,
)

__all__ = [
    "THRESHOLD",
    "Interval",
    "ProtectedCells",
    "ProtectedTable",
    "Status",
    "Sum",
    "possible_values",
    "possible_values_of_cells",
    "protect_cells",
    "protect_table",
    "round_to_base",
    "small_counts",
    "small_shares",
]
