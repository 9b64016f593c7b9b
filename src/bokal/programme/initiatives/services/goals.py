"""What serves a goal of the programme, and what that makes together; each initiative is counted once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db.models import QuerySet

from bokal.programme.areas.enums import Direction
from bokal.programme.initiatives.enums import Accumulation, MeasureUnit
from bokal.programme.initiatives.models import Initiative, Measure, Service
from bokal.programme.programmes.models import Goal

ADDS_UP = (Accumulation.FLOW, Accumulation.CUMULATIVE)
NEVER_ADDED = (MeasureUnit.PERCENT, MeasureUnit.OTHER)


@dataclass(frozen=True, slots=True)
class Achieved:
    """What measures of one thing make together, at most one of each initiative."""

    name: Mapping[str, str]
    unit: MeasureUnit
    value: Decimal
    initiatives: int
    constructed: bool


@dataclass(frozen=True, slots=True)
class GoalShown:
    """A goal with how many initiatives serve it, as far as everybody may read them."""

    goal: Goal
    initiatives: int


def serving(goal: Goal | None = None) -> QuerySet[Initiative]:
    """Return the initiatives that everybody may read and that serve a goal, or any, each once."""
    services = Service.objects.all() if goal is None else Service.objects.filter(goal=goal)
    found = Initiative.objects.public().filter(pk__in=services.values("initiative"))
    return found.select_related("area", "unit").order_by("decide_on", "pk")


def measures_serving(goal: Goal | None = None) -> list[Measure]:
    """Return the measures of the initiatives that serve a goal, or any, with what they have reached."""
    found = Measure.objects.filter(initiative__in=serving(goal).order_by().values("pk"))
    return list(found.select_related("initiative__area", "total").order_by("initiative__slug", "position"))


def is_added(measure: Measure) -> bool:
    """Tell whether a measure is part of a sum.

    It has a value, counts in a unit, more of it is better, and each period adds to it. A share, a last value
    that stands, and what should become less make no sum.
    """
    total = getattr(measure, "total", None)
    return (
        total is not None
        and total.value is not None
        and measure.unit not in NEVER_ADDED
        and measure.direction == Direction.HIGHER_IS_BETTER
        and measure.accumulation in ADDS_UP
    )


def achieved_by(measures: Iterable[Measure]) -> list[Achieved]:
    """Add up what measures of one name and unit have reached.

    Who took part and who got a job are told apart. A second measure of one name in an initiative makes a
    row of its own, so that no row counts an initiative twice.
    """
    alike: dict[tuple[int, str, int], list[Measure]] = {}
    times: Counter[tuple[int, int, str]] = Counter()
    units = list(MeasureUnit)
    for measure in measures:
        if is_added(measure):
            unit, what = units.index(MeasureUnit(measure.unit)), what_is_counted(measure)
            times[measure.initiative_id, unit, what] += 1
            alike.setdefault((unit, what, times[measure.initiative_id, unit, what]), []).append(measure)
    return [achieved(alike[key]) for key in sorted(alike)]


def what_is_counted(measure: Measure) -> str:
    """Return what measures that count the same thing have alike: their name in the first language."""
    codes = (code for code, _name in settings.LANGUAGES if code in measure.name)
    return next((str(measure.name[code]).strip().casefold() for code in codes), "")


def achieved(measures: Sequence[Measure]) -> Achieved:
    """Return what measures of one thing make together."""
    return Achieved(
        name=measures[0].name,
        unit=MeasureUnit(measures[0].unit),
        value=sum((one.total.value or Decimal(0) for one in measures), Decimal(0)),
        initiatives=len(measures),
        constructed=any(one.initiative.constructed for one in measures),
    )


def goals_shown() -> list[GoalShown]:
    """Return the goals in their order, each with how many initiatives serve it."""
    shown = Initiative.objects.public().values("pk")
    pairs = Service.objects.filter(initiative__in=shown).order_by().values_list("goal_id", flat=True)
    serving_each: Sequence[int] = list(pairs)
    return [GoalShown(goal, serving_each.count(goal.pk)) for goal in Goal.objects.order_by("position")]


def goals_by_initiative() -> dict[int, list[int]]:
    """Return which goals each initiative serves, by the number that a goal keeps when it changes place."""
    found: dict[int, list[int]] = {}
    pairs = Service.objects.order_by("goal__position").values_list("initiative_id", "goal_id")
    for initiative, goal in pairs:
        found.setdefault(initiative, []).append(goal)
    return found
