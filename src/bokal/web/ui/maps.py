"""Maps drawn on the server: pure functions from outlines and values to SVG."""

from bokal.web.ui.map_choropleth import choropleth
from bokal.web.ui.map_classes import (
    OUTLINE,
    LegendEntry,
    Outline,
    Ring,
    Shape,
    Status,
    Worse,
    classify,
    legend,
)

__all__ = [
    "OUTLINE",
    "LegendEntry",
    "Outline",
    "Ring",
    "Shape",
    "Status",
    "Worse",
    "choropleth",
    "classify",
    "legend",
]
