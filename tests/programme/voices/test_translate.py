"""Translations: by hand or by a service, one version after the other, never in place of the words."""

import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from bokal.programme.accounts.models import Draft
from bokal.programme.history.models import Entry
from bokal.programme.voices.enums import Act, Doubt, HeldReason, Standing
from bokal.programme.voices.errors import (
    DoubtGone,
    LanguageUnknown,
    NotPublished,
    SameLanguage,
    TooLong,
    TranslationEmpty,
    TranslationMoved,
)
from bokal.programme.voices.models import Case, Translation, TranslationDoubt, Words
from bokal.programme.voices.services import (
    Wanted,
    cases_to_translate,
    counts_to_translate,
    doubt_translation,
    doubts_to_look_at,
    moderate_voice,
    settle_doubts,
    similar_at_work,
    similar_published,
    suggested_themes,
    translations_in,
    translations_standing,
    withdraw_voice,
    write_translation,
)
from bokal.programme.voices.services.suggest import published_corpus, published_mark
from tests.factories.accounts import make_account, many_writers, together
from tests.factories.translations import make_translation, mark_of
from tests.factories.voices import make_area, make_voice

pytestmark = pytest.mark.django_db
SOMALI = "Nalalka wadada ayaa jaban."


def somali(**fields: object) -> int:
    """Return a published voice in Somali."""
    facts = {"words": SOMALI, "language": "so", "published": True}
    return make_voice(**(facts | fields)).voice.pk


def test_a_correction_is_a_new_version_and_the_old_ones_stay() -> None:
    voice, first, second = somali(), make_account(), make_account()
    make_translation(voice, text="Lampan är trasig.", actor=first)
    make_translation(voice, text="Lamporna är trasiga.", actor=second)
    rows = Translation.objects.order_by("version").values_list("version", "text", "by", "service")
    assert list(rows) == [
        (1, "Lampan är trasig.", first.pk, ""),
        (2, "Lamporna är trasiga.", second.pk, ""),
    ]
    assert translations_in([voice], "sv")[voice].version == 2
    assert Words.objects.get(voice=voice).text == SOMALI
    assert Case.objects.get(voice=voice).text == SOMALI


def test_each_language_has_versions_of_its_own() -> None:
    voice = somali()
    make_translation(voice, "sv")
    make_translation(voice, "sv")
    make_translation(voice, "en", "The lamps are broken.")
    assert [(one.language, one.version) for one in translations_standing(voice)] == [("en", 1), ("sv", 2)]


def test_who_writes_on_what_has_moved_meanwhile_is_told() -> None:
    voice, actor = somali(), make_account()
    seen = mark_of(voice, "sv")
    make_translation(voice)
    with pytest.raises(TranslationMoved):
        write_translation(voice_id=voice, language="sv", text="Annat", rests_on=seen, actor=actor)
    assert Translation.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "text", "refusal"),
    [
        ("sv", "  \n ", TranslationEmpty),
        ("so", "Nal", SameLanguage),
        ("xx", "Lampa", LanguageUnknown),
        ("und", "Lampa", LanguageUnknown),
        ("sv", "a" * 20_001, TooLong),
    ],
)
def test_what_is_no_translation_is_refused(language: str, text: str, refusal: type[Exception]) -> None:
    voice = somali()
    with pytest.raises(refusal):
        make_translation(voice, language, text)
    assert Translation.objects.count() == 0


def test_only_published_words_are_translated() -> None:
    waiting = make_voice(words=SOMALI, language="so").voice.pk
    with pytest.raises(NotPublished):
        make_translation(waiting)
    withdrawn = somali()
    withdraw_voice(voice_id=withdrawn)
    with pytest.raises(NotPublished):
        make_translation(withdrawn)


def test_the_history_tells_the_change_and_never_the_words() -> None:
    voice = somali()
    make_translation(voice, text="Hemlighetsfull mening")
    told = "".join(str(row) for row in Entry.objects.values_list("verb", "details", "before", "after"))
    assert "translation.written" in told
    assert "Hemlighetsfull" not in told


