"""What the viewer knows of each kind of report: how it is drawn, and what its figures are called."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bokal.web.report.blocks import Paper
from bokal.web.report.figure_rows import figure_rows
from bokal.web.report.ranking_figures import ranking_figures, ranking_place
from bokal.web.report.status_figures import status_figures, status_place, status_rows
from bokal.web.report.status_report import status_report_paper
from bokal.web.report.welfare_ranking import welfare_ranking_paper

type Json = Mapping[str, Any]
type Rows = tuple[Sequence[str], Iterator[Sequence[object]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report in the viewer.

    Attributes
    ----------
    paper
        Writes the paper of an edition; the caller has activated the language.
    place
        Says what the figures below one part and name are about.
    figures
        Returns these figures as a table shows them: in words, and written as a person reads them.
    rows
        Returns all figures as rows for a spreadsheet.
    own_names
        Whether such a place is called by its own name, in the language of the city.
    """

    paper: Callable[[dict[str, Any], str], Paper]
    place: Callable[[Json, str, str], str]
    figures: Callable[[Json, str, Sequence[dict[str, Any]]], list[dict[str, Any]]]
    rows: Callable[[Json, Sequence[Json]], Rows]
    own_names: bool = False


KINDS: dict[str, Kind] = {
    "welfare-ranking": Kind(welfare_ranking_paper, ranking_place, ranking_figures, figure_rows, True),
    "status-report": Kind(status_report_paper, status_place, status_figures, status_rows),
}


def kind_of(content: Json) -> Kind:
    """Return what the viewer knows of the kind a content is of."""
    return KINDS[content["profile"]]
