"""The pictures of areas that pages and downloads share: drawn alike in both."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.utils.translation import get_language, gettext, ngettext

from bokal.programme.areas.enums import Direction
from bokal.programme.areas.models import Dataset, IndexRun
from bokal.programme.areas.services import AreaValue, Outlines, RankedArea, Table, outlines_for
from bokal.programme.history.services import kept
from bokal.web.ui.addresses import area_address
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.charts import RankRow, chart, rank_plot
from bokal.web.ui.formats import in_language, names_listed, number, place_name, whole_name
from bokal.web.ui.maps import Outline, Shape, Worse, choropleth, classify, legend
from bokal.web.ui.naming import source_words
from bokal.web.ui.wording import interval_words, unit_name, value_with_unit

NAMED = 3
PICTURED = ("areas",)


def source_of(datasets: Iterable[Dataset], year: int | str) -> str:
    """Name those whose figures stand in a picture; what is computed here says of whose figures."""
    names = (
        in_language(dataset.title) if dataset.reader == "composed" else dataset.publisher
        for dataset in datasets
    )
    return source_words(names, year)


def draw_map(
    *,
    shapes: Sequence[Shape],
    outlines: Outlines,
    worse: Worse,
    title: str,
    sentence: str,
    heading: str,
    source: str,
    format_value: Callable[[float], str],
    labels: Sequence[tuple[str, str]],
) -> Drawn | None:
    """Draw the shapes with the land around and the programme areas; nothing when there is no outline."""
    if not shapes:
        return None
    limits = classify([shape.value for shape in shapes])
    programme = [Outline(whole_name(name), rings) for name, rings in outlines.accent.items()]
    words = gettext("Programme areas")
    key = legend(limits, worse, shapes, format_value, outline=words, outlined=len(programme))
    picture = choropleth(
        name="map",
        shapes=shapes,
        limits=limits,
        worse=worse,
        title=title,
        description=sentence,
        format_value=format_value,
        context=outlines.context,
        water=True,
        accent=programme,
        labels=labels,
    )
    return Drawn(title, sentence, picture, source=source, heading=heading, legend=key)


def run_map(run: IndexRun, areas: Sequence[RankedArea], *, source: str = "") -> Drawn | None:
    """Draw where a run ranks welfare low; kept in memory between readers."""
    draw = partial(draw_run_map, run, areas, source=source)
    return kept(("map of a run", run.pk, get_language(), source), draw, of=PICTURED)


def draw_run_map(run: IndexRun, areas: Sequence[RankedArea], *, source: str) -> Drawn | None:
    """Draw where a run ranks welfare low."""
    where = run.geography.code
    outlines = outlines_for(where)
    shapes = [
        Shape(
            code=area.code,
            label=whole_name(area.name),
            rings=outlines.areas[area.code],
            value=area.score,
            status="ok",
            href=area_address(where, area.code),
            words=interval_words(area.rank, area.rank_low, area.rank_high, len(areas)),
        )
        for area in areas
        if area.code in outlines.areas
    ]
    names = [area.name for area in areas[:NAMED]]
    words = {"names": names_listed(names), "year": run.year, "count": number(len(shapes))}
    return draw_map(
        shapes=shapes,
        outlines=outlines,
        worse="high",
        title=gettext("Welfare is lowest in %(names)s") % words,
        sentence=ngettext(
            "%(count)s area by index score, %(year)s. Darker means lower welfare. "
            "The programme areas are outlined.",
            "%(count)s areas by index score, %(year)s. Darker means lower welfare. "
            "The programme areas are outlined.",
            len(shapes),
        )
        % words,
        source=source,
        heading=gettext("Index score, higher means lower welfare"),
        format_value=partial(number, decimals=0),
        labels=[]
        if outlines.accent
        else [(one.code, whole_name(one.name)) for one in areas[:NAMED] if one.code in outlines.areas],
    )


def table_map(table: Table, values: Sequence[AreaValue], *, source: str = "") -> Drawn | None:
    """Draw one indicator in one year; kept in memory between readers."""
    name = ("map of a table", table.geography.pk, table.definition.pk, table.year, get_language(), source)
    return kept(name, partial(draw_table_map, table, values, source=source), of=PICTURED)


def draw_table_map(table: Table, values: Sequence[AreaValue], *, source: str) -> Drawn | None:
    """Draw one indicator in one year."""
    outlines = outlines_for(table.geography.code)
    indicator = table.definition.indicator
    shapes = [
        Shape(
            code=area.code,
            label=whole_name(area.name),
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
        "names": names_listed([area.name for area in dark]),
        "year": table.year,
        "geography": in_language(table.geography.name),
    }
    if worse == "low":
        title = gettext("%(name)s: lowest in %(names)s")
        told = gettext("%(geography)s, figures from %(year)s. Darker means a lower value.")
    else:
        title = gettext("%(name)s: highest in %(names)s")
        told = gettext("%(geography)s, figures from %(year)s. Darker means a higher value.")
    outlined = gettext("The programme areas are outlined.") if outlines.accent else ""
    return draw_map(
        shapes=shapes,
        outlines=outlines,
        worse=worse,
        title=title % words,
        sentence=f"{told % words} {outlined}",
        source=source,
        heading=gettext("%(name)s, %(unit)s") % {**words, "unit": unit_name(indicator.unit)},
        format_value=partial(value_with_unit, unit=indicator.unit, decimals=indicator.decimals),
        labels=[] if outlines.accent else [(area.code, whole_name(area.name)) for area in dark],
    )


def run_ranks(run: IndexRun, areas: Sequence[RankedArea], *, source: str = "") -> Drawn | None:
    """Draw some areas of a run with their rank intervals; kept in memory between readers."""
    if not areas:
        return None
    draw = partial(draw_run_ranks, run, areas, source=source)
    codes = tuple(area.code for area in areas)
    return kept(("ranks of a run", run.pk, codes, get_language(), source), draw, of=PICTURED)


def draw_run_ranks(run: IndexRun, areas: Sequence[RankedArea], *, source: str) -> Drawn | None:
    """Draw some areas of a run with their rank intervals."""
    rows = [
        RankRow(
            label=whole_name(area.name),
            rank=area.rank,
            low=area.rank_low,
            high=area.rank_high,
            href=area_address(run.geography.code, area.code),
        )
        for area in areas
    ]
    widest = max(areas, key=lambda area: area.rank_high - area.rank_low)
    words = {
        "name": place_name(widest.name),
        "low": number(widest.rank_low),
        "high": number(widest.rank_high),
        "year": run.year,
    }
    title = gettext("The order is not exact: intervals overlap")
    sentence = (
        gettext(
            "Each dot is a rank, each line the ranks that are likely, %(year)s. "
            "Least certain of these is %(name)s, between rank %(low)s and %(high)s."
        )
        % words
    )
    picture = chart(
        rank_plot,
        name="ranks",
        rows=rows,
        total=max(area.rank_high for area in areas),
        title=title,
        description=sentence,
    )
    return Drawn(title, sentence, picture, source=source)


def moved_ranks(run: IndexRun, areas: Sequence[RankedArea], *, source: str = "") -> Drawn | None:
    """Draw the lowest areas by a reader's weights, each with a line from the rank it had."""
    found = sorted((area for area in areas if area.new_rank), key=lambda area: (area.new_rank, area.code))
    if not found:
        return None
    rows = [
        RankRow(
            label=whole_name(area.name),
            rank=area.new_rank or area.rank,
            low=min(area.rank, area.new_rank or area.rank),
            high=max(area.rank, area.new_rank or area.rank),
            href=area_address(run.geography.code, area.code),
        )
        for area in found
    ]
    title = gettext("With your weights, welfare is lowest in %(names)s") % {
        "names": names_listed([area.name for area in found[:NAMED]])
    }
    sentence = gettext(
        "Each dot is the rank with your weights, each line leads to the rank in the stored ranking, %(year)s."
    ) % {"year": run.year}
    picture = chart(
        rank_plot,
        name="ranks",
        rows=rows,
        total=int(max(row.high for row in rows)),
        title=title,
        description=sentence,
    )
    return Drawn(title, sentence, picture, source=source)
