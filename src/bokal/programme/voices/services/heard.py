"""Who was heard against who lives there: by area, channel and what people said about themselves.

Group answers stand beside voices that everybody reads one by one. If a table grew by one whenever a voice
came in, it would tell who said it. So the voices of an area are counted ten at a time, in the order they came
in, and what was counted never goes back: also who took their words back was heard. Of what is counted, small
numbers and those that would tell them are hidden, in all tables together.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Window
from django.db.models.functions import Mod, RowNumber
from django.utils import timezone
from django.utils.translation import get_language, gettext

from bokal.programme.areas.models import Area
from bokal.programme.areas.services import Living, in_bands, living_in, together
from bokal.programme.history.services import kept
from bokal.programme.voices.calculations import THRESHOLD, Ratio, Sum, ratios_of, shown_of, weighted
from bokal.programme.voices.enums import AgeBand, Channel, Gender, Question
from bokal.programme.voices.models import Voice
from bokal.programme.voices.services.made_up import some_are_constructed
from bokal.programme.voices.services.read import areas_to_speak_about

AT_A_TIME = 10
RESTS_ON = ("areas", "voices.voice", "voices.groupanswer")
WHOLE = "*"
NOWHERE = ""
ANSWERED, SILENT = "answered", "silent"
CHANNEL = "channel"
CHILDREN = AgeBand.UNDER_16.value
BANDS = {
    AgeBand.UNDER_16.value: (0, 15),
    AgeBand.FROM_16.value: (16, 24),
    AgeBand.FROM_25.value: (25, 44),
    AgeBand.FROM_45.value: (45, 64),
    AgeBand.FROM_65.value: (65, None),
}
SEXES = {Gender.WOMAN.value: "women", Gender.MAN.value: "men"}
QUESTIONS = {Question.AGE.value: AgeBand.values, Question.GENDER.value: Gender.values}

type Kind = tuple[str, str]
type People = Mapping[tuple[str, str], float]
"""People by age band and gender, as the questions put them."""


@dataclass(frozen=True, slots=True)
class Group:
    """One answer: how many gave it (None: not told), how many live there, and how the two compare."""

    code: str
    name: str
    heard: int | None
    living: float | None
    estimated: bool
    ratio: Ratio | None


@dataclass(frozen=True, slots=True)
class Division:
    """One question about who speaks: those who answered, by answer, and those who did not."""

    question: str
    name: str
    groups: Sequence[Group]
    answered: int | None
    silent: int | None

    @property
    def empty(self) -> list[str]:
        """The groups that live there and were not heard at all."""
        return [one.name for one in self.groups if one.heard == 0 and one.living]

    @property
    def compared(self) -> list[Group]:
        """The groups that can be held against those who live there."""
        return [one for one in self.groups if one.ratio is not None]


@dataclass(frozen=True, slots=True)
class Weights:
    """What it costs to weight those who said age and gender like those who live there."""

    voices: int
    design_effect: float
    effective: float
    without_children: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """Who was heard in an area, or in the whole programme.

    ``living`` is None when nobody can tell who lives there, ``weights`` when no weights stand for them.
    """

    code: str
    name: str
    voices: int
    channels: Sequence[Group]
    divisions: Sequence[Division]
    living: Living | None
    weights: Weights | None

    @property
    def area_code(self) -> str:
        """The code of the area; empty for the whole programme."""
        return "" if self.code == WHOLE else self.code


@dataclass(frozen=True, slots=True)
class AllHeard:
    """The whole programme, its areas, and the voices about no one area; counted on a day.

    ``constructed`` tells that nobody said some of it: it belongs to a demonstration.
    """

    on: datetime.date
    constructed: bool
    whole: Heard
    areas: Sequence[Heard]

    def area(self, code: str) -> Heard | None:
        """Return who was heard in an area."""
        return next((one for one in self.areas if one.code == code and code != NOWHERE), None)


@dataclass(frozen=True, slots=True)
class Counted:
    """What is counted of voices, by the code of the area: channels, and age with gender."""

    channels: Mapping[str, Counter[str]]
    answers: Mapping[str, Counter[tuple[str, str]]]


def counted_voices() -> QuerySet[Voice]:
    """Return the voices that are counted: of each area all but the newest, up to nine, that make no ten."""
    placed = Voice.objects.order_by().annotate(
        newer=Window(RowNumber(), partition_by=[F("area")], order_by=F("pk").desc()),
        size=Window(Count("pk"), partition_by=[F("area")]),
    )
    return Voice.objects.filter(pk__in=placed.filter(newer__gt=Mod(F("size"), AT_A_TIME)).values("pk"))


def answer_to(question: Question) -> FilteredRelation:
    """Join what a voice answered to one question."""
    return FilteredRelation("group_answers", condition=Q(group_answers__question=question))


def count() -> Counted:
    """Count voices by area, channel, age and gender; two queries."""
    voices = counted_voices().order_by()
    channels: dict[str, Counter[str]] = defaultdict(Counter)
    for area, channel, number in voices.values_list("area__code", "channel").annotate(Count("pk")):
        channels[area or NOWHERE][channel] += number
    answers: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    asked = voices.annotate(age=answer_to(Question.AGE), gender=answer_to(Question.GENDER))
    rows = asked.values_list("area__code", "age__answer", "gender__answer").annotate(Count("pk"))
    for area, age, gender, number in rows:
        answers[area or NOWHERE][age or SILENT, gender or SILENT] += number
    return Counted(channels, answers)


def cells_of(channels: Counter[str], answers: Counter[tuple[str, str]]) -> dict[Kind, int]:
    """Return every number that is told of an area, its total first."""
    cells: dict[Kind, int] = {("voices", ""): channels.total()}
    cells |= {(CHANNEL, channel): channels[channel] for channel in Channel.values}
    for place, (question, choices) in enumerate(QUESTIONS.items()):
        given: Counter[str] = Counter()
        for pair, number in answers.items():
            given[pair[place]] += number
        cells[question, ANSWERED] = given.total() - given[SILENT]
        cells[question, SILENT] = given[SILENT]
        cells |= {(question, choice): given[choice] for choice in choices}
    return cells


def named(area: str, kind: Kind) -> str:
    """Return the name of a cell among all tables."""
    return "\t".join((area, *kind))


def sums_of(area: str) -> list[Sum]:
    """Return what adds up in the tables of one area."""
    total = named(area, ("voices", ""))
    sums = [Sum(total, tuple(named(area, (CHANNEL, one)) for one in Channel.values))]
    for question, choices in QUESTIONS.items():
        answered = named(area, (question, ANSWERED))
        sums.append(Sum(total, (answered, named(area, (question, SILENT)))))
        sums.append(Sum(answered, tuple(named(area, (question, one)) for one in choices)))
    return sums


def protected(tables: Mapping[str, Mapping[Kind, int]]) -> dict[str, dict[Kind, int | None]]:
    """Hide small numbers in the tables of all areas and of the whole together.

    The number of voices of an area is told: it is a whole number of tens, and each voice can be read.
    """
    areas = [area for area in tables if area != WHOLE]
    counts = {named(area, kind): number for area, cells in tables.items() for kind, number in cells.items()}
    sums = [one for area in tables for one in sums_of(area)]
    kinds = list(tables[WHOLE])
    sums += [Sum(named(WHOLE, kind), tuple(named(area, kind) for area in areas)) for kind in kinds if areas]
    totals = [named(area, ("voices", "")) for area in tables]
    shown = shown_of(counts, sums, totals)
    return {area: {kind: shown[named(area, kind)] for kind in cells} for area, cells in tables.items()}


def people_of(living: Living | None) -> tuple[People, frozenset[str]] | None:
    """Return those who live somewhere as the questions put it, and the ages that cut through the source's."""
    found = in_bands(living, list(BANDS.values())) if living is not None else None
    if found is None:
        return None
    people = {
        (age, gender): found.people[sex, band] for age, band in BANDS.items() for gender, sex in SEXES.items()
    }
    return people, frozenset(age for age, band in BANDS.items() if band in found.split)


