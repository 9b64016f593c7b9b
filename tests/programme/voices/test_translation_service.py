"""The translation service, asked for real: what is sent, what is kept, and every way it can fail."""

import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from bokal.programme.accounts.models import Account
from bokal.programme.queue.enums import Failure, JobState
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import work_off
from bokal.programme.voices.enums import Act
from bokal.programme.voices.errors import (
    NoService,
    NotPublished,
    ServiceBusy,
    ServiceRefused,
    TranslatedByHand,
    TranslationMoved,
)
from bokal.programme.voices.models import Case, Translation
from bokal.programme.voices.services import (
    TranslationService,
    moderate_voice,
    translate,
    translate_by_service,
    translated,
    translation_client,
    withdraw_voice,
)
from bokal.programme.voices.services.translate import keep_translation, service_needed
from bokal.programme.voices.tasks import ask_service
from tests.factories.accounts import make_account
from tests.factories.translations import Service, make_translation, mark_of, running_service
from tests.factories.voices import make_voice

WORDS = "الإنارة معطلة في الشارع."


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    with running_service() as running:
        settings.TRANSLATE_URL = running.url
        settings.TRANSLATE_KEY = ""
        yield running


@pytest.fixture
def actor(db: None) -> Account:
    return make_account()


def arabic(**fields: object) -> int:
    facts = {"words": WORDS, "language": "ar", "published": True, "place": "ساحة الحي"}
    return make_voice(**(facts | fields)).voice.pk


def by_service(voice: int, actor: Account, language: str = "sv") -> Translation:
    return translate_by_service(
        voice_id=voice, language=language, rests_on=mark_of(voice, language), actor=actor
    )


def asked(service: Service, source: str = "ar", target: str = "sv", text: str = WORDS) -> str:
    return translated(TranslationService(service.url, service.key), text, source=source, target=target)


def test_the_words_and_the_languages_are_sent_and_nothing_else(service: Service, actor: Account) -> None:
    voice = arabic()
    translation = by_service(voice, actor)
    assert service.asked == [{"q": WORDS, "source": "ar", "target": "sv", "format": "text"}]
    assert service.paths == ["/languages", "/translate"]
    assert (translation.text, translation.version, translation.by) == (f"sv: {WORDS}", 1, None)
    assert translation.service == service.url.removeprefix("http://")


def test_the_key_goes_along_when_there_is_one(service: Service, actor: Account, settings: Settings) -> None:
    service.key = settings.TRANSLATE_KEY = "secret"
    by_service(arabic(), actor)
    assert service.asked[0]["api_key"] == "secret"


def test_a_service_below_a_path_and_words_in_no_known_language(
    service: Service, actor: Account, settings: Settings
) -> None:
    settings.TRANSLATE_URL = f"{service.url}/tolk/"
    by_service(arabic(language="und"), actor)
    assert service.paths == ["/tolk/languages", "/tolk/translate"]
    assert service.asked[0]["source"] == "auto"


def test_without_a_service_nothing_is_sent(settings: Settings, actor: Account) -> None:
    settings.TRANSLATE_URL = ""
    voice = arabic()
    with pytest.raises(NoService):
        ask_service(voice_id=voice, language="sv", actor=actor)
    with pytest.raises(NoService):
        by_service(voice, actor)
    assert Job.objects.count() == 0


@pytest.mark.parametrize("standing", ["waiting", "held", "withdrawn"])
def test_only_published_words_are_ever_sent(service: Service, actor: Account, standing: str) -> None:
    voice = arabic(published=False)
    if standing == "held":
        moderate_voice(voice_id=voice, act=Act.HOLD, actor=actor, reason="hate")
    elif standing == "withdrawn":
        withdraw_voice(voice_id=voice)
    for ask in (
        lambda: ask_service(voice_id=voice, language="sv", actor=actor),
        lambda: by_service(voice, actor),
    ):
        with pytest.raises(NotPublished):
            ask()
    assert service.paths == []


def test_what_was_left_out_is_not_sent(service: Service, actor: Account) -> None:
    voice = arabic(words="Anna: الإنارة معطلة", published=False)
    moderate_voice(voice_id=voice, act=Act.PUBLISH_MASKED, actor=actor, text="[…]: الإنارة معطلة", place="")
    by_service(voice, actor)
    assert service.asked[0]["q"] == "[…]: الإنارة معطلة"


