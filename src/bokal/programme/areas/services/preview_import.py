"""See what an import would do, without doing it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.utils.translation import gettext as _

from bokal.programme.areas.models import Dataset
from bokal.programme.areas.services.import_kinds import (
    Counts,
    ImportFile,
    ImportOptions,
    Kind,
    Plan,
    Preview,
    fingerprint,
)
from bokal.programme.areas.services.preview_boundaries import plan_boundaries
from bokal.programme.areas.services.preview_observations import plan_observations
from bokal.programme.areas.services.preview_sources import SourcePlan, plan_sources
from bokal.programme.areas.services.read_boundaries import Properties, read_boundaries
from bokal.programme.areas.services.read_geojson import read_geojson
from bokal.programme.areas.services.read_observations import COLUMNS, read_observations
from bokal.programme.areas.services.read_problems import Problems, Unreadable
from bokal.programme.areas.services.read_tables import read_csv
from bokal.programme.areas.services.read_text import read_limited

type Planner = Callable[[bytes, Problems, ImportOptions], Plan]


def preview_import(*, kind: Kind, file: ImportFile, options: ImportOptions | None = None) -> Preview:
    """Read a file and compare it with the records; nothing is written."""
    preview, _plan = plan_import(kind=kind, file=file, options=options or ImportOptions())
    return preview


def plan_import(*, kind: Kind, file: ImportFile, options: ImportOptions) -> tuple[Preview, Plan | None]:
    """Return the preview, and the plan to write when nothing is wrong with the file."""
    problems = Problems(file.name)
    plan: Plan | None = None
    content = b""
    try:
        content = read_limited(file.stream, problems, limit=settings.UPLOAD_LIMIT)
        plan = PLANNERS[kind](content, problems, options)
    except Unreadable:
        plan = None
    fits = plan is not None and not problems
    preview = Preview(
        kind=str(kind),
        file=problems.file,
        sha256=fingerprint(content),
        counts=plan.counts if plan is not None and fits else Counts(),
        sample=plan.sample if plan is not None and fits else (),
        problems=tuple(problems.found),
        problem_count=problems.count,
        warnings=tuple(problems.warnings),
    )
    return preview, plan if fits else None


def _plan_observations(content: bytes, problems: Problems, options: ImportOptions) -> Plan:
    table = read_csv(content, problems, columns=COLUMNS.known)
    rows = read_observations(table, problems, options.mapping)
    source, datasets = _source(content, options, reader="tidy")
    return plan_observations(rows, problems, source, datasets)


def _plan_boundaries(content: bytes, problems: Problems, options: ImportOptions) -> Plan:
    features, crs = read_geojson(content, problems)
    properties = Properties(options.code_property, options.name_property, options.parent_property)
    rows = read_boundaries(features, properties, crs, problems)
    source, datasets = _source(content, options, reader="geojson")
    if options.source is None:
        raise problems.stop(
            _("Nothing says where the lines come from."), _("Describe the source when you import.")
        )
    return plan_boundaries(rows, problems, options, source, datasets[options.source.slug])


def _source(
    content: bytes, options: ImportOptions, *, reader: str
) -> tuple[SourcePlan, Mapping[str, Dataset]]:
    told = [options.source] if options.source is not None else []
    return plan_sources(told, sha256={source.slug: fingerprint(content) for source in told}, reader=reader)


PLANNERS: dict[Kind, Planner] = {
    Kind.OBSERVATIONS: _plan_observations,
    Kind.BOUNDARIES: _plan_boundaries,
}
