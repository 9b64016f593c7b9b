"""Initiatives that are known from sources alone: what they say is noted with them, and nothing is added."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import Afterlife, Found, Kind, Phase, WorkKind, WorkStep
from bokal.programme.initiatives.models import (
    Handover,
    Initiative,
    LookBack,
    Quantity,
    Work,
    WorkPhase,
)
from bokal.programme.initiatives.services.work_place import read_place

type Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KnownWork:
    """What a source says was built; a step has the year it was reached, if a source gives one.

    ``about`` is a place that stands for the area where no source gives the exact one; the map says so.
    """

    slug: str
    kind: WorkKind
    name: Texts
    place: Texts = field(default_factory=dict)
    quantities: Sequence[tuple[Texts, Decimal, str]] = ()
    steps: Sequence[tuple[WorkStep, int]] = ()
    unknown: Texts = field(default_factory=dict)
    about: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True)
class KnownLookBack:
    """What a source says was left, and in which year."""

    found: Found
    year: int
    text: Texts
    source: str


@dataclass(frozen=True, slots=True)
class KnownHandover:
    """What a source says became of an initiative."""

    afterlife: Afterlife
    text: Texts
    source: str
    unknown: Texts
    outside: str = ""
    seen: Sequence[KnownLookBack] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """All that sources say of an initiative, and what none of them says."""

    title: Texts
    summary: Texts
    kind: Kind
    area: Area | None
    phase: Phase
    source: str
    unknown: Texts
    start_year: int | None = None
    end_year: int | None = None
    works: Sequence[KnownWork] = ()
    handover: KnownHandover | None = None


@transaction.atomic
def note_known_initiative(*, slug: str, known: Known, actor: Account | None) -> Initiative:
    """Note an initiative from its sources, once; the same one again changes nothing."""
    there = Initiative.objects.filter(slug=slug).first()
    if there is not None:
        return there
    initiative = Initiative.objects.create(
        slug=slug,
        title=dict(known.title),
        summary=dict(known.summary),
        kind=known.kind,
        area=known.area,
        phase=known.phase,
        start_year=known.start_year,
        end_year=known.end_year,
        documented=True,
        source=known.source,
        unknown=dict(known.unknown),
    )
    for work in known.works:
        note_work(initiative, work)
    if known.handover is not None:
        note_handover(initiative, known.handover)
    record(actor=actor, verb="initiative.documented", subject=initiative)
    return initiative


def note_work(initiative: Initiative, known: KnownWork) -> None:
    """Note what was built; where no source gives a place, it is drawn as approximate, or not at all."""
    lie = read_place(known.about) if known.about else None
    work = Work.objects.create(
        initiative=initiative,
        slug=known.slug,
        kind=known.kind,
        name=dict(known.name),
        place=dict(known.place),
        geometry=lie.geometry if lie else None,
        outline=lie.outline if lie else None,
        about=True,
        source=initiative.source,
        unknown=dict(known.unknown),
    )
    for what, value, unit in known.quantities:
        Quantity.objects.create(work=work, what=dict(what), value=value, unit=unit, source=initiative.source)
    for step, year in known.steps:
        WorkPhase.objects.create(work=work, step=step, from_day=datetime.date(year, 1, 1), year_only=True)


def note_handover(initiative: Initiative, known: KnownHandover) -> None:
    """Note what became of it; a handover that is known from sources is never called complete."""
    handover = Handover.objects.create(
        initiative=initiative,
        afterlife=known.afterlife,
        receiver_outside=known.outside,
        text=dict(known.text),
        source=known.source,
        unknown=dict(known.unknown),
    )
    for seen in known.seen:
        LookBack.objects.create(
            handover=handover, found=seen.found, seen_year=seen.year, text=dict(seen.text), source=seen.source
        )
