"""The only doors to areas, boundaries, indicators and figures."""

from bokal.programme.areas.services.apply_import import apply_import
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
    areas_by_code,
    areas_in,
    chosen_areas,
    find_area,
    find_areas,
    geographies_with_counts,
    outlines_for,
    selections_shown,
    start_page,
    the_city,
    values_for_map,
    years_with_figures,
)
from bokal.programme.areas.services.figures import (
    IndicatorOfArea,
    InsidePart,
    Level,
    Placed,
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
from bokal.programme.areas.services.preview_import import preview_import
from bokal.programme.areas.services.ranking import (
    DomainOfRun,
    RankedArea,
    domains_of_run,
    latest_run,
    place_of,
    ranked_areas,
    rerank,
)
from bokal.programme.areas.services.read_described import source_from
from bokal.programme.areas.services.read_mapping import TableMapping, read_mapping
from bokal.programme.areas.services.read_problems import Problem
from bokal.programme.areas.services.run_index import DomainChoice, RunSpec, answer_run, run_index
from bokal.programme.areas.services.select_areas import ChoiceOf, select_areas

__all__ = [
    "AreaPage",
    "Change",
    "ChoiceOf",
    "Composed",
    "Counts",
    "DomainChoice",
    "DomainOfRun",
    "ImportFile",
    "ImportOptions",
    "IndicatorOfArea",
    "Inside",
    "InsidePart",
    "Kind",
    "Level",
    "Outlines",
    "Placed",
    "Preview",
    "Problem",
    "RankedArea",
    "RunSpec",
    "Segment",
    "Source",
    "StartPage",
    "TableMapping",
    "answer_run",
    "apply_import",
    "area_page",
    "areas_by_code",
    "areas_in",
    "chosen_areas",
    "compose_observations",
    "composed_figures",
    "domains_of_run",
    "fetch_kolada",
    "fetch_pxweb",
    "find_area",
    "find_areas",
    "geographies_with_counts",
    "indicators_of_area",
    "latest_run",
    "outlines_for",
    "place_of",
    "preview_import",
    "ranked_areas",
    "read_mapping",
    "rerank",
    "run_index",
    "select_areas",
    "selections_shown",
    "source_from",
    "start_page",
    "the_city",
    "values_for_map",
    "years_with_figures",
]
