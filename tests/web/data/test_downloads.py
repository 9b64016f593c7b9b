"""Files carry source and licence, hide what is hidden, and say when nothing is new."""

import csv
import html
import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bokal.cli import main
from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area, Observation
from bokal.programme.areas.services import DomainChoice, RunSpec, run_index
from bokal.web.ui.downloads import RESTS_ON
from tests.web.public.city import YEAR, City

PLACE = re.compile(r'(?:FROM|JOIN) "([a-z]+)_')
ALL = [
    ("/data/observations/zones/indicator-0.csv", "text/csv; charset=utf-8"),
    ("/data/rankings/lowest.csv", "text/csv; charset=utf-8"),
    ("/data/observations/zones/indicator-0.csv-metadata.json", "application/csvm+json"),
    ("/data/areas/zones/Z0001.csv", "text/csv; charset=utf-8"),
    ("/data/maps/zones/rank.csv", "text/csv; charset=utf-8"),
    ("/data/maps/zones/indicator-1.1.2024.csv", "text/csv; charset=utf-8"),
    ("/data/rankings/lowest/sensitivity.csv", "text/csv; charset=utf-8"),
    ("/data/rankings/lowest/methods.csv", "text/csv; charset=utf-8"),
    ("/data/rankings/lowest/levels.csv", "text/csv; charset=utf-8"),
    ("/data/rankings/lowest/spec.toml", "application/toml"),
    ("/data/rankings/lowest.svg", "image/svg+xml"),
    ("/data/rankings/lowest.png", "image/png"),
    ("/data/maps/zones/indicator-1.1.2024.png", "image/png"),
    ("/sv/areas/zones/Z0001/score.svg", "image/svg+xml"),
    ("/sv/areas/zones/Z0001/score.png", "image/png"),
    ("/sv/areas/zones/Z0001/indicator-1.place.svg", "image/svg+xml"),
    ("/ar/areas/zones/Z0001/indicator-1.place.png", "image/png"),
    ("/sv/indicators/indicator-1/zones.1.2024.svg", "image/svg+xml"),
    ("/sv/indicators/indicator-1/zones.1.2024.png", "image/png"),
    ("/data/boundaries/zones.geojson", "application/geo+json"),
    ("/data/maps/zones/rank.svg", "image/svg+xml"),
    ("/data/maps/zones/indicator-1.1.2024.svg", "image/svg+xml"),
]


def table(client: Client, address: str) -> tuple[list[str], list[dict[str, str]]]:
    text = client.get(address).getvalue().decode()
    assert text.startswith("\ufeff"), "without a byte order mark spreadsheets break the letters"
    told = json.loads(client.get(f"{address}-metadata.json").getvalue())
    rows = list(csv.DictReader(text[1:].splitlines()))
    described = [column["name"] for column in told["tableSchema"]["columns"]]
    assert described == text[1:].splitlines()[0].split(",")
    return [*told["dc:source"], *told["rdfs:comment"]], rows