@pytest.mark.parametrize("act", ["withdraw", "hold", "mask"])
def test_when_the_words_go_or_change_every_translation_goes_too(act: str) -> None:
    voice, actor = somali(words="Nalalka. Wac 070-123 45 67."), make_account()
    other = somali()
    make_translation(voice, text="Ring 070-123 45 67.")
    doubted = make_translation(voice, text="Ring genast 070-123 45 67.")
    doubt_translation(voice_id=voice, translation_id=doubted.pk, reason=Doubt.ADDED)
    make_translation(other)
    Draft.objects.create(
        account=actor,
        key="translation",
        address="/sv/",
        fields={"text": ["Ring"], "rests_on": [mark_of(voice, "ar")]},
        saved_at=timezone.now(),
    )
    if act == "withdraw":
        withdraw_voice(voice_id=voice)
    elif act == "hold":
        moderate_voice(voice_id=voice, act=Act.HOLD, actor=actor, reason=HeldReason.PERSONAL_DATA)
    else:
        moderate_voice(
            voice_id=voice, act=Act.PUBLISH_MASKED, actor=actor, text="Nalalka. Wac […].", place=""
        )
    assert list(Translation.objects.values_list("voice_id", flat=True)) == [other]
    assert TranslationDoubt.objects.count() == 0
    assert Draft.objects.count() == 0


def test_a_translation_that_was_begun_before_the_words_were_masked_is_refused() -> None:
    voice, actor = somali(words="Wac 070-123 45 67."), make_account()
    seen = mark_of(voice, "sv")
    moderate_voice(voice_id=voice, act=Act.PUBLISH_MASKED, actor=actor, text="Wac […].", place="")
    with pytest.raises(TranslationMoved):
        write_translation(voice_id=voice, language="sv", text="Ring 070", rests_on=seen, actor=actor)


def test_deciding_the_same_again_keeps_the_translations() -> None:
    voice = somali()
    make_translation(voice)
    moderate_voice(voice_id=voice, act=Act.PUBLISH, actor=make_account())
    assert Translation.objects.count() == 1


def test_the_database_holds_what_a_translation_is() -> None:
    voice, actor = somali(), make_account()
    good = {"voice_id": voice, "language": "sv", "version": 1, "text": "Lampa", "by": actor}
    wrong: list[dict[str, object]] = [
        {"text": ""},
        {"language": "und"},
        {"language": ""},
        {"by": None},
        {"service": "example.org"},
        {"version": 0},
    ]
    for change in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            Translation.objects.create(**(good | change))
    first = Translation.objects.create(**good)
    with pytest.raises(IntegrityError), transaction.atomic():
        Translation.objects.create(**good)
    with pytest.raises(DatabaseError), transaction.atomic():
        Translation.objects.filter(pk=first.pk).update(text="Något annat")
    with pytest.raises(IntegrityError), transaction.atomic():
        TranslationDoubt.objects.create(translation=first, reason="spam")


@many_writers
@pytest.mark.django_db(transaction=True)
def test_two_who_translate_at_once_get_one_version_and_one_refusal() -> None:
    voice = somali()
    seen = mark_of(voice, "sv")
    people = [make_account() for _each in range(4)]
    refusals = together(
        [
            lambda person=person: write_translation(
                voice_id=voice, language="sv", text="Lamporna", rests_on=seen, actor=person
            )
            for person in people
        ]
    )
    assert Translation.objects.count() == 1
    assert sum(isinstance(one, TranslationMoved) for one in refusals) == 3


