"""The demonstration is built once, goes on after an interruption, and touches nobody else's records."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bokal.cli.demonstration.findings import build_selections, run_of_now
from bokal.programme.areas.models import Observation, Selection
from bokal.programme.areas.services import DomainChoice, RunSpec
from bokal.programme.history.models import Entry
from tests.factories.areas import make_geography
from tests.factories.queue import PATIENCE, bokal_process, free_port, wait_until
from tests.factories.reports import make_city_with_figures

ROOT = Path(__file__).resolve().parents[2]
EXPECTED = json.loads((ROOT / "data" / "malmo" / "expected.json").read_text())
TOOK = (
    "SELECT julianday(answered_at) - julianday(received_at) FROM voices_case c"
    " JOIN voices_voice v ON v.id = c.voice_id WHERE answered_at IS NOT NULL AND v.dialogue_id IS NULL"
)
SPAN = (
    "SELECT julianday('now') - julianday(MIN(received_at)), julianday('now') - julianday(MAX(received_at))"
    " FROM voices_voice"
)
GAPS = (
    "SELECT c.voice_id FROM voices_case c JOIN voices_voice v ON v.id = c.voice_id WHERE answered_at IS NULL"
    " AND standing = 'published' AND julianday('now') - julianday(received_at) > 90"
    " AND (SELECT COUNT(*) FROM voices_support s WHERE s.voice_id = v.id) >= 4"
    " AND v.id NOT IN (SELECT voice_id FROM voices_grouping)"
)
COMMAND = [sys.executable, "-m", "bokal.cli", "demo", "--no-serve"]


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"BOKAL_DATA_DIR": str(folder), "BOKAL_DEVELOPMENT": "1", "PYTHONUNBUFFERED": "1"}


def call(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *words],
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def interrupt_at(folder: Path, step: str) -> tuple[int, str]:
    """Start to build, and press Ctrl-C as soon as a step begins."""
    with subprocess.Popen(
        COMMAND, env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        seen = b""
        while step.encode() not in seen:
            byte = process.stdout.read(1)
            assert byte, seen.decode()
            seen += byte
        process.send_signal(signal.SIGINT)
        seen += process.stdout.read()
    return process.returncode, seen.decode()


def build_and_serve(folder: Path) -> tuple[tuple[int, str], bytes]:
    """Build what is missing, have the server draw a sheet, and press Ctrl-C."""
    port, log = free_port(), folder.parent / f"{folder.name}.log"
    with bokal_process("demo", "--port", str(port), environment=environment(folder), log=log) as process:
        wait_until(lambda: "Bokal answers at" in log.read_text() or process.poll() is not None)
        address = f"http://127.0.0.1:{port}/en/voices/notice-board/herrgarden.pdf"
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            sheet = answer.read()
        process.send_signal(signal.SIGINT)
        return (process.wait(PATIENCE), log.read_text()), sheet


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A demonstration that was interrupted once, what was said on the way, and a sheet its server drew."""

    folder: Path
    interrupted: tuple[int, str]
    resumed: tuple[int, str]
    sheet: bytes

    def ask(self, question: str, *values: object) -> list[Any]:
        with closing(sqlite3.connect(self.folder / "bokal.sqlite3")) as connection:
            return connection.execute(question, values).fetchall()


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    folder = tmp_path_factory.mktemp("demonstration")
    return Demonstration(folder, interrupt_at(folder, "Composite areas"), *build_and_serve(folder))


def test_an_interrupted_build_says_so_and_the_next_call_finishes_it(demonstration: Demonstration) -> None:
    status, said = demonstration.interrupted
    assert status == 130
    assert "The next call goes on from here." in said
    assert "Traceback" not in said
    status, said = demonstration.resumed
    assert status == 0, said
    assert "Reports, as page and PDF" in said


def test_the_server_draws_although_the_build_has_drawn_before_it(demonstration: Demonstration) -> None:
    """What draws pictures and PDFs waits for ever in a process that was forked from one that has drawn."""
    assert demonstration.sheet.startswith(b"%PDF")


def test_every_step_names_its_time(demonstration: Demonstration) -> None:
    steps = [line for line in demonstration.resumed[1].splitlines() if " … " in line]
    assert len(steps) == 11
    assert all(line.endswith(" s") for line in steps)


def test_a_second_call_builds_nothing(demonstration: Demonstration) -> None:
    entries = demonstration.ask("SELECT COUNT(*) FROM history_entry")
    again = call(demonstration.folder)
    assert again.returncode == 0
    assert "Building" not in again.stdout
    assert demonstration.ask("SELECT COUNT(*) FROM history_entry") == entries


