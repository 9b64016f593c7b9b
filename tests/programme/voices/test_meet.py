"""A dialogue says what is open before anybody comes, and closes only when somebody owes the answers."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.voices import errors
from bokal.programme.voices.enums import Channel, Ladder, OrganisationKind, PromiseState, Question
from bokal.programme.voices.models import Dialogue, HeadCount, Promise
from bokal.programme.voices.services import (
    Invitation,
    add_organisation,
    close_dialogue,
    count_heads,
    make_promise,
    plan_dialogue,
    say_from_minutes,
    settle_promise,
    verify_organisation,
    write_minutes,
)
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area, make_said

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 4, 16, 0, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 9, 1)


def make_invitation(**fields: Any) -> Invitation:
    facts: dict[str, Any] = {
        "title": {"sv": "Ljuset på vägen hem"},
        "area": make_area(),
        "ladder": Ladder.INFLUENCE,
        "open_to_influence": {"sv": "Var lamporna sitter."},
        "starts_at": NOW,
        "ends_at": NOW + datetime.timedelta(hours=2),
        "place": "Constructed",
        "follow_up_on": DAY,
    }
    return Invitation(**(facts | fields))


def make_dialogue(**fields: Any) -> Dialogue:
    return plan_dialogue(slug="light", invitation=make_invitation(**fields), actor=None)


def test_what_is_open_is_said_before_anybody_is_invited() -> None:
    with pytest.raises(errors.ScopeMissing):
        make_dialogue(open_to_influence={"sv": " "})
    with pytest.raises(errors.EndsBeforeStart):
        make_dialogue(ends_at=NOW)
    assert not Dialogue.objects.exists()


def test_a_dialogue_closes_only_with_answers_promised() -> None:
    dialogue, unit = make_dialogue(), make_unit("streets")
    with pytest.raises(errors.AnswersNotPromised):
        close_dialogue(dialogue_id=dialogue.pk, unit=unit, answers_due_on=None, actor=None)
    with pytest.raises(errors.AnswersNotPromised):
        close_dialogue(dialogue_id=dialogue.pk, unit=None, answers_due_on=DAY, actor=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dialogue.objects.update(closed_at=timezone.now())
    close_dialogue(dialogue_id=dialogue.pk, unit=unit, answers_due_on=DAY, actor=None)
    assert Promise.objects.get(dialogue=dialogue).unit == unit
    with pytest.raises(errors.DialogueClosed):
        write_minutes(dialogue_id=dialogue.pk, text="Later", language="sv", actor=None)
    with pytest.raises(errors.DialogueClosed):
        make_dialogue()


def test_heads_are_counted_by_group_and_never_by_name() -> None:
    dialogue = make_dialogue()
    count_heads(dialogue_id=dialogue.pk, counts={("", ""): 70, (Question.AGE, "65-"): 40}, actor=None)
    count_heads(dialogue_id=dialogue.pk, counts={("", ""): 72}, actor=None)
    counted = HeadCount.objects.order_by("question").values_list("question", "people")
    assert list(counted) == [("", 72), ("age", 40)]
    with pytest.raises(IntegrityError), transaction.atomic():
        count_heads(dialogue_id=dialogue.pk, counts={(Question.AGE, "Anna"): 1}, actor=None)


def test_notes_become_voices_that_name_their_meeting() -> None:
    dialogue = make_dialogue()
    minutes = write_minutes(dialogue_id=dialogue.pk, text="Två saker sades.", language="sv", actor=None)
    assert minutes.version == 1
    said = [
        make_said(words=words, channel=Channel.MEETING, dialogue=dialogue) for words in ("Mörkt.", "Kallt.")
    ]
    taken = say_from_minutes(dialogue_id=dialogue.pk, said=said, actor=None)
    assert {one.voice.dialogue for one in taken} == {dialogue}
    with pytest.raises(ValueError, match="meeting"):
        say_from_minutes(dialogue_id=dialogue.pk, said=[make_said()], actor=None)


def test_an_organisation_promises_in_public_and_what_came_of_it_is_said_once() -> None:
    house = add_organisation(slug="house", name="Constructed", kind=OrganisationKind.PROPERTY, actor=None)
    text = {"sv": "Vi tänder i trapphusen."}
    with pytest.raises(errors.OrganisationNotVerified):
        make_promise(by=house, text=text, due_on=DAY, actor=None)
    with pytest.raises(errors.VerifiedHowMissing):
        verify_organisation(organisation_id=house.pk, how=" ", actor=None)
    verify_organisation(organisation_id=house.pk, how="Constructed register", actor=None)
    promise = make_promise(by=house, text=text, due_on=DAY, actor=None)
    with pytest.raises(errors.OutcomeMissing):
        settle_promise(promise_id=promise.pk, state=PromiseState.KEPT, outcome={}, actor=None)
    settle_promise(promise_id=promise.pk, state=PromiseState.KEPT, outcome={"sv": "Tänt."}, actor=None)
    with pytest.raises(errors.PromiseOver):
        settle_promise(promise_id=promise.pk, state=PromiseState.NOT_KEPT, outcome={"sv": "Nej."}, actor=None)


def test_an_organisation_whose_term_is_over_does_not_speak() -> None:
    house = add_organisation(slug="house", name="Constructed", kind=OrganisationKind.PROPERTY, actor=None)
    verify_organisation(organisation_id=house.pk, how="Constructed register", actor=None)
    type(house).objects.update(verified_on=datetime.date(2020, 1, 1), valid_to=timezone.localdate())
    with pytest.raises(errors.OrganisationNotVerified):
        make_promise(by=house, text={"sv": "Nej."}, due_on=DAY, actor=None)
