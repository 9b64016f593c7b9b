"""Problems and proposals as everybody reads them: published ones alone."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from bokal.programme.initiatives.services import came_of
from bokal.programme.voices.enums import Stage, Status
from bokal.programme.voices.models import Case, Problem, Proposal
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import (
    Thing,
    areas_to_speak_about,
    cases_in,
    listed,
    problems_listed,
    proposals_listed,
    support_of,
    thing_page,
)
from bokal.web.public.parameters import Asked
from bokal.web.public.translations import readable_in_own_language
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

PAGE_SIZE = 25
RESTS_ON = ("programmes", "areas", "voices", "decisions", "initiatives")


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def problem_list(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    areas = {area.code: area.name for area in areas_to_speak_about()}
    area = asked.choice("area", areas, "")
    status = asked.choice("status", Status.values, "")
    found, proposals = problems_listed(), proposals_listed()
    if area:
        found, proposals = found.filter(area__code=area), proposals.filter(area__code=area)
    if status:
        found, proposals = found.filter(status=status), proposals.filter(status=status)
    page, language = asked.page_of(found, PAGE_SIZE), get_language() or "sv"
    context = {
        "page": page,
        "problems": listed(list(page), language),
        "proposals": listed(list(proposals[:PAGE_SIZE]), language),
        "areas": list(areas.items()),
        "statuses": Status.choices,
        "asked": {"area": area, "status": status},
        "notes": asked.notes,
    }
    return render(request, "public/problem_list.html", context)


def page_of(request: HttpRequest, thing: Thing, kind: str) -> HttpResponse:
    """Draw the page of a problem or a proposal; the words of its voices are the published ones."""
    asked = Asked(request.GET)
    readable = Case.objects.readable().filter(pk__in=cases_in(thing).order_by().values("pk"))
    cases = asked.page_of(
        readable.select_related("voice__organisation", "area").order_by("-voice_id"), PAGE_SIZE
    )
    context: dict[str, Any] = {
        "page": thing_page(thing, language=get_language() or "sv"),
        "kind": kind,
        "cases": cases,
        "support": support_of([case.voice_id for case in cases]),
        "translations": readable_in_own_language(cases),
        "came_of": came_of(thing),
        "notes": asked.notes,
    }
    return render(request, "public/problem.html", context)


@allow(can_read_published_voices)
@remembered(*RESTS_ON)
def problem(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a problem; of one that became part of another, where it went."""
    found = Problem.objects.select_related("area", "unit", "joined_into")
    thing = get_object_or_404(found, slug=slug, stage=Stage.PUBLISHED)
    if thing.joined_into is not None and thing.joined_into.stage != Stage.PUBLISHED:
        raise Http404
    return page_of(request, thing, "problem")


@allow(can_read_published_voices)
@remembered(*RESTS_ON)
def proposal(request: HttpRequest, slug: str) -> HttpResponse:
    found = Proposal.objects.select_related("area", "unit", "organisation")
    return page_of(request, get_object_or_404(found, slug=slug, stage=Stage.PUBLISHED), "proposal")
