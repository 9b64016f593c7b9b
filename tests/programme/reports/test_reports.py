"""A report is frozen when published, and can be computed again."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from django.db import DatabaseError, transaction

from bokal.programme.areas.models import Observation
from bokal.programme.documents.services import document_bytes
from bokal.programme.reports.errors import NothingNew, SubjectMissing, UnknownProfile
from bokal.programme.reports.models import Rendition, Report, Snapshot
from bokal.programme.reports.services import prepare_report, publish_report, verify_snapshot
from bokal.programme.reports.services.figures import fingerprint
from tests.factories.history import editable_history
from tests.factories.reports import make_city_with_figures, make_report, make_run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def report() -> Report:
    return make_report(make_run(make_city_with_figures()))


@pytest.fixture
def snapshot(report: Report) -> Snapshot:
    return publish_report(report_id=report.pk, actor=None)


def test_an_edition_holds_every_figure_with_source_and_fingerprint(snapshot: Snapshot) -> None:
    figures = {figure["address"]: figure for figure in snapshot.content["figures"]}
    poorest = figures["areas/Z01/poor"]
    assert (poorest["value"], poorest["status"], poorest["sources"]) == (60.0, "ok", ["figures"])
    assert poorest["sha256"] == fingerprint(["areas/Z01/poor", 60.0, "ok", ["figures"]])
    assert figures["areas/Z01/rank"]["value"] == 1
    assert len([address for address in figures if address.startswith("areas/")]) == 24 * (2 + 5 + 2)


def test_an_edition_is_drawn_in_three_languages_as_page_and_pdf(snapshot: Snapshot) -> None:
    languages = [rendition.language for rendition in snapshot.renditions.all()]
    assert languages == ["ar", "en", "sv"]
    for rendition in snapshot.renditions.select_related("pdf"):
        assert document_bytes(rendition.pdf).startswith(b"%PDF-1.7")
        assert "<svg" in rendition.html


def test_the_pdf_is_tagged_and_knows_its_language(snapshot: Snapshot, tmp_path: Path) -> None:
    for rendition in snapshot.renditions.select_related("pdf"):
        path = tmp_path / f"{rendition.language}.pdf"
        path.write_bytes(document_bytes(rendition.pdf))
        with pikepdf.open(path) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang) == rendition.language
            assert "/StructTreeRoot" in pdf.Root
        checker = Path(sys.executable).with_name("pdfua")
        answer = subprocess.run([checker, "check", path], capture_output=True, text=True, check=False)
        assert "errors=0" in answer.stdout, answer.stdout


def test_the_map_of_an_edition_can_be_read_without_a_table_elsewhere(snapshot: Snapshot) -> None:
    for rendition in snapshot.renditions.all():
        (figure,) = re.findall(r"<figure.*?</figure>", rendition.html, re.DOTALL)[:1]
        classes = set(re.findall(r'class="shape (step-\d)"', figure))
        in_key = re.findall(r'<svg class="swatch".*?class="(step-\d)"', figure)
        assert set(in_key) == classes
        assert len(in_key) == len(classes)


def test_an_edition_cannot_be_edited(snapshot: Snapshot) -> None:
    with pytest.raises(DatabaseError, match="kept for good"), transaction.atomic():
        Snapshot.objects.filter(pk=snapshot.pk).update(edition=9)
    with pytest.raises(DatabaseError, match="kept for good"), transaction.atomic():
        Rendition.objects.filter(snapshot=snapshot).update(html="other")


def test_what_has_not_changed_is_not_published_again(report: Report, snapshot: Snapshot) -> None:
    with pytest.raises(NothingNew):
        publish_report(report_id=report.pk, actor=None)
    assert report.snapshots.count() == 1


def test_an_edition_agrees_with_the_observations_it_was_made_of(snapshot: Snapshot) -> None:
    found = verify_snapshot(snapshot)
    assert found.agrees
    assert found.figures == len(snapshot.content["figures"])


def test_one_changed_observation_is_named_first(snapshot: Snapshot) -> None:
    Observation.objects.filter(area__code="Z05", definition__indicator__code="poor").update(value=99.0)
    found = verify_snapshot(snapshot)
    assert not found.agrees
    first = found.differences[0]
    assert (first.address, first.published, first.recomputed) == ("areas/Z05/poor", 52.0, 99.0)
    assert {difference.address for difference in found.differences if not difference.computed} == {
        "areas/Z05/poor"
    }
    assert any(difference.address == "areas/Z05/rank" for difference in found.differences)


def test_a_removed_observation_is_said_to_make_the_figures_impossible(snapshot: Snapshot) -> None:
    Observation.objects.filter(area__code="Z05", definition__indicator__code="poor").delete()
    (damage,) = verify_snapshot(snapshot).damages
    assert "cannot be computed again" in damage
    assert "Area Z05" in damage


def test_a_forged_edition_is_noticed(snapshot: Snapshot) -> None:
    content = json.loads(json.dumps(snapshot.content))
    content["figures"][0]["value"] = 1.0
    with editable_history():
        Snapshot.objects.filter(pk=snapshot.pk).update(content=content)
        Rendition.objects.filter(snapshot=snapshot, language="sv").update(html="<p>forged</p>")
    damages = " ".join(verify_snapshot(Snapshot.objects.get(pk=snapshot.pk)).damages)
    assert "content does not match" in damages
    assert "own fingerprint" in damages
    assert "page in “sv”" in damages


def test_a_report_needs_a_known_kind_and_an_existing_run(report: Report) -> None:
    with pytest.raises(UnknownProfile):
        prepare_report(slug="x", profile="poetry", title={}, subject={}, actor=None)
    lost = prepare_report(
        slug="y", profile="welfare-ranking", title={"en": "Y"}, subject={"run": "gone"}, actor=None
    )
    with pytest.raises(SubjectMissing):
        publish_report(report_id=lost.pk, actor=None)


def test_the_command_names_the_figure_that_no_longer_agrees(
    snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    from bokal.cli.verify import verify_reports

    assert verify_reports(snapshot.report.slug, None) == 0
    assert "Every figure agrees" in capsys.readouterr().out
    Observation.objects.filter(area__code="Z05", definition__indicator__code="poor").update(value=99.0)
    assert verify_reports(snapshot.report.slug, None) == 1
    said = capsys.readouterr().out
    assert "areas/Z05/poor: published 52.0, computed again 99.0 (from figures)" in said
    assert "1 stored figures no longer agree" in said
    assert verify_reports("nothing", None) == 2


def test_the_same_figures_give_the_same_pages(report: Report, snapshot: Snapshot) -> None:
    from bokal.programme.reports.services.profiles import build_content

    first = build_content(profile=report.profile, subject=report.subject, as_run=True)
    second = build_content(profile=report.profile, subject=report.subject, as_run=True)
    assert fingerprint(first) == fingerprint(second)
