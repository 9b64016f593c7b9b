"""How long answers take and who still waits; numbers that could point at few people are not told."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Exists, FloatField, Func, OuterRef, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from django.utils.translation import gettext

from bokal.programme.areas.models import Area
from bokal.programme.history.services import kept
from bokal.programme.voices.enums import SPOKEN, Channel, Stage, Standing, Status
from bokal.programme.voices.models import Answer, Case, Grouping, Support, Voice
from bokal.programme.voices.services.tally import tally

FEWEST = 5
GAP_DAYS = 90
GAP_VOICES = 5
DAY = datetime.timedelta(days=1)


class DayNumber(Func):
    """A moment as a number of days, so that a difference leaves the database as a plain number."""

    function = "julianday"
    output_field = FloatField()

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **words: Any) -> Any:
        """Write the same in the words of PostgreSQL."""
        template = "(EXTRACT(EPOCH FROM %(expressions)s)::double precision / 86400)"
        return self.as_sql(compiler, connection, template=template, **words)


@dataclass(frozen=True, slots=True)
class Spells:
    """The voices of one group that were not taken back: how many, how many were answered, and how soon.

    ``middle`` are the days that half of the answered ones waited; of fewer than five they are not told.
    """

    voices: int
    answered: int
    middle: float | None


def spells_of(voices: int, days: Sequence[float]) -> Spells:
    """Return what is told of a group of so many voices, with the days until each answered one was."""
    middle = round(median(days), 1) if len(days) >= FEWEST else None
    return Spells(voices, len(days), middle)


type Division = Mapping[str, Spells]


@dataclass(frozen=True, slots=True)
class Times:
    """All that is told of answer times, by area, channel and language; without names, for any reader."""

    total: Spells
    areas: Division
    channels: Division
    languages: Division
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; what is not told is None. ``shown`` says whether its numbers are told."""

    group: str
    code: str
    name: str
    shown: bool
    voices: int | None
    answered: int | None
    unanswered_percent: float | None
    median_days: float | None


def days_until_answered() -> dict[tuple[int | None, str, str], list[float]]:
    """Return the days it took to answer voices, by area, channel and language."""
    live = Case.objects.exclude(standing=Standing.WITHDRAWN).filter(answered_at__isnull=False).order_by()
    took = DayNumber("answered_at") - DayNumber("voice__received_at")
    facts = live.values_list("area", "voice__channel", "voice__language", took)
    found = defaultdict[tuple[int | None, str, str], list[float]](list)
    for area, channel, language, days in facts.iterator(chunk_size=5000):
        found[area, channel, language].append(days)
    return {group: [max(0.0, one) for one in days] for group, days in found.items()}


def voices_by_channel_and_language() -> Counter[tuple[str, str]]:
    """Count the voices that were not taken back; a voice itself never goes, so those are taken off."""
    every = Voice.objects.order_by().values_list("channel", "language").annotate(voices=Count("pk"))
    gone = every.filter(case__standing=Standing.WITHDRAWN)
    found = Counter({(channel, language): count for channel, language, count in every})
    found.subtract({(channel, language): count for channel, language, count in gone})
    return +found


def measure_times() -> Times:
    """Count voices in the database, and read the days of the answered ones alone."""
    sizes = [Counter[str]() for _each in range(3)]
    for pile in tally().live:
        sizes[0][pile.area] += pile.voices
    for (channel, language), count in voices_by_channel_and_language().items():
        sizes[1][channel] += count
        sizes[2][language] += count
    known = Area.objects.filter(code__in=sizes[0]).order_by("code", "pk")
    places = list(known.values_list("pk", "code", "name"))
    codes = {area: code for area, code, _name in places}
    every: list[float] = []
    groups = [defaultdict[str, list[float]](list) for _each in range(3)]
    for (area, channel, language), days in days_until_answered().items():
        every += days
        for group, code in zip(groups, (codes.get(area or 0, ""), channel, language), strict=True):
            group[code] += days
    areas, channels, languages = (
        {code: spells_of(count, group[code]) for code, count in size.items() if count}
        for size, group in zip(sizes, groups, strict=True)
    )
    names = {code: name for _area, code, name in places}
    return Times(spells_of(sizes[0].total(), every), areas, channels, languages, names)


def row_of(group: str, code: str, name: str, spells: Spells, shown: bool) -> Row:
    """Write a line, without numbers when they are not told."""
    if not shown:
        return Row(group, code, name, False, None, None, None, None)
    voices, answered = spells.voices, spells.answered
    percent = round(100 * (voices - answered) / voices, 1) if voices else None
    return Row(group, code, name, True, voices, answered, percent, spells.middle)


