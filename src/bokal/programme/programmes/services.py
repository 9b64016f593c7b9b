"""The doors to the programme: describe it, its goals and units, reorganise, open and close stages."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.history.services import record, wait_for_turn
from bokal.programme.programmes.enums import Stage
from bokal.programme.programmes.errors import (
    DayFarOff,
    EndsBeforeStart,
    GoalServed,
    NotOpen,
    OpenedLater,
    SucceededOnAnotherDay,
    SucceedsItself,
    UnitDescribedOtherwise,
    UnitGone,
)
from bokal.programme.programmes.models import Goal, Programme, Succession, Unit, Window

type Texts = Mapping[str, str]

ASIDE = 1_000
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2100, 12, 31)


def require_days(*days: datetime.date | None) -> None:
    """Refuse a mistyped year, which reckoning with days and calendars cannot take; no day is none."""
    if any(day is not None and not FIRST_DAY <= day <= LAST_DAY for day in days):
        raise DayFarOff


@dataclass(frozen=True, slots=True)
class Description:
    """What a programme says of itself."""

    name: Texts
    city: str
    starts_on: datetime.date
    ends_on: datetime.date
    summary: Texts
    contact: Texts
    currency: str = "SEK"
    languages: Sequence[str] = ("sv", "en", "ar")
    source: str = ""
    constructed: bool = False
    phone: str = ""
    visit: Texts = field(default_factory=dict)


def current_programme() -> Programme | None:
    """Return the programme this installation runs, if it is described yet."""
    return Programme.objects.first()


@transaction.atomic
def describe_programme(*, description: Description, actor: Account | None) -> Programme:
    """Describe the programme, or describe it anew."""
    require_days(description.starts_on, description.ends_on)
    if description.ends_on <= description.starts_on:
        raise EndsBeforeStart
    fields = {
        "name": dict(description.name),
        "summary": dict(description.summary),
        "contact": dict(description.contact),
        "city": description.city,
        "starts_on": description.starts_on,
        "ends_on": description.ends_on,
        "currency": description.currency,
        "languages": list(description.languages),
        "source": description.source,
        "constructed": description.constructed,
        "phone": description.phone,
        "visit": dict(description.visit),
    }
    wait_for_turn("programme")
    known = Programme.objects.select_for_update().first()
    if known is not None and all(getattr(known, name) == value for name, value in fields.items()):
        return known
    programme = known or Programme()
    for name, value in fields.items():
        setattr(programme, name, value)
    programme.save()
    record(actor=actor, verb="programme.described", subject=programme)
    return programme


@transaction.atomic
def set_goals(*, goals: Sequence[tuple[Texts, str]], actor: Account | None) -> list[Goal]:
    """Write the goals in order, each with its source; those that fell away stay in the history.

    A goal that is only moved stays the same goal, so that what serves it moves along. One that something
    serves does not fall away.
    """
    programme = Programme.objects.select_for_update().get()
    wanted = [(place, dict(text), source) for place, (text, source) in enumerate(goals, start=1)]
    if [(goal.position, goal.text, goal.source) for goal in programme.goals.all()] == wanted:
        return list(programme.goals.all())
    known = list(programme.goals.all())
    kept = kept_goals(known, [text for _place, text, _source in wanted])
    gone = [goal.pk for goal in known if goal not in kept]
    try:
        with transaction.atomic():
            programme.goals.filter(pk__in=gone).delete()
    except ProtectedError as served:
        raise GoalServed from served
    # Each place holds one goal at a time: those that move step aside first.
    for goal, (position, _text, _source) in zip(kept, wanted, strict=True):
        if goal is not None and goal.position != position:
            goal.position += ASIDE
            goal.save(update_fields=["position"])
    for goal, (position, text, source) in zip(kept, wanted, strict=True):
        one = goal or Goal(programme=programme)
        one.position, one.text, one.source = position, text, source
        one.save()
    record(actor=actor, verb="goals.set", subject=programme, goals=len(wanted))
    return list(programme.goals.all())


def kept_goals(known: Sequence[Goal], texts: Sequence[Texts]) -> list[Goal | None]:
    """Return for each text the goal it goes on with: one that says the same, else the one at its place."""
    kept: list[Goal | None] = []
    for text in texts:
        kept.append(next((goal for goal in known if goal.text == text and goal not in kept), None))
    for place, goal in enumerate(kept, start=1):
        if goal is None:
            here = (one for one in known if one.position == place and one not in kept)
            kept[place - 1] = next(here, None)
    return kept


@transaction.atomic
def add_unit(
    *,
    code: str,
    name: Texts,
    valid_from: datetime.date,
    actor: Account | None,
    valid_to: datetime.date | None = None,
    parent: Unit | None = None,
    source: str = "",
) -> Unit:
    """Add a unit, itself part of another or not; return it when it is there with the same facts."""
    if valid_to is not None and valid_to <= valid_from:
        raise EndsBeforeStart
    if parent is not None and not Unit.objects.valid_on(valid_from).filter(pk=parent.pk).exists():
        raise UnitGone
    facts = {"name": dict(name), "valid_from": valid_from, "valid_to": valid_to, "source": source}
    facts |= {"parent": parent}
    unit, new = Unit.objects.get_or_create(code=code, defaults=facts)
    if new:
        record(actor=actor, verb="unit.added", subject=unit)
    elif any(getattr(unit, fact) != value for fact, value in facts.items()):
        raise UnitDescribedOtherwise
    return unit


def comes_after(unit: Unit, other: Unit) -> bool:
    """Tell whether ``unit`` follows ``other`` in the chain of reorganisations."""
    reached, waiting = set(), [other.pk]
    while waiting:
        successors = Succession.objects.filter(predecessor__in=waiting).values_list("successor", flat=True)
        waiting = [key for key in successors.order_by("successor") if key not in reached]
        reached.update(waiting)
    return unit.pk in reached


def require_fitting_day(old: Unit, on: datetime.date) -> None:
    """Refuse a day on which a unit is not there to end, or that leaves a gap or an overlap in its story."""
    if old.valid_from >= on or (old.valid_to is not None and old.valid_to < on):
        raise UnitGone
    ended_otherwise = old.successions.exclude(from_day=on).exists()
    if ended_otherwise or old.origins.filter(from_day__gte=on).exists():
        raise SucceededOnAnotherDay


@transaction.atomic
def reorganise(
    *,
    predecessors: Sequence[Unit],
    successors: Sequence[Unit],
    on: datetime.date,
    actor: Account | None,
    note: str = "",
) -> list[Succession]:
    """Let units take over from others on a day: the old ones end, the new ones must exist by then.

    The same reorganisation again changes nothing.
    """
    keys = {unit.pk for unit in (*predecessors, *successors)}
    units = {unit.pk: unit for unit in Unit.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    made = []
    for old in (units[unit.pk] for unit in predecessors):
        require_fitting_day(old, on)
        changed = False
        for new in (units[unit.pk] for unit in successors):
            if new.pk == old.pk or comes_after(old, new):
                raise SucceedsItself
            if new.valid_from > on or (new.valid_to is not None and new.valid_to <= on):
                raise UnitGone
            succession, is_new = Succession.objects.get_or_create(
                predecessor=old, successor=new, defaults={"from_day": on, "note": note}
            )
            made.append(succession)
            changed = changed or is_new
        if old.valid_to is None or old.valid_to > on:
            old.valid_to = on
            old.save(update_fields=["valid_to"])
            changed = True
        if changed:
            record(actor=actor, verb="unit.succeeded", subject=old, on=on.isoformat())
    return made


def successors_of(unit: Unit, day: datetime.date) -> list[Unit]:
    """Follow the chain of reorganisations to the units that answer for ``unit`` on a day."""
    waiting, found, seen = [unit], [], set()
    while waiting:
        here = waiting.pop()
        if here.pk in seen:
            continue
        seen.add(here.pk)
        if here.valid_to is None or here.valid_to > day:
            found.append(here)
            continue
        steps = here.successions.select_related("successor").order_by("successor__code")
        waiting += [step.successor for step in steps]
    return sorted(found, key=lambda one: one.code)


def hold_windows() -> None:
    """Let one change of the windows at a time look and write; rows not yet there cannot be locked one by one.

    On SQLite the transaction holds the only write lock already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE programmes_window IN SHARE ROW EXCLUSIVE MODE")


