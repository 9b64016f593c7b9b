"""What was promised, for everybody: by units and organisations, overdue visible from the day after."""

import csv
import io

import pytest
from django.test import Client
from freezegun import freeze_time

from bokal.programme.voices.models import Promise
from tests.factories.organisations import in_days, make_organisation, make_own_promise
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_problem

pytestmark = pytest.mark.django_db


def test_a_promise_is_overdue_from_the_day_after_although_nothing_changed(client: Client) -> None:
    with freeze_time("2026-11-20 12:00"):
        make_own_promise(make_organisation(), "Vi tänder", days=1)
    for moment, overdue in (("2026-11-21 12:00", False), ("2026-11-22 12:00", True)):
        with freeze_time(moment):
            for place in ("promises/?keep=open", "organisations/house/"):
                page = client.get(f"/en/{place}").text
                assert ("<strong>Overdue</strong>" in page) is overdue, (moment, place)
                assert ("was to be kept by 2026-11-21" in page) is overdue


def test_units_and_organisations_stand_on_one_page_that_is_narrowed_down(client: Client) -> None:
    unit, problem = make_unit("streets"), make_problem([], stage="published")
    Promise.objects.create(unit=unit, text={"sv": "Vi asfalterar"}, due_on=in_days(4), problem=problem)
    make_own_promise(make_organisation(area=make_area("holma")), "Vi tänder", days=-4)
    page = client.get("/en/promises/").text
    assert "Vi asfalterar" in page
    assert "Vi tänder" in page
    assert "Det är mörkt" in page
    assert "Vi tänder" not in client.get("/en/promises/?area=herrgarden").text
    assert "Vi asfalterar" not in client.get("/en/promises/?keep=overdue").text
    assert "is not a choice here" in client.get("/en/promises/?keep=soon").text
    rows = list(csv.DictReader(io.StringIO(b"".join(client.get("/data/promises.csv")).decode())))
    assert [(row["by"], row["about"], row["about_code"]) for row in rows] == [
        ("organisation", "", ""),
        ("unit", "problem", "dark"),
    ]


def test_organisations_are_listed_once_somebody_has_looked_into_them(client: Client) -> None:
    assert "No organisation speaks here yet" in client.get("/en/organisations/").text
    make_organisation("seen")
    make_organisation("unseen", verified=False)
    page = client.get("/en/organisations/").text
    assert "Constructed seen" in page
    assert "Constructed unseen" not in page
