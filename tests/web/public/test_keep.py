"""Keeping a code on one's own device: the device sends, and nothing is kept here."""

import datetime
import html
import re
from typing import Any
from urllib.parse import unquote

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from bokal.programme.voices.enums import Status
from bokal.programme.voices.models import Case
from bokal.programme.voices.services import answer_voice, grouped, withdraw_voice
from tests.factories.programmes import make_programme, make_unit
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db


def links_on(page: str) -> dict[str, str]:
    """Return the links of a page by what opens them: sms, mailto and calendar."""
    found = [html.unescape(one) for one in re.findall(r'href="([^"]+)"', page)]
    named = {"sms": "sms:", "mailto": "mailto:", "calendar": "/look-again/"}
    return {name: one for name, part in named.items() for one in found if part in one}


def followed(client: Client, code: str, language: str = "en") -> str:
    answer = client.post(f"/{language}/follow/", {"code": code})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_the_code_can_be_sent_to_oneself_with_every_sign_intact(client: Client, language: str) -> None:
    make_programme()
    taken = make_voice()
    links = links_on(followed(client, taken.code, language))
    head, _, body = links["sms"].partition("body=")
    assert head == "sms:?&"
    for part in (body, links["mailto"].partition("?")[2]):
        assert re.fullmatch(r"[A-Za-z0-9_.~%=&-]+", part)
    text = unquote(body, errors="strict")
    assert grouped(taken.code) in text
    assert text.endswith(f"http://testserver/{language}/follow/")
    subject, _, letter = links["mailto"].removeprefix("mailto:?subject=").partition("&body=")
    assert unquote(letter, errors="strict") == text
    with translation.override(language):
        assert unquote(subject).startswith(translation.gettext("My code at %(programme)s").split("%")[0])


def test_no_address_of_ours_holds_the_code(client: Client) -> None:
    code = make_voice().code
    page = followed(client, code)
    ours = [
        one for one in re.findall(r'(?:href|action)="([^"]+)"', page) if not one.startswith(("sms", "mail"))
    ]
    assert ours
    assert not any(part in one for one in ours for part in (code, grouped(code)))


def test_the_day_the_answer_is_owed_goes_into_a_calendar_without_the_code(client: Client) -> None:
    taken = make_voice()
    due = Case.objects.get().due_on
    answer = client.get(links_on(followed(client, taken.code))["calendar"])
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(answer.content).events
    assert event["DTSTART"].dt == due
    assert event["URL"] == "http://testserver/en/follow/"
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == datetime.timedelta(hours=9)
    assert taken.code not in answer.text.replace("-", "")


def test_a_day_that_is_none_is_no_address(client: Client) -> None:
    assert client.get("/en/follow/look-again/2026-02-30.ics").status_code == 404
    assert client.get("/en/follow/look-again/2026-02-28.ics").status_code == 200


def test_there_is_no_day_once_it_is_answered_or_taken_back(client: Client) -> None:
    answered, back = make_voice(), make_voice()
    facts: dict[str, Any] = {"texts": {"sv": "Vi byter lampan."}, "written_in": "sv", "actor": None}
    answer_voice(voice_id=answered.voice.pk, status=Status.UNDER_WAY, unit=make_unit("streets"), **facts)
    withdraw_voice(voice_id=back.voice.pk)
    assert all("calendar" not in links_on(followed(client, one.code)) for one in (answered, back))


def test_the_privacy_page_tells_of_text_messages_where_they_come_in(client: Client, settings: Any) -> None:
    asked = "You can ask by text message"
    settings.GATEWAY_SECRET = ""
    assert asked not in client.get("/en/privacy/").text
    cache.clear()
    settings.GATEWAY_SECRET = "a-long-secret"
    page = client.get("/en/privacy/").text
    assert asked in page
    assert "your number and your address never reach us" in page
