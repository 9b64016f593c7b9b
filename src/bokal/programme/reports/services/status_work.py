"""Gates, works and handovers of a status report, as they stood at the end of its period."""

from collections.abc import Collection, Sequence

from django.db.models import QuerySet, prefetch_related_objects

from bokal.programme.initiatives.enums import UNDER_WAY, Phase, WorkStep
from bokal.programme.initiatives.models import (
    Gate,
    Handover,
    HandoverLine,
    Initiative,
    LookBack,
    Passage,
    Quantity,
    Work,
    WorkPhase,
)
from bokal.programme.reports.services.status_initiatives import counts
from bokal.programme.reports.services.status_rows import known_by, known_of, of_these
from bokal.programme.reports.services.status_span import Json, Span, counted, iso, of_late

GATES, WORKS, HANDOVERS = "gates", "works", "handovers"
STEPS = list(WorkStep.values)
NOT_BEGUN = "not_begun"


def gates_of(initiatives: Sequence[Initiative], told: Collection[int], span: Span) -> Json:
    """Return the gates that were passed in the period, and those that were due by its end and not passed.

    What was decided before and written down after the last report is told here, and says that it is late.
    ``told`` names the initiatives that were in the last report.
    """
    passages = known_passages(span).filter(opening__gate__initiative__in=initiatives)
    due = [gate_words(gate) for gate in gates_due(initiatives, passages, span)]
    if (former := span.former) is None:
        passages = passages.filter(decided_on__gte=span.first)
    else:
        before = known_passages(former).filter(opening__gate__initiative__in=told)
        passages = passages.exclude(pk__in=before.order_by().values("pk"))
    rows = list(passages.select_related("opening__gate").order_by("decided_on", "pk"))
    of_these([one.opening.gate for one in rows], initiatives)
    passed = [passage_words(one, span) for one in rows]
    late = sum(one["late"] for one in passed)
    return {
        "passed": placed(passed),
        "due": placed(due),
        "passed_count": counted(len(passed) - late, GATES),
        **of_late(span, {"late_count": counted(late, GATES)}),
        "due_count": counted(len(due), GATES),
        "dissent_count": counted(sum(bool(one["dissent"]) for one in passed), GATES),
    }


def gates_due(initiatives: Sequence[Initiative], passages: QuerySet[Passage], span: Span) -> list[Gate]:
    """Return the gates that were to be passed by the end of the period, and were not."""
    going_on = [one for one in initiatives if one.phase in (Phase.IDEA, *UNDER_WAY)]
    passed = set(passages.order_by().values_list("opening__gate_id", flat=True))
    gates = known_of(Gate, going_on, span)
    due = [gate for gate in gates if gate.due_on < span.past and gate.pk not in passed]
    return sorted(due, key=lambda gate: (gate.due_on, gate.pk))


def known_passages(span: Span) -> QuerySet[Passage]:
    """Return what was decided at gates by the end of a time, and written down in time."""
    return Passage.objects.filter(decided_on__lt=span.after, at__lt=span.closes)


def gate_words(gate: Gate) -> Json:
    """Say which gate it is."""
    return {
        "initiative": gate.initiative.slug,
        "title": gate.initiative.title,
        "kind": gate.kind,
        "due_on": iso(gate.due_on),
    }


def passage_words(passage: Passage, span: Span) -> Json:
    """Say what was decided at a gate, by whom, and who thought otherwise."""
    return {
        **gate_words(passage.opening.gate),
        "ruling": passage.ruling,
        "decided_on": iso(passage.decided_on),
        "late": passage.decided_on < span.first,
        "body": passage.body,
        "reason": passage.reason,
        "dissent": passage.dissent,
        "conditions": passage.conditions,
        "conditions_due_on": iso(passage.conditions_due_on),
    }


def placed(rows: Sequence[Json]) -> list[Json]:
    """Name rows by their initiative and their place."""
    return [{"code": f"{row['initiative']}.{place}", **row} for place, row in enumerate(rows, start=1)]


