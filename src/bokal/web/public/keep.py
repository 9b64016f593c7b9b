"""Keep a code on a device of one's own: what is sent is sent from there, and nothing is kept here."""

import datetime
from dataclasses import dataclass
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from bokal.programme.voices.enums import Standing, Status
from bokal.programme.voices.models import Case
from bokal.programme.voices.perms import can_say_something
from bokal.web.ui.calendars import calendar, escaped, moment, whole_day
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.site import current_site

AT_NINE = "PT9H"


@dataclass(frozen=True, slots=True)
class Ways:
    """Addresses that open a message, a letter and a calendar; ``day`` is when an answer is owed, if it is."""

    message: str
    mail: str
    calendar: str
    day: datetime.date | None


def owed_on(case: Case) -> datetime.date | None:
    """Return the day by which an answer is owed, or nothing when none is."""
    owed = case.answered_at is None or case.status == Status.REOPENED
    return case.due_on if owed and case.standing != Standing.WITHDRAWN else None


def ways_to_keep(request: HttpRequest, code: str, case: Case) -> Ways:
    """Return the ways to take a code along; it is in what one sends oneself, never in an address of ours."""
    address = request.build_absolute_uri(reverse("public:follow"))
    text = gettext("My code is %(code)s. What came of my words stands at %(address)s") % {
        "code": code,
        "address": address,
    }
    subject = gettext("My code at %(programme)s") % {"programme": in_language(current_site().name) or "Bokal"}
    day = owed_on(case)
    return Ways(
        # Phones differ in which sign they want before the text; together both are understood.
        message=f"sms:?&body={quote(text, safe='')}",
        mail=f"mailto:?subject={quote(subject, safe='')}&body={quote(text, safe='')}",
        calendar=reverse("public:look-again", kwargs={"day": day}) if day else "",
        day=day,
    )


@allow(can_say_something)
@require_safe
def look_again(request: HttpRequest, day: datetime.date) -> HttpResponse:
    """Send a day for one's own calendar. Calendars are shared with others, so the code is not in it."""
    address = request.build_absolute_uri(reverse("public:follow"))
    what = gettext("Look again: is there an answer to what I said?")
    how = gettext("Write your code at %(address)s") % {"address": address}
    lines = [
        "BEGIN:VEVENT",
        f"UID:look-again-{whole_day(day)}@{request.get_host()}",
        f"DTSTAMP:{moment(timezone.now())}",
        f"DTSTART;VALUE=DATE:{whole_day(day)}",
        f"SUMMARY:{escaped(what)}",
        f"DESCRIPTION:{escaped(how)}",
        f"URL:{address}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"TRIGGER:{AT_NINE}",
        f"DESCRIPTION:{escaped(what)}",
        "END:VALARM",
        "END:VEVENT",
    ]
    answer = calendar(lines, product="Answers")
    answer["Content-Disposition"] = f'attachment; filename="{day}.ics"'
    return answer
