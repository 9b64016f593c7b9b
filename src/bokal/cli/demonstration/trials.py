"""A constructed trial: decided on, begun, built, counted and paid, so that a whole thread can be walked."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from bokal.cli.demonstration.files import load
from bokal.cli.demonstration.grants import build_call
from bokal.cli.demonstration.pictures import draw_work
from bokal.cli.demonstration.voices import Cast, due_in
from bokal.programme.areas.enums import Direction
from bokal.programme.decisions.enums import Decider, Ruled
from bokal.programme.decisions.services import Minuted, RuledOn, decide
from bokal.programme.initiatives.enums import (
    Accumulation,
    GateKind,
    GateRuling,
    Kind,
    MeasureUnit,
    Moment,
    WorkKind,
    WorkStep,
)
from bokal.programme.initiatives.models import BudgetLine, Initiative, Measure
from bokal.programme.initiatives.services import (
    Judged,
    Measured,
    Plan,
    add_measure,
    answer_with,
    assume,
    open_gate,
    pass_gate,
    plan_initiative,
    serve_goals,
    set_gate,
    take_part,
)
from bokal.programme.initiatives.services.money import (
    LineFacts,
    add_budget_line,
    commit_money,
    pay_money,
    plan_money,
)
from bokal.programme.initiatives.services.updates import Report, approve_update, send_update
from bokal.programme.initiatives.services.works import (
    PhaseFacts,
    WorkFacts,
    add_photo,
    add_quantity,
    add_work,
    set_phase,
    tell_noise,
)
from bokal.programme.programmes.models import Goal
from bokal.programme.voices.models import Proposal
from bokal.programme.voices.services import make_promise

type Json = dict[str, Any]

WRITTEN_IN = "sv"


@transaction.atomic
def build_trials(folder: Path, players: Cast) -> None:
    """Build each trial, from the decision on a proposal to what was paid."""
    for entry in load(folder, "initiatives.json"):
        proposal = Proposal.objects.get(slug=entry["proposal"])
        rule(entry["decision"], entry, proposal, players)
        initiative = plan(entry, proposal, players)
        measure = measured(entry["measure"], entry, initiative, players)
        serve_goals(
            initiative_id=initiative.pk,
            goals=list(Goal.objects.filter(position__in=entry["goals"])),
            actor=players.moderator,
        )
        begin(entry, initiative, players)
        join(entry["partner"], initiative, players)
        report(entry["updates"], initiative, measure, players)
        build_work(entry["work"], initiative, players)
        line = spend(entry["money"], entry, initiative, players)
        for call in entry["calls"]:
            build_call(call, initiative, line, players)


def rule(minutes: Json, entry: Json, proposal: Proposal, players: Cast) -> None:
    """Record what a made-up board decided on the proposal."""
    minuted = Minuted(
        **{name: minutes[name] for name in ("title", "body", "scope", "reason", "dissent")},
        decider=Decider.BOARD,
        unit=players.units[entry["unit"]],
        area=players.areas[entry["area"]],
        decided_on=due_in(minutes["decided_in"]),
        written_in=WRITTEN_IN,
        constructed=True,
    )
    yes = RuledOn(thing=proposal, ruled=Ruled.YES, reason=minutes["ruling"])
    decide(slug=minutes["slug"], minuted=minuted, rulings=[yes], actor=players.moderator)


def plan(entry: Json, proposal: Proposal, players: Cast) -> Initiative:
    """Plan the initiative, with what it answers and what must be true."""
    texts = {name: entry[name] for name in ("title", "summary", "if_we", "then", "because")}
    initiative = plan_initiative(
        slug=entry["slug"],
        plan=Plan(
            **texts,
            kind=Kind(entry["kind"]),
            area=players.areas[entry["area"]],
            unit=players.units[entry["unit"]],
            starts_on=due_in(entry["starts_in"]),
            decide_on=due_in(entry["decide_in"]),
            constructed=True,
        ),
        actor=players.moderator,
    )
    answer_with(initiative_id=initiative.pk, answers=[proposal], actor=players.moderator)
    assume(initiative_id=initiative.pk, **entry["assumption"], actor=players.moderator)
    return initiative


def measured(entry: Json, about: Json, initiative: Initiative, players: Cast) -> Measure:
    """Add the measure: a count that each week adds to."""
    return add_measure(
        initiative_id=initiative.pk,
        measured=Measured(
            name=entry["name"],
            comparator=entry["comparator"],
            unit=MeasureUnit.PERSONS,
            direction=Direction.HIGHER_IS_BETTER,
            accumulation=Accumulation.FLOW,
            baseline=Decimal(entry["baseline"]),
            baseline_on=due_in(entry["baseline_in"]),
            target=Decimal(entry["target"]),
            target_on=due_in(entry["target_in"]),
            owner=players.units[about["unit"]],
        ),
        actor=players.moderator,
    )


def begin(entry: Json, initiative: Initiative, players: Cast) -> None:
    """Take it through its first gate."""
    day = due_in(entry["starts_in"])
    gate = set_gate(
        initiative_id=initiative.pk,
        kind=GateKind.PILOT,
        due_on=day,
        criteria=entry["criteria"],
        actor=players.moderator,
    )
    open_gate(gate_id=gate.pk, actor=players.moderator)
    judged = Judged(
        **entry["gate"],
        ruling=GateRuling.START,
        decided_on=day,
        met=[True] * len(entry["criteria"]),
        next_on=due_in(entry["decide_in"]),
    )
    pass_gate(gate_id=gate.pk, judged=judged, actor=players.moderator)


def join(entry: Json, initiative: Initiative, players: Cast) -> None:
    """Let an organisation promise something and take part with it."""
    organisation = players.organisations[entry["organisation"]]
    promise = make_promise(
        by=organisation, text=entry["promise"], due_on=due_in(entry["due_in"]), actor=players.moderator
    )
    take_part(
        initiative_id=initiative.pk,
        organisation=organisation,
        role=entry["role"],
        promise=promise,
        actor=players.moderator,
    )


def report(entries: list[Json], initiative: Initiative, measure: Measure, players: Cast) -> None:
    """Report week by week; the last report waits for an approval."""
    for entry in entries:
        value = None if entry["value"] is None else Decimal(entry["value"])
        update = send_update(
            initiative_id=initiative.pk,
            report=Report(
                period_from=due_in(entry["from"]),
                period_to=due_in(entry["to"]),
                measure=measure,
                value=value,
                no_value_because=entry.get("because", ""),
                sentence=entry["sentence"],
                language=entry["language"],
            ),
            actor=players.recorder,
        )
        if entry["approved"]:
            approve_update(update_id=update.pk, actor=players.moderator)


def build_work(entry: Json, initiative: Initiative, players: Cast) -> None:
    """Note what was built, where and when, with a drawing before and after."""
    work = add_work(
        initiative_id=initiative.pk,
        slug=entry["slug"],
        facts=WorkFacts(kind=WorkKind(entry["kind"]), name=entry["name"], constructed=True),
        geometry={"type": "LineString", "coordinates": entry["line"]},
        actor=players.moderator,
    )
    what, value = entry["quantity"]
    add_quantity(work_id=work.pk, what=what, value=Decimal(value), unit="st", actor=players.moderator)
    tell_noise(work_id=work.pk, noise=entry["noise"], actor=players.moderator)
    begun, ended = (due_in(day) for day in entry["built"])
    for phase in (
        PhaseFacts(step=WorkStep.CONSTRUCTION, from_day=begun, to_day=ended),
        PhaseFacts(step=WorkStep.IN_USE, from_day=ended),
    ):
        set_phase(work_id=work.pk, phase=phase, actor=players.moderator)
    for drawn in entry["drawings"]:
        add_photo(
            work_id=work.pk,
            content=draw_work(drawn["moment"]),
            name=f"constructed-{drawn['moment']}.png",
            moment=Moment(drawn["moment"]),
            taken_on=due_in(drawn["in"]),
            alt=drawn["alt"],
            actor=players.moderator,
        )


def spend(entry: Json, about: Json, initiative: Initiative, players: Cast) -> BudgetLine:
    """Plan, order and pay on one day of this year, for a grant is paid from the same line today."""
    day = max(due_in(entry["in"]), due_in(0).replace(month=1, day=1))
    unit = players.units[about["unit"]]
    facts = LineFacts(
        unit=unit, funder=entry["funder"], account=entry["account"], year=day.year, constructed=True
    )
    line = add_budget_line(initiative_id=initiative.pk, facts=facts, actor=players.moderator)
    plan_money(line_id=line.pk, amount=entry["plan"], on=day, actor=players.moderator)
    commit_money(line_id=line.pk, amount=entry["commit"], on=day, actor=players.moderator)
    pay_money(line_id=line.pk, amount=entry["pay"], releases=entry["commit"], on=day, actor=players.moderator)
    return line
