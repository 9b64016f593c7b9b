"""Voices at work: read, moderate, assign and answer in the browser without script."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.enums import Act, HeldReason, Standing
from bokal.programme.voices.models import Answer, Case
from bokal.programme.voices.services import appeal_moderation, moderate_voice, withdraw_voice
from bokal.programme.voices.services.languages import detector
from tests.factories.accounts import make_account
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_voice

pytestmark = pytest.mark.django_db
QUEUE = "/en/workspace/voices/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(make_account(Role.COORDINATOR))
    return client


def act_on(client: Client, number: int, what: str, **fields: object) -> int:
    return client.post(reverse(f"workspace:voice-{what}", kwargs={"number": number}), fields).status_code


def test_what_nobody_has_read_comes_first_and_the_oldest_of_it(coordinator: Client) -> None:
    assert "Nothing waits here" in coordinator.get(QUEUE).text
    old, new = make_voice(words="Den äldsta.").voice, make_voice(words="Den nyaste.").voice
    page = coordinator.get(QUEUE).text
    assert page.index("Den äldsta.") < page.index("Den nyaste.")
    moderate_voice(voice_id=old.pk, act=Act.PUBLISH, actor=None)
    page = coordinator.get(QUEUE).text
    assert "Den äldsta." not in page
    assert "Den nyaste." in page
    withdraw_voice(voice_id=new.pk)
    assert "Den nyaste." not in coordinator.get(f"{QUEUE}?queue=all").text


def test_the_queue_asks_little_however_long_it_is(coordinator: Client, django_assert_max_num_queries) -> None:
    for number in range(60):
        make_voice(words=f"Röst {number}")
    with django_assert_max_num_queries(15):
        assert coordinator.get(QUEUE).status_code == 200


def test_what_may_point_out_a_person_is_marked_and_a_mask_is_proposed(coordinator: Client) -> None:
    voice = make_voice(words="Ring Anna på 070-123 45 67.").voice
    page = coordinator.get(f"{QUEUE}{voice.pk}/").text
    assert page.count("<mark") == 2
    assert "Ring […] på […]." in page
    assert act_on(coordinator, voice.pk, "moderate", act="publish_masked", text="Ring […] på […].") == 302
    case = Case.objects.get(voice=voice)
    assert (case.text, case.masked) == ("Ring […] på […].", True)


def test_a_decision_without_a_reason_comes_back_with_the_form(coordinator: Client) -> None:
    voice = make_voice().voice
    assert act_on(coordinator, voice.pk, "moderate", act="hold") == 422
    assert act_on(coordinator, voice.pk, "moderate", act="hold", reason="hate") == 302
    assert Case.objects.get(voice=voice).standing == Standing.HELD


def test_an_appeal_waits_for_another_moderator(coordinator: Client) -> None:
    voice = make_voice().voice
    assert act_on(coordinator, voice.pk, "moderate", act="hold", reason="elsewhere") == 302
    appeal_moderation(voice_id=voice.pk, because="Det gäller torget.")
    page = coordinator.get(f"{QUEUE}{voice.pk}/").text
    assert "Det gäller torget." in page
    assert "To be looked at again" in coordinator.get(QUEUE).text
    assert act_on(coordinator, voice.pk, "moderate", act="publish") == 422
    other = Client()
    other.force_login(make_account(Role.COORDINATOR))
    assert act_on(other, voice.pk, "moderate", act="publish") == 302
    assert Case.objects.get(voice=voice).standing == Standing.PUBLISHED


def test_a_unit_is_made_to_answer_and_answers_in_the_language_of_the_words(coordinator: Client) -> None:
    voice, unit = make_voice(language="ar", words="الإنارة معطلة").voice, make_unit("streets")
    assert act_on(coordinator, voice.pk, "assign", unit="nobody", due_on="2031-01-01") == 422
    assert act_on(coordinator, voice.pk, "assign", unit=unit.code, due_on="2031-01-01") == 302
    facts = {"unit": unit.code, "status": "looking", "text_sv": "Vi tittar på det.", "written_in": "sv"}
    assert act_on(coordinator, voice.pk, "answer", **facts) == 422
    assert act_on(coordinator, voice.pk, "answer", **facts, text_ar="ننظر في الأمر.") == 302
    kept = dict(Answer.objects.values_list("language", "translated_from"))
    assert kept == {"sv": "", "ar": "sv"}
    assert act_on(coordinator, voice.pk, "answer", **facts | {"status": "later", "text_ar": "لاحقًا"}) == 422


def test_what_is_late_is_said_to_be(coordinator: Client) -> None:
    voice = make_voice(words="Sent.").voice
    Case.objects.filter(voice=voice).update(due_on=timezone.localdate() - datetime.timedelta(days=1))
    assert "Late" in coordinator.get(f"{QUEUE}?queue=owed").text


def test_a_withdrawn_voice_offers_nothing_to_do(coordinator: Client) -> None:
    voice = make_voice(words="Borta.").voice
    withdraw_voice(voice_id=voice.pk)
    page = coordinator.get(f"{QUEUE}{voice.pk}/").text
    assert "Borta." not in page
    assert "Decide" not in page
    assert act_on(coordinator, voice.pk, "moderate", act="publish") == 422
    assert coordinator.get(f"{QUEUE}999999/").status_code == 404


def test_an_auditor_reads_and_changes_nothing(client: Client) -> None:
    client.force_login(make_account(Role.AUDITOR))
    voice = make_voice(words="<b>Ord</b>").voice
    page = client.get(f"{QUEUE}{voice.pk}/")
    assert escape("<b>Ord</b>") in page.text
    assert "Decide" not in page.text
    assert act_on(client, voice.pk, "moderate", act="hold", reason=HeldReason.HATE) == 403


def test_a_coordinator_of_one_area_works_with_the_voices_of_that_area(client: Client) -> None:
    client.force_login(make_account(Role.COORDINATOR, area_code="herrgarden"))
    own, other = make_voice(words="Här.").voice, make_voice(words="Där.", area=make_area("holma")).voice
    nowhere = make_voice(words="Ingenstans.", area=None).voice
    page = client.get(f"{QUEUE}?queue=all").text
    assert "Här." in page
    assert "Där." not in page
    assert "Ingenstans." not in page
    answers = [client.get(f"{QUEUE}{voice.pk}/").status_code for voice in (own, other, nowhere)]
    assert answers == [200, 403, 403]
    assert act_on(client, other.pk, "moderate", act="publish") == 403
    assert act_on(client, own.pk, "moderate", act="publish") == 302


def test_voices_that_may_say_the_same_are_shown_unread_ones_too(coordinator: Client) -> None:
    own, other = make_voice(), make_voice(words="Trasiga lampor vid gångvägen")
    page = coordinator.get(f"{QUEUE}{own.voice.pk}/").text
    assert "Others who may say the same" in page
    assert reverse("workspace:voice", kwargs={"number": other.voice.pk}) in page
    withdraw_voice(voice_id=other.voice.pk)
    assert "Others who may say the same" not in coordinator.get(f"{QUEUE}{own.voice.pk}/").text


@pytest.mark.skipif(detector() is None, reason="The extra “languages” is not installed.")
def test_a_language_that_does_not_fit_the_words_is_pointed_out(coordinator: Client) -> None:
    wrong = make_voice(words="مصابيح الشارع لا تعمل منذ أسابيع", language="und").voice
    assert "The words look like <bdi>العربية</bdi>." in coordinator.get(f"{QUEUE}{wrong.pk}/").text


def test_a_language_that_fits_is_not_remarked_on(coordinator: Client) -> None:
    assert "The words look like" not in coordinator.get(f"{QUEUE}{make_voice().voice.pk}/").text
