"""What pages read of initiatives: lists, and all that belongs to one."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Q, QuerySet

from bokal.programme.decisions.models import Ruling, Withdrawal
from bokal.programme.decisions.services import led_on
from bokal.programme.documents.models import Document
from bokal.programme.initiatives.enums import ENDING, GATES_AHEAD, NEVER_STARTED, Phase
from bokal.programme.initiatives.models import (
    Assumption,
    Attachment,
    BudgetLine,
    Cohort,
    CohortOutcome,
    Gate,
    Handover,
    HandoverLine,
    Initiative,
    LookBack,
    Measure,
    Opening,
    Origin,
    Partnership,
    Passage,
    Session,
    Waiver,
    Work,
)
from bokal.programme.initiatives.services.attachments import attachments_of
from bokal.programme.initiatives.services.read_together import read_together
from bokal.programme.initiatives.services.social import CohortShown, cohort_for_all
from bokal.programme.initiatives.services.start import named_missing, parts_with
from bokal.programme.programmes.models import Goal
from bokal.programme.voices.models import Organisation, Problem, Promise, Proposal
from bokal.programme.voices.services import (
    READ_AT_WORK,
    READ_BY_ALL,
    Listed,
    listed_together,
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


def gates_shown(
    initiative: Initiative, gates: Sequence[Gate], openings: Sequence[Opening], passages: Sequence[Passage]
) -> list[GateShown]:
    """Return the gates that were decided or still can be, the first due first."""
    opened = {one.gate_id: one for one in openings}
    through = {one.opening_id: one for one in passages}
    passed = {one.gate_id: through.get(one.pk) for one in openings}
    in_order = sorted(gates, key=attrgetter("due_on", "pk"))
    found = [GateShown(gate, opened.get(gate.pk), passed.get(gate.pk)) for gate in in_order]
    ahead = GATES_AHEAD.get(Phase(initiative.phase), ())
    return [one for one in found if one.passage or one.gate.kind in ahead]


@dataclass(frozen=True, slots=True)
class Parts:
    """The rows of an initiative that need little of other tables, each kind in its order."""

    assumptions: list[Assumption]
    works: list[Work]
    goals: list[Goal]
    handover_lines: list[HandoverLine]
    look_backs: list[LookBack]
    cohorts: list[CohortShown]
    budget_lines: list[BudgetLine]
    attachments: list[Attachment]
    partnerships: list[Partnership]
    gates: list[GateShown]


def parts_of(initiative: Initiative, *, at_work: bool) -> Parts:
    """Read the plain rows of an initiative with one question."""
    attached = attachments_of(initiative, at_work=at_work)
    passed = Passage.objects.filter(opening__gate__initiative=initiative)
    papers = Q(pk__in=attached.values("document")) | Q(pk__in=passed.values("document"))
    if at_work:
        # Documents by which something was settled are for those who work here.
        settled = HandoverLine.objects.filter(handover__initiative=initiative)
        papers |= Q(pk__in=settled.values("document"))
    found = read_together(
        Assumption.objects.filter(initiative=initiative),
        Work.objects.filter(initiative=initiative),
        Goal.objects.filter(services__initiative=initiative),
        HandoverLine.objects.filter(handover__initiative=initiative),
        LookBack.objects.filter(handover__initiative=initiative),
        Cohort.objects.filter(initiative=initiative),
        Session.objects.filter(cohort__initiative=initiative),
        CohortOutcome.objects.filter(cohort__initiative=initiative),
        BudgetLine.objects.filter(initiative=initiative),
        attached,
        Gate.objects.filter(initiative=initiative),
        Opening.objects.filter(gate__initiative=initiative),
        passed,
        Document.objects.filter(papers),
        Partnership.objects.filter(initiative=initiative),
        Organisation.objects.filter(partnerships__initiative=initiative),
        Promise.objects.filter(partnerships__initiative=initiative),
    )
    assumptions, works, goals, lines, looks, *others = found
    cohorts, sessions, outcomes, money, attachments, gates, openings, passages, documents, *partners = others
    refer(passages, "document", documents)
    refer(attachments, "document", documents)
    if at_work:
        refer(lines, "document", documents)
    shown = [
        cohort_for_all(
            cohort,
            [one for one in sessions if one.cohort_id == cohort.pk],
            [one for one in outcomes if one.cohort_id == cohort.pk],
        )
        for cohort in sorted(cohorts, key=attrgetter("from_day", "pk"))
    ]
    goals.sort(key=attrgetter("position"))
    looks.sort(key=lambda one: (one.due_on is None, one.due_on, one.pk))
    return Parts(
        *(assumptions, works, goals, lines, looks, shown, money, attachments),
        partnerships_of(*partners),
        gates_shown(initiative, gates, openings, passages),
    )


def refer(rows: Sequence[Any], name: str, others: Sequence[Any]) -> None:
    """Have rows refer to what they name among other rows."""
    by_number = {one.pk: one for one in others}
    for row in rows:
        setattr(row, name, by_number.get(getattr(row, f"{name}_id")))


def partnerships_of(
    partnerships: Sequence[Partnership], organisations: Sequence[Organisation], promises: Sequence[Promise]
) -> list[Partnership]:
    """Return who takes part, by name, with what was promised."""
    refer(partnerships, "organisation", organisations)
    refer(partnerships, "promise", promises)
    return sorted(partnerships, key=lambda one: (one.organisation.name, one.pk))


@dataclass(frozen=True, slots=True)
class InitiativePage:
    """All that belongs to an initiative; beside it stand published problems and proposals alone.

    ``rulings`` are those that hold now: what was corrected since leads on to the newest decision.
    ``taken_back`` is what it was begun on and a correction took back. ``without_origin`` is why it answers no
    problem, proposal or decision, by language; ``answers`` tells whether it says that or what it answers.
    ``waivers`` are the reasons for no measure that nobody withdrew, the newest first.
    """

    initiative: Initiative
    problems: Sequence[Listed[Problem]]
    proposals: Sequence[Listed[Proposal]]
    rulings: Sequence[Ruling]
    taken_back: Sequence[Withdrawal]
    without_origin: dict[str, str]
    measures: Sequence[Measure]
    answers: bool
    waivers: Sequence[Waiver]
    handover: Handover | None
    parts: Parts

    @property
    def started(self) -> bool:
        """Whether it has ever been tried out."""
        return self.initiative.phase not in NEVER_STARTED

    @property
    def gates(self) -> Sequence[GateShown]:
        """The gates that were decided or still can be."""
        return self.parts.gates

    @property
    def waived(self) -> dict[str, str]:
        """Why it is not measured, once another person agreed."""
        agreed: list[dict[str, str]] = [one.because for one in self.waivers if hasattr(one, "approval")]
        return next(iter(agreed), {})

    @property
    def waivers_open(self) -> Sequence[Waiver]:
        """The reasons for no measure that can be approved or withdrawn: of an idea without a measure."""
        return self.waivers if self.initiative.phase == Phase.IDEA else []

    @property
    def missing(self) -> list[str]:
        """What is missing before an idea can start."""
        if self.initiative.phase != Phase.IDEA:
            return []
        assumption, measure = bool(self.parts.assumptions), bool(self.measures or self.waived)
        there = parts_with(self.initiative, origin=self.answers, assumption=assumption, measure=measure)
        return named_missing(there)

    @property
    def decided_to_end(self) -> bool:
        """Whether a gate decided to hand it over, or to stop it once it was tried."""
        rulings = [one.passage.ruling for one in self.gates if one.passage is not None]
        return self.initiative.phase != Phase.DROPPED and any(ruling in ENDING for ruling in rulings)

    @property
    def next_gate(self) -> Gate | None:
        """The first gate that is not decided."""
        return next((one.gate for one in self.gates if one.passage is None), None)


def initiative_page(initiative: Initiative, *, language: str, at_work: bool = False) -> InitiativePage:
    """Gather what the page of an initiative shows; beside it stand published things alone, or at work all."""
    stages, parts = READ_AT_WORK if at_work else READ_BY_ALL, parts_of(initiative, at_work=at_work)
    origins = list(
        Origin.objects.filter(initiative=initiative).select_related(
            *("ruling__decision__unit", "ruling__decision__corrected_by"),
            *("ruling__problem", "ruling__proposal", "ruling__withdrawal__decision"),
        )
    )
    rulings = [one.ruling for one in origins if one.ruling is not None]
    corrected = any(hasattr(one.decision, "corrected_by") for one in rulings)
    problems, proposals = listed_together(
        problems_listed(stages).filter(pk__in=[one.problem_id for one in origins]),
        proposals_listed(stages).filter(pk__in=[one.proposal_id for one in origins]),
        language,
    )
    measures = list(initiative.measures.select_related("total", "owner", "compared_area"))
    waivers = initiative.waivers.standing().select_related("approval").order_by("-pk")
    return InitiativePage(
        initiative=initiative,
        problems=problems,
        proposals=proposals,
        rulings=led_on(rulings) if corrected else rulings,
        taken_back=[one.withdrawal for one in rulings if hasattr(one, "withdrawal")],
        without_origin=next((one.because for one in origins if one.because), {}),
        measures=measures,
        answers=bool(origins),
        waivers=[] if measures else list(waivers),
        handover=getattr(initiative, "handover", None),
        parts=parts,
    )
