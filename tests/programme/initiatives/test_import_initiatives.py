"""Initiatives from a table: previewed, whole or not at all, nothing twice, and never started by a file."""

import csv
import datetime
import io
import threading
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from bokal.cli import main
from bokal.programme.history.models import Entry
from bokal.programme.initiatives.errors import NotReady
from bokal.programme.initiatives.errors.places import DayNotCome, FileMoved
from bokal.programme.initiatives.models import Assumption, Initiative, Measure, Origin
from bokal.programme.initiatives.services import add_measure, answer_with, change_plan, missing_before_start
from bokal.programme.initiatives.services import import_initiatives as importing
from bokal.programme.initiatives.services.import_initiatives import import_initiatives, preview_initiatives
from bokal.programme.initiatives.services.initiative_table import (
    all_columns,
    initiative_rows,
    template_book,
    template_columns,
)
from bokal.programme.voices.enums import Author
from bokal.programme.voices.errors import AddressJustTaken
from bokal.programme.voices.models import Problem
from bokal.programme.voices.services import Terms, Text, draft_proposal
from bokal.web.ui.tables import csv_lines
from tests.factories.accounts import many_writers, together
from tests.factories.areas import make_geography
from tests.factories.initiative_files import ROW, WHOLE, Given, bring, table, told, workbook
from tests.factories.initiatives import (
    make_idea,
    make_initiative,
    make_measured,
    make_plan,
    make_ready,
    owner,
    start,
)
from tests.factories.voices import make_area, make_problem, make_voice
from tests.factories.works import make_known

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _records() -> None:
    owner()
    make_geography("programme", areas=("herrgarden", "holma"))


def downloaded() -> bytes:
    """Return all initiatives as the workspace sends them."""
    return "".join(csv_lines(all_columns(), initiative_rows(Initiative.objects.order_by("pk")))).encode()


def test_a_preview_writes_nothing_and_the_import_plans_what_it_said() -> None:
    content = table(WHOLE, {"title_sv": "Odling", "kind": "social", "slug": "garden"})
    seen = preview_initiatives(content=content, name="initiatives.csv")
    assert (seen.new, Initiative.objects.count()) == (("ljus-langs-stigen", "garden"), 0)
    assert import_initiatives(content=content, name="initiatives.csv", actor=None) == seen
    light = Initiative.objects.get(slug="ljus-langs-stigen")
    assert (light.title, light.phase, light.if_we) == (
        {"sv": "Ljus längs stigen"},
        "idea",
        {"sv": "sätter upp tolv lampor"},
    )
    assert (light.starts_on, light.ends_on) == (datetime.date(2027, 1, 1), datetime.date(2028, 1, 1))
    measure = Measure.objects.get()
    assert (measure.baseline, measure.target, measure.every_months) == (Decimal(120), Decimal("500.5"), 3)
    assert Origin.objects.get().because == {"sv": "Staden såg det själv."}
    assert Entry.objects.filter(verb="initiatives.imported").count() == 1


def test_what_changed_since_the_preview_is_written_over_by_no_file() -> None:
    light = make_idea("light", title={"sv": "A"})
    given = {"content": table({"slug": "light", "title_sv": "B"}), "name": "initiatives.csv"}
    seen = preview_initiatives(**given)
    assert seen.seen[0].changes == (("title_sv", "A", "B"),)
    Initiative.objects.update(title={"sv": "C"})
    with pytest.raises(FileMoved):
        import_initiatives(**given, actor=None, seen=seen.mark)
    assert Initiative.objects.get().title == {"sv": "C"}
    again = preview_initiatives(**given)
    assert again.seen[0].changes == (("title_sv", "C", "B"),)
    make_idea("elsewhere")
    change_plan(initiative_id=light.pk, plan=make_plan(area=light.area, title={"sv": "C"}), actor=None)
    assert import_initiatives(**given, actor=None, seen=again.mark) == again, "nothing it names moved"


def test_the_preview_says_of_no_assumption_that_another_takes_its_place() -> None:
    said = {"assumption_text_sv": "Det är mörkt.", "assumption_wrong_when_sv": "Ingen går där."}
    bring(ROW | said | {"slug": "light"})
    seen = bring(said | {"slug": "light", "assumption_text_sv": "Det är tomt."})
    assert seen.seen[0].changes == (("assumption_text_sv", "", "Det är tomt."),)
    assert [one.text["sv"] for one in Assumption.objects.order_by("pk")] == ["Det är mörkt.", "Det är tomt."]


