"""Goals on their pages: what serves each, sums counted once, and the same as a table."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bokal.programme.accounts.enums import Role
from bokal.programme.initiatives.services import serve_goals
from bokal.programme.programmes.models import Goal
from bokal.programme.programmes.services import set_goals
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_initiative
from tests.factories.programmes import make_programme
from tests.factories.updates import make_approved, make_running

pytestmark = pytest.mark.django_db
HERE = "/en/goals/"
MOST_QUESTIONS = 12


@pytest.fixture
def goals(db: None) -> list[Goal]:
    """Return two goals, of which one initiative serves both and one the second."""
    make_programme()
    made = set_goals(goals=[({"en": "Safe streets"}, "Decision 7"), ({"en": "More work"}, "")], actor=None)
    light, path = make_running("light"), make_running("path")
    make_approved(light, 1240)
    make_approved(path, 5)
    serve_goals(initiative_id=light.initiative_id, goals=made, actor=None)
    serve_goals(initiative_id=path.initiative_id, goals=made[1:], actor=None)
    return made


def test_a_goal_lists_what_serves_it_with_what_that_reached(client: Client, goals: list[Goal]) -> None:
    page = client.get(f"{HERE}1/").text
    for shown in ("Safe streets", "Decision 7", "/en/initiatives/light/", "1,240 persons", "Constructed"):
        assert shown in page, shown
    assert "/en/initiatives/path/" not in page
    assert "Sums of several goals are not added up" in page
    assert client.get(f"{HERE}3/").status_code == 404


def test_all_goals_together_count_each_initiative_once(client: Client, goals: list[Goal]) -> None:
    page = client.get(HERE).text
    assert "1 initiative serves it" in page
    assert "2 initiatives serve it" in page
    assert "2 initiatives serve at least one goal." in page
    assert ">1,245<" in page
    assert "2,485" not in page


def test_the_tables_say_the_same_and_name_every_goal_in_one_row(client: Client, goals: list[Goal]) -> None:
    one = list(csv.DictReader(io.StringIO(client.get(f"{HERE}1/goal.csv").getvalue().decode("utf-8-sig"))))
    both = list(csv.DictReader(io.StringIO(client.get(f"{HERE}goals.csv").getvalue().decode("utf-8-sig"))))
    assert [(row["initiative"], row["goals"], row["in_sum"]) for row in one] == [("light", "1 2", "1")]
    assert {row["initiative"]: (row["goals"], float(row["value"])) for row in both} == {
        "light": ("1 2", 1240.0),
        "path": ("2", 5.0),
    }
    assert client.get(f"{HERE}9/goal.csv").status_code == 404


def test_an_initiative_names_its_goals_in_public_and_at_work(client: Client, goals: list[Goal]) -> None:
    said = "What it achieves is counted once, also where it serves several goals."
    page = client.get("/en/initiatives/light/").text
    assert 'href="/en/goals/1/"' in page
    assert said in page
    other = client.get("/en/initiatives/path/").text
    assert 'href="/en/goals/2/"' in other
    assert said not in other
    client.force_login(make_account(Role.AUDITOR))
    assert 'href="/en/goals/1/"' in client.get("/en/workspace/initiatives/light/").text


def test_without_goals_the_page_says_so(client: Client) -> None:
    assert "No goal is written down yet" in client.get(HERE).text


def test_a_goal_that_nothing_serves_says_so(client: Client, goals: list[Goal]) -> None:
    set_goals(goals=[*((goal.text, goal.source) for goal in goals), ({"en": "Third"}, "")], actor=None)
    page = client.get(f"{HERE}3/").text
    assert "No initiative serves this goal yet" in page
    assert "Nothing that can be added up has been approved yet." in page


def test_many_initiatives_take_few_questions(client: Client, goals: list[Goal]) -> None:
    for number in range(4):
        more = make_initiative(f"more-{number}")
        serve_goals(initiative_id=more.pk, goals=goals, actor=None)
    for place in (HERE, f"{HERE}1/", f"{HERE}goals.csv", f"{HERE}1/goal.csv"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(place)
            assert answer.getvalue()
        assert len(asked) <= MOST_QUESTIONS, (place, len(asked))
