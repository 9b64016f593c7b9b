"""What reported values make together: flows, stocks and running totals, whole and by group."""

from bokal.science.monitoring.adding_up import Aggregate, Fall, Overlap, aggregate
from bokal.science.monitoring.groups import UNKNOWN, Divided, divide
from bokal.science.monitoring.reports import Accumulation, Pair, Reported, surviving

__all__ = [
    "UNKNOWN",
    "Accumulation",
    "Aggregate",
    "Divided",
    "Fall",
    "Overlap",
    "Pair",
    "Reported",
    "aggregate",
    "divide",
    "surviving",
]
