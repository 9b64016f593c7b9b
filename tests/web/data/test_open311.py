"""Open311 GeoReport v2: every field of the specification, in both forms, and only published words out."""

import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from bokal.programme.voices.enums import Act, HeldReason, Status
from bokal.programme.voices.models import Voice, Words
from bokal.programme.voices.services import answer_voice, moderate_voice, voice_of_code, withdraw_voice
from bokal.web.data import open311
from tests.factories.programmes import make_unit
from tests.factories.voices import WORDS, make_area, make_voice

pytestmark = pytest.mark.django_db
KEY = "key-of-another-system"
# The fields that the specification of GeoReport v2 lists for each method.
SERVICE = ["service_code", "service_name", "description", "metadata", "type", "keywords", "group"]
ATTRIBUTE = ["variable", "code", "datatype", "required", "datatype_description", "order", "description"]
ATTRIBUTE += ["values"]
REQUEST = ["service_request_id", "status", "status_notes", "service_name", "service_code", "description"]
REQUEST += ["agency_responsible", "service_notice", "requested_datetime", "updated_datetime"]
REQUEST += ["expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url"]
DISCOVERY = ["changeset", "contact", "key_service", "endpoints"]
ENDPOINT = ["specification", "url", "changeset", "type", "formats"]
HIDDEN = "Ord som ingen har läst"


