"""Saying something and following it: without account, cookie or script, and the code in no address."""

import re
import uuid
from typing import Any

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from bokal.programme.history.models import Entry
from bokal.programme.voices.enums import Act, Channel, HeldReason, Reply, Status
from bokal.programme.voices.models import Case, Confirmation, GroupAnswer, Photo, Voice, Words
from bokal.programme.voices.services import (
    Text,
    answer_thing,
    answer_voice,
    confirm_wording,
    draft_problem,
    make_cards,
    moderate_voice,
    printed_cards,
    show_wording,
    withdraw_voice,
)
from bokal.web.public.say_forms import SALT, new_token
from tests.factories.programmes import make_unit
from tests.factories.voices import WORDS, make_area, make_picture, make_problem, make_voice

pytestmark = pytest.mark.django_db
SAY, FOLLOW, LIST = "/en/say/", "/en/follow/", "/en/voices/"
HOSTILE = ["<script>alert(1)</script>", "{{ 7|add:7 }}", "</blockquote><img src=x onerror=alert(1)>"]
CODE = re.compile(r'class="receipt-code"><bdi dir="ltr">([A-Z0-9]{5}-[A-Z0-9]{5})</bdi>')


def sent(**fields: Any) -> dict[str, Any]:
    """Return what a browser sends."""
    return {"words": WORDS, "language": "sv", "may_publish": "on", "token": new_token()} | fields


def say(client: Client, **fields: Any) -> str:
    """Say something and return the code."""
    answer = client.post(SAY, sent(**fields))
    assert answer.status_code == 200, answer.text
    (code,) = CODE.findall(answer.text)
    return code


def test_the_form_asks_for_words_alone_and_sets_no_cookie(client: Client) -> None:
    make_area()
    page = client.get(SAY)
    assert page.status_code == 200
    assert not page.cookies
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert "csrfmiddlewaretoken" not in page.text


def test_words_are_taken_in_and_the_code_stands_on_the_page_alone() -> None:
    strict = Client(enforce_csrf_checks=True)
    code = say(strict, area=make_area().code, place="By the school", age="16-24")
    voice = Voice.objects.get()
    assert (voice.channel, voice.area, voice.words.text) == (Channel.WEB, make_area(), WORDS)
    assert GroupAnswer.objects.get().answer == "16-24"
    page = strict.post(FOLLOW, {"code": code.lower()})
    assert escape(WORDS) in page.text
    assert not page.cookies


def test_every_word_is_still_there_when_something_is_wrong(client: Client) -> None:
    answer = client.post(SAY, sent(language="nothing", place="By the school"))
    assert answer.status_code == 422
    assert escape(WORDS) in answer.text
    assert "By the school" in answer.text
    assert "error-summary" in answer.text
    assert not Voice.objects.exists()


def test_sending_twice_is_saying_once_and_gives_the_same_code(client: Client) -> None:
    fields = sent()
    codes = {CODE.findall(client.post(SAY, fields).text)[0] for _each in range(3)}
    assert len(codes) == Voice.objects.count() == 1


@pytest.mark.parametrize("token", ["", "made-up", signing.dumps(str(uuid.uuid4()), salt="another")])
def test_a_form_that_is_not_ours_gets_a_fresh_mark_and_loses_nothing(client: Client, token: str) -> None:
    answer = client.post(SAY, sent(token=token))
    assert answer.status_code == 422
    assert escape(WORDS) in answer.text
    (fresh,) = re.findall(r'name="token" value="([^"]+)"', answer.text)
    assert uuid.UUID(signing.loads(fresh, salt=SALT))
    assert client.post(SAY, sent(token=fresh)).status_code == 200


def test_a_machine_that_fills_in_every_field_is_told_so(client: Client) -> None:
    answer = client.post(SAY, sent(website="https://example.org"))
    assert answer.status_code == 422
    assert "Leave this field empty" in answer.text
    assert not Voice.objects.exists()


