"""A text message that is a code is answered with how the voice stands, and is no voice."""

import datetime
import json
import logging
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bokal.programme.decisions.enums import Ruled
from bokal.programme.history.models import Entry
from bokal.programme.voices.enums import Act, HeldReason, Status
from bokal.programme.voices.models import Case, Voice
from bokal.programme.voices.services import (
    answer_voice,
    asked_in,
    assign_case,
    grouped,
    moderate_voice,
    take_back_answers,
    withdraw_voice,
)
from bokal.web.data import messages
from bokal.web.data.message_replies import LONGEST
from tests.factories.initiatives import make_decision
from tests.factories.programmes import make_unit
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db
SECRET = "a-long-secret-of-the-gateway"
NUMBER = "+46701740605"
SLIP = "K7M2Q-9XT4S"
UNKNOWN = "22222-22222"
WRITTEN = ["{code}", "{lower}", " {grouped} ", "{spaced}", "Follow {code}", "FÖLJ {lower}", "följ: {grouped}"]
WRITTEN += ["folj {code}", "تابع {code}", "{arabic}"]
SAID = ["Green trees", "Trafikljus", "Följ upp trafiken", "Följ upp 12 saker", "Lampan är trasig", "112"]
SAID += ["22 new trees", "follow", "Väg 12345 är mörk", "Tel 040-341000"]


@pytest.fixture(autouse=True)
def _open(settings: Any) -> None:
    settings.GATEWAY_SECRET = SECRET
    cache.clear()


def ask(text: str, **fields: Any) -> Any:
    body = {"id": "msg-1", "text": text, "from": NUMBER} | fields
    headers = {"Authorization": f"Bearer {SECRET}"}
    return Client().post("/api/messages/", json.dumps(body), content_type="application/json", headers=headers)


def reply_to(text: str, **fields: Any) -> str:
    answer = ask(text, **fields)
    assert answer.status_code == 200
    assert set(answer.json()) == {"reply", "new"}
    assert answer.json()["new"] is False
    return str(answer.json()["reply"])


def test_a_code_is_answered_with_status_who_owes_and_until_when() -> None:
    taken, unit = make_voice(), make_unit("streets")
    assert "Det är inte bestämt än vem som svarar." in reply_to(taken.code)
    assign_case(voice_id=taken.voice.pk, unit=unit, actor=None, due_on=datetime.date(2027, 1, 15))
    reply = reply_to(taken.code)
    assert "Mottaget" in reply
    assert "2027-01-15" in reply
    assert next(iter(unit.name.values())) in reply
    assert reply.endswith("http://testserver/sv/follow/")


def test_an_answer_that_was_taken_back_is_not_told_as_one() -> None:
    taken = make_voice()
    problem = make_problem([taken.voice.pk], stage="published")
    answer = make_decision(problem, ruled=Ruled.LATER).rulings.get().answer
    assert "Det behövs." in reply_to(taken.code)
    why = {"sv": "Protokollet gällde en annan gård.", "en": "It was another yard."}
    take_back_answers(thing=problem, answers=[answer.pk], because=why, actor=None)
    reply = reply_to(taken.code)
    assert why["sv"] in reply
    assert "Det behövs." not in reply
    assert "Mottaget" in reply
    assert str(Case.objects.get().due_on) in reply


@pytest.mark.parametrize(
    "written",
    WRITTEN,
)
def test_case_spaces_digits_and_the_word_before_do_not_matter(written: str) -> None:
    code = make_voice().code
    parts = {
        "code": code,
        "lower": code.lower(),
        "grouped": grouped(code),
        "spaced": " ".join(code),
        "arabic": code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    }
    assert "Mottaget" in reply_to(written.format(**parts))
    assert Voice.objects.count() == 1


@pytest.mark.parametrize(
    "words",
    SAID,
)
def test_what_somebody_says_is_a_voice_and_never_lost_as_a_code(words: str) -> None:
    assert asked_in(words) is None
    assert ask(words).status_code == 201
    assert Voice.objects.get().words.text == words


def test_the_answer_comes_in_the_language_of_the_voice_and_fits_in_480_signs() -> None:
    taken, unit = make_voice(language="ar", words="الإنارة معطلة"), make_unit("streets")
    long = "سنغيّر المصابيح في مارس. " * 60
    texts = {"sv": "Vi byter lamporna i mars.", "ar": long}
    answer_voice(
        voice_id=taken.voice.pk,
        status=Status.LATER,
        texts=texts,
        written_in="sv",
        unit=unit,
        actor=None,
        next_on=datetime.date(2027, 3, 1),
    )
    reply = reply_to(taken.code, language="sv")
    assert len(reply) <= LONGEST == 480
    assert "سنغيّر المصابيح في مارس" in reply
    assert "Vi byter" not in reply
    assert "2027/03/01" in reply
    assert reply.endswith("http://testserver/ar/follow/")


def test_a_voice_in_a_language_the_site_lacks_is_answered_in_the_first_one() -> None:
    taken = make_voice(language="so", words="Nalalka waa jaban yahay")
    facts: dict[str, Any] = {"status": Status.DONE, "unit": make_unit("streets"), "actor": None}
    texts = {"sv": "Klart.", "so": "Waa la dhameeyay."}
    answer_voice(voice_id=taken.voice.pk, texts=texts, written_in="sv", **facts)
    reply = reply_to(taken.code)
    assert "Klart enligt staden" in reply
    assert "Waa la dhameeyay." in reply


def test_held_words_and_words_taken_back_are_told() -> None:
    held, back = make_voice(), make_voice()
    moderate_voice(voice_id=held.voice.pk, act=Act.HOLD, actor=None, reason=HeldReason.ELSEWHERE)
    withdraw_voice(voice_id=back.voice.pk)
    assert "Det handlar inte om det här programmet." in reply_to(held.code)
    told = reply_to(back.code)
    assert str(Case.objects.get(voice=back.voice).due_on) not in told


def test_unknown_codes_are_answered_alike_with_as_many_questions_to_the_database() -> None:
    assert asked_in(UNKNOWN) is not None
    counts, replies = set(), set()
    for text in (UNKNOWN, SLIP, f"{SLIP} ", SLIP.lower()):
        with CaptureQueriesContext(connection) as asked:
            replies.add(reply_to(text))
        counts.add(len(asked))
    assert len(replies) == len(counts) == 1
    assert "http://testserver/ar/follow/" in reply_to(f"تابع {SLIP}")
    assert "http://testserver/en/follow/" in reply_to(f"تابع {SLIP}", language="en")


def test_asking_leaves_nothing_behind(caplog: pytest.LogCaptureFixture) -> None:
    taken = make_voice()
    before = (Voice.objects.count(), Entry.objects.count())
    with caplog.at_level(logging.DEBUG):
        reply_to(taken.code, id=NUMBER)
        reply_to(SLIP, id=f"{NUMBER} 2")
    assert (Voice.objects.count(), Entry.objects.count()) == before
    assert all(part not in caplog.text for part in (NUMBER[1:], taken.code, grouped(taken.code), SLIP))


def test_guessing_codes_by_message_is_slow() -> None:
    one_sender = [ask(SLIP).status_code for _each in range(messages.EACH_MINUTE + 1)]
    assert one_sender == [200] * messages.EACH_MINUTE + [429]
    many = [ask(SLIP, **{"from": str(number)}).status_code for number in range(messages.CODES_TOGETHER)]
    assert many[-1] == 429
    assert ask("Lampan är trasig", **{"from": "another"}).status_code == 201
