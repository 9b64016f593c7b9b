"""The pictures of an edition can be taken along, as they are frozen in its page."""

import io
import re

import pytest
from django.test import Client
from PIL import Image

from bokal.programme.reports.models import Rendition
from bokal.programme.reports.services import publish_report
from tests.factories.reports import make_city_with_figures, make_report, make_run

EDITION = "reports/where-is-welfare-lowest/1/"


@pytest.fixture
def edition(db: None) -> None:
    publish_report(report_id=make_report(make_run(make_city_with_figures())).pk, actor=None)


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_every_picture_of_an_edition_leads_to_its_table_and_its_files(
    client: Client, edition: None, language: str
) -> None:
    page = client.get(f"/{language}/{EDITION}").text
    links = re.findall(r'href="(pictures/[^"]+|figures\.csv)" download', page)
    assert sorted(set(links)) == [
        "figures.csv",
        "pictures/map.png",
        "pictures/map.svg",
        "pictures/ranks.png",
        "pictures/ranks.svg",
    ]
    assert len(links) == 6
    for link in links:
        assert client.get(f"/{language}/{EDITION}{link}").status_code == 200
    assert page.count('href="#table-lowest"') == 2
    assert page.count('id="table-lowest"') == 1


def test_a_picture_is_the_frozen_one_with_its_words(client: Client, edition: None) -> None:
    rendition = Rendition.objects.get(language="sv")
    frozen = re.search(r'<desc id="report-map-desc">(.*?)</desc>', rendition.html)
    assert frozen is not None
    svg = client.get(f"/sv/{EDITION}pictures/map.svg")
    assert frozen[0] in svg.text
    assert "class=" not in svg.text
    assert svg["Content-Disposition"] == 'attachment; filename="where-is-welfare-lowest-1-map.svg"'
    assert "immutable" in svg["Cache-Control"]


def test_a_picture_as_png_can_be_opened(client: Client, edition: None) -> None:
    with Image.open(io.BytesIO(client.get(f"/ar/{EDITION}pictures/map.png").content)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1200)


@pytest.mark.parametrize("name", ["nothing.svg", "map.gif"])
def test_a_picture_that_is_not_there_is_not_found(client: Client, edition: None, name: str) -> None:
    assert client.get(f"/sv/{EDITION}pictures/{name}").status_code == 404