def test_the_preview_names_what_is_missing_as_the_start_itself_would() -> None:
    make_idea("ljus-langs-stigen", title={"sv": "Ljus längs stigen"}, unit=None)
    half = {"slug": "half", "title_sv": "Halv", "kind": "social", "then_sv": "mår fler bra"}
    seen = bring(WHOLE, half, WHOLE | {"slug": "whole"})
    for one in seen.seen:
        assert list(one.missing) == missing_before_start(Initiative.objects.get(slug=one.slug))
    assert [len(one.missing) for one in seen.seen] == [0, 8, 0]


def test_an_import_can_never_start_an_initiative_without_an_indicator() -> None:
    refused = bring(ROW | {"phase": "pilot"})
    assert [(line, column) for line, column, _reason in told(refused)] == [(2, "phase")]
    bring(ROW | {"phase": "idea"})
    bare = Initiative.objects.get()
    assert bare.phase == "idea"
    with pytest.raises(NotReady, match="one to three measures"):
        start(bare)
    words = {name: {"sv": "x"} for name in ("if_we", "then", "because")}
    day = datetime.date(2027, 1, 1)
    with pytest.raises(IntegrityError, match="needs to be there first"), transaction.atomic():
        Initiative.objects.filter(pk=bare.pk).update(
            phase="pilot", unit=owner(), starts_on=day, decide_on=day, **words
        )
    bring(WHOLE)
    assert Initiative.objects.get().phase == "idea", "all is there, and still nobody has decided to start"
    assert start(Initiative.objects.get()).phase == "pilot"
    assert bring(WHOLE | {"phase": "running"}).problems[0].column == "phase"


def test_the_same_file_twice_changes_nothing() -> None:
    rows = (WHOLE, ROW | {"slug": "b", "title_en": "Light"})
    bring(*rows)
    entries = Entry.objects.count()
    assert bring(*rows).unchanged == ("ljus-langs-stigen", "b")
    assert Entry.objects.count() == entries


def test_each_row_asks_the_database_few_questions() -> None:
    def asked(*rows: Given) -> int:
        with CaptureQueriesContext(connection) as captured:
            bring(*rows)
        return len(captured)

    few, many = (
        [WHOLE | {"slug": f"{name}-{n}"} for n in range(count)] for name, count in (("a", 5), ("b", 15))
    )
    one_new = (asked(*many) - asked(*few)) / 10
    assert one_new <= 18
    few, many = ([row | {"title_sv": "Ljus", "measure_target": "7"} for row in rows] for rows in (few, many))
    one_changed = (asked(*many) - asked(*few)) / 10
    assert one_changed <= 18
    assert abs(asked(*many) - asked(*few)) <= 1, "a row that changes nothing asks nothing of its own"


def test_an_empty_cell_leaves_as_it_is_what_is_here() -> None:
    bring(WHOLE | {"title_en": "Light"})
    again = bring(ROW | {"title_sv": "Ljus", "slug": "ljus-langs-stigen", "area": "", "then_sv": ""})
    assert (again.changed, again.seen[0].columns) == (("ljus-langs-stigen",), ("title_sv",))
    light = Initiative.objects.get()
    assert (light.title, light.then) == ({"sv": "Ljus", "en": "Light"}, {"sv": "går fler hem i mörkret"})
    assert light.area is not None
    assert light.measures.count() == 1


def test_the_preview_says_what_stands_here_and_what_the_file_says() -> None:
    bring(WHOLE)
    moved = WHOLE | {"slug": "ljus-langs-stigen", "area": "holma", "title_sv": "Ljus", "then_sv": "går fler"}
    (seen,) = preview_initiatives(content=table(moved), name="initiatives.csv").seen
    assert seen.changes == (
        ("title_sv", "Ljus längs stigen", "Ljus"),
        ("area", "herrgarden", "holma"),
        ("then_sv", "går fler hem i mörkret", "går fler"),
    )


