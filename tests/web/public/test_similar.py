"""What others have said, on the receipt: up to five, each with a button that counts once."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils.html import escape

from bokal.programme.voices.models import Support, Voice
from bokal.programme.voices.services import suggest, withdraw_voice
from bokal.web.public.say_forms import new_token
from bokal.web.public.support_forms import new_support
from tests.factories.voices import WORDS, make_voice

pytestmark = pytest.mark.django_db
SAY, ADD = "/en/say/", "/en/say/add/"
BUTTON = re.compile(r'name="code" value="([^"]+)"><input type="hidden" name="support" value="([^"]+)"')


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    suggest.KEPT.clear()
    yield
    suggest.KEPT.clear()


def say(client: Client, words: str = "Trasiga lampor vid gångvägen") -> str:
    sent = {"words": words, "language": "sv", "may_publish": "on", "token": new_token()}
    answer = client.post(SAY, sent)
    assert answer.status_code == 200
    return answer.text


def test_the_receipt_shows_what_others_have_said_and_who_adds_themselves_keeps_their_own_voice() -> None:
    other = make_voice(published=True).voice
    strict = Client(enforce_csrf_checks=True, headers={"user-agent": "a phone"})
    page = say(strict)
    assert escape(WORDS) in page
    assert "1 says so" in page
    ((code, support),) = BUTTON.findall(page)
    answer = strict.post(ADD, {"code": code, "support": support})
    assert answer.status_code == 200
    assert "2 say so" in answer.text
    assert "You have added your voice." in answer.text
    assert code in answer.text
    assert not BUTTON.findall(answer.text)
    assert not answer.cookies
    assert Support.objects.get().voice == other
    assert Voice.objects.count() == 2


def test_the_button_pressed_again_or_from_another_page_counts_once(client: Client) -> None:
    make_voice(published=True)
    ((code, support),) = BUTTON.findall(say(client))
    again = new_support(Voice.objects.order_by("pk")[0].pk)
    for mark in (support, support, again):
        assert client.post(ADD, {"code": code, "support": mark}).status_code == 200
    assert Support.objects.count() == 1


def test_with_nobody_alike_the_receipt_is_as_before(client: Client) -> None:
    make_voice(words="Bussen kommer aldrig i tid", published=True)
    make_voice()
    page = say(client)
    assert "receipt-code" in page
    assert "something like this" not in page


def test_no_more_than_five_are_shown(client: Client) -> None:
    for number in range(8):
        make_voice(words=f"{WORDS} {number}", published=True)
    assert len(BUTTON.findall(say(client))) == 5


def test_the_receipt_asks_little_of_the_records(client: Client, django_assert_max_num_queries) -> None:
    for number in range(8):
        make_voice(words=f"{WORDS} {number}", published=True)
    say(client)
    with django_assert_max_num_queries(30):
        say(client)


@pytest.mark.parametrize("support", ["", "made-up", "WzEsIjEiXQ:1abcde:made-up"])
def test_a_mark_that_is_not_ours_adds_nothing_and_the_code_stays(client: Client, support: str) -> None:
    make_voice(published=True)
    ((code, _mark),) = BUTTON.findall(say(client))
    answer = client.post(ADD, {"code": code, "support": support})
    assert answer.status_code == 422
    assert code in answer.text
    assert not Support.objects.exists()


def test_words_taken_back_meanwhile_are_not_added_to(client: Client) -> None:
    other = make_voice(published=True).voice
    ((code, support),) = BUTTON.findall(say(client))
    withdraw_voice(voice_id=other.pk)
    answer = client.post(ADD, {"code": code, "support": support})
    assert answer.status_code == 409
    assert code in answer.text
    assert escape(WORDS) not in answer.text


def test_without_a_code_there_is_nothing_to_add_from(client: Client) -> None:
    other = make_voice(published=True).voice
    assert client.post(ADD, {"code": "", "support": new_support(other.pk)}).status_code == 404
    assert client.get(ADD).status_code == 405
    assert not Support.objects.exists()


def test_guessing_codes_by_the_button_is_as_slow_as_by_the_form(client: Client) -> None:
    mark = new_support(make_voice(published=True).voice.pk)
    answers = [client.post(ADD, {"code": "22222-22222", "support": mark}).status_code for _each in range(25)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_hostile_words_stay_words(client: Client) -> None:
    hostile = "<script>alert(1)</script> {{ 7|add:7 }}"
    make_voice(words=hostile, published=True)
    page = say(client, hostile)
    assert escape(hostile) in page
    assert "<script>alert" not in page
