"""Nothing is public before somebody has read it; what is held has a reason, and another one decides again."""

import pytest
from django.db import IntegrityError, transaction

from bokal.programme.voices import errors
from bokal.programme.voices.enums import Act, HeldReason, Standing
from bokal.programme.voices.models import Appeal, Case, Moderation
from bokal.programme.voices.services import (
    appeal_moderation,
    decide_appeal,
    moderate_voice,
    withdraw_voice,
)
from bokal.programme.voices.services.moderate import is_masked
from tests.factories.accounts import make_account
from tests.factories.voices import WORDS, make_voice

pytestmark = pytest.mark.django_db


def standing_of(voice_id: int) -> tuple[str, str]:
    case = Case.objects.get(voice_id=voice_id)
    return case.standing, case.text


def test_published_words_are_the_words() -> None:
    voice = make_voice().voice
    moderate_voice(voice_id=voice.pk, act=Act.PUBLISH, actor=make_account())
    assert standing_of(voice.pk) == (Standing.PUBLISHED, WORDS)
    assert list(Case.objects.readable()) == [voice.case]


def test_what_points_out_a_person_is_left_out_and_nothing_else_is_changed() -> None:
    voice = make_voice(words="Ring Anna på 040-123456 om lamporna.").voice
    for text in ("Ring någon om lamporna.", "Ring Anna på 040-123456 om lamporna.", "[…] och mer", ""):
        with pytest.raises(errors.MaskChangesWords):
            moderate_voice(voice_id=voice.pk, act=Act.PUBLISH_MASKED, actor=None, text=text)
    moderate_voice(voice_id=voice.pk, act=Act.PUBLISH_MASKED, actor=None, text="Ring […] på […] om lamporna.")
    case = Case.objects.get(voice=voice)
    assert (case.text, case.masked) == ("Ring […] på […] om lamporna.", True)
    assert voice.words.text == "Ring Anna på 040-123456 om lamporna."


@pytest.mark.parametrize(
    ("text", "words", "masked"),
    [
        ("[…]", "everything", True),
        ("a […] c", "a b c", True),
        ("a […] c", "a c", False),
        ("a (+) […]", "a (+) b", True),
        ("a b c", "a b c", False),
        ("[…] d", "a b c", False),
    ],
)
def test_a_mask_only_leaves_out(text: str, words: str, masked: bool) -> None:
    assert is_masked(text, words) is masked


def test_held_words_need_a_reason_that_the_person_is_told() -> None:
    voice = make_voice().voice
    with pytest.raises(errors.ReasonMissing):
        moderate_voice(voice_id=voice.pk, act=Act.HOLD, actor=None)
    moderate_voice(voice_id=voice.pk, act=Act.HOLD, actor=None, reason=HeldReason.HATE)
    assert standing_of(voice.pk) == (Standing.HELD, "")
    with pytest.raises(IntegrityError), transaction.atomic():
        Moderation.objects.create(voice=voice, act=Act.HOLD, reason="")


def test_words_that_may_not_be_published_are_not() -> None:
    voice = make_voice(may_publish=False).voice
    with pytest.raises(errors.MayNotPublish):
        moderate_voice(voice_id=voice.pk, act=Act.PUBLISH, actor=None)
    assert standing_of(voice.pk) == (Standing.WAITING, "")


def test_withdrawn_words_cannot_be_brought_back() -> None:
    voice = make_voice().voice
    withdraw_voice(voice_id=voice.pk)
    with pytest.raises(errors.Withdrawn):
        moderate_voice(voice_id=voice.pk, act=Act.PUBLISH, actor=None)


def test_an_appeal_is_decided_by_somebody_else_and_once() -> None:
    voice, first, second = make_voice().voice, make_account(), make_account()
    with pytest.raises(errors.NothingToAppeal):
        appeal_moderation(voice_id=voice.pk, because="")
    moderate_voice(voice_id=voice.pk, act=Act.HOLD, actor=first, reason=HeldReason.ELSEWHERE)
    appeal = appeal_moderation(voice_id=voice.pk, because="It is about the square.")
    with pytest.raises(errors.AppealedAlready):
        appeal_moderation(voice_id=voice.pk, because="Again.")
    with pytest.raises(errors.SameModerator):
        decide_appeal(appeal_id=appeal.pk, act=Act.PUBLISH, actor=first)
    decide_appeal(appeal_id=appeal.pk, act=Act.PUBLISH, actor=second)
    assert standing_of(voice.pk) == (Standing.PUBLISHED, WORDS)
    with pytest.raises(errors.AppealedAlready):
        decide_appeal(appeal_id=appeal.pk, act=Act.PUBLISH, actor=second)


def test_what_another_moderator_held_again_stays_held() -> None:
    voice, second = make_voice().voice, make_account()
    moderate_voice(voice_id=voice.pk, act=Act.HOLD, actor=make_account(), reason=HeldReason.THREAT)
    appeal = appeal_moderation(voice_id=voice.pk, because="")
    decide_appeal(appeal_id=appeal.pk, act=Act.HOLD, actor=second, reason=HeldReason.THREAT)
    with pytest.raises(errors.AppealedAlready):
        appeal_moderation(voice_id=voice.pk, because="")
    assert Appeal.objects.count() == 1


def test_unread_words_cannot_be_made_public_past_the_services() -> None:
    make_voice()
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(text="public")
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.update(standing=Standing.PUBLISHED)
