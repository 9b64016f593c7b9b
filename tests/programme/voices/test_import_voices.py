"""A file of voices comes in whole or not at all, once, and by the checks of every channel."""

import base64
import json
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bokal.cli import main
from bokal.programme.history.models import Entry
from bokal.programme.voices import errors
from bokal.programme.voices.enums import HeldReason, Standing
from bokal.programme.voices.models import Case, GroupAnswer, Moderation, Photo, Receipt, Voice, Words
from bokal.programme.voices.services import (
    Brought,
    Origin,
    areas_to_speak_about,
    import_voices,
    readable_cases,
    say_voice,
    spare_codes,
    voice_of_code,
    withdraw_voice,
)
from tests.factories.voices import WORDS, make_area, make_picture, make_said

pytestmark = pytest.mark.django_db
TIDY = "id,words,language,area,said_at,age,may_publish,standing,reason,sheet,longitude,latitude\n"
POLIS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"


def bring(content: str | bytes, *, source: str = "survey", write: bool = True, **told: str) -> Brought:
    make_area()
    return import_voices(
        content=content if isinstance(content, bytes) else content.encode(),
        name="voices",
        areas={area.code: area for area in areas_to_speak_about()},
        origin=Origin(source=source, **told),
        actor=None,
        write=write,
    )


def saved(**fields: Any) -> str:
    """Return a line as the recorder saves it."""
    facts: dict[str, Any] = {
        "key": str(uuid.uuid4()),
        "words": WORDS,
        "language": "sv",
        "channel": "meeting",
        "area": "herrgarden",
        "place": "",
        "said_at": "2026-11-24T10:00:00.000Z",
        "photos": [],
        "age": "",
        "gender": "",
        "may_publish": False,
    }
    return json.dumps(facts | fields, ensure_ascii=False) + "\n"


def told(brought: Brought) -> list[tuple[int, str]]:
    """Return line and column of each problem."""
    return [(problem.line, problem.column) for problem in brought.problems.found]


def counts() -> Sequence[int]:
    return [
        model._default_manager.count() for model in (Voice, Words, Case, Receipt, Moderation, GroupAnswer)
    ]


def test_what_a_recorder_saved_comes_in_and_what_was_sent_already_counts_once() -> None:
    sent = make_said(words="Sänt förut.")
    say_voice(said=sent)
    ((key, code),) = spare_codes(1)
    photo = base64.b64encode(make_picture()).decode()
    file = (
        saved(words="Sänt förut.", key=str(sent.key))
        + "\n"
        + saved(words="Två\u2028rader", key=str(key), photos=[photo], age="65-")
    )
    brought = bring(file)
    assert (brought.new, brought.known, brought.problems.count) == (1, 1, 0)
    assert voice_of_code(code) == Voice.objects.get(key=key).pk
    assert Photo.objects.count() == GroupAnswer.objects.count() == 1
    again = bring(file)
    assert (again.new, again.known) == (0, 2)
    assert Voice.objects.count() == 2


def test_a_table_keeps_what_was_decided_where_it_comes_from() -> None:
    file = (
        TIDY
        + 'a,"Ett, två",sv,herrgarden,2026-11-20,25-44,yes,published,,,13.02,55.58\n'
        + "b,Svordom,sv,,2026-11-20T10:00:00+01:00,,no,held,hate,12,,\n"
        + "c,قول,ar,herrgarden,,,,,,,,\n"
    )
    brought = bring(file)
    assert (brought.new, brought.published, brought.held) == (3, 1, 1)
    standings = Case.objects.order_by("pk").values_list("standing", "text")
    assert list(standings) == [("published", "Ett, två"), ("held", ""), ("waiting", "")]
    assert [case.text for case in readable_cases()] == ["Ett, två"]
    assert set(Moderation.objects.values_list("act", "reason")) == {("publish", ""), ("hold", "hate")}
    assert list(Voice.objects.order_by("pk").values_list("source", flat=True)) == [
        "survey a",
        "survey b",
        "survey c",
    ]
    assert Voice.objects.get(source="survey a").placing == "pin"
    event = Entry.objects.get(verb="voices.imported")
    assert event.details == {"count": 3, "source": "survey"}