@pytest.mark.parametrize(("address", "kind"), ALL)
def test_a_file_is_a_download_of_its_kind_and_says_when_nothing_is_new(
    client: Client, city: City, address: str, kind: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.getvalue() if answer.streaming else answer.content
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", [address for address, _kind in ALL])
def test_a_file_asks_only_for_the_records_it_is_known_by(client: Client, city: City, address: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        assert answer.getvalue() if answer.streaming else answer.content
    apps = {name for query in asked for name in PLACE.findall(query["sql"])}
    assert "areas" in apps
    assert apps <= {*RESTS_ON, "history"}


def test_a_file_stays_when_records_change_that_it_does_not_hold_and_is_new_when_its_own_do(
    client: Client, city: City
) -> None:
    address = "/data/observations/zones/indicator-0.csv"
    mark = client.get(address)["ETag"]
    Account.objects.create(email="somebody@example.org")
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
    Observation.objects.filter(area__code="Z0001", definition=city.definitions[0]).update(value=99.9)
    assert "99.9" in client.get(address, headers={"If-None-Match": mark}).getvalue().decode()


def test_figures_come_with_source_and_licence(client: Client, city: City) -> None:
    told, rows = table(client, "/data/observations/zones/indicator-0.csv")
    assert any("CC0 1.0" in line and "Nobody" in line for line in told)
    assert len(rows) == 12
    stored = Observation.objects.get(area__code="Z0001", definition=city.definitions[0])
    row = next(row for row in rows if row["code"] == "Z0001")
    assert float(row["value"]) == stored.value
    assert row["status"] == "ok"
    assert (row["indicator"], row["unit"], row["year"]) == ("indicator-0", "percent", "2024")
    assert row["title"]


def test_a_hidden_figure_has_a_status_and_no_value(client: Client, city: City) -> None:
    Observation.objects.filter(area__code="Z0002", definition=city.definitions[0]).update(
        value=None, status="suppressed"
    )
    _told, rows = table(client, "/data/observations/zones/indicator-0.csv")
    row = next(row for row in rows if row["code"] == "Z0002")
    assert (row["value"], row["status"]) == ("", "suppressed")


def test_a_name_that_a_spreadsheet_would_run_is_disarmed(client: Client, city: City) -> None:
    Area.objects.filter(code="Z0002").update(name="=1+1")
    _told, rows = table(client, "/data/observations/zones/indicator-0.csv")
    assert next(row for row in rows if row["code"] == "Z0002")["name"] == "'=1+1"


def test_a_ranking_comes_with_parameters_levels_and_parts(client: Client, city: City) -> None:
    told, rows = table(client, "/data/rankings/lowest.csv")
    assert any(city.run.input_sha256 in line for line in told)
    assert [int(row["rank"]) for row in rows] == sorted(int(row["rank"]) for row in rows)
    for row in rows:
        parts = sum(float(row[f"part_indicator-{column}"]) for column in range(4))
        assert parts == pytest.approx(float(row["score"]))


@pytest.mark.parametrize("method", ["exponential", "mean_rank", "zscore"])
def test_whoever_takes_levels_and_specification_computes_the_same_ranks(
    client: Client, city: City, tmp_path: Path, method: str
) -> None:
    spec = RunSpec(
        slug=f"by-{method}",
        title={"en": method},
        geography="zones",
        year=YEAR,
        domains=[DomainChoice(definition=one.pk, weight=10.0 + one.pk) for one in city.definitions],
        method=method,
        draws=20,
    )
    run = run_index(spec=spec, actor=None)
    for name in ("levels.csv", "spec.toml"):
        (tmp_path / name).write_bytes(client.get(f"/data/rankings/{run.slug}/{name}").getvalue())
    given = [str(tmp_path / "levels.csv"), "--spec", str(tmp_path / "spec.toml")]
    assert main(["index", *given, "--out", str(tmp_path / "ranks.csv")]) == 0
    with (tmp_path / "ranks.csv").open() as stream:
        found = {row["id"]: (float(row["score"]), int(row["rank"])) for row in csv.DictReader(stream)}
    stored = run.results.order_by("area").values_list("area__code", "score", "rank")
    assert found == {code: (pytest.approx(score), rank) for code, score, rank in stored}


def test_a_map_can_be_taken_away_as_the_figures_it_shows(client: Client, city: City) -> None:
    _told, ranked = table(client, "/data/maps/zones/rank.csv")
    assert [row["rank"] for row in ranked] == [str(rank) for rank in range(1, 13)]
    _told, measured = table(client, "/data/maps/zones/indicator-1.1.2024.csv")
    stored = Observation.objects.get(area__code="Z0003", definition=city.definitions[1])
    assert float(next(row for row in measured if row["code"] == "Z0003")["value"]) == stored.value


def test_an_area_can_be_taken_away_with_all_its_figures(client: Client, city: City) -> None:
    _told, rows = table(client, "/data/areas/zones/Z0001.csv")
    assert [row["indicator"] for row in rows] == [f"indicator-{column}" for column in range(5)]


def test_what_would_give_another_order_comes_as_tables(client: Client, city: City) -> None:
    _told, sensitivity = table(client, "/data/rankings/lowest/sensitivity.csv")
    assert {row["indicator"] for row in sensitivity} == {f"indicator-{column}" for column in range(4)}
    assert {row["change"] for row in sensitivity} == {"without", "doubled"}
    _told, methods = table(client, "/data/rankings/lowest/methods.csv")
    assert len(methods) == 12
    assert {row["code"]: row["exponential"] for row in methods} == {
        code: str(rank) for code, rank in city.run.results.values_list("area__code", "rank")
    }


def test_a_table_names_its_description(client: Client, city: City) -> None:
    answer = client.get("/data/areas/zones/Z0001.csv")
    assert answer["Link"].startswith('</data/areas/zones/Z0001.csv-metadata.json>; rel="describedby"')


def test_outlines_are_whole_geojson_with_their_source(client: Client, city: City) -> None:
    found = json.loads(client.get("/data/boundaries/zones.geojson").getvalue())
    assert found["type"] == "FeatureCollection"
    assert "CC0 1.0" in found["sources"][0]
    assert {feature["properties"]["code"] for feature in found["features"]} == {f"Z{n:04}" for n in range(12)}


@pytest.mark.parametrize("language", ["sv", "en", "ar", "xx"])
def test_a_picture_stands_alone(client: Client, city: City, language: str) -> None:
    drawn = client.get(f"/data/maps/zones/rank.svg?lang={language}").text
    root = ElementTree.fromstring(drawn)
    assert root.tag.endswith("svg")
    assert "class=" not in drawn
    assert "<a " not in drawn


@pytest.mark.parametrize(
    "address",
    [
        "/sv/areas/zones/Z0001/nothing.place.svg",
        "/sv/areas/zones/Z0001/indicator-1.where.svg",
        "/sv/areas/zones/Z0001/indicator-1.trend.svg",
        "/sv/areas/zones/none/score.svg",
        "/sv/areas/city/1280/score.png",
        "/sv/indicators/nothing/zones.1.2024.svg",
        "/sv/indicators/indicator-1/zones.1.1999.svg",
        "/sv/areas/zones/Z0001/score.gif",
    ],
)
def test_what_is_not_drawn_is_not_found(client: Client, city: City, address: str) -> None:
    assert client.get(address).status_code == 404


LINKED = re.compile(r'href="([^"]+)" download')


@pytest.mark.parametrize(
    "page",
    ["", "map/", "map/?show=indicator-1.1.2024", "ranking/", "indicators/indicator-1/", "areas/zones/Z0001/"],
)
def test_every_figure_leads_to_its_table_its_figures_and_its_picture(
    client: Client, city: City, page: str
) -> None:
    text = client.get(f"/sv/{page}").text
    files = {html.unescape(address) for address in LINKED.findall(text)}
    assert {"csv", "svg", "png"} <= {address.partition("?")[0].rpartition(".")[2] for address in files}
    for address in files:
        assert client.get(address).status_code == 200, address
    for figure in re.findall(r"<figure.*?</figure>", text, re.DOTALL):
        anchors = re.findall(r'<a href="#([^"]+)"', figure)
        assert anchors or "<table" in figure
        assert [anchor for anchor in anchors if f'id="{anchor}"' not in text] == []
