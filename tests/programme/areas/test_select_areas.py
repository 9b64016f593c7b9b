"""A choice of areas says who chose, when and why; a correction says why it was made."""

import datetime
from dataclasses import replace

import pytest

from bokal.programme.areas import errors
from bokal.programme.areas.models import Area, Selection
from bokal.programme.areas.services import ChoiceOf, Decision, revise_selection, select_areas
from bokal.programme.history.models import Entry
from tests.factories.areas import make_geography

pytestmark = pytest.mark.django_db

DAY = datetime.date(2010, 3, 1)


@pytest.fixture
def decision() -> Decision:
    make_geography("zones", areas=("A", "B"))
    areas = {area.code: area for area in Area.objects.order_by("code")}
    return Decision(
        title={"en": "Five areas"},
        run=None,
        decided_by="The city board",
        decided_on=DAY,
        reasons={"en": "Welfare was lowest there."},
        choices=[
            ChoiceOf(areas["A"], chosen=True, reason={"en": "Lowest of all."}),
            ChoiceOf(areas["B"], chosen=False, reason={"en": "Already in another programme."}),
        ],
        precision="month",
    )


def record(decision: Decision, slug: str = "five") -> Selection:
    fields = {name: getattr(decision, name) for name in Decision.__dataclass_fields__}
    return select_areas(slug=slug, actor=None, **fields)


def verbs() -> list[str]:
    found = Entry.objects.filter(verb__startswith="selection.").order_by("pk")
    return list(found.values_list("verb", flat=True))


def test_a_decision_is_recorded_with_both_kinds_of_choice(decision: Decision) -> None:
    selection = record(decision)
    choices = selection.choices.order_by("area__code").values_list("area__code", "chosen", "reason__en")
    assert list(choices) == [("A", True, "Lowest of all."), ("B", False, "Already in another programme.")]
    assert selection.decided_when == "2010-03"
    assert verbs() == ["selection.recorded"]


def test_the_same_decision_again_changes_nothing(decision: Decision) -> None:
    first = record(decision)
    entries = Entry.objects.count()
    backwards = replace(decision, choices=list(reversed(decision.choices)))
    assert record(backwards).pk == first.pk
    assert Entry.objects.count() == entries


def test_another_decision_never_takes_the_place_of_one_unseen(decision: Decision) -> None:
    record(decision)
    with pytest.raises(errors.SelectionExists):
        record(replace(decision, decided_by="Somebody else"))
    assert Selection.objects.get().decided_by == "The city board"


def test_a_revision_says_why_and_the_history_keeps_what_stood_there(decision: Decision) -> None:
    record(decision)
    corrected = replace(decision, decided_by="The city council", choices=decision.choices[:1])
    selection = revise_selection(slug="five", decision=corrected, because="The minutes say so.", actor=None)
    assert selection.choices.count() == 1
    assert verbs() == ["selection.recorded", "selection.revised"]
    assert Entry.objects.get(verb="selection.revised").details["because"] == "The minutes say so."
    kept = Entry.objects.filter(subject_type="areas.selection", before__isnull=False)
    assert [entry.before["decided_by"] for entry in kept] == ["The city board"]


def test_a_revision_that_changes_nothing_leaves_no_trace(decision: Decision) -> None:
    record(decision)
    revise_selection(slug="five", decision=decision, because="To be sure.", actor=None)
    assert verbs() == ["selection.recorded"]


def test_a_revision_without_a_reason_is_refused(decision: Decision) -> None:
    record(decision)
    with pytest.raises(errors.ReasonMissing):
        revise_selection(slug="five", decision=decision, because=" ", actor=None)


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda d: replace(d, choices=[]), errors.NothingChosen),
        (lambda d: replace(d, choices=d.choices[1:]), errors.NothingChosen),
        (lambda d: replace(d, reasons={"en": " "}), errors.ReasonMissing),
        (lambda d: replace(d, choices=[replace(d.choices[0], reason={})]), errors.ReasonMissing),
        (lambda d: replace(d, choices=[d.choices[0], d.choices[0]]), errors.ChosenTwice),
        (lambda d: replace(d, decided_on=datetime.date(2999, 1, 1)), errors.DecidedInFuture),
    ],
    ids=["no areas", "none chosen", "no reason", "no reason for an area", "twice", "not yet decided"],
)
def test_a_decision_nobody_can_answer_for_is_refused(decision: Decision, spoil, refusal: type) -> None:
    with pytest.raises(refusal):
        record(spoil(decision))
    assert not Selection.objects.exists()
