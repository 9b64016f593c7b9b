"""Plan an initiative: what it answers, what it expects, what must be true, what tells whether it works."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.enums import Direction
from bokal.programme.areas.models import Area, Indicator
from bokal.programme.decisions.models import Ruling
from bokal.programme.decisions.services.decide import written
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import LONGEST_CADENCE, Accumulation, Grade, Kind, MeasureUnit, Phase
from bokal.programme.initiatives.errors import (
    BaselineAhead,
    BaselineMissing,
    CadenceWrong,
    Documented,
    ReasonMissing,
    ShareNeedsBoth,
    Started,
    TargetBeforeBaseline,
    TitleMissing,
    TooManyMeasures,
)
from bokal.programme.initiatives.errors.reports import PartTooLarge
from bokal.programme.initiatives.models import Assumption, Initiative, Measure, Origin, Partnership
from bokal.programme.initiatives.services.readers import let_files_follow
from bokal.programme.programmes.models import Goal, Unit
from bokal.programme.programmes.services import require_days
from bokal.programme.voices.models import Organisation, Problem, Promise, Proposal
from bokal.programme.voices.services import make_at

type Texts = Mapping[str, str]
type Answered = Problem | Proposal | Ruling

MOST_MEASURES = 3


@dataclass(frozen=True, slots=True)
class Plan:
    """What is planned: who does what where, what is expected of it and why, and when it is decided on."""

    title: Texts
    kind: Kind
    summary: Texts = field(default_factory=dict)
    area: Area | None = None
    unit: Unit | None = None
    if_we: Texts = field(default_factory=dict)
    then: Texts = field(default_factory=dict)
    because: Texts = field(default_factory=dict)
    decide_on: datetime.date | None = None
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    shown: bool = False
    constructed: bool = False

    def facts(self) -> dict[str, Any]:
        """Return the plan as fields of the record, each text by language."""
        require_days(self.decide_on, self.starts_on, self.ends_on)
        texts = {
            name: written(getattr(self, name)) for name in ("title", "summary", "if_we", "then", "because")
        }
        rest = ("kind", "area", "unit", "decide_on", "starts_on", "ends_on", "shown", "constructed")
        return texts | {name: getattr(self, name) for name in rest}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a measure means; a share gives the second number of each pair."""

    name: Texts
    unit: MeasureUnit
    direction: Direction
    accumulation: Accumulation
    comparator: Texts
    target: Decimal
    target_on: datetime.date
    owner: Unit
    target_of: Decimal | None = None
    baseline: Decimal | None = None
    baseline_of: Decimal | None = None
    baseline_on: datetime.date | None = None
    baseline_source: str = ""
    no_baseline_because: Texts = field(default_factory=dict)
    groups: Sequence[str] = ()
    compared_area: Area | None = None
    indicator: Indicator | None = None
    every_months: int = 1

    def facts(self) -> dict[str, Any]:
        """Return the measure as fields of the record."""
        texts = {name: written(getattr(self, name)) for name in ("name", "comparator", "no_baseline_because")}
        rest = (
            *("unit", "direction", "accumulation", "target", "target_of", "target_on", "owner"),
            *("baseline", "baseline_of", "baseline_on", "baseline_source"),
            *("compared_area", "indicator", "every_months"),
        )
        return texts | {name: getattr(self, name) for name in rest} | {"groups": list(self.groups)}


def held_idea(initiative_id: int) -> Initiative:
    """Return an initiative that has not started, held until the change is done."""
    initiative = held(initiative_id)
    if initiative.phase != Phase.IDEA:
        raise Started
    return initiative


def held(initiative_id: int) -> Initiative:
    """Return an initiative that is run here, held until the change is done."""
    initiative = Initiative.objects.select_for_update(of=("self",)).get(pk=initiative_id)
    if initiative.documented:
        raise Documented
    return initiative


@transaction.atomic
def plan_initiative(*, slug: str, plan: Plan, actor: Account | None) -> Initiative:
    """Note an idea; it starts once all that it needs is there."""
    facts = plan.facts()
    if not facts["title"]:
        raise TitleMissing
    initiative = make_at(Initiative, slug, **facts)
    record(actor=actor, verb="initiative.planned", subject=initiative)
    return initiative


@transaction.atomic
def change_plan(*, initiative_id: int, plan: Plan, actor: Account | None) -> Initiative:
    """Change what is planned while it is an idea; its shown files are open as long as it is shown."""
    initiative = held_idea(initiative_id)
    facts = plan.facts()
    if not facts["title"]:
        raise TitleMissing
    was_shown = initiative.shown
    for name, value in facts.items():
        setattr(initiative, name, value)
    initiative.save(update_fields=list(facts))
    if facts["shown"] != was_shown:
        let_files_follow(initiative)
    record(actor=actor, verb="initiative.changed", subject=initiative)
    return initiative


@transaction.atomic
def answer_with(
    *,
    initiative_id: int,
    answers: Sequence[Answered],
    actor: Account | None,
    because: Texts | None = None,
    keeping: Collection[int] = (),
) -> list[Origin]:
    """Say what an initiative answers, anew and whole; without any, say why it answers none.

    ``keeping`` are the origins by number that whoever says so did not see, such as those of other areas; they
    stay. What falls away is kept in the history.
    """
    return note_answers(held(initiative_id), answers, because=because, keeping=keeping, actor=actor)


