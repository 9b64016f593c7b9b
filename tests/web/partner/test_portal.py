"""The portal of an organisation: its desk, what it promises, proposes and says; nothing of the workspace."""

import csv
import io
import re

import pytest
from django.test import Client

from bokal.programme.accounts.models import Draft
from bokal.programme.voices.enums import Stage
from bokal.programme.voices.models import Promise, Proposal, Spokesperson, Voice
from bokal.programme.voices.services import publish_wording, show_wording
from tests.factories.organisations import in_days, make_organisation, make_own_promise, make_spokesperson
from tests.factories.voices import make_area, make_dialogue, make_problem, make_voice

pytestmark = pytest.mark.django_db
PORTAL = "/en/partner/"
PROMISE = {"text": "Vi tänder i trapporna.", "language": "sv", "due_on": "2031-01-01"}


@pytest.fixture
def speaker(client: Client) -> Spokesperson:
    found = make_spokesperson(make_organisation(area=make_area()))
    client.force_login(found.membership.account)
    return found


def test_the_desk_shows_what_is_due_what_concerns_it_and_its_own(
    client: Client, speaker: Spokesperson
) -> None:
    house = speaker.organisation
    make_own_promise(house, "Redan för sent", days=-1)
    make_own_promise(make_organisation("other"), "Någon annans")
    make_problem([], slug="named", stage="published", sv=f"{house.name} öppnar inte porten")
    voice = make_voice(organisation=house, words="Vi hjälper gärna till.").voice
    page = client.get(PORTAL).text
    for shown in ("Redan för sent", "Overdue", "öppnar inte porten", "Vi hjälper gärna till.", house.name):
        assert shown in page, shown
    assert "Någon annans" not in page
    assert f"/en/partner/voices/{voice.pk}/" in page
    assert "/workspace/" not in page
    followed = client.get(f"/en/partner/voices/{voice.pk}/").text
    assert "Somebody reads it before it is shown" in followed
    assert re.search(r"Its code is <bdi dir=\"ltr\">[0-9A-Z]{5}-[0-9A-Z]{5}</bdi>", followed)


def test_it_promises_in_one_language_and_everybody_reads_it(client: Client, speaker: Spokesperson) -> None:
    problem, draft = make_problem([], stage="published"), make_problem([], slug="draft")
    dialogue = make_dialogue()
    form = client.get(f"{PORTAL}promises/new/?about=problem-{problem.pk}").text
    assert re.search(rf'value="problem-{problem.pk}"[^>]* checked', form)
    assert f"dialogue-{dialogue.pk}" in form
    assert f"problem-{draft.pk}" not in form
    for wrong in (
        {"text": ""},
        {"due_on": "2020-01-01"},
        {"about": f"problem-{draft.pk}"},
        {"language": "xx"},
    ):
        assert client.post(f"{PORTAL}promises/new/", PROMISE | wrong).status_code == 422
    assert not Promise.objects.exists()
    sent = PROMISE | {"about": f"problem-{problem.pk}"}
    assert client.post(f"{PORTAL}promises/new/", sent)["Location"] == f"{PORTAL}promises/"
    assert Promise.objects.get().problem == problem
    for place in ("organisations/house/", "problems/dark/", "promises/", "organisations/"):
        page = Client().get(f"/en/{place}").text
        assert speaker.organisation.name in page
        assert "Vi tänder i trapporna." in page or place == "organisations/"


