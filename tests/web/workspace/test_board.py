"""The board's page at work: numbers that lead to what they count, with few questions."""

import csv
import datetime
import io
import re

import pytest
from django.test import Client
from django.utils import timezone
from freezegun import freeze_time

from bokal.programme.accounts.enums import Role
from bokal.programme.initiatives.enums import GateKind, GateRuling
from bokal.programme.initiatives.models import BudgetLine, Gate, Handover, LookBack
from bokal.programme.voices.enums import Status
from bokal.programme.voices.models import Problem
from bokal.programme.voices.services import make_promise
from tests.factories.accounts import make_account
from tests.factories.initiatives import DAY, decide_gate, make_complete, make_initiative, owner
from tests.factories.programmes import make_programme
from tests.factories.updates import make_running, make_update
from tests.factories.voices import make_area, make_problem, make_voice

pytestmark = pytest.mark.django_db
BOARD = "/sv/workspace/board/"
MOST_QUESTIONS = 15


@pytest.fixture
def member(client: Client) -> Client:
    """Return somebody of the board, with a programme that has some of everything."""
    make_programme()
    make_complete("lamps")
    decide_gate(make_initiative("stopped"), GateKind.CONTINUE, GateRuling.STOP)
    initiative = make_initiative("trial")
    BudgetLine.objects.create(
        initiative=initiative, unit=owner(), funder="Staden", account="6000", year=2026, planned=1_250_00
    )
    make_problem([make_voice(published=True).voice.pk], sv="Det är mörkt", stage="published")
    Problem.objects.update(status=Status.CONFIRMED)
    client.force_login(make_account(Role.BOARD))
    return client


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_an_empty_programme_has_a_page_of_zeros(client: Client, language: str) -> None:
    make_programme()
    client.force_login(make_account(Role.BOARD))
    answer = client.get(f"/{language}/workspace/board/")
    assert answer.status_code == 200
    assert set(re.findall(r"<b>(\d+)</b>", answer.content.decode())) == {"0"}


def test_each_number_leads_to_what_it_counts(member: Client) -> None:
    page = member.get(BOARD)
    numbers = [one for part in page.context["columns"] + page.context["rest"] for one in part["numbers"]]
    numbers += page.context["decisions"]["numbers"]
    assert len(numbers) >= 25
    for one in numbers:
        rows = member.get(f"{BOARD}{one['name']}/")
        assert rows.status_code == 200, one
        assert rows.context["page"].paginator.count == one["count"], one
    assert "Det är mörkt" in member.get(f"{BOARD}problems-confirmed/").content.decode()
    assert member.get(f"{BOARD}nothing/").status_code == 404
    assert member.get(f"{BOARD}made-up/").status_code == 404


def test_money_leads_to_its_budget_lines(member: Client) -> None:
    page = member.get(BOARD).content.decode()
    assert "1\N{NO-BREAK SPACE}250 kronor" in page
    assert f"{BOARD}money/2026/" in page
    assert "Staden" in member.get(f"{BOARD}money/2026/").content.decode()
    assert member.get(f"{BOARD}money/0/").context["entries"] == []


def read_table(client: Client, address: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(b"".join(answer).decode())))


def test_each_number_has_its_rows_as_a_table(member: Client) -> None:
    page = member.get(BOARD)
    numbers = [one for part in page.context["columns"] + page.context["rest"] for one in part["numbers"]]
    for one in numbers + page.context["decisions"]["numbers"]:
        rows = read_table(member, f"{BOARD}{one['name']}.csv")
        assert len(rows) == one["count"], one
        shown = member.get(f"{BOARD}{one['name']}/")
        assert [row["what"] for row in rows] == [entry.text for entry in shown.context["entries"]], one
        assert (f"{BOARD}{one['name']}.csv" in shown.text) == bool(rows)
    (problem,) = read_table(member, f"{BOARD}problems-confirmed.csv")
    assert problem["address"] == "http://testserver/sv/problems/dark/"
    assert member.get(f"{BOARD}nothing.csv").status_code == 404


def test_the_budget_lines_of_a_year_are_a_table_too(member: Client) -> None:
    (line,) = read_table(member, f"{BOARD}money/2026.csv")
    assert "Staden" in line["more"]
    assert read_table(member, f"{BOARD}money/0.csv") == []
    assert f"{BOARD}money/2026.csv" in member.get(f"{BOARD}money/2026/").text


def test_a_table_of_another_day_or_of_other_areas_is_another_one(member: Client, client: Client) -> None:
    address = f"{BOARD}gates-overdue.csv"
    first = member.get(address)["ETag"]
    assert member.get(address, headers={"If-None-Match": first}).status_code == 304
    # A day and an hour: the day on which the clocks go back is that long.
    with freeze_time(timezone.now() + DAY + datetime.timedelta(hours=1)):
        # A day later everybody is signed out.
        member.force_login(make_account(Role.BOARD))
        assert member.get(address, headers={"If-None-Match": first}).status_code == 200
    client.force_login(make_account(Role.COORDINATOR, area_code=make_area("elsewhere").code))
    assert client.get(address, headers={"If-None-Match": first}).status_code == 200


def test_promises_are_listed_with_who_made_them(member: Client) -> None:
    due_on = timezone.localdate() + DAY
    make_promise(by=owner(), text={"sv": "Lampor före jul"}, due_on=due_on, actor=None)
    page = member.get(f"{BOARD}promises/").content.decode()
    assert "Lampor före jul" in page
    assert member.get(f"{BOARD}promises-overdue/").context["page"].paginator.count == 0


def test_the_page_takes_few_questions(member: Client, django_assert_max_num_queries: object) -> None:
    member.get(BOARD)
    with django_assert_max_num_queries(MOST_QUESTIONS):  # type: ignore[operator]
        member.get(BOARD)


def test_a_role_in_one_area_reads_that_area_alone(member: Client) -> None:
    make_initiative("there", area=make_area("kroksback"))
    member.force_login(make_account(Role.COORDINATOR, area_code="kroksback"))
    assert member.get(f"{BOARD}started/").context["page"].paginator.count == 1


def test_a_row_leads_to_the_very_thing_and_it_can_be_read(member: Client) -> None:
    measure = make_running("told")
    waiting = make_update(measure, 12)
    Gate.objects.filter(opening=None).update(due_on=timezone.localdate() + DAY)
    LookBack.objects.create(handover=Handover.objects.get(), due_on=timezone.localdate() - DAY)
    for name, place in (
        ("to-approve", f"/updates/{waiting.pk}/"),
        ("targets", "/measures/1/"),
        ("gates-coming", "#gate-"),
        ("untested", "#assumption-"),
        ("handed-over", "#handover"),
        ("look-backs", "#look-back-"),
        ("money/2026", "/workspace/money/"),
    ):
        entries = member.get(f"{BOARD}{name}/").context["entries"]
        assert entries, name
        for one in entries:
            assert place in one.address, name
            page, _hash, mark = one.address.partition("#")
            answer = member.get(page)
            assert answer.status_code == 200, one.address
            assert not mark or f'id="{mark}"' in answer.text, one.address