@pytest.mark.parametrize("other", [{"area": "holma"}, {"kind": "social"}])
def test_an_idea_of_the_same_title_elsewhere_is_not_taken_for_the_one_that_is_here(
    other: dict[str, str],
) -> None:
    bring(WHOLE)
    refused = bring(WHOLE | other)
    assert [(line, column) for line, column, _reason in told(refused)] == [(2, "slug")]
    assert "ljus-langs-stigen" in refused.problems[0].reason
    (idea,) = Initiative.objects.all()
    assert (idea.area.code, idea.kind) == ("herrgarden", "physical")
    assert bring(WHOLE | other | {"slug": "another"}).new == ("another",)


@pytest.mark.parametrize("here", [True, False])
def test_a_file_does_not_take_an_example_for_real_nor_the_other_way_round(here: bool) -> None:
    make_idea("example", constructed=here)
    row = {"slug": "example", "constructed": "no" if here else "yes", "title_en": "Another"}
    assert [(line, column) for line, column, _reason in told(bring(row))] == [(2, "constructed")]
    assert bring(row | {"constructed": "yes" if here else "no"}).changed == ("example",)
    assert Initiative.objects.get().constructed is here


def test_an_address_that_is_taken_in_the_same_moment_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(**_facts: object) -> None:
        raise AddressJustTaken

    monkeypatch.setattr(importing, "plan_initiative", taken)
    with pytest.raises(FileMoved):
        bring(WHOLE)


def test_what_a_service_refuses_is_told_of_its_line_and_nothing_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(initiative: Initiative, *_facts: object, **_more: object) -> None:
        if initiative.slug == "second":
            raise DayNotCome

    monkeypatch.setattr(importing, "note_measure", refuse)
    brought = bring(WHOLE, WHOLE | {"slug": "second"})
    assert told(brought) == [(3, "slug", str(DayNotCome.message))]
    assert not brought.can_apply
    assert not Initiative.objects.exists()


def test_what_is_downloaded_can_be_brought_in_again_whatever_it_holds() -> None:
    make_initiative("under-way")
    make_ready("ready", measures=3, summary={"sv": "=1+1", "en": "'=armed", "ar": "نص"})
    make_idea("bare", title={"sv": "'t Hooft", "en": "''twice"}, area=None, unit=None, shown=True)
    make_known()
    assert bring(WHOLE).new == ("ljus-langs-stigen",)
    content = downloaded()
    entries = Entry.objects.count()
    again = import_initiatives(content=content, name="initiatives.csv", actor=None)
    assert (told(again), len(again.unchanged), Entry.objects.count()) == ([], 5, entries)
    rows = list(csv.DictReader(io.StringIO(content.decode())))
    book = workbook(*({name: cell or None for name, cell in row.items()} for row in rows))
    assert len(preview_initiatives(content=book, name="initiatives.xlsx").unchanged) == 5


def test_what_is_downloaded_comes_into_an_empty_programme_as_it_was() -> None:
    bring(WHOLE | {"title_ar": "ضوء", "shown": "yes", "constructed": "1"})
    content = downloaded()
    for kind in (Origin, Assumption, Measure, Initiative):
        kind.objects.all().delete()
    assert import_initiatives(content=content, name="initiatives.csv", actor=None).new
    assert downloaded() == content


def test_with_one_error_nothing_is_written_and_each_is_told_with_line_and_column() -> None:
    brought = bring(
        ROW | {"slug": "good"},
        ROW | {"slug": "kind", "kind": "castle", "starts_on": "soon"},
        {"slug": "empty", "measure_unit": ""},
        ROW | {"slug": "Not An Address"},
        ROW | {"slug": "new", "area": "herrgardn", "unit": "parks"},
        ROW | {"slug": "late", "starts_on": "2027-01-02", "ends_on": "2027-01-02"},
        ROW | {"slug": "part", "measure_name_sv": "Besök", "measure_unit": "visits"},
        ROW | {"slug": "both", "answers_because_sv": "x", "problems": "nowhere", "proposals": "a; b"},
        ROW | {"slug": "assumed", "assumption_text_sv": "x"},
        ROW | {"slug": "good"},
        ROW | {"slug": "odd", "shown": "perhaps", "title_sv": "x" * 2001, "documented": "1"},
        WHOLE | {"slug": "share", "measure_unit": "percent"},
        WHOLE | {"slug": "many", "measure_target": "1.2345", "measure_every_months": "0"},
        WHOLE | {"slug": "code", "measure_direction": "neutral", "measure_target": "twelve"},
        {"title_ar": "ضوء", "kind": "social"},
    )
    assert not Initiative.objects.exists()
    found: dict[int, list[str]] = {}
    for line, column, _reason in told(brought):
        found.setdefault(line, []).append(column)
    needs = ("direction", "accumulation", "comparator_sv", "target", "target_on", "owner")
    assert found == {
        3: ["kind", "starts_on"],
        4: ["title_sv", "kind"],
        5: ["slug"],
        6: ["slug", "area", "unit"],
        7: ["ends_on"],
        8: [f"measure_{name}" for name in needs],
        9: ["problems", "proposals"],
        10: ["assumption_wrong_when_sv"],
        11: ["slug"],
        12: ["title_sv", "shown"],
        13: ["measure_baseline"],
        14: ["measure_target", "measure_every_months"],
        15: ["measure_direction", "measure_target"],
        16: ["slug"],
    }
    assert brought.problem_count == len(brought.problems)
    remedies = {(one.line, one.column): one.remedy for one in brought.problems}
    assert remedies[6, "area"] == "Did you mean “herrgarden”?"
    assert all(remedies.values())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\0", b"PK\x03\x04", b"name\nx\n", b'slug,kind\n"a'])
