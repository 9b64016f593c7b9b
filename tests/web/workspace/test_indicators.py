"""Indicators at work: what is defined, and where there are figures."""

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from tests.factories.accounts import make_account
from tests.factories.areas import make_definition, make_geography, observe

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/indicators/"


@pytest.fixture
def auditor(client: Client) -> None:
    client.force_login(make_account(Role.AUDITOR))


def test_without_indicators_the_list_says_what_to_do(client: Client, auditor: None) -> None:
    page = client.get(HERE).text
    assert "There are no indicators yet" in page
    assert "<table" not in page


def test_the_list_counts_definitions_figures_and_years(client: Client, auditor: None) -> None:
    zones = make_geography(areas=("A1", "A2"))
    first, second = make_definition(), make_definition(version=2)
    observe(zones, first, {"A1": 40.0, "A2": 50.0}, year=2019)
    observe(zones, second, {"A1": 41.0}, year=2024)
    (indicator,) = client.get(HERE).context["indicators"]
    assert (indicator.versions, indicator.figures) == (2, 3)
    assert "2019–2024" in client.get(HERE).text


def test_an_indicator_shows_its_definitions_and_coverage(client: Client, auditor: None) -> None:
    zones = make_geography(areas=("A1", "A2"))
    first = make_definition(limits={"en": "It leaves out the young."})
    make_definition(version=2)
    observe(zones, first, {"A1": 40.0, "A2": 50.0}, year=2019)
    observe(zones, first, {"A1": 42.0}, year=2024)
    page = client.get(f"{HERE}employed/")
    assert "Definition 1: employed 1" in " ".join(page.text.split())
    assert "It leaves out the young." in page.text
    assert [(row["year"], row["figures"]) for row in page.context["coverage"]] == [(2019, 2), (2024, 1)]
    assert "/data/observations/deso2018/employed.csv" in page.text


def test_an_indicator_without_figures_says_so(client: Client, auditor: None) -> None:
    make_definition()
    assert "There are no figures yet" in client.get(f"{HERE}employed/").text
    assert client.get(f"{HERE}missing/").status_code == 404


def test_the_list_asks_as_much_for_many_as_for_few(
    client: Client, auditor: None, django_assert_max_num_queries: object
) -> None:
    for number in range(20):
        make_definition(f"measure-{number}")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert len(client.get(HERE).context["indicators"]) == 20


def test_the_pages_are_for_those_who_work_here(client: Client) -> None:
    make_definition()
    for page in (HERE, f"{HERE}employed/"):
        assert "/account/login/?next=" in client.get(page)["Location"]
    client.force_login(make_account())
    for page in (HERE, f"{HERE}employed/"):
        assert client.get(page).status_code == 403
