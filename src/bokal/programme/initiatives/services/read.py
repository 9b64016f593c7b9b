"""What pages read of initiatives: lists, and all that belongs to one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, prefetch_related_objects

from bokal.programme.decisions.models import Ruling
from bokal.programme.initiatives.enums import GATES_AHEAD, NEVER_STARTED, Phase
from bokal.programme.initiatives.models import (
    Assumption,
    Attachment,
    Gate,
    Handover,
    Initiative,
    Measure,
    Opening,
    Origin,
    Partnership,
    Passage,
    Work,
)
from bokal.programme.initiatives.services.attachments import attachments_of
from bokal.programme.programmes.models import Goal
from bokal.programme.voices.models import Problem, Proposal
from bokal.programme.voices.services import (
    READ_AT_WORK,
    READ_BY_ALL,
    Listed,
    listed,
    problems_listed,
    proposals_listed,
)


def initiatives_listed(*, at_work: bool = False) -> QuerySet[Initiative]:
    """Return initiatives by the day of the next decision; at work also ideas that are not shown."""
    found = Initiative.objects.all() if at_work else Initiative.objects.public()
    return found.select_related("area", "unit", "handover").order_by("decide_on", "pk")


@dataclass(frozen=True, slots=True)
class GateShown:
    """A gate with what it is judged by, and what was decided at it when something was."""

    gate: Gate
    opening: Opening | None
    passage: Passage | None

    @property
    def criteria(self) -> list[dict[str, str]]:
        """What it is judged by: as it was when the gate opened, or as it is planned."""
        criteria: list[dict[str, str]] = self.opening.criteria if self.opening else self.gate.criteria
        return criteria

    @property
    def judged(self) -> list[tuple[dict[str, str], bool | None]]:
        """Each criterion with whether it was met, once something was decided; None is not known."""
        met = self.passage.met if self.passage else []
        return [(text, met[place] if place < len(met) else None) for place, text in enumerate(self.criteria)]


def gates_shown(initiative: Initiative) -> list[GateShown]:
    """Return the gates that were decided or still can be, the first due first."""
    gates = initiative.gates.select_related("opening__passage__document").order_by("due_on", "pk")
    pairs = [(gate, getattr(gate, "opening", None)) for gate in gates]
    found = [GateShown(gate, opening, getattr(opening, "passage", None)) for gate, opening in pairs]
    ahead = GATES_AHEAD.get(Phase(initiative.phase), ())
    return [one for one in found if one.passage or one.gate.kind in ahead]


@dataclass(frozen=True, slots=True)
class InitiativePage:
    """All that belongs to an initiative; beside it stand published problems and proposals alone.

    ``without_origin`` is why it answers no problem, proposal or decision, by language.
    """

    initiative: Initiative
    problems: Sequence[Listed[Problem]]
    proposals: Sequence[Listed[Proposal]]
    rulings: Sequence[Ruling]
    without_origin: dict[str, str]
    measures: Sequence[Measure]
    waived: dict[str, str]
    assumptions: Sequence[Assumption]
    partnerships: Sequence[Partnership]
    gates: Sequence[GateShown]
    works: Sequence[Work]
    handover: Handover | None
    attachments: Sequence[Attachment]
    goals: Sequence[Goal]

    @property
    def started(self) -> bool:
        """Whether it has ever been tried out."""
        return self.initiative.phase not in NEVER_STARTED

    @property
    def next_gate(self) -> Gate | None:
        """The first gate that is not decided."""
        return next((one.gate for one in self.gates if one.passage is None), None)


def handover_of(initiative: Initiative) -> Handover | None:
    """Return the handover of an initiative with its lines, when there is one."""
    found: Handover | None = getattr(initiative, "handover", None)
    if found is not None:
        prefetch_related_objects([found], "lines__document", "look_backs")
    return found


def initiative_page(
    initiative: Initiative, *, language: str, at_work: bool = False, papers: bool = True
) -> InitiativePage:
    """Gather what the page of an initiative shows; beside it stand published things alone, or at work all.

    ``papers`` is false where it is known that no document is attached.
    """
    stages = READ_AT_WORK if at_work else READ_BY_ALL
    origins = list(
        Origin.objects.filter(initiative=initiative).select_related(
            "ruling__decision__unit", "ruling__problem", "ruling__proposal"
        )
    )
    problems = problems_listed(stages).filter(pk__in=[one.problem_id for one in origins])
    proposals = proposals_listed(stages).filter(pk__in=[one.proposal_id for one in origins])
    measures = list(initiative.measures.select_related("total", "owner", "compared_area"))
    approved = initiative.waivers.approved().order_by("-pk")
    waiver = None if measures else approved.first()
    return InitiativePage(
        initiative=initiative,
        problems=listed(problems, language),
        proposals=listed(proposals, language),
        rulings=[one.ruling for one in origins if one.ruling is not None],
        without_origin=next((one.because for one in origins if one.because), {}),
        measures=measures,
        waived=waiver.because if waiver else {},
        assumptions=list(initiative.assumptions.select_related("unit")),
        partnerships=list(initiative.partnerships.select_related("organisation", "promise")),
        gates=gates_shown(initiative),
        works=list(initiative.works.order_by("pk")),
        handover=handover_of(initiative),
        attachments=list(attachments_of(initiative, at_work=at_work)) if papers else [],
        goals=list(initiative.goals.order_by("position")),
    )
