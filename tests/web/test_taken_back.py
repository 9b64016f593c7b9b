"""What somebody takes back is in no table, no file and no page afterwards; that it was said stays counted."""

import re
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connections, transaction
from django.test import Client
from pytest_django.fixtures import Settings

from bokal.config import settings as settings_module
from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Draft
from bokal.programme.accounts.services import save_draft
from bokal.programme.documents.models import Document
from bokal.programme.history.models import Entry
from bokal.programme.queue.services import work_off
from bokal.programme.queue.services.recur import enqueue_recurring
from bokal.programme.voices.enums import Act, HeldReason, Part, Placing, Reply, Standing, Status
from bokal.programme.voices.errors import Withdrawn
from bokal.programme.voices.models import (
    Answer,
    Appeal,
    Case,
    Confirmation,
    Minutes,
    Outcome,
    Photo,
    Pin,
    Voice,
    Wording,
)
from bokal.programme.voices.services import (
    Cut,
    answer_thing,
    confirm_wording,
    decide_appeal,
    moderate_voice,
    numbers_of_voices,
    paragraphs_of,
    similar_at_work,
    similar_published,
    take_in_minutes,
    withdraw_voice,
    write_minutes,
)
from bokal.programme.voices.services.split import without_words
from bokal.programme.voices.services.translate import MARK
from bokal.web.workspace.voices_queue import appeals_waiting
from tests.factories.accounts import make_account
from tests.factories.paper import pages_of
from tests.factories.programmes import make_unit
from tests.factories.translations import make_translation, mark_of
from tests.factories.voices import make_area, make_dialogue, make_picture, make_problem, make_voice
from tests.web.public.test_voices import say

SECRET = "xyzzy-plugh"
LONGITUDE, LATITUDE = "13.012345", "55.598765"
KEPT_BEFORE = {
    *("accounts_draft.fields", "voices_appeal.because", "voices_case.place", "voices_case.text"),
    *("voices_confirmation.because", "voices_outcome.because", "voices_pin.latitude", "voices_pin.longitude"),
    *("voices_translation.text", "voices_words.place", "voices_words.text"),
}
PAGES = (
    *("/en/voices/", "/en/voices/?q=yzz", "/en/voices/{number}/", "/en/problems/dark/"),
    *("/en/voices/notice-board/herrgarden.pdf", "/data/voices.csv"),
    *("/open311/v2/requests.json", "/open311/v2/requests/{number}.xml"),
)


def told_by_the_databases() -> set[str]:
    """Return each column, of every table of every database, that holds what was said or pointed at."""
    found = set()
    for connection in connections.all():
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                names = [column[0] for column in cursor.description]
                rows = cursor.fetchall()
                found |= {
                    f"{table}.{names[at]}" for row in rows for at, cell in enumerate(row) if tells(cell)
                }
    return found


def tells(cell: object) -> bool:
    """Tell whether a value of any kind holds what was said, or where."""
    text = bytes(cell).decode("latin-1") if isinstance(cell, bytes | memoryview) else str(cell)
    return any(part in text for part in (SECRET, LONGITUDE, LATITUDE))


def files() -> Iterator[Path]:
    """Yield every file that is kept: documents, pictures, and what else lies beside the database."""
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.DATA_DIR)):
        yield from (path for path in folder.rglob("*") if path.is_file())


def read(address: str, number: int) -> str:
    """Return the text that a public address answers with, also of a PDF."""
    answer = Client().get(address.format(number=number), follow=True)
    content = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if answer["Content-Type"] == "application/pdf":
        return "".join(text for _picture, text in pages_of(content))
    return str(content, "utf-8")


def shown_on(number: int) -> set[str]:
    """Return the public addresses that show what was said or where."""
    return {address for address in PAGES if tells(read(address, number))}


def say_everything(resident: Client) -> tuple[str, int]:
    """Write in every field that a resident can fill in for one voice; return its code and number."""
    make_area()
    code = say(
        resident,
        words=f"{SECRET} på gården.",
        place=f"Hos {SECRET}",
        point=f"{LONGITUDE},{LATITUDE}",
        photos=[SimpleUploadedFile(f"{SECRET}.jpg", make_picture(), "image/jpeg")],
        area="herrgarden",
        age="16-24",
        gender="woman",
    )
    number = Voice.objects.get().pk
    moderate_voice(voice_id=number, act=Act.HOLD, actor=make_account(), reason=HeldReason.HATE)
    resident.post("/en/follow/appeal/", {"code": code, "because": f"Det är {SECRET}."})
    decide_appeal(appeal_id=Appeal.objects.get().pk, act=Act.PUBLISH, actor=make_account())
    problem = make_problem([number], stage="published")
    wording = Wording.objects.get()
    resident.post("/en/follow/confirm/", {"code": code, "wording": wording.pk, "because": f"Nej, {SECRET}."})
    said = {"status": Status.DONE, "texts": {"sv": "Lamporna är bytta."}, "written_in": "sv"}
    answer_thing(thing=problem, unit=make_unit("streets"), actor=None, **said)
    answer = {"code": code, "answer": Answer.objects.get().pk, "better": "no"}
    resident.post("/en/follow/outcome/", {**answer, "because": f"Inte {SECRET}."})
    return code, number


