"""Themes at work: suggested, ticked, and a problem only when somebody writes one."""

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.models import Case, Grouping, Problem
from bokal.programme.voices.services import themes
from tests.factories.accounts import make_account
from tests.factories.voices import make_area, make_problem, make_voice

pytestmark = pytest.mark.django_db
LIST = "/en/workspace/themes/"
DARK = (
    "Lamporna vid skolan är trasiga.",
    "Lamporna vid skolan är trasiga igen.",
    "Trasiga lampor vid skolan.",
)
DIRTY = ("Soporna ligger bredvid kärlen.", "Soporna ligger bredvid kärlen jämt.")


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_account(Role.COORDINATOR))
    return client


def say(*words: str, published: bool = True, **fields: object) -> list[int]:
    return [make_voice(words=one, published=published, **fields).voice.pk for one in words]


def ticked(page: str) -> list[list[int]]:
    """Return the voices that each theme on a page would bring along."""
    forms = re.findall(
        r'<form method="get" action="/en/workspace/problems/new/">(.*?)</form>', page, re.DOTALL
    )
    return [sorted(map(int, re.findall(r'name="voices" value="(\d+)" checked', form))) for form in forms]


def test_voices_that_resemble_each_other_are_offered_together_the_most_first(coordinator: Client) -> None:
    dirty, dark = say(*DIRTY), say(*DARK)
    say("Bussen går för sällan.")
    page = coordinator.get(LIST).text
    assert ticked(page) == [dark, dirty]
    assert "Voices compared: 6. Themes: 2. Like no other: 1." in page
    assert not Grouping.objects.exists()


def test_the_ticked_voices_come_along_to_a_new_problem(coordinator: Client) -> None:
    dark = say(*DARK)
    page = coordinator.get("/en/workspace/problems/new/", {"voices": dark}).text
    assert all(f'name="voices" value="{number}"' in page for number in dark)
    assert not Problem.objects.exists()


def test_what_is_part_of_a_problem_is_left_out_unless_asked_for(coordinator: Client) -> None:
    dark = say(*DARK)
    make_problem(dark[:2], stage="draft")
    assert ticked(coordinator.get(LIST).text) == []
    assert ticked(coordinator.get(LIST, {"all": "1"}).text) == [dark]


def test_words_that_nobody_has_read_are_compared_with_nothing(coordinator: Client) -> None:
    say(*DARK, published=False)
    page = coordinator.get(LIST).text
    assert ticked(page) == []
    assert "No voices resemble each other here" in page


def test_an_area_and_a_time_can_be_chosen(coordinator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    dark, dirty = say(*DARK), say(*DIRTY, area=make_area("holma"))
    monkeypatch.setattr(
        "bokal.web.workspace.themes.areas_to_speak_about", lambda: [make_area(), make_area("holma")]
    )
    assert ticked(coordinator.get(LIST, {"area": "holma"}).text) == [dirty]
    assert ticked(coordinator.get(LIST, {"days": "30"}).text) == [dark, dirty]
    now = timezone.now() + datetime.timedelta(days=40)
    monkeypatch.setattr(timezone, "now", lambda: now)
    coordinator.force_login(make_account(Role.COORDINATOR))
    assert ticked(coordinator.get(LIST, {"days": "30"}).text) == []
    assert ticked(coordinator.get(LIST, {"days": "90"}).text) == [dark, dirty]


def test_who_has_a_role_in_one_area_sees_the_themes_of_that_area_alone(client: Client) -> None:
    say(*DIRTY)
    dark = say(*DARK, area=make_area("holma"))
    client.force_login(make_account(Role.COORDINATOR, area_code="holma"))
    for query in ({}, {"area": "herrgarden"}, {"all": "1"}):
        assert ticked(client.get(LIST, query).text) == [dark]


def test_of_very_many_the_newest_are_compared_and_the_page_says_so(
    coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(themes, "NEWEST", 3)
    say(*DIRTY)
    dark = say(*DARK)
    page = coordinator.get(LIST).text
    assert ticked(page) == [dark]
    assert "Only the newest 3 of 5 published voices were compared." in page


def test_a_voice_that_was_taken_back_goes_from_the_page_at_once(coordinator: Client) -> None:
    dark = say(*DARK)
    assert ticked(coordinator.get(LIST).text) == [dark]
    Case.objects.filter(voice_id=dark[0]).update(standing="withdrawn", text="", place="")
    assert ticked(coordinator.get(LIST).text) == [dark[1:]]


def test_the_page_takes_at_most_fifteen_queries(
    coordinator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(8):
        say(*(f"{word} {number}{number}{number}" for word in DARK))
    with django_assert_max_num_queries(15):
        assert coordinator.get(LIST).status_code == 200
