"""The pictures of areas that pages and downloads share: drawn alike in both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from bokal.programme.areas.enums import Direction
from bokal.programme.areas.models import IndexRun
from bokal.programme.areas.services import AreaValue, Outlines, RankedArea, Table, outlines_for
from bokal.programme.history.services import kept
from bokal.web.ui.addresses import area_address
from bokal.web.ui.charts import RankRow, rank_plot
from bokal.web.ui.formats import in_language, number
from bokal.web.ui.maps import LegendEntry, Shape, Worse, choropleth, classify, legend
from bokal.web.ui.wording import value_with_unit

NAMED = 3
PICTURED = ("areas",)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture with the words that go with it."""

    title: str
    sentence: str
    picture: SafeString
    legend: Sequence[LegendEntry] = ()


def listed(names: Sequence[str]) -> str:
    """Write names as a list in words."""
    if len(names) < 2:
        return "".join(names)
    return gettext("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}


def draw_map(
    *,
    shapes: Sequence[Shape],
    outlines: Outlines,
    worse: Worse,
    title: str,
    sentence: str,
    format_value: Callable[[float], str],
    labels: Sequence[tuple[str, str]],
    standalone: bool = False,
) -> Drawn | None:
    """Draw the shapes with the land around and the programme areas; nothing when there is no outline."""
    if not shapes:
        return None
    limits = classify([shape.value for shape in shapes])
    draw = partial(choropleth, name="map", shapes=shapes, limits=limits, worse=worse, title=title)
    picture = draw(
        description=sentence,
        format_value=format_value,
        context=outlines.context,
        accent=outlines.accent,
        labels=labels,
        standalone=standalone,
    )
    return Drawn(title, sentence, picture, legend(limits, worse, shapes, format_value))


def run_map(run: IndexRun, areas: Sequence[RankedArea], *, standalone: bool = False) -> Drawn | None:
    """Draw where a run ranks welfare low; kept in memory between readers."""
    draw = partial(draw_run_map, run, areas, standalone=standalone)
    return kept(("map of a run", run.pk, get_language(), standalone), draw, of=PICTURED)


def draw_run_map(run: IndexRun, areas: Sequence[RankedArea], *, standalone: bool) -> Drawn | None:
    """Draw where a run ranks welfare low."""
    where = run.geography.code
    outlines = outlines_for(where)
    shapes = [
        Shape(
            code=area.code,
            label=area.name,
            rings=outlines.areas[area.code],
            value=area.score,
            status="ok",
            href=area_address(where, area.code),
        )
        for area in areas
        if area.code in outlines.areas
    ]
    names = [area.name for area in areas[:NAMED]]
    words = {"names": listed(names), "year": run.year, "count": number(len(shapes))}
    return draw_map(
        shapes=shapes,
        outlines=outlines,
        worse="high",
        title=gettext("Welfare is lowest in %(names)s") % words,
        sentence=gettext(
            "%(count)s areas by index score, %(year)s. Darker means lower welfare. "
            "The programme areas are outlined."
        )
        % words,
        format_value=partial(number, decimals=0),
        labels=[(area.code, area.name) for area in areas[:NAMED] if area.code in outlines.areas],
        standalone=standalone,
    )


def table_map(table: Table, values: Sequence[AreaValue], *, standalone: bool = False) -> Drawn | None:
    """Draw one indicator in one year; kept in memory between readers."""
    name = ("map of a table", table.geography.pk, table.definition.pk, table.year, get_language(), standalone)
    return kept(name, partial(draw_table_map, table, values, standalone=standalone), of=PICTURED)


def draw_table_map(table: Table, values: Sequence[AreaValue], *, standalone: bool) -> Drawn | None:
    """Draw one indicator in one year."""
    outlines = outlines_for(table.geography.code)
    indicator = table.definition.indicator
    shapes = [
        Shape(
            code=area.code,
            label=area.name,
            rings=outlines.areas[area.code],
            value=area.value,
            status=area.status,
            href=area_address(area.geography, area.code),
        )
        for area in values
        if area.code in outlines.areas
    ]
    worse: Worse = "low" if indicator.direction == Direction.HIGHER_IS_BETTER else "high"
    known = [area for area in values if area.value is not None and area.code in outlines.areas]
    if not known:
        return None
    dark = list(reversed(known))[:NAMED] if worse == "low" else known[:NAMED]
    words = {
        "name": in_language(table.definition.name),
        "names": listed([area.name for area in dark]),
        "year": table.year,
        "geography": in_language(table.geography.name),
    }
    if worse == "low":
        title = gettext("%(name)s: lowest in %(names)s")
        told = gettext("%(geography)s, %(year)s. Darker means a lower value.")
    else:
        title = gettext("%(name)s: highest in %(names)s")
        told = gettext("%(geography)s, %(year)s. Darker means a higher value.")
    outlined = gettext("The programme areas are outlined.") if outlines.accent else ""
    return draw_map(
        shapes=shapes,
        outlines=outlines,
        worse=worse,
        title=title % words,
        sentence=f"{told % words} {outlined}",
        format_value=partial(value_with_unit, unit=indicator.unit, decimals=indicator.decimals),
        labels=[(area.code, area.name) for area in dark],
        standalone=standalone,
    )


def run_ranks(run: IndexRun, areas: Sequence[RankedArea], *, standalone: bool = False) -> Drawn | None:
    """Draw some areas of a run with their rank intervals; kept in memory between readers."""
    if not areas:
        return None
    draw = partial(draw_run_ranks, run, areas, standalone=standalone)
    return kept(("ranks of a run", run.pk, len(areas), get_language(), standalone), draw, of=PICTURED)


def draw_run_ranks(run: IndexRun, areas: Sequence[RankedArea], *, standalone: bool) -> Drawn | None:
    """Draw some areas of a run with their rank intervals."""
    rows = [
        RankRow(
            label=area.name,
            rank=area.rank,
            low=area.rank_low,
            high=area.rank_high,
            href=area_address(run.geography.code, area.code),
        )
        for area in areas
    ]
    widest = max(areas, key=lambda area: area.rank_high - area.rank_low)
    words = {
        "count": number(len(areas)),
        "name": widest.name,
        "low": number(widest.rank_low),
        "high": number(widest.rank_high),
        "year": run.year,
    }
    title = gettext("The order is not exact: intervals overlap")
    sentence = (
        gettext(
            "Each dot is a rank, each line the ranks that are likely, %(year)s. "
            "Least certain of these %(count)s is %(name)s, between rank %(low)s and %(high)s."
        )
        % words
    )
    picture = rank_plot(
        name="ranks",
        rows=rows,
        total=max(area.rank_high for area in areas),
        title=title,
        description=sentence,
        standalone=standalone,
    )
    return Drawn(title, sentence, picture)
