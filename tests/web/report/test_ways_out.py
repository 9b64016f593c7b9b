"""Every picture and table of an edition can be taken away, in the language of its page."""

import csv
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from django.test import Client

from bokal.programme.reports.models import Snapshot
from bokal.programme.reports.services import publish_report
from tests.factories.reports import make_city_with_figures, make_report, make_run

pytestmark = pytest.mark.django_db
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def snapshot(settings, tmp_path: Path) -> Snapshot:
    settings.MEDIA_ROOT = tmp_path
    report = make_report(make_run(make_city_with_figures()))
    return publish_report(report_id=report.pk, actor=None)


def address(snapshot: Snapshot, language: str, rest: str = "") -> str:
    return f"/{language}/reports/{snapshot.report.slug}/{snapshot.edition}/{rest}"


def rows_of(client: Client, where: str) -> list[dict[str, str]]:
    answer = client.get(where)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_every_picture_and_table_leads_to_a_file_that_is_there(
    client: Client, snapshot: Snapshot, language: str
) -> None:
    text = client.get(address(snapshot, language)).text
    figures = re.findall(r"<figure.*?</figure>", text, re.DOTALL)
    assert len(figures) == 2
    for figure in figures:
        assert 'class="paper-note source"' in figure
        (picture,) = re.findall(r'href="(pictures/[^"]+svg)" download', figure)
        root = ElementTree.fromstring(client.get(address(snapshot, language, picture)).content)
        assert list(root.iter(f"{SVG}text"))
        (table,) = re.findall(r'href="#(table-[^"]+)"', figure)
        assert f'id="{table}"' in text
    tables = re.findall(r'href="(tables/[^"]+)" download', text)
    assert len(tables) == text.count("<table")
    for table in tables:
        assert rows_of(client, address(snapshot, language, table))


def test_the_map_as_a_file_says_what_its_shades_mean(client: Client, snapshot: Snapshot) -> None:
    root = ElementTree.fromstring(client.get(address(snapshot, "en", "pictures/map.svg")).content)
    texts = [one.text or "" for one in root.iter(f"{SVG}text")]
    assert "Score, highest is lowest welfare" in texts
    assert sum("areas)" in text or "area)" in text for text in texts) == 5


def test_what_is_no_part_of_an_edition_is_not_found(client: Client, snapshot: Snapshot) -> None:
    assert client.get(address(snapshot, "en", "pictures/nothing.svg")).status_code == 404
    assert client.get(address(snapshot, "en", "tables/map.csv")).status_code == 404


def test_a_figure_in_the_file_says_where_what_when_and_in_which_unit(
    client: Client, snapshot: Snapshot
) -> None:
    rows = {row["address"]: row for row in rows_of(client, address(snapshot, "en", "figures.csv"))}
    assert len(rows) == len(snapshot.content["figures"])
    poorest = rows["areas/Z01/poor"]
    assert (poorest["code"], poorest["indicator"], poorest["value"]) == ("Z01", "poor", "60.0")
    assert poorest["name"] == next(a["name"] for a in snapshot.content["areas"] if a["code"] == "Z01")
    assert poorest["unit"] == "percent"
    assert poorest["title"]
    assert poorest["year"] == str(snapshot.content["year"])
    assert rows["areas/Z01/rank"]["title"] == "Rank"
    assert rows["areas/Z01/score"]["unit"] == "points"


def test_a_figure_that_is_of_no_place_keeps_its_address_as_name(client: Client, snapshot: Snapshot) -> None:
    rows = {row["address"]: row for row in rows_of(client, address(snapshot, "en", "figures.csv"))}
    steady = rows["certainty/sensitivity/poor/without/spearman"]
    assert (steady["code"], steady["name"], steady["unit"]) == ("", "", "")
    assert steady["indicator"] == steady["address"]
    assert steady["title"] == rows["areas/Z01/poor"]["title"]
    highest = rows["composites/P/inside/poor/highest"]
    assert (highest["code"], highest["unit"]) == ("P", "percent")
    assert highest["title"] == f"Highest zone inside: {steady['title']}"
