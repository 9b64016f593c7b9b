"""Initiatives an organisation takes part in: its own promises in each, and nobody else's."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bokal.programme.initiatives.models import Initiative, Partnership
from bokal.programme.initiatives.services import take_part
from bokal.programme.voices.models import Organisation, Promise, Spokesperson
from tests.factories.initiatives import make_idea, make_initiative
from tests.factories.organisations import make_organisation, make_own_promise, make_spokesperson
from tests.factories.voices import make_area

pytestmark = pytest.mark.django_db
HERE = "/en/partner/initiatives/"
MOST_QUESTIONS = 18


@pytest.fixture
def speaker(client: Client) -> Spokesperson:
    found = make_spokesperson(make_organisation(area=make_area()))
    client.force_login(found.membership.account)
    return found


def promised(initiative: Initiative, who: Organisation, text: str, *, days: int = 5) -> Promise:
    """Let an organisation promise something in an initiative."""
    promise = make_own_promise(who, text, days=days)
    role = {"en": "Opens the laundry"}
    take_part(initiative_id=initiative.pk, organisation=who, promise=promise, role=role, actor=None)
    return promise


def test_it_sees_what_it_promised_where_and_how_that_stands(client: Client, speaker: Spokesperson) -> None:
    house = speaker.organisation
    promise = promised(make_initiative("light"), house, "Vi byter lampor.", days=-2)
    take_part(initiative_id=make_initiative("path").pk, organisation=house, actor=None)
    for place in (HERE, "/en/partner/"):
        page = client.get(place).text
        for shown in ("Vi byter lampor.", "Overdue", "Opens the laundry", "/en/initiatives/light/"):
            assert shown in page, (place, shown)
        assert f"/en/partner/promises/{promise.pk}/" in page
        assert "You have promised nothing in this initiative." in page
    settle = {"state": "not_kept", "outcome": "Det tog längre tid.", "language": "sv"}
    assert client.post(f"/en/partner/promises/{promise.pk}/", settle).status_code == 302
    after = client.get(HERE).text
    assert "Det tog längre tid." in after
    assert f"/en/partner/promises/{promise.pk}/" not in after
    assert "Not kept" in after


def test_what_others_promised_in_the_same_initiative_is_not_its_own(
    client: Client, speaker: Spokesperson
) -> None:
    initiative, other = make_initiative(), make_organisation("other")
    foreign = promised(initiative, other, "Någon annans")
    assert "/en/initiatives/light/" not in client.get(HERE).text
    take_part(initiative_id=initiative.pk, organisation=speaker.organisation, actor=None)
    assert "Någon annans" not in client.get(HERE).text
    # Even where the records put the promise of another organisation beside this one.
    Partnership.objects.create(initiative=initiative, organisation=speaker.organisation, promise=foreign)
    assert "Någon annans" not in client.get(HERE).text
    assert "Någon annans" not in client.get("/en/partner/").text


def test_an_idea_that_nobody_has_decided_to_show_is_not_there(client: Client, speaker: Spokesperson) -> None:
    take_part(initiative_id=make_idea("secret").pk, organisation=speaker.organisation, actor=None)
    page = client.get(HERE).text
    assert "secret" not in page
    assert "You take part in no initiative yet" in page
    assert "/en/initiatives/" in page


def test_the_list_is_taken_along(client: Client, speaker: Spokesperson) -> None:
    promised(make_initiative("light"), speaker.organisation, "=SUM(A1)")
    take_part(initiative_id=make_initiative("path").pk, organisation=speaker.organisation, actor=None)
    table = b"".join(client.get(f"{HERE}initiatives.csv")).decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["initiative"], row["text"], row["state"]) for row in rows] == [
        ("light", "'=SUM(A1)", "open"),
        ("path", "", ""),
    ]


def test_the_list_of_one_organisation_is_never_taken_for_that_of_another(
    client: Client, speaker: Spokesperson
) -> None:
    mine = client.get(f"{HERE}initiatives.csv")
    assert mine["Cache-Control"] == "private, no-cache"
    known = {"If-None-Match": mine["ETag"]}
    assert client.get(f"{HERE}initiatives.csv", headers=known).status_code == 304
    other = Client()
    other.force_login(make_spokesperson(make_organisation("other")).membership.account)
    assert other.get(f"{HERE}initiatives.csv", headers=known).status_code == 200


def test_many_initiatives_take_no_more_questions_than_one(client: Client, speaker: Spokesperson) -> None:
    asked = []
    for number in range(4):
        promised(make_initiative(f"one-{number}"), speaker.organisation, f"Löfte {number}")
        with CaptureQueriesContext(connection) as captured:
            client.get(HERE)
        asked.append(len(captured))
    assert asked[1:] == [asked[1]] * 3
    assert asked[-1] <= MOST_QUESTIONS
