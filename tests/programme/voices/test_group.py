"""Links between voices and problems come and go; words and support stay, and every act is undone."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bokal.programme.voices import errors
from bokal.programme.voices.enums import Channel
from bokal.programme.voices.models import Grouping, Problem, Support, Voice
from bokal.programme.voices.services import (
    Text,
    add_support,
    draft_problem,
    group_voices,
    join_problems,
    split_problem,
    undo_grouping,
    ungroup_voices,
)
from tests.factories.accounts import many_writers, together
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db


def make_problem(slug: str, voices: list[int]) -> Problem:
    return draft_problem(
        slug=slug, area=None, voices=voices, texts={"sv": Text(slug)}, written_in="sv", actor=None
    )


def parts(problem: Problem) -> set[int]:
    return set(Grouping.objects.now().filter(problem=problem).values_list("voice_id", flat=True))


def test_splitting_is_undone_to_the_voice() -> None:
    voices = [make_voice(words=f"Röst {number}").voice.pk for number in range(4)]
    problem = make_problem("dark", voices)
    new, act = split_problem(problem_id=problem.pk, voices=voices[:2], slug="narrow", actor=None)
    assert (parts(problem), parts(new)) == (set(voices[2:]), set(voices[:2]))
    undo_grouping(act=act, actor=None)
    assert (parts(problem), parts(new)) == (set(voices), set())
    with pytest.raises(errors.NothingToUndo):
        undo_grouping(act=uuid.uuid4(), actor=None)


def test_joining_is_undone_and_what_both_had_stays_in_both() -> None:
    shared, own, other = (make_voice(words=f"Röst {number}").voice.pk for number in range(3))
    one, two = make_problem("one", [shared, own]), make_problem("two", [shared, other])
    act = join_problems(problem_id=one.pk, into_id=two.pk, actor=None)
    one.refresh_from_db()
    assert (one.joined_into, parts(one), parts(two)) == (two, set(), {shared, own, other})
    with pytest.raises(errors.JoinedAlready):
        group_voices(problem_id=one.pk, voices=[other], actor=None)
    undo_grouping(act=act, actor=None)
    one.refresh_from_db()
    assert (one.joined_into, parts(one), parts(two)) == (None, {shared, own}, {shared, other})
    with pytest.raises(errors.JoinedWithItself):
        join_problems(problem_id=one.pk, into_id=one.pk, actor=None)


def test_joining_a_problem_without_voices_is_undone_too() -> None:
    empty, full = make_problem("empty", []), make_problem("full", [make_voice().voice.pk])
    act = join_problems(problem_id=empty.pk, into_id=full.pk, actor=None)
    undo_grouping(act=act, actor=None)
    empty.refresh_from_db()
    assert empty.joined_into is None
    with pytest.raises(errors.NothingToUndo):
        undo_grouping(act=act, actor=None)


def test_an_undoing_is_undone() -> None:
    voice = make_voice().voice.pk
    problem = make_problem("dark", [voice])
    act = ungroup_voices(problem_id=problem.pk, voices=[voice], actor=None)
    undoing = undo_grouping(act=act, actor=None)
    assert parts(problem) == {voice}
    undo_grouping(act=undoing, actor=None)
    assert parts(problem) == set()
    assert Grouping.objects.filter(problem=problem).count() == 2


@given(st.lists(st.tuples(st.sampled_from(["add", "out", "undo"]), st.integers(0, 3)), max_size=12))
@settings(max_examples=30, deadline=None)
def test_no_order_of_acts_loses_a_trace_or_moves_words(steps: list[tuple[str, int]]) -> None:
    Grouping.objects.all().delete()
    voices = [make_voice(words=f"Röst {number}", key=uuid.uuid4()).voice.pk for number in range(4)]
    said = Voice.objects.count()
    problem = make_problem(f"p{uuid.uuid4()}", [])
    acts: list[uuid.UUID] = []
    links = 0
    for kind, which in steps:
        try:
            if kind == "add":
                acts.append(group_voices(problem_id=problem.pk, voices=[voices[which]], actor=None))
            elif kind == "out":
                acts.append(ungroup_voices(problem_id=problem.pk, voices=[voices[which]], actor=None))
            elif acts:
                acts.append(undo_grouping(act=acts[which % len(acts)], actor=None))
        except errors.VoiceRefused:
            pass
        kept = Grouping.objects.filter(problem=problem).count()
        assert kept >= links
        links = kept
    assert Voice.objects.count() == said
    assert len(parts(problem)) == Grouping.objects.now().filter(problem=problem).count()


def test_support_counts_once_a_page_and_once_a_browser() -> None:
    voice, key = make_voice(published=True).voice, uuid.uuid4()
    told = [
        add_support(voice_id=voice.pk, key=key, channel=Channel.WEB, fingerprint="a"),
        add_support(voice_id=voice.pk, key=key, channel=Channel.WEB),
        add_support(voice_id=voice.pk, key=uuid.uuid4(), channel=Channel.WEB, fingerprint="a"),
        add_support(voice_id=voice.pk, key=uuid.uuid4(), channel=Channel.WEB, fingerprint="b"),
    ]
    assert told == [True, False, False, True]
    assert Support.objects.filter(voice=voice).count() == 2


@many_writers
@pytest.mark.django_db(transaction=True)
def test_parallel_endorsements_count_once() -> None:
    voice = make_voice(published=True).voice

    def endorse() -> bool:
        return add_support(voice_id=voice.pk, key=uuid.uuid4(), channel=Channel.WEB, fingerprint="same")

    assert together([endorse] * 8) == [None] * 8
    assert Support.objects.filter(voice=voice).count() == 1


def test_words_that_nobody_may_read_cannot_be_supported() -> None:
    with pytest.raises(errors.Withdrawn):
        add_support(voice_id=make_voice().voice.pk, key=uuid.uuid4(), channel=Channel.WEB)