def test_what_is_no_table_of_initiatives_is_refused_whole(content: bytes) -> None:
    brought = preview_initiatives(content=content, name="initiatives.csv")
    assert (brought.can_apply, brought.seen) == (False, ())
    assert brought.problems[0].remedy


def test_a_table_without_rows_and_one_with_too_many_are_refused() -> None:
    assert [reason for _l, _c, reason in told(bring_bytes(b"slug,title_sv,kind\n"))] == [
        "The file holds no initiatives."
    ]
    many = table(*({"slug": f"i{number}", "title_sv": "x", "kind": "social"} for number in range(1001)))
    assert told(bring_bytes(many))[0][2] == "The file holds more than 1000 initiatives."


def bring_bytes(content: bytes, **more: Any) -> Any:
    return import_initiatives(content=content, name="initiatives.csv", actor=None, **more)


def test_what_is_under_way_or_known_from_sources_is_refused_with_its_line() -> None:
    make_initiative("under-way")
    known = make_known()
    rows = (
        {"slug": "fresh"} | ROW,
        {"slug": "under-way", "title_sv": "Annat", "kind": "physical"},
        {"slug": known.slug, "decide_on": "2027-01-01", "kind": known.kind},
    )
    brought = bring(*rows)
    assert [(line, column) for line, column, _reason in told(brought)] == [(3, "title_sv"), (4, "decide_on")]
    assert "no idea any more" in told(brought)[0][2]
    assert "sources alone" in told(brought)[1][2]
    assert not Initiative.objects.filter(slug="fresh").exists()


def test_only_initiatives_of_ones_areas_are_brought_in() -> None:
    make_idea("far", area=make_area("holma"))
    rows = (
        ROW | {"slug": "a"},
        ROW | {"slug": "b", "area": "holma"},
        ROW | {"slug": "c", "area": ""},
        {"slug": "far", "title_sv": "Min nu", "kind": "physical", "area": "herrgarden"},
    )
    brought = bring(*rows, areas=frozenset({"herrgarden"}))
    assert [(line, column) for line, column, _reason in told(brought)] == [
        (3, "area"),
        (4, "area"),
        (5, "slug"),
    ]
    assert Initiative.objects.count() == 1
    assert bring(*rows).new == ("a", "b", "c")


def test_an_initiative_answers_the_problems_and_proposals_that_a_row_names() -> None:
    problem = make_problem([make_voice().voice.pk], stage="published")
    proposal = draft_proposal(
        slug="lamps",
        area=problem.area,
        problems=[problem.pk],
        terms=Terms(Author.CITY),
        texts={"sv": Text("Lampor")},
        written_in="sv",
        actor=None,
    )
    row = ROW | {"answers_because_sv": "Staden såg det själv."}
    bring(row)
    named = ROW | {"problems": problem.slug, "proposals": proposal.slug}
    assert bring(named).seen[0].columns == ("problems", "proposals")
    found = Origin.objects.order_by("pk")
    assert [(one.problem, one.proposal, one.because) for one in found] == [
        (problem, None, {}),
        (None, proposal, {}),
    ]
    assert bring(named).unchanged
    assert told(bring(row))[0][:2] == (2, "answers_because_sv")
    far = named | {"slug": "other", "area": "holma"}
    refused = told(bring(far, areas=frozenset({"holma"})))
    assert [column for _line, column, _reason in refused] == ["problems", "proposals"]