def margin(people: People, place: int) -> dict[str, float]:
    """Return people by age (0) or by gender (1)."""
    found: dict[str, float] = defaultdict(float)
    for pair, number in people.items():
        found[pair[place]] += number
    return dict(found)


def division(
    place: int,
    cells: Mapping[Kind, int],
    shown: Mapping[Kind, int | None],
    living: tuple[People, frozenset[str]] | None,
) -> Division:
    """Put one question together; a ratio is told only where all numbers behind it are."""
    question, choices = list(QUESTIONS.items())[place]
    people = margin(living[0], place) if living else {}
    split = living[1] if living else frozenset()
    labels = dict(AgeBand.choices if question == Question.AGE else Gender.choices)
    base_is_told = shown[question, ANSWERED] is not None and all(
        shown[question, one] is not None for one in choices if one not in people
    )
    base_is_told = base_is_told or all(shown[question, one] is not None for one in people)
    ratios = ratios_of({one: cells[question, one] for one in people}, people) if base_is_told else {}
    groups = [
        Group(
            one,
            str(labels[one]),
            shown[question, one],
            people.get(one),
            one in split,
            ratios.get(one) if shown[question, one] is not None else None,
        )
        for one in choices
    ]
    return Division(
        question,
        str(Question(question).label),
        groups,
        shown[question, ANSWERED],
        shown[question, SILENT],
    )


