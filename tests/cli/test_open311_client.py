"""Programs of others speak with the server: the package ``georeport`` reads, and a form is posted.

``georeport`` 0.3.1 knows neither discovery nor posting. The other client there is, ``three`` 0.8.0, does, but
was written for Python 2 and cannot be imported: “ImportError: cannot import name 'ifilter' from 'itertools'”.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from georeport import GeoReport

from tests.cli.test_serve import served
from tests.factories.queue import PATIENCE, ROOT, free_port, surroundings

pytestmark = pytest.mark.slow
KEY = "key-of-another-system"
WORDS = "Lampan vid trappan är <trasig> & mörk."
ON_THE_RECORDS = "import django\ndjango.setup()\n"
MAKE_AREA = """
from tests.factories.areas import make_geography
make_geography("programme_areas", areas=("herrgarden",))
"""
PUBLISH = """
import sys
from bokal.programme.voices.enums import Act
from bokal.programme.voices.services import moderate_voice
moderate_voice(voice_id=int(sys.argv[1]), act=Act.PUBLISH, actor=None)
"""


def on_the_records(data: Path, script: str, *arguments: str) -> None:
    """Have another process change the records of the server."""
    environment = surroundings() | {"BOKAL_DATA_DIR": str(data)}
    environment["DJANGO_SETTINGS_MODULE"] = "bokal.config.settings"
    command = [sys.executable, "-c", ON_THE_RECORDS + script, *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=PATIENCE)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve an installation with one area, to which another system has a key; return where."""
    data, port = tmp_path_factory.mktemp("open311"), free_port()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("BOKAL_OPEN311_KEYS", KEY)
        with served(data, port):
            on_the_records(data, MAKE_AREA)
            yield f"http://127.0.0.1:{port}", data


def test_a_client_finds_the_server_posts_a_request_and_reads_it_back(server: tuple[str, Path]) -> None:
    address, data = server
    discovery = requests.get(f"{address}/open311/discovery.json", timeout=PATIENCE).json()
    (endpoint,) = discovery["endpoints"]
    assert endpoint["url"] == f"{address}/open311/v2"

    clients = [GeoReport(endpoint["url"], api_key=KEY, output_format=form) for form in ("json", "xml")]
    services = [client.get_service_list() for client in clients]
    assert services[0][0]["service_code"] == "voice"
    # What stands once in XML is no list to this client.
    assert services[1]["service_code"] == "voice"  # type: ignore[call-overload]
    areas = clients[0].get_service_definition("voice")["attributes"][0]["values"]
    assert [area["key"] for area in areas] == ["herrgarden"]

    posted = requests.post(
        f"{endpoint['url']}/requests.json",
        data={
            "api_key": KEY,
            "service_code": services[0][0]["service_code"],
            "description": WORDS,
            "address_string": "Vid trappan",
            "lat": "55.5875",
            "long": "13.0321",
            "attribute[area]": "herrgarden",
            "attribute[language]": "sv",
            "attribute[may_publish]": "yes",
            "first_name": "Nobody",
            "phone": "+46701740605",
        },
        timeout=PATIENCE,
    )
    assert posted.status_code == 201
    (told,) = posted.json()
    assert re.search(r"[A-Z0-9]{5}-[A-Z0-9]{5}", told["service_notice"])
    number = told["service_request_id"]
    with pytest.raises(requests.HTTPError, match="404"):
        clients[0].get_service_request(number)

    on_the_records(data, PUBLISH, number)
    as_json, as_xml = (client.get_service_request(number) for client in clients)
    assert (as_json["description"], as_json["address"]) == (WORDS, "Vid trappan, Area herrgarden")
    assert (as_json["lat"], as_json["long"], as_json["status"]) == (55.5875, 13.0321, "open")
    assert (as_xml["description"], as_xml["lat"], as_xml["long"]) == (WORDS, "55.5875", "13.0321")
    assert not {"first_name", "phone"} & set(as_json)
    listed = clients[0].get_service_requests(service_code="voice", status="open")
    assert [one["service_request_id"] for one in listed] == [number]
    assert clients[0].get_service_requests(status="closed") == []


def test_a_client_without_a_key_reads_and_does_not_post(server: tuple[str, Path]) -> None:
    address, _data = server
    assert GeoReport(f"{address}/open311/v2").get_service_list()
    sent = {"service_code": "voice", "description": WORDS}
    refused = requests.post(f"{address}/open311/v2/requests.json", data=sent, timeout=PATIENCE)
    assert (refused.status_code, refused.json()[0]["code"]) == (403, 403)
