"""A voice in the language of the reader: the original first, who translated it, and a way to doubt it."""

import csv
import datetime
import io
import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.enums import Act, Channel
from bokal.programme.voices.models import Translation, TranslationDoubt
from bokal.programme.voices.services import GAP_DAYS, GAP_VOICES, add_support, moderate_voice, withdraw_voice
from bokal.web.ui import tries
from tests.factories.accounts import make_account
from tests.factories.translations import make_translation
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db
WORDS = "الإنارة معطلة في الشارع."


def arabic(words: str = WORDS) -> int:
    return make_voice(words=words, language="ar", published=True).voice.pk


def by_machine(voice: int, text: str = "Belysningen är trasig.", language: str = "sv") -> Translation:
    return Translation.objects.create(
        voice_id=voice, language=language, version=1, text=text, service="translate.example"
    )


def page(client: Client, number: int, language: str = "sv") -> str:
    return client.get(f"/{language}/voices/{number}/").text


def test_the_original_stands_with_its_language_and_the_translation_below_it(client: Client) -> None:
    voice = arabic()
    make_translation(voice, text="Belysningen är trasig.")
    text = page(client, voice)
    original, below = text.index(f'lang="ar" dir="auto"><p>{WORDS}'), text.index("Belysningen är trasig.")
    assert original < text.index("arabiska") < below
    assert '<p lang="sv" dir="auto">Belysningen' in text


@pytest.mark.parametrize(("machine", "label"), [(True, "machine"), (False, "hand")])
def test_the_label_says_who_made_it_and_from_which_language(
    client: Client, machine: bool, label: str
) -> None:
    voice = arabic()
    if machine:
        by_machine(voice, "The lamps are broken.", "en")
    else:
        make_translation(voice, "en", "The lamps are broken.")
    assert f"Translated by {label} from Arabic" in page(client, voice, "en")


def test_a_translation_is_shown_in_its_own_language_alone(client: Client) -> None:
    voice = arabic()
    make_translation(voice, "en", "The lamps are broken.")
    assert "The lamps are broken." not in page(client, voice, "sv")
    assert "doubt-meaning" not in page(client, voice, "sv")
    assert "The lamps are broken." in page(client, voice, "en")


def test_the_newest_version_is_read(client: Client) -> None:
    voice = arabic()
    by_machine(voice, "Ljusen är sönder.")
    assert "Ljusen är sönder." in page(client, voice)
    make_translation(voice, text="Belysningen är trasig.")
    text = page(client, voice)
    assert "Belysningen är trasig." in text
    assert "Ljusen" not in text


def test_what_a_service_wrote_is_never_markup(client: Client) -> None:
    voice = arabic()
    by_machine(voice, "<script>alert(1)</script><b>fet</b>")
    for address in (f"/sv/voices/{voice}/", "/sv/voices/"):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "&lt;b&gt;fet" in text


def test_lists_show_the_translation_too(client: Client) -> None:
    voice = arabic()
    make_problem([voice], slug="dark", stage="published")
    make_translation(voice, text="Belysningen är trasig.")
    for address in ("/sv/voices/", "/sv/problems/dark/"):
        text = client.get(address).text
        assert text.index(WORDS) < text.index("Belysningen är trasig.")


def test_a_list_asks_no_more_when_every_voice_is_translated(client: Client) -> None:
    numbers = [arabic(f"{WORDS} {number}") for number in range(25)]
    with CaptureQueriesContext(connection) as without:
        client.get("/sv/voices/")
    for number in numbers:
        make_translation(number)
    with CaptureQueriesContext(connection) as with_them:
        client.get("/sv/voices/")
    assert len(with_them) == len(without)
    assert len(with_them) <= 15


@pytest.mark.parametrize("act", ["withdraw", "hold"])
def test_the_translation_goes_everywhere_with_the_words_and_the_tombstone_stays(
    client: Client, act: str
) -> None:
    voice = arabic()
    problem = make_problem([voice], slug="dark", stage="published")
    make_translation(voice, text="Belysningen är trasig.")
    if act == "withdraw":
        withdraw_voice(voice_id=voice)
    else:
        moderate_voice(voice_id=voice, act=Act.HOLD, actor=make_account(), reason="hate")
    coordinator = Client()
    coordinator.force_login(make_account(Role.COORDINATOR))
    public = [f"/sv/voices/{voice}/", "/sv/voices/", f"/sv/problems/{problem.slug}/", "/sv/answers/"]
    work = [f"/sv/workspace/voices/{voice}/", f"/sv/workspace/translations/{voice}/"]
    work += ["/sv/workspace/voices/?queue=all", "/sv/workspace/translations/"]
    answers = [client.get(address) for address in public] + [coordinator.get(address) for address in work]
    assert all("Belysningen" not in answer.text for answer in answers)
    assert answers[0].status_code == (200 if act == "withdraw" else 404)
    assert "Belysningen" not in b"".join(client.get("/data/voices.csv")).decode()


