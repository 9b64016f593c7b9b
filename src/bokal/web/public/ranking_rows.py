"""The rows of a ranking, written at once: there are many, and each has many cells."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bokal.programme.areas.models import IndexRun
from bokal.programme.areas.services import DomainOfRun, RankedArea
from bokal.web.public.wording import told
from bokal.web.ui.cells import area_link, head_cell, number_cell, rows_of
from bokal.web.ui.formats import in_language, number


def ranking_rows(
    run: IndexRun, areas: Iterable[RankedArea], levels: Sequence[DomainOfRun], *, what_if: bool
) -> SafeString:
    """Write the rows of a ranking with the levels of some domains; with other weights also the new ranks."""
    geography = run.geography.code
    rank, new, likely = gettext("Rank"), gettext("New rank"), gettext("Likely ranks")
    score, tenth = gettext("Score"), gettext("Tenth")
    names = [in_language(domain.definition.indicator.name) for domain in levels]

    def cells(area: RankedArea) -> Iterator[str]:
        yield number_cell(number(area.rank), rank)
        if what_if:
            yield number_cell(new_rank(area), new)
        yield head_cell(area_link(geography, area.code, area.name))
        yield number_cell(f"{number(area.rank_low)}–{number(area.rank_high)}", likely)
        for domain, name in zip(levels, names, strict=True):
            yield number_cell(told(area.values.get(domain.code), domain.definition.indicator), name)
        yield number_cell(number(area.score), score)
        yield number_cell(str(area.decile), tenth)

    return rows_of(cells(area) for area in areas)


def new_rank(area: RankedArea) -> str:
    """Write the rank with other weights, and from where to where an area moves."""
    if not area.moved:
        return number(area.new_rank)
    return format_html('<span class="moved">{} → <b>{}</b></span>', number(area.rank), number(area.new_rank))