def test_the_same_file_twice_changes_nothing_and_another_source_is_others() -> None:
    file = TIDY + "1,Ljus,sv,,,,,,,,,\n"
    bring(file)
    before = counts()
    assert (bring(file).new, bring(file).known) == (0, 1)
    assert counts() == before
    assert bring(file, source="other").new == 1


def test_a_voice_that_was_withdrawn_does_not_come_back() -> None:
    file = TIDY + "1,Ljus,sv,,,,yes,published,,,,\n"
    bring(file)
    withdraw_voice(voice_id=Voice.objects.get().pk)
    assert bring(file).known == 1
    assert not Words.objects.exists()
    assert Case.objects.get().standing == Standing.WITHDRAWN


def test_comments_of_polis_keep_their_moderation() -> None:
    file = (
        POLIS
        + '1518501496471,Tue Feb 13 2018,895,1756,48,8,1,"Widen it, please."\n'
        + "1518499107516,Tue,894,1480,27,16,-1,Rejected there\n"
        + "1518499107516,Tue,893,1480,0,0,0,Nobody looked\n"
    )
    brought = bring(file, source="bowling-green", language="en")
    assert (brought.new, brought.published, brought.held) == (3, 1, 1)
    held = Moderation.objects.get(act="hold")
    assert (held.reason, held.by) == (HeldReason.AT_SOURCE, None)
    voice = Voice.objects.get(source="bowling-green 895")
    assert (voice.channel, voice.language, voice.said_at.year) == ("import", "en", 2018)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1,,sv,,,,,,,,,", (2, "")),
        (f"1,{'x' * 4001},sv,,,,,,,,,", (2, "")),
        (",Ljus,sv,,,,,,,,,", (2, "id")),
        (f"{'9' * 81},Ljus,sv,,,,,,,,,", (2, "id")),
        ("1,Ljus,Svenska,,,,,,,,,", (2, "language")),
        ("1,Ljus,sv,nowhere,,,,,,,,", (2, "area")),
        ("1,Ljus,sv,,24/11/2026,,,,,,,", (2, "said_at")),
        ("1,Ljus,sv,,2026-13-45,,,,,,,", (2, "said_at")),
        ("1,Ljus,sv,,2999-01-01,,,,,,,", (2, "")),
        ("1,Ljus,sv,,,old,,,,,,", (2, "age")),
        ("1,Ljus,sv,,,,ja,,,,,", (2, "may_publish")),
        ("1,Ljus,sv,,,,no,published,,,,", (2, "standing")),
        ("1,Ljus,sv,,,,yes,withdrawn,,,,", (2, "standing")),
        ("1,Ljus,sv,,,,yes,held,,,,", (2, "reason")),
        ("1,Ljus,sv,,,,yes,held,dull,,,", (2, "reason")),
        ("1,Ljus,sv,,,,yes,published,hate,,,", (2, "reason")),
        (f"1,Ljus,sv,,,,,,,{'7' * 41},,", (2, "sheet")),
        ("1,Ljus,sv,,,,,,,,13,", (2, "latitude")),
        ("1,Ljus,sv,,,,,,,,nan,55", (2, "longitude")),
        ("1,Ljus,sv,,,,,,,,999,55", (2, "")),
        ("1,Ljus,sv", (2, "")),
        ('1,"Ljus,sv,,,,,,,,,', (2, "")),
        ('1,"Lj"us,sv,,,,,,,,,', (2, "")),
        ("1,Lj\x00us,sv,,,,,,,,,", (2, "words")),
        ("1,Ljus,sv,,,,,,,,,\n1,Ljus,sv,,,,,,,,,", (3, "")),
        ("1,Ljus,sv,herrgarden,,,,,,5,,\n2,Lampor,sv,herrgarden,,,,,,5,,", (3, "")),
    ],
)
def test_one_wrong_row_refuses_the_whole_file_by_line_and_column(row: str, problem: tuple[int, str]) -> None:
    brought = bring(f"{TIDY}{row}\n")
    assert told(brought)[0] == problem
    assert brought.problems.found[0].reason
    assert not Voice.objects.exists()