def test_it_says_what_came_of_its_promise_and_promises_anew_when_it_was_replaced(
    client: Client, speaker: Spokesperson
) -> None:
    first, second = (make_own_promise(speaker.organisation, text) for text in ("Den ena", "Den andra"))
    settle = {"state": "kept", "outcome": "Klart i mars.", "language": "sv"}
    place = f"{PORTAL}promises/{first.pk}/"
    assert client.post(place, settle | {"outcome": ""}).status_code == 422
    assert client.post(place, settle)["Location"] == f"{PORTAL}promises/"
    assert client.post(place, settle).status_code == 422
    assert "<form" not in client.get(place).text.split("<h1>")[1].split("</main>")[0]
    other = f"{PORTAL}promises/{second.pk}/"
    replaced = settle | {"state": "changed", "outcome": "Vi gör något annat."}
    assert client.post(other, replaced)["Location"] == f"{PORTAL}promises/new/"
    page = Client().get("/en/organisations/house/").text
    assert "Klart i mars." in page
    assert "Vi gör något annat." in page


def test_its_list_is_narrowed_down_and_taken_along(client: Client, speaker: Spokesperson) -> None:
    make_own_promise(speaker.organisation, "=SUM(A1)", days=-3)
    make_own_promise(speaker.organisation, "Senare", days=90)
    make_own_promise(make_organisation("other"), "Någon annans")
    assert "Senare" not in client.get(f"{PORTAL}promises/?keep=overdue").text
    assert "Senare" in client.get(f"{PORTAL}promises/?keep=nonsense").text
    table = b"".join(client.get(f"{PORTAL}promises/promises.csv?keep=open")).decode()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [(row["code"], row["text"], row["state"]) for row in rows] == [
        ("house", "'=SUM(A1)", "open"),
        ("house", "Senare", "open"),
    ]


def test_its_proposal_goes_by_the_office_and_then_stands_under_its_name(
    client: Client, speaker: Spokesperson
) -> None:
    problem = make_problem([], stage="published")
    sent = {"title": "Öppna tvättstugan", "language": "sv", "problems": [problem.pk], "cost": "1250,50"}
    for wrong in ({"problems": []}, {"cost": "mycket"}, {"title": ""}):
        assert client.post(f"{PORTAL}proposals/new/", sent | wrong).status_code == 422
    assert client.post(f"{PORTAL}proposals/new/", sent | {"offer": "Vi sköter nyckeln."}).status_code == 302
    proposal = Proposal.objects.get()
    assert (proposal.stage, proposal.cost) == (Stage.DRAFT, 125_050)
    assert "Öppna tvättstugan" in client.get(PORTAL).text
    assert Client().get(f"/en/proposals/{proposal.slug}/").status_code == 404
    show_wording(thing=proposal, actor=None)
    publish_wording(thing=proposal, actor=None)
    page = Client().get(f"/en/proposals/{proposal.slug}/").text
    assert speaker.organisation.name in page
    assert "Vi sköter nyckeln." in page


def test_it_says_something_once_under_its_name(client: Client, speaker: Spokesperson) -> None:
    form = client.get(f"{PORTAL}voices/new/").text
    (key,) = re.findall(r'name="key" value="([0-9a-f-]{36})"', form)
    assert '<option value="herrgarden" selected>' in form
    sent = {"words": "Vi saknar lampor.", "language": "sv", "area": "herrgarden", "key": key}
    assert client.post(f"{PORTAL}voices/new/", sent | {"words": ""}).status_code == 422
    for _again in range(2):
        assert client.post(f"{PORTAL}voices/new/", sent)["Location"] == PORTAL
    voice = Voice.objects.get()
    assert (voice.organisation, voice.area) == (speaker.organisation, make_area())


def test_what_it_has_begun_waits_on_its_desk(client: Client, speaker: Spokesperson) -> None:
    kept = PROMISE | {"draft-fields": "text language", "draft": "save"}
    assert client.post(f"{PORTAL}promises/new/", kept).status_code == 302
    assert Draft.objects.get().fields["text"] == [PROMISE["text"]]
    page = client.get(PORTAL).text
    assert "Not handed in yet" in page
    assert PROMISE["text"] in client.get(f"{PORTAL}promises/new/").text
    client.post(f"{PORTAL}promises/new/", PROMISE | {"due_on": in_days(9)})
    assert not Draft.objects.exists()
