"""Lists of problems and proposals at work, as a page and as a table, narrowed down alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from bokal.programme.voices.enums import Stage, Status
from bokal.programme.voices.perms import areas_worked_in
from bokal.programme.voices.services import listed
from bokal.web.ui.downloads import send
from bokal.web.ui.paging import one_page
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace.things import areas_offered

COLUMNS = (
    *("number", "slug", "language", "title", "text"),
    *("area", "stage", "status", "unit", "due_on", "voices"),
)
LONGEST = 80


def asked_for(query: Mapping[str, Any]) -> dict[str, str]:
    """Return what a list is asked to keep; a word that is no choice keeps everything."""
    stage, status = query.get("stage", ""), query.get("status", "")
    return {
        "area": query.get("area", "")[:LONGEST],
        "stage": stage if stage in Stage.values else "",
        "status": status if status in Status.values else "",
        "q": query.get("q", "").replace("\0", "").strip()[:LONGEST],
    }


def kept[M: Any](found: QuerySet[M], asked: Mapping[str, str]) -> QuerySet[M]:
    """Keep what was asked for; words are looked for in every version of every wording."""
    if asked["area"]:
        found = found.filter(area__code=asked["area"])
    if asked["stage"]:
        found = found.filter(stage=asked["stage"])
    if asked["status"]:
        found = found.filter(status=asked["status"])
    if asked["q"]:
        words = found.model._default_manager.filter(wordings__title__icontains=asked["q"])
        found = found.filter(pk__in=words.values("pk"))
    return found


def list_page(request: HttpRequest, found: QuerySet[Any], template: str) -> HttpResponse:
    """Draw a list of problems or proposals, narrowed down as asked."""
    asked = asked_for(request.GET)
    page = one_page(kept(found, asked), request)
    offered = areas_offered(areas_worked_in(request.user))
    context = {
        "page": page,
        "rows": listed(list(page), get_language() or "sv"),
        "asked": asked,
        "areas": sorted({area.code: area.name for area in offered}.items()),
        "stages": Stage.choices,
        "statuses": Status.choices,
        "today": timezone.localdate(),
    }
    return render(request, template, context)


def list_table(
    request: HttpRequest,
    found: QuerySet[Any],
    *,
    name: str,
    more: Sequence[str],
    cells: Callable[[Any], Sequence[object]],
) -> HttpResponse:
    """Send the same list as a table; ``more`` are the columns after the common ones, filled by ``cells``."""
    language = get_language() or "sv"
    rows = (
        (*common_cells(one), *cells(one.thing))
        for one in listed(kept(found, asked_for(request.GET)), language)
    )
    return send(
        request,
        csv_lines((*COLUMNS, *more), rows),
        name=name,
        kind="text/csv; charset=utf-8",
        of=("programmes", "areas", "voices"),
    )


def common_cells(one: Any) -> Sequence[object]:
    """Return what the tables of problems and of proposals both say of one."""
    thing, wording = one.thing, one.wording
    return (
        *(thing.pk, thing.slug, wording.language if wording else ""),
        *(wording.title if wording else "", wording.text if wording else ""),
        *(thing.area.code if thing.area else "", thing.stage, thing.status),
        *(thing.unit.code if thing.unit else "", thing.due_on, one.voices),
    )
