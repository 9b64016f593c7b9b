"""The red thread can be walked both ways from any point, and shows no other branch and no unread words."""

import pytest

from bokal.programme.initiatives.enums import WorkKind
from bokal.programme.initiatives.models import Initiative, Work
from bokal.programme.initiatives.services import Step, answer_with, thread_through
from bokal.programme.voices.enums import Author
from bokal.programme.voices.models import Problem, Proposal
from bokal.programme.voices.services import Terms, Text, draft_proposal, publish_wording, show_wording
from tests.factories.initiatives import make_decision, make_initiative
from tests.factories.voices import make_area, make_problem, make_voice

pytestmark = pytest.mark.django_db


def make_proposal(problem: Problem, slug: str = "lamps") -> Proposal:
    proposal = draft_proposal(
        slug=slug,
        area=make_area(),
        problems=[problem.pk],
        texts={"sv": Text("Sätt upp lampor")},
        written_in="sv",
        terms=Terms(Author.RESIDENTS),
        actor=None,
    )
    show_wording(thing=proposal, actor=None)
    publish_wording(thing=proposal, actor=None)
    return proposal


def walked() -> tuple[Problem, Initiative]:
    """Make two branches: a dark path that was lit, and a playground that nobody has answered."""
    dark = make_problem(
        [make_voice(published=True).voice.pk, make_voice().voice.pk], slug="dark", stage="published"
    )
    make_problem([make_voice(published=True).voice.pk], slug="playground", stage="published")
    proposal = make_proposal(dark)
    make_decision(proposal)
    initiative = make_initiative("light")
    answer_with(initiative_id=initiative.pk, answers=[proposal], actor=None)
    Work.objects.create(
        initiative=initiative, slug="lamps-on-the-path", kind=WorkKind.LIGHTING, name={"sv": "Tolv lampor"}
    )
    return dark, initiative


def marks(step: Step, mark: str) -> dict[Step, list[str]]:
    thread = thread_through(step, mark)
    assert thread is not None
    return {one: [knot.mark for knot in knots] for one, knots in thread.knots.items() if knots}


def test_the_whole_thread_is_found_from_its_beginning_its_middle_and_its_end() -> None:
    dark, initiative = walked()
    voice = dark.groupings.order_by("pk").values_list("voice_id", flat=True).first()
    whole = {
        Step.VOICE: [str(voice)],
        Step.PROBLEM: ["dark"],
        Step.PROPOSAL: ["lamps"],
        Step.DECISION: ["lighting"],
        Step.INITIATIVE: ["light"],
        Step.WORK: ["lamps-on-the-path"],
        Step.MEASURE: ["light/1"],
    }
    starts = [(step, one[0]) for step, one in whole.items()]
    for step, mark in starts:
        assert marks(step, mark) == whole, step
    thread = thread_through(Step.INITIATIVE, initiative.slug)
    assert thread is not None
    assert thread.voices == 2


def test_another_matter_in_the_same_minutes_is_another_branch() -> None:
    dark, initiative = walked()
    bench = make_problem([make_voice(published=True).voice.pk], slug="bench", stage="published")
    make_decision(dark, bench, slug="minutes")
    answer_with(initiative_id=initiative.pk, answers=[dark], actor=None)
    assert marks(Step.INITIATIVE, "light")[Step.PROBLEM] == ["dark"]
    assert marks(Step.DECISION, "minutes")[Step.PROBLEM] == ["dark", "bench"]
    assert marks(Step.PROBLEM, "bench").keys() == {Step.VOICE, Step.PROBLEM, Step.DECISION}


def test_what_nobody_may_read_is_no_beginning_and_is_counted_alone() -> None:
    dark, _initiative = walked()
    unread = dark.groupings.order_by("-pk").values_list("voice_id", flat=True).first()
    assert thread_through(Step.VOICE, str(unread)) is None
    assert thread_through(Step.VOICE, "٣") is None
    assert thread_through(Step.MEASURE, "light/9") is None
    draft = make_problem([make_voice().voice.pk], slug="draft", stage="draft")
    assert thread_through(Step.PROBLEM, draft.slug) is None


def test_a_sign_that_no_address_has_is_not_asked_about(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert {thread_through(step, "dark\0") for step in Step if step is not Step.VOICE} == {None}
