"""Files for calendars (iCalendar, RFC 5545)."""

import datetime
from collections.abc import Iterator, Sequence

from django.http import HttpResponse

LINE = 75


def escaped(text: str) -> str:
    """Write a text the way iCalendar takes it (3.3.11)."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 bytes, each after the first with a space before it (3.1)."""
    if len(line.encode()) <= LINE:
        yield line
        return
    part, free = "", LINE
    for sign in line:
        size = len(sign.encode())
        if size > free:
            yield part
            part, free = " ", LINE - 1
        part, free = part + sign, free - size
    yield part


def moment(when: datetime.datetime) -> str:
    """Write a moment in UTC."""
    return when.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def whole_day(day: datetime.date) -> str:
    """Write a day without a time."""
    return day.strftime("%Y%m%d")


def calendar(events: Sequence[str], *, product: str) -> HttpResponse:
    """Answer with the lines of events as one calendar."""
    begin = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//Bokal//{product}//EN", "CALSCALE:GREGORIAN"]
    lines = [*begin, *events, "END:VCALENDAR"]
    text = "".join(f"{part}\r\n" for line in lines for part in folded(line))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
