"""What the city and organisations promised, for everybody: by when, and what came of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language, gettext

from bokal.programme.voices.enums import PromiseFilter, PromiseState
from bokal.programme.voices.models import Organisation, PromiseQuerySet
from bokal.programme.voices.perms import can_read_published_voices
from bokal.programme.voices.services import (
    abouts_of,
    areas_to_speak_about,
    organisation_page,
    organisations_listed,
    promises_listed,
)
from bokal.web.public.parameters import Asked
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

PAGE_SIZE = 25


def counts(found: PromiseQuerySet) -> list[tuple[str, int]]:
    """Count how promises stand, each once; those replaced by another promise stand with that one."""
    overdue = found.overdue_on(timezone.localdate()).count()
    return [
        (gettext("kept"), found.filter(state=PromiseState.KEPT).count()),
        (gettext("not kept"), found.filter(state=PromiseState.NOT_KEPT).count()),
        (gettext("still to be kept"), found.open().count() - overdue),
        (gettext("overdue"), overdue),
    ]


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def promise_list(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    areas = {area.code: area.name for area in areas_to_speak_about()}
    area = asked.choice("area", areas, "")
    keep = asked.choice("keep", PromiseFilter.values, "")
    within = frozenset({area}) if area else None
    page = asked.page_of(promises_listed(keep, areas=within), PAGE_SIZE)
    context = {
        "page": page,
        "abouts": abouts_of(list(page), get_language() or "sv"),
        "counted": counts(promises_listed(areas=within)),
        "keep": keep,
        "filters": PromiseFilter.choices,
        "areas": list(areas.items()),
        "area": area,
        "notes": asked.notes,
    }
    return render(request, "public/promise_list.html", context)


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Show who speaks here as an organisation; one that nobody has looked into is not shown."""
    asked = Asked(request.GET)
    context = {"page": asked.page_of(organisations_listed(), PAGE_SIZE), "notes": asked.notes}
    return render(request, "public/organisation_list.html", context)


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what an organisation promised; one that nobody has looked into is not shown."""
    found = Organisation.objects.select_related("area").filter(verified_on__isnull=False)
    language = get_language() or "sv"
    page = organisation_page(get_object_or_404(found, slug=slug), language=language)
    context = {"page": page, "abouts": abouts_of(page.promises, language)}
    return render(request, "public/organisation.html", context)
