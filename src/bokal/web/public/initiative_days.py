"""The days of initiatives as a calendar: decisions, starts and ends, and when something is built."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from bokal.programme.initiatives.perms import can_read_initiatives
from bokal.programme.initiatives.services.days import CalendarDay, Occasion, calendar_days
from bokal.programme.voices.services import areas_to_speak_about
from bokal.web.public.initiatives import RESTS_ON
from bokal.web.ui.calendars import calendar, escaped, moment, whole_day
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered


def summary_of(one: CalendarDay) -> str:
    """Say in a few words what happens on a day; what is made up says so."""
    words = {
        Occasion.GATE: gettext("To be decided: %(what)s. %(title)s"),
        Occasion.START: gettext("Starts: %(title)s"),
        Occasion.END: gettext("Last day: %(title)s"),
        Occasion.WORK: "%(what)s: %(title)s",
    }
    title = in_language(one.name or one.initiative.title)
    said = words[one.occasion] % {"what": one.detail, "title": title}
    return f"{gettext('Constructed example')}: {said}" if one.initiative.constructed else said


def event_of(request: HttpRequest, one: CalendarDay) -> list[str]:
    """Return the lines of one entry."""
    address = reverse("public:initiative", kwargs={"slug": one.initiative.slug})
    place = one.initiative.area.name if one.initiative.area else ""
    return [
        "BEGIN:VEVENT",
        f"UID:{one.key}@{request.get_host()}",
        f"DTSTAMP:{moment(timezone.now())}",
        f"DTSTART;VALUE=DATE:{whole_day(one.day)}",
        f"DTEND;VALUE=DATE:{whole_day(one.until)}",
        f"SUMMARY:{escaped(summary_of(one))}",
        *([f"LOCATION:{escaped(place)}"] if place else []),
        f"URL:{request.build_absolute_uri(address)}",
        "END:VEVENT",
    ]


def sent(request: HttpRequest, code: str = "") -> HttpResponse:
    """Send the days of an area, or of all, as a calendar."""
    days = calendar_days(timezone.localdate(), code)
    return calendar([line for one in days for line in event_of(request, one)], product="Initiatives")


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def initiative_calendar(request: HttpRequest) -> HttpResponse:
    return sent(request)


@allow(can_read_initiatives)
@remembered(*RESTS_ON)
def initiative_calendar_of_area(request: HttpRequest, code: str) -> HttpResponse:
    """Send the days of one area."""
    if code not in {area.code for area in areas_to_speak_about()}:
        raise Http404
    return sent(request, code)