def test_a_doubt_is_said_once_until_somebody_looks() -> None:
    voice = somali()
    translation = make_translation(voice)
    for _time in range(3):
        doubt_translation(voice_id=voice, translation_id=translation.pk, reason=Doubt.MEANING)
    doubt_translation(voice_id=voice, translation_id=translation.pk, reason=Doubt.RUDE)
    assert [doubt.reason for doubt in doubts_to_look_at()] == ["meaning", "rude"]
    assert settle_doubts(voice_id=voice, language="sv", actor=make_account()) == 2
    assert doubts_to_look_at().count() == 0
    doubt_translation(voice_id=voice, translation_id=translation.pk, reason=Doubt.MEANING)
    assert doubts_to_look_at().count() == 1


def test_a_correction_settles_the_doubts_and_an_old_version_cannot_be_doubted() -> None:
    voice, actor = somali(), make_account()
    old = make_translation(voice)
    doubt_translation(voice_id=voice, translation_id=old.pk, reason=Doubt.MISSING)
    make_translation(voice, text="Gatans lampor är trasiga.", actor=actor)
    (doubt,) = TranslationDoubt.objects.all()
    assert doubt.settled_by == actor
    with pytest.raises(DoubtGone):
        doubt_translation(voice_id=voice, translation_id=old.pk, reason=Doubt.MISSING)


def test_a_doubt_of_another_voice_or_a_withdrawn_one_leads_nowhere() -> None:
    voice, other = somali(), somali()
    translation = make_translation(voice)
    with pytest.raises(DoubtGone):
        doubt_translation(voice_id=other, translation_id=translation.pk, reason=Doubt.MISSING)
    withdraw_voice(voice_id=voice)
    with pytest.raises(DoubtGone):
        doubt_translation(voice_id=voice, translation_id=translation.pk, reason=Doubt.MISSING)


def test_doubts_are_seen_where_somebody_works() -> None:
    here, there = somali(), somali(area=make_area("lindangen"))
    for voice in (here, there):
        translation = make_translation(voice)
        doubt_translation(voice_id=voice, translation_id=translation.pk, reason=Doubt.MISSING)
    (doubt,) = doubts_to_look_at(frozenset({"lindangen"}))
    assert doubt.translation.voice_id == there


def test_what_waits_for_translation_is_counted_by_language_the_oldest_first() -> None:
    first, second = somali(), somali()
    make_voice(words="الإنارة معطلة", language="ar", published=True)
    make_voice(published=True)
    make_voice(words=SOMALI, language="so")
    assert counts_to_translate("sv") == {"so": 2, "ar": 1}
    assert [case.voice_id for case in cases_to_translate("sv", source="so")] == [first, second]
    make_translation(first)
    assert [case.voice_id for case in cases_to_translate("sv", source="so")] == [second]
    assert counts_to_translate("en") == {"so": 2, "ar": 1, "sv": 1}
    assert counts_to_translate("sv", areas=frozenset({"elsewhere"})) == {}


def test_likeness_is_found_among_originals_and_a_translation_changes_nothing() -> None:
    words = "Lamporna vid gångvägen till skolan är trasiga sedan i höstas."
    like, voice = make_voice(words=words, published=True).voice.pk, somali()
    asker = make_voice(words=words + " Laga dem!", published=True).voice.pk
    corpus = published_corpus(published_mark())
    found = [one.case.voice_id for one in similar_published(words)]
    at_work = [one.case.voice_id for one in similar_at_work(asker)]
    themes = suggested_themes(Wanted(frozenset({"herrgarden"})))
    make_translation(voice, text=words)
    assert like in found
    assert [one.case.voice_id for one in similar_published(words)] == found
    assert [one.case.voice_id for one in similar_at_work(asker)] == at_work
    assert published_corpus(published_mark()).fingerprints == corpus.fingerprints
    assert suggested_themes(Wanted(frozenset({"herrgarden"}))) == themes


def test_a_published_voice_keeps_its_day_and_standing_when_translated() -> None:
    voice = somali()
    before = Case.objects.filter(voice=voice).values().get()
    make_translation(voice)
    assert Case.objects.filter(voice=voice).values().get() == before
    assert before["standing"] == Standing.PUBLISHED
    assert before["due_on"] > datetime.date(2000, 1, 1)
