"""Figures fetched from a real server on this machine, by https, and only from named places."""

import json
import ssl

import pytest

from bokal.programme.areas.errors import FetchRefused
from bokal.programme.areas.services import fetch_kolada, fetch_pxweb, import_fetch
from tests.factories.office import Answer, Server


def refusal(server: Server, url: str) -> str:
    with pytest.raises(FetchRefused) as refused:
        fetch_pxweb(url, {"query": []}, context=server.trust)
    return str(refused.value)


def test_a_table_is_asked_for_in_json_stat(server: Server) -> None:
    url = server.says("/table", {"class": "dataset"})
    file = fetch_pxweb(url, {"query": [{"code": "Tid"}]}, context=server.trust)
    assert json.loads(file.stream.read()) == {"class": "dataset"}
    ((method, _path, body),) = server.asked
    assert method == "POST"
    assert json.loads(body) == {"query": [{"code": "Tid"}], "response": {"format": "json-stat2"}}


def test_all_pages_of_kolada_become_one_file(server: Server) -> None:
    second = server.says("/more", {"values": [{"kpi": "N1"}], "next_url": None})
    server.says(
        "/v3/data/kpi/N1/municipality/1280/year/2021,2022", {"values": [{"kpi": "N1"}], "next_url": second}
    )
    base = f"https://{server.host}/v3"
    file = fetch_kolada("N1", "1280", [2021, 2022], base=base, context=server.trust)
    assert len(json.loads(file.stream.read())["values"]) == 2


def test_pages_that_never_end_are_refused(server: Server) -> None:
    path = "/v3/data/kpi/N1/municipality/1280/year/2022"
    server.says(path, {"values": [], "next_url": f"https://{server.host}{path}"})
    with pytest.raises(FetchRefused, match="no end"):
        fetch_kolada("N1", "1280", [2022], base=f"https://{server.host}/v3", context=server.trust)


def test_a_page_elsewhere_is_not_followed(server: Server) -> None:
    path = "/v3/data/kpi/N1/municipality/1280/year/2022"
    server.says(path, {"values": [], "next_url": "https://example.org/"})
    with pytest.raises(FetchRefused, match="these places only"):
        fetch_kolada("N1", "1280", [2022], base=f"https://{server.host}/v3", context=server.trust)


@pytest.mark.parametrize("code", ["../x", "N 1", "", "N1/ou/2"])
def test_a_key_figure_cannot_lead_elsewhere(code: str) -> None:
    with pytest.raises(FetchRefused):
        fetch_kolada(code, "1280", [2022])


@pytest.mark.parametrize(
    "url",
    [
        "http://{host}/table",
        "https://example.org/table",
        "https://{host}@example.org/",
        "https://{host} /x",
        "https://[bad/",
        "file:///etc/passwd",
        "https://{host}/\r\nHost: x",
    ],
)
def test_other_places_are_never_called(server: Server, url: str) -> None:
    assert refusal(server, url.format(host=server.host))
    assert server.asked == []


def test_a_redirect_is_not_followed(server: Server) -> None:
    target = server.says("/target", {})
    assert "elsewhere" in refusal(server, server.says("/away", b"", 302, Location=target))
    assert [path for _method, path, _body in server.asked] == ["/away"]


@pytest.mark.parametrize(
    ("status", "words"), [(404, "404"), (429, "patience"), (403, "too many"), (500, "500")]
)
def test_an_error_of_the_server_is_told(server: Server, status: int, words: str) -> None:
    assert words in refusal(server, server.says("/error", b"no", status))


def test_an_answer_that_is_not_json_is_refused(server: Server) -> None:
    assert "not JSON" in refusal(server, server.says("/html", b"<html>"))


def test_a_huge_answer_is_cut_off(server: Server, settings) -> None:
    settings.UPLOAD_LIMIT = 100_000
    assert "too large" in refusal(server, server.says("/huge", b" " * 10_000_000))


def test_an_answer_that_breaks_off_is_refused(server: Server) -> None:
    url = server.says("/half", b"{}", **{"Content-Length": "100", "Connection": "close"})
    assert refusal(server, url)


def test_a_server_that_sleeps_is_left(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_fetch, "PATIENCE_SECONDS", 0.5)

    def sleep(_body: bytes) -> Answer:
        server.over.wait(10)
        return 200, {}, b"{}"

    server.answers["/slow"] = sleep
    assert "in time" in refusal(server, f"https://{server.host}/slow")


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_asked_again_after_a_pause(server: Server, status: int) -> None:
    answers = [(status, {"Retry-After": "0"}, b"busy")] * 2 + [(200, {}, b'{"class": "dataset"}')]
    turn = iter(answers)
    server.answers["/busy"] = lambda _body: next(turn)
    file = fetch_pxweb(f"https://{server.host}/busy", {"query": []}, context=server.trust)
    assert json.loads(file.stream.read()) == {"class": "dataset"}
    assert len(server.asked) == 3


def test_a_server_that_stays_busy_is_left_after_some_tries(server: Server) -> None:
    assert "patience" in refusal(server, server.says("/busy", b"no", 503))
    assert len(server.asked) == import_fetch.ATTEMPTS


def test_a_wrong_question_is_asked_once(server: Server) -> None:
    assert "404" in refusal(server, server.says("/gone", b"no", 404))
    assert len(server.asked) == 1


def test_an_answer_that_broke_off_is_fetched_again(server: Server) -> None:
    half = (200, {"Content-Length": "100", "Connection": "close"}, b"{}")
    turn = iter([half, (200, {}, b"{}")])
    server.answers["/half"] = lambda _body: next(turn)
    assert fetch_pxweb(f"https://{server.host}/half", {"query": []}, context=server.trust)


def test_a_server_that_cannot_prove_who_it_is_is_refused(server: Server) -> None:
    url = server.says("/table", {})
    with pytest.raises(FetchRefused, match="prove"):
        fetch_pxweb(url, {}, context=ssl.create_default_context())
