"""Initiatives and decisions; all of it constructed."""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from bokal.programme.accounts.models import Account
from bokal.programme.areas.enums import Direction
from bokal.programme.decisions.enums import Decider, Ruled
from bokal.programme.decisions.models import Decision
from bokal.programme.decisions.services import Minuted, RuledOn, decide
from bokal.programme.initiatives.enums import (
    Accumulation,
    Afterlife,
    Carried,
    GateKind,
    GateRuling,
    Kind,
    MeasureUnit,
    Phase,
)
from bokal.programme.initiatives.models import Handover, Initiative, Measure
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
    set_gate,
)
from bokal.programme.initiatives.services.gates import Texts
from bokal.programme.initiatives.services.handover import (
    Proposed,
    Settled,
    accept_handover,
    propose_handover,
    settle_line,
    waive_line,
)
from bokal.programme.programmes.models import Unit
from bokal.programme.voices.models import Problem, Proposal
from tests.factories.accounts import make_account
from tests.factories.programmes import make_unit
from tests.factories.voices import make_area

DAY = datetime.timedelta(days=1)


def owner() -> Unit:
    """Return the unit that owns things here."""
    return Unit.objects.first() or make_unit("streets")


def make_plan(**fields: Any) -> Plan:
    """Return a plan that could start as far as its own words go."""
    today = timezone.localdate()
    facts: dict[str, Any] = {
        "title": {"sv": "Ljus längs stigen", "en": "Light along the path"},
        "kind": Kind.PHYSICAL,
        "unit": owner(),
        "if_we": {"sv": "sätter upp tolv lampor", "en": "put up twelve lamps"},
        "then": {"sv": "går fler hem i mörkret", "en": "more people walk home in the dark"},
        "because": {"sv": "de ser vem de möter", "en": "they see whom they meet"},
        "starts_on": today,
        "decide_on": today + 180 * DAY,
        "constructed": True,
    }
    if "area" not in fields:
        facts["area"] = make_area()
    return Plan(**(facts | fields))


def make_measured(**fields: Any) -> Measured:
    """Return a measure of people who pass."""
    today = timezone.localdate()
    facts: dict[str, Any] = {
        "name": {"sv": "Förbipasserande", "en": "People who pass"},
        "unit": MeasureUnit.PERSONS,
        "direction": Direction.HIGHER_IS_BETTER,
        "accumulation": Accumulation.FLOW,
        "comparator": {"sv": "Stigen i Kroksbäck", "en": "The path in Kroksbäck"},
        "target": Decimal(500),
        "target_on": today + 365 * DAY,
        "owner": owner(),
        "baseline": Decimal(120),
        "baseline_on": today - 30 * DAY,
    }
    return Measured(**(facts | fields))


def make_idea(slug: str = "light", **fields: Any) -> Initiative:
    """Return an idea with a plan and nothing else."""
    return plan_initiative(slug=slug, plan=make_plan(**fields), actor=None)


def make_measure(initiative: Initiative, **fields: Any) -> Measure:
    """Return a measure of an idea."""
    return add_measure(initiative_id=initiative.pk, measured=make_measured(**fields), actor=None)


def make_ready(slug: str = "light", *, measures: int = 1, **fields: Any) -> Initiative:
    """Return an idea that has all that a start needs."""
    initiative = make_idea(slug, **fields)
    answer_with(initiative_id=initiative.pk, answers=(), because={"sv": "Staden såg det själv."}, actor=None)
    assume(
        initiative_id=initiative.pk,
        text={"sv": "Det är mörkret som hindrar."},
        wrong_when={"sv": "lika få går där när det är ljust."},
        actor=None,
    )
    for _place in range(measures):
        make_measure(initiative)
    return initiative


def start(initiative: Initiative, *, actor: Account | None = None) -> Initiative:
    """Take an idea through its first gate."""
    today = timezone.localdate()
    gate = set_gate(
        initiative_id=initiative.pk,
        kind=GateKind.PILOT,
        due_on=today,
        criteria=[{"sv": "Det finns pengar."}],
        actor=actor,
    )
    open_gate(gate_id=gate.pk, actor=actor)
    pass_gate(
        gate_id=gate.pk,
        judged=Judged(
            ruling=GateRuling.START,
            decided_on=today,
            body={"sv": "Områdesstyrgruppen"},
            reason={"sv": "Det är värt att pröva."},
            met=[True],
            next_on=today + 180 * DAY,
        ),
        actor=actor,
    )
    initiative.refresh_from_db()
    return initiative


def make_initiative(slug: str = "light", **fields: Any) -> Initiative:
    """Return an initiative that is being tried out, with one measure."""
    return start(make_ready(slug, **fields))