@transaction.atomic
def open_window(
    *, stage: Stage, actor: Account | None, area_code: str = "", opens_at: datetime.datetime | None = None
) -> Window:
    """Open a stage now or at a moment; one that is open then stays, one planned for later moves."""
    hold_windows()
    now = timezone.now()
    moment = opens_at or now
    windows = Window.objects.filter(stage=stage, area_code=area_code)
    there = windows.open_at(moment).first()
    if there is not None:
        return there
    later = windows.filter(opens_at__gt=moment).order_by("opens_at").first()
    if later is None:
        window = Window.objects.create(stage=stage, area_code=area_code, opens_at=moment)
        record(actor=actor, verb="window.opened", subject=window, stage=str(stage))
        return window
    if later.opens_at <= now:
        raise OpenedLater
    later.opens_at = moment
    later.save(update_fields=["opens_at"])
    record(actor=actor, verb="window.brought_forward", subject=later, stage=str(stage))
    return later


@transaction.atomic
def close_window(
    *, window_id: int, actor: Account | None, closes_at: datetime.datetime | None = None
) -> Window:
    """Close a stage now or at a moment; a close that was planned can come sooner."""
    hold_windows()
    now = timezone.now()
    moment = closes_at or now
    window = Window.objects.select_for_update().get(pk=window_id)
    if window.opens_at >= moment or (window.closes_at is not None and window.closes_at <= max(now, moment)):
        raise NotOpen
    window.closes_at = moment
    window.save(update_fields=["closes_at"])
    record(actor=actor, verb="window.closed", subject=window, stage=window.stage)
    return window


def what_is_open(moment: datetime.datetime, area_code: str | None = None) -> list[Window]:
    """Return what is open at a moment: everywhere, or what holds in one area (an empty code for none)."""
    windows = Window.objects.open_at(moment).order_by("stage", "area_code")
    return list(windows if area_code is None else windows.filter(area_code__in=["", area_code]))
