"""Who takes part, on the desk: noted, changed, counted; every number, never a name."""

import csv
import datetime
import io

import pytest
from django.test import Client
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.initiatives.models import Cohort, CohortOutcome, Session
from bokal.programme.initiatives.services.social import count_session
from tests.factories.accounts import make_account
from tests.factories.updates import gardener, make_running

pytestmark = pytest.mark.django_db
COHORTS = "/en/workspace/initiatives/light/cohorts/"


@pytest.fixture
def writer(client: Client) -> Client:
    make_running()
    client.force_login(gardener())
    return client


def note(client: Client, **fields: object) -> object:
    today = timezone.localdate().isoformat()
    begin = {"name_en": "Spring", "from_day": today, "people": "31", "steps": "Swim\nCycle\n"}
    return client.post(f"{COHORTS}new/", begin | fields)


def page_of(act: str = "") -> str:
    return f"{COHORTS}{Cohort.objects.get().pk}/{act and act + '/'}"


def test_a_group_is_noted_as_a_number_with_what_it_is_offered(writer: Client) -> None:
    assert "Nobody is noted yet" in writer.get(COHORTS).content.decode()
    assert note(writer, group_woman="16").status_code == 302
    cohort = Cohort.objects.get()
    assert (cohort.people, cohort.groups, cohort.steps) == (
        31,
        {"woman": 16},
        [{"en": "Swim"}, {"en": "Cycle"}],
    )
    assert cohort.constructed
    assert "31 people began" in writer.get(COHORTS).content.decode()


def test_the_times_they_met_are_a_table_that_tells_of_nobody(writer: Client) -> None:
    today = timezone.localdate()
    note(writer, from_day=(today - datetime.timedelta(days=4)).isoformat())
    counted = [(4, 20, {}), (3, None, {}), (2, 3, {"woman": 3}), (1, 12, {"woman": 10}), (0, 0, {})]
    for days, came, groups in counted:
        count_session(
            cohort_id=Cohort.objects.get().pk,
            on=today - datetime.timedelta(days=days),
            came=came,
            not_counted_because="Det regnade." if came is None else "",
            step=1,
            groups=groups,
            actor=None,
        )
    address = f"{page_of()}sessions.csv"
    assert address in writer.get(page_of()).text
    rows = list(csv.DictReader(io.StringIO(b"".join(writer.get(address)).decode())))
    told = [(row["came"], row["kept_back"], row["not_counted_because"], row["woman"]) for row in rows]
    assert told == [
        ("20", "no", "", ""),
        ("", "no", "Det regnade.", ""),
        ("", "yes", "", ""),
        ("12", "no", "", ""),
        ("0", "no", "", ""),
    ]
    assert {row["step"] for row in rows} == {"Cycle"}
    assert rows[0]["day"] == (today - datetime.timedelta(days=4)).isoformat()


def test_groups_that_are_more_than_all_are_refused_in_the_form(writer: Client) -> None:
    answer = note(writer, group_woman="32")
    assert answer.status_code == 422
    assert "more than all who took part" in answer.content.decode()


def test_a_changed_group_keeps_the_other_languages_of_its_steps(writer: Client) -> None:
    note(writer)
    Cohort.objects.update(steps=[{"en": "Swim", "sv": "Simma"}])
    form = writer.get(page_of("change")).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert writer.post(page_of("change"), sent | {"steps": "Swim\nRun"}).status_code == 302
    assert Cohort.objects.get().steps == [{"en": "Swim", "sv": "Simma"}, {"en": "Run"}]


def test_a_time_they_met_is_counted_or_says_why_not(writer: Client) -> None:
    note(writer)
    today = timezone.localdate().isoformat()
    assert writer.post(page_of("session"), {"on": today, "step": "0"}).status_code == 422
    assert writer.post(page_of("session"), {"on": today, "step": "0", "came": "0"}).status_code == 302
    reason = {"on": today, "step": "", "not_counted_because": "Alarm"}
    assert writer.post(page_of("session"), reason).status_code == 302
    assert Session.objects.count() == 2
    page = writer.get(page_of()).content.decode()
    assert "Swim: 0 people came" in page
    assert "Alarm" in page
    assert "the new number takes the place of the old one" in page


def test_an_outcome_is_of_all_who_began(writer: Client) -> None:
    note(writer)
    today = timezone.localdate()
    sent = {
        "what_en": "Found a job",
        "period_from": (today - datetime.timedelta(days=90)).isoformat(),
        "last_day": today.isoformat(),
        "reached": "10",
        "unknown": "6",
    }
    assert writer.post(page_of("outcome"), sent | {"reached": "26"}).status_code == 422
    assert writer.post(page_of("outcome"), sent).status_code == 302
    assert CohortOutcome.objects.get().of == 31
    assert "10 of the 31 who began; of 6 it is not known" in writer.get(page_of()).content.decode()


def test_who_only_reads_is_offered_no_form(writer: Client) -> None:
    note(writer)
    reader = Client()
    reader.force_login(make_account(Role.BOARD))
    page = reader.get(page_of()).content.decode()
    assert "31 people began" in page
    assert "Keep the numbers" not in page
    assert reader.post(page_of("session"), {}).status_code == 403


def test_a_mistyped_year_of_a_last_day_is_asked_about(writer: Client) -> None:
    far = "9999-12-31"
    assert note(writer, last_day=far).status_code == 422
    note(writer)
    said = {"what_en": "Swims", "period_from": "2026-01-01", "last_day": far, "reached": "1", "unknown": "0"}
    refused = writer.post(page_of("outcome"), said)
    assert refused.status_code == 422
    assert "give a day from 1900 to 2100" in refused.content.decode()