@pytest.mark.parametrize(
    ("status", "refusal", "words"),
    [
        (400, ServiceRefused, "cannot take these words (400)"),
        (403, ServiceRefused, "refuses the key (403)"),
        (404, ServiceRefused, "the error 404"),
        (413, ServiceRefused, "cannot take these words (413)"),
        (429, ServiceBusy, "asks for patience (429)"),
        (500, ServiceBusy, "the error 500"),
        (503, ServiceBusy, "asks for patience (503)"),
    ],
)
def test_each_error_is_said_in_a_sentence_with_the_host(
    service: Service, status: int, refusal: type[Exception], words: str
) -> None:
    service.status = status
    service.body = b'{"error": "<script>alert(1)</script>"}'
    with pytest.raises(refusal) as found:
        asked(service)
    assert words in str(found.value)
    assert service.url.removeprefix("http://") in str(found.value)
    assert "script" not in str(found.value)


def test_a_wrong_key_is_refused(service: Service, actor: Account, settings: Settings) -> None:
    service.key, settings.TRANSLATE_KEY = "right", "wrong"
    with pytest.raises(ServiceRefused, match="refuses the key"):
        by_service(arabic(), actor)


def test_a_redirect_is_not_followed(service: Service) -> None:
    service.status, service.body, service.headers = 302, b"{}", {"Location": f"{service.url}/elsewhere"}
    with pytest.raises(ServiceRefused, match="sends the request elsewhere"):
        asked(service)
    assert service.paths == ["/languages", "/translate"]