def test_a_file_of_one_area_keeps_what_is_answered_in_others_and_does_not_name_it() -> None:
    here, there = make_area("herrgarden"), make_area("holma")
    light, voice = make_idea("light", area=here), make_voice().voice.pk
    mine, theirs, drafted = (
        make_problem([voice], slug=slug) for slug in ("mine", "theirs", "theirs-drafted")
    )
    for problem, area in ((mine, here), (theirs, there), (drafted, there)):
        Problem.objects.filter(pk=problem.pk).update(area=area)
    answer_with(initiative_id=light.pk, answers=[mine, theirs], actor=None)
    second = make_problem([voice], slug="second")
    Problem.objects.filter(pk=second.pk).update(area=here)
    only = frozenset({"herrgarden"})
    assert bring({"slug": "light", "problems": "mine"}, areas=only).unchanged == ("light",)
    assert bring({"slug": "light", "problems": "mine, theirs"}, areas=only).unchanged == ("light",)
    assert bring({"slug": "light", "problems": "second"}, areas=only).seen[0].changes == (
        ("problems", "mine", "second"),
    )
    assert {one.problem for one in light.origins.all()} == {second, theirs}
    # Of other areas what the row itself names stands before too, as it is nothing new.
    assert bring({"slug": "light", "problems": "mine, second, theirs"}, areas=only).seen[0].changes == (
        ("problems", "second, theirs", "mine, second, theirs"),
    )
    for named in ("theirs-drafted", "thiers"):
        (refused,) = bring({"slug": "light", "problems": named}, areas=only).problems
        assert refused.column == "problems"
        assert "theirs" not in refused.remedy
    assert bring({"slug": "light", "problems": "second"}).changed == ("light",), "of the whole programme"
    assert {one.problem for one in light.origins.all()} == {second}


def test_a_download_names_of_other_areas_only_what_everybody_may_read() -> None:
    here, there = make_area("herrgarden"), make_area("holma")
    light, voice = make_idea("light", area=here), make_voice().voice.pk
    shown, published = (
        make_problem([voice], slug="shown"),
        make_problem([voice], slug="all", stage="published"),
    )
    Problem.objects.update(area=there)
    answer_with(initiative_id=light.pk, answers=[shown, published], actor=None)
    place = all_columns().index("problems")
    found = Initiative.objects.filter(pk=light.pk)
    for areas, cell in ((None, "all, shown"), ({"herrgarden"}, "all"), ({"holma"}, "all, shown")):
        assert [row[place] for row in initiative_rows(found, areas=areas)] == [cell]
    text = "".join(csv_lines(all_columns(), initiative_rows(found, areas={"herrgarden"})))
    seen = preview_initiatives(content=text.encode(), name="x.csv", areas={"herrgarden"})
    assert (seen.unchanged, seen.problem_count) == (("light",), 0)


def test_a_changed_measure_takes_the_place_of_the_first_and_the_others_stay() -> None:
    bring(WHOLE)
    light = Initiative.objects.get()
    add_measure(initiative_id=light.pk, measured=make_measured(name={"sv": "Lampor"}), actor=None)
    assert bring(ROW | {"measure_target": "700"}).seen[0].columns == ("measure_target",)
    first, second = light.measures.order_by("position")
    assert (first.name, first.target, first.baseline) == ({"sv": "Förbipasserande"}, 700, 120)
    assert second.name == {"sv": "Lampor"}


def test_another_assumption_is_added_and_the_earlier_one_stays() -> None:
    bring(WHOLE)
    other = WHOLE | {"assumption_text_sv": "Lamporna får vara hela."}
    bring(other)
    assert Assumption.objects.count() == 2
    assert bring(other).unchanged
    assert bring(WHOLE).unchanged


