"""From a printed card to an answer that is confirmed: what is on the paper is all that the person needs."""

import re
from html import unescape

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.history.models import Entry
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.models import CardBatch, Confirmation, Voice
from bokal.programme.voices.services import Text, confirmed, draft_problem, show_wording
from tests.factories.accounts import make_account
from tests.factories.paper import codes_on, pages_of
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area

pytestmark = pytest.mark.django_db
WORDS = "Det är mörkt på gångvägen hem från bussen."
PRINTED = re.compile(r"\b[2-9A-Z]{5}-[2-9A-Z]{5}\b")
FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


def signed_in(role: Role) -> Client:
    client = Client()
    client.force_login(make_account(role))
    return client


def print_card() -> tuple[str, str]:
    """Have a recorder make and print one card; return what a camera and what an eye reads from the paper."""
    recorder = signed_in(Role.RECORDER)
    sent = {"title": "Hållplatsen", "area": make_area().code, "languages": ["sv", "ar"], "count": 1}
    assert recorder.post("/sv/workspace/cards/new/", sent).status_code == 302
    pdf = recorder.get(f"/sv/workspace/cards/{CardBatch.objects.get().pk}/cards.pdf").content
    ((picture, text),) = pages_of(pdf)
    (address,), (code,) = codes_on(picture), PRINTED.findall(text)
    return address, code


def say_with_card(phone: Client, address: str) -> str:
    """Open the address from the picture, say something, and return the page that follows."""
    assert address.startswith("http://testserver/card/")
    form = phone.get(address.removeprefix("http://testserver"), follow=True)
    hidden = {name: unescape(value) for name, value in FIELD.findall(form.text)}
    assert set(hidden) == {"card", "token"}
    said = {"words": WORDS, "language": "sv", "area": make_area().code, "may_publish": "on"} | hidden
    answer = phone.post("/sv/say/", said)
    assert answer.status_code == 200
    return answer.text


def test_post_receipt_answered_confirmed_works_from_a_printed_card() -> None:
    address, code = print_card()
    # A phone that has never been here: no account, no cookie, and forms checked as strictly as for real.
    phone = Client(enforce_csrf_checks=True, headers={"Accept-Language": "sv"})
    assert code in say_with_card(phone, address)
    voice = Voice.objects.get()
    assert (voice.channel, voice.receipt.card.batch.title) == (Channel.CARD, "Hållplatsen")

    coordinator, unit = signed_in(Role.COORDINATOR), make_unit("gatukontoret")
    page = f"/sv/workspace/voices/{voice.pk}/"
    assert coordinator.post(f"{page}moderate/", {"act": "publish"}).status_code == 302
    assert WORDS in phone.get("/sv/voices/").text
    answer = {"unit": unit.code, "status": "under_way", "text_sv": "Vi sätter upp lampor i mars."}
    assert coordinator.post(f"{page}answer/", answer).status_code == 302
    problem = draft_problem(
        slug="dark-way-home",
        area=make_area(),
        voices=[voice.pk],
        texts={"sv": Text("Vägen hem från bussen är mörk")},
        written_in="sv",
        actor=None,
    )
    show_wording(thing=problem, actor=None)

    since = phone.post("/sv/follow/", {"code": code.lower().replace("-", " ")}).text
    for shown in (WORDS, "Vi sätter upp lampor i mars.", "Vägen hem från bussen är mörk"):
        assert shown in since
    wording = problem.wordings.get()
    replied = phone.post("/sv/follow/confirm/", {"code": code, "wording": wording.pk, "reply": "yes"})
    assert replied.status_code == 200
    assert Confirmation.objects.get().reply == "yes"
    assert confirmed([wording]).yes == confirmed([wording]).asked == 1
    assert not phone.cookies


def test_a_card_that_was_used_leads_to_the_code_and_gives_nothing_away() -> None:
    address, code = print_card()
    phone = Client(headers={"Accept-Language": "sv"})
    say_with_card(phone, address)
    again = phone.get(address.removeprefix("http://testserver"), follow=True)
    assert again.redirect_chain[-1] == ("/sv/follow/", 302)
    assert WORDS not in again.text
    assert code not in again.text


def test_neither_the_code_nor_the_words_get_into_log_or_history(caplog: pytest.LogCaptureFixture) -> None:
    address, code = print_card()
    say_with_card(Client(headers={"Accept-Language": "sv"}), address)
    kept = caplog.text + str(list(Entry.objects.values()))
    for said in (WORDS, code, code.replace("-", ""), code.replace("-", "").lower()):
        assert said not in kept