@pytest.mark.parametrize(
    ("content", "column"),
    [
        (b"id,words,mood\n1,a,b\n", "mood"),
        (b"id,text\n1,a\n", "text"),
        (b"id,words,words\n1,a,b\n", ""),
        (b"id,words\n1,\xe5\n", ""),
        (b"\xff\xfei\x00d\x00", ""),
        (b"", "id"),
        (b'{"key": 1\n', "JSON"),
        (b'{"words": "a"}\n', "key"),
        (b'{"key": "x", "recorded_by": 1}\n', "recorded_by"),
    ],
)
def test_a_file_of_another_form_is_refused(content: bytes, column: str) -> None:
    brought = bring(content)
    assert brought.problems.found[0].column == column
    assert not Voice.objects.exists()


def test_without_the_name_of_its_source_a_table_is_refused() -> None:
    brought = bring(TIDY + "1,Ljus,sv,,,,,,,,,\n", source="")
    assert "--slug" in brought.problems.found[0].remedy


def test_other_words_under_a_known_row_and_a_used_sheet_are_refused() -> None:
    bring(TIDY + "1,Ljus,sv,herrgarden,,,,,,5,,\n")
    brought = bring(TIDY + "1,Mörker,sv,,,,,,,,,\n2,Nytt,sv,herrgarden,,,,,,5,,\n")
    assert told(brought) == [(2, ""), (3, "")]
    assert Words.objects.get().text == "Ljus"


def test_a_sheet_without_an_area_comes_once_as_one_with_an_area_does() -> None:
    bring(TIDY + "1,Ljus,sv,,,,,,,5,,\n")
    brought = bring(TIDY + "2,Mörker,sv,,,,,,,5,,\n3,Regn,sv,,,,,,,6,,\n4,Snö,sv,,,,,,,6,,\n")
    assert [(one.line, one.reason) for one in brought.problems.found] == [
        (2, str(errors.SheetTaken("5"))),
        (4, str(errors.SheetTaken("6"))),
    ]
    assert bring(TIDY + "5,Ljus,sv,herrgarden,,,,,,5,,\n").new == 1


def test_a_picture_that_is_none_refuses_the_whole_file() -> None:
    broken = base64.b64encode(b"%PDF-1.7").decode()
    brought = bring(saved() + saved(photos=[broken]))
    assert told(brought) == [(2, "")]
    assert not Voice.objects.exists()


def test_looking_writes_nothing() -> None:
    assert bring(TIDY + "1,Ljus,sv,,,,,,,,,\n", write=False).new == 1
    assert not Voice.objects.exists()


def test_the_command_says_what_came_in_and_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_area()
    file = tmp_path / "voices.csv"
    file.write_text(TIDY + "1,Ljus,sv,,,,yes,published,,,,\n2,Lampor,sv,,,,,,,,,\n")
    arguments = ["import", "voices", str(file), "--slug", "survey"]
    assert main([*arguments, "--dry-run"]) == 0
    assert "Nothing was written" in capsys.readouterr().out
    assert not Voice.objects.exists()
    assert main(arguments) == 0
    assert "2 new, 0 here already." in capsys.readouterr().out
    assert main(arguments) == 0
    assert "0 new, 2 here already." in capsys.readouterr().out
    file.write_text(TIDY + "3,=cmd,Svenska,,,,,,,,,\n")
    problems = tmp_path / "problems.csv"
    assert main([*arguments, "--problems", str(problems)]) == 2
    assert "voices.csv:2 language “Svenska”" in capsys.readouterr().err
    assert "Svenska" in problems.read_text("utf-8-sig")
    assert main(["import", "voices", str(tmp_path / "none.csv"), "--slug", "survey"]) == 2
    assert Voice.objects.count() == 2
