"""Translations at work: what waits, written and corrected by hand, asked of the service, doubts looked at."""

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Draft
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import work_off
from bokal.programme.voices.enums import Doubt
from bokal.programme.voices.models import Translation
from bokal.programme.voices.services import doubt_translation, withdraw_voice
from tests.factories.accounts import make_account
from tests.factories.translations import Service, make_translation, mark_of, running_service
from tests.factories.voices import make_area, make_voice

pytestmark = pytest.mark.django_db
WORDS = "Nalalka wadada ayaa jaban."
LIST = "/en/workspace/translations/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_account(Role.COORDINATOR))
    return client


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    with running_service() as running:
        settings.TRANSLATE_URL = running.url
        yield running


def somali(**fields: object) -> int:
    facts = {"words": WORDS, "language": "so", "published": True}
    return make_voice(**(facts | fields)).voice.pk


def place(name: str, voice: int, language: str = "sv") -> str:
    return reverse(f"workspace:translation-{name}", kwargs={"number": voice, "language": language})


def write(client: Client, voice: int, text: str, rests_on: str = "", language: str = "sv") -> int:
    sent = {"text": text, "rests_on": rests_on or mark_of(voice, language)}
    return client.post(place("write", voice, language), sent).status_code


def test_what_waits_is_listed_by_language_and_gone_when_translated(coordinator: Client) -> None:
    assert "Nothing waits for translation" in coordinator.get(f"{LIST}?into=sv").text
    voice = somali()
    arabic = make_voice(words="الإنارة معطلة", language="ar", published=True).voice.pk
    text = coordinator.get(f"{LIST}?into=sv").text
    assert WORDS in text
    assert "Somali 1</option>" in text
    assert "الإنارة" not in coordinator.get(f"{LIST}?into=sv&from=so").text
    make_translation(voice)
    make_translation(arabic)
    assert "Nothing waits for translation" in coordinator.get(f"{LIST}?into=sv").text


def test_unread_words_are_not_in_the_list(coordinator: Client) -> None:
    make_voice(words=WORDS, language="so")
    assert WORDS not in coordinator.get(f"{LIST}?into=sv").text


def test_the_list_asks_little_however_long_it_is(coordinator: Client, django_assert_max_num_queries) -> None:
    for number in range(60):
        translation = make_translation(somali(words=f"{WORDS} {number}"), "en", "Lamps")
        doubt_translation(voice_id=translation.voice_id, translation_id=translation.pk, reason=Doubt.MISSING)
    with django_assert_max_num_queries(15):
        assert coordinator.get(f"{LIST}?into=sv").status_code == 200


def test_what_is_no_language_or_page_is_passed_over(coordinator: Client) -> None:
    voice = somali()
    for query in ("?into=xx", "?into=sv&from=zz", "?page=x", "?asked=9999999", "?asked=-1"):
        assert coordinator.get(LIST + query).status_code == 200
    for language in ("so", "xx", "und"):
        assert coordinator.get(place("write", voice, language)).status_code == 404
    assert coordinator.get(place("write", 999_999)).status_code == 404


def test_a_translation_is_written_and_read_in_the_queue(coordinator: Client) -> None:
    voice = somali()
    assert write(coordinator, voice, "Gatlampan är trasig.") == 302
    translation = Translation.objects.get()
    assert (translation.text, translation.version, translation.service) == ("Gatlampan är trasig.", 1, "")
    assert translation.by is not None
    for address in ("/sv/workspace/voices/?queue=all", f"/sv/workspace/voices/{voice}/"):
        text = coordinator.get(address).text
        assert text.index(WORDS) < text.index("Gatlampan är trasig.")


def test_a_correction_starts_from_what_stands_and_shows_every_version(coordinator: Client) -> None:
    voice = somali()
    make_translation(voice, text="Ljusen är sönder.")
    assert ">\nLjusen är sönder.</textarea>" in coordinator.get(place("write", voice)).text
    assert write(coordinator, voice, "Gatlampan är trasig.") == 302
    text = coordinator.get(place("write", voice)).text
    assert text.count("Ljusen är sönder.") == 1
    assert text.index("Gatlampan är trasig.") < text.index("Ljusen är sönder.")


def test_an_empty_translation_comes_back_with_the_form(coordinator: Client) -> None:
    voice = somali()
    assert write(coordinator, voice, "  ") == 422
    assert Translation.objects.count() == 0


def test_who_was_overtaken_keeps_the_text_and_sees_what_stands_now(coordinator: Client) -> None:
    voice = somali()
    seen = mark_of(voice, "sv")
    make_translation(voice, text="Ljusen är sönder.")
    sent = {"text": "Gatlampan är trasig.", "rests_on": seen}
    answer = coordinator.post(place("write", voice), sent)
    assert answer.status_code == 422
    assert "Somebody else changed" in answer.text
    assert "Gatlampan är trasig.</textarea>" in answer.text
    assert "Ljusen är sönder." in answer.text
    mark = re.search(r'name="rests_on" value="([^"]+)"', answer.text)
    assert mark is not None
    assert mark[1] == mark_of(voice, "sv")
    assert write(coordinator, voice, "Gatlampan är trasig.", mark[1]) == 302


def test_a_draft_is_kept_and_goes_with_the_words(coordinator: Client) -> None:
    voice = somali()
    sent = {
        "draft": "save",
        "draft-fields": "text rests_on",
        "text": "Gatlam",
        "rests_on": mark_of(voice, "sv"),
    }
    assert coordinator.post(place("write", voice), sent).status_code == 302
    assert "Gatlam</textarea>" in coordinator.get(place("write", voice)).text
    assert "Translate a voice" in coordinator.get("/en/workspace/").text
    withdraw_voice(voice_id=voice)
    assert Draft.objects.count() == 0
    text = coordinator.get(place("write", voice)).text
    assert "There is nothing to translate" in text
    assert "<textarea" not in text


