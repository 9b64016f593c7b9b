"""The only doors to areas, boundaries, indicators and figures."""

from bokal.programme.areas.services.apply_import import apply_import
from bokal.programme.areas.services.compose_observations import (
    Composed,
    Inside,
    compose_observations,
    composed_figures,
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
from bokal.programme.areas.services.read_described import source_from
from bokal.programme.areas.services.read_mapping import TableMapping, read_mapping
from bokal.programme.areas.services.read_problems import Problem
from bokal.programme.areas.services.run_index import DomainChoice, RunSpec, answer_run, run_index
from bokal.programme.areas.services.select_areas import ChoiceOf, select_areas

__all__ = [
    "Change",
    "ChoiceOf",
    "Composed",
    "Counts",
    "DomainChoice",
    "ImportFile",
    "ImportOptions",
    "Inside",
    "Kind",
    "Preview",
    "Problem",
    "RunSpec",
    "Source",
    "TableMapping",
    "answer_run",
    "apply_import",
    "compose_observations",
    "composed_figures",
    "fetch_kolada",
    "fetch_pxweb",
    "preview_import",
    "read_mapping",
    "run_index",
    "select_areas",
    "source_from",
]
