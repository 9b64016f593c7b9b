"""``bokal fetch`` asks, keeps the answer, and imports it like a file."""

import json
from pathlib import Path

import pytest
from django.utils import timezone

from bokal import cli
from bokal.programme.areas.models import Dataset, Observation
from bokal.programme.documents.services import document_bytes
from tests.factories.areas import make_definition, make_geography
from tests.factories.office import Server

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parent / "fixtures"
FACTS = """
slug = "office"
title = {en = "Constructed example"}
publisher = "Nobody"
reference = "Made for a test."
licence = "CC0 1.0"
licence_status = "open"
retrieved = 2026-11-24
"""
MAP = """
[fixed]
geography = "%s"
[[values]]
column = "%s"
indicator = "employed"
"""
QUERY = {"query": [{"code": "Region", "selection": {"filter": "item", "values": ["A", "B"]}}]}


@pytest.fixture
def folder(tmp_path: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    make_definition()
    (tmp_path / "facts.toml").write_text(FACTS)
    (tmp_path / "query.json").write_text(json.dumps(QUERY))
    return tmp_path


def options(folder: Path, geography: str, column: str) -> list[str]:
    (folder / "map.toml").write_text(MAP % (geography, column))
    return ["--map", str(folder / "map.toml"), "--dataset", str(folder / "facts.toml")]


def table_at(server: Server, **changes: object) -> str:
    answer = json.loads((FIXTURES / "pxweb.json").read_text()) | changes
    answer["dimension"]["ContentsCode"]["category"]["index"] = {"000007A8": 0}
    answer["size"], answer["value"], answer["status"] = [2, 1, 1, 2], [61.5, 62.5, None, 52.5], {"2": ".."}
    return server.says("/table", answer)


def test_a_table_is_fetched_kept_and_imported(
    folder: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make_geography(areas=("A", "B"))
    words = ["fetch", "pxweb", table_at(server), str(folder / "query.json")]
    assert cli.main([*words, *options(folder, "deso2018", "000007A8")]) == 0
    assert "4 new" in capsys.readouterr().out
    assert Observation.objects.get(area__code="A", year=2022).value == 61.5
    dataset = Dataset.objects.get()
    assert dataset.retrieved_on == timezone.localdate()
    assert json.loads(document_bytes(dataset.document))["class"] == "dataset"
    ((_method, _path, asked),) = server.asked
    assert json.loads(asked)["query"] == QUERY["query"]
    assert cli.main([*words, *options(folder, "deso2018", "000007A8")]) == 0
    assert "0 new, 0 changed, 4 unchanged" in capsys.readouterr().out


def test_a_dry_run_asks_and_writes_nothing(folder: Path, server: Server) -> None:
    make_geography(areas=("A", "B"))
    words = ["fetch", "pxweb", table_at(server), str(folder / "query.json"), "--dry-run"]
    assert cli.main([*words, *options(folder, "deso2018", "000007A8")]) == 0
    assert server.asked
    assert not Observation.objects.exists()


def test_a_key_figure_is_fetched_page_by_page(folder: Path, server: Server) -> None:
    make_geography("kommun", areas=("1280",))
    row = {"kpi": "N00914", "municipality": "1280"}
    more = {"gender": "T", "status": "Missing", "value": None, "isdeleted": False}
    second = [row | {"period": 2022, "values": [more]}]
    following = server.says("/more", {"values": second, "next_url": None, "previous_url": None, "count": 1})
    total = {"gender": "T", "status": "", "value": 61.5, "isdeleted": False}
    first = [row | {"period": 2021, "values": [{**total, "gender": "K", "value": 60.0}, total]}]
    path = "/v3/data/kpi/N00914/municipality/1280/year/2021,2022"
    server.says(path, {"values": first, "next_url": following, "previous_url": None, "count": 1})
    words = ["fetch", "kolada", "N00914", "1280", "2021-2022", "--address", f"https://{server.host}/v3"]
    assert cli.main([*words, *options(folder, "kommun", "N00914")]) == 0
    found = Observation.objects.order_by("year").values_list("year", "value", "status")
    assert list(found) == [(2021, 61.5, "ok"), (2022, None, "missing")]


@pytest.mark.parametrize(
    ("query", "words"), [("{", "no query"), ('{"a": 1}', "no query"), (None, "query.json")]
)
def test_a_query_that_is_none_is_told_before_anybody_is_asked(
    folder: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
    query: str | None,
    words: str,
) -> None:
    path = folder / "query.json"
    path.unlink() if query is None else path.write_text(query)
    assert cli.main(["fetch", "pxweb", table_at(server), str(path)]) == 2
    assert words in capsys.readouterr().err
    assert server.asked == []


def test_a_place_that_is_not_named_is_never_called(
    folder: Path,
    server: Server,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["fetch", "pxweb", "https://example.org/table", str(folder / "query.json")]) == 2
    assert server.host in capsys.readouterr().err


@pytest.mark.parametrize("years", ["twenty", "2022-2020", "1000-2999", "2020;2021", ""])
def test_years_that_are_none_are_refused(years: str) -> None:
    assert cli.main(["fetch", "kolada", "N00914", "1280", years]) == 2
