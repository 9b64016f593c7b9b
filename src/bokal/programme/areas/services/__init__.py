"""The only doors to areas, boundaries, indicators and figures."""

from bokal.programme.areas.services.apply_import import apply_import
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

__all__ = [
    "Change",
    "Counts",
    "ImportFile",
    "ImportOptions",
    "Kind",
    "Preview",
    "Problem",
    "Source",
    "TableMapping",
    "apply_import",
    "preview_import",
    "read_mapping",
    "source_from",
]
