"""Published voices as a table: nothing unread, nothing that a spreadsheet runs, in constant memory."""

import csv
import io
import tracemalloc
from pathlib import Path

import pytest
from django.test import Client

from bokal.programme.voices.enums import Act, Channel, HeldReason
from bokal.programme.voices.models import Case, Support
from bokal.programme.voices.services import VOICE_COLUMNS, moderate_voice, take_along, withdraw_voice
from tests.factories.accounts import make_account
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db
ADDRESS = "/data/voices.csv"
REFERENCE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "voices-table.md"


def rows(client: Client) -> list[dict[str, str]]:
    answer = client.get(ADDRESS)
    assert answer.streaming
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))


def test_published_voices_are_there_as_everybody_reads_them(client: Client) -> None:
    voice = make_voice(words="Ring 070-123 45 67.", place="Rosengård").voice
    moderate_voice(
        voice_id=voice.pk, act=Act.PUBLISH_MASKED, actor=make_account(), text="Ring […].", place="Rosengård"
    )
    Support.objects.create(voice=voice, channel=Channel.WEB)
    (row,) = rows(client)
    assert (row["number"], row["text"], row["place"]) == (str(voice.pk), "Ring […].", "Rosengård")
    assert (row["masked"], row["support"], row["status"], row["answered_on"]) == ("1", "1", "received", "")


def test_words_that_nobody_may_read_are_in_no_row(client: Client) -> None:
    _waiting, held, back = (make_voice(words=f"Hemligt {number}").voice for number in range(3))
    moderate_voice(voice_id=held.pk, act=Act.HOLD, actor=make_account(), reason=HeldReason.HATE)
    withdraw_voice(voice_id=back.pk)
    assert rows(client) == []


@pytest.mark.parametrize("words", ['=HYPERLINK("https://example.org")', "+1+1", "-1", "@sum", "\t=1"])
def test_words_that_look_like_a_formula_are_disarmed(client: Client, words: str) -> None:
    make_voice(words=words, place=words, published=True)
    (row,) = rows(client)
    for name in ("text", "place"):
        assert row[name][0] not in "=+-@\t"


def test_every_voice_is_there_once_across_parts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(take_along, "AT_ONCE", 3)
    numbers = [make_voice(words=f"Ord {number}", published=True).voice.pk for number in range(7)]
    assert [int(row["number"]) for row in rows(client)] == numbers


def test_ten_times_as_many_voices_take_no_more_memory(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_along, "AT_ONCE", 20)

    def needed() -> int:
        tracemalloc.start()
        try:
            for _piece in client.get(ADDRESS):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    for number in range(40):
        make_voice(words=f"{number} " + "ord " * 500, published=True)
    needed()
    few = needed()
    for number in range(40, 200):
        make_voice(words=f"{number} " + "ord " * 500, published=True)
    assert Case.objects.readable().count() == 200
    assert needed() < 1.5 * few


def test_every_column_is_described() -> None:
    page = REFERENCE.read_text()
    assert [name for name in VOICE_COLUMNS if f"| `{name}` |" not in page] == []


def test_a_reader_who_has_the_file_is_told_that_nothing_is_new(client: Client) -> None:
    make_voice(published=True)
    mark = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"If-None-Match": mark}).status_code == 304
    make_voice(words="Nytt", published=True)
    assert client.get(ADDRESS, headers={"If-None-Match": mark}).status_code == 200
