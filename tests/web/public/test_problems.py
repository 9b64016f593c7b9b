"""Problems, proposals and organisations as everybody reads them: published things and words alone."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from bokal.programme.voices.enums import Author, Channel, PromiseState, Reply, Status
from bokal.programme.voices.services import (
    About,
    Terms,
    Text,
    add_organisation,
    answer_thing,
    confirm_outcome,
    confirm_wording,
    draft_proposal,
    join_problems,
    make_promise,
    publish_wording,
    reword_problem,
    settle_promise,
    show_wording,
    ungroup_voices,
    verify_organisation,
)
from tests.factories.programmes import make_unit
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db
PAGE = "/en/problems/dark/"
SOON = datetime.date(2031, 1, 1)


def say(count: int, **fields: Any) -> list[int]:
    return [make_voice(words=f"Ord {number}", **fields).voice.pk for number in range(count)]


def published(voices: list[int]) -> Any:
    return make_problem(voices, stage="published", sv="Det är mörkt", ar="الطريق مظلم")


def test_only_what_is_published_is_there(client: Client) -> None:
    make_problem(say(1), slug="draft", stage="draft")
    make_problem([], slug="shown")
    published([])
    assert [
        client.get(f"/en/problems/{slug}/").status_code for slug in ("draft", "shown", "dark", "none")
    ] == [
        404,
        404,
        200,
        404,
    ]
    page = client.get("/en/problems/").text
    assert page.count('href="/en/problems/dark/"') == 1
    assert "/en/problems/shown/" not in page
    assert "is not a choice here" in client.get("/en/problems/?status=nothing").text


def test_the_wording_is_in_the_readers_language_or_says_that_it_is_not(client: Client) -> None:
    published([])
    arabic = client.get("/ar/problems/dark/").text
    assert '<h1 lang="ar" dir="auto">الطريق مظلم</h1>' in arabic
    assert "Det är mörkt" in arabic
    english = client.get(PAGE).text
    assert '<h1 lang="sv" dir="auto">Det är mörkt</h1>' in english
    assert "This is written in Svenska, and not translated yet." in english
    assert "not translated yet" not in client.get("/sv/problems/dark/").text


def test_voices_are_counted_by_channel_and_only_published_words_are_quoted(client: Client) -> None:
    shown = make_voice(words="Läst och visat.", published=True, channel=Channel.PAPER).voice.pk
    hidden = make_voice(words="Hemligt.").voice.pk
    published([shown, hidden])
    page = client.get(PAGE).text
    assert "2 voices" in page
    assert "Web: 1" in page
    assert "Paper sheet: 1" in page
    assert "Läst och visat." in page
    assert "Hemligt." not in page
    assert f'href="/en/voices/{shown}/"' in page
    assert f'href="{PAGE}"' in client.get(f"/en/voices/{shown}/").text


def test_the_share_that_confirmed_is_told_and_a_new_wording_asks_anew(client: Client) -> None:
    voices = say(8)
    problem = published(voices)
    assert "Nobody who spoke has replied to this wording yet." in client.get(PAGE).text
    wording = problem.wordings.get(language="sv").pk
    for number, voice in enumerate(voices):
        reply = Reply.YES if number < 5 else Reply.NOT_QUITE
        confirm_wording(wording_id=wording, voice_id=voice, reply=reply, because="Det gäller tunneln.")
    page = client.get(PAGE).text
    assert "5 of 8 who replied said: yes, that is what I meant." in page
    assert "tunneln" not in page
    reword_problem(problem_id=problem.pk, texts={"sv": Text("Mörkt")}, written_in="sv", actor=None)
    assert "Nobody who spoke has replied to this wording yet." in client.get(PAGE).text


def test_the_status_says_who_owes_the_next_step_and_the_answer_is_in_the_readers_language(
    client: Client,
) -> None:
    voices = [*say(2), make_voice(words="مظلم", language="ar").voice.pk]
    problem, unit = published(voices), make_unit("streets")
    assert "It is not decided yet who answers." in client.get(PAGE).text
    facts = {"thing": problem, "unit": unit, "actor": None, "written_in": "sv"}
    texts = {"sv": "Vi byter lamporna.", "ar": "سنغير المصابيح."}
    answer_thing(status=Status.LATER, texts=texts, next_on=SOON, **facts)
    page = client.get(PAGE).text
    assert "streets owes the next step by 2031-01-01." in page
    assert page.count("Vi byter lamporna.") == page.count("سنغير المصابيح.") == 1
    arabic = client.get("/ar/problems/dark/").text
    assert arabic.index("سنغير المصابيح.") < arabic.index("Vi byter lamporna.")
    (done, _translated) = answer_thing(status=Status.DONE, texts=texts, **facts)
    assert "Nobody who spoke has said yet whether it is better now." in client.get(PAGE).text
    for number, voice in enumerate(voices):
        confirm_outcome(answer_id=done.pk, voice_id=voice, better=number > 0)
    page = client.get(PAGE).text
    assert "2 of 3 who replied said: it is better now." in page
    assert "The latest answer is from" in page
    assert "<strong>Confirmed by those who raised it</strong>" in page


def test_a_problem_that_became_part_of_another_leads_there(client: Client) -> None:
    problem = published(say(1))
    other = make_problem([], slug="narrow", stage="published")
    join_problems(problem_id=problem.pk, into_id=other.pk, actor=None)
    assert 'href="/en/problems/narrow/"' in client.get(PAGE).text
    assert PAGE not in client.get("/en/problems/").text
    hidden = make_problem([], slug="hidden")
    join_problems(problem_id=other.pk, into_id=hidden.pk, actor=None)
    assert client.get("/en/problems/narrow/").status_code == 404


def test_a_voice_that_was_taken_out_is_no_longer_quoted(client: Client) -> None:
    voice = make_voice(words="Läst och visat.", published=True).voice.pk
    problem = published([voice])
    ungroup_voices(problem_id=problem.pk, voices=[voice], actor=None)
    assert "Läst och visat." not in client.get(PAGE).text
    assert PAGE not in client.get(f"/en/voices/{voice}/").text


def test_a_proposal_shows_cost_offer_problems_and_who_proposes_it(client: Client) -> None:
    problem = published(say(2))
    house = add_organisation(slug="house", name="Constructed <b>house</b>", kind="property", actor=None)
    verify_organisation(organisation_id=house.pk, how="Constructed register", actor=None)
    proposal = draft_proposal(
        slug="paint",
        area=None,
        problems=[problem.pk],
        terms=Terms(Author.ORGANISATION, house, cost=125_050, offer="Vi målar."),
        texts={"sv": Text("Måla tunneln")},
        written_in="sv",
        actor=None,
    )
    assert client.get("/en/proposals/paint/").status_code == 404
    assert "Måla" not in client.get(PAGE).text
    show_wording(thing=proposal, actor=None)
    publish_wording(thing=proposal, actor=None)
    page = client.get("/en/proposals/paint/").text
    for part in (
        "1,250.50 kronor",
        "Vi målar.",
        'href="/en/organisations/house/"',
        f'href="{PAGE}"',
        "2 voices",
    ):
        assert part in page
    assert escape("<b>house</b>") in page
    assert 'href="/en/proposals/paint/"' in client.get(PAGE).text
    assert 'href="/en/proposals/paint/"' in client.get("/en/organisations/house/").text


def test_an_organisation_shows_what_it_promised_kept_and_did_not_keep(client: Client) -> None:
    problem = published([])
    house = add_organisation(
        slug="house", name="Constructed", kind="property", actor=None, contact="hemlig@example.org"
    )
    assert client.get("/en/organisations/house/").status_code == 404
    verify_organisation(organisation_id=house.pk, how="Constructed register", actor=None)
    texts = ("Nya lås", "Fler lampor", "En gård")
    promises = [
        make_promise(by=house, text={"sv": text}, due_on=SOON, actor=None, about=About(problem=problem))
        for text in texts
    ]
    for promise, state in zip(promises, (PromiseState.KEPT, PromiseState.NOT_KEPT), strict=False):
        settle_promise(promise_id=promise.pk, state=state, outcome={"sv": f"Så blev {state}."}, actor=None)
    page = client.get("/en/organisations/house/").text
    for part in (*texts, "Så blev kept.", "Så blev not_kept.", "to be kept by 2031-01-01"):
        assert part in page
    assert page.count("<dd>1</dd>") == 3
    assert "hemlig@" not in page
    assert "Fler lampor" in client.get(PAGE).text


def test_the_page_of_a_problem_asks_little_however_many_speak(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    published([make_voice(words=f"Ord {number}", published=True).voice.pk for number in range(30)])
    with django_assert_max_num_queries(25):
        assert client.get(PAGE).status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get("/en/problems/").status_code == 200
