"""How long answers take, as a page, a table and a feed."""

import csv
import io
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from django.test import Client

from bokal.programme.voices.enums import Status
from bokal.programme.voices.services import answer_voice
from tests.factories.programmes import make_programme, make_unit
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def answered(count: int, **fields: Any) -> list[int]:
    unit = make_unit("streets")
    numbers = [make_voice(words=f"Ord {number}", **fields).voice.pk for number in range(count)]
    for number in numbers:
        facts = {"texts": {"sv": f"Svar <{number}>"}, "written_in": "sv", "actor": None, "unit": unit}
        answer_voice(voice_id=number, status=Status.NO, **facts)
    return numbers


def test_the_page_tells_numbers_with_their_source_or_that_there_are_too_few(client: Client) -> None:
    assert "Too few voices to tell yet" in client.get("/en/answers/").text
    answered(5)
    for number in range(5):
        make_voice(words=f"Väntar {number}", language="ar")
    page = client.get("/en/answers/").text
    assert "50.0" in page
    assert "Source: the programme's own voices" in page.replace("&#x27;", "'")
    assert "50.0 per cent have been answered." in page
    assert "There is no such voice today." in page


def test_the_table_says_how_it_was_counted_and_leaves_out_what_is_not_told(client: Client) -> None:
    answered(6)
    make_voice(words="Ensam", language="so")
    text = b"".join(client.get("/data/answers.csv")).decode()
    assert text.startswith("# The programme's own voices, counted on ")
    rows = list(csv.DictReader(io.StringIO(text.split("\r\n", 1)[1])))
    assert (rows[0]["group"], rows[0]["voices"], rows[0]["answered"]) == ("all", "7", "6")
    so = next(row for row in rows if row["code"] == "so")
    assert (so["shown"], so["voices"], so["unanswered_percent"], so["median_days"]) == ("0", "", "", "")


def test_the_feed_holds_the_answers_that_everybody_may_read(client: Client) -> None:
    make_programme()
    (shown,) = answered(1, published=True)
    make_voice(words="Oläst")
    answer = client.get("/en/answers/feed/")
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.text)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}summary") == f"<p>Svar &lt;{shown}&gt;</p>"
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == f"http://testserver/en/voices/{shown}/"
    assert "Example programme" in (feed.findtext(f"{ATOM}title") or "")


def test_an_answer_to_words_that_nobody_may_read_is_in_no_feed(client: Client) -> None:
    (hidden,) = answered(1)
    assert f"Svar &lt;{hidden}&gt;" not in client.get("/en/answers/feed/").text
    assert f"Svar &lt;{hidden}&gt;" not in client.get("/en/answers/").text
