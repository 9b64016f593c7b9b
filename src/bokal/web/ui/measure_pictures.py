"""What a measure of an initiative shows, in words, as a picture and as a table."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext

from bokal.programme.initiatives.calculations import UNKNOWN
from bokal.programme.initiatives.enums import Accumulation, MeasureUnit
from bokal.programme.initiatives.models import Measure, Update
from bokal.programme.initiatives.services.measured import Measuring, Value, share_of
from bokal.programme.voices.enums import AgeBand, Gender
from bokal.web.ui.chart_files import Drawn
from bokal.web.ui.chart_periods import Level, Period, period_chart
from bokal.web.ui.charts import chart
from bokal.web.ui.formats import day, in_language, last_day, number
from bokal.web.ui.unit_wording import amount_of, plain_number

COLUMNS = (
    *("first_day", "last_day", "value", "value_of", "no_value_because", "counts", "late", "corrects"),
    *("correction_because", "removes", "falls", "falls_because", "sentence", "language", "approved_on"),
    "number",
)
RESTS_ON = ("programmes", "areas", "initiatives")
PERCENT = 100


def group_name(code: str) -> str:
    """Name a group that values are divided into."""
    if code == UNKNOWN:
        return gettext("not known")
    return str(dict([*AgeBand.choices, *Gender.choices]).get(code, code))


def value_words(measure: Measure, value: Decimal | None, whole: Decimal | None) -> str:
    """Write a value with its unit; a share as how many of how many, and what that is in per cent."""
    if value is None:
        return gettext("no value")
    if measure.unit == MeasureUnit.PERCENT:
        words = gettext("%(some)s of %(all)s") % {"some": plain_number(value), "all": plain_number(whole)}
        share = share_of(value, whole)
        return words if share is None else f"{words} ({number(float(share * PERCENT), 1)} %)"
    return amount_of(value, measure.unit)


def update_words(update: Update) -> str:
    """Write the value of an update, or why it has none."""
    if update.measure is None:
        return ""
    if update.removes:
        return gettext("there was no such value")
    if update.value is None:
        return gettext("no value, because: %(reason)s") % {"reason": update.no_value_because}
    return value_words(update.measure, update.value, update.value_of)


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure as a page shows it.

    Attributes
    ----------
    level
        What has been reached, in words; the target and where it stood before beside it.
    drawn
        Its picture, or None while there is no value.
    rows
        Every approved report: its value in words, and the report.
    """

    found: Measuring
    name: str
    level: str
    target: str
    baseline: str
    up_to: str
    drawn: Drawn | None
    rows: Sequence[tuple[Value, str]]
    groups: Sequence[tuple[str, str]]

    @property
    def measure(self) -> Measure:
        """The measure itself."""
        return self.found.measure


def shown(found: Measuring, groups: Mapping[str, int | None]) -> MeasureShown:
    """Return what a page shows of a measure; groups are those that the reader may see."""
    measure, kept = found.measure, found.together.kept
    value, whole, up_to = kept[:3]
    return MeasureShown(
        found=found,
        name=in_language(measure.name),
        level=value_words(measure, value, whole),
        target=value_words(measure, measure.target, measure.target_of),
        baseline=baseline_words(measure),
        up_to="" if up_to is None else last_day(up_to),
        drawn=drawn(found),
        rows=[(one, update_words(one.update)) for one in found.values],
        groups=[
            (group_name(code), gettext("too few to show") if count is None else number(count))
            for code, count in groups.items()
        ],
    )


def baseline_words(measure: Measure) -> str:
    """Say where it stood before, or why nobody knows."""
    if measure.baseline is None:
        return gettext("not known, because: %(reason)s") % {
            "reason": in_language(measure.no_baseline_because)
        }
    words = value_words(measure, measure.baseline, measure.baseline_of)
    return words if measure.baseline_on is None else f"{words} ({day(measure.baseline_on)})"


def height_of(found: Measuring, value: Decimal | None, whole: Decimal | None) -> float | None:
    """Return how high a value is drawn: a share in per cent."""
    if found.is_share:
        share = share_of(value, whole)
        return None if share is None else float(share * PERCENT)
    return None if value is None else float(value)


def sum_words(found: Measuring) -> str:
    """Say what the values make together, up to when, and what was aimed for."""
    measure = found.measure
    value, whole, up_to = found.together.kept[:3]
    words = {
        "value": value_words(measure, value, whole),
        "day": "" if up_to is None else last_day(up_to),
        "target": value_words(measure, measure.target, measure.target_of),
        "by": day(measure.target_on),
    }
    if measure.accumulation == Accumulation.FLOW:
        return gettext("In all up to %(day)s: %(value)s. The target is %(target)s by %(by)s.") % words
    return gettext("On %(day)s: %(value)s. The target is %(target)s by %(by)s.") % words


def drawn(found: Measuring) -> Drawn | None:
    """Draw the values that count over time, with the target where it is of the same kind."""
    measure, name = found.measure, in_language(found.measure.name)
    standing = [one.update for one in found.standing]
    periods = [
        Period(one.period_from, one.period_to, height_of(found, one.value, one.value_of)) for one in standing
    ]
    if all(one.value is None for one in periods):
        return None
    sums = measure.accumulation == Accumulation.FLOW and not found.is_share
    target = height_of(found, measure.target, measure.target_of)
    # What adds up is held against its target as a sum, not each month.
    levels = [] if sums or target is None else [Level(gettext("Target"), target)]
    sentence = sum_words(found)
    return Drawn(
        title=name,
        sentence=sentence,
        picture=chart(
            period_chart,
            name=f"measure-{measure.initiative_id}-{measure.position}",
            periods=periods,
            levels=levels,
            bars=sums,
            unit="%" if found.is_share else str(measure.get_unit_display()),
            title=name,
            description=sentence,
        ),
    )


def table_rows(found: Measuring) -> Iterator[Sequence[object]]:
    """Yield a row for each approved report, those that were corrected too."""
    for one in found.values:
        update = one.update
        yield (
            update.period_from.isoformat(),
            last_day_plain(update),
            "" if update.value is None else update.value,
            "" if update.value_of is None else update.value_of,
            update.no_value_because,
            yes(one.stands),
            yes(update.is_late),
            update.corrects_id or "",
            update.correction_because,
            yes(update.removes),
            yes(one.falls),
            update.falls_because,
            update.sentence,
            update.language,
            "" if update.approved_at is None else update.approved_at.date().isoformat(),
            update.pk,
        )


def last_day_plain(update: Update) -> str:
    """Return the last day of the time an update is about, for a table."""
    return (update.period_to - datetime.timedelta(days=1)).isoformat()


def yes(flag: bool) -> str:
    """Write yes or no for a table."""
    return "yes" if flag else "no"