def doubt(client: Client, voice: int, translation: int | str, reason: str = "meaning") -> int:
    address = reverse("public:translation-doubt", kwargs={"number": voice})
    return client.post(address, {"translation": translation, "reason": reason}).status_code


def test_a_reader_says_that_it_is_wrong_without_a_cookie_and_only_the_reason_is_kept(client: Client) -> None:
    voice = arabic()
    translation = by_machine(voice)
    text = page(client, voice, "en")
    assert "doubt-meaning" not in text
    text = page(client, voice)
    action = re.search(r'action="(/sv/voices/\d+/translation/)"', text)
    assert action is not None
    answer = client.post(action[1], {"translation": translation.pk, "reason": "added"})
    assert answer.status_code == 200
    assert not answer.cookies
    (row,) = TranslationDoubt.objects.values()
    assert row["reason"] == "added"
    assert set(row) == {"id", "translation_id", "reason", "at", "settled_at", "settled_by_id"}


def test_the_same_doubt_many_times_is_one(client: Client) -> None:
    voice = arabic()
    translation = by_machine(voice)
    assert {doubt(client, voice, translation.pk) for _time in range(5)} == {200}
    assert TranslationDoubt.objects.count() == 1


def test_what_cannot_be_doubted_is_told(client: Client) -> None:
    voice, other = arabic(), arabic()
    translation = by_machine(voice)
    assert doubt(client, voice, translation.pk, "spam") == 422
    assert doubt(client, other, translation.pk) == 409
    assert doubt(client, voice, "x") == 404
    assert doubt(client, voice, "9" * 30) == 404
    assert doubt(client, 999_999, translation.pk) == 409
    withdraw_voice(voice_id=voice)
    assert doubt(client, voice, translation.pk) == 409
    assert TranslationDoubt.objects.count() == 0


def test_doubting_is_slowed_down(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tries, "EACH_MINUTE", 3)
    voice = arabic()
    translation = by_machine(voice)
    codes = [doubt(client, voice, translation.pk) for _time in range(8)]
    assert codes[:3] == [200] * 3
    assert codes[-1] == 429


def test_the_privacy_page_says_which_words_go_where(client: Client, settings: Settings) -> None:
    settings.TRANSLATE_URL = ""
    assert "No words are sent to other servers to be translated." in client.get("/en/privacy/").text


def test_the_privacy_page_names_the_server(client: Client, settings: Settings) -> None:
    settings.TRANSLATE_URL = "https://translate.example:8443/tolk"
    text = client.get("/en/privacy/").text
    assert '<bdi dir="ltr">translate.example:8443</bdi>' in text
    assert "never sent" in text


def test_the_table_has_the_translations_apart_from_the_words_and_labelled(client: Client) -> None:
    hand, machine, none = arabic(), arabic(), arabic()
    make_translation(hand, text="=1+1")
    by_machine(machine, "The lamps are broken.", "en")
    answer = b"".join(client.get("/data/voices.csv")).decode()
    rows = {int(row["number"]): row for row in csv.DictReader(io.StringIO(answer))}
    assert {row["text"] for row in rows.values()} == {WORDS}
    assert (rows[hand]["translation_sv"], rows[hand]["translation_sv_by"]) == ("'=1+1", "hand")
    assert (rows[machine]["translation_en"], rows[machine]["translation_en_by"]) == (
        "The lamps are broken.",
        "machine",
    )
    assert {rows[none][name] for name in rows[none] if name.startswith("translation")} == {""}


def test_other_systems_get_the_words_as_they_were_said(client: Client) -> None:
    voice = arabic()
    make_translation(voice, text="Belysningen är trasig.")
    answer = client.get(f"/open311/v2/requests/{voice}.json")
    assert answer.status_code == 200
    assert answer.json()[0]["description"] == WORDS


def test_who_searches_finds_by_the_words_that_were_said(client: Client) -> None:
    voice = arabic()
    make_translation(voice, text="Belysningen är trasig.")
    assert "Belysningen" not in client.get("/sv/voices/?q=Belysningen").text.partition("<ul class")[2]
    assert WORDS in client.get("/sv/voices/?q=الإنارة").text


def test_a_voice_that_many_share_is_listed_with_its_translation(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = arabic()
    for _one in range(GAP_VOICES):
        add_support(voice_id=voice, key=uuid.uuid4(), channel=Channel.WEB)
    make_translation(voice, text="Belysningen är trasig.")
    later = timezone.now() + datetime.timedelta(days=GAP_DAYS + 1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    text = client.get("/sv/answers/").text
    assert text.index(WORDS) < text.index("Belysningen är trasig.")