def test_building_again_goes_through_all_steps_and_changes_nothing(demonstration: Demonstration) -> None:
    tables = (
        *("history_entry", "areas_observation", "areas_indexrun", "reports_snapshot", "accounts_account"),
        *("voices_voice", "voices_answer", "voices_wording"),
    )

    def count() -> list[Any]:
        return [demonstration.ask(f"SELECT COUNT(*) FROM {table}") for table in tables]

    before = count()
    assert "Building" in call(demonstration.folder, "--rebuild").stdout
    assert count() == before


def test_the_zones_of_the_five_areas_rank_as_worked_out_before(demonstration: Demonstration) -> None:
    found: dict[str, list[int]] = {}
    for area, rank in demonstration.ask(
        "SELECT whole.code, result.rank FROM areas_indexresult result"
        " JOIN areas_indexrun run ON run.id = result.run_id AND run.slug = 'lowest-welfare-2024'"
        " JOIN areas_composition c ON c.part_id = result.area_id"
        " JOIN areas_area whole ON whole.id = c.whole_id"
        " JOIN areas_geography g ON g.id = whole.geography_id AND g.code = 'programme_areas'"
        " ORDER BY result.rank"
    ):
        found.setdefault(area, []).append(rank)
    expected = EXPECTED["index"]["zone_ranks"]
    assert set(found) == set(expected)
    # Ties within a domain share the lowest rank here and the mean of their ranks there.
    apart = [abs(a - b) for code in expected for a, b in zip(found[code], expected[code], strict=True)]
    assert sum(apart) <= 2
    assert max(apart) <= 1


@pytest.mark.parametrize(
    "known",
    [row for row in EXPECTED["programme_areas"] if row["indicator"] != "turnout-riksdag"],
    ids=lambda row: f"{row['area']} {row['indicator']} {row['year']}",
)
def test_the_five_areas_and_the_rest_of_the_city_have_the_known_figures(
    demonstration: Demonstration, known: dict[str, Any]
) -> None:
    ((value, status),) = demonstration.ask(
        "SELECT o.value, o.status FROM areas_observation o"
        " JOIN areas_area a ON a.id = o.area_id"
        " JOIN areas_geography g ON g.id = a.geography_id AND g.code IN ('programme_areas', 'rest')"
        " JOIN areas_definition d ON d.id = o.definition_id AND d.version = ?"
        " JOIN areas_indicator i ON i.id = d.indicator_id AND i.code = ?"
        " WHERE a.code = ? AND o.year = ?",
        *(known["version"], known["indicator"], known["area"], known["year"]),
    )
    assert value == pytest.approx(known["value"], abs=EXPECTED["tolerance"])
    assert status == "estimated"


def test_the_choice_of_2010_rests_on_no_run_and_invents_no_figure(demonstration: Demonstration) -> None:
    first, *_later = demonstration.ask("SELECT run_id, constructed FROM areas_selection ORDER BY decided_on")
    assert first == (None, 0)
    invented = demonstration.ask(
        "SELECT COUNT(*) FROM areas_observation o JOIN areas_area a ON a.id = o.area_id"
        " JOIN areas_geography g ON g.id = a.geography_id"
        " WHERE g.code IN ('programme_areas', 'rest', 'delomrade') AND o.year BETWEEN 2010 AND 2013"
    )
    assert invented == [(0,)]


def test_the_accounts_are_constructed_and_nobody_owns_their_addresses(demonstration: Demonstration) -> None:
    accounts = demonstration.ask("SELECT email, name FROM accounts_account ORDER BY email")
    assert len(accounts) == 6
    for address, name in accounts:
        assert address.endswith("@example.org")
        assert name.endswith("(constructed)")
        assert address in demonstration.resumed[1]


def test_everything_that_was_said_is_marked_as_constructed(demonstration: Demonstration) -> None:
    for table in ("voice", "problem", "proposal", "organisation", "dialogue"):
        marked = demonstration.ask(f"SELECT constructed, COUNT(*) FROM voices_{table} GROUP BY constructed")
        assert [mark for mark, _count in marked] == [1], table
    ((voices, languages, channels, areas),) = demonstration.ask(
        "SELECT COUNT(*), COUNT(DISTINCT language), COUNT(DISTINCT channel), COUNT(DISTINCT area_id)"
        " FROM voices_voice"
    )
    assert (voices, languages, areas) == (50, 5, 5)
    assert channels >= 5
    # No real unit is made to answer or promise anything.
    said = "SELECT DISTINCT code FROM programmes_unit u JOIN voices_{} s ON s.unit_id = u.id"
    for table in ("answer", "promise", "case", "problem", "proposal"):
        assert all(code.startswith("constructed-") for (code,) in demonstration.ask(said.format(table)))


