"""A wording is shown to those who spoke before it is public, and how many confirmed it is told."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.voices import errors
from bokal.programme.voices.enums import Author, OrganisationKind, Reply, Stage
from bokal.programme.voices.models import Problem, Wording
from bokal.programme.voices.services import (
    Confirmed,
    Terms,
    Text,
    add_organisation,
    confirm_wording,
    confirmed,
    draft_problem,
    draft_proposal,
    publish_wording,
    reword_problem,
    show_wording,
    verify_organisation,
)
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db
WORDED = {"sv": Text("Det är mörkt på vägen hem", "Lamporna har varit trasiga sedan i höstas.")}


def make_problem(voices: list[int]) -> Problem:
    return draft_problem(slug="dark", area=None, voices=voices, texts=WORDED, written_in="sv", actor=None)


def test_a_problem_goes_from_draft_over_those_who_spoke_to_everybody() -> None:
    first, second, third = (make_voice(words=f"Röst {number}").voice.pk for number in range(3))
    problem = make_problem([first, second, third])
    wording = problem.wordings.get()
    with pytest.raises(errors.NotShownYet):
        confirm_wording(wording_id=wording.pk, voice_id=first, reply=Reply.YES)
    with pytest.raises(errors.NotShownYet):
        publish_wording(thing=problem, actor=None)
    show_wording(thing=problem, actor=None)
    confirm_wording(wording_id=wording.pk, voice_id=first, reply=Reply.YES)
    with pytest.raises(errors.BecauseMissing):
        confirm_wording(wording_id=wording.pk, voice_id=second, reply=Reply.NOT_QUITE)
    confirm_wording(
        wording_id=wording.pk, voice_id=second, reply=Reply.NOT_QUITE, because="Det gäller tunneln."
    )
    assert confirmed([wording]) == Confirmed(asked=3, yes=1, not_quite=1)
    confirm_wording(wording_id=wording.pk, voice_id=second, reply=Reply.YES)
    assert confirmed([wording]) == Confirmed(asked=3, yes=2, not_quite=0)
    publish_wording(thing=problem, actor=None)
    problem.refresh_from_db()
    assert problem.stage == Stage.PUBLISHED


def test_only_those_who_spoke_confirm_and_a_new_wording_asks_again() -> None:
    inside, outside = make_voice(words="Inne").voice.pk, make_voice(words="Ute").voice.pk
    problem = make_problem([inside])
    show_wording(thing=problem, actor=None)
    first = problem.wordings.get()
    with pytest.raises(errors.NotPart):
        confirm_wording(wording_id=first.pk, voice_id=outside, reply=Reply.YES)
    confirm_wording(wording_id=first.pk, voice_id=inside, reply=Reply.YES)
    texts = {"sv": Text("Det är mörkt i tunneln"), "ar": Text("النفق مظلم")}
    new = reword_problem(problem_id=problem.pk, texts=texts, written_in="sv", actor=None)
    assert [(row.version, row.language, row.translated_from) for row in new] == [
        (2, "sv", ""),
        (2, "ar", "sv"),
    ]
    assert confirmed(new) == Confirmed(asked=1, yes=0, not_quite=0)
    assert confirmed([first]).yes == 1


def test_one_voice_counts_once_in_whatever_language_it_answers() -> None:
    voice = make_voice().voice.pk
    problem = make_problem([voice])
    show_wording(thing=problem, actor=None)
    both = reword_problem(
        problem_id=problem.pk, texts={"sv": Text("Mörkt"), "ar": Text("مظلم")}, written_in="sv", actor=None
    )
    for wording in both:
        confirm_wording(wording_id=wording.pk, voice_id=voice, reply=Reply.YES)
    assert confirmed(both).yes == 1


def test_a_wording_without_a_title_is_none() -> None:
    with pytest.raises(errors.TitleMissing):
        draft_problem(slug="x", area=None, voices=[], texts={"sv": Text(" ")}, written_in="sv", actor=None)
    with pytest.raises(errors.TitleMissing):
        draft_problem(slug="x", area=None, voices=[], texts={"sv": Text("a")}, written_in="ar", actor=None)
    assert not Problem.objects.exists()


def test_a_proposal_names_its_problems_and_who_stands_behind_it() -> None:
    problem = make_problem([make_voice().voice.pk])
    house = add_organisation(slug="house", name="Constructed", kind=OrganisationKind.PROPERTY, actor=None)
    terms = Terms(Author.ORGANISATION, house, cost=1_250_000_00, offer="Vi målar tunneln.")
    facts = {"slug": "paint", "area": None, "texts": {"sv": Text("Måla")}, "written_in": "sv", "actor": None}
    with pytest.raises(errors.ProblemsMissing):
        draft_proposal(problems=[], terms=terms, **facts)
    with pytest.raises(errors.OrganisationNotVerified):
        draft_proposal(problems=[problem.pk], terms=terms, **facts)
    verify_organisation(organisation_id=house.pk, how="Constructed register", actor=None)
    proposal = draft_proposal(problems=[problem.pk], terms=terms, **facts)
    assert [purpose.problem for purpose in proposal.purposes.all()] == [problem]
    with pytest.raises(IntegrityError), transaction.atomic():
        draft_proposal(problems=[problem.pk], terms=Terms(Author.CITY, house), **facts | {"slug": "other"})


def test_a_wording_is_of_one_thing() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(version=1, language="sv", title="Nobody's")


def test_only_an_example_is_dated_back() -> None:
    now, before = timezone.now(), timezone.now() - datetime.timedelta(days=30)
    text = {"sv": Text("Gångvägen är mörk")}
    for constructed in (True, False):
        voice = make_voice(constructed=constructed).voice
        facts = {"area": voice.area, "voices": [voice.pk], "texts": text, "written_in": "sv", "at": before}
        problem = draft_problem(slug=f"dark-{constructed}", constructed=constructed, actor=None, **facts)
        (again,) = reword_problem(problem_id=problem.pk, texts=text, written_in="sv", actor=None, at=before)
        proposal = draft_proposal(
            slug=f"lamps-{constructed}",
            area=voice.area,
            problems=[problem.pk],
            terms=Terms(author=Author.RESIDENTS),
            texts=text,
            written_in="sv",
            actor=None,
            at=before,
        )
        written = [
            problem.made_at,
            problem.groupings.get().made_at,
            again.at,
            proposal.made_at,
            proposal.purposes.get().made_at,
            proposal.wordings.get().at,
        ]
        assert all((moment == before) is constructed for moment in written)
        assert constructed or all(moment >= now for moment in written)
