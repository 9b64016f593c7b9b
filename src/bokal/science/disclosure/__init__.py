"""Small numbers: what may be shown of a table without telling about a person."""

from bokal.science.disclosure.attack import Interval, possible_values
from bokal.science.disclosure.rule import (
    THRESHOLD,
    Status,
    round_to_base,
    small_counts,
    small_shares,
)
from bokal.science.disclosure.tables import ProtectedTable, protect_table

__all__ = [
    "THRESHOLD",
    "Interval",
    "ProtectedTable",
    "Status",
    "possible_values",
    "protect_table",
    "round_to_base",
    "small_counts",
    "small_shares",
]
