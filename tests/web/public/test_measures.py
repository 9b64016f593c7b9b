"""What is measured, as everybody reads it: approved values, corrections in sight, small numbers kept back."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from bokal.programme.initiatives.calculations import UNKNOWN, Pair
from bokal.programme.initiatives.enums import Accumulation, MeasureUnit
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services import approve_waiver, waive_measure
from bokal.programme.initiatives.services.social import Gathered, count_outcome, count_session, gather_cohort
from bokal.programme.initiatives.services.updates import Report, approve_update, send_update
from tests.factories.accounts import make_account
from tests.factories.initiatives import DAY, make_idea, make_measure, make_ready, start
from tests.factories.updates import make_approved, make_running, make_update

pytestmark = pytest.mark.django_db
PAGE = "/en/initiatives/light/measures/"


def read(address: str = PAGE) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_waits_is_not_shown_and_what_is_approved_is() -> None:
    measure = make_running()
    # A number that is nobody's by chance: the page also holds the numbers of records, and of what is drawn.
    make_update(measure, 87_654, sentence="Not yet")
    assert "Not yet" not in read()
    assert "No value has been approved yet" in read()
    make_approved(measure, 12, months_ago=2, sentence="Twelve passed", language="en")
    page = read()
    assert "12 persons" in page
    assert "Twelve passed" in page
    assert "87,654" not in page
    assert "87654" not in page


def test_what_is_told_of_an_initiative_that_is_not_measured_stands_on_its_page() -> None:
    idea = make_ready(measures=0)
    waiver = waive_measure(initiative_id=idea.pk, because={"sv": "Går ej."}, actor=make_account())
    approve_waiver(waiver_id=waiver.pk, actor=make_account())
    initiative, today = start(idea), timezone.localdate()
    assert "From the work" not in read("/en/initiatives/light/")
    told = Report(today - 10 * DAY, today, sentence="Vi byggde en bänk.", language="sv")
    update = send_update(initiative_id=initiative.pk, report=told, actor=make_account())
    assert "Vi byggde en bänk." not in read("/en/initiatives/light/")
    approve_update(update_id=update.pk, actor=make_account())
    page = read("/en/initiatives/light/")
    assert "Vi byggde en bänk." in page
    assert "From the work" in page
    assert "What has been counted" not in page


def test_an_idea_that_nobody_shows_has_no_page_of_measures() -> None:
    make_measure(make_idea())
    assert Client().get(PAGE).status_code == 404
    assert Client().get(f"{PAGE}1/").status_code == 404
    assert Client().get(f"{PAGE}1/values.csv").status_code == 404


@pytest.mark.parametrize("accumulation", list(Accumulation))
def test_each_kind_of_measure_is_drawn(accumulation: Accumulation) -> None:
    measure = make_running(accumulation=accumulation)
    make_approved(measure, 5, months_ago=2)
    make_approved(measure, 8)
    page = read(f"{PAGE}1/")
    assert ("13 persons" if accumulation == Accumulation.FLOW else "8 persons") in page
    assert "<svg" in page


def test_a_share_is_told_as_how_many_of_how_many() -> None:
    share = {"target": Decimal(3), "target_of": Decimal(4), "baseline": Decimal(1), "baseline_of": Decimal(4)}
    measure = make_running(unit=MeasureUnit.PERCENT, **share)
    make_approved(measure, 1, value_of=Decimal(2))
    make_approved(measure, 1, value_of=Decimal(98), months_ago=2)
    assert "2 of 100 (2.0 %)" in read(f"{PAGE}1/")


def test_groups_of_few_people_are_kept_back_together_with_what_would_tell_them() -> None:
    measure = make_running(groups=("woman", "man"))
    parts = {"woman": Pair(Decimal(2)), "man": Pair(Decimal(20)), UNKNOWN: Pair(Decimal(8))}
    make_approved(measure, 30, portions=parts)
    page = read()
    assert page.count("too few to show") >= 2
    assert "30 persons" in page


def test_where_the_total_would_tell_of_few_people_no_group_is_shown_beside_it() -> None:
    measure = make_running(groups=("woman", "man"))
    make_approved(measure, 3, portions={"woman": Pair(Decimal(3)), "man": Pair(Decimal(0))})
    page = read()
    assert "3 persons" in page
    assert page.count("too few to show") == 2


def make_cohort(people: int, **groups: int) -> Initiative:
    measure = make_running()
    today = timezone.localdate()
    cohort = gather_cohort(
        initiative_id=measure.initiative_id,
        gathered=Gathered(
            name={"en": "Spring"}, from_day=today, people=people, groups=groups, steps=[{"en": "Swim"}]
        ),
        actor=None,
    )
    count_session(cohort_id=cohort.pk, on=today, came=people, step=0, actor=None)
    count_outcome(
        cohort_id=cohort.pk,
        what={"en": "Found a job"},
        period_from=today - datetime.timedelta(days=90),
        period_to=today,
        reached=min(people, 10),
        unknown=max(people - 25, 0),
        actor=None,
    )
    return measure.initiative


def test_a_cohort_is_shown_as_numbers_of_those_who_began() -> None:
    make_cohort(31, woman=16, man=15)
    page = read()
    assert "31 people began" in page
    assert "10 of the 31 who began; of 6 it is not known" in page


def test_a_small_cohort_and_small_outcomes_are_kept_back() -> None:
    make_cohort(4, woman=4)
    page = read()
    assert "So few began that the number is not shown" in page
    assert "4 visits" not in page
    assert "of the 4" not in page


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_the_pages_are_there_in_each_language(language: str) -> None:
    make_approved(make_running(), 5)
    read(f"/{language}/initiatives/light/measures/1/")
    read(f"/{language}/initiatives/light/measures/")


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_the_picture_of_a_measure_is_taken_along_and_follows_a_correction(kind: str, begins: bytes) -> None:
    measure, address = make_running(), f"{PAGE}1/values.{kind}"
    assert Client().get(address).status_code == 404
    make_approved(measure, 5, months_ago=2)
    first = Client().get(address)
    assert first.content.startswith(begins)
    make_approved(measure, 9)
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
