"""See what an import would do, without doing it."""

from __future__ import annotations

import io
from collections.abc import Callable

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
from bokal.programme.areas.services.preview_composites import plan_composites
from bokal.programme.areas.services.preview_described import plan_areas, plan_indicators
from bokal.programme.areas.services.preview_observations import plan_observations
from bokal.programme.areas.services.preview_population import plan_population
from bokal.programme.areas.services.preview_sources import SourcePlan, described_again, plan_sources
from bokal.programme.areas.services.read_boundaries import Properties, read_boundaries
from bokal.programme.areas.services.read_described import (
    read_described,
    read_geography,
    read_indicator,
    read_source,
)
from bokal.programme.areas.services.read_excel import read_table
from bokal.programme.areas.services.read_geojson import read_geojson
from bokal.programme.areas.services.read_geopackage import MAGIC, read_geopackage
from bokal.programme.areas.services.read_json import parse_json
from bokal.programme.areas.services.read_kolada import is_kolada, read_kolada
from bokal.programme.areas.services.read_observations import COLUMNS, ObservationRow, read_observations
from bokal.programme.areas.services.read_population import POPULATION_COLUMNS, read_population
from bokal.programme.areas.services.read_problems import Problems, Unreadable
from bokal.programme.areas.services.read_pxweb import is_pxweb, read_pxweb
from bokal.programme.areas.services.read_rows import (
    AREA_COLUMNS,
    COMPOSITE_COLUMNS,
    read_areas,
    read_composites,
)
from bokal.programme.areas.services.read_tables import Columns, Table, nearest
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
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        rows, reader = _read_answer(content, problems, options)
    else:
        table = _table(content, problems, options, COLUMNS)
        rows, reader = read_observations(table, problems, options.mapping), "tidy"
    source, datasets = _source(content, problems, options, reader=reader)
    return plan_observations(rows, problems, source, datasets)


def _read_answer(
    content: bytes, problems: Problems, options: ImportOptions
) -> tuple[list[ObservationRow], str]:
    data = parse_json(content, problems)
    if is_pxweb(data):
        return read_pxweb(data, problems, options.mapping), "pxweb"
    if is_kolada(data):
        return read_kolada(data, problems, options.mapping), "kolada"
    raise problems.stop(
        _("The file is neither a JSON-stat 2.0 dataset nor an answer of Kolada."),
        _("Fetch the table from PxWeb in the format json-stat2, or send it as a table."),
    )


def _plan_boundaries(content: bytes, problems: Problems, options: ImportOptions) -> Plan:
    if content.startswith(MAGIC):
        (features, crs), reader = read_geopackage(content, problems, layer=options.layer), "geopackage"
    else:
        (features, crs), reader = read_geojson(content, problems), "geojson"
    properties = Properties(options.code_property, options.name_property, options.parent_property)
    rows = read_boundaries(features, properties, crs, problems)
    source, datasets = _source(content, problems, options, reader=reader)
    return plan_boundaries(rows, problems, options, source, _only(datasets, problems))


def _plan_composites(content: bytes, problems: Problems, options: ImportOptions) -> Plan:
    rows = read_composites(_table(content, problems, options, COMPOSITE_COLUMNS), problems, options.mapping)
    source, datasets = _source(content, problems, options, reader="composites")
    return plan_composites(rows, problems, source, _only(datasets, problems))


def _plan_population(content: bytes, problems: Problems, options: ImportOptions) -> Plan:
    rows = read_population(_table(content, problems, options, POPULATION_COLUMNS), problems, options.mapping)
    source, datasets = _source(content, problems, options, reader="population")
    return plan_population(rows, problems, source, _only(datasets, problems))


def _plan_areas(content: bytes, problems: Problems, options: ImportOptions) -> Plan:
    rows = read_areas(_table(content, problems, options, AREA_COLUMNS), problems, options.mapping)
    return plan_areas([], rows, problems)


def _plan_geographies(content: bytes, problems: Problems, _options: ImportOptions) -> Plan:
    read = [read_geography(item) for item in read_described(content, "geographies", problems)]
    rows = [row for _geography, areas in read for row in areas]
    _stop_at_problems(problems)
    return plan_areas([geography for geography, _areas in read], rows, problems)


def _plan_indicators(content: bytes, problems: Problems, _options: ImportOptions) -> Plan:
    rows = [read_indicator(item) for item in read_described(content, "indicators", problems)]
    _stop_at_problems(problems)
    return plan_indicators(rows, problems)


def _plan_sources(content: bytes, problems: Problems, _options: ImportOptions) -> Plan:
    read = [read_source(item) for item in read_described(content, "sources", problems)]
    if len({source.slug for source, _sha256 in read}) < len(read):
        problems.add(_("The code of a source appears twice."), _("Keep one of the two."))
    _stop_at_problems(problems)
    sha256 = {source.slug: whole for source, whole in read}
    return plan_sources([source for source, _sha256 in read], sha256=sha256, reader="described")[0]


def _stop_at_problems(problems: Problems) -> None:
    if problems:
        raise Unreadable


def _table(content: bytes, problems: Problems, options: ImportOptions, columns: Columns) -> Table:
    theirs = [*options.mapping.columns.values(), *(value.column for value in options.mapping.values)]
    names = theirs if options.mapping.columns else columns.known
    return read_table(content, problems, columns=names, sheet=options.sheet)


def _source(
    content: bytes, problems: Problems, options: ImportOptions, *, reader: str
) -> tuple[SourcePlan, dict[str, Dataset]]:
    known = _known(options.dataset, problems) if options.dataset else None
    told = [options.source] if options.source is not None else []
    if known is not None and known.document_id is not None:
        same = Dataset.objects.filter(source=known.source, sha256=fingerprint(content)).first()
        # The file that is known brought other figures; this one is a delivery of its own.
        known, told = same or known, [] if same else [described_again(known)]
    source, datasets = plan_sources(
        told,
        sha256={source.slug: fingerprint(content) for source in told},
        reader=reader,
        delivery=ImportFile(problems.file, io.BytesIO(content)),
    )
    if known is not None:
        datasets.setdefault(options.dataset, known)
    return source, datasets


def _known(code: str, problems: Problems) -> Dataset:
    """Return the newest delivery of a source; one that was only described has no file of its own."""
    try:
        return Dataset.objects.newest().get(source=code)
    except Dataset.DoesNotExist:
        known = list(Dataset.objects.order_by().values_list("source", flat=True).distinct())
        raise problems.stop(
            _("There is no such source."),
            nearest(code, known) or _("Import the sources first."),
            value=code,
        ) from None


def _only(datasets: dict[str, Dataset], problems: Problems) -> Dataset:
    if len(datasets) == 1:
        return next(iter(datasets.values()))
    raise problems.stop(_("Nothing says where this comes from."), _("Describe the source when you import."))


PLANNERS: dict[Kind, Planner] = {
    Kind.SOURCES: _plan_sources,
    Kind.GEOGRAPHIES: _plan_geographies,
    Kind.AREAS: _plan_areas,
    Kind.INDICATORS: _plan_indicators,
    Kind.BOUNDARIES: _plan_boundaries,
    Kind.COMPOSITES: _plan_composites,
    Kind.OBSERVATIONS: _plan_observations,
    Kind.POPULATION: _plan_population,
}