def make_minuted(**fields: Any) -> Minuted:
    """Return what the minutes say of a decision of a board."""
    facts: dict[str, Any] = {
        "title": {"sv": "Belysning i Herrgården", "en": "Lighting in Herrgården"},
        "decider": Decider.BOARD,
        "body": {"sv": "Tekniska nämnden", "en": "The technical board"},
        "unit": owner(),
        "decided_on": timezone.localdate(),
        "scope": {"sv": "Vilka stigar som får ljus i år", "en": "Which paths get light this year"},
        "reason": {"sv": "Pengarna räcker till en stig.", "en": "The money is enough for one path."},
        "written_in": "sv",
        "constructed": True,
    }
    return Minuted(**(facts | fields))


def make_decision(
    *things: Problem | Proposal, slug: str = "lighting", ruled: Ruled = Ruled.YES, **fields: Any
) -> Decision:
    """Return a decision that says the same of each thing."""
    reason = {"sv": "Det behövs.", "en": "It is needed."}
    next_on = timezone.localdate() + 90 * DAY if ruled is Ruled.LATER else None
    rulings = [RuledOn(thing=one, ruled=ruled, reason=reason, next_on=next_on) for one in things]
    return decide(slug=slug, minuted=make_minuted(**fields), rulings=rulings, actor=make_account())


def decide_gate(
    initiative: Initiative,
    kind: GateKind,
    ruling: GateRuling,
    *,
    actor: Account | None = None,
    criteria: Sequence[Texts] = ({"sv": "Grannarna är nöjda.", "en": "The neighbours are content."},),
    met: Sequence[bool | None] = (True,),
) -> Initiative:
    """Take an initiative through a gate that was judged by one criterion, which was met, or by others."""
    today = timezone.localdate()
    gate = set_gate(
        initiative_id=initiative.pk,
        kind=kind,
        due_on=today,
        criteria=criteria,
        actor=actor,
    )
    open_gate(gate_id=gate.pk, actor=actor)
    judged = Judged(
        ruling=ruling,
        decided_on=today,
        body={"sv": "Styrgruppen", "en": "The steering group"},
        reason={"sv": "Det fungerar.", "en": "It works."},
        met=met,
    )
    pass_gate(gate_id=gate.pk, judged=judged, actor=actor)
    initiative.refresh_from_db()
    return initiative


def make_proposed(**fields: Any) -> Proposed:
    """Return a proposal that the unit which owns things takes over today."""
    facts: dict[str, Any] = {
        "afterlife": Afterlife.MAINSTREAM,
        "receiver": owner(),
        "from_day": timezone.localdate(),
        "text": {"sv": "Lamporna sköts med de andra.", "en": "The lamps are kept with the others."},
    }
    return Proposed(**(facts | fields))


def make_handover(slug: str = "light", *, starts_on: datetime.date | None = None, **fields: Any) -> Handover:
    """Return a handover that is decided and proposed, and not accepted yet."""
    today = timezone.localdate()
    begun = make_initiative(slug, starts_on=starts_on or min(today, fields.get("from_day") or today))
    initiative = decide_gate(begun, GateKind.HANDOVER, GateRuling.HAND_OVER)
    proposed = make_proposed(**fields)
    return propose_handover(initiative_id=initiative.pk, proposed=proposed, actor=make_account())


def settle_all(handover: Handover, *lines: Carried) -> None:
    """Settle the budget and waive the rest, or do so for some lines alone."""
    for carried in lines or tuple(Carried):
        if carried is Carried.BUDGET:
            settled = Settled(account="6:1203", from_day=timezone.localdate())
            settle_line(initiative_id=handover.initiative_id, carried=carried, settled=settled, actor=None)
        else:
            because = {"sv": "Det finns inget.", "en": "There is none."}
            waive_line(initiative_id=handover.initiative_id, carried=carried, because=because, actor=None)


def make_complete(slug: str = "light", **fields: Any) -> Handover:
    """Return a handover that is accepted by another person, with each line settled."""
    handover = make_handover(slug, **fields)
    accept_handover(initiative_id=handover.initiative_id, actor=make_account())
    settle_all(handover)
    handover.refresh_from_db()
    return handover


def make_documented(slug: str = "bokaler", **fields: Any) -> Initiative:
    """Return an initiative that is known from sources alone."""
    facts: dict[str, Any] = {
        "title": {"sv": "Bokaler", "en": "Homes with a workshop"},
        "kind": Kind.PHYSICAL,
        "phase": Phase.HANDED_OVER,
        "documented": True,
        "source": "https://example.org/report",
        "area": make_area(),
    }
    return Initiative.objects.create(slug=slug, **(facts | fields))