def codes_not_told(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the groups whose numbers are not told: small ones, and one more where a sum would tell.

    The total is told, so one hidden group alone could be worked out. Then the smallest other goes too.
    """
    hidden = {code for code, size in sizes.items() if size < FEWEST}
    others = sorted((size, code) for code, size in sizes.items() if code not in hidden)
    while hidden and others and (len(hidden) < 2 or sum(sizes[code] for code in hidden) < FEWEST):
        hidden.add(others.pop(0)[1])
    return frozenset(hidden)


def rows_of(group: str, found: Division, names: Mapping[str, str]) -> list[Row]:
    """Compute the lines of one division: by area, by channel or by language."""
    hidden = codes_not_told({code: spells.voices for code, spells in found.items()})
    return [
        row_of(group, code, names.get(code, code), found[code], code not in hidden) for code in sorted(found)
    ]


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """The whole table, and the day it was made."""

    on: datetime.date
    total: Row
    areas: Sequence[Row]
    channels: Sequence[Row]
    languages: Sequence[Row]

    @property
    def rows(self) -> list[Row]:
        """All lines, the total first."""
        return [self.total, *self.areas, *self.channels, *self.languages]


def answer_times() -> AnswerTimes:
    """Compute median days to the first answer and the share without one, by area, channel and language."""
    times = kept(("answer times",), measure_times, of=("areas.area", "voices.case"))
    channels = {one.value: str(one.label) for one in Channel}
    languages = dict(SPOKEN) | {"und": gettext("Not known")}
    return AnswerTimes(
        on=timezone.localdate(),
        total=row_of("all", "", "", times.total, times.total.voices >= FEWEST),
        areas=rows_of("area", times.areas, times.names),
        channels=rows_of("channel", times.channels, channels),
        languages=rows_of("language", times.languages, languages),
    )


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of so many voices, how many have something attached, were answered, and confirmed that it is done."""

    voices: int
    attached: int
    answered: int
    confirmed: int

    def percent(self, part: int) -> float | None:
        """Return a part as a share; None when there are too few voices to tell."""
        return round(100 * part / self.voices, 1) if self.voices >= FEWEST else None

    @property
    def shares(self) -> tuple[float | None, float | None, float | None]:
        """The shares that have something attached, were answered, and confirmed."""
        return self.percent(self.attached), self.percent(self.answered), self.percent(self.confirmed)


def attached_to() -> Exists:
    """Tell of a case whether its voice is part of a published problem now."""
    part = Grouping.objects.now().filter(voice_id=OuterRef("voice_id"), problem__stage=Stage.PUBLISHED)
    return Exists(part)


def coverage(area: str = "") -> Coverage:
    """Count what has come of the voices that were not taken back, everywhere or about one area."""
    found = tally().within({area} if area else None)
    grouped = Grouping.objects.now().filter(problem__stage=Stage.PUBLISHED).order_by()
    grouped = grouped.filter(voice__case__area__code=area) if area else grouped
    attached = grouped.exclude(voice__case__standing=Standing.WITHDRAWN).values("voice")
    return Coverage(
        sum(pile.voices for pile in found.live),
        attached.distinct().count(),
        found.answered,
        sum(pile.voices for pile in found.live if pile.status == Status.CONFIRMED),
    )


def gaps(area: str = "") -> QuerySet[Case]:
    """Return published voices that five or more share and that nothing came of for ninety days.

    A voice counts itself and those who added themselves. An answer is something, also when it is no.
    """
    before = timezone.now() - GAP_DAYS * DAY
    shared = Support.objects.order_by().values("voice").annotate(others=Count("pk"))
    often = shared.filter(others__gte=GAP_VOICES - 1).values("voice")
    found = Case.objects.readable().filter(answered_at__isnull=True, voice__received_at__lte=before)
    found = found.filter(area__code=area) if area else found
    said = found.filter(~attached_to(), voice__in=often).annotate(said=Count("voice__supports") + 1)
    return said.select_related("voice__organisation", "area").order_by("-said", "voice_id")


def answers_given() -> QuerySet[Answer]:
    """Return the answers that everybody may read, each once, newest first.

    They are those to published problems and proposals, and to voices whose words are published; what was
    taken back is not among them.
    """
    answers = Answer.objects.filter(translation_of__isnull=True, retraction__isnull=True)
    to_voices = answers.filter(voice__case__standing=Standing.PUBLISHED)
    to_problems = answers.filter(problem__stage=Stage.PUBLISHED)
    to_proposals = answers.filter(proposal__stage=Stage.PUBLISHED)
    found = (to_voices | to_problems | to_proposals).select_related("unit", "problem", "proposal")
    return found.order_by("-at", "-pk")
