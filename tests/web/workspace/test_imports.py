"""A file is looked at before it is imported, and a refused one says why, line by line."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.models import Account, Membership
from bokal.programme.areas.errors import RecordsMoved
from bokal.programme.areas.models import Observation
from tests.factories.areas import make_dataset, make_definition, make_geography

pytestmark = pytest.mark.django_db
HEADER = "geography,area,indicator,version,year,value\n"


@pytest.fixture
def coordinator(client: Client, settings, tmp_path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    account = Account.objects.create_user("astrid@example.org")
    Membership.objects.create(account=account, role=Role.COORDINATOR, valid_from=timezone.localdate())
    client.force_login(account)
    make_geography("deso2018", areas=("A",))
    make_definition("employed")
    make_dataset("example")
    return client


def hand_in(client: Client, content: str):
    file = SimpleUploadedFile("figures.csv", content.encode())
    data = {"kind": "observations", "file": file, "dataset": "example"}
    return client.post(reverse("workspace:import-start"), data)


def test_a_right_file_is_shown_first_and_imported_when_told_to(coordinator: Client) -> None:
    answer = hand_in(coordinator, HEADER + "deso2018,A,employed,1,2022,50\n")
    assert answer.status_code == 302
    assert not Observation.objects.exists()
    assert "50" in coordinator.get(reverse("workspace:import-preview")).content.decode()
    done = coordinator.post(reverse("workspace:import-apply"))
    assert done["Location"] == reverse("workspace:import-done")
    assert coordinator.get(done["Location"]).status_code == 200
    assert Observation.objects.get().value == 50
    for page in ("import-start", "desk"):
        assert re.search(r": Siffror, \w", coordinator.get(f"/sv{reverse(f'workspace:{page}')[3:]}").text)


def test_a_refused_file_changes_nothing_and_names_line_and_column(coordinator: Client) -> None:
    answer = hand_in(coordinator, HEADER + "deso2018,A,employed,1,2022,140\n")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "140" in page
    assert "value" in page
    assert not Observation.objects.exists()


def test_a_formula_in_a_refused_file_is_disarmed_in_the_list(coordinator: Client) -> None:
    hand_in(coordinator, HEADER + "deso2018,A,employed,1,2022,=cmd\n")
    listed = coordinator.get(reverse("workspace:import-problems")).content.decode()
    assert "'=cmd" in listed
    assert ",=cmd" not in listed


def test_a_formula_in_the_name_of_a_column_is_disarmed_as_well(coordinator: Client) -> None:
    hand_in(coordinator, "=cmd,area,indicator,version,year,value\n")
    listed = coordinator.get(reverse("workspace:import-problems")).content.decode()
    assert "'=cmd" in listed
    assert ",=cmd" not in listed


def test_an_import_that_records_moved_under_is_offered_again(
    coordinator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(**_arguments: object) -> None:
        raise RecordsMoved

    hand_in(coordinator, HEADER + "deso2018,A,employed,1,2022,50\n")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("bokal.web.workspace.imports.apply_import", moved)
        answer = coordinator.post(reverse("workspace:import-apply"))
    assert answer.status_code == 409
    assert str(RecordsMoved.message) in answer.content.decode()
    assert coordinator.post(reverse("workspace:import-apply")).status_code == 302
    assert Observation.objects.get().value == 50


def test_who_may_not_import_is_refused(client: Client) -> None:
    assert client.get(reverse("workspace:import-start")).status_code == 302
    account = Account.objects.create_user("board@example.org")
    Membership.objects.create(account=account, role=Role.BOARD, valid_from=timezone.localdate())
    client.force_login(account)
    assert client.get(reverse("workspace:import-start")).status_code == 403
