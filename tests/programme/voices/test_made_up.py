"""What is made up stays marked: in what is written from it, cut from it, split off and promised."""

import datetime

import pytest
from django.utils import timezone

from bokal.programme.voices.enums import Act, Author, OrganisationKind, Part, Status
from bokal.programme.voices.models import Answer, Problem, Voice
from bokal.programme.voices.services import (
    Cut,
    Terms,
    Text,
    add_organisation,
    answer_voice,
    draft_problem,
    draft_proposal,
    group_voices,
    join_problems,
    make_promise,
    moderate_voice,
    some_are_constructed,
    split_problem,
    take_in_minutes,
    verify_organisation,
    write_minutes,
)
from tests.factories.programmes import make_unit
from tests.factories.voices import make_dialogue, make_voice

pytestmark = pytest.mark.django_db


def make_problem(slug: str, *voices: int) -> Problem:
    texts = {"sv": Text(slug)}
    return draft_problem(slug=slug, area=None, voices=voices, texts=texts, written_in="sv", actor=None)


@pytest.mark.parametrize("constructed", [True, False])
def test_voices_cut_from_minutes_are_as_their_dialogue(constructed: bool) -> None:
    dialogue = make_dialogue(constructed=constructed)
    minutes = write_minutes(dialogue_id=dialogue.pk, text="Det är mörkt.", language="sv", actor=None)
    cuts = [Cut("Det är mörkt.", Part.OWN)]
    (one,) = take_in_minutes(minutes_id=minutes.pk, cuts=cuts, may_publish=True, actor=None)
    assert one.voice.constructed is constructed
    assert some_are_constructed() is constructed


def test_a_problem_with_a_constructed_voice_is_so_and_so_is_what_comes_of_it() -> None:
    real = make_voice(words="Det är mörkt.").voice.pk
    made_up = make_voice(words="Det är mörkt här.", constructed=True).voice.pk
    assert not make_problem("real", real).constructed
    problem = make_problem("both", real, made_up)
    assert problem.constructed
    half, _act = split_problem(problem_id=problem.pk, voices=[made_up], slug="half", actor=None)
    assert half.constructed
    gathered, joined = make_problem("gathered"), make_problem("joined")
    group_voices(problem_id=gathered.pk, voices=[made_up], actor=None)
    join_problems(problem_id=half.pk, into_id=joined.pk, actor=None)
    assert set(Problem.objects.filter(constructed=True).values_list("slug", flat=True)) == {
        *("both", "half", "gathered", "joined")
    }
    proposal = draft_proposal(
        slug="lamps",
        area=None,
        problems=[joined.pk],
        terms=Terms(Author.RESIDENTS),
        texts={"sv": Text("Lampor")},
        written_in="sv",
        actor=None,
    )
    assert proposal.constructed


def test_an_answer_and_a_promise_know_what_they_are_about() -> None:
    unit = make_unit("streets")
    for constructed in (True, False):
        voice = make_voice(words=f"Det är mörkt {constructed}.", constructed=constructed).voice
        answer_voice(
            voice_id=voice.pk,
            status=Status.LOOKING,
            texts={"sv": "Vi tittar."},
            written_in="sv",
            unit=unit,
            actor=None,
        )
        assert Answer.objects.get(voice=voice).constructed is constructed
        organisation = add_organisation(
            slug=f"club-{constructed}".lower(),
            name="Klubben",
            kind=OrganisationKind.ASSOCIATION,
            constructed=constructed,
            actor=None,
        )
        verified = verify_organisation(organisation_id=organisation.pk, how="Register", actor=None)
        promise = make_promise(
            by=verified, text={"sv": "Vi kommer."}, due_on=datetime.date(2031, 1, 1), actor=None
        )
        assert promise.constructed is constructed
    assert Voice.objects.filter(constructed=True).count() == 1


def test_only_what_is_made_up_can_be_dated_back(db: None) -> None:
    long_ago = timezone.now() - datetime.timedelta(days=100)
    made_up, real = (make_voice(constructed=one, received_at=long_ago).voice for one in (True, False))
    for voice in (made_up, real):
        moderate_voice(voice_id=voice.pk, act=Act.PUBLISH, actor=None, at=long_ago)
    assert (made_up.received_at, made_up.moderations.get().at) == (long_ago, long_ago)
    assert real.received_at > long_ago
    assert real.moderations.get().at > long_ago