def read(path: str, **query: str) -> Any:
    answer = Client().get(f"/open311/{path}", query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def read_xml(path: str, **query: str) -> ElementTree.Element:
    answer = Client().get(f"/open311/{path}", query)
    assert answer.status_code == 200, answer.text
    assert answer["Content-Type"] == "text/xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


@pytest.fixture
def _keys(settings: Any) -> None:
    settings.OPEN311_KEYS = ["first", KEY]
    make_area()


def post(form: str = "json", **fields: str) -> Any:
    sent = {"api_key": KEY, "service_code": "voice", "description": WORDS} | fields
    return Client(enforce_csrf_checks=True).post(f"/open311/v2/requests.{form}", sent)


def test_discovery_services_and_definition_have_the_fields_of_the_specification() -> None:
    make_area()
    found = read("discovery.json")
    assert list(found) == DISCOVERY
    assert list(found["endpoints"][0]) == ENDPOINT
    assert found["endpoints"][0]["url"] == "http://testserver/open311/v2"
    (service,) = read("v2/services.json")
    assert list(service) == SERVICE
    definition = read("v2/services/voice.json")
    assert list(definition) == ["service_code", "attributes"]
    assert all(list(attribute) == ATTRIBUTE for attribute in definition["attributes"])
    areas = definition["attributes"][0]["values"]
    assert {"key": "herrgarden", "name": "Area herrgarden"} in areas


def test_xml_says_the_same_as_json() -> None:
    make_voice(published=True)
    assert [part.tag for part in read_xml("discovery.xml")] == DISCOVERY
    assert read_xml("discovery.xml").findtext("endpoints/endpoint/formats/format") == "text/xml"
    services = read_xml("v2/services.xml")
    assert (services.tag, services[0].tag) == ("services", "service")
    assert [part.tag for part in services[0]] == SERVICE
    assert services.findtext("service/metadata") == "true"
    definition = read_xml("v2/services/voice.xml")
    assert [part.tag for part in definition[1][0]] == ATTRIBUTE
    assert definition.find("attributes/attribute/values/value/key") is not None
    requests = read_xml("v2/requests.xml")
    assert (requests.tag, requests[0].tag) == ("service_requests", "request")
    (same,) = read("v2/requests.json")
    assert {part.tag: part.text or "" for part in requests[0]} == {
        name: "" if value is None else str(value) for name, value in same.items()
    }


def test_only_published_words_go_out_in_every_form() -> None:
    waiting = make_voice(words=HIDDEN).voice.pk
    held = make_voice(words=f"{HIDDEN} 2").voice.pk
    moderate_voice(voice_id=held, act=Act.HOLD, actor=None, reason=HeldReason.THREAT)
    gone = make_voice(published=True, words=f"{HIDDEN} 3").voice.pk
    withdraw_voice(voice_id=gone)
    shown = make_voice(published=True).voice.pk
    assert [one["service_request_id"] for one in read("v2/requests.json")] == [str(shown)]
    for number in (waiting, held, gone):
        for form in ("json", "xml"):
            answer = Client().get(f"/open311/v2/requests/{number}.{form}")
            assert answer.status_code == 404
            assert HIDDEN not in answer.text
    listed = read("v2/requests.json", service_request_id=f"{waiting},{held},{gone},{shown}")
    assert [one["description"] for one in listed] == [WORDS]
    assert HIDDEN not in Client().get("/open311/v2/requests.xml").text


def test_a_request_has_every_field_of_the_specification_and_what_came_of_it() -> None:
    taken = make_voice(published=True, point=(13.02, 55.58))
    unit = make_unit("street")
    (before,) = read("v2/requests.json")
    assert list(before) == REQUEST
    assert (before["status"], before["lat"], before["long"]) == ("open", 55.58, 13.02)
    answer_voice(
        voice_id=taken.voice.pk,
        unit=unit,
        status=Status.DONE,
        texts={"sv": "Lagat."},
        written_in="sv",
        actor=None,
    )
    (after,) = read(f"v2/requests/{taken.voice.pk}.json")
    assert after["status"] == "closed"
    assert after["agency_responsible"]
    assert read("v2/requests.json", status="open") == []
    assert len(read("v2/requests.json", status="closed")) == 1


def test_a_point_goes_when_anything_was_left_out_of_the_words() -> None:
    taken = make_voice(words="Hos Anna på gården är det mörkt.", point=(13.02, 55.58))
    moderate_voice(
        voice_id=taken.voice.pk, act=Act.PUBLISH_MASKED, actor=None, text="Hos […] på gården är det mörkt."
    )
    (shown,) = read("v2/requests.json")
    assert (shown["lat"], shown["long"], shown["description"]) == (
        None,
        None,
        "Hos […] på gården är det mörkt.",
    )


def test_requests_are_narrowed_down_by_time_service_area_and_page() -> None:
    make_voice(published=True)
    soon = (timezone.now() + datetime.timedelta(hours=1)).isoformat()
    assert read("v2/requests.json", start_date=soon) == []
    assert read("v2/requests.json", end_date="2020-01-01T00:00:00Z") == []
    assert read("v2/requests.json", service_code="potholes") == []
    assert len(read("v2/requests.json", service_code="potholes,voice")) == 1
    assert read("v2/requests.json", area="elsewhere") == []
    assert len(read("v2/requests.json", area="herrgarden")) == 1
    assert read("v2/requests.json", page="2") == []
    assert read("v2/requests.json", service_request_id="1;drop,-1,٣," + "9" * 30) == []


@pytest.mark.parametrize(
    "query", [{"start_date": "yesterday"}, {"status": "lost"}, {"page": "0"}, {"end_date": "9999-99-99"}]
)
@pytest.mark.parametrize("form", ["json", "xml"])
def test_what_is_not_understood_is_an_error_of_the_specification(query: dict[str, str], form: str) -> None:
    answer = Client().get(f"/open311/v2/requests.{form}", query)
    assert answer.status_code == 400
    if form == "json":
        (error,) = answer.json()
        assert list(error) == ["code", "description"]
    else:
        assert [part.tag for part in ElementTree.fromstring(answer.content)[0]] == ["code", "description"]


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize("form", ["json", "xml"])
def test_a_posted_request_is_a_voice_with_a_code_and_nothing_about_the_person(form: str) -> None:
    fields = {
        "attribute[area]": "herrgarden",
        "attribute[language]": "sv",
        "attribute[may_publish]": "yes",
        "lat": "55.58",
        "long": "13.02",
    }
    person = {
        "email": "anna@example.org",
        "first_name": "Anna",
        "phone": "0701740605",
        "device_id": "the-phone",
    }
    answer = post(form, **fields, **person)
    assert answer.status_code == 201, answer.text
    voice = Voice.objects.get()
    assert (voice.channel, voice.area and voice.area.code, voice.may_publish) == (
        "open311",
        "herrgarden",
        True,
    )
    if form == "json":
        (told,) = answer.json()
    else:
        told = {part.tag: part.text or "" for part in ElementTree.fromstring(answer.content)[0]}
    assert list(told) == ["service_request_id", "service_notice", "account_id"]
    assert told["service_request_id"] == str(voice.pk)
    assert voice_of_code(told["service_notice"].rpartition(": ")[2]) == voice.pk
    kept = str([list(model.objects.values()) for model in (Voice, Words)])
    assert all(value not in kept for value in person.values())
    assert read("v2/requests.json") == []


@pytest.mark.usefixtures("_keys")
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"api_key": "wrong"}, 403),
        ({"api_key": ""}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "potholes"}, 404),
        ({"description": ""}, 400),
        ({"description": "x" * 4001}, 400),
        ({"lat": "55"}, 400),
        ({"lat": "north", "long": "13"}, 400),
        ({"attribute[area]": "nowhere"}, 400),
        ({"attribute[may_publish]": "ja"}, 400),
        ({"attribute[language]": "Svenska!"}, 400),
    ],
)
def test_a_post_that_does_not_fit_is_refused_with_its_code(fields: dict[str, str], code: int) -> None:
    answer = post(**fields)
    assert answer.status_code == answer.json()[0]["code"] == code
    assert not Voice.objects.exists()


def test_without_keys_nobody_posts(settings: Any) -> None:
    settings.OPEN311_KEYS = []
    assert post(api_key="").status_code == 403


@pytest.mark.usefixtures("_keys")
def test_posting_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open311, "EACH_MINUTE", 2)
    assert [post().status_code for _each in range(3)] == [201, 201, 429]


def test_another_jurisdiction_is_not_found(settings: Any) -> None:
    settings.OPEN311_JURISDICTION = "malmo.se"
    client = Client()
    assert client.get("/open311/v2/services.json", {"jurisdiction_id": "malmo.se"}).status_code == 200
    assert client.get("/open311/v2/services.json", {"jurisdiction_id": "lund.se"}).status_code == 404
    assert client.get("/open311/v2/services.html").status_code == 404
    assert client.get("/open311/v2/services/potholes.json").status_code == 404
    assert client.put("/open311/v2/requests.json").status_code == 405


def test_signs_that_xml_cannot_hold_are_replaced() -> None:
    make_voice(published=True, words="En\x0brad <b>&</b> \U0001f600")
    text = read_xml("v2/requests.xml").findtext("request/description")
    assert text == "En\ufffdrad <b>&</b> \U0001f600"
