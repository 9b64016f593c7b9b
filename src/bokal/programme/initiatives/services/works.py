"""Record a work: what is built, where, when, how much, and what it does to rents and neighbours."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from bokal.programme.accounts.models import Account
from bokal.programme.decisions.services.decide import written
from bokal.programme.documents.enums import Access
from bokal.programme.documents.services import IMAGES, forget_documents, note_document, store_file
from bokal.programme.history.services import record
from bokal.programme.initiatives.enums import Moment, WorkKind, WorkStep
from bokal.programme.initiatives.errors import SourceMissing, TitleMissing
from bokal.programme.initiatives.errors.places import (
    AmountMissing,
    DayNotCome,
    EndsBeforeStart,
    NothingKnown,
    PhotoThere,
    PictureUnsaid,
    TurnoverNeedsBoth,
    WorkTaken,
)
from bokal.programme.initiatives.models import Displacement, Quantity, Work, WorkPhase, WorkPhoto
from bokal.programme.initiatives.services.plan import Texts, held
from bokal.programme.initiatives.services.work_place import read_place
from bokal.programme.programmes.services import require_days
from bokal.programme.voices.services.word import free_slug

DAY = datetime.timedelta(days=1)
LARGEST_AMOUNT = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class WorkFacts:
    """What a work is: its kind, its names, where it is in words, and what no source says of it."""

    kind: WorkKind
    name: Texts
    place: Texts = field(default_factory=dict)
    about: bool = False
    source: str = ""
    unknown: Texts = field(default_factory=dict)
    constructed: bool = False

    def facts(self) -> dict[str, Any]:
        """Return the work as fields of the record; refuse one without a name."""
        texts = {name: written(getattr(self, name)) for name in ("name", "place", "unknown")}
        if not texts["name"]:
            raise TitleMissing
        rest = {name: getattr(self, name) for name in ("kind", "about", "constructed")}
        return texts | rest | {"source": self.source.strip()}


@dataclass(frozen=True, slots=True)
class PhaseFacts:
    """When a step begins and ends, as planned and as it came; each end is the first day after it."""

    step: WorkStep
    planned_from: datetime.date | None = None
    planned_to: datetime.date | None = None
    from_day: datetime.date | None = None
    to_day: datetime.date | None = None
    year_only: bool = False

    def facts(self, today: datetime.date) -> dict[str, Any]:
        """Return the step as fields of the record; refuse days that cannot be."""
        require_days(self.planned_from, self.planned_to, self.from_day, self.to_day)
        for begins, ends in ((self.planned_from, self.planned_to), (self.from_day, self.to_day)):
            if begins and ends and ends <= begins:
                raise EndsBeforeStart
        if (self.from_day and self.from_day > today) or (self.to_day and self.to_day > today + DAY):
            raise DayNotCome
        days = ("planned_from", "planned_to", "from_day", "to_day")
        found = {name: getattr(self, name) for name in days}
        if not any(found.values()):
            raise NothingKnown
        return found | {"year_only": self.year_only}


@dataclass(frozen=True, slots=True)
class RentFacts:
    """Rent in öre for a square metre and year, and homes that changed hands in a year, on one day."""

    moment: Moment
    on: datetime.date
    source: str
    rent: int | None = None
    moved: int | None = None
    homes: int | None = None

    def facts(self, today: datetime.date) -> dict[str, Any]:
        """Return the figures as fields of the record; zero is a figure."""
        if self.rent is None and self.moved is None and self.homes is None:
            raise NothingKnown
        if (self.moved is None) != (self.homes is None):
            raise TurnoverNeedsBoth
        if self.homes is not None and self.moved is not None and not 0 <= self.moved <= self.homes:
            raise TurnoverNeedsBoth
        if self.homes == 0:
            raise TurnoverNeedsBoth
        if not self.source.strip():
            raise SourceMissing
        if self.on > today:
            raise DayNotCome
        rest = {name: getattr(self, name) for name in ("rent", "moved", "homes")}
        return rest | {"source": self.source.strip()}


def held_work(work_id: int) -> Work:
    """Return a work of an initiative that is run here, held until the change is done."""
    work = Work.objects.select_for_update(of=("self",)).get(pk=work_id)
    held(work.initiative_id)
    return work


def free_work_slug(name: Mapping[str, str]) -> str:
    """Return an address for a name that no work has yet: from Swedish or English where it is named so."""
    titles = (name.get(code, "") for code in ("sv", "en", *name))
    return free_slug(Work, next(filter(slugify, titles), ""))


@transaction.atomic
def add_work(
    *,
    initiative_id: int,
    slug: str,
    facts: WorkFacts,
    actor: Account | None,
    geometry: object | None = None,
) -> Work:
    """Note something that is built; where it lies may come later, and may stay unknown."""
    initiative = held(initiative_id)
    if Work.objects.filter(slug=slug).exists():
        raise WorkTaken
    lie = read_place(geometry) if geometry is not None else None
    where = {"geometry": lie.geometry, "outline": lie.outline} if lie else {}
    try:
        with transaction.atomic():
            work = Work.objects.create(initiative=initiative, slug=slug, **facts.facts(), **where)
    except IntegrityError:
        # Somebody took the address in the same moment.
        raise WorkTaken from None
    record(actor=actor, verb="work.added", subject=work)
    return work


@transaction.atomic
def describe_work(*, work_id: int, facts: WorkFacts, actor: Account | None) -> Work:
    """Change what is said of a work; where it lies stays."""
    work = held_work(work_id)
    found = facts.facts()
    for name, value in found.items():
        setattr(work, name, value)
    work.save(update_fields=list(found))
    record(actor=actor, verb="work.described", subject=work)
    return work


@transaction.atomic
def place_work(*, work_id: int, geometry: object | None, actor: Account | None, about: bool = False) -> Work:
    """Say where a work lies, or that it is not known after all; ``about`` marks a place that is not exact."""
    work = held_work(work_id)
    lie = read_place(geometry) if geometry is not None else None
    work.geometry = lie.geometry if lie else None
    work.outline = lie.outline if lie else None
    work.about = about and lie is not None
    work.save(update_fields=["geometry", "outline", "about"])
    record(actor=actor, verb="work.placed" if lie else "work.unplaced", subject=work)
    return work


@transaction.atomic
def set_phase(*, work_id: int, phase: PhaseFacts, actor: Account | None) -> WorkPhase:
    """Say when a step of a work is planned and when it came; said again, it is changed."""
    work = held_work(work_id)
    facts = phase.facts(timezone.localdate())
    found, _new = WorkPhase.objects.update_or_create(work=work, step=phase.step, defaults=facts)
    record(actor=actor, verb="work.phase", subject=work, step=str(phase.step))
    return found


@transaction.atomic
def drop_phase(*, work_id: int, step: WorkStep, actor: Account | None) -> None:
    """Take out a step that was noted by mistake; the history keeps it."""
    work = held_work(work_id)
    gone, _by_kind = work.phases.filter(step=step).delete()
    if gone:
        record(actor=actor, verb="work.phase_dropped", subject=work, step=str(step))


@transaction.atomic
def add_quantity(
    *, work_id: int, what: Texts, value: Decimal, unit: str, actor: Account | None, source: str = ""
) -> Quantity:
    """Say how much is built."""
    work = held_work(work_id)
    named, measured = written(what), unit.strip()
    if not named or not measured or not value.is_finite() or not 0 <= value < LARGEST_AMOUNT:
        raise AmountMissing
    quantity = Quantity.objects.create(
        work=work, what=named, value=value, unit=measured, source=source.strip()
    )
    record(actor=actor, verb="work.quantity", subject=work)
    return quantity


@transaction.atomic
def drop_quantity(*, work_id: int, quantity_id: int, actor: Account | None) -> None:
    """Take out an amount that was noted by mistake; the history keeps it."""
    work = held_work(work_id)
    gone, _by_kind = work.quantities.filter(pk=quantity_id).delete()
    if gone:
        record(actor=actor, verb="work.quantity_dropped", subject=work)


@transaction.atomic
def note_displacement(*, work_id: int, rents: RentFacts, actor: Account | None) -> Displacement:
    """Note rent and turnover before or after a work; noted again for the same day, it is corrected."""
    work = held_work(work_id)
    facts = rents.facts(timezone.localdate())
    found, _new = Displacement.objects.update_or_create(
        work=work, moment=rents.moment, on=rents.on, defaults=facts
    )
    record(actor=actor, verb="work.rent", subject=work, moment=str(rents.moment))
    return found


def add_photo(
    *,
    work_id: int,
    content: bytes | IO[bytes],
    name: str,
    moment: Moment,
    taken_on: datetime.date,
    alt: Texts,
    actor: Account | None,
) -> WorkPhoto:
    """Add a picture; it is drawn anew, so that where and by whom it was taken is not kept in it."""
    said = written(alt)
    if not said:
        raise PictureUnsaid
    if taken_on > timezone.localdate():
        raise DayNotCome
    # The bytes are stored before anything is held: that takes time.
    file = store_file(content=content, name=name, allowed=IMAGES)
    with transaction.atomic():
        work = held_work(work_id)
        document = note_document(file=file, access=Access.PUBLIC, actor=actor)
        if work.photos.filter(document=document).exists():
            raise PhotoThere
        photo = WorkPhoto.objects.create(
            work=work, document=document, moment=moment, taken_on=taken_on, alt=said
        )
        record(actor=actor, verb="work.photo", subject=work, moment=str(moment))
    return photo


@transaction.atomic
def drop_photo(*, work_id: int, photo_id: int, actor: Account | None) -> None:
    """Take a picture off the page of a work, and the file with it unless something else shows it."""
    work = held_work(work_id)
    photo = work.photos.filter(pk=photo_id).first()
    if photo is not None:
        photo.delete()
        forget_documents([photo.document_id])
        record(actor=actor, verb="work.photo_dropped", subject=work)


@transaction.atomic
def tell_noise(*, work_id: int, noise: Texts, actor: Account | None) -> Work:
    """Tell the neighbours what they will hear, and when."""
    work = held_work(work_id)
    work.noise = written(noise)
    work.save(update_fields=["noise"])
    record(actor=actor, verb="work.noise", subject=work)
    return work
