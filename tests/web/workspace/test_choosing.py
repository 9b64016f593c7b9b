"""Forms that choose among very many stay small, find by words without script, and lose nothing."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bokal.programme.accounts.enums import Role
from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.services import RuledOn, decide
from bokal.programme.initiatives.enums import EntryKind
from bokal.programme.initiatives.models import BudgetEntry
from bokal.programme.initiatives.services import answer_with
from bokal.programme.voices.models import Problem, Promise, Proposal
from bokal.web.ui.choosing import SHOWN
from tests.factories.accounts import make_account
from tests.factories.initiatives import make_decision, make_idea, make_minuted
from tests.factories.money import make_line, today
from tests.factories.organisations import make_organisation
from tests.factories.programmes import make_programme
from tests.factories.voices import make_area, make_dialogue, make_problem, make_voice

pytestmark = pytest.mark.django_db
MOST_QUESTIONS = 15
ANSWERS = "/sv/workspace/initiatives/light/answers/"


@pytest.fixture
def coordinator(client: Client) -> Client:
    make_programme()
    client.force_login(make_account(Role.COORDINATOR))
    return client


def boxes(page: str, name: str) -> dict[str, bool]:
    """Return the value of each box or point of a field, with whether it is chosen."""
    found = re.findall(rf'<input type="(?:checkbox|radio)"[^>]*name="{name}"[^>]*>', page)
    values = [(re.search(r'value="([^"]*)"', one), " checked" in one) for one in found]
    return {value.group(1): chosen for value, chosen in values if value}


def problems(count: int, *, first: int = 0) -> list[Any]:
    return [
        make_problem([], slug=f"p{place}", stage="published", sv=f"Bekymmer nummer {place}")
        for place in range(first, first + count)
    ]


def test_what_an_initiative_answers_is_chosen_among_very_many(coordinator: Client) -> None:
    idea, (oldest, *others) = make_idea(), problems(SHOWN + 5)
    decision = make_decision(others[0])
    ruling = decision.rulings.get()
    answer_with(initiative_id=idea.pk, answers=[oldest, ruling], actor=None)
    page = coordinator.get(ANSWERS).content.decode()
    # What it answers stands there however old it is, and of the rest only the newest do.
    shown = boxes(page, "problems")
    assert len(shown) == SHOWN + 1
    assert [value for value, chosen in shown.items() if chosen] == [str(oldest.pk)]
    assert boxes(page, "rulings") == {str(ruling.pk): True}
    # What is searched for, ticked and written comes back, and nothing is saved by it.
    sent = {
        "problems": [oldest.pk, others[-1].pk],
        "rulings": [ruling.pk],
        "problems-words": "nummer 3",
        "because_sv": "Staden såg det.",
        "find": "problems",
    }
    answer = coordinator.post(ANSWERS, sent)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert boxes(page, "problems") == {
        str(others[-1].pk): True,
        str(oldest.pk): True,
        str(others[2].pk): False,
    }
    assert boxes(page, "rulings") == {str(ruling.pk): True}
    assert "Staden såg det." in page
    assert idea.origins.count() == 2
    # The same search by an address.
    assert boxes(coordinator.get(ANSWERS, sent).content.decode(), "problems") == boxes(page, "problems")
    saved = {"problems": [oldest.pk, others[-1].pk, others[2].pk], "rulings": [ruling.pk]}
    assert coordinator.post(ANSWERS, saved).status_code == 302
    found = set(idea.origins.values_list("problem", "ruling"))
    assert found == {(one, None) for one in saved["problems"]} | {(None, ruling.pk)}
    assert coordinator.post(ANSWERS, {"problems": [oldest.pk]}).status_code == 302
    assert list(idea.origins.values_list("problem", flat=True)) == [oldest.pk]


def test_a_form_asks_the_database_as_often_for_many_as_for_few(coordinator: Client) -> None:
    idea, asked, sizes = make_idea(), [], []
    for first, count in ((0, SHOWN + 1), (SHOWN + 1, 3 * SHOWN)):
        made = problems(count, first=first)
        for place, problem in enumerate(made):
            make_decision(problem, slug=f"d{first + place}")
        answer_with(initiative_id=idea.pk, answers=made[:1], actor=None)
        coordinator.get(ANSWERS)
        with CaptureQueriesContext(connection) as queries:
            page = coordinator.get(ANSWERS, {"rulings-words": "Belysning"}).content.decode()
        asked.append(len(queries))
        sizes.append((len(boxes(page, "problems")), len(boxes(page, "rulings"))))
    assert sizes == [(SHOWN + 1, SHOWN)] * 2
    assert asked[0] == asked[1]


def test_a_ruling_is_told_apart_by_its_thing_and_says_that_it_was_corrected(coordinator: Client) -> None:
    idea = make_idea()
    dark, wet = (
        make_problem([], stage="published"),
        make_problem([], slug="wet", stage="published", sv="Blött"),
    )
    wrong = make_decision(dark, wet)
    answer_with(initiative_id=idea.pk, answers=list(wrong.rulings.all()), actor=None)
    again = [RuledOn(thing=one, ruled=Ruled.NO, reason={"sv": "Fel."}) for one in (dark, wet)]
    decide(slug="again", minuted=make_minuted(), rulings=again, actor=None, corrects=wrong)
    page = coordinator.get(ANSWERS).content.decode()
    assert len(boxes(page, "rulings")) == 4
    assert sum(boxes(page, "rulings").values()) == 2
    assert len(re.findall(r"Belysning i Herrgården · Blött", page)) == 2
    # By words, too: of the thing, and of the decision.
    found = coordinator.get(ANSWERS, {"rulings-words": "Blött"}).content.decode()
    assert len(boxes(found, "rulings")) == 3


def test_money_moves_by_a_decision_that_is_found_by_its_words(client: Client) -> None:
    make_programme()
    client.force_login(make_account(Role.COORDINATOR))
    line = make_line(planned=1000_00)
    other = make_line(line.initiative, account="4601", planned=100_00)
    (problem,) = problems(1)
    old = make_decision(problem, slug="old", title={"sv": "Gamla gården"}, reference="TN 2026-17")
    for place in range(SHOWN + 3):
        make_decision(problem, slug=f"d{place}")
    wrong = make_decision(problem, slug="wrong")
    again = RuledOn(thing=problem, ruled=Ruled.NO, reason={"sv": "Fel."})
    decide(slug="right", minuted=make_minuted(), rulings=[again], actor=None, corrects=wrong)
    here = reverse("workspace:money-line", kwargs={"number": line.pk})
    page = client.get(here).content.decode()
    shown = boxes(page, "decision")
    assert len(shown) == SHOWN + 1
    assert shown[""]
    assert str(wrong.pk) not in shown
    assert str(old.pk) not in shown
    sent = {"to": other.pk, "amount": "200", "because": "Mer arbete", "on": today().isoformat()}
    for words in ("gamla", "2026-17"):
        search = sent | {"decision-words": words, "find": "decision"}
        answer = client.post(f"{here}reallocate/", search)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert boxes(page, "decision") == {"": True, str(old.pk): False}
        assert 'value="Mer arbete"' in page
    assert not BudgetEntry.objects.filter(kind=EntryKind.REALLOCATE).exists()
    # Chosen before another search, it stays chosen.
    search = sent | {"decision": old.pk, "decision-words": "Belysning", "find": "decision"}
    page = client.post(f"{here}reallocate/", search).content.decode()
    assert [value for value, chosen in boxes(page, "decision").items() if chosen] == [str(old.pk)]
    assert client.post(f"{here}reallocate/", sent | {"decision": old.pk}).status_code == 302
    moved = BudgetEntry.objects.filter(kind=EntryKind.REALLOCATE)
    assert set(moved.values_list("decision", flat=True)) == {old.pk}


@pytest.mark.parametrize("words", ["\0", "%_", "x" * 5000, "9" * 40])
def test_no_words_and_no_number_break_a_search(coordinator: Client, words: str) -> None:
    make_idea()
    problems(1)
    sent = {"problems": ["x", "-1", "9" * 30], "find": "problems"}
    sent |= {"problems-words": words, "rulings-words": words}
    assert coordinator.post(ANSWERS, sent).status_code == 200
    assert coordinator.get(ANSWERS, sent).status_code == 200


@pytest.mark.parametrize("number", ["9" * 30, "-1", "1.5", "٤", "x"])
def test_what_is_no_number_of_a_record_is_refused_in_the_form(coordinator: Client, number: str) -> None:
    """A database that cannot hold a number must not be asked for it."""
    make_idea()
    (problem,) = problems(1)
    answer = coordinator.post(ANSWERS, {"problems": [problem.pk, number]})
    assert (answer.status_code, "problems" in answer.context["form"].errors) == (422, True)
    asked = coordinator.get("/sv/workspace/decisions/new/", {"problems": number, "go": "on"})
    assert asked.status_code < 500
    joined = coordinator.post(f"/sv/workspace/problems/{problem.pk}/join/", {"into": number})
    assert joined.status_code == 422


def test_everything_that_was_ticked_stays_and_a_search_says_that_nothing_is_saved(
    coordinator: Client,
) -> None:
    idea, made = make_idea(), problems(3 * SHOWN)
    ticked = [one.pk for one in made[: 2 * SHOWN]]
    sent = {"problems": ticked, "find": "problems", "problems-words": "finns ej"}
    page = coordinator.post(ANSWERS.replace("/sv/", "/en/"), sent).text
    assert boxes(page, "problems") == {str(one): True for one in ticked}
    assert page.count("Nothing is saved yet.") == 1
    assert not idea.origins.exists()


def test_the_problems_that_a_proposal_answers_are_found_by_words_and_stay_ticked(coordinator: Client) -> None:
    oldest, *others = problems(SHOWN + 5)
    new = "/sv/workspace/proposals/new/"
    sent = {
        "title_sv": "Ljus längs stigen",
        "text_sv": "",
        "written_in": "sv",
        "problems": [others[-1].pk],
        "author": "residents",
        "feasibility": "unknown",
    }
    assert len(boxes(coordinator.get(f"{new}?problem={oldest.pk}").content.decode(), "problems")) == SHOWN + 1
    page = coordinator.post(new, sent | {"problems-words": "nummer 0", "find": "problems"}).content.decode()
    assert boxes(page, "problems") == {str(others[-1].pk): True, str(oldest.pk): False}
    assert 'value="Ljus längs stigen"' in page
    assert not Proposal.objects.exists()
    assert coordinator.post(new, sent | {"problems": [oldest.pk, others[-1].pk]}).status_code == 302
    proposal = Proposal.objects.get()
    terms = f"/sv/workspace/proposals/{proposal.pk}/terms/"
    search = sent | {"problems": [oldest.pk], "problems-words": "nummer 7", "find": "problems"}
    found = coordinator.post(terms, search)
    assert found.status_code == 200
    assert boxes(found.content.decode(), "problems") == {str(oldest.pk): True, str(others[6].pk): False}
    assert proposal.purposes.now().count() == 2
    assert coordinator.post(terms, sent | {"problems": [oldest.pk]}).status_code == 302
    assert list(proposal.purposes.now().values_list("problem", flat=True)) == [oldest.pk]


def test_the_problem_that_another_becomes_part_of_is_found_by_words(coordinator: Client) -> None:
    oldest, *_others, newest = problems(SHOWN + 5)
    address = f"/sv/workspace/problems/{newest.pk}/"
    shown = boxes(coordinator.get(address).text, "into")
    assert len(shown) == SHOWN
    assert not {str(oldest.pk), str(newest.pk)} & shown.keys()
    search = {"find": "into", "into-words": "nummer 0"}
    found = coordinator.post(f"{address}join/", search)
    assert (found.status_code, list(boxes(found.text, "into"))) == (200, [str(oldest.pk)])
    assert coordinator.post(f"{address}join/", {"into": oldest.pk}).status_code == 302
    newest.refresh_from_db()
    assert newest.joined_into == oldest


def test_voices_find_the_problem_they_belong_to_and_stay_ticked(coordinator: Client) -> None:
    oldest, *_others = problems(SHOWN + 5)
    voice = make_voice(published=True).voice
    address, ticked = "/sv/workspace/problems/gather/", {"voices": [voice.pk]}
    page = coordinator.post(address, ticked | {"find": "into", "into-words": "nummer 0"})
    assert (page.status_code, list(boxes(page.text, "into"))) == (200, [str(oldest.pk)])
    assert f'name="voices" value="{voice.pk}"' in page.text
    assert coordinator.post(address, ticked | {"into": oldest.pk}).status_code == 302
    assert oldest.groupings.get().voice_id == voice.pk


@pytest.mark.parametrize("words", ["över", "ÖVER", "Över", "gården"])
def test_a_search_finds_words_however_their_letters_are_written(coordinator: Client, words: str) -> None:
    make_problem([], slug="over", stage="published", sv="Över gården")
    problems(SHOWN + 2)
    found = coordinator.get("/sv/workspace/decisions/new/", {"find": "problems", "problems-words": words})
    assert len(boxes(found.text, "problems")) == 1


def test_a_problem_that_is_not_worded_yet_is_offered_until_words_are_searched_for(
    coordinator: Client,
) -> None:
    bare = Problem.objects.create(slug="bare", area=make_area(), stage="published")
    (other,) = problems(1)
    address = f"/sv/workspace/problems/{other.pk}/"
    assert list(boxes(coordinator.get(address).text, "into")) == [str(bare.pk)]
    found = coordinator.post(f"{address}join/", {"find": "into", "into-words": "nummer"})
    assert boxes(found.text, "into") == {}


def test_what_a_promise_is_about_is_found_among_very_many_of_each_kind(coordinator: Client) -> None:
    oldest, *_others, newest = problems(SHOWN + 5)
    dialogue, house = make_dialogue(), make_organisation()
    address = f"/sv/workspace/organisations/{house.pk}/"
    shown = boxes(coordinator.get(address).text, "about")
    assert set(shown) >= {"", f"problem-{newest.pk}", f"dialogue-{dialogue.pk}"}
    assert (len(shown), f"problem-{oldest.pk}" in shown) == (SHOWN + 2, False)
    sent = {"text_sv": "Vi tänder", "due_on": "2031-01-01", "about": f"dialogue-{dialogue.pk}"}
    search = {"find": "about", "about-words": "nummer 0"}
    for where in (f"{address}promise/", "/sv/workspace/promises/new/"):
        found = coordinator.post(where, sent | search)
        assert (found.status_code, 'value="Vi tänder"' in found.text) == (200, True)
        assert boxes(found.text, "about") == {
            f"dialogue-{dialogue.pk}": True,
            "": False,
            f"problem-{oldest.pk}": False,
        }
    # The field that has the focus then says what was found.
    words = re.search(r'<input id="id_about-words"[^>]*aria-describedby="([^"]*)"[^>]* autofocus', found.text)
    assert words is not None
    assert f'<p class="hint" id="{words[1]}"><strong>Inget är sparat än.' in found.text
    # What is chosen and what is found are asked for together.
    with CaptureQueriesContext(connection) as queries:
        found = coordinator.post(f"{address}promise/", sent | search | {"about": f"problem-{newest.pk}"})
    assert list(boxes(found.text, "about"))[1:] == [f"problem-{newest.pk}", f"problem-{oldest.pk}"]
    assert len(queries) <= MOST_QUESTIONS
    for wrong in ("x", "problem-", f"problem-{'9' * 30}", "problem-0", f"proposal-{oldest.pk}"):
        refused = coordinator.post(f"{address}promise/", sent | {"about": wrong})
        assert (refused.status_code, list(refused.context["forms"]["promise"].errors)) == (422, ["about"])
    assert not Promise.objects.exists()
    assert coordinator.post(f"{address}promise/", sent | {"about": f"problem-{oldest.pk}"}).status_code == 302
    assert Promise.objects.get().problem == oldest


def test_none_is_offered_only_where_none_can_be_chosen(client: Client) -> None:
    problem, new = make_problem([], stage="published"), "/sv/workspace/promises/new/"
    Problem.objects.update(area=make_area("herrgarden"))
    for area, points in (("", ["", f"problem-{problem.pk}"]), ("herrgarden", [f"problem-{problem.pk}"])):
        client.force_login(make_account(Role.COORDINATOR, area_code=area))
        assert list(boxes(client.get(new).text, "about")) == points
    refused = client.post(new, {"about": ""})
    assert (refused.status_code, "about" in refused.context["form"].errors) == (422, True)
    # What is wrong leads to the points, and the group of points says it.
    assert '<a href="#id_about">' in refused.text
    assert '<div id="id_about">' in refused.text
    assert '<fieldset aria-describedby="id_about_error">' in refused.text
