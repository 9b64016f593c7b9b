"""The red thread (den röda tråden): from any point, what came before it and what came of it.

Forward goes from voices to problems, proposals, decisions, initiatives, works, measures and handovers, and
backward the same way home. What lies on another branch is left out: the thread of a path does not show the
playground that the same people asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.decisions.services import newest_of
from bokal.programme.initiatives.models import Handover, Initiative, Measure, Origin, Work
from bokal.programme.voices.enums import Stage
from bokal.programme.voices.models import Case, Grouping, Problem, Proposal, Purpose
from bokal.programme.voices.services import listed

type Found = dict["Step", set[int]]


class Step(StrEnum):
    """A kind of thing on the thread, in the order of the work."""

    VOICE = "voice"
    PROBLEM = "problem"
    PROPOSAL = "proposal"
    DECISION = "decision"
    INITIATIVE = "initiative"
    WORK = "work"
    MEASURE = "measure"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Knot:
    """One thing on the thread.

    Attributes
    ----------
    mark
        What its address is made of: the number of a voice, the short name of the rest.
    texts
        What it is called, by language code.
    status
        Where it stands, in the words of its kind.
    day
        When it was made, decided or begun, as far as it is known.
    """

    step: Step
    mark: str
    texts: Mapping[str, str]
    status: str = ""
    day: object | None = None
    constructed: bool = False


@dataclass(frozen=True, slots=True)
class RedThread:
    """The thread through one thing: its knots by step, and how many voices it rests on, read or not."""

    start: Knot
    knots: Mapping[Step, Sequence[Knot]]
    voices: int


def numbers(rows: Any, *fields: str) -> set[int]:
    """Return the numbers that rows point to by some fields."""
    found = rows.order_by().values_list(*fields)
    return {number for row in found for number in row if number is not None}


def forward(found: Found) -> None:
    """Add what came of the things found, step by step to the end of the work."""
    problems = found.setdefault(Step.PROBLEM, set())
    problems |= numbers(Grouping.objects.now().filter(voice__in=found.get(Step.VOICE, set())), "problem_id")
    proposals = found.setdefault(Step.PROPOSAL, set())
    proposals |= numbers(Purpose.objects.now().filter(problem__in=problems), "proposal_id")
    decisions = found.setdefault(Step.DECISION, set())
    began_at = Q(decision__in=decisions)
    rulings = Ruling.objects.filter(began_at | Q(pk__in=rulings_about(problems, proposals).values("pk")))
    found[Step.DECISION] = decisions | numbers(rulings, "decision_id")
    about = Q(problem__in=problems) | Q(proposal__in=proposals)
    # A decision that a proposal was approved by leads to whatever carries the proposal out.
    ruled_on = {one: numbers(rulings, f"{one}_id") for one in ("problem", "proposal")}
    about |= Q(proposal__in=ruled_on["proposal"]) | Q(problem__in=ruled_on["problem"])
    # What answers a decision that was corrected since names the earlier ruling on the same.
    decided = Q(ruling__proposal__in=ruled_on["proposal"]) | Q(ruling__problem__in=ruled_on["problem"])
    about |= decided & Q(ruling__withdrawal__isnull=True)
    initiatives = found.setdefault(Step.INITIATIVE, set())
    if any(found[step] for step in (Step.PROBLEM, Step.PROPOSAL, Step.DECISION)):
        initiatives |= numbers(Origin.objects.filter(about), "initiative_id")


def rulings_about(problems: set[int], proposals: set[int]) -> QuerySet[Ruling]:
    """Return what decisions in force say of problems and proposals."""
    about = Ruling.objects.filter(Q(problem__in=problems) | Q(proposal__in=proposals))
    return about.filter(decision__corrected_by__isnull=True)


def ends(found: Found) -> None:
    """Add what belongs to the initiatives found."""
    initiatives = found.get(Step.INITIATIVE, set())
    found.setdefault(Step.WORK, set()).update(numbers(Work.objects.filter(initiative__in=initiatives), "pk"))
    found.setdefault(Step.MEASURE, set()).update(
        numbers(Measure.objects.filter(initiative__in=initiatives), "pk")
    )
    found.setdefault(Step.HANDOVER, set()).update(
        numbers(Handover.objects.filter(initiative__in=initiatives), "pk")
    )


def backward(found: Found) -> None:
    """Add what the things found go back to, step by step to the voices."""
    for step, model in ((Step.WORK, Work), (Step.MEASURE, Measure), (Step.HANDOVER, Handover)):
        rows = model._default_manager.filter(pk__in=found.get(step, set()))
        found.setdefault(Step.INITIATIVE, set()).update(numbers(rows, "initiative_id"))
    origins = Origin.objects.filter(initiative__in=found[Step.INITIATIVE], ruling__withdrawal__isnull=True)
    origins = origins.order_by()
    answered = list(origins.values_list("problem_id", "proposal_id", "ruling_id"))
    of_problems, of_proposals, of_rulings = (
        {row[place] for row in answered if row[place] is not None} for place in range(3)
    )
    # What else the same minutes decide on lies on another branch, unless the thread starts at the decision.
    decisions = found.setdefault(Step.DECISION, set())
    named = Ruling.objects.filter(Q(decision__in=decisions) | Q(pk__in=of_rulings)).order_by()
    ruled = list(named.values_list("problem_id", "proposal_id", "decision_id"))
    on_problems, on_proposals, in_decisions = (
        {row[place] for row in ruled if row[place] is not None} for place in range(3)
    )
    about = numbers(rulings_about(of_problems, of_proposals), "decision_id")
    found[Step.DECISION] = decisions | set(newest_of(in_decisions).values()) | about
    proposals = found.setdefault(Step.PROPOSAL, set())
    proposals |= of_proposals | on_proposals
    problems = found.setdefault(Step.PROBLEM, set())
    problems |= of_problems | on_problems
    problems |= numbers(Purpose.objects.now().filter(proposal__in=proposals), "problem_id")
    found.setdefault(Step.VOICE, set()).update(
        numbers(Grouping.objects.now().filter(problem__in=problems), "voice_id")
    )


def merged(one: Found, other: Found) -> Found:
    """Put the way back and the way on together."""
    return {step: one.get(step, set()) | other.get(step, set()) for step in Step}


def voice_knots(keys: set[int]) -> list[Knot]:
    """Return the published voices, oldest first."""
    cases = Case.objects.readable().filter(voice_id__in=keys).select_related("voice").order_by("voice_id")
    return [
        Knot(
            Step.VOICE,
            str(case.voice_id),
            {case.voice.language: case.text},
            str(case.get_status_display()),
            case.voice.received_at.date(),
            case.voice.constructed,
        )
        for case in cases
    ]


def thing_knots(step: Step, model: Any, keys: set[int]) -> list[Knot]:
    """Return the published problems or proposals, in each language they are put in."""
    things = model.objects.filter(pk__in=keys, stage=Stage.PUBLISHED).prefetch_related("wordings")
    knots = []
    for one in listed(things.order_by("made_at", "pk"), ""):
        newest = [
            word for word in one.thing.wordings.all() if one.wording and word.version == one.wording.version
        ]
        texts = {word.language: word.title for word in sorted(newest, key=lambda word: word.translated_from)}
        knots.append(
            Knot(
                step,
                one.thing.slug,
                texts,
                str(one.thing.get_status_display()),
                one.thing.made_at.date(),
                one.thing.constructed,
            )
        )
    return knots


def decision_knots(keys: set[int]) -> list[Knot]:
    """Return the decisions in force."""
    found = Decision.objects.filter(pk__in=keys, corrected_by__isnull=True).order_by("decided_on", "pk")
    return [Knot(Step.DECISION, one.slug, one.title, "", one.decided_on, one.constructed) for one in found]


def initiative_knots(keys: set[int]) -> list[Knot]:
    """Return the initiatives that everybody may read."""
    found = Initiative.objects.public().filter(pk__in=keys).order_by("starts_on", "pk")
    return [
        Knot(
            Step.INITIATIVE, one.slug, one.title, str(one.get_phase_display()), one.starts_on, one.constructed
        )
        for one in found
    ]


def end_knots(step: Step, model: Any, keys: set[int]) -> list[Knot]:
    """Return works, measures or handovers of initiatives that everybody may read."""
    shown = Initiative.objects.public().values("pk")
    found = model.objects.filter(pk__in=keys, initiative__in=shown).select_related("initiative")
    knots = []
    for one in found.order_by("pk"):
        if step is Step.WORK:
            knots.append(Knot(step, one.slug, one.name, str(one.get_kind_display()), None, one.constructed))
        elif step is Step.MEASURE:
            mark = f"{one.initiative.slug}/{one.position}"
            knots.append(Knot(step, mark, one.name, "", None, one.initiative.constructed))
        else:
            status = str(one.get_afterlife_display())
            mark, title = one.initiative.slug, one.initiative.title
            knots.append(Knot(step, mark, title, status, one.from_day, one.initiative.constructed))
    return knots


KNOTS: dict[Step, Callable[[set[int]], list[Knot]]] = {
    Step.VOICE: voice_knots,
    Step.PROBLEM: lambda keys: thing_knots(Step.PROBLEM, Problem, keys),
    Step.PROPOSAL: lambda keys: thing_knots(Step.PROPOSAL, Proposal, keys),
    Step.DECISION: decision_knots,
    Step.INITIATIVE: initiative_knots,
    Step.WORK: lambda keys: end_knots(Step.WORK, Work, keys),
    Step.MEASURE: lambda keys: end_knots(Step.MEASURE, Measure, keys),
    Step.HANDOVER: lambda keys: end_knots(Step.HANDOVER, Handover, keys),
}


def key_of(step: Step, mark: str) -> int | None:
    """Return the number of the thing that a mark names, if everybody may read it."""
    if "\0" in mark:
        return None
    if step is Step.VOICE:
        number = int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 19 else 0
        found = Case.objects.readable().filter(voice_id=number).values_list("voice_id", flat=True)
        return found.first()
    shown = Initiative.objects.public()
    rows: Any = {
        Step.PROBLEM: Problem.objects.filter(slug=mark, stage=Stage.PUBLISHED),
        Step.PROPOSAL: Proposal.objects.filter(slug=mark, stage=Stage.PUBLISHED),
        Step.DECISION: Decision.objects.filter(slug=mark),
        Step.INITIATIVE: shown.filter(slug=mark),
        Step.WORK: Work.objects.filter(slug=mark, initiative__in=shown.values("pk")),
        Step.HANDOVER: Handover.objects.filter(initiative__slug=mark, initiative__in=shown.values("pk")),
    }.get(step)
    if step is Step.MEASURE:
        slug, _bar, position = mark.partition("/")
        place = int(position) if position in {"1", "2", "3"} else 0
        rows = Measure.objects.filter(
            initiative__slug=slug, position=place, initiative__in=shown.values("pk")
        )
    key: int | None = rows.order_by("pk").values_list("pk", flat=True).first()
    return newest_of({key})[key] if key is not None and step is Step.DECISION else key


def thread_through(step: Step, mark: str) -> RedThread | None:
    """Return the thread through one thing, or None when nobody may read it or it is not there.

    A decision that was corrected leads on to the newest one.
    """
    key = key_of(step, mark)
    if key is None:
        return None
    back: Found = {step: {key}}
    on: Found = {step: {key}}
    backward(back)
    forward(on)
    found = merged(back, on)
    ends(found)
    knots = {one: KNOTS[one](keys) for one, keys in found.items()}
    here = Decision.objects.get(pk=key).slug if step is Step.DECISION else mark
    start = next((knot for knot in knots[step] if knot.mark == here), None)
    if start is None:
        return None
    return RedThread(start=start, knots=knots, voices=len(found[Step.VOICE]))
