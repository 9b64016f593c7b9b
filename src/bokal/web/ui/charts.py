"""Charts drawn on the server: pure functions from figures to SVG, the same bytes for the same figures."""

from collections.abc import Callable
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from bokal.web.ui.chart_lines import Role, Series, line_chart
from bokal.web.ui.chart_rows import RankRow, contribution_bars, count_bars, rank_plot
from bokal.web.ui.chart_strip import strip_plot

__all__ = [
    "RankRow",
    "Role",
    "Series",
    "chart",
    "contribution_bars",
    "count_bars",
    "line_chart",
    "rank_plot",
    "strip_plot",
]


def chart(
    draw: Callable[..., SafeString], *, name: str, standalone: bool = False, words: bool = True, **given: Any
) -> SafeString:
    """Return a chart as a file of its own, or as a page needs it: wide, and narrow for phones.

    The style sheet shows one of the two and takes the other away, so that only one is read aloud.
    """
    if standalone:
        return draw(name=name, standalone=True, words=words, **given)
    wide, narrow = draw(name=name, **given), draw(name=f"{name}-narrow", narrow=True, **given)
    return format_html('<div class="picture-wide">{}</div><div class="picture-narrow">{}</div>', wide, narrow)