def test_an_excel_table_comes_in_with_its_days_and_numbers_as_they_are() -> None:
    day = datetime.date(2027, 3, 1)
    days = dict.fromkeys(("starts_on", "decide_on", "measure_target_on"), day)
    row = (
        WHOLE
        | days
        | {"measure_baseline": 120.25, "measure_target": 500, "ends_on": datetime.date(2028, 1, 1)}
    )
    book = workbook(row)
    assert preview_initiatives(content=book, name="i.xlsx").can_apply
    import_initiatives(content=book, name="i.xlsx", actor=None)
    assert Initiative.objects.get().starts_on == day
    assert Measure.objects.get().baseline == Decimal("120.25")
    assert import_initiatives(content=book, name="i.xlsx", actor=None).unchanged
    turned = workbook(ROW | {"title_sv": day})
    assert "holds a date" in told(preview_initiatives(content=turned, name="i.xlsx"))[0][2], (
        "a title that the spreadsheet program made a date of is told"
    )


def test_a_table_with_semicolons_and_decimal_commas_is_read_as_it_was_written() -> None:
    row = WHOLE | {"measure_baseline": "120,5", "measure_target": "500"}
    assert bring_bytes(table(row, delimiter=";")).new
    assert Measure.objects.get().baseline == Decimal("120.5")
    mixed = WHOLE | {"measure_baseline": "120,5", "measure_target": "500.5"}
    assert "both with a comma and with a point" in told(bring_bytes(table(mixed, delimiter=";")))[0][2]


def test_a_template_names_the_columns_of_a_language_and_can_be_filled_in() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template_book("ar")))
    columns = [cell.value for cell in book.active[1]]
    assert columns == list(template_columns("ar"))
    assert {"slug", "title_ar", "kind", "measure_target", "problems"} <= set(columns)
    assert not {"title_sv", "phase", "documented"} & set(columns)
    filled = {"slug": "light", "title_ar": "ضوء", "kind": "physical"}
    book.active.append([filled.get(name) for name in columns])
    stream = io.BytesIO()
    book.save(stream)
    assert bring_bytes(stream.getvalue()).new == ("light",)


def test_the_command_previews_then_plans_and_names_what_is_wrong_and_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = tmp_path / "initiatives.csv", tmp_path / "problems.csv"
    path.write_bytes(table(ROW | {"phase": "pilot"}))
    assert main(["import", "initiatives", str(path), "--problems", str(out)]) == 2
    assert "initiatives.csv:2 phase “pilot”: A file plans initiatives." in capsys.readouterr().err
    assert out.read_text("utf-8-sig").count("\n") == 2
    path.write_bytes(table(ROW))
    with translation.override("en"):
        assert main(["import", "initiatives", str(path), "--dry-run"]) == 0
    shown = capsys.readouterr().out
    assert "ljus-langs-stigen (new): missing before it may start: what it answers" in shown
    assert "1 new, 0 changed, 0 unchanged.\nNothing was written" in shown
    assert not Initiative.objects.exists()
    assert main(["import", "initiatives", str(path)]) == 0
    assert Initiative.objects.get().phase == "idea"
    assert main(["import", "initiatives", str(tmp_path / "none.csv")]) == 2


@many_writers
@pytest.mark.django_db(transaction=True)
def test_a_file_undoes_nothing_that_somebody_else_changes_in_the_same_moment() -> None:
    bring(WHOLE)
    pk, held = Initiative.objects.get().pk, threading.Event()

    def reword() -> None:
        with transaction.atomic():
            Initiative.objects.select_for_update().get(pk=pk)
            held.set()
            time.sleep(0.5)
            Initiative.objects.filter(pk=pk).update(because={"sv": "de ser varandra"})

    def import_another_title() -> None:
        assert held.wait(timeout=60)
        bring({"slug": "ljus-langs-stigen", "title_sv": "Ljus"})

    assert together([reword, import_another_title]) == [None, None]
    light = Initiative.objects.get()
    assert (light.title, light.because) == ({"sv": "Ljus"}, {"sv": "de ser varandra"})


@many_writers
@pytest.mark.django_db(transaction=True)
def test_a_file_waits_for_nobody_who_holds_an_idea_that_it_does_not_name() -> None:
    bring(WHOLE)
    pk, held, done = make_idea("other").pk, threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Initiative.objects.select_for_update().get(pk=pk)
            held.set()
            assert done.wait(timeout=60), "the file waits"

    def import_another_title() -> None:
        assert held.wait(timeout=60)
        bring({"slug": "ljus-langs-stigen", "title_sv": "Ljus"})
        done.set()

    assert together([hold, import_another_title]) == [None, None]
