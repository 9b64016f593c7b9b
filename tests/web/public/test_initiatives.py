"""What is being done, what was decided, and the red thread between: with data, and without any."""

import csv
import io
import json

import pytest
from django.test import Client

from bokal.programme.history.services import forget_kept
from bokal.programme.initiatives.enums import GateKind, GateRuling, Kind, Phase
from bokal.programme.initiatives.models import Initiative
from bokal.programme.initiatives.services import answer_with
from bokal.programme.programmes.models import Goal
from tests.factories.initiatives import decide_gate, make_decision, make_idea, make_initiative
from tests.factories.programmes import make_programme
from tests.factories.voices import make_problem, make_voice
from tests.factories.whole import correct_decision, make_whole

pytestmark = pytest.mark.django_db
COLD = 15


@pytest.fixture
def lit() -> Initiative:
    """Return an initiative that answers a problem of two voices, one of them read, by a decision."""
    make_programme()
    voices = [make_voice(published=True).voice.pk, make_voice().voice.pk]
    problem = make_problem(voices, sv="Det är mörkt", ar="المكان مظلم", stage="published")
    make_decision(problem)
    initiative = make_initiative()
    answer_with(initiative_id=initiative.pk, answers=[problem], actor=None)
    return initiative


@pytest.mark.parametrize("address", ["initiatives", "decisions"])
@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_before_anything_is_done_the_pages_say_so(client: Client, address: str, language: str) -> None:
    make_programme()
    answer = client.get(f"/{language}/{address}/")
    assert answer.status_code == 200
    assert "empty" in answer.content.decode()


def test_the_list_leads_to_what_is_tried_and_leaves_ideas_out(client: Client, lit: Initiative) -> None:
    make_idea("secret")
    page = client.get("/en/initiatives/").content.decode()
    assert 'href="/en/initiatives/light/"' in page
    assert "secret" not in page
    assert client.get("/en/initiatives/secret/").status_code == 404
    narrowed = client.get(f"/en/initiatives/?phase={Phase.CLOSED}&kind={Kind.SOCIAL}").content.decode()
    assert "/en/initiatives/light/" not in narrowed


def test_an_initiative_says_what_it_answers_expects_and_when_it_is_decided_on(
    client: Client, lit: Initiative
) -> None:
    page = client.get("/sv/initiatives/light/").content.decode()
    for words in ("Prövas", "Det är mörkt", "sätter upp tolv lampor", "lika få går där när det är ljust"):
        assert words in page, words
    assert "Stigen i Kroksbäck" in page


@pytest.mark.parametrize(("met", "said"), [(True, "Yes"), (False, "No"), (None, "Not known")])
def test_a_passed_gate_says_of_each_criterion_whether_it_was_met(
    client: Client, lit: Initiative, met: bool | None, said: str
) -> None:
    criteria = [{"en": "Lamps burn"}, {"en": "The neighbours are content"}]
    decide_gate(lit, GateKind.CONTINUE, GateRuling.CONTINUE, criteria=criteria, met=[True, met])
    page = client.get("/en/initiatives/light/").content.decode()
    assert "<strong>Yes</strong>. Lamps burn" in page
    assert f"<strong>{said}</strong>. The neighbours are content" in page


def test_the_table_of_decisions_names_each_ruling_and_nothing_unpublished(
    client: Client, lit: Initiative
) -> None:
    make_decision(make_problem([], slug="hidden", stage="shown"), slug="secret-thing")
    text = b"".join(client.get("/en/decisions.csv")).decode()
    rows = {row["decision"]: row for row in csv.DictReader(io.StringIO(text))}
    assert (rows["lighting"]["slug"], rows["lighting"]["ruled"]) == ("dark", "yes")
    assert rows["lighting"]["ruling_reason"] == "It is needed."
    assert (rows["secret-thing"]["thing"], rows["secret-thing"]["slug"]) == ("problem", "")
    assert "hidden" not in text


