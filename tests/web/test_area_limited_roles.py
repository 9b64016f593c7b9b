"""A role in one area gives no power over the programme: it reads, and acts inside its area alone."""

import pytest
from django.test import Client
from django.urls import reverse

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import can_manage_people
from bokal.programme.areas.perms import can_import_data, can_record_selection, can_run_index
from bokal.programme.programmes.enums import Stage
from bokal.programme.programmes.models import Window
from bokal.programme.programmes.perms import can_change_programme, can_open_stage_in
from bokal.programme.programmes.services import open_window
from bokal.programme.reports.perms import can_publish_report
from tests.factories.accounts import make_account
from tests.factories.areas import make_geography
from tests.factories.voices import make_area, make_voice
from tests.web.test_permissions_table import TABLE, TAKES

pytestmark = pytest.mark.django_db
WHOLE_PROGRAMME = (
    can_import_data,
    can_run_index,
    can_record_selection,
    can_change_programme,
    can_publish_report,
    can_manage_people,
)
LIMITED = [role for role in Role if role not in (Role.ADMINISTRATOR, Role.PARTNER)]
CLOSED = (
    "import-start",
    "run-new",
    "selection-new",
    "report-new",
    "programme-describe",
    "programme-goals",
    "programme-unit",
    "programme-reorganise",
    "people",
    "people-invite",
)
READ = ("desk", "programme", "area-list", "run-list", "selection-list", "report-list", "indicator-list")

# Each address at work that takes the number of a voice.
VOICE_BY_NUMBER = [
    name
    for name in TABLE
    if name.startswith(("workspace:voice", "workspace:translation")) and "number" in TAKES[name]
]


def sign_in(client: Client, *roles: Role, area_code: str = "A1") -> None:
    client.force_login(make_account(*roles, area_code=area_code))


@pytest.mark.parametrize("role", LIMITED)
def test_no_role_in_an_area_opens_what_concerns_the_whole_programme(role: Role) -> None:
    account = make_account(role, area_code="A1")
    assert [may.__name__ for may in WHOLE_PROGRAMME if may(account)] == []


def test_the_same_roles_held_everywhere_do_open_it() -> None:
    account = make_account(*Role)
    assert all(may(account) for may in WHOLE_PROGRAMME)


def test_whoever_works_in_an_area_reads_the_workspace_and_is_refused_the_rest(client: Client) -> None:
    sign_in(client, *LIMITED)
    addresses = {name: reverse(f"workspace:{name}") for name in CLOSED + READ}
    answers = {name: client.get(address).status_code for name, address in addresses.items()}
    assert answers == dict.fromkeys(CLOSED, 403) | dict.fromkeys(READ, 200)


def test_a_voice_outside_ones_area_is_answered_as_one_that_is_not_there(client: Client) -> None:
    outside = make_voice(area=make_area("holma"), published=True).voice.pk
    sign_in(client, *LIMITED)
    for name in VOICE_BY_NUMBER:
        kept = {"language": "sv"} if "language" in TAKES[name] else {}
        addresses = [reverse(name, kwargs={"number": number, **kept}) for number in (outside, 999_999)]
        for send in (client.get, client.post):
            there, nowhere = (send(address) for address in addresses)
            assert there.status_code == nowhere.status_code, name
            assert there.status_code in {403, 405}, name
            assert there.text == nowhere.text.replace("999999", str(outside)), name


def test_a_stage_opens_and_closes_in_ones_own_area(client: Client) -> None:
    make_geography(areas=("A1", "A2"))
    sign_in(client, Role.COORDINATOR)
    opening = reverse("workspace:programme-open")
    assert client.post(opening, {"stage": "find", "area_code": "A1"}).status_code == 302
    window = Window.objects.get()
    page = client.get(reverse("workspace:programme")).text
    assert reverse("workspace:programme-close", kwargs={"number": window.pk}) in page
    client.post(reverse("workspace:programme-close", kwargs={"number": window.pk}))
    window.refresh_from_db()
    assert window.closes_at is not None


@pytest.mark.parametrize("elsewhere", ["A2", ""])
def test_what_lies_outside_ones_area_is_answered_as_if_it_were_not_there(
    client: Client, elsewhere: str
) -> None:
    make_geography(areas=("A1", "A2"))
    window = open_window(stage=Stage.FIND, area_code=elsewhere, actor=None)
    sign_in(client, Role.COORDINATOR)
    closing = reverse("workspace:programme-close", kwargs={"number": window.pk})
    assert closing not in client.get(reverse("workspace:programme")).text
    assert client.post(closing).status_code == 404
    form = {"stage": "decide", "area_code": elsewhere}
    assert client.post(reverse("workspace:programme-open"), form).status_code == 404
    assert list(Window.objects.values_list("stage", "closes_at")) == [("find", None)]


def test_a_coordinator_of_the_programme_opens_stages_in_every_area() -> None:
    account = make_account(Role.COORDINATOR)
    assert can_open_stage_in(account, "A1")
    assert can_open_stage_in(account, "")
    assert not can_open_stage_in(make_account(Role.BOARD), "")
