"""What is being done: initiatives as everybody reads them, with what they answer and what came of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from bokal.programme.initiatives.enums import NEVER_STARTED, Kind, Phase
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services import initiative_page, initiatives_listed
from bokal.programme.initiatives.services.read_money import money_on
from bokal.programme.voices.services import areas_to_speak_about
from bokal.web.public.measures import measures_context
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
    shown = Initiative.objects.public().select_related("area", "unit", "handover__receiver")
    page = initiative_page(get_object_or_404(shown, slug=slug), language=get_language() or "sv")
    context = {
        "page": page,
        "counted": measures_context(page.initiative, list(page.measures)),
        "money": money_on(page.parts.budget_lines),
    }
    return render(request, "public/initiatives/initiative.html", context)
