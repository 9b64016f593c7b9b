"""Whatever shows a voice that is made up says so: pages, tables, feeds, the calendar, paper and the API."""

import csv
import datetime
import io

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.voices.enums import Status
from bokal.programme.voices.models import Problem, Promise, Voice
from bokal.programme.voices.services import answer_voice, withdraw_voice
from tests.factories.accounts import make_account
from tests.factories.paper import pages_of
from tests.factories.programmes import make_programme, make_unit
from tests.factories.voices import make_dialogue, make_problem, make_voice

pytestmark = pytest.mark.django_db
MARK = "Constructed example"


@pytest.fixture(params=[True, False], ids=["made up", "real"])
def constructed(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def voice(constructed: bool) -> Voice:
    """Return a published and answered voice with everything that hangs on it."""
    make_programme(constructed=False)
    voice = make_voice(words="Lamporna är trasiga.", published=True, constructed=constructed).voice
    unit = make_unit("streets")
    answer_voice(
        voice_id=voice.pk,
        status=Status.UNDER_WAY,
        texts={"sv": "Vi byter dem."},
        written_in="sv",
        unit=unit,
        actor=None,
    )
    make_problem([voice.pk], slug="dark", stage="published")
    dialogue = make_dialogue(constructed=constructed)
    due_on = datetime.date(2031, 1, 1)
    Promise.objects.create(unit=unit, text={"en": "Ten lamps"}, due_on=due_on, dialogue=dialogue)
    assert Problem.objects.get().constructed is constructed
    return voice


PUBLIC = (
    "/en/voices/",
    "/en/voices/{voice}/",
    "/en/problems/",
    "/en/problems/dark/",
    "/en/dialogues/",
    "/en/promises/",
    "/en/dialogues/dialogues.ics",
    "/en/answers/",
    "/en/answers/feed/",
    "/open311/v2/requests.json",
    "/open311/v2/requests.xml",
)
AT_WORK = (
    "/en/workspace/voices/?queue=all",
    "/en/workspace/voices/{voice}/",
    "/en/workspace/translations/?into=ar",
    "/en/workspace/problems/",
    "/en/workspace/problems/new/?voices={voice}",
    "/en/workspace/dialogues/",
    "/en/workspace/promises/",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_everybody_reads_is_marked(
    client: Client, voice: Voice, address: str, constructed: bool
) -> None:
    answer = client.get(address.format(voice=voice.pk))
    assert answer.status_code == 200
    assert (MARK in answer.content.decode().replace("\r\n ", "")) is constructed


@pytest.mark.parametrize("address", AT_WORK)
def test_what_is_read_at_work_is_marked(
    client: Client, voice: Voice, address: str, constructed: bool
) -> None:
    client.force_login(make_account(Role.ADMINISTRATOR))
    answer = client.get(address.format(voice=voice.pk))
    assert answer.status_code == 200
    assert (MARK in answer.content.decode()) is constructed


def column(client: Client, address: str) -> str:
    """Return what the only row of a table has under the mark."""
    text = b"".join(client.get(address)).decode()  # type: ignore[arg-type]
    (row,) = csv.DictReader(io.StringIO(text))
    return row["constructed"]


def test_tables_carry_the_mark_in_a_column_or_above_the_numbers(
    client: Client, voice: Voice, constructed: bool
) -> None:
    assert column(client, "/data/voices.csv") == str(int(constructed))
    assert column(client, "/data/promises.csv") == str(int(constructed))
    answers = b"".join(client.get("/data/answers.csv")).decode()  # type: ignore[arg-type]
    assert ("Some of these voices are constructed" in answers) is constructed
    client.force_login(make_account(Role.ADMINISTRATOR))
    assert column(client, "/en/workspace/problems/problems.csv") == str(int(constructed))


def test_the_sheet_for_the_notice_board_says_so_on_paper(
    client: Client, voice: Voice, constructed: bool
) -> None:
    ((_picture, text),) = pages_of(client.get("/en/voices/notice-board/herrgarden.pdf").content)
    assert " ".join(text.split()).count(MARK) == (2 if constructed else 0)


def test_a_voice_that_was_taken_back_stays_marked(client: Client, voice: Voice, constructed: bool) -> None:
    withdraw_voice(voice_id=voice.pk)
    assert (MARK in client.get(f"/en/voices/{voice.pk}/").content.decode()) is constructed
