"""The programme's page: texts, goals, units and what is open, without script."""

import datetime

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account
from bokal.programme.initiatives.services import serve_goals
from bokal.programme.programmes.models import Goal, Programme, Succession, Unit, Window
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_idea
from tests.factories.programmes import make_programme, make_unit

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/programme/"
DESCRIBED = {
    "name_sv": "Exempelprogrammet",
    "name_en": "The example",
    "name_ar": "المثال",
    "contact_en": "Somebody",
    "city": "Example",
    "starts_on": "2024-01-01",
    "ends_on": "2030-01-01",
    "currency": "SEK",
}


@pytest.fixture
def coordinator(client: Client) -> Account:
    account = make_account(Role.COORDINATOR)
    client.force_login(account)
    return account


def test_a_new_programme_is_described_in_three_languages(client: Client, coordinator: Account) -> None:
    assert "not described yet" in client.get(HERE).text
    page = client.post(f"{HERE}describe/", DESCRIBED, follow=True)
    assert page.redirect_chain == [(HERE, 302)]
    assert Programme.objects.get().name == {
        "sv": "Exempelprogrammet",
        "en": "The example",
        "ar": "المثال",
    }
    assert "The example" in page.text


def test_describing_anew_keeps_what_the_form_does_not_ask_for(client: Client, coordinator: Account) -> None:
    make_programme(languages=["ar", "sv"])
    page = client.get(f"{HERE}describe/")
    assert 'value="2024-01-01"' in page.text
    assert 'value="Example programme"' in page.text
    client.post(f"{HERE}describe/", DESCRIBED)
    programme = Programme.objects.get()
    assert (programme.languages, programme.constructed) == (["ar", "sv"], True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name_sv": "", "name_en": "", "name_ar": " "}, "in at least one language"),
        ({"ends_on": "2023-01-01"}, "The last day must come after the first day."),
        ({"currency": "kronor"}, "Enter a valid value"),
    ],
)
def test_a_refused_description_says_why(
    client: Client, coordinator: Account, changes: dict[str, str], said: str
) -> None:
    page = client.post(f"{HERE}describe/", DESCRIBED | changes)
    assert page.status_code == 422
    assert said in page.text
    assert not Programme.objects.exists()


def test_goals_are_written_in_order_and_fall_away_when_emptied(client: Client, coordinator: Account) -> None:
    assert client.get(f"{HERE}goals/")["Location"] == f"{HERE}describe/"
    make_programme()
    client.post(
        f"{HERE}goals/", {"goal-1-text_sv": "Ett", "goal-1-source": "Beslut", "goal-2-text_en": "Two"}
    )
    assert list(Goal.objects.values_list("position", "text", "source")) == [
        (1, {"sv": "Ett"}, "Beslut"),
        (2, {"en": "Two"}, ""),
    ]
    assert 'name="goal-4-text_ar"' in client.get(f"{HERE}goals/").text
    client.post(f"{HERE}goals/", {"goal-1-text_sv": "", "goal-2-text_en": "Two"})
    assert list(Goal.objects.values_list("position", "text")) == [(1, {"en": "Two"})]


def test_a_unit_is_added_once(client: Client, coordinator: Account) -> None:
    form = {"code": "schools", "name_en": "Schools", "valid_from": "2020-01-01"}
    assert client.post(f"{HERE}units/new/", form).status_code == 302
    again = client.post(f"{HERE}units/new/", form)
    assert again.status_code == 422
    assert "Another unit has this code" in again.text
    backwards = form | {"code": "parks", "valid_to": "2019-01-01"}
    assert "must come after" in client.post(f"{HERE}units/new/", backwards).text
    assert Unit.objects.count() == 1


def test_units_take_over_from_others(client: Client, coordinator: Account) -> None:
    make_unit("old")
    make_unit("new", valid_from=datetime.date(2025, 1, 1))
    form = {"predecessors": ["old"], "successors": ["new"], "on": "2025-01-01", "note": "Decision 9"}
    page = client.post(f"{HERE}units/reorganise/", form, follow=True)
    assert "2025-01-01: new took over from old." in page.text
    assert "Decision 9" in page.text
    assert '<span class="hint">Now answered for by new</span>' in page.text
    circle = form | {"predecessors": ["new"], "successors": ["old"], "on": "2026-01-01"}
    refused = client.post(f"{HERE}units/reorganise/", circle)
    assert refused.status_code == 422
    assert "cannot take over from itself" in refused.text
    assert Succession.objects.count() == 1


def test_a_stage_is_opened_and_closed(client: Client, coordinator: Account) -> None:
    client.post(f"{HERE}windows/open/", {"stage": "find", "area_code": ""})
    window = Window.objects.get()
    assert "Find, whole programme" in " ".join(client.get(HERE).text.split())
    client.post(f"{HERE}windows/{window.pk}/close/")
    assert "Nothing is open." in client.get(HERE).text
    refused = client.post(f"{HERE}windows/{window.pk}/close/")
    assert refused.status_code == 422
    assert "only be closed while it is open" in refused.text


def test_a_stage_does_not_open_in_an_area_that_is_not_there(client: Client, coordinator: Account) -> None:
    page = client.post(f"{HERE}windows/open/", {"stage": "find", "area_code": "NOWHERE"})
    assert page.status_code == 422
    assert "No area has this code" in page.text
    assert not Window.objects.exists()


def test_who_may_not_change_it_reads_it(client: Client) -> None:
    client.force_login(make_account(Role.BOARD))
    make_programme()
    page = client.get(HERE)
    assert page.status_code == 200
    assert "Open a stage" not in page.text
    assert client.get(f"{HERE}describe/").status_code == 403
    assert client.post(f"{HERE}windows/open/", {"stage": "find"}).status_code == 403


def test_a_goal_that_an_initiative_serves_is_not_emptied(client: Client) -> None:
    make_programme()
    client.force_login(make_account(Role.ADMINISTRATOR))
    client.post(f"{HERE}goals/", {"goal-1-text_sv": "Ett", "goal-2-text_sv": "Två"})
    serve_goals(initiative_id=make_idea().pk, goals=[Goal.objects.get(position=1)], actor=None)
    answer = client.post(f"{HERE}goals/", {"goal-1-text_sv": "", "goal-2-text_sv": "Två"})
    assert answer.status_code == 422
    assert "Initiatives serve a goal that would fall away." in answer.text
    assert Goal.objects.count() == 2
