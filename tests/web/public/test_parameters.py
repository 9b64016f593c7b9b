"""What a reader may write into an address never breaks a page; what is set right is said."""

from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.web.public.city import City

WEIGHTS = "w-indicator-0={}&w-indicator-1=1&w-indicator-2=1&w-indicator-3=1"


@pytest.mark.parametrize("weight", ["abc", "-1", "1e400", "nan", "inf", "", "1,5x", "١", "9999999999"])
def test_a_weight_that_cannot_be_used_is_told_and_left_out(client: Client, city: City, weight: str) -> None:
    answer = client.get(f"/en/ranking/?{WEIGHTS.format(quote(weight))}")
    assert answer.status_code == 200
    if weight == "١":
        assert "with your weights" in answer.text
    else:
        assert "Each weight must be a number" in answer.text
        assert "The ranking with your weights" not in answer.text


def test_weights_of_zero_are_told(client: Client, city: City) -> None:
    zeros = "&".join(f"w-indicator-{column}=0" for column in range(4))
    assert "one must be above 0" in client.get(f"/en/ranking/?{zeros}").text


@pytest.mark.parametrize("page", ["-1", "0", "x", "1000000000", "9" * 400, "٣"])
@pytest.mark.parametrize("address", ["/en/ranking/", "/en/areas/", "/en/map/", "/en/indicators/indicator-0/"])
def test_a_page_that_does_not_exist_becomes_the_nearest(
    client: Client, city: City, address: str, page: str
) -> None:
    answer = client.get(f"{address}?page={quote(page)}")
    assert answer.status_code == 200
    assert "There is no page" in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/en/ranking/?sort=nothing",
        "/en/map/?show=nothing",
        "/en/map/?geography=nowhere",
        "/en/areas/?geography=nowhere",
        "/en/indicators/indicator-0/?table=a.b.c",
        "/en/indicators/indicator-0/?sort=nothing",
    ],
)
def test_a_choice_that_is_not_there_is_told(client: Client, city: City, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "is not a choice here" in answer.text


def test_a_search_without_a_match_leads_on(client: Client, city: City) -> None:
    assert "No area has that name" in client.get("/en/areas/?q=nowhere").text
    assert "No area has that name" in client.get("/en/ranking/?q=nowhere").text


def test_what_a_reader_writes_is_shown_as_text(client: Client, city: City) -> None:
    for address in ("/en/areas/?q=", "/en/ranking/?q=", "/en/map/?show=", "/en/ranking/?page="):
        assert "<script>alert" not in client.get(f"{address}<script>alert(1)</script>").text


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=120), name=st.sampled_from(["q", "page", "sort", "w-indicator-0"]))
def test_no_query_breaks_the_ranking(client: Client, city: City, words: str, name: str) -> None:
    words = words.encode("utf-8", "replace").decode()
    assert client.get("/en/ranking/", {name: words}).status_code == 200


def test_sorting_searching_and_weighing_do_what_they_say(client: Client, city: City) -> None:
    by_name = client.get("/en/ranking/?sort=name").text
    assert by_name.index("Area Z0001</bdi></a></th>") < by_name.index("Area Z0002</bdi></a></th>")
    found = client.get("/en/ranking/?q=z0007").text
    rows = found[found.index("<tbody>") : found.index("</tbody>")]
    assert rows.count("<tr>") == 1
    weighed = client.get(f"/en/ranking/?{WEIGHTS.format(500)}").text
    assert "The ranking with your weights" in weighed
    assert "from rank" in weighed


def test_the_fragment_is_what_the_whole_page_has_in_its_place(client: Client, city: City) -> None:
    address = f"/en/ranking/?{WEIGHTS.format(500)}"
    whole = client.get(address).text
    fragment = client.get(address, headers={"HX-Request": "true"}).text.strip()
    assert fragment.startswith('<section id="rows"')
    rows, end, _parts_elsewhere = fragment.partition("</section>")
    assert rows + end in whole
