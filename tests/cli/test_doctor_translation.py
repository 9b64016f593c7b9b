"""What the doctor says of a translation service that is there, refuses, lacks a language, or is gone."""

import socket
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest
from pytest_django.fixtures import Settings

from bokal.cli.doctor import installation
from bokal.cli.doctor.findings import Finding, Grade, findings_of
from tests.factories.translations import Service, running_service


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    with running_service() as running:
        settings.TRANSLATE_URL = running.url
        settings.TRANSLATE_KEY = ""
        yield running


def finding() -> Finding:
    (found,) = findings_of(installation.check_translation)
    return found


def test_none_is_as_it_should_be(settings: Settings) -> None:
    settings.TRANSLATE_URL = ""
    assert finding().grade == Grade.GOOD
    assert "no words leave this site" in finding().sentence


def test_one_that_answers_is_asked_about_a_word_of_ours(service: Service) -> None:
    assert finding().grade == Grade.GOOD
    assert "has 4 languages" in finding().sentence
    assert {one["q"] for one in service.asked} == {"Bokal"}


def test_a_language_of_the_site_that_it_lacks_is_named(service: Service) -> None:
    service.languages = [{"code": code, "targets": ["en", "sv"]} for code in ("en", "sv")]
    assert finding().grade == Grade.LOOK
    assert "Not ar." in finding().sentence


def test_a_key_it_refuses_is_broken(service: Service) -> None:
    service.key = "right"
    assert finding().grade == Grade.BROKEN
    assert "refuses the key (403)" in finding().sentence
    assert "BOKAL_TRANSLATE_KEY" in finding().remedy


def test_one_that_is_gone_is_broken(settings: Settings, service: Service) -> None:
    service.languages = "nothing"
    assert finding().grade == Grade.BROKEN
    settings.TRANSLATE_URL = "http://127.0.0.1:1"
    assert finding().grade == Grade.BROKEN
    assert "127.0.0.1:1 could not be reached" in finding().sentence


def connect_here(service: Service) -> Callable[[HTTPConnection], None]:
    """Lead every connection to the little server, whatever it is called."""

    def connect(connection: HTTPConnection) -> None:
        connection.sock = socket.create_connection(("127.0.0.1", service.server_port), timeout=5)

    return connect


def test_a_key_that_can_be_read_on_its_way_is_worth_a_look(
    settings: Settings, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.TRANSLATE_KEY = "secret"
    assert finding().grade == Grade.GOOD
    monkeypatch.setattr(HTTPConnection, "connect", connect_here(service))
    settings.TRANSLATE_URL = "http://translate.example"
    assert finding().grade == Grade.LOOK
    assert "translate.example answers and has 4 languages. The key can be read" in finding().sentence
