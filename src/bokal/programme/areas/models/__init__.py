"""What is recorded of areas, one module for places, what is measured there, and what was made of it."""

from bokal.programme.areas.models.indicators import MEANING, Definition, Indicator, Observation
from bokal.programme.areas.models.places import Area, Boundary, Composition, Dataset, Geography
from bokal.programme.areas.models.population import Population
from bokal.programme.areas.models.runs import Choice, IndexResult, IndexRun, Selection, Showing

__all__ = [
    "MEANING",
    "Area",
    "Boundary",
    "Choice",
    "Composition",
    "Dataset",
    "Definition",
    "Geography",
    "IndexResult",
    "IndexRun",
    "Indicator",
    "Observation",
    "Population",
    "Selection",
    "Showing",
]
