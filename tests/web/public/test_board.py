"""The sheet for a notice board: newest answers, who owes what by when, and two ways in for a camera."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bokal.programme.voices.enums import Act, HeldReason, Status
from bokal.programme.voices.models import Case, Problem, Promise, Voice
from bokal.programme.voices.services import (
    answer_thing,
    answer_voice,
    assign_case,
    moderate_voice,
    publish_wording,
    withdraw_voice,
)
from tests.factories.paper import codes_on, faults_of, pages_of
from tests.factories.programmes import make_programme, make_unit
from tests.factories.voices import make_area, make_dialogue, make_problem, make_voice

pytestmark = pytest.mark.django_db
BOARD = "/en/voices/notice-board/herrgarden.pdf"


def answer(voice: Voice, text: str, **texts: str) -> None:
    answer_voice(
        voice_id=voice.pk,
        status=Status.UNDER_WAY,
        texts={"sv": text} | texts,
        written_in="sv",
        unit=make_unit(f"unit-{voice.pk}", name={"en": "Streets and parks"}),
        actor=None,
    )


def board(client: Client, address: str = BOARD) -> tuple[Any, str]:
    """Return the sheet as a picture and as text; it is always one page."""
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf", response.status_code
    ((picture, text),) = pages_of(response.content)
    return picture, " ".join(text.split())


def test_the_newest_answers_stand_first_with_number_unit_and_day(client: Client) -> None:
    first = make_voice(words="Lamporna är trasiga.", published=True).voice
    second = make_voice(words="Bussen går för sällan.", published=True).voice
    answer(second, "Vi frågar trafikbolaget.")
    answer(first, "Vi byter lamporna i mars.")
    _picture, text = board(client)
    assert text.index("Vi byter lamporna i mars.") < text.index("Vi frågar trafikbolaget.")
    assert f"Voice {first.pk} · Under way · Streets and parks, " in text


def test_an_answer_to_many_hangs_there_with_how_their_problem_is_put(client: Client) -> None:
    voices = [make_voice(words=f"Det är mörkt {n}.", published=True).voice.pk for n in range(2)]
    problem = make_problem(voices, sv="Gångvägen är mörk", en="The path is dark")
    answered: dict[str, Any] = {
        "thing": problem,
        "status": Status.UNDER_WAY,
        "texts": {"sv": "Vi byter lamporna i mars.", "en": "We change the lamps in March."},
        "written_in": "sv",
        "unit": make_unit("streets", name={"en": "Streets and parks"}),
        "actor": None,
    }
    answer_thing(**answered)
    assert "The path is dark" not in board(client)[1]
    publish_wording(thing=problem, actor=None)
    _picture, text = board(client)
    assert "The path is dark We change the lamps in March. Said by several · Under way · Streets and" in text
    assert text.count("The path is dark") == 1
    elsewhere = make_area("lindangen")
    Problem.objects.update(area=elsewhere)
    assert "The path is dark" not in board(client)[1]


def test_who_owes_what_by_when_stands_on_the_sheet(client: Client) -> None:
    voice = make_voice(words="Porten går inte att stänga.", published=True).voice
    by = datetime.date(2031, 5, 4)
    assign_case(voice_id=voice.pk, unit=make_unit("homes"), due_on=by, actor=None)
    make_voice(words="Ingen har fått den än.", published=True)
    Promise.objects.create(
        unit=make_unit("parks"), text={"en": "Ten new benches"}, due_on=by, dialogue=make_dialogue()
    )
    _picture, text = board(client)
    assert f"Voice {voice.pk} · answer owed by 2031-05-04 · homes" in text
    assert "It is not decided yet who answers." in text
    assert "Ten new benches parks, by 2031-05-04" in text


def test_a_camera_finds_the_way_to_say_something_and_to_follow_it(client: Client) -> None:
    make_programme(phone="040-12 34 56")
    make_area()
    picture, text = board(client)
    assert set(codes_on(picture)) == {
        "http://testserver/en/say/?area=herrgarden",
        "http://testserver/en/follow/",
    }
    assert "testserver/en/say/" in text
    assert "040-12 34 56" in text
    assert "Nothing is answered yet." in text


def test_nothing_unread_held_taken_back_or_from_elsewhere_is_printed(client: Client) -> None:
    unread = make_voice(words="Hemligt ett.").voice
    held, back = (
        make_voice(words="Hemligt två.").voice,
        make_voice(words="Hemligt tre.", published=True).voice,
    )
    other = make_voice(words="Hemligt fyra.", published=True, area=make_area("holma")).voice
    for voice in (unread, held, back, other):
        answer(voice, f"Svar {voice.pk}.")
    moderate_voice(voice_id=held.pk, act=Act.HOLD, actor=None, reason=HeldReason.HATE)
    withdraw_voice(voice_id=back.pk)
    masked = make_voice(words="Ring Anna nu.").voice
    moderate_voice(voice_id=masked.pk, act=Act.PUBLISH_MASKED, actor=None, text="Ring […] nu.")
    _picture, text = board(client)
    assert "Hemligt" not in text
    assert "Svar" not in text
    assert "Anna" not in text
    assert "Ring […] nu." in text


def test_an_answer_is_shown_in_the_language_of_the_sheet_when_it_was_given_in_it(client: Client) -> None:
    voice = make_voice(words="Lamporna.", published=True).voice
    answer(voice, "Vi byter dem.", en="We change them.")
    assert "We change them." in board(client)[1]
    assert "Vi byter dem." in board(client, BOARD.replace("/en/", "/sv/"))[1]


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_a_full_sheet_is_one_page_that_can_be_read_aloud(
    client: Client, language: str, tmp_path: Path
) -> None:
    make_programme()
    for number in range(16):
        words, code = (
            (("الطريق إلى البيت مظلم. " * 20), "ar") if number % 2 else ("Mörkt på vägen. " * 30, "sv")
        )
        voice = make_voice(words=f"{number} {words}", language=code, published=True).voice
        if number < 8:
            texts = {code: "Vi gör det i mars. " * 30, "sv": "Vi gör det i mars. " * 30}
            answer(voice, texts.pop("sv"), **texts)
    for number in range(3):
        Promise.objects.create(
            unit=make_unit(f"parks-{number}"),
            text={"sv": "Nya bänkar vid skolan. " * 20},
            due_on=datetime.date(2031, 5, 4),
            dialogue=make_dialogue(f"evening-{number}"),
        )
    address = BOARD.replace("/en/", f"/{language}/")
    board(client, address)
    assert faults_of(client.get(address).content, tmp_path) == ""


def test_words_that_no_font_of_ours_has_are_pointed_to_and_stop_no_sheet(client: Client) -> None:
    make_voice(words="መብራት የለን", language="ti", published=True)
    make_voice(words="Trasigt 😡", published=True)
    _picture, text = board(client)
    assert "Read it on the site." in text
    assert "Trasigt" in text
    assert Case.objects.count() == 2


def test_an_area_that_is_none_has_no_sheet_and_the_list_leads_to_one_that_is(client: Client) -> None:
    make_area()
    assert client.get(BOARD.replace("herrgarden", "nowhere")).status_code == 404
    assert BOARD in client.get("/en/voices/?area=herrgarden").text
    assert BOARD not in client.get("/en/voices/").text