def works_of(initiatives: Sequence[Initiative], span: Span) -> Json:
    """Return what is built, each with the step it had come to, and how many had come to which."""
    works = known_of(Work, initiatives, span)
    steps_known = known_by(WorkPhase, "work_id", [one.pk for one in works], span)
    amounts = known_by(Quantity, "work_id", [one.pk for one in works], span)
    told = []
    for work in works:
        phases = steps_known.get(work.pk, [])
        if not work.initiative.documented and not any(was_there(one, span) for one in phases):
            continue
        begun = [one for one in phases if one.from_day is not None and one.from_day < span.after]
        last = max(begun, key=lambda one: STEPS.index(one.step), default=None)
        told.append(work_words(work, last, amounts.get(work.pk, [])))
    steps = [one["step"] for one in told]
    return {
        "works": sorted(told, key=lambda one: str(one["slug"])),
        "steps": counts([NOT_BEGUN, *STEPS], steps, WORKS),
        "count": counted(len(told), WORKS),
    }


def was_there(phase: WorkPhase, span: Span) -> bool:
    """Tell whether a step was begun or planned to begin by the end of the period."""
    return any(day is not None and day < span.after for day in (phase.from_day, phase.planned_from))


def work_words(work: Work, last: WorkPhase | None, amounts: Sequence[Quantity]) -> Json:
    """Say what is built, how much of it, and how far it had come."""
    since = last.from_day if last else None
    return {
        "slug": work.slug,
        "initiative": work.initiative.slug,
        "name": work.name,
        "kind": work.kind,
        "step": last.step if last else NOT_BEGUN,
        "since": (str(since.year) if last and last.year_only else iso(since)) if since else "",
        "unknown": work.unknown,
        "quantities": [
            {"code": str(place), "what": one.what, "unit": one.unit, "value": counted(one.value, WORKS)}
            for place, one in enumerate(amounts, start=1)
        ],
    }


def handovers_of(initiatives: Sequence[Initiative], span: Span) -> Json:
    """Return the handovers that were proposed by then, and what was seen when somebody looked again."""
    rows = known_of(Handover, initiatives, span)
    prefetch_related_objects(rows, "receiver")
    lines = known_by(HandoverLine, "handover_id", [one.pk for one in rows], span)
    looks = known_by(LookBack, "handover_id", [one.pk for one in rows], span)
    told = [handover_words(one, lines.get(one.pk, []), looks.get(one.pk, []), span) for one in rows]
    return {
        "handovers": sorted(told, key=lambda one: str(one["slug"])),
        "count": counted(len(told), HANDOVERS),
        "complete": counted(sum(one["complete"] for one in told), HANDOVERS),
        "looks_due": counted(sum(len(one["looks_due"]) for one in told), HANDOVERS),
    }


def handover_words(
    handover: Handover, lines: Sequence[HandoverLine], looks: Sequence[LookBack], span: Span
) -> Json:
    """Say what becomes of an initiative, who takes it on, and how far that had come."""
    settled = [one for one in lines if one.waived_because or (one.done_on and one.done_on < span.after)]
    looks = sorted(looks, key=lambda one: (one.due_on or span.after, one.pk))
    receiver = handover.receiver
    return {
        "slug": handover.initiative.slug,
        "title": handover.initiative.title,
        "afterlife": handover.afterlife,
        "receiver": receiver.name if receiver else {},
        "receiver_outside": handover.receiver_outside,
        "from_day": iso(handover.from_day),
        "accepted": bool(handover.accepted_at and handover.accepted_at < span.closes),
        "complete": bool(handover.completed_at and handover.completed_at < span.closes),
        "unknown": handover.unknown,
        "lines_settled": counted(len(settled), HANDOVERS),
        "lines": counted(len(lines), HANDOVERS),
        "looks": [look_words(one) for one in looks if seen_then(one, span)],
        "looks_due": [
            iso(one.due_on)
            for one in looks
            if one.due_on and one.due_on < span.past and not seen_then(one, span)
        ],
    }


def seen_then(look: LookBack, span: Span) -> bool:
    """Tell whether somebody had looked by the end of the period."""
    if look.seen_on is not None:
        return look.seen_on < span.after
    return look.seen_year is not None and look.seen_year < span.after.year


def look_words(look: LookBack) -> Json:
    """Say what was left when somebody looked again."""
    seen = iso(look.seen_on) or str(look.seen_year)
    return {"code": seen, "found": look.found, "seen": seen, "text": look.text}