@pytest.mark.parametrize(
    "question",
    [
        "voices_case WHERE standing = 'waiting'",
        "voices_case WHERE standing = 'withdrawn'",
        "voices_case WHERE masked",
        "voices_case WHERE answered_at IS NULL AND due_on < date('now')",
        "voices_case WHERE status = 'confirmed'",
        "voices_case WHERE status = 'reopened'",
        "voices_appeal WHERE outcome_id IS NULL",
        "voices_appeal WHERE outcome_id IS NOT NULL",
        "voices_wording WHERE version = 2",
        "voices_confirmation WHERE reply = 'not_quite'",
        "voices_problem WHERE stage = 'draft'",
        "voices_problem WHERE stage = 'shown'",
        "voices_proposal WHERE stage = 'published' AND cost > 0 AND offer <> ''",
        "voices_promise WHERE state = 'kept'",
        "voices_promise WHERE state = 'not_kept'",
        "voices_promise WHERE state = 'open' AND due_on < date('now')",
        "voices_promise WHERE unit_id IS NOT NULL AND problem_id IS NOT NULL",
        "voices_spokesperson",
        "voices_promise WHERE state = 'open' AND dialogue_id IS NOT NULL",
        "voices_translation",
        "voices_dialogue WHERE closed_at IS NOT NULL",
        "voices_dialogue WHERE closed_at IS NULL",
        "voices_minutes",
        "voices_cardbatch WHERE constructed",
        "voices_receipt WHERE card_id IS NOT NULL",
    ],
)
def test_every_page_about_voices_has_something_to_show(demonstration: Demonstration, question: str) -> None:
    ((count,),) = demonstration.ask(f"SELECT COUNT(*) FROM {question}")
    assert count > 0


def test_voices_came_in_over_the_time_before_and_were_answered_after_some_days(
    demonstration: Demonstration,
) -> None:
    """The pages of answer times and of what nothing came of have something to show."""
    took = [days for (days,) in demonstration.ask(TOOK)]
    assert len(took) >= 20
    assert all(1 < days < 60 for days in took)
    ((oldest, newest),) = demonstration.ask(SPAN)
    assert 190 <= oldest <= 200
    assert newest < 1
    assert len(demonstration.ask(GAPS)) >= 2
    wrong = "received_at < said_at OR id IN (SELECT voice_id FROM voices_moderation WHERE at < received_at)"
    assert demonstration.ask(f"SELECT id FROM voices_voice WHERE {wrong}") == []
    ordered = "SELECT id FROM voices_voice ORDER BY received_at, id"
    assert demonstration.ask(ordered) == demonstration.ask("SELECT id FROM voices_voice ORDER BY id")


def test_everything_follows_what_it_came_from(demonstration: Demonstration) -> None:
    links = {
        "a problem is written when its voices are there": (
            "SELECT p.slug, p.made_at < MAX(v.received_at) FROM voices_problem p"
            " JOIN voices_grouping g ON g.problem_id = p.id JOIN voices_voice v ON v.id = g.voice_id"
            " GROUP BY p.id"
        ),
        "a wording is there with its problem": (
            "SELECT p.slug, MIN(w.at) < p.made_at FROM voices_problem p"
            " JOIN voices_wording w ON w.problem_id = p.id GROUP BY p.id"
        ),
        "a proposal answers wordings that are there": (
            "SELECT p.slug, p.made_at < MAX(w.at) FROM voices_proposal p"
            " JOIN voices_purpose a ON a.proposal_id = p.id"
            " JOIN voices_wording w ON w.problem_id = a.problem_id GROUP BY p.id"
        ),
        "a decision is about a proposal that is there": (
            "SELECT p.slug, d.decided_on <= MAX(date(p.made_at), date(w.at)) FROM decisions_ruling r"
            " JOIN decisions_decision d ON d.id = r.decision_id"
            " JOIN voices_proposal p ON p.id = r.proposal_id"
            " JOIN voices_wording w ON w.proposal_id = p.id"
        ),
    }
    for sentence, question in links.items():
        found = demonstration.ask(question)
        assert found, sentence
        assert [slug for slug, wrong in found if wrong] == [], sentence


def test_a_vote_left_a_tie_that_was_broken_by_lot_and_says_so(demonstration: Demonstration) -> None:
    found = demonstration.ask(
        "SELECT votes, state, words_shown, about_votes != '{}' FROM initiatives_grantapplication a"
        " JOIN initiatives_grantcall c ON c.id = a.call_id WHERE c.rule = 'vote' AND c.constructed"
        " ORDER BY number"
    )
    assert found == [(34, "granted", 1, 0), (22, "granted", 1, 1), (22, "declined", 0, 0)]


def test_one_small_grant_was_paid_and_reported_and_one_declined_with_a_reason(
    demonstration: Demonstration,
) -> None:
    found = demonstration.ask(
        "SELECT state, reason != '{}', payment_id IS NOT NULL, words_shown, report_shown, constructed"
        " FROM initiatives_grantapplication a JOIN initiatives_grantcall c ON c.id = a.call_id"
        " WHERE c.rule = 'panel' ORDER BY number"
    )
    assert found == [("reported", 1, 1, 1, 1, 1), ("declined", 1, 0, 0, 0, 1)]