def test_a_decision_shows_its_reason_its_scope_and_each_ruling(client: Client, lit: Initiative) -> None:
    page = client.get("/en/decisions/lighting/").content.decode()
    for words in ("The technical board", "Which paths get light this year", "It is needed.", "Det är mörkt"):
        assert words in page, words


def test_the_thread_can_be_walked_from_each_of_its_things(client: Client, lit: Initiative) -> None:
    voice = client.get("/sv/thread/initiative/light/").context["steps"][0]["rungs"][0]
    starts = {voice.thread: 1, "/sv/thread/problem/dark/": 2, "/sv/thread/decision/lighting/": 2}
    for address, voices in starts.items():
        answer = client.get(address)
        page = answer.content.decode()
        assert 'href="/sv/initiatives/light/"' in page, address
        assert voice.address in page, address
        assert answer.context["steps"][0]["voices"] == voices, address
    assert client.get("/sv/thread/initiative/nowhere/").status_code == 404
    assert client.get("/sv/thread/nothing/light/").status_code == 404


def test_the_thread_is_data_and_a_picture_too(client: Client, lit: Initiative) -> None:
    data = json.loads(client.get("/sv/thread/problem/dark.json").content)
    assert data["voices"] == 2
    assert [one["mark"] for one in data["steps"]["initiative"]] == ["light"]
    assert data["steps"]["problem"][0]["texts"] == {"sv": "Det är mörkt", "ar": "المكان مظلم"}
    assert data["steps"]["decision"][0]["address"].endswith("/sv/decisions/lighting/")
    picture = client.get("/ar/thread/problem/dark.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "المكان مظلم" in picture.content.decode()


@pytest.mark.parametrize(
    "address",
    ["initiatives/", "initiatives/light/", "decisions/", "decisions/lighting/", "thread/initiative/light/"],
)
def test_a_cold_page_asks_few_questions(
    client: Client, lit: Initiative, address: str, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(COLD):
        assert client.get(f"/sv/{address}").status_code == 200


@pytest.mark.parametrize("decision", ["lamps", "lamps-right"])
def test_the_page_of_an_initiative_with_everything_on_it_asks_few_questions_cold(
    client: Client, django_assert_max_num_queries, decision: str
) -> None:
    make_programme()
    make_whole()
    if decision == "lamps-right":
        correct_decision()
    forget_kept()
    with django_assert_max_num_queries(COLD):
        page = client.get("/sv/initiatives/light/").text
    once = (
        *("Det är mörkt", "Sätt upp lampor", "Trygga gator", "Fler jobb", "Det är mörkret som hindrar"),
        *("Fler går här", "Grupp 0", "Grupp 1", "Kan simma", "Malmö stad", "Vi tänder", "Brev"),
        *("Lamporna sköts med de andra", "Det finns inget", "6:1203", "Börja i liten skala"),
    )
    for words in once:
        assert words in page, words
    for part in (
        "measures/1",
        "measures/2",
        "works/path-0",
        "works/path-1",
        f"goals/{Goal.objects.get(position=2).pk}",
        f"decisions/{decision}",
    ):
        assert f"/sv/{part}/" in page or f"/sv/initiatives/light/{part}/" in page, part


def test_problem_and_receipt_say_what_was_decided_and_tried(client: Client) -> None:
    make_programme()
    taken = make_voice(published=True)
    problem = make_problem([taken.voice.pk], sv="Det är mörkt", stage="published")
    make_decision(problem)
    answer_with(initiative_id=make_initiative().pk, answers=[problem], actor=None)
    pages = {
        "problem": client.get("/sv/problems/dark/"),
        "voice": client.get(f"/sv/voices/{taken.voice.pk}/"),
        "receipt": client.post("/sv/follow/", {"code": taken.code}),
    }
    for name, answer in pages.items():
        page = answer.content.decode()
        assert 'href="/sv/decisions/lighting/"' in page, name
        assert 'href="/sv/initiatives/light/"' in page, name
