"""What is made up is marked in a report where it is listed, and on the list of reports."""

import re
from pathlib import Path

import pytest
from django.test import Client

from bokal.programme.initiatives.models import Initiative
from bokal.programme.voices.models import Problem, Promise
from tests.factories.initiatives import make_initiative
from tests.factories.programmes import make_programme
from tests.factories.status import SLUG, make_programme_at_work, make_status_report, publish

pytestmark = pytest.mark.django_db
ALL = "Constructed example: what is told here is made up."
SOME = "Some of what is told here is made up."
MARK, BADGE = "Constructed example", 'data-kind="constructed"'


@pytest.fixture(autouse=True)
def _own_store_and_one_language(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.LANGUAGES = [("en", "English")]


def edition(client: Client) -> str:
    """Publish the report, and return it as its page shows it, without what stands around it."""
    make_status_report()
    frozen = publish().renditions.get().html
    assert frozen.partition("</header>")[2] in client.get(f"/en/reports/{SLUG}/1/").text
    return frozen


def main_of(page: str) -> str:
    """Return what a page says, without what stands on every page."""
    return page.partition("<main")[2].partition("</main>")[0]


def rows_about(initiative: Initiative, page: str) -> list[str]:
    """Return the rows of all tables that name an initiative."""
    return [row for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL) if initiative.title["en"] in row]


def test_a_report_of_what_is_real_says_nothing_of_what_is_made_up(client: Client) -> None:
    make_programme()
    Initiative.objects.filter(pk=make_initiative().pk).update(constructed=False)
    page = edition(client)
    assert rows_about(Initiative.objects.get(), page)
    assert MARK not in page
    assert BADGE not in main_of(client.get("/en/reports/").text)


def test_one_made_up_initiative_is_marked_in_every_table_and_no_other_is(client: Client) -> None:
    make_programme_at_work(3)
    one, *others = Initiative.objects.order_by("pk")
    Initiative.objects.update(constructed=False)
    Initiative.objects.filter(pk=one.pk).update(constructed=True)
    page = edition(client)
    assert (SOME in page, ALL in page) == (True, False)
    told = rows_about(one, page)
    assert len(told) > len(others)
    assert [row for row in told if MARK not in row] == []
    assert not any(MARK in row for other in others for row in rows_about(other, page))
    assert BADGE in main_of(client.get("/en/reports/").text)


def test_a_report_of_what_is_all_made_up_says_so(client: Client) -> None:
    make_programme_at_work(3)
    Initiative.objects.update(constructed=True)
    Problem.objects.update(constructed=True)
    Promise.objects.update(problem=Problem.objects.get())
    page = edition(client)
    assert (SOME in page, ALL in page) == (False, True)
