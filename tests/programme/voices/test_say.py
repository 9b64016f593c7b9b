"""A voice is taken in once, with its words untouched, its way back and nothing that everybody could read."""

import datetime
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from bokal.programme.history.models import Entry
from bokal.programme.voices import errors
from bokal.programme.voices.enums import Channel, Placing, Question, Standing
from bokal.programme.voices.models import Card, Case, GroupAnswer, Photo, Receipt, Voice, Words
from bokal.programme.voices.services import (
    make_cards,
    printed_cards,
    say,
    say_voice,
    voice_of_code,
    withdraw_voice,
)
from bokal.programme.voices.services.codes import code_of
from tests.factories.accounts import many_writers, together
from tests.factories.voices import WORDS, make_area, make_picture, make_said, make_voice

pytestmark = pytest.mark.django_db


def make_card() -> tuple[Card, str]:
    batch = make_cards(title="Constructed", area=None, languages=["sv"], count=1, actor=None)
    (printed,) = printed_cards(batch)
    return Card.objects.get(mark=printed.mark), printed.code


def test_words_are_kept_as_they_were_said_and_read_by_nobody_yet() -> None:
    text = "  Rad ett\r\n\r\nردیف  två 🙂 "
    taken = make_voice(words=text, language="sv")
    assert Words.objects.get(voice=taken.voice).text == text
    case = Case.objects.get(voice=taken.voice)
    assert (case.standing, case.text) == (Standing.WAITING, "")
    assert case.due_on == timezone.localdate() + datetime.timedelta(days=30)


def test_the_code_leads_back_and_is_not_kept() -> None:
    taken = make_voice()
    assert voice_of_code(taken.code) == taken.voice.pk
    assert taken.code not in str(list(Receipt.objects.values()))
    with pytest.raises(errors.CodeUnknown):
        voice_of_code(code_of(uuid.uuid4()))
    with pytest.raises(errors.CodeUnknown):
        voice_of_code("not a code")


def test_the_same_voice_sent_again_is_taken_in_once() -> None:
    said = make_said()
    first, again = say_voice(said=said), say_voice(said=said)
    assert (first.new, again.new) == (True, False)
    assert first.voice == again.voice
    assert again.code == first.code
    assert Voice.objects.count() == 1


def test_a_code_that_is_taken_gives_way_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    first = make_voice()
    monkeypatch.setattr(say, "code_of", lambda key, turn: code_of(key, turn) if turn else first.code)
    said = make_said(words="Something else.")
    second, again = say_voice(said=said), say_voice(said=said)
    assert second.code != first.code
    assert again.code == second.code
    assert voice_of_code(second.code) == second.voice.pk


def test_other_words_under_the_same_mark_are_not_lost_in_silence() -> None:
    key = uuid.uuid4()
    make_voice(key=key)
    with pytest.raises(errors.OtherVoice):
        make_voice(key=key, words="Something else.")


@many_writers
@pytest.mark.django_db(transaction=True)
def test_a_voice_sent_many_times_at_once_is_one_voice() -> None:
    said = make_said()
    assert together([lambda: say_voice(said=said)] * 8) == [None] * 8
    assert Voice.objects.count() == Words.objects.count() == Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"words": "   \n"}, errors.NothingSaid),
        ({"words": "x" * 4001}, errors.TooLong),
        ({"photos": [b""] * 4}, errors.TooManyPhotos),
        ({"point": (200.0, 55.0)}, errors.PointMissing),
        ({"place": "x" * 201}, errors.PlaceTooLong),
        ({"said_at": datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)}, errors.SaidInFuture),
        ({"card": "k7m2q9xt4r"}, errors.CardUnknown),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(fields: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        make_voice(**fields)
    assert str(caught.value).endswith(".")
    assert not Voice.objects.exists()
    assert not Words.objects.exists()


def test_every_way_of_saying_where_is_kept() -> None:
    area = make_area()
    assert make_voice(area=area).voice.placing == Placing.WHOLE_AREA
    named = make_voice(area=area, place="Near the school")
    assert (named.voice.placing, named.voice.words.place) == (Placing.NAMED, "Near the school")
    pinned = make_voice(area=area, point=(13.03, 55.58)).voice
    assert (pinned.placing, pinned.pin.longitude, pinned.pin.latitude) == (Placing.PIN, 13.03, 55.58)


def test_a_printed_card_leads_to_one_voice() -> None:
    card, code = make_card()
    said = make_said(card=card.mark, channel=Channel.CARD)
    taken, again = say_voice(said=said), say_voice(said=said)
    assert taken.code == again.code == code
    assert code.lower() not in card.mark
    assert voice_of_code(code) == taken.voice.pk
    assert taken.voice.receipt.card == card
    with pytest.raises(errors.CardUsed):
        make_voice(card=card.mark)
    assert Voice.objects.count() == 1


def test_a_sheet_is_typed_in_once() -> None:
    make_voice(channel=Channel.PAPER, sheet="H-014")
    with pytest.raises(errors.SheetTaken, match="H-014"):
        make_voice(channel=Channel.PAPER, sheet="H-014", words="Something else.")


def test_pictures_lose_their_hidden_data_and_stay_among_those_who_work_here() -> None:
    taken = make_voice(photos=[make_picture()])
    (photo,) = Photo.objects.filter(voice=taken.voice)
    assert photo.document.access == "staff"


def test_what_people_say_about_themselves_is_frozen() -> None:
    taken = make_voice(group={Question.AGE: "16-24"})
    answer = GroupAnswer.objects.get(voice=taken.voice)
    with pytest.raises(DatabaseError), transaction.atomic():
        GroupAnswer.objects.filter(pk=answer.pk).update(answer="65-")
    with pytest.raises(DatabaseError), transaction.atomic():
        make_voice(group={Question.GENDER: "16-24"})


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE voices_words SET text = 'other'",
        "UPDATE voices_voice SET language = 'en'",
        "DELETE FROM voices_voice",
        "DELETE FROM voices_receipt",
    ],
)
def test_the_database_keeps_a_voice_as_it_was_said(change: str) -> None:
    make_voice()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Words.objects.get().text == WORDS


def test_withdrawn_words_are_gone_everywhere_and_still_counted() -> None:
    taken = make_voice(published=True, photos=[make_picture()], place="My door")
    withdraw_voice(voice_id=taken.voice.pk)
    case = withdraw_voice(voice_id=taken.voice.pk)
    assert (case.standing, case.text, case.place) == (Standing.WITHDRAWN, "", "")
    assert not Words.objects.exists()
    assert not Photo.objects.exists()
    assert Voice.objects.count() == 1
    assert voice_of_code(taken.code) == taken.voice.pk
    assert Entry.objects.filter(verb="voice.withdrawn").count() == 1


def test_the_history_knows_that_and_not_what_was_said() -> None:
    taken = make_voice(place="Mårten at number 7", published=True)
    withdraw_voice(voice_id=taken.voice.pk)
    kept = str(list(Entry.objects.values()))
    assert "voice.received" in kept
    for said in (WORDS, "Mårten", taken.code):
        assert said not in kept
