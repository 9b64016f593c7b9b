"""What lives on: by state, with sources and what nobody knows, as page and as table."""

import csv

import pytest
from django.test import Client

from bokal.programme.initiatives.enums import Afterlife, Found
from bokal.programme.initiatives.services.look_back import (
    Seen,
    SourcedHandover,
    look_back,
    record_known_handover,
)
from tests.factories.initiatives import make_complete, make_documented, make_handover
from tests.factories.programmes import make_programme

pytestmark = pytest.mark.django_db
COLD = 12


@pytest.fixture
def handed_over() -> None:
    make_programme()
    make_handover("path")
    faded = make_complete("garden")
    text = {"sv": "Ingen skötte den.", "en": "Nobody tended it."}
    look_back(initiative_id=faded.initiative_id, seen=Seen(Found.FADED, text=text), actor=None)
    known = SourcedHandover(
        afterlife=Afterlife.MAINSTREAM,
        source="https://example.org/after",
        receiver_outside="MKB",
        from_year=2016,
        unknown={"sv": "Vad det kostar.", "en": "What it costs."},
    )
    seen = [Seen(Found.AS_IS, seen_year=2024, source="https://example.org/now")]
    record_known_handover(initiative_id=make_documented().pk, known=known, seen=seen, actor=None)


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_before_anything_is_handed_over_the_page_says_so(client: Client, language: str) -> None:
    make_programme()
    answer = client.get(f"/{language}/lives-on/")
    assert answer.status_code == 200
    assert "empty" in answer.content.decode()


def test_each_handover_stands_under_what_is_left_with_source_and_what_is_not_known(
    client: Client, handed_over: None
) -> None:
    page = client.get("/en/lives-on/").content.decode()
    places = [page.index(f'href="/en/initiatives/{slug}/"') for slug in ("bokaler", "path", "garden")]
    assert places == sorted(places)
    for words in ("MKB", "from 2016", "Looked at in 2024", "What it costs.", "https://example.org/now"):
        assert words in page, words
    narrowed = client.get("/en/lives-on/?state=faded").content.decode()
    assert "/en/initiatives/garden/" in narrowed
    assert "/en/initiatives/bokaler/" not in narrowed


def test_the_same_can_be_taken_along(client: Client, handed_over: None) -> None:
    answer = client.get("/en/lives-on/what-lives-on.csv")
    rows = list(csv.DictReader(b"".join(answer).decode().splitlines()))  # type: ignore[call-overload]
    assert [(row["initiative"], row["remains"]) for row in rows] == [
        ("bokaler", "as_is"),
        ("path", "under_way"),
        ("garden", "faded"),
    ]
    assert rows[0]["from_year"] == "2016"
    assert rows[0]["complete_on"] == ""
    assert rows[0]["not_known"] == "What it costs."


def test_the_page_takes_few_questions(
    client: Client, handed_over: None, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(COLD):  # type: ignore[operator]
        client.get("/en/lives-on/")