def work_with(number: int) -> None:
    """Have staff and machines do with the words what they do: translate, draft, look for likeness."""
    make_translation(number, "en", f"{SECRET} in the yard.")
    fields = {MARK: [mark_of(number, "ar")], "text": [f"{SECRET} …"]}
    save_draft(account=make_account(), key="translation", address="/en/workspace/", fields=fields)
    assert similar_published(f"{SECRET} på gården.")
    similar_at_work(number)
    enqueue_recurring()
    work_off()


@pytest.fixture
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    """Keep beside the database only what is of this test: other processes make and remove files too."""
    pictures = settings.CACHES["pictures"] | {"LOCATION": tmp_path / "pictures"}
    settings.DATA_DIR, settings.CACHES = tmp_path, settings.CACHES | {"pictures": pictures}


@pytest.mark.usefixtures("_own_folder")
@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_in_no_table_no_file_and_on_no_page(client: Client) -> None:
    code, number = say_everything(client)
    work_with(number)
    picture = Path(default_storage.path(f"{(sha := Document.objects.get().sha256)[:2]}/{sha}"))
    assert told_by_the_databases() == KEPT_BEFORE
    assert picture in set(files())
    assert shown_on(number) == set(PAGES)

    page = client.post("/en/follow/withdraw/", {"code": code, "sure": "yes"})
    assert page.status_code == 200

    assert told_by_the_databases() == set()
    assert not picture.exists()
    assert [path for path in files() if SECRET.encode() in path.read_bytes()] == []
    assert shown_on(number) == set()
    assert not tells(page.text)
    assert similar_published(f"{SECRET} på gården.") == []


@pytest.mark.django_db
def test_that_it_was_said_and_what_was_replied_stay_counted(client: Client) -> None:
    _code, number = say_everything(client)
    replied, outcome = Confirmation.objects.get(), Outcome.objects.get()
    withdraw_voice(voice_id=number)
    withdraw_voice(voice_id=number)
    assert numbers_of_voices().voices == 1
    voice = Voice.objects.get()
    assert (voice.placing, voice.area.code, voice.case.standing) == (
        *(Placing.PIN, "herrgarden", Standing.WITHDRAWN),
    )
    emptied = Confirmation.objects.get()
    assert (emptied.reply, emptied.because, emptied.taken_back, emptied.at) == (
        *(Reply.NOT_QUITE, "", True, replied.at),
    )
    emptied_outcome = Outcome.objects.get()
    assert (emptied_outcome.better, emptied_outcome.because, emptied_outcome.at) == (False, "", outcome.at)
    changed = Entry.objects.filter(subject_type="voices.confirmation", verb="row.changed").latest("pk")
    assert changed.details == {"hidden": ["because"]}


@pytest.mark.django_db
def test_nothing_new_is_written_with_words_that_were_taken_back(client: Client) -> None:
    code, number = say_everything(client)
    client.post("/en/follow/withdraw/", {"code": code, "sure": "yes"})
    wording = Wording.objects.get()
    with pytest.raises(Withdrawn):
        confirm_wording(wording_id=wording.pk, voice_id=number, reply=Reply.NOT_QUITE, because=SECRET)
    page = client.post("/en/follow/confirm/", {"code": code, "wording": wording.pk, "because": SECRET})
    assert page.status_code == 409
    assert "<textarea" not in page.text


@pytest.mark.django_db
def test_an_appeal_about_words_that_were_taken_back_waits_for_nobody(client: Client) -> None:
    taken = make_voice()
    moderate_voice(voice_id=taken.voice.pk, act=Act.HOLD, actor=make_account(), reason=HeldReason.HATE)
    client.post("/en/follow/appeal/", {"code": taken.code, "because": SECRET})
    assert len(appeals_waiting(None)) == 1
    withdraw_voice(voice_id=taken.voice.pk)
    assert appeals_waiting(None) == []
    assert Appeal.objects.get().because == ""


