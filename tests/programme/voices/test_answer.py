"""An answer is owed by a unit, by a day, in the language of the words."""

import datetime

import pytest
from django.utils import timezone

from bokal.programme.voices import errors
from bokal.programme.voices.enums import Status
from bokal.programme.voices.models import Answer, Case
from bokal.programme.voices.services import answer_voice, assign_case, withdraw_voice
from tests.factories.accounts import make_account
from tests.factories.programmes import make_unit
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db
SOON = datetime.date(2031, 1, 1)


def test_a_unit_owes_the_answer_until_it_is_given() -> None:
    voice, unit = make_voice().voice, make_unit("streets")
    assign_case(voice_id=voice.pk, unit=unit, actor=None, due_on=SOON)
    assert [(case.unit, case.due_on) for case in Case.objects.owed()] == [(unit, SOON)]
    answer_voice(
        voice_id=voice.pk,
        status=Status.UNDER_WAY,
        texts={"sv": "Vi byter lamporna i mars."},
        written_in="sv",
        unit=unit,
        actor=make_account(),
    )
    case = Case.objects.get(voice=voice)
    assert (case.status, case.unit) == (Status.UNDER_WAY, unit)
    assert case.answered_at is not None
    assert not Case.objects.owed().exists()


def test_an_answer_nobody_can_read_is_refused_and_a_translation_is_marked() -> None:
    voice, unit = make_voice(language="ar", words="الإنارة معطلة").voice, make_unit("streets")
    facts = {"voice_id": voice.pk, "status": Status.LOOKING, "unit": unit, "actor": None}
    with pytest.raises(errors.WrongLanguage):
        answer_voice(texts={"sv": "Vi tittar på det."}, written_in="sv", **facts)
    assert not Answer.objects.exists()
    answer_voice(texts={"sv": "Vi tittar på det.", "ar": "نحن ننظر في الأمر."}, written_in="sv", **facts)
    kept = dict(Answer.objects.order_by("pk").values_list("language", "translated_from"))
    assert kept == {"sv": "", "ar": "sv"}


def test_later_names_a_day_and_an_empty_answer_is_none() -> None:
    voice, unit = make_voice().voice, make_unit("streets")
    facts = {"voice_id": voice.pk, "written_in": "sv", "unit": unit, "actor": None}
    with pytest.raises(errors.DayMissing):
        answer_voice(texts={"sv": "Nästa år."}, status=Status.LATER, **facts)
    with pytest.raises(errors.AnswerEmpty):
        answer_voice(texts={"sv": "  "}, status=Status.LOOKING, **facts)
    answer_voice(texts={"sv": "Nästa år."}, status=Status.LATER, next_on=SOON, **facts)
    assert Case.objects.get(voice=voice).due_on == SOON


def test_a_unit_that_is_gone_owes_nothing() -> None:
    voice = make_voice().voice
    gone = make_unit("old", valid_to=timezone.localdate())
    with pytest.raises(errors.UnitGone):
        assign_case(voice_id=voice.pk, unit=gone, actor=None)


def test_withdrawn_words_need_no_answer() -> None:
    voice, unit = make_voice().voice, make_unit("streets")
    withdraw_voice(voice_id=voice.pk)
    assert not Case.objects.owed().exists()
    with pytest.raises(errors.Withdrawn):
        answer_voice(
            voice_id=voice.pk,
            status=Status.LOOKING,
            texts={"sv": "Vi tittar på det."},
            written_in="sv",
            unit=unit,
            actor=None,
        )
