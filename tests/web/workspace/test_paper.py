"""Paper typed in: one sheet after the other by keyboard, each once, with the code for its slip."""

import csv
import datetime
import re
import uuid
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Draft
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.models import Voice
from bokal.programme.voices.services import grouped, make_cards, printed_cards
from bokal.web.workspace.paper_forms import next_sheet
from tests.factories.accounts import make_account
from tests.factories.voices import WORDS, make_area, make_dialogue, make_voice

pytestmark = pytest.mark.django_db
PAPER = "/en/workspace/paper/"
CODE = re.compile(r'<bdi dir="ltr">([2-9A-Z]{5}-[2-9A-Z]{5})</bdi></td>')


@pytest.fixture
def recorder(client: Client) -> Client:
    client.force_login(make_account(Role.RECORDER))
    return client


def sent(**fields: Any) -> dict[str, Any]:
    facts = {"key": uuid.uuid4(), "area": make_area().code, "language": "sv", "said_on": "2026-11-20"}
    return facts | {"sheet": "A-009", "words": WORDS, "may_publish": "on"} | fields


def test_the_next_sheet_starts_from_the_last_one_with_the_focus_in_the_words(recorder: Client) -> None:
    dialogue = make_dialogue()
    answer = recorder.post(PAPER, sent(language="so", dialogue=dialogue.slug))
    kept = parse_qs(urlsplit(answer["Location"]).query)
    assert kept == {
        "area": ["herrgarden"],
        "language": ["so"],
        "dialogue": [dialogue.slug],
        "said_on": ["2026-11-20"],
        "sheet": ["A-010"],
    }
    page = recorder.get(answer["Location"]).text
    assert re.search(r'<input[^>]*name="sheet"[^>]*value="A-010"|value="A-010"[^>]*name="sheet"', page)
    assert re.search(r'<textarea[^>]*name="words"[^>]*autofocus', page)
    for chosen in ("herrgarden", "so", dialogue.slug):
        assert f'<option value="{chosen}" selected>' in page
    voice = Voice.objects.get()
    assert (voice.channel, voice.sheet, voice.dialogue) == (Channel.PAPER, "A-009", dialogue)
    assert timezone.localtime(voice.said_at).date() == datetime.date(2026, 11, 20)
    assert voice.recorded_by is not None


@pytest.mark.parametrize(
    ("sheet", "following"),
    [("A-009", "A-010"), ("99", "100"), ("B12-007", "B12-008"), ("7b", "8b"), ("blue", "")],
)
def test_the_number_counts_itself_on(sheet: str, following: str) -> None:
    assert next_sheet(sheet) == following


@pytest.mark.parametrize("area", ["herrgarden", ""])
def test_a_sheet_typed_in_twice_is_refused_at_its_number_and_no_word_is_lost(
    recorder: Client, area: str
) -> None:
    assert recorder.post(PAPER, sent(area=area)).status_code == 302
    again = recorder.post(PAPER, sent(area=area, words="Andra ord, samma blad."))
    assert again.status_code == 422
    assert 'href="#id_sheet">Number of the sheet: Sheet A-009 is typed in already' in again.text
    assert "Andra ord, samma blad." in again.text
    assert Voice.objects.count() == 1


def test_pressing_twice_is_typing_in_once(recorder: Client) -> None:
    fields = sent()
    assert [recorder.post(PAPER, fields).status_code for _each in range(2)] == [302, 302]
    assert Voice.objects.count() == 1


def test_the_ten_last_stand_below_with_the_codes_for_their_slips(recorder: Client) -> None:
    assert "Nothing in the last 24 hours." in recorder.get(PAPER).text
    for number in range(12):
        recorder.post(PAPER, sent(sheet=f"{number:02}", words=f"Ord {number}"))
    page = recorder.get(PAPER).text
    assert len(set(CODE.findall(page))) == 10
    assert page.index("<bdi>11</bdi>") < page.index("<bdi>02</bdi>")
    assert "<bdi>01</bdi>" not in page
    follow = Client().post("/en/follow/", {"code": CODE.findall(page)[0]})
    assert "Ord 11" in follow.text


def test_a_code_is_shown_to_who_typed_it_in_alone_and_for_a_day(recorder: Client) -> None:
    recorder.post(PAPER, sent())
    (code,) = CODE.findall(recorder.get(PAPER).text)
    other = Client()
    other.force_login(make_account(Role.COORDINATOR))
    assert code not in other.get(PAPER).text + other.get(f"{PAPER}sheets.csv").text
    with freeze_time(timezone.now() + datetime.timedelta(hours=25)):
        recorder.force_login(Voice.objects.get().recorded_by)
        assert code not in recorder.get(PAPER).text + recorder.get(f"{PAPER}sheets.csv").text


def test_a_sheet_that_we_printed_has_the_code_of_its_slip(recorder: Client) -> None:
    batch = make_cards(title="Torget", area=make_area(), languages=["sv"], count=3, actor=None)
    first, second, _third = printed_cards(batch)
    recorder.post(PAPER, sent(sheet=first.sheet))
    assert CODE.findall(recorder.get(PAPER).text) == [grouped(first.code)]
    assert Voice.objects.get().channel == Channel.PAPER
    make_voice(words="Med telefonen.", card=second.mark)
    refused = recorder.post(PAPER, sent(sheet=second.sheet.lower()))
    assert "Number of the sheet: This card belongs to a voice already" in refused.text
    assert recorder.post(PAPER, sent(sheet="B999999-001")).status_code == 302


def test_the_sheets_of_the_day_are_a_table_that_no_spreadsheet_runs(recorder: Client) -> None:
    recorder.post(PAPER, sent(sheet="=1+1"))
    recorder.post(PAPER, sent(sheet="A-2", area=""))
    answer = recorder.get(f"{PAPER}sheets.csv")
    assert "no-store" in answer["Cache-Control"]
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert [row["sheet"] for row in rows] == ["'=1+1", "A-2"]
    assert [row["area"] for row in rows] == ["herrgarden", ""]
    assert all(re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}", row["code"]) for row in rows)
    assert WORDS not in answer.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"words": " "}, "words"), ({"sheet": ""}, "sheet"), ({"said_on": "2040-01-01"}, "said_on")],
)
def test_what_is_wrong_is_said_at_its_field(recorder: Client, wrong: dict[str, str], field: str) -> None:
    answer = recorder.post(PAPER, sent(**wrong))
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.text
    assert not Voice.objects.exists()


def test_a_sheet_that_is_half_typed_is_there_again(recorder: Client) -> None:
    half = sent(words="Halva", draft="save") | {"draft-fields": "key sheet words"}
    assert recorder.post(f"{PAPER}?sheet=A-009", half).status_code == 302
    assert "Halva" in recorder.get(f"{PAPER}?sheet=A-009").text
    recorder.post(f"{PAPER}?sheet=A-009", sent())
    assert not Draft.objects.exists()


def test_who_records_in_one_area_types_in_sheets_about_that_area(client: Client) -> None:
    client.force_login(make_account(Role.RECORDER, area_code="herrgarden"))
    make_area()
    here, there = make_dialogue(), make_dialogue(slug="there", area=make_area("holma"))
    page = client.get(PAPER).text
    assert here.slug in page
    assert there.slug not in page
    assert client.post(PAPER, sent(area="holma")).status_code == 422
    assert client.post(PAPER, sent(area="")).status_code == 422
    assert client.post(PAPER, sent(dialogue=there.slug)).status_code == 422
    assert client.post(PAPER, sent()).status_code == 302
