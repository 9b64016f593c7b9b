"""Every picture and table on the public pages says where it comes from and can be taken away."""

import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser

import pytest
from django.test import Client

from bokal.programme.areas.models import Observation
from tests.web.public.city import City

PAGES = [
    "/",
    "/areas/zones/Z0000/",
    "/areas/zones/Z0000/indicator-0/",
    "/areas/city/1280/",
    "/map/",
    "/map/?geography=zones&show=indicator-1.1.2024",
    "/indicators/indicator-0/",
    "/ranking/",
    "/ranking/?w-indicator-0=9&w-indicator-1=2&w-indicator-2=3&w-indicator-3=4",
    "/method/",
]
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "rect", "circle"}


class Outline(HTMLParser):
    """Reads a page as nested elements, each with its attributes, children and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.root: dict = {"tag": "", "given": {}, "inside": [], "text": "", "around": None}
        self.here = self.root
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        one = {"tag": tag, "given": dict(attrs), "inside": [], "text": "", "around": self.here}
        self.here["inside"].append(one)
        if tag not in VOID:
            self.here = one

    def handle_startendtag(self, tag, attrs):
        self.here["inside"].append(
            {"tag": tag, "given": dict(attrs), "inside": [], "text": "", "around": self.here}
        )

    def handle_endtag(self, tag):
        if tag not in VOID and self.here["tag"] == tag:
            self.here = self.here["around"]

    def handle_data(self, data):
        self.here["text"] += data


def every(element: dict, *tags: str) -> list[dict]:
    found = [element] if element["tag"] in tags else []
    return found + [one for child in element["inside"] for one in every(child, *tags)]


def of_class(element: dict, name: str) -> list[dict]:
    own = [element] if name in (element["given"].get("class") or "").split() else []
    return own + [one for child in element["inside"] for one in of_class(child, name)]


def files(element: dict) -> list[str]:
    return [one["given"]["href"] for one in every(element, "a") if "download" in one["given"]]


def ending(addresses: list[str], *ends: str) -> list[str]:
    return [address for address in addresses if address.partition("?")[0].endswith(ends)]


@pytest.fixture
def years(city: City) -> City:
    """Give one indicator a second year, so that there is a line to draw."""
    for figure in Observation.objects.filter(definition=city.definitions[0]):
        figure.pk, figure.year, figure.value = None, 2023, 11.0
        figure.save()
    return city


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize("address", PAGES)
def test_every_figure_has_title_source_table_and_files(
    client: Client, years: City, address: str, language: str
) -> None:
    page = Outline(client.get(f"/{language}{address}").text).root
    ids = {
        one["given"]["id"] for one in every(page, *{"section", "h2", "table", "div"}) if "id" in one["given"]
    }
    for figure in every(page, "figure"):
        assert of_class(figure, "figure-title"), address
        assert any("2024" in one["text"] for one in of_class(figure, "source")), address
        shown = {one["given"]["href"][1:] for one in every(figure, "a") if one["given"]["href"][0] == "#"}
        assert every(figure, "table") or shown & ids, address
        found = files(figure)
        assert ending(found, ".csv"), address
        assert ending(found, ".svg"), address
        assert ending(found, ".png"), address
        for file in found:
            assert client.get(file).status_code == 200, file


@pytest.mark.parametrize("address", PAGES)
def test_every_table_can_be_taken_away(client: Client, years: City, address: str) -> None:
    page = Outline(client.get(f"/en{address}").text).root
    for table in every(page, "table"):
        around = table["around"]
        while around["tag"] not in {"section", "figure", "main"}:
            around = around["around"]
        assert ending(files(around), ".csv", ".toml"), f"{address}: {table['given']}"


@pytest.mark.parametrize("address", PAGES)
def test_every_cell_of_a_stacked_table_says_what_it_is(client: Client, years: City, address: str) -> None:
    page = Outline(client.get(f"/en{address}").text).root
    for table in of_class(page, "stacked"):
        bare = [cell for cell in every(table, "td") if not cell["given"].get("data-label")]
        assert bare == [], address


@pytest.mark.parametrize("address", PAGES)
def test_no_id_stands_twice_on_a_page(client: Client, years: City, address: str) -> None:
    ids = re.findall(r' id="([^"]+)"', client.get(f"/en{address}").text)
    assert sorted(ids) == sorted(set(ids)), address


def test_a_picture_as_a_file_speaks_the_language_of_its_page(client: Client, years: City) -> None:
    for language, word in (("sv", "Hela staden"), ("en", "The whole city"), ("ar", "المدينة كلها")):
        for end in ("areas/zones/Z0000/indicator-0.place.svg", "areas/zones/Z0000/indicator-0.trend.svg"):
            text = client.get(f"/{language}/{end}").text
            assert any(word in (one.text or "") for one in ElementTree.fromstring(text).iter()), end
