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


def rows_at(client: Client, address: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    table = client.get(f"{HERE}{address}").getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(table)))


def test_a_goal_lists_what_serves_it_with_what_that_reached(client: Client, goals: list[Goal]) -> None:
    page = client.get(f"{HERE}{goals[0].pk}/").text
    for shown in ("Safe streets", "Decision 7", "/en/initiatives/light/", "1,240 persons", "Constructed"):
        assert shown in page, shown
    assert "/en/initiatives/path/" not in page
    assert "Sums of several goals are not added up" in page
    assert client.get(f"{HERE}999999/").status_code == 404


def test_all_goals_together_count_each_initiative_once(client: Client, goals: list[Goal]) -> None:
    page = client.get(HERE).text
    assert "1 initiative serves it" in page
    assert "2 initiatives serve it" in page
    assert "2 initiatives serve at least one goal." in page
    assert ">1,245<" in page
    assert "2,485" not in page


def test_the_tables_say_the_same_and_name_every_goal_in_one_row(client: Client, goals: list[Goal]) -> None:
    served = f"{goals[0].pk} {goals[1].pk}"
    one, both = rows_at(client, f"{goals[0].pk}/goal.csv"), rows_at(client, "goals.csv")
    assert [(row["initiative"], row["goals"], row["in_sum"]) for row in one] == [("light", served, "1")]
    assert {row["initiative"]: (row["goals"], float(row["value"])) for row in both} == {
        "light": (served, 1240.0),
        "path": (str(goals[1].pk), 5.0),
    }
    assert client.get(f"{HERE}999999/goal.csv").status_code == 404


def test_an_initiative_names_its_goals_in_public_and_at_work(client: Client, goals: list[Goal]) -> None:
    said = "What it achieves is counted once, also where it serves several goals."
    page = client.get("/en/initiatives/light/").text
    assert f'href="/en/goals/{goals[0].pk}/"' in page
    assert said in page
    other = client.get("/en/initiatives/path/").text
    assert f'href="/en/goals/{goals[1].pk}/"' in other
    assert said not in other
    client.force_login(make_account(Role.AUDITOR))
    assert f'href="/en/goals/{goals[0].pk}/"' in client.get("/en/workspace/initiatives/light/").text


def test_without_goals_the_page_says_so(client: Client) -> None:
    assert "No goal is written down yet" in client.get(HERE).text


def test_a_goal_that_nothing_serves_says_so(client: Client, goals: list[Goal]) -> None:
    set_goals(goals=[*((goal.text, goal.source) for goal in goals), ({"en": "Third"}, "")], actor=None)
    page = client.get(f"{HERE}{Goal.objects.get(position=3).pk}/").text
    assert "No initiative serves this goal yet" in page
    assert "Nothing that can be added up has been approved yet." in page


def test_many_initiatives_take_few_questions(client: Client, goals: list[Goal]) -> None:
    for number in range(4):
        more = make_initiative(f"more-{number}")
        serve_goals(initiative_id=more.pk, goals=goals, actor=None)
    here = f"{HERE}{goals[0].pk}/"
    for place in (HERE, here, f"{HERE}goals.csv", f"{here}goal.csv"):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(place)
            assert answer.getvalue()
        assert len(asked) <= MOST_QUESTIONS, (place, len(asked))


def test_a_goal_that_changes_place_keeps_its_address(client: Client, goals: list[Goal]) -> None:
    first, here = goals[0].text["en"], f"{HERE}{goals[0].pk}/"
    set_goals(goals=[(goal.text, goal.source) for goal in reversed(goals)], actor=None)
    assert first in client.get(here).text
    assert f'href="{here}"' in client.get(HERE).text
