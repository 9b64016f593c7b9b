"""Who was heard, as pages, pictures and a table; small numbers stand on none of them."""

import csv
import io

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bokal.programme.areas.models import Area
from tests.factories.heard import everybody, settle, speak
from tests.factories.voices import make_area

pytestmark = pytest.mark.django_db
HERE = "/en/heard/herrgarden/"


@pytest.fixture
def area() -> Area:
    """Return an area in which 14 women and 6 men were heard, and ten people said nothing of themselves."""
    area = make_area()
    settle(area, everybody(100))
    speak(14, gender="woman", age="25-44")
    speak(6, gender="man")
    speak(10)
    return area


def rows_of(client: Client) -> list[dict[str, str]]:
    text = b"".join(client.get("/data/who-was-heard.csv")).decode()  # type: ignore[arg-type]
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    return list(csv.DictReader(io.StringIO("".join(lines))))


def test_a_page_says_when_there_are_too_few_voices(client: Client) -> None:
    assert "Too few voices to tell yet" in client.get("/en/heard/").text
    speak(9)
    assert "Too few voices to tell yet" in client.get("/en/heard/").text


def test_the_page_of_an_area_holds_who_was_heard_against_who_lives_there(area: Area, client: Client) -> None:
    page = client.get(HERE).text
    assert "Gender: no group was heard clearly more or less than its share of residents." in page
    assert "1.40" in page
    assert "Not heard at all: 15 or younger, 16 to 24, 45 to 64 and 65 or older." in page
    assert "No answer" in page
    assert "Source: Nobody" in page
    assert "Voices cannot be weighted here" in page


def test_an_area_whose_people_nobody_counted_says_so(client: Client) -> None:
    speak(10, gender="woman")
    page = client.get(HERE).text
    assert "We have no figures on who lives in this area by age and sex" in page
    assert "Voices cannot be weighted here, because we do not know who lives there" in page


def test_a_small_number_stands_neither_on_the_page_nor_in_the_table(area: Area, client: Client) -> None:
    speak(3, gender="other")
    speak(7, gender="woman")
    assert "not shown" in client.get(HERE).text
    rows = {
        row["group"]: row
        for row in rows_of(client)
        if row["area"] == "herrgarden" and row["question"] == "gender"
    }
    assert (rows["other"]["shown"], rows["other"]["voices"]) == ("0", "")
    assert "3" not in {row["voices"] for row in rows_of(client)}


def test_the_table_names_areas_groups_and_sources(area: Area, client: Client) -> None:
    rows = [row for row in rows_of(client) if row["area"] == "herrgarden"]
    women = next(row for row in rows if row["group"] == "woman")
    assert (women["voices"], women["living"], women["ratio"], women["living_estimated"]) == (
        "14",
        "500",
        "1.4",
        "0",
    )
    assert (
        next(row for row in rows if row["question"] == "gender" and row["group"] == "silent")["voices"]
        == "10"
    )
    text = b"".join(client.get("/data/who-was-heard.csv")).decode()  # type: ignore[arg-type]
    assert "# Population: Nobody, example" in text


def test_a_picture_goes_along_as_a_file_and_is_not_sent_twice(area: Area, client: Client) -> None:
    picture = client.get("/en/heard/herrgarden/gender.svg")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/svg+xml")
    assert "Woman" in picture.text
    known = {"If-None-Match": picture["ETag"]}
    assert client.get("/en/heard/herrgarden/gender.svg", headers=known).status_code == 304
    speak(10, gender="man")
    assert client.get("/en/heard/herrgarden/gender.svg", headers=known).status_code == 200
    assert client.get("/en/heard/herrgarden/gender.png")["Content-Type"] == "image/png"


def test_what_is_not_there_is_not_found(area: Area, client: Client) -> None:
    addresses = ("/en/heard/nowhere/", "/en/heard/herrgarden/weight.svg", "/en/heard/nowhere/age.svg")
    assert {client.get(address).status_code for address in addresses} == {404}


def test_the_page_takes_few_queries_and_none_the_second_time(
    area: Area, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        assert client.get("/en/heard/").status_code == 200
    with django_assert_max_num_queries(1):
        client.get("/en/heard/")


def test_every_language_has_the_page(area: Area, client: Client) -> None:
    for language in ("sv", "ar", "en"):
        assert client.get(f"/{language}/heard/").status_code == 200
        assert client.get(f"/{language}/heard/herrgarden/").status_code == 200