def test_without_a_service_the_pages_say_so_and_offer_no_button(
    coordinator: Client, settings: Settings
) -> None:
    settings.TRANSLATE_URL = ""
    voice = somali()
    for address in (place("write", voice), f"{LIST}?into=sv"):
        text = coordinator.get(address).text
        assert "No translation service is set" in text
        assert "translated by" not in text
    answer = coordinator.post(place("ask", voice))
    assert answer.status_code == 409
    assert "No translation service is set, so nothing was sent." in answer.text


def test_the_service_is_asked_in_the_background_and_leads_to_the_translation(
    coordinator: Client, service: Service
) -> None:
    voice = somali()
    text = coordinator.get(place("write", voice)).text
    assert f"Have it translated by {service.url.removeprefix('http://')}" in text
    answer = coordinator.post(place("ask", voice))
    assert answer.status_code == 302
    assert service.asked == []
    assert f"Translate voice {voice}" in coordinator.get(answer["Location"]).text
    work_off()
    assert f"Translate voice {voice}" in coordinator.get("/en/workspace/jobs/").text
    after = coordinator.get(answer["Location"]).text
    assert reverse("workspace:voice-translations", kwargs={"number": voice}) in after
    assert f"sv: {WORDS}" in coordinator.get(f"/en/workspace/translations/{voice}/").text


def test_what_the_service_refuses_stands_on_the_page_of_the_job_and_on_the_desk(
    coordinator: Client, service: Service
) -> None:
    service.key = "right"
    voice = somali()
    answer = coordinator.post(place("ask", voice))
    work_off()
    assert "refuses the key (403)" in coordinator.get(answer["Location"]).text
    assert f"Translate voice {voice}" in coordinator.get("/en/workspace/").text


def test_a_translation_by_hand_is_not_given_to_the_service(coordinator: Client, service: Service) -> None:
    voice = somali()
    make_translation(voice)
    assert "Have it translated by" not in coordinator.get(place("write", voice)).text
    answer = coordinator.post(place("ask", voice))
    assert answer.status_code == 409
    assert "Somebody translated this by hand." in answer.text
    assert Job.objects.count() == 0


def test_the_ticked_are_asked_for_and_those_elsewhere_are_not(client: Client, service: Service) -> None:
    here, there = somali(), somali(area=make_area("lindangen"))
    unread = make_voice(words=WORDS, language="so").voice.pk
    client.force_login(make_account(Role.COORDINATOR, area_code="herrgarden"))
    sent = {"into": "sv", "voices": [here, there, unread, "x", "9" * 30]}
    answer = client.post(reverse("workspace:translation-ask-many"), sent)
    assert answer["Location"] == f"{LIST}?into=sv&asked=1"
    assert "1 voice is on its way to the service." in client.get(answer["Location"]).text
    work_off()
    assert [one["q"] for one in service.asked] == [WORDS]
    assert list(Translation.objects.values_list("voice_id", flat=True)) == [here]


@pytest.mark.parametrize("sent", [{}, {"into": "xx", "voices": ["1"]}, {"into": "sv"}])
def test_ticking_nothing_asks_for_nothing(
    coordinator: Client, service: Service, sent: dict[str, object]
) -> None:
    assert coordinator.post(reverse("workspace:translation-ask-many"), sent).status_code == 302
    assert Job.objects.count() == 0


def test_a_doubt_is_seen_and_settled(coordinator: Client) -> None:
    voice = somali()
    translation = make_translation(voice)
    doubt_translation(voice_id=voice, translation_id=translation.pk, reason=Doubt.RUDE)
    assert "1 remark on a translation" in coordinator.get("/en/workspace/voices/").text
    assert "It is ruder or softer than the words." in coordinator.get(LIST).text
    assert "Readers say it is wrong" in coordinator.get(f"{LIST}{voice}/").text
    assert "It is right as it is" in coordinator.get(place("write", voice)).text
    assert coordinator.post(place("settle", voice)).status_code == 302
    assert "ruder" not in coordinator.get(LIST).text
    assert "remark" not in coordinator.get("/en/workspace/voices/").text


def test_in_another_area_nothing_is_written_asked_or_settled(client: Client, service: Service) -> None:
    voice = somali()
    client.force_login(make_account(Role.COORDINATOR, area_code="lindangen"))
    assert client.get(f"{LIST}{voice}/").status_code == 403
    for name in ("write", "ask", "settle"):
        assert client.post(place(name, voice)).status_code == 403
    assert WORDS not in client.get(f"{LIST}?into=sv").text
    assert Translation.objects.count() == 0
    assert Job.objects.count() == 0


def test_who_only_reads_sees_translations_and_no_way_to_change_them(client: Client, service: Service) -> None:
    voice = somali()
    make_translation(voice, "en", "The lamp is broken.")
    for role in (Role.AUDITOR, Role.RECORDER):
        client.force_login(make_account(role))
        text = client.get(f"{LIST}{voice}/").text
        assert "The lamp is broken." in text
        assert place("write", voice, "en") not in text
        assert "Have the ticked ones" not in client.get(f"{LIST}?into=sv").text
        assert client.post(place("write", voice, "en")).status_code == 403
        assert client.post(reverse("workspace:translation-ask-many")).status_code == 403
