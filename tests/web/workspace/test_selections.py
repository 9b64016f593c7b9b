"""The choice of areas: recorded and revised in the browser without script."""

from typing import Any

import pytest
from django.test import Client

from bokal.programme.accounts.enums import Role
from bokal.programme.areas.models import Area, Selection
from bokal.programme.history.models import Entry
from tests.factories.accounts import make_account
from tests.factories.areas import make_geography
from tests.factories.reports import make_city_with_figures, make_run

pytestmark = pytest.mark.django_db
HERE = "/en/workspace/selections/"
PLACE = f"{HERE}new/?geography=districts"
NEW = f"{PLACE}&area=A1&area=A2"


@pytest.fixture
def board(client: Client) -> None:
    client.force_login(make_account(Role.BOARD))


@pytest.fixture
def areas() -> dict[str, Area]:
    geography = make_geography("districts", areas=("A1", "A2", "A3"))
    return {area.code: area for area in geography.areas.order_by("code")}


def answers(areas: dict[str, Area], **changes: Any) -> dict[str, Any]:
    texts = {}
    for code in ("sv", "en", "ar"):
        texts |= {f"title_{code}": f"Choice {code}", f"reasons_{code}": f"Because {code}"}
    rest = {
        "slug": "choice",
        "run": "",
        "decided_by": "The board",
        "decided_on": "2026-01-15",
        "precision": "day",
        f"chosen_{areas['A1'].pk}": "on",
        f"reason_{areas['A1'].pk}": "Lowest.",
        f"reason_{areas['A2'].pk}": "Too small.",
    }
    return texts | rest | changes


def recorded() -> list[tuple[str, bool, dict[str, str]]]:
    choices = Selection.objects.get().choices.order_by("area__code")
    return list(choices.values_list("area__code", "chosen", "reason"))


def test_without_a_choice_the_list_says_what_to_do(client: Client, board: None) -> None:
    assert "No choice of areas is recorded yet" in client.get(HERE).text
    assert client.get(f"{HERE}new/")["Location"] == HERE


def test_areas_are_ticked_first(client: Client, board: None, areas: dict[str, Area]) -> None:
    page = client.get(PLACE)
    assert page.text.count('type="checkbox" name="area"') == 3
    assert " checked" not in page.text
    form = client.get(NEW)
    assert "Reason for Area A2" in form.text
    assert "Reason for Area A3" not in form.text


def test_a_choice_is_recorded_with_a_reason_for_each_area(
    client: Client, board: None, areas: dict[str, Area]
) -> None:
    make_run(make_city_with_figures())
    page = client.post(NEW, answers(areas, run="lowest"), follow=True)
    assert page.redirect_chain == [(HERE, 302)]
    selection = Selection.objects.get()
    assert selection.run is not None
    assert selection.run.slug == "lowest"
    assert selection.reasons == {"sv": "Because sv", "en": "Because en", "ar": "Because ar"}
    assert recorded() == [("A1", True, {"en": "Lowest."}), ("A2", False, {"en": "Too small."})]
    assert "/en/workspace/runs/lowest/" in page.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"decided_on": "2099-01-01"}, "has not come yet"),
        ({"reasons_ar": ""}, "Write why it was decided so. Language: Arabic."),
        ({"chosen": ""}, "Choose at least one area."),
        ({"decided_by": ""}, "Write who decided."),
    ],
)
def test_a_refused_choice_says_why(
    client: Client, board: None, areas: dict[str, Area], changes: dict[str, str], said: str
) -> None:
    form = answers(areas, **changes)
    if "chosen" in changes:
        del form[f"chosen_{areas['A1'].pk}"]
    page = client.post(NEW, form)
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert said in page.text
    assert 'value="Lowest."' in page.text
    assert not Selection.objects.exists()


def test_an_address_is_taken_once(client: Client, board: None, areas: dict[str, Area]) -> None:
    client.post(NEW, answers(areas))
    page = client.post(NEW, answers(areas, decided_by="Another board"))
    assert page.status_code == 422
    assert "already another choice with this address" in page.text
    assert Selection.objects.get().decided_by == "The board"


def test_a_choice_is_revised_and_says_why(client: Client, board: None, areas: dict[str, Area]) -> None:
    client.post(NEW, answers(areas))
    Selection.objects.update(constructed=True)
    here = f"{HERE}choice/revise/"
    ticks = client.get(here)
    assert ticks.text.count(" checked") == 2
    address = f"{here}?area=A1&area=A2&area=A3"
    form = client.get(address)
    for kept in ('value="2026-01-15"', 'value="The board"', 'value="Too small."', "Because ar"):
        assert kept in form.text
    changed = answers(areas, because="", **{f"reason_{areas['A3'].pk}": "Looked at later."})
    refused = client.post(address, changed)
    assert refused.status_code == 422
    assert len(recorded()) == 2
    page = client.post(address, changed | {"because": "One was forgotten"}, follow=True)
    assert page.redirect_chain == [(HERE, 302)]
    assert recorded()[2] == ("A3", False, {"en": "Looked at later."})
    assert Selection.objects.get().constructed
    entry = Entry.objects.get(verb="selection.revised")
    assert entry.details["because"] == "One was forgotten"


def test_a_reason_in_another_language_stays(client: Client, board: None, areas: dict[str, Area]) -> None:
    client.post(NEW, answers(areas))
    form = answers(areas, because="In Swedish too", **{f"reason_{areas['A1'].pk}": "Lägst."})
    client.post("/sv/workspace/selections/choice/revise/?area=A1&area=A2", form)
    assert recorded() == [
        ("A1", True, {"en": "Lowest.", "sv": "Lägst."}),
        ("A2", False, {"en": "Too small."}),
    ]


def test_a_revision_is_refused_like_a_record(client: Client, board: None, areas: dict[str, Area]) -> None:
    client.post(NEW, answers(areas))
    form = answers(areas, because="Nobody left")
    del form[f"chosen_{areas['A1'].pk}"]
    page = client.post(f"{HERE}choice/revise/?area=A1&area=A2", form)
    assert page.status_code == 422
    assert "Choose at least one area." in page.text
    assert client.get(f"{HERE}none/revise/").status_code == 404


def test_who_may_not_record_reads_alone(client: Client, areas: dict[str, Area]) -> None:
    assert client.get(HERE).status_code == 302
    client.force_login(make_account(Role.EVALUATOR))
    page = client.get(HERE)
    assert page.status_code == 200
    assert "Record a choice" not in page.text
    assert client.post(NEW, answers(areas)).status_code == 403
    assert client.get(f"{HERE}choice/revise/").status_code == 403
