"""How long answers take and who still waits; numbers that could point at few people are not told."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from bokal.programme.voices.enums import SPOKEN, Channel, Stage, Standing, Status
from bokal.programme.voices.models import Answer, Case, Grouping

FEWEST = 5
GAP_DAYS = 90
GAP_VOICES = 5
DAY = datetime.timedelta(days=1)


class Spell(NamedTuple):
    """One voice: its groups, and the days until it was answered, None when it is not."""

    area: str
    channel: str
    language: str
    days: float | None


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


def spells() -> Iterable[Spell]:
    """Yield every voice that was not taken back, a row at a time."""
    live = Case.objects.exclude(standing=Standing.WITHDRAWN).order_by()
    facts = live.values_list(
        "area__code", "voice__channel", "voice__language", "voice__received_at", "answered_at"
    )
    for area, channel, language, received, answered in facts.iterator(chunk_size=5000):
        days = None if answered is None else max(0.0, (answered - received) / DAY)
        yield Spell(area or "", channel, language, days)


def row_of(group: str, code: str, name: str, days: Sequence[float | None], shown: bool) -> Row:
    """Compute a line; a median of fewer than five answers is not told either."""
    if not shown:
        return Row(group, code, name, False, None, None, None, None)
    known = [one for one in days if one is not None]
    middle = round(median(known), 1) if len(known) >= FEWEST else None
    percent = round(100 * (len(days) - len(known)) / len(days), 1) if days else None
    return Row(group, code, name, True, len(days), len(known), percent, middle)


def codes_not_told(sizes: Mapping[str, int]) -> frozenset[str]:
    """Return the groups whose numbers are not told: small ones, and one more where a sum would tell.

    The total is told, so one hidden group alone could be worked out. Then the smallest other goes too.
    """
    hidden = {code for code, size in sizes.items() if size < FEWEST}
    others = sorted((size, code) for code, size in sizes.items() if code not in hidden)
    while hidden and others and (len(hidden) < 2 or sum(sizes[code] for code in hidden) < FEWEST):
        hidden.add(others.pop(0)[1])
    return frozenset(hidden)


def rows_of(group: str, days: Mapping[str, Sequence[float | None]], names: Mapping[str, str]) -> list[Row]:
    """Compute the lines of one division: by area, by channel or by language."""
    hidden = codes_not_told({code: len(one) for code, one in days.items()})
    return [
        row_of(group, code, names.get(code, code), days[code], code not in hidden) for code in sorted(days)
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
    every: list[float | None] = []
    areas, channels, languages = (defaultdict[str, list[float | None]](list) for _each in range(3))
    for spell in spells():
        every.append(spell.days)
        areas[spell.area].append(spell.days)
        channels[spell.channel].append(spell.days)
        languages[spell.language].append(spell.days)
    names = dict(
        Case.objects.filter(area__isnull=False)
        .order_by("area__code")
        .values_list("area__code", "area__name")
        .distinct()
    )
    return AnswerTimes(
        on=timezone.localdate(),
        total=row_of("all", "", "", every, len(every) >= FEWEST),
        areas=rows_of("area", areas, names),
        channels=rows_of("channel", channels, {one.value: str(one.label) for one in Channel}),
        languages=rows_of("language", languages, dict(SPOKEN) | {"und": gettext("Not known")}),
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
    live = Case.objects.exclude(standing=Standing.WITHDRAWN).order_by()
    live = live.filter(area__code=area) if area else live
    return Coverage(
        live.count(),
        live.filter(attached_to()).count(),
        live.filter(answered_at__isnull=False).count(),
        live.filter(status=Status.CONFIRMED).count(),
    )


def gaps(area: str = "") -> QuerySet[Case]:
    """Return published voices that five or more share and that nothing came of for ninety days.

    A voice counts itself and those who added themselves. An answer is something, also when it is no.
    """
    before = timezone.now() - GAP_DAYS * DAY
    found = Case.objects.readable().filter(answered_at__isnull=True, voice__received_at__lte=before)
    found = found.filter(area__code=area) if area else found
    said = found.annotate(said=Count("voice__supports") + 1).filter(~attached_to(), said__gte=GAP_VOICES)
    return said.select_related("voice__organisation", "area").order_by("-said", "voice_id")


def answers_given() -> QuerySet[Answer]:
    """Return the answers that everybody may read, each once, newest first.

    They are those to published problems and proposals, and to voices whose words are published.
    """
    answers = Answer.objects.filter(translation_of__isnull=True)
    to_voices = answers.filter(voice__case__standing=Standing.PUBLISHED)
    to_problems = answers.filter(problem__stage=Stage.PUBLISHED)
    to_proposals = answers.filter(proposal__stage=Stage.PUBLISHED)
    found = (to_voices | to_problems | to_proposals).select_related("unit", "problem", "proposal")
    return found.order_by("-at", "-pk")
