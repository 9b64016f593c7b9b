"""The demonstration can be built on every day of the year, although all in it happens around today."""

from types import SimpleNamespace

import pytest
from freezegun import freeze_time

from bokal.cli.demonstration.trials import spend
from bokal.programme.initiatives.services.money import pay_money
from tests.factories.initiatives import make_idea, owner
from tests.factories.money import today

MONEY = {
    "in": -26,
    "funder": "Påhittad fond",
    "account": "7210",
    "plan": 9_000,
    "commit": 7_000,
    "pay": 6_000,
}


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["2027-01-01", "2027-01-26", "2027-01-27", "2028-02-29"])
def test_what_was_spent_some_weeks_ago_leaves_a_line_that_is_paid_from_today(day: str) -> None:
    players = SimpleNamespace(units={"unit": owner()}, moderator=None)
    with freeze_time(f"{day} 12:00"):
        line = spend(MONEY, {"unit": "unit"}, make_idea(), players)
        paid = pay_money(line_id=line.pk, amount=1_000, on=today(), actor=None)
    assert paid.on.year == line.year