@pytest.mark.django_db
def test_words_that_were_cut_from_minutes_leave_the_minutes_too() -> None:
    dialogue = make_dialogue()
    told = f"Det är mörkt.\r\n \r\nHos {SECRET} är\nlampan sönder.\r\n\r\nSaknas bänkar. Och {SECRET}."
    for text in (told, f"Rättat.\n\n{told}"):
        minutes = write_minutes(dialogue_id=dialogue.pk, text=text, language="sv", actor=None)
    first, *own, bench = paragraphs_of(minutes.text)[1:]
    cuts = [Cut("Rättat.", Part.LEFT_OUT), Cut(first), *map(Cut, own), Cut(bench.replace(" Och", "\n\nOch"))]
    taken = take_in_minutes(minutes_id=minutes.pk, cuts=cuts, may_publish=True, actor=None)
    assert told_by_the_databases() == {"voices_words.text", "voices_minutes.text"}
    for one in (taken[1], taken[3]):
        withdraw_voice(voice_id=one.voice.pk)
    assert told_by_the_databases() == set()
    kept = [
        paragraphs_of(text) for text in Minutes.objects.order_by("version").values_list("text", flat=True)
    ]
    assert kept == [["Det är mörkt.", "Saknas bänkar."], ["Rättat.", "Det är mörkt.", "Saknas bänkar."]]
    again = [Cut("Det är mörkt."), Cut("Saknas bänkar.")]
    first_version = Minutes.objects.get(version=1)
    voices = take_in_minutes(minutes_id=first_version.pk, cuts=again, may_publish=True, actor=None)
    assert not any(voice.new for voice in voices)
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.update(language="en")
    with pytest.raises(DatabaseError), transaction.atomic():
        Minutes.objects.all().delete()


@pytest.mark.django_db
def test_drafts_of_cutting_minutes_go_with_words_that_were_cut_from_them(client: Client) -> None:
    client.force_login(make_account(Role.COORDINATOR))
    minutes = [
        write_minutes(dialogue_id=make_dialogue(slug).pk, text=f"{SECRET}.", language="sv", actor=None)
        for slug in ("evening", "morning")
    ]
    for slug in ("evening", "morning"):
        address = f"/en/workspace/dialogues/{slug}/minutes/1/"
        page = client.get(address).text
        (mark,) = re.findall(r'name="rests_on" value="([^"]+)"', page)
        names = " ".join(re.findall(r'name="draft-fields" value="([^"]+)"', page))
        draft = {"draft": "save", "draft-fields": names, "rests_on": mark, "paragraph-1-text": f"{SECRET} …"}
        client.post(address, draft)
    assert Draft.objects.count() == 2
    cuts = [Cut(f"{SECRET}.")]
    (taken,) = take_in_minutes(minutes_id=minutes[0].pk, cuts=cuts, may_publish=False, actor=None)
    withdraw_voice(voice_id=taken.voice.pk)
    assert "morning" in Draft.objects.get().address


def test_minutes_lose_the_words_of_one_voice_and_no_part_of_a_word() -> None:
    assert without_words("Jag vill.\n\nJa\n\nJa", "Ja") == "Jag vill.\n\nJa"
    assert without_words("Ja visst. Jag vill (ha) det.", "Jag  vill\n(ha)") == "Ja visst.  det."
    assert without_words("Jag", "Ja") == "Jag"


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_another_voice_has_too_stays_until_both_are_taken_back() -> None:
    first, second = (make_voice(key=uuid.uuid4(), photos=[make_picture()]).voice.pk for _ in range(2))
    picture = Path(default_storage.path(f"{(sha := Document.objects.get().sha256)[:2]}/{sha}"))
    withdraw_voice(voice_id=first)
    assert picture.exists()
    assert Photo.objects.get().voice_id == second
    withdraw_voice(voice_id=second)
    assert not picture.exists()
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_a_list_of_voices_with_points_asks_as_often_as_one_without(
    django_assert_num_queries: object,
) -> None:
    for number in range(3):
        make_voice(key=uuid.uuid4(), published=True, point=(13.0 + number, 55.5))
    assert Pin.objects.count() == 3
    # One for the voices with their points, one for the pictures of all of them.
    with django_assert_num_queries(2):  # type: ignore[operator]
        rows = Client().get("/open311/v2/requests.json").json()
    assert {row["long"] for row in rows} == {13.0, 14.0, 15.0}
    assert Case.objects.count() == 3


def test_words_that_are_removed_are_overwritten_in_the_file_of_sqlite(tmp_path: Path) -> None:
    """A build of SQLite may leave what it deletes in the file, until something else needs the room."""
    with closing(sqlite3.connect(tmp_path / "file.sqlite3")) as database:
        database.executescript(settings_module.SQLITE_OPTIONS["init_command"])
        database.execute("PRAGMA journal_mode=DELETE")
        database.execute("CREATE TABLE words (text)")
        database.executemany("INSERT INTO words VALUES (?)", [(SECRET * 500,), ("other",)])
        database.commit()
        assert SECRET.encode() in (tmp_path / "file.sqlite3").read_bytes()
        database.execute("DELETE FROM words WHERE text <> 'other'")
        database.commit()
    assert SECRET.encode() not in (tmp_path / "file.sqlite3").read_bytes()