def test_pictures_come_along_and_what_is_no_picture_is_refused(client: Client) -> None:
    def file(content: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("photo.jpg", content, "image/jpeg")

    say(client, photos=[file(make_picture()), file(make_picture())])
    assert Photo.objects.count() == 2
    assert client.post(SAY, sent(photos=[file(b"<svg onload=alert(1)>")])).status_code == 422
    assert client.post(SAY, sent(photos=[file(make_picture())] * 4)).status_code == 422
    assert Voice.objects.count() == 1


def test_a_printed_card_opens_the_form_once_and_then_leads_on(client: Client) -> None:
    batch = make_cards(title="Constructed", area=make_area(), languages=["sv"], count=1, actor=None)
    (card,) = printed_cards(batch)
    address = reverse("public:card", kwargs={"mark": card.mark})
    page = client.get(address)
    assert f'value="{card.mark}"' in page.text
    assert card.code not in page.text
    assert say(client, card=card.mark).replace("-", "") == card.code
    assert Voice.objects.get().channel == Channel.CARD
    assert client.get(address)["Location"] == reverse("public:follow")
    assert client.get(reverse("public:card", kwargs={"mark": "2222222222"})).status_code == 404


def test_a_code_that_leads_nowhere_says_so_without_saying_why(client: Client) -> None:
    for code in ("K7M2Q-9XT4R", "nonsense", "0"):
        answer = client.post(FOLLOW, {"code": code})
        assert answer.status_code == 404
        assert "There is no voice with this code" in answer.text
    assert client.post(FOLLOW, {"code": ""}).status_code == 422


def test_guessing_is_slow(client: Client) -> None:
    answers = [client.post(FOLLOW, {"code": "K7M2Q-9XT4R"}).status_code for _each in range(25)]
    assert set(answers[:15]) == {404}
    assert answers[-1] == 429


def test_since_then_shows_who_owes_the_answer_and_what_was_said(client: Client) -> None:
    code = say(client)
    voice, unit = Voice.objects.get(), make_unit("streets")
    assert "An answer is owed by" in client.post(FOLLOW, {"code": code}).text
    answer_voice(
        voice_id=voice.pk,
        status=Status.UNDER_WAY,
        texts={"sv": "Vi byter lamporna i mars."},
        written_in="sv",
        unit=unit,
        actor=None,
    )
    page = client.post(FOLLOW, {"code": code}).text
    assert "Vi byter lamporna i mars." in page
    assert "An answer is owed by" not in page


def test_who_spoke_confirms_the_wording_or_says_what_is_not_right(client: Client) -> None:
    code = say(client)
    problem = draft_problem(
        slug="dark",
        area=None,
        voices=[Voice.objects.get().pk],
        texts={"sv": Text("Det är mörkt på vägen hem")},
        written_in="sv",
        actor=None,
    )
    assert "Det är mörkt" not in client.post(FOLLOW, {"code": code}).text
    show_wording(thing=problem, actor=None)
    wording = problem.wordings.get()
    assert "Is this what you meant?" in client.post(FOLLOW, {"code": code}).text
    asked = {"code": code, "wording": wording.pk, "reply": "not_quite"}
    refused = client.post("/en/follow/confirm/", asked)
    assert refused.status_code == 409
    assert "Say what is not quite right" in refused.text
    client.post("/en/follow/confirm/", asked | {"because": "Det är tunneln."})
    assert Confirmation.objects.get().because == "Det är tunneln."
    assert "You said: yes" in client.post("/en/follow/confirm/", asked | {"reply": "yes"}).text
    assert client.post("/en/follow/confirm/", asked | {"wording": "9" * 30}).status_code == 200
    assert client.post("/en/follow/confirm/", asked | {"wording": 999, "reply": "yes"}).status_code == 409


def test_held_words_are_explained_and_looked_at_again(client: Client) -> None:
    code = say(client)
    voice = Voice.objects.get()
    moderate_voice(voice_id=voice.pk, act=Act.HOLD, actor=None, reason=HeldReason.ELSEWHERE)
    page = client.post(FOLLOW, {"code": code}).text
    assert "It is not about this programme." in page
    assert (
        "Somebody else looks" in client.post("/en/follow/appeal/", {"code": code, "because": "It is."}).text
    )
    assert client.post("/en/follow/appeal/", {"code": code}).status_code == 409


def test_words_are_taken_back_only_when_that_is_meant(client: Client) -> None:
    code = say(client)
    client.post("/en/follow/withdraw/", {"code": code})
    assert Words.objects.exists()
    page = client.post("/en/follow/withdraw/", {"code": code, "sure": "yes"}).text
    assert not Words.objects.exists()
    assert "The words were taken back" in page
    assert escape(WORDS) not in page


def test_unread_and_held_words_are_visible_nowhere(client: Client) -> None:
    read = make_voice(words="Läst och visat.", published=True).voice
    unread, held, back = (make_voice(words=f"Hemligt {number}").voice for number in range(3))
    moderate_voice(voice_id=held.pk, act=Act.HOLD, actor=None, reason=HeldReason.HATE)
    withdraw_voice(voice_id=back.pk)
    for address in (
        LIST,
        f"{LIST}?q=Hemligt",
        "/en/",
        *(f"{LIST}{voice.pk}/" for voice in (read, unread, held, back)),
    ):
        assert not re.search(r"Hemligt \d", client.get(address, follow=True).text)
    codes = {voice.pk: client.get(f"{LIST}{voice.pk}/").status_code for voice in (read, unread, held, back)}
    assert codes == {read.pk: 200, unread.pk: 404, held.pk: 404, back.pk: 200}
    assert client.get(f"{LIST}999999/").status_code == 404


@pytest.mark.parametrize("words", HOSTILE)
def test_words_are_text_and_nothing_else(client: Client, words: str) -> None:
    voice = make_voice(words=words, published=True).voice
    for address in (LIST, f"{LIST}{voice.pk}/"):
        page = client.get(address).text
        assert escape(words) in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_list_is_narrowed_down_and_asks_little(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    area = make_area()
    for number in range(30):
        make_voice(words=f"Mörkt {number}", published=True, area=area)
    make_voice(words="الإنارة معطلة", language="ar", published=True, area=None)
    with django_assert_max_num_queries(15):
        page = client.get(f"{LIST}?area={area.code}&q=Mörkt&page=2")
    assert page.status_code == 200
    assert "Mörkt 4" in page.text
    arabic = client.get(f"{LIST}?language=ar").text
    assert "الإنارة معطلة" in arabic
    assert "Mörkt" not in arabic
    assert "Nothing to read here yet" in client.get(f"{LIST}?status=done").text


def test_nothing_that_was_said_and_no_code_gets_into_log_or_history(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    code = say(client, words="Ring Anna på 070-123 45 67", place="Min port", area=make_area().code)
    client.post(FOLLOW, {"code": code})
    client.post(FOLLOW, {"code": "K7M2Q-9XT4R"})
    kept = caplog.text + str(list(Entry.objects.values()))
    for said in ("Anna", "070", "Min port", code, code.replace("-", "")):
        assert said not in kept
    assert Case.objects.count() == 1


def test_who_spoke_says_whether_it_is_better_now(client: Client) -> None:
    code = say(client)
    voice = Voice.objects.get()
    facts = {"texts": {"sv": "Lamporna är bytta."}, "written_in": "sv", "unit": make_unit("streets")}
    problem = make_problem([voice.pk])
    (answer,) = answer_thing(thing=problem, status=Status.DONE, actor=None, **facts)
    page = client.post(FOLLOW, {"code": code}).text
    assert "Is it better now?" in page
    assert "This was answered to everybody who said the same." in page
    asked = {"code": code, "answer": answer.pk}
    for wrong in ({"better": "perhaps"}, {"better": "yes", "answer": "9" * 30}):
        assert client.post("/en/follow/outcome/", asked | wrong).status_code == 200
    assert Case.objects.get().status == Status.DONE
    page = client.post("/en/follow/outcome/", asked | {"better": "no", "because": "Mörkt."}).text
    assert "You said: it is not better." in page
    assert "An answer is owed by" in page
    page = client.post("/en/follow/outcome/", asked | {"better": "yes"}).text
    assert "Confirmed by those who raised it" in page
    assert Case.objects.get().status == Status.CONFIRMED
    assert client.post("/en/follow/outcome/", asked | {"answer": 999, "better": "yes"}).status_code == 409


def test_what_somebody_replied_is_not_on_the_public_page(client: Client) -> None:
    voice = make_voice(published=True).voice
    problem = make_problem([voice.pk])
    confirm_wording(wording_id=problem.wordings.get().pk, voice_id=voice.pk, reply=Reply.YES)
    page = client.get(f"{LIST}{voice.pk}/").text
    assert "You said" not in page
    assert "Det är mörkt" not in page
