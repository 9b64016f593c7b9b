"""Minutes are cut into voices; where they are cut may change, what was written down may not."""

import pytest

from bokal.programme.voices import errors
from bokal.programme.voices.enums import Channel, Part
from bokal.programme.voices.models import Voice
from bokal.programme.voices.services import Cut, close_dialogue, paragraphs_of, take_in_minutes, voices_in
from bokal.programme.voices.services.meet import write_minutes
from tests.factories.programmes import make_unit
from tests.factories.voices import make_dialogue

MINUTES = "Lamporna är trasiga.\r\n\r\nBussen går för sällan.\nSärskilt på kvällen.\n \n\nDet saknas bänkar."
FIRST, SECOND, THIRD = paragraphs_of(MINUTES)


def test_empty_lines_part_what_was_said_and_a_line_break_does_not() -> None:
    assert [FIRST, SECOND, THIRD] == [
        "Lamporna är trasiga.",
        "Bussen går för sällan.\nSärskilt på kvällen.",
        "Det saknas bänkar.",
    ]
    assert paragraphs_of(" \n\n ") == []


@pytest.mark.parametrize(
    ("parts", "voices"),
    [
        ((Part.OWN, Part.OWN, Part.OWN), [FIRST, SECOND, THIRD]),
        ((Part.OWN, Part.JOINED, Part.OWN), [f"{FIRST}\n\n{SECOND}", THIRD]),
        ((Part.OWN, Part.LEFT_OUT, Part.OWN), [FIRST, THIRD]),
        ((Part.OWN, Part.LEFT_OUT, Part.JOINED), [FIRST, THIRD]),
        ((Part.JOINED, Part.JOINED, Part.JOINED), [f"{FIRST}\n\n{SECOND}\n\n{THIRD}"]),
    ],
)
def test_a_paragraph_is_a_voice_goes_with_the_one_above_or_is_left_out(
    parts: tuple[Part, ...], voices: list[str]
) -> None:
    texts = (FIRST, SECOND, THIRD)
    assert voices_in(MINUTES, [Cut(*pair) for pair in zip(texts, parts, strict=True)]) == voices


def test_an_empty_line_cuts_a_paragraph_further() -> None:
    cuts = [Cut(FIRST), Cut("Bussen går för sällan.\n\nSärskilt på kvällen.", Part.JOINED), Cut(THIRD)]
    joined = "Lamporna är trasiga.\n\nBussen går för sällan."
    assert voices_in(MINUTES, cuts) == [joined, "Särskilt på kvällen.", THIRD]


def test_other_words_are_refused_and_the_paragraph_is_named() -> None:
    with pytest.raises(errors.CutChangesWords, match="Paragraph 2"):
        voices_in(MINUTES, [Cut(FIRST), Cut("Bussen går för ofta."), Cut(THIRD)])
    with pytest.raises(errors.MinutesChanged):
        voices_in(MINUTES, [Cut(FIRST)])
    with pytest.raises(errors.NothingKept):
        voices_in(MINUTES, [Cut(text, Part.LEFT_OUT) for text in (FIRST, SECOND, THIRD)])


@pytest.mark.django_db
def test_voices_from_minutes_name_their_dialogue_and_are_taken_in_once() -> None:
    dialogue = make_dialogue()
    minutes = write_minutes(dialogue_id=dialogue.pk, text=f"{MINUTES}\n\n{FIRST}", language="so", actor=None)
    cuts = [Cut(text) for text in (FIRST, SECOND, THIRD, FIRST)]
    taken = take_in_minutes(minutes_id=minutes.pk, cuts=cuts, may_publish=True, actor=None)
    assert [one.voice.words.text for one in taken] == [FIRST, SECOND, THIRD, FIRST]
    again = take_in_minutes(minutes_id=minutes.pk, cuts=cuts, may_publish=True, actor=None)
    assert [one.new for one in again] == [False] * 4
    better = write_minutes(
        dialogue_id=dialogue.pk, text=f"{MINUTES}\n\nOch en gunga.", language="so", actor=None
    )
    cuts = [Cut(text) for text in (FIRST, SECOND, THIRD, "Och en gunga.")]
    more = take_in_minutes(minutes_id=better.pk, cuts=cuts, may_publish=True, actor=None)
    assert [one.new for one in more] == [False, False, False, True]
    assert set(Voice.objects.values_list("channel", "language", "dialogue")) == {
        (Channel.MEETING, "so", dialogue.pk)
    }
    assert Voice.objects.count() == 5


@pytest.mark.django_db
def test_minutes_of_a_closed_dialogue_give_no_more_voices() -> None:
    dialogue = make_dialogue(follow_up_on="2031-01-01")
    minutes = write_minutes(dialogue_id=dialogue.pk, text=FIRST, language="sv", actor=None)
    close_dialogue(dialogue_id=dialogue.pk, unit=make_unit("parks"), answers_due_on="2031-01-01", actor=None)
    with pytest.raises(errors.DialogueClosed):
        take_in_minutes(minutes_id=minutes.pk, cuts=[Cut(FIRST)], may_publish=True, actor=None)
