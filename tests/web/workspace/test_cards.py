"""Receipt cards: made for a place, printed to be cut, and read again by a camera."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.models import Card, CardBatch
from bokal.programme.voices.services import grouped, make_cards, printed_cards
from bokal.web.ui.paper import set_pdf
from bokal.web.workspace.card_papers import CARDS, SHEETS, card_paper, words_in
from tests.factories.accounts import make_account
from tests.factories.paper import codes_on, faults_of, pages_of
from tests.factories.voices import make_area, make_voice

pytestmark = pytest.mark.django_db
PLACE = "/en/workspace/cards/"
LANGUAGES = ["sv", "en", "ar"]


@pytest.fixture
def recorder(client: Client) -> Client:
    client.force_login(make_account(Role.RECORDER))
    return client


def sent(**fields: Any) -> dict[str, Any]:
    return {"title": "Biblioteket", "area": make_area().code, "languages": LANGUAGES, "count": 5} | fields


def make_batch(**fields: Any) -> CardBatch:
    facts: dict[str, Any] = {"title": "Biblioteket", "area": make_area(), "languages": LANGUAGES, "count": 5}
    return make_cards(**(facts | fields), actor=None)


def pdf_of(client: Client, batch: CardBatch, layout: str = "cards") -> bytes:
    answer = client.get(f"{PLACE}{batch.pk}/{layout}.pdf")
    assert answer["Content-Type"] == "application/pdf", answer.text
    assert "no-store" in answer["Cache-Control"]
    return answer.content


def test_cards_are_made_for_a_place_and_listed_with_how_many_are_used(recorder: Client) -> None:
    assert "No cards are made yet" in recorder.get(PLACE).text
    assert recorder.post(f"{PLACE}new/", sent()).status_code == 302
    batch = CardBatch.objects.get()
    assert (batch.area, batch.languages, batch.cards.count()) == (make_area(), LANGUAGES, 5)
    make_voice(card=printed_cards(batch)[0].mark)
    page = recorder.get(PLACE).text
    assert "Biblioteket" in page
    assert '<td data-label="With a voice" class="numeric">1</td>' in page


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"count": 1001}, "Number of cards"),
        ({"languages": []}, "Languages on the card"),
        ({"title": ""}, "Place"),
    ],
)
def test_what_is_wrong_with_a_batch_is_said_at_its_field(
    recorder: Client, wrong: dict[str, Any], field: str
) -> None:
    answer = recorder.post(f"{PLACE}new/", sent(**wrong))
    assert answer.status_code == 422
    assert field in answer.text.partition("error-summary")[2].partition("</ul>")[0]
    assert not CardBatch.objects.exists()


def test_four_cards_stand_on_a_sheet_and_a_camera_reads_the_address_of_each(recorder: Client) -> None:
    batch = make_batch()
    pages = list(pages_of(pdf_of(recorder, batch)))
    assert [len(codes_on(picture)) for picture, _text in pages] == [4, 1]
    read = [address for picture, _text in pages for address in codes_on(picture)]
    assert read == [f"http://testserver/card/{card.mark}/" for card in printed_cards(batch)]


def test_the_code_stands_on_the_card_in_two_groups_and_in_no_address(recorder: Client) -> None:
    batch = make_batch(count=3)
    ((picture, text),) = pages_of(pdf_of(recorder, batch))
    for card in printed_cards(batch):
        assert grouped(card.code) in text
        assert card.sheet in text
        assert not any(card.code.lower() in address.lower() for address in codes_on(picture))
    assert text.count("testserver/follow/") == 3
    assert text.count("testserver/card/") == 3


@pytest.mark.parametrize("layout", [CARDS, SHEETS])
def test_the_widest_code_stands_on_one_line_on_one_page(rf: RequestFactory, layout: str) -> None:
    paper = card_paper(rf.get("/"), make_batch(count=1), layout)
    paper["cards"][0]["code"] = "WWWWW-MMMMM"
    ((_picture, text),) = pages_of(set_pdf("workspace/cards/cards.typ", paper))
    assert "WWWWW-MMMMM" in text


def test_an_address_without_a_language_leads_to_the_page_in_that_of_the_phone(client: Client) -> None:
    (card,) = printed_cards(make_batch(count=1))
    answer = client.get(f"/card/{card.mark}/", headers={"Accept-Language": "ar,en;q=0.5"}, follow=True)
    assert answer.redirect_chain == [(f"/ar/card/{card.mark}/", 302)]
    assert 'dir="rtl"' in answer.text


def test_a_card_in_one_language_leads_to_the_page_in_it(recorder: Client) -> None:
    batch = make_batch(count=1, languages=["ar"])
    ((picture, _text),) = pages_of(pdf_of(recorder, batch))
    assert codes_on(picture) == [f"http://testserver/ar/card/{printed_cards(batch)[0].mark}/"]


@pytest.mark.parametrize("languages", [["sv"], ["ar"], ["sv", "en", "ar"]])
@pytest.mark.parametrize("layout", ["cards", "sheets"])
def test_cards_and_sheets_can_be_read_aloud(
    recorder: Client, tmp_path: Path, languages: list[str], layout: str
) -> None:
    pdf = pdf_of(recorder, make_batch(count=2, languages=languages), layout)
    assert faults_of(pdf, tmp_path) == ""


def test_a_sheet_to_write_on_has_a_page_of_its_own_with_slip_and_number(recorder: Client) -> None:
    batch = make_batch(count=2)
    pages = list(pages_of(pdf_of(recorder, batch, "sheets")))
    assert len(pages) == 2
    for card, (picture, text) in zip(printed_cards(batch), pages, strict=True):
        assert codes_on(picture) == [f"http://testserver/card/{card.mark}/"]
        assert grouped(card.code) in text
        assert text.count(card.sheet) == 2


def test_a_card_speaks_each_of_its_languages(recorder: Client) -> None:
    ((_picture, text),) = pages_of(pdf_of(recorder, make_batch(count=1, languages=["sv", "en"])))
    for language in ("sv", "en"):
        assert words_in(language)["ask"] in text
    with translation.override("sv"):
        assert words_in("en")["ask"] == "What do you want to say?"


def test_a_card_that_has_its_voice_is_not_printed_again(recorder: Client) -> None:
    batch = make_batch(count=2)
    first, second = printed_cards(batch)
    make_voice(card=first.mark)
    ((_picture, text),) = pages_of(pdf_of(recorder, batch))
    assert grouped(first.code) not in text
    assert grouped(second.code) in text
    make_voice(words="En till.", card=second.mark)
    assert recorder.get(f"{PLACE}{batch.pk}/cards.pdf").status_code == 409


def test_who_records_in_one_area_sees_and_makes_the_cards_of_that_area(client: Client) -> None:
    client.force_login(make_account(Role.RECORDER, area_code="herrgarden"))
    make_area()
    own, other = make_batch(), make_batch(title="Torget", area=make_area("holma"))
    everywhere = make_batch(title="Överallt", area=None)
    page = client.get(PLACE).text
    assert "Biblioteket" in page
    assert "Torget" not in page
    assert "Överallt" not in page
    answers = [client.get(f"{PLACE}{batch.pk}/cards.pdf").status_code for batch in (own, other, everywhere)]
    assert answers == [200, 404, 404]
    assert client.post(f"{PLACE}new/", sent(area="")).status_code == 422
    assert Card.objects.count() == 15


def test_a_place_is_printed_without_the_pictures_that_no_font_has(recorder: Client) -> None:
    ((_picture, text),) = pages_of(
        pdf_of(recorder, make_batch(count=1, title="Sommarfest \U0001f31e på torget"))
    )
    assert "Sommarfest på torget" in text


def test_an_auditor_makes_and_prints_nothing(client: Client) -> None:
    client.force_login(make_account(Role.AUDITOR))
    batch = make_batch(count=1)
    assert client.get(f"{PLACE}{batch.pk}/cards.pdf").status_code == 403
    assert client.post(f"{PLACE}new/", sent()).status_code == 403
