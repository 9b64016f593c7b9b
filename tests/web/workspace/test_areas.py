"""Areas at work: geographies, the weights judged by hand, and sources."""

import datetime

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.areas.models import Composition
from tests.factories.accounts import make_account
from tests.factories.areas import make_geography
from tests.factories.reports import make_city_with_figures

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/areas/"


def test_without_areas_the_page_says_what_to_do(client: Client) -> None:
    client.force_login(make_account(Role.BOARD))
    page = client.get(HERE).text
    assert "There are no areas yet" in page
    assert "<table" not in page


def test_geographies_have_counts_and_a_time(client: Client) -> None:
    client.force_login(make_account(Role.BOARD))
    make_city_with_figures()
    make_geography("old", valid_to=datetime.date(2020, 1, 1))
    page = client.get(HERE)
    counts = {geography.code: (geography.size, geography.drawn) for geography in page.context["geographies"]}
    assert counts == {"zones": (24, 24), "city": (1, 0), "programme_areas": (1, 0), "old": (0, 0)}
    assert "2018-01-01 – 2019-12-31" in page.text
    assert "/data/boundaries/zones.geojson" in page.text
    assert "/data/boundaries/city.geojson" not in page.text


def test_weights_judged_by_hand_are_shown_with_their_note(client: Client) -> None:
    client.force_login(make_account(Role.BOARD))
    make_city_with_figures()
    parts = Composition.objects.order_by("part__code")
    parts.filter(part__code="Z01").update(weight="0.25", note={"en": "A quarter lives there."})
    parts.filter(part__code="Z02").update(judged=False)
    page = client.get(HERE)
    assert [part.part.code for part in page.context["composites"]] == ["Z01"]
    assert "0.250" in page.text
    assert "A quarter lives there." in page.text
    assert "Constructed office" in page.text


def test_the_page_is_for_those_who_work_here(client: Client) -> None:
    assert "/account/login/?next=" in client.get(HERE)["Location"]
    client.force_login(make_account())
    assert client.get(HERE).status_code == 403