def test_the_work_has_a_drawing_before_and_after_that_says_so(demonstration: Demonstration) -> None:
    found = demonstration.ask("SELECT moment, alt FROM initiatives_workphoto ORDER BY taken_on")
    assert [moment for moment, _alt in found] == ["before", "after"]
    marks = {"sv": "Konstruerad teckning", "en": "Constructed drawing", "ar": "رسم مُصطنع"}
    for _moment, alt in found:
        assert all(json.loads(alt)[language].startswith(mark) for language, mark in marks.items())


def test_a_status_report_was_approved_by_another_person_and_says_it_is_made_up(
    demonstration: Demonstration,
) -> None:
    steps = "SELECT step, by_id = sent_in_by_id FROM reports_review ORDER BY id"
    assert demonstration.ask(steps) == [("sent_in", 1), ("approved", 0)]
    ((content,),) = demonstration.ask(
        "SELECT s.content FROM reports_snapshot s JOIN reports_report r ON r.id = s.report_id"
        " WHERE r.slug = 'constructed-status-report'"
    )
    told = json.loads(content)
    assert told["constructed"] is True
    # Nothing that is known from sources stands under the sentence that all of it is made up.
    assert [one["constructed"] for one in told["initiatives"]] == [True]


def test_each_voice_that_is_answered_can_read_the_answer(demonstration: Demonstration) -> None:
    unread = demonstration.ask(
        "SELECT v.id FROM voices_answer a JOIN voices_voice v ON v.id = a.voice_id WHERE NOT EXISTS"
        " (SELECT 1 FROM voices_answer b WHERE b.voice_id = v.id AND b.language = v.language)"
    )
    assert unread == []
    assert demonstration.ask("SELECT COUNT(*) FROM voices_answer WHERE missing <> '[]'") == [(0,)]


def test_the_codes_that_are_told_lead_to_voices(demonstration: Demonstration) -> None:
    codes = re.findall(r"^  ([2-9B-Z]{5}-[2-9B-Z]{5}) \(", demonstration.resumed[1], re.MULTILINE)
    assert len(set(codes)) == 3
    again = call(demonstration.folder)
    assert [code for code in codes if code not in again.stdout] == []


def test_every_dataset_has_a_licence_and_says_where_it_comes_from(demonstration: Demonstration) -> None:
    datasets = demonstration.ask("SELECT slug, publisher, reference, licence_name, sha256 FROM areas_dataset")
    assert datasets
    assert all(all(str(fact).strip() for fact in row) for row in datasets)


def test_records_of_somebody_else_are_left_alone(demonstration: Demonstration, tmp_path: Path) -> None:
    with (
        closing(sqlite3.connect(demonstration.folder / "bokal.sqlite3")) as source,
        closing(sqlite3.connect(tmp_path / "bokal.sqlite3")) as copy,
    ):
        source.backup(copy)
    refused = call(tmp_path)
    assert refused.returncode == 1
    assert "are left alone" in refused.stderr
    assert not (tmp_path / "demonstration.sha256").exists()


@pytest.mark.django_db
def test_a_ranking_of_changed_figures_is_numbered_and_the_earlier_one_stands() -> None:
    definitions = make_city_with_figures()
    spec = RunSpec(
        slug="lowest",
        title={"en": "Lowest"},
        geography="zones",
        year=2024,
        domains=[DomainChoice(definitions["poor"].pk, 1.0)],
        draws=20,
    )
    first = run_of_now(spec)
    Observation.objects.filter(area__code="Z24", definition=definitions["poor"]).update(value=99.0)
    second, again = run_of_now(spec), run_of_now(spec)
    assert (first.slug, second.slug, again.pk) == ("lowest", "lowest-2", second.pk)
    assert first.results.get(area__code="Z24").rank == 24
    assert second.results.get(area__code="Z24").rank == 1


@pytest.mark.django_db
def test_a_choice_that_is_documented_better_later_is_revised_with_a_reason() -> None:
    make_geography("programme_areas", areas=("P",))
    entry = {
        "slug": "five",
        "geography": "programme_areas",
        "title": {"en": "Five areas"},
        "run": None,
        "decided_by": "The city board",
        "decided_on": "2010-03-01",
        "decided_on_precision": "month",
        "reasons": {"en": "Welfare was lowest there."},
        "choices": [{"area": "P", "chosen": True, "reason": {"en": "Lowest."}}],
        "source": "Minutes",
        "constructed": False,
    }
    build_selections([entry])
    build_selections([entry | {"decided_by": "The city council"}])
    assert Selection.objects.get().decided_by == "The city council"
    assert Entry.objects.get(verb="selection.revised").details["because"]