def weights_of(
    answers: Counter[tuple[str, str]], living: tuple[People, frozenset[str]] | None
) -> Weights | None:
    """Weight those who said both; None where few of a group did, for then a few count for all of them.

    Where no child was heard, the others are weighted like those who are older.
    """
    if living is None:
        return None
    people = {pair: number for pair, number in living[0].items() if number > 0}
    rows = {pair: number for pair, number in answers.items() if pair in people and number > 0}
    without = not any(age == CHILDREN for age, _gender in rows)
    if without:
        people = {pair: number for pair, number in people.items() if pair[0] != CHILDREN}
    margins = [margin(people, 0), margin(people, 1)]
    heard = [margin(rows, 0), margin(rows, 1)]
    if not rows or any(heard[at].get(one, 0) < THRESHOLD for at in (0, 1) for one in margins[at]):
        return None
    raked = weighted(rows, margins)
    if raked is None:
        return None
    return Weights(sum(rows.values()), raked.design_effect, raked.effective_size, without)


def who_was_heard() -> AllHeard:
    """Return who was heard in the whole programme and in each area, kept until voices or areas change."""
    return kept(("who was heard", timezone.localdate(), get_language()), gather, of=RESTS_ON)


def gather() -> AllHeard:
    """Count, protect and compare."""
    counted, areas = count(), areas_to_speak_about()
    known = {area.code: area for area in areas}
    elsewhere = Area.objects.filter(voices__isnull=False, code__in=counted.channels.keys() - known.keys())
    known |= {area.code: area for area in elsewhere.distinct().order_by("code", "pk")}
    codes = [*known, *([NOWHERE] if NOWHERE in counted.channels else [])]
    tables = {
        code: cells_of(counted.channels.get(code, Counter()), counted.answers.get(code, Counter()))
        for code in codes
    }
    all_channels = sum(counted.channels.values(), Counter[str]())
    all_answers = sum(counted.answers.values(), Counter[tuple[str, str]]())
    tables[WHOLE] = cells_of(all_channels, all_answers)
    shown = protected(tables)
    people = living_in(list(known.values()))
    here = [people[area.pk] for area in areas if area.pk in people]
    everybody = together(here) if here and len(here) == len(areas) else None

    def heard(code: str, name: str, living: Living | None) -> Heard:
        lives = people_of(living)
        answers = all_answers if code == WHOLE else counted.answers.get(code, Counter())
        return Heard(
            code=code,
            name=name,
            voices=tables[code]["voices", ""],
            channels=[
                Group(one, str(label), shown[code][CHANNEL, one], None, False, None)
                for one, label in Channel.choices
                if tables[WHOLE][CHANNEL, one]
            ],
            divisions=[division(place, tables[code], shown[code], lives) for place in (0, 1)],
            living=living if lives else None,
            weights=weights_of(answers, lives),
        )

    rows = [heard(code, area.name, people.get(area.pk)) for code, area in known.items()]
    if NOWHERE in codes:
        rows.append(heard(NOWHERE, gettext("No one area"), None))
    constructed = some_are_constructed()
    return AllHeard(timezone.localdate(), constructed, heard(WHOLE, "", everybody), rows)