def note_answers(
    initiative: Initiative,
    answers: Sequence[Answered],
    *,
    actor: Account | None,
    because: Texts | None = None,
    keeping: Collection[int] = (),
) -> list[Origin]:
    """Say what an initiative answers that is held already."""
    here = list(initiative.origins.all())
    unseen = [one.pk for one in here if one.pk in keeping and not one.because]
    reason = written(because or {})
    kinds = {Problem: "problem", Proposal: "proposal", Ruling: "ruling"}
    wanted: list[dict[str, Any]] = [{kinds[type(one)]: one} for one in answers]
    if not wanted and not unseen:
        if not reason:
            raise ReasonMissing
        wanted = [{"because": reason}]
    # What it answers never gets empty in between: after the start the database would refuse it.
    made = [Origin.objects.get_or_create(initiative=initiative, **one)[0] for one in wanted]
    gone = {one.pk for one in here} - {one.pk for one in made} - set(unseen)
    if gone:
        initiative.origins.filter(pk__in=gone).delete()
    record(actor=actor, verb="initiative.answers", subject=initiative, things=len(answers))
    return made


@transaction.atomic
def serve_goals(*, initiative_id: int, goals: Sequence[Goal], actor: Account | None) -> Initiative:
    """Say which goals an initiative serves; what it achieves is counted once all the same."""
    initiative = held(initiative_id)
    initiative.goals.set(goals)
    record(actor=actor, verb="initiative.serves", subject=initiative, goals=len(goals))
    return initiative


def require_sound(measured: Measured) -> None:
    """Refuse a measure that could not be read later."""
    require_days(measured.target_on, measured.baseline_on)
    if not 1 <= measured.every_months <= LONGEST_CADENCE:
        raise CadenceWrong
    share = measured.unit is MeasureUnit.PERCENT
    wholes = (measured.target_of, measured.baseline_of)
    if share and (not measured.target_of or (measured.baseline is not None and not measured.baseline_of)):
        raise ShareNeedsBoth
    if measured.baseline is None and measured.baseline_of is not None:
        raise ShareNeedsBoth
    if not share and any(one is not None for one in wholes):
        raise ShareNeedsBoth
    pairs = zip((measured.target, measured.baseline), wholes, strict=True)
    if any(part is not None and whole is not None and part > whole for part, whole in pairs):
        raise PartTooLarge
    known = measured.baseline is not None and measured.baseline_on is not None
    if not known and not written(measured.no_baseline_because):
        raise BaselineMissing
    if measured.baseline is not None and measured.baseline_on is not None:
        if measured.baseline_on > timezone.localdate():
            raise BaselineAhead
        if measured.target_on < measured.baseline_on:
            raise TargetBeforeBaseline
    if not written(measured.name) or not written(measured.comparator):
        raise TitleMissing


@transaction.atomic
def add_measure(*, initiative_id: int, measured: Measured, actor: Account | None) -> Measure:
    """Add a measure to an idea: where it stands, what it is held to, and the target."""
    return note_measure(held_idea(initiative_id), measured, actor=actor)


def note_measure(initiative: Initiative, measured: Measured, *, actor: Account | None) -> Measure:
    """Add a measure to an idea that is held already."""
    require_sound(measured)
    there = list(initiative.measures.values_list("position", flat=True))
    free = [place for place in range(1, MOST_MEASURES + 1) if place not in there]
    if not free:
        raise TooManyMeasures
    measure = Measure.objects.create(initiative=initiative, position=free[0], **measured.facts())
    record(actor=actor, verb="measure.added", subject=measure)
    return measure


@transaction.atomic
def drop_measure(*, measure_id: int, actor: Account | None) -> None:
    """Take a measure out of an idea."""
    measure = Measure.objects.select_related("initiative").get(pk=measure_id)
    held_idea(measure.initiative_id)
    record(actor=actor, verb="measure.dropped", subject=measure)
    measure.delete()


@transaction.atomic
def assume(
    *,
    initiative_id: int,
    text: Texts,
    wrong_when: Texts,
    actor: Account | None,
    grade: Grade = Grade.GUESS,
    unit: Unit | None = None,
) -> Assumption:
    """Write down what must be true, and what would show that it is not."""
    return note_assumption(held(initiative_id), text, wrong_when, actor=actor, grade=grade, unit=unit)


def note_assumption(
    initiative: Initiative,
    text: Texts,
    wrong_when: Texts,
    *,
    actor: Account | None,
    grade: Grade = Grade.GUESS,
    unit: Unit | None = None,
) -> Assumption:
    """Write down what must be true for an initiative that is held already."""
    if not written(text) or not written(wrong_when):
        raise ReasonMissing
    assumption = Assumption.objects.create(
        initiative=initiative, text=written(text), wrong_when=written(wrong_when), grade=grade, unit=unit
    )
    record(actor=actor, verb="assumption.added", subject=assumption)
    return assumption


@transaction.atomic
def take_part(
    *,
    initiative_id: int,
    organisation: Organisation,
    actor: Account | None,
    role: Texts | None = None,
    promise: Promise | None = None,
) -> Partnership:
    """Note that an organisation takes part, with what it promised when it did."""
    initiative = held(initiative_id)
    partnership, _new = Partnership.objects.get_or_create(
        initiative=initiative,
        organisation=organisation,
        promise=promise,
        defaults={"role": written(role or {})},
    )
    record(actor=actor, verb="partnership.noted", subject=partnership)
    return partnership