@pytest.mark.parametrize(
    "body",
    [
        b"not JSON",
        b"[]",
        b"null",
        b"{}",
        b'{"translatedText": null}',
        b'{"translatedText": ["Lamporna"]}',
        b'{"translatedText": ""}',
        b'{"translatedText": " \\n\\u0000\\u0007 "}',
        b'{"translatedText": "\\ud800"}',
        b'{"translatedText": "' + b"a" * 20_001 + b'"}',
        b'{"translatedText": "' + b"a" * 600_000 + b'"}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=range(13),
)
def test_what_is_no_translation_is_not_kept(service: Service, actor: Account, body: bytes) -> None:
    service.body = body
    with pytest.raises(ServiceRefused, match="no translation"):
        by_service(arabic(), actor)
    assert Translation.objects.count() == 0


def test_an_answer_is_plain_text(service: Service, actor: Account) -> None:
    service.body = b'{"translatedText": "<b>Lampan</b> &amp;\\u0000\\r\\n=1+1\\u009b "}'
    assert by_service(arabic(), actor).text == "<b>Lampan</b> &amp;\n=1+1"


def test_a_service_that_is_down_is_told(service: Service, actor: Account, settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.TRANSLATE_URL = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(ServiceBusy, match="could not be reached"):
            by_service(arabic(), actor)


def test_a_service_that_says_nothing_in_time_is_told(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(service)
    monkeypatch.setattr(translation_client, "PATIENCE_SECONDS", 0.2)
    service.wait = 1.0
    with pytest.raises(ServiceBusy, match="did not answer in time"):
        asked(service)


def test_a_service_that_gives_a_little_for_ever_is_hung_up_on(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translation_client, "WHOLE_SECONDS", 0.3)
    service.drip = True
    with pytest.raises(ServiceBusy, match="did not answer in time"):
        asked(service)


def test_a_language_that_the_service_does_not_have_is_named_before_any_words_are_sent(
    service: Service, actor: Account
) -> None:
    voice = make_voice(words="Lampa e prishur.", language="sq", published=True).voice.pk
    with pytest.raises(ServiceRefused, match="does not translate from Shqip into Svenska"):
        by_service(voice, actor)
    with pytest.raises(ServiceRefused, match="from العربية into Soomaali"):
        by_service(arabic(), actor, "so")
    assert service.asked == []


@pytest.mark.parametrize("languages", [{"error": "no"}, ["sv"], "sv", None])
def test_a_list_of_languages_that_is_none_sends_no_words(service: Service, languages: object) -> None:
    service.languages = languages
    with pytest.raises(ServiceRefused, match="no translation"):
        asked(service)
    assert service.asked == []


def test_the_languages_are_asked_for_once_an_hour(service: Service) -> None:
    for _time in range(3):
        asked(service)
    assert service.paths.count("/languages") == 1


def test_words_that_are_too_long_are_not_sent(service: Service) -> None:
    with pytest.raises(ServiceRefused, match="too long"):
        asked(service, text="a" * 4001)
    assert service.paths == []


def test_a_machine_may_replace_a_machine_and_never_a_person(service: Service, actor: Account) -> None:
    voice = arabic()
    by_service(voice, actor)
    assert by_service(voice, actor).version == 2
    make_translation(voice)
    with pytest.raises(TranslatedByHand):
        by_service(voice, actor)
    assert len(service.asked) == 2


@pytest.mark.parametrize("what", ["withdrawn", "by hand", "masked"])
def test_what_happens_while_the_service_thinks_wins(service: Service, actor: Account, what: str) -> None:
    voice = arabic()
    mark = mark_of(voice, "sv")
    if what == "withdrawn":
        withdraw_voice(voice_id=voice)
    elif what == "by hand":
        make_translation(voice, text="Belysningen är trasig.")
    else:
        moderate_voice(
            voice_id=voice, act=Act.PUBLISH_MASKED, actor=actor, text="[…] معطلة في الشارع.", place=""
        )
    with pytest.raises((NotPublished, TranslationMoved)):
        keep_translation(voice, "sv", "sent", rests_on=mark, service=service_needed(), actor=actor)
    assert not Translation.objects.exclude(service="").exists()


def run_again() -> None:
    """Let the jobs that wait for their next attempt be due now, and work them off."""
    Job.objects.filter(state=JobState.READY).update(run_after=timezone.now() - timedelta(seconds=1))
    work_off()


def test_a_job_holds_no_words_and_asked_twice_it_is_one(service: Service, actor: Account) -> None:
    voice = arabic()
    first = ask_service(voice_id=voice, language="sv", actor=actor)
    assert ask_service(voice_id=voice, language="sv", actor=actor).id == first.id
    work_off()
    job = Job.objects.get()
    assert job.state == JobState.DONE
    assert job.result == {"voice": voice, "language": "sv", "version": 1}
    assert WORDS not in str(job.args) + str(job.result)
    assert len(service.asked) == 1


def test_a_busy_service_is_asked_again_and_at_the_end_the_job_says_why(
    service: Service, actor: Account
) -> None:
    service.status = 429
    ask_service(voice_id=arabic(), language="sv", actor=actor)
    work_off()
    job = Job.objects.get()
    assert (job.state, job.attempts) == (JobState.READY, 1)
    assert job.run_after > timezone.now()
    run_again()
    run_again()
    job.refresh_from_db()
    assert (job.state, job.failure, job.attempts) == (JobState.FAILED, Failure.REFUSED, 3)
    assert "asks for patience (429)" in job.error
    assert len(service.asked) == 3


def test_a_service_that_recovers_is_heard(service: Service, actor: Account) -> None:
    service.status = 503
    ask_service(voice_id=arabic(), language="sv", actor=actor)
    work_off()
    service.status = 200
    run_again()
    assert Translation.objects.get().text == f"sv: {WORDS}"


def test_a_refused_key_is_not_tried_again(service: Service, actor: Account) -> None:
    service.key = "right"
    ask_service(voice_id=arabic(), language="sv", actor=actor)
    work_off()
    job = Job.objects.get()
    assert (job.state, job.failure, job.attempts) == (JobState.FAILED, Failure.REFUSED, 1)
    assert "refuses the key (403)" in job.error


def test_words_taken_back_before_the_job_runs_are_not_sent(service: Service, actor: Account) -> None:
    voice = arabic()
    ask_service(voice_id=voice, language="sv", actor=actor)
    withdraw_voice(voice_id=voice)
    work_off()
    assert Job.objects.get().failure == Failure.REFUSED
    assert service.paths == []


def test_words_taken_back_while_the_languages_are_asked_for_are_not_sent(
    service: Service, actor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice = arabic()
    ask = translate.languages_of

    def ask_slowly(of: TranslationService) -> object:
        found = ask(of)
        withdraw_voice(voice_id=voice)
        return found

    monkeypatch.setattr(translate, "languages_of", ask_slowly)
    with pytest.raises(NotPublished):
        by_service(voice, actor)
    assert service.paths == ["/languages"]


def test_a_job_that_is_done_twice_keeps_one_version(service: Service, actor: Account) -> None:
    voice = arabic()
    mark = mark_of(voice, "sv")
    for _time in range(2):
        translate_by_service(voice_id=voice, language="sv", rests_on=mark, actor=actor)
    assert Translation.objects.count() == 1
    assert len(service.asked) == 1


def test_words_that_were_held_and_published_again_are_asked_about_anew(
    service: Service, actor: Account
) -> None:
    voice = arabic()
    ask_service(voice_id=voice, language="sv", actor=actor)
    work_off()
    moderate_voice(voice_id=voice, act=Act.HOLD, actor=actor, reason="elsewhere")
    moderate_voice(voice_id=voice, act=Act.PUBLISH, actor=actor)
    assert Case.objects.get(voice=voice).text == WORDS
    ask_service(voice_id=voice, language="sv", actor=actor)
    work_off()
    assert Translation.objects.get().version == 1
    assert len(service.asked) == 2
