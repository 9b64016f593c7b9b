"""Works as files: GeoJSON that is read again, a table, the place as a picture, and a plan sheet."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, gettext
from django.views.decorators.http import require_safe

from bokal.programme.initiatives.enums import WorkStep
from bokal.programme.initiatives.models import Work, WorkPhase
from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services.read_work_file import property_names
from bokal.programme.initiatives.services.read_works import (
    stage_this_year,
    standing_in,
    works_public,
    works_shown,
    years_of,
)
from bokal.web.public.works import PhaseLine, phase_line, stage_now, work_of
from bokal.web.ui.downloads import send
from bokal.web.ui.font_signs import printable
from bokal.web.ui.formats import day, in_language, isolated, place_name
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.paper import code_picture, set_pdf
from bokal.web.ui.site import current_site
from bokal.web.ui.tables import csv_lines
from bokal.web.ui.unit_wording import plain_number
from bokal.web.ui.work_map_file import works_file
from bokal.web.ui.work_pictures import kind_words, place_picture, works_picture

RESTS_ON = ("programmes", "areas", "initiatives")
MOST_ON_PAPER = 8

type Json = dict[str, Any]


def properties_of(work: Work) -> Json:
    """Return a work as properties that the import reads again; what is not known is left out."""
    texts = {
        f"{name}_{code}": getattr(work, name).get(code)
        for name in ("name", "place", "noise", "unknown")
        for code, _language in settings.LANGUAGES
    }
    facts = {
        "slug": work.slug,
        "initiative": work.initiative.slug,
        "kind": work.kind,
        **texts,
        "about": work.about or None,
        "source": work.source or None,
        "constructed": work.constructed or None,
    }
    for phase in work.phases.all():
        facts |= days_of(phase)
    return {name: facts[name] for name in property_names() if facts.get(name) is not None}


def days_of(phase: WorkPhase) -> dict[str, str]:
    """Return the days of a step, each end the first day after it; or years, each with its last day."""
    days = {
        "planned_from": phase.planned_from,
        "planned_to": phase.planned_to,
        "from": phase.from_day,
        "to": phase.to_day,
    }
    return {
        f"{phase.step}_{name}": str(known.year - name.endswith("to"))
        if phase.year_only
        else known.isoformat()
        for name, known in days.items()
        if known is not None
    }


@allow(can_read_initiatives)
@require_safe
def works_geojson(request: HttpRequest) -> HttpResponse:
    """Send every public work; one whose place is not known has no geometry."""
    return send(request, features(), name="works.geojson", kind="application/geo+json", of=RESTS_ON)


def features() -> Iterator[str]:
    """Yield a feature collection piece by piece."""
    yield '{"type": "FeatureCollection", "features": [\n'
    between = ""
    for work in works_public():
        feature = {
            "type": "Feature",
            "id": work.slug,
            "properties": properties_of(work),
            "geometry": work.geometry,
        }
        yield between + json.dumps(feature, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


@allow(can_read_initiatives)
@require_safe
def works_table(request: HttpRequest) -> HttpResponse:
    """Send every public work as a row; where it lies is in the GeoJSON."""
    columns = [*property_names(), "area", "stage_this_year", "place_known"]
    lines = csv_lines(columns, (row_of(work, columns) for work in works_public()))
    return send(request, lines, name="works.csv", kind="text/csv; charset=utf-8", of=RESTS_ON)


def row_of(work: Work, columns: list[str]) -> list[object]:
    """Return the cells of a work."""
    found = stage_this_year(work)
    more = {
        "area": work.initiative.area.code if work.initiative.area else "",
        "stage_this_year": str(found[0]) if found else "",
        "place_known": int(bool(work.outline)),
    }
    facts = properties_of(work) | more
    return [facts.get(column, "") for column in columns]


@allow(can_read_initiatives)
@require_safe
@remembered(*RESTS_ON)
def work_place(request: HttpRequest, slug: str) -> HttpResponse:
    """Draw where a work lies."""
    picture = picture_of(work_of(slug))
    if picture is None:
        raise Http404
    return HttpResponse(picture, content_type="image/svg+xml")


def picture_of(work: Work) -> str | None:
    """Draw where a work lies, by how far it is this year."""
    found = stage_this_year(work)
    return place_picture(work, stage=str(found[0]) if found else "planned")


@allow(can_read_initiatives)
@require_safe
@remembered(*RESTS_ON)
def works_map(request: HttpRequest, year: int) -> HttpResponse:
    """Give the map of a year as a picture that can travel alone."""
    works = works_shown()
    if year not in years_of(works):
        raise Http404
    standing = standing_in(works, year)
    drawn, key = works_picture(standing, every=[one.work for one in works], year=year)
    if drawn is None:
        raise Http404
    made_up = any(one.work.constructed for one in standing)
    source = source_words(request, year, made_up=made_up)
    return HttpResponse(works_file(replace(drawn, source=source), key), content_type="image/svg+xml")


def source_words(request: HttpRequest, year: int, *, made_up: bool) -> str:
    """Say whose map it is, as of when, and where it is read; and that works on it are made up."""
    address = request.build_absolute_uri(f"{reverse('public:work-list')}?year={year}")
    said = gettext("Source: %(site)s, as it stands on %(day)s, %(address)s") % {
        "site": in_language(current_site().name) or "Bokal",
        "day": day(timezone.localdate()),
        "address": isolated(address),
    }
    return f"{gettext('Constructed examples are among these works.')} {said}" if made_up else said


@allow(can_read_initiatives)
@require_safe
@remembered(*RESTS_ON)
def work_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    pdf = set_pdf("public/works/sheet.typ", sheet_of(request, work_of(slug)))
    return HttpResponse(pdf, content_type="application/pdf")


def sheet_of(request: HttpRequest, work: Work) -> Json:
    """Return the data of the plan sheet in the language of the page."""
    site, today, language = current_site(), timezone.localdate(), get_language() or "en"
    address = request.build_absolute_uri(reverse("public:work", kwargs={"slug": work.slug}))
    initiative, area = work.initiative, work.initiative.area
    phone = f"{gettext('Phone:')} {site.phone}" if site.phone else ""
    unit = in_language(initiative.unit.name) if initiative.unit else ""
    contact = [unit, in_language(site.contact), phone]
    return {
        "title": printable(in_language(work.name)) or gettext("Plan sheet"),
        "subtitle": " · ".join(
            part for part in (kind_words(work), place_name(area.name) if area else "") if part
        ),
        "lines": [line for line in map(printable, lines_of(work)) if line],
        "author": in_language(site.name) or "Bokal",
        "date": [today.year, today.month, today.day],
        "language": language,
        "rtl": get_language_bidi(),
        "picture": picture_of(work) or "",
        "alt": gettext("Map of where the work lies"),
        "heads": [gettext("Step"), gettext("Planned"), gettext("As it came")],
        "phases": [
            [one.step, one.planned or "–", one.came or "–"] for one in map(phase_line, in_order(work))
        ],
        "no_phases": gettext("No days are known."),
        "noise_head": gettext("What neighbours will hear"),
        "noise": printable(in_language(work.noise)),
        "door": gettext("Pictures, rents and the newest dates"),
        "address": address,
        "shown": address.partition("://")[2],
        "code": code_picture(address),
        "contact": " · ".join(part for part in map(printable, contact) if part),
        "as_of": gettext("As it stands on %(day)s.") % {"day": day(today)},
    }


def cells_of(line: PhaseLine) -> list[str]:
    """Return a step as a row of the table."""
    return [line.step, line.planned or "–", line.came or "–"]


def in_order(work: Work) -> list[WorkPhase]:
    """Return the steps of a work in the order they come."""
    steps = list(WorkStep)
    return sorted(work.phases.all(), key=lambda phase: steps.index(WorkStep(phase.step)))


def lines_of(work: Work) -> Iterator[str]:
    """Yield what the sheet says of a work: how far, where, how much, what for."""
    said = partial("{}: {}".format)
    stage = stage_now(work)
    if stage:
        yield stage
    if work.constructed:
        yield gettext("Constructed example")
    where = in_language(work.place) or ("" if work.outline else gettext("The place is not known."))
    if where:
        yield said(gettext("Where"), where)
    for quantity in work.quantities.all()[:MOST_ON_PAPER]:
        yield f"{in_language(quantity.what)}: {plain_number(quantity.value)} {quantity.unit}"
    yield said(gettext("Part of"), in_language(work.initiative.title))
