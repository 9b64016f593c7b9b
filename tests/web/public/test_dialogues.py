"""Dialogues for everybody: what can be changed there is said first, and a calendar can subscribe."""

import datetime

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from bokal.programme.voices.services import close_dialogue
from tests.factories.programmes import make_unit
from tests.factories.voices import make_dialogue

pytestmark = pytest.mark.django_db
LIST, CALENDAR = "/en/dialogues/", "/sv/dialogues/dialogues.ics"
LONG = "Var lamporna ska sitta, hur starkt de lyser; och när – både kväll och natt, också på vintern. " * 3


def events(client: Client, address: str = CALENDAR) -> list[icalendar.Event]:
    answer = client.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def test_a_dialogue_says_what_is_open_at_which_step_and_what_is_decided(client: Client) -> None:
    assert "No dialogue is planned" in client.get(LIST).text
    make_dialogue(
        already_decided={"sv": "Att torget byggs om"},
        languages=["sv", "so"],
        interpreted=["so"],
        child_care=True,
    )
    page = client.get(LIST).text
    for said in ("Vad som ska stå på torget", "Influence", "Att torget byggs om", "Soomaali", "child care"):
        assert said in page
    assert not client.cookies


def test_those_to_come_stand_before_those_that_took_place(client: Client) -> None:
    now = timezone.now()
    make_dialogue("past", title={"en": "Long ago"}, starts_at=now - datetime.timedelta(days=9))
    make_dialogue("soon", title={"en": "Soon"}, starts_at=now + datetime.timedelta(days=1))
    make_dialogue("later", title={"en": "Later on"}, starts_at=now + datetime.timedelta(days=9))
    page = client.get(LIST).text
    assert page.index(">Soon<") < page.index(">Later on<") < page.index("That took place")
    assert page.index("That took place") < page.index(">Long ago<")


def test_a_closed_dialogue_says_who_answers_by_when(client: Client) -> None:
    dialogue = make_dialogue(follow_up_on="2031-09-01")
    close_dialogue(dialogue_id=dialogue.pk, unit=make_unit("parks"), answers_due_on="2031-08-01", actor=None)
    assert "parks, by 2031-08-01" in client.get(LIST).text
    assert events(client) == []


def test_a_calendar_reads_the_dialogues_as_they_are(client: Client) -> None:
    starts = datetime.datetime(2031, 5, 4, 16, 0, tzinfo=datetime.UTC)
    make_dialogue(title={"sv": "Ljuset; på vägen, hem\\ut"}, open_to_influence={"sv": LONG}, starts_at=starts)
    (event,) = events(client)
    assert event["SUMMARY"] == "Ljuset; på vägen, hem\\ut"
    assert event["LOCATION"] == "Biblioteket"
    assert event["DTSTART"].dt == starts
    assert event["DTEND"].dt == starts + datetime.timedelta(hours=2)
    assert LONG.strip() in event["DESCRIPTION"]
    assert event["UID"] == "evening@testserver"
    assert event["URL"] == "http://testserver/sv/dialogues/#evening"


def test_a_line_break_in_a_title_starts_no_property_of_its_own(client: Client) -> None:
    make_dialogue(title={"sv": "Torget\r\nATTENDEE:mailto:nobody@example.org"})
    (event,) = events(client)
    assert "ATTENDEE" not in event
    assert "ATTENDEE" in event["SUMMARY"]
