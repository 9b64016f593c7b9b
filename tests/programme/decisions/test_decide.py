"""Decisions: each names what it concerns, and whoever spoke of it reads it."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.decisions.enums import Ruled
from bokal.programme.decisions.errors import (
    CorrectedAlready,
    DecidedInFuture,
    DecidedTwice,
    NothingDecided,
    ReasonMissing,
    ThingLeftOut,
)
from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.decisions.services import RuledOn, decide, in_force, rulings_for_voice, rulings_on
from bokal.programme.voices.enums import Status
from bokal.programme.voices.errors import AddressJustTaken
from bokal.programme.voices.services import thread_of
from tests.factories.initiatives import DAY, make_decision, make_minuted
from tests.factories.voices import make_problem, make_voice

pytestmark = pytest.mark.django_db


def test_a_decision_is_read_on_the_receipt_of_each_voice_it_concerns() -> None:
    spoken, other = make_voice(), make_voice()
    problem = make_problem([spoken.voice.pk], stage="published")
    make_decision(problem, ruled=Ruled.YES)
    thread = thread_of(spoken.voice.pk, language="sv")
    assert thread.case.status == Status.UNDER_WAY
    assert [answer.text for answer in thread.answers if answer.language == "sv"] == ["Det behövs."]
    assert [ruling.decision.slug for ruling in rulings_for_voice(spoken.voice.pk)] == ["lighting"]
    assert rulings_for_voice(other.voice.pk) == []


def test_a_language_the_reason_is_not_in_waits_for_its_translation() -> None:
    spoken = make_voice(words="الأضواء معطلة.", language="ar")
    problem = make_problem([spoken.voice.pk], stage="published")
    make_decision(problem, ruled=Ruled.NO)
    thread = thread_of(spoken.voice.pk, language="ar")
    assert thread.case.answered_at is None
    assert len(thread.untranslated) == 1


def test_no_decision_without_a_thing_a_reason_and_a_day_that_has_come() -> None:
    problem = make_problem([make_voice().voice.pk], stage="published")
    yes = RuledOn(thing=problem, ruled=Ruled.YES, reason={"sv": "Det behövs."})
    refusals = [
        (NothingDecided, make_minuted(), []),
        (DecidedTwice, make_minuted(), [yes, yes]),
        (DecidedInFuture, make_minuted(decided_on=timezone.localdate() + DAY), [yes]),
        (ReasonMissing, make_minuted(), [RuledOn(thing=problem, ruled=Ruled.NO, reason={"en": "No."})]),
    ]
    for refusal, minuted, rulings in refusals:
        with pytest.raises(refusal):
            decide(slug="wrong", minuted=minuted, rulings=rulings, actor=None)
    assert Decision.objects.count() == Ruling.objects.count() == 0


def test_a_decision_stays_and_is_corrected_once_by_another() -> None:
    problem = make_problem([make_voice().voice.pk], stage="published")
    first = make_decision(problem)
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=first.pk).update(reference="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ruling.objects.all().update(ruled=Ruled.NO)
    no = RuledOn(thing=problem, ruled=Ruled.NO, reason={"sv": "Protokollet var fel."})
    again = decide(slug="corrected", minuted=make_minuted(), rulings=[no], actor=None, corrects=first)
    assert list(in_force()) == [again]
    with pytest.raises(CorrectedAlready):
        decide(slug="third", minuted=make_minuted(), rulings=[no], actor=None, corrects=first)


def test_a_correction_rules_on_everything_that_the_wrong_decision_named() -> None:
    dark, wet = make_problem([], stage="published"), make_problem([], slug="wet", stage="published")
    first = make_decision(dark, wet)
    no = [RuledOn(thing=one, ruled=Ruled.NO, reason={"sv": "Protokollet var fel."}) for one in (dark, wet)]
    with pytest.raises(ThingLeftOut):
        decide(slug="again", minuted=make_minuted(), rulings=no[:1], actor=None, corrects=first)
    assert list(in_force()) == [first]
    decide(slug="again", minuted=make_minuted(), rulings=no, actor=None, corrects=first)
    assert [one.ruled for one in rulings_on(wet)] == [Ruled.NO]


def test_a_decision_at_an_address_that_was_taken_in_the_same_moment_is_refused() -> None:
    problem = make_problem([make_voice().voice.pk], stage="published")
    first = make_decision(problem)
    with pytest.raises(AddressJustTaken):
        make_decision(problem, ruled=Ruled.NO)
    assert list(Ruling.objects.values_list("decision", flat=True)) == [first.pk]
