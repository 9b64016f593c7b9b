"""Charts drawn on the server: pure functions from figures to SVG, the same bytes for the same figures."""

from bokal.web.ui.chart_lines import Role, Series, line_chart
from bokal.web.ui.chart_rows import RankRow, contribution_bars, count_bars, rank_plot
from bokal.web.ui.chart_strip import strip_plot

__all__ = [
    "RankRow",
    "Role",
    "Series",
    "contribution_bars",
    "count_bars",
    "line_chart",
    "rank_plot",
    "strip_plot",
]
