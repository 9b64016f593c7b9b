"""The only doors to areas, boundaries, indicators and figures."""

from bokal.programme.areas.services.apply_import import apply_import
from bokal.programme.areas.services.comparators import Alike, Placed
from bokal.programme.areas.services.compose_observations import (
    Composed,
    Inside,
    compose_observations,
    composed_figures,
)
from bokal.programme.areas.services.describe_areas import (
    AreaPage,
    Outlines,
    StartPage,
    area_page,
    areas_in,
    find_area,
    find_areas,
    geographies_with_counts,
    outlines_for,
    selections_shown,
    start_page,
    years_with_figures,
)
from bokal.programme.areas.services.describe_indicators import (
    AreaValue,
    IndicatorPage,
    SourcesPage,
    Table,
    city_value,
    figures_for_download,
    indicator_list,
    indicator_page,
    outlines_for_download,
    sources_of_figures,
    sources_of_outlines,
    sources_of_run,
    sources_page,
    values_in,
)
from bokal.programme.areas.services.describe_place import Location, Place, Standing
from bokal.programme.areas.services.describe_runs import RunPage, find_run, run_page
from bokal.programme.areas.services.figures import (
    IndicatorOfArea,
    InsidePart,
    Level,
    Segment,
    indicators_of_area,
)
from bokal.programme.areas.services.import_fetch import fetch_kolada, fetch_pxweb
from bokal.programme.areas.services.import_kinds import (
    Change,
    Counts,
    ImportFile,
    ImportOptions,
    Kind,
    Preview,
    Source,
)
from bokal.programme.areas.services.index_spec import DomainChoice, RunSpec
from bokal.programme.areas.services.preview_import import preview_import
from bokal.programme.areas.services.ranking import (
    DomainOfRun,
    RankedArea,
    domains_of_run,
    figures_changed,
    ranked_areas,
    rerank,
)
from bokal.programme.areas.services.read_described import source_from
from bokal.programme.areas.services.read_mapping import TableMapping, read_mapping
from bokal.programme.areas.services.read_problems import Problem
from bokal.programme.areas.services.run_index import answer_run, run_index
from bokal.programme.areas.services.select_areas import ChoiceOf, Decision, revise_selection, select_areas
from bokal.programme.areas.services.show_run import run_shown_first, runs_shown, show_run, showings_of

__all__ = [
    "Alike",
    "AreaPage",
    "AreaValue",
    "Change",
    "ChoiceOf",
    "Composed",
    "Counts",
    "Decision",
    "DomainChoice",
    "DomainOfRun",
    "ImportFile",
    "ImportOptions",
    "IndicatorOfArea",
    "IndicatorPage",
    "Inside",
    "InsidePart",
    "Kind",
    "Level",
    "Location",
    "Outlines",
    "Place",
    "Placed",
    "Preview",
    "Problem",
    "RankedArea",
    "RunPage",
    "RunSpec",
    "Segment",
    "Source",
    "SourcesPage",
    "Standing",
    "StartPage",
    "Table",
    "TableMapping",
    "answer_run",
    "apply_import",
    "area_page",
    "areas_in",
    "city_value",
    "compose_observations",
    "composed_figures",
    "domains_of_run",
    "fetch_kolada",
    "fetch_pxweb",
    "figures_changed",
    "figures_for_download",
    "find_area",
    "find_areas",
    "find_run",
    "geographies_with_counts",
    "indicator_list",
    "indicator_page",
    "indicators_of_area",
    "outlines_for",
    "outlines_for_download",
    "preview_import",
    "ranked_areas",
    "read_mapping",
    "rerank",
    "revise_selection",
    "run_index",
    "run_page",
    "run_shown_first",
    "runs_shown",
    "select_areas",
    "selections_shown",
    "show_run",
    "showings_of",
    "source_from",
    "sources_of_figures",
    "sources_of_outlines",
    "sources_of_run",
    "sources_page",
    "start_page",
    "values_in",
    "years_with_figures",
]
