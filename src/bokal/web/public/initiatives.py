"""What is being done: initiatives as everybody reads them, with what they answer and what came of them."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from bokal.programme.initiatives.enums import NEVER_STARTED, Kind, Phase
from bokal.programme.initiatives.models import Attachment, Initiative
from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services import initiative_page, initiatives_listed
from bokal.programme.initiatives.services.read_money import money_of
from bokal.programme.voices.services import areas_to_speak_about
from bokal.web.public.measures import cohorts_context, measures_context
from bokal.web.public.parameters import Asked
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

PAGE_SIZE = 25
RESTS_ON = ("programmes", "areas", "voices", "decisions", "initiatives")


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def initiative_list(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    areas = {area.code: area.name for area in areas_to_speak_about()}
    phases = [(one.value, one.label) for one in Phase if one not in NEVER_STARTED]
    chosen = {
        "area": asked.choice("area", areas, ""),
        "phase": asked.choice("phase", Phase.values, ""),
        "kind": asked.choice("kind", Kind.values, ""),
    }
    found = initiatives_listed()
    narrowed = {"area__code": chosen["area"], "phase": chosen["phase"], "kind": chosen["kind"]}
    found = found.filter(**{name: value for name, value in narrowed.items() if value})
    context = {
        "page": asked.page_of(found, PAGE_SIZE),
        "areas": list(areas.items()),
        "phases": phases,
        "kinds": Kind.choices,
        "asked": chosen,
        "notes": asked.notes,
    }
    return render(request, "public/initiatives/list.html", context)


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def initiative(request: HttpRequest, slug: str) -> HttpResponse:
    attached = Exists(Attachment.objects.filter(initiative=OuterRef("pk")))
    shown = Initiative.objects.public().select_related("area", "unit", "handover__receiver")
    found: Any = get_object_or_404(shown.annotate(attached=attached), slug=slug)
    page = initiative_page(found, language=get_language() or "sv", papers=found.attached)
    counted = measures_context(page.initiative, list(page.measures)) | cohorts_context(page.initiative)
    return render(
        request,
        "public/initiatives/initiative.html",
        {"page": page, "counted": counted, "money": money_of(page.initiative)},
    )
