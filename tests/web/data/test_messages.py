"""The door for gateways: closed without its secret, each message once, and nothing of anybody in the logs."""

import json
import logging
from typing import Any

import pytest
from django.test import Client

from bokal.programme.history.models import Entry
from bokal.programme.voices.models import Voice, Words
from bokal.programme.voices.services import voice_of_code
from bokal.web.data import messages
from tests.factories.voices import WORDS, make_area

pytestmark = pytest.mark.django_db
SECRET = "a-long-secret-of-the-gateway"
NUMBER = "+46701740605"


@pytest.fixture
def _open(settings: Any) -> None:
    settings.GATEWAY_SECRET = SECRET
    make_area()


def send(secret: str = SECRET, **fields: Any) -> Any:
    body = {"id": "msg-1", "text": WORDS, "from": NUMBER} | fields
    headers = {"Authorization": f"Bearer {secret}"} if secret else {}
    return Client(enforce_csrf_checks=True).post(
        "/api/messages/", json.dumps(body), content_type="application/json", headers=headers
    )


def test_without_a_secret_set_the_door_is_not_there(settings: Any) -> None:
    settings.GATEWAY_SECRET = ""
    assert send("").status_code == 404
    assert send(" ").status_code == 404
    assert not Voice.objects.exists()


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize("secret", ["", "wrong", SECRET[:-1], f"{SECRET} ", SECRET.upper(), "hemlig å"])
def test_another_secret_is_refused(secret: str) -> None:
    assert send(secret).status_code == 401
    assert not Voice.objects.exists()


@pytest.mark.usefixtures("_open")
def test_guessing_the_secret_is_slow() -> None:
    answers = [send(f"guess {number}").status_code for number in range(25)]
    assert answers == [401] * 20 + [429] * 5
    assert send().status_code == 201


@pytest.mark.usefixtures("_open")
def test_a_message_comes_in_once_and_is_answered_with_the_code_to_send_back() -> None:
    first, again = send(area="herrgarden", language="sv"), send(area="herrgarden", language="sv")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["code"] == again.json()["code"]
    assert first.json()["code"] in first.json()["reply"]
    assert "/sv/follow/" in first.json()["reply"]
    voice = Voice.objects.get()
    assert (voice.channel, voice.may_publish) == ("message", False)
    assert voice_of_code(first.json()["code"]) == voice.pk
    assert "/ar/follow/" in send(id="msg-2", language="ar").json()["reply"]


@pytest.mark.usefixtures("_open")
def test_a_call_that_was_written_down_is_a_phone_voice() -> None:
    send(kind="phone", received_at="2026-11-24T10:00:00+01:00", may_publish=True)
    voice = Voice.objects.get()
    assert (voice.channel, voice.may_publish, voice.said_at.hour) == ("phone", True, 9)


@pytest.mark.usefixtures("_open")
def test_the_same_number_of_a_message_with_other_words_is_refused() -> None:
    send()
    assert send(text="Något annat").status_code == 422
    assert Words.objects.get().text == WORDS


@pytest.mark.usefixtures("_open")
@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"id": ""}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"id": 7}, "id"),
        ({"text": None}, "text"),
        ({"kind": "fax"}, "kind"),
        ({"received_at": "2026-11-24"}, "received_at"),
        ({"area": "nowhere"}, "area"),
        ({"language": "Svenska!"}, "language"),
        ({"may_publish": "yes"}, "may_publish"),
        ({"organisation": 1}, "organisation"),
    ],
)
def test_what_is_not_the_documented_form_is_refused_by_name(fields: dict[str, Any], named: str) -> None:
    answer = send(**fields)
    assert answer.status_code == 422
    assert f"{named}”" in answer.json()["problem"]
    assert not Voice.objects.exists()


@pytest.mark.usefixtures("_open")
def test_one_sender_cannot_fill_the_queue() -> None:
    answers = [send(id=f"msg-{number}") for number in range(messages.EACH_MINUTE + 2)]
    assert [answer.status_code for answer in answers][-3:] == [201, 429, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert send(**{"id": "another", "from": "+46701740606"}).status_code == 201


@pytest.mark.usefixtures("_open")
def test_neither_words_nor_numbers_are_logged_or_kept_beside_the_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        send(id=f"{NUMBER} 17")
        send(id="other", text="")
        send("wrong", id="third")
    assert all(part not in caplog.text for part in (NUMBER, NUMBER[1:], WORDS, SECRET))
    kept = [str(list(model.objects.values())) for model in (Voice, Words, Entry)]
    assert all(NUMBER[1:] not in text for text in kept)
    assert WORDS not in kept[2]
