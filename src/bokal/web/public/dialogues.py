"""Dialogues for everybody: what is open, at which step, what is decided; and the same as a calendar."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from bokal.programme.voices.models import Dialogue
from bokal.programme.voices.perms import can_read_published_voices
from bokal.web.ui.calendars import calendar, escaped, moment
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered

MOST_PAST = 20


@allow(can_read_published_voices)
def dialogue_list(request: HttpRequest) -> HttpResponse:
    """Show the dialogues to come and those that took place; which is which changes with the clock."""
    now = timezone.now()
    dialogues = Dialogue.objects.select_related("area", "answering_unit")
    context = {
        "coming": dialogues.filter(ends_at__gte=now).order_by("starts_at", "pk"),
        "past": dialogues.filter(ends_at__lt=now).order_by("-starts_at", "-pk")[:MOST_PAST],
    }
    return render(request, "public/dialogue_list.html", context)


def event_of(request: HttpRequest, dialogue: Dialogue) -> list[str]:
    """Return the lines of one dialogue."""
    scope = gettext("%(ladder)s. What is open to influence: %(open)s") % {
        "ladder": dialogue.get_ladder_display(),
        "open": in_language(dialogue.open_to_influence),
    }
    decided = in_language(dialogue.already_decided)
    also = gettext("What is decided already: %(decided)s") % {"decided": decided} if decided else ""
    made_up = f"{gettext('Constructed example')}: " if dialogue.constructed else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{dialogue.slug}@{request.get_host()}",
        f"DTSTAMP:{moment(timezone.now())}",
        f"DTSTART:{moment(dialogue.starts_at)}",
        f"DTEND:{moment(dialogue.ends_at)}",
        f"SUMMARY:{escaped(made_up + in_language(dialogue.title))}",
        f"LOCATION:{escaped(dialogue.place)}",
        f"DESCRIPTION:{escaped(f'{scope}\n{also}'.strip())}",
        f"URL:{request.build_absolute_uri(reverse('public:dialogue-list'))}#{dialogue.slug}",
        "END:VEVENT",
    ]


@allow(can_read_published_voices)
@remembered("programmes", "areas", "voices")
def dialogue_calendar(request: HttpRequest) -> HttpResponse:
    """Send the dialogues that are planned as iCalendar; a calendar asks again by itself."""
    planned = Dialogue.objects.filter(closed_at__isnull=True).order_by("starts_at", "pk")
    lines = [line for dialogue in planned for line in event_of(request, dialogue)]
    return calendar(lines, product="Dialogues")
