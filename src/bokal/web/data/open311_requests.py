"""Voices as the service requests of Open311, out and in. Only published words go out."""

import datetime
import uuid
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import Channel, Status
from bokal.programme.voices.errors import NotRecorded
from bokal.programme.voices.models import Case
from bokal.programme.voices.services import Said, point_of, read_clean, read_language, readable_cases
from bokal.web.ui.formats import in_language
from bokal.web.ui.sent_numbers import number_in

SERVICE = "voice"
MADE_UP = "Constructed example: nobody said this. It belongs to a demonstration."
CLOSED = (Status.NO, Status.DONE, Status.CONFIRMED)
SPAN = datetime.timedelta(days=90)
MOST = 1000


class Wrong(Exception):
    """A parameter cannot be understood."""


def moment(text: str, name: str) -> datetime.datetime:
    """Return a moment of the query."""
    try:
        found = datetime.datetime.fromisoformat(text.replace(" ", "+"))
        return found if found.tzinfo else timezone.make_aware(found)
    except (ValueError, OverflowError):
        raise Wrong(f"{name} is not a moment such as 2026-11-24T10:00:00Z.") from None


def page_of(text: str) -> int:
    """Return the number of a page, from 1."""
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) < 100_000):
        raise Wrong("page is not a number from 1.")
    return int(text[:6])


def asked_for(query: Mapping[str, str]) -> QuerySet[Case]:
    """Return the published voices that a query asks for, newest first, at most a thousand."""
    numbers = query.get("service_request_id", "")
    cases = readable_cases(area=query.get("area", "")).select_related("voice__pin")
    if numbers:
        wanted = [number for number in map(number_in, numbers.split(",")) if number is not None]
        return cases.filter(voice_id__in=wanted[:MOST])
    if SERVICE not in (query.get("service_code") or SERVICE).split(","):
        return cases.none()
    last = moment(query["end_date"], "end_date") if query.get("end_date") else timezone.now()
    first = moment(query["start_date"], "start_date") if query.get("start_date") else last - SPAN
    cases = cases.filter(voice__received_at__gte=first, voice__received_at__lte=last)
    states = set(query.get("status", "open,closed").split(","))
    if not states <= {"open", "closed"}:
        raise Wrong("status is open or closed.")
    if states == {"open"}:
        cases = cases.exclude(status__in=CLOSED)
    elif states == {"closed"}:
        cases = cases.filter(status__in=CLOSED)
    begin = (page_of(query.get("page", "1")) - 1) * MOST
    return cases[begin : begin + MOST]


def as_request(case: Case, media_url: str) -> dict[str, Any]:
    """Return a voice with every field of the specification; what is not known is empty."""
    voice = case.voice
    # A point can tell where somebody lives, so it goes when anything was left out of the words.
    pin = None if case.masked else getattr(voice, "pin", None)
    due = datetime.datetime.combine(case.due_on, datetime.time(), timezone.get_current_timezone())
    return {
        "service_request_id": str(voice.pk),
        "status": "closed" if case.status in CLOSED else "open",
        "status_notes": Status(case.status).label,
        "service_name": service()["service_name"],
        "service_code": SERVICE,
        "description": case.text,
        "agency_responsible": in_language(case.unit.name) if case.unit else "",
        "service_notice": MADE_UP if voice.constructed else "",
        "requested_datetime": voice.received_at.astimezone(datetime.UTC).isoformat(timespec="seconds"),
        "updated_datetime": (case.answered_at or voice.received_at)
        .astimezone(datetime.UTC)
        .isoformat(timespec="seconds"),
        "expected_datetime": due.isoformat(),
        "address": ", ".join(part for part in (case.place, case.area.name if case.area else "") if part),
        "address_id": case.area.code if case.area else "",
        "zipcode": "",
        "lat": pin.latitude if pin else None,
        "long": pin.longitude if pin else None,
        "media_url": media_url,
    }


def service() -> dict[str, Any]:
    """Return the one service there is: saying something."""
    return {
        "service_code": SERVICE,
        "service_name": "Say something",
        "description": "What is wrong where people live, or what would help. In any language.",
        "metadata": True,
        "type": "realtime",
        "keywords": "neighbourhood,voice,problem,proposal",
        "group": "voices",
    }


def said_in_post(sent: Mapping[str, str], areas: Mapping[str, Area]) -> Said:
    """Return the voice of a POST. Names, addresses and numbers of people that come along are not kept."""
    place = sent.get("address_string", "").strip()
    area = sent.get("attribute[area]", "") or sent.get("address_id", "")
    if area and area not in areas:
        raise NotRecorded("attribute[area]")
    may_publish = sent.get("attribute[may_publish]", "no")
    if may_publish not in {"yes", "no"}:
        raise NotRecorded("attribute[may_publish]")
    return Said(
        key=uuid.uuid4(),
        words=read_clean(sent.get("description", ""), "description"),
        language=read_language(sent.get("attribute[language]", "") or "und"),
        channel=Channel.OPEN311,
        area=areas.get(area),
        place=read_clean(place, "address_string"),
        point=point_of(sent.get("long", "").strip(), sent.get("lat", "").strip()),
        may_publish=may_publish == "yes",
    )
