"""The initiatives of a status report as they stood at the end of its period."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from django.db.models import prefetch_related_objects

from bokal.programme.history.services import as_known
from bokal.programme.initiatives.enums import (
    NEVER_STARTED,
    UNDER_WAY,
    Afterlife,
    GateRuling,
    Held,
    Kind,
    Phase,
)
from bokal.programme.initiatives.models import (
    Assumption,
    BudgetLine,
    Handover,
    Initiative,
    Passage,
    Waiver,
)
from bokal.programme.initiatives.services import phase_after
from bokal.programme.programmes.models import Unit
from bokal.programme.reports.services.status_measures import measures_by_initiative
from bokal.programme.reports.services.status_rows import known_of
from bokal.programme.reports.services.status_span import Json, Span, counted, iso

REGISTER = "initiatives"


def initiatives_in(span: Span) -> list[Initiative]:
    """Return the initiatives that everybody could read at the end of the period, as they were known then."""
    known = as_known(Initiative, span.closes)
    initiatives = [one for one in known if one.starts_on is None or one.starts_on < span.after]
    prefetch_related_objects(initiatives, "area", "unit")
    if span.area:
        initiatives = [one for one in initiatives if one.area and one.area.code == span.area]
    if span.funder:
        lines = as_known(BudgetLine, span.closes, by="funder", among=[span.funder])
        paid_for = {line.initiative_id for line in lines}
        initiatives = [one for one in initiatives if one.pk in paid_for]
    rulings, handed = rulings_by_initiative(initiatives), handed_over(initiatives, span)
    for one in initiatives:
        one.phase = phase_then(one, rulings.get(one.pk, []), handed.get(one.pk), span)
    public = [one for one in initiatives if one.phase not in NEVER_STARTED or one.shown]
    # Sorted here, because databases differ in how they order letters.
    return sorted(public, key=lambda one: one.slug)


def rulings_by_initiative(initiatives: Iterable[Initiative]) -> dict[int, list[Passage]]:
    """Return what was decided at the gates of initiatives, in order."""
    found: dict[int, list[Passage]] = {}
    passages = Passage.objects.filter(opening__gate__initiative__in=list(initiatives))
    for passage in passages.select_related("opening__gate").order_by("at", "pk"):
        found.setdefault(passage.opening.gate.initiative_id, []).append(passage)
    return found


def phase_then(
    initiative: Initiative, passages: Sequence[Passage], handed: datetime.datetime | None, span: Span
) -> Phase:
    """Return how far an initiative had come by what was recorded until then; without a decision, as it is."""
    if initiative.documented or not passages:
        return Phase(initiative.phase)
    moves: list[tuple[datetime.datetime, GateRuling | None]] = [
        (passage.at, GateRuling(passage.ruling)) for passage in passages if passage.decided_on < span.after
    ]
    if handed is not None:
        moves.append((handed, None))
    phase = Phase.IDEA
    for at, ruling in sorted(moves, key=itemgetter(0)):
        if at < span.closes:
            phase = phase_after(phase, ruling) if ruling else taken_on(phase)
    return phase


def taken_on(phase: Phase) -> Phase:
    """Return where a complete handover leads from a phase: what is closed stays so."""
    return Phase.HANDED_OVER if phase in UNDER_WAY else phase


def handed_over(initiatives: Collection[Initiative], span: Span) -> dict[int, datetime.datetime]:
    """Return when the handovers of initiatives that live on elsewhere were complete."""
    return {
        one.initiative_id: one.completed_at
        for one in known_of(Handover, initiatives, span)
        if one.completed_at is not None and one.afterlife != Afterlife.STOP
    }


def initiatives_told(initiatives: Sequence[Initiative], span: Span) -> list[Json]:
    """Return initiatives with their measures, or with why they are not measured."""
    measures = measures_by_initiative(initiatives, span)
    waivers = waivers_of(initiatives, span)
    return [
        {
            "slug": one.slug,
            "title": one.title,
            "kind": one.kind,
            "phase": one.phase,
            "area": {"code": one.area.code, "name": one.area.name} if one.area else None,
            "unit": unit_of(one.unit),
            "documented": one.documented,
            "constructed": one.constructed,
            "source": one.source,
            "unknown": one.unknown,
            "unmeasured_because": waivers.get(one.pk, {}),
            "measures": measures.get(one.pk, []),
        }
        for one in initiatives
    ]


def unit_of(unit: Unit | None) -> Json | None:
    """Return a unit by code and name."""
    return {"code": unit.code, "name": unit.name} if unit else None


def waivers_of(initiatives: Sequence[Initiative], span: Span) -> dict[int, Mapping[str, str]]:
    """Return the approved reasons for not measuring, by initiative."""
    approved = Waiver.objects.approved().filter(initiative__in=initiatives, approval__at__lt=span.closes)
    return {waiver.initiative_id: waiver.because for waiver in approved.order_by("pk")}


def overview_of(told: Sequence[Json]) -> Json:
    """Count initiatives and measures; each is counted once, however many goals it serves."""
    measures = [measure for one in told for measure in one["measures"]]
    valued = [measure for measure in measures if measure["value"]["value"] is not None]
    return {
        "initiatives": counted(len(told), REGISTER),
        "going_on": counted(sum(one["phase"] in UNDER_WAY for one in told), REGISTER),
        "documented": counted(sum(one["documented"] for one in told), REGISTER),
        "kinds": counts(Kind.values, (one["kind"] for one in told)),
        "phases": counts(Phase.values, (one["phase"] for one in told)),
        "measures": counted(len(measures), REGISTER),
        "measures_with_value": counted(len(valued), REGISTER),
        "unmeasured": counted(sum(bool(one["unmeasured_because"]) for one in told), REGISTER),
    }


def counts(known: Iterable[str], found: Iterable[str], register: str = REGISTER) -> list[Json]:
    """Count how often each known word was found; a word that was not found counts zero."""
    words = list(found)
    return [{"code": one, "count": counted(words.count(one), register)} for one in known]


def assumptions_of(initiatives: Sequence[Initiative], told: Collection[int], span: Span) -> list[Json]:
    """Return the assumptions that were found to be wrong in the period.

    What was found before and written down after the last report is told here, and says that it is late.
    ``told`` names the initiatives that were in the last report.
    """
    wrong = found_wrong([one.pk for one in initiatives], span)
    if (former := span.former) is None:
        wrong = [one for one in wrong if one.found_on >= span.first]
    else:
        before = {one.pk for one in found_wrong(told, former)}
        wrong = [one for one in wrong if one.pk not in before]
    by_key = {one.pk: one for one in initiatives}
    return [
        {
            "code": f"{by_key[one.initiative_id].slug}.{place}",
            "title": by_key[one.initiative_id].title,
            "text": one.text,
            "wrong_when": one.wrong_when,
            "found": one.found,
            "found_on": iso(one.found_on),
            "late": one.found_on < span.first,
        }
        for place, one in enumerate(wrong, start=1)
    ]


def found_wrong(initiatives: Collection[int], span: Span) -> list[Any]:
    """Return the assumptions that were found to be wrong by the end of a time, as it was known then."""
    known = as_known(Assumption, span.closes, by="initiative_id", among=initiatives)
    wrong = [one for one in known if one.held == Held.FALSE and one.found_on and one.found_on < span.after]
    return sorted(wrong, key=lambda one: (one.found_on, one.pk))


def unknown_of(told: Sequence[Json]) -> list[Json]:
    """Name what is not known: values that are missing, what is not measured, and what no source says."""
    found = []
    for one in told:
        about = {"initiative": one["slug"], "title": one["title"]}
        if one["unmeasured_because"]:
            found.append({"code": f"{one['slug']}.unmeasured", **about, "why": "unmeasured"})
            found[-1]["text"] = one["unmeasured_because"]
        if one["documented"] and one["unknown"]:
            found.append({"code": f"{one['slug']}.source", **about, "why": "source", "text": one["unknown"]})
        for measure in one["measures"]:
            place = f"{one['slug']}.{measure['code']}"
            named = {**about, "name": measure["name"]}
            if measure["value"]["value"] is None:
                reasons = [reason["because"] for reason in measure["without_value"]]
                found.append({"code": place, **named, "why": "value", "text": reasons[-1] if reasons else ""})
            if measure["baseline"]["value"] is None:
                because = measure["no_baseline_because"]
                found.append({"code": f"{place}.baseline", **named, "why": "baseline", "text": because})
    return found
