"""What a measure shows: its values over time with their corrections, beside baseline and target."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bokal.programme.documents.enums import Access
from bokal.programme.initiatives.calculations import Line, Pair, shown_groups, standing_keys
from bokal.programme.initiatives.enums import MeasureUnit, UpdateState
from bokal.programme.initiatives.models import Initiative, Measure, Update, UpdateQuerySet
from bokal.programme.initiatives.services.totals import Together, portions_by_update, together

COUNTS_PEOPLE = (MeasureUnit.PERSONS, MeasureUnit.HOUSEHOLDS, MeasureUnit.JOBS)
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Value:
    """An approved report on a measure.

    Attributes
    ----------
    stands
        It counts; otherwise it was corrected, or is a removal.
    falls
        A sum so far that is less than the one before it.
    """

    update: Update
    stands: bool
    falls: bool
    portions: Mapping[str, Pair]

    @property
    def share(self) -> Fraction | None:
        """The share, exact; None for what is no share, and for a share of none."""
        return share_of(self.update.value, self.update.value_of)


@dataclass(frozen=True, slots=True)
class Measuring:
    """A measure with all that was approved about it, in the order of the time it is about."""

    measure: Measure
    values: Sequence[Value]
    together: Together

    @property
    def standing(self) -> list[Value]:
        """The values that count."""
        return [value for value in self.values if value.stands]

    @property
    def corrected(self) -> int:
        """How many were corrected or removed."""
        return len(self.values) - len(self.standing)

    @property
    def is_share(self) -> bool:
        """Whether it is how many of how many."""
        return self.measure.unit == MeasureUnit.PERCENT


def share_of(value: Decimal | None, whole: Decimal | None) -> Fraction | None:
    """Return an exact share; None for what is no share, and for a share of none."""
    return Fraction(value) / Fraction(whole) if value is not None and whole else None


def measuring_of(measures: Sequence[Measure]) -> list[Measuring]:
    """Return what measures show, read together."""
    approved = Update.objects.approved().filter(measure__in=measures).select_related("photo")
    return gathered(measures, list(approved.order_by("period_to", "period_from", "pk")))


def gathered(measures: Sequence[Measure], updates: Sequence[Update]) -> list[Measuring]:
    """Return what measures show, from approved updates in the order of their time."""
    found: dict[int, list[Update]] = {measure.pk: [] for measure in measures}
    named = {measure.pk: measure for measure in measures}
    for update in updates:
        if update.measure_id in found:
            update.measure = named[update.measure_id]
            found[update.measure_id].append(update)
    divided = [measure for measure in measures if measure.groups]
    portions = portions_by_update(update__measure__in=divided) if divided else {}
    return [measuring(measure, found[measure.pk], portions) for measure in measures]


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of an initiative, and what was said of it in words and pictures, the newest first."""

    measures: Sequence[Measuring]
    told: Sequence[Update]


def counted_of(initiative: Initiative, measures: Sequence[Measure], *, most: int = MOST_TOLD) -> Counted:
    """Return what was counted of an initiative and said of it, approved and not corrected, read together."""
    for measure in measures:
        measure.initiative = initiative
    approved = Update.objects.approved().filter(initiative=initiative).select_related("photo")
    updates = list(approved.order_by("period_to", "period_from", "pk"))
    found = gathered(measures, updates)
    corrected = {update.corrects_id for update in updates}
    told = [one for one in reversed(updates) if one.pk not in corrected and not one.removes and tells(one)]
    return Counted(found, told[:most])


def tells(update: Update) -> bool:
    """Tell whether an update says something in words, or with a picture that everybody may see."""
    return bool(update.sentence) or (update.photo is not None and update.photo.access == Access.PUBLIC)


def measuring(
    measure: Measure, updates: Iterable[Update], portions: Mapping[int, Mapping[str, Pair]]
) -> Measuring:
    """Return what a measure shows, from its approved updates."""
    ordered = list(updates)
    lines = [
        Line(
            one.pk,
            one.period_from,
            one.period_to,
            one.value,
            one.value_of,
            one.corrects_id,
            one.removes,
            portions.get(one.pk, {}),
        )
        for one in ordered
    ]
    stands, found = frozenset(standing_keys(lines)), together(lines, measure.accumulation)
    falling = {fall.key for fall in found.aggregate.falls}
    values = [Value(one, one.pk in stands, one.pk in falling, portions.get(one.pk, {})) for one in ordered]
    return Measuring(measure, values, found)


def groups_for_all(found: Measuring) -> dict[str, int | None]:
    """Return the groups of a total as everybody may see them: what would tell of few people is None.

    Only whole numbers are counts of people; other measures are shown as they are, rounded to whole numbers.
    The total itself is always shown, since it is what was promised. So where it would have to be kept back to
    protect its groups, all of these are: one that is shown would tell of the others.
    """
    portions = found.together.aggregate.portions
    value = found.together.kept[0]
    if not portions or value is None or found.is_share:
        return {}
    counts = {group: int(pair.value) for group, pair in portions.items()}
    if found.measure.unit not in COUNTS_PEOPLE:
        return dict(counts)
    people, shown = shown_groups(int(value), counts)
    return dict.fromkeys(counts) if people is None else dict(shown)


def groups_at_work(found: Measuring) -> dict[str, int | None]:
    """Return the groups of a total as those who run the programme see them."""
    portions = found.together.aggregate.portions
    return {} if found.is_share else {group: int(pair.value) for group, pair in portions.items()}


def updates_at_work(areas: Collection[str] | None) -> UpdateQuerySet:
    """Return the updates of initiatives in some areas, or in the whole programme."""
    found = Update.objects.select_related("initiative__area", "measure", "corrects", "by")
    return found if areas is None else found.filter(initiative__area__code__in=areas)


def waiting_updates(areas: Collection[str] | None) -> int:
    """Count the updates that wait for an approval in some areas, or in the whole programme."""
    return updates_at_work(areas).filter(state=UpdateState.SUBMITTED).count()
