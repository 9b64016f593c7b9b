"""What was decided: by whom, on what, why, and who thought otherwise."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.decisions.perms import can_read_decisions
from bokal.programme.decisions.services import in_force, newest_of, taken_back_by
from bokal.programme.voices.enums import Stage
from bokal.programme.voices.models import Wording
from bokal.programme.voices.services import areas_to_speak_about, listed
from bokal.web.public.parameters import Asked
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.tables import csv_lines

PAGE_SIZE = 25
TAKEN_BACK = "taken_back"
COLUMNS = (
    *("decision", "title", "decided_on", "decider", "body", "unit", "area", "scope", "reason", "dissent"),
    *("reference", "source", "thing", "slug", "ruled", "ruling_reason", "next_on", "constructed"),
)


@allow(can_read_decisions)
@remembered("programmes", "areas", "voices", "decisions")
def decision_list(request: HttpRequest) -> HttpResponse:
    asked = Asked(request.GET)
    areas = {area.code: area.name for area in areas_to_speak_about()}
    area = asked.choice("area", areas, "")
    found = in_force().filter(area__code=area) if area else in_force()
    context = {
        "page": asked.page_of(found, PAGE_SIZE),
        "areas": list(areas.items()),
        "asked": {"area": area},
        "notes": asked.notes,
    }
    return render(request, "public/decisions/list.html", context)


@allow(can_read_decisions)
def decision_table(request: HttpRequest) -> HttpResponse:
    """Send every decision in force, a row for each thing it rules on or has taken back."""
    rows = csv_lines(COLUMNS, ruling_rows())
    of = ("programmes", "areas", "voices", "decisions")
    return send(request, rows, name="decisions.csv", kind="text/csv; charset=utf-8", of=of)


def ruling_rows() -> Iterator[Sequence[object]]:
    """Yield a row for each ruling, and for each that was taken back; what is not published is not named."""
    for one in all_rulings(Ruling.objects.filter(decision__in=in_force())):
        yield row_of(one, one.decision, one.ruled, one.reason)
    taken_back = list(all_rulings(Ruling.objects.filter(withdrawal__isnull=False)).order_by("withdrawal__pk"))
    newest = newest_of({one.withdrawal.decision_id for one in taken_back})
    # A ruling that was corrected before it was taken back is one with its correction.
    last = {(newest[one.withdrawal.decision_id], one.problem_id, one.proposal_id): one for one in taken_back}
    decisions = Decision.objects.select_related("unit", "area").in_bulk(newest.values())
    ruled_on = Ruling.objects.filter(decision__in=decisions.keys())
    anew = set(ruled_on.values_list("decision", "problem", "proposal"))
    for thing, one in reversed(last.items()):
        if thing not in anew:
            yield row_of(one, decisions[thing[0]], TAKEN_BACK, one.withdrawal.because)


def all_rulings(found: QuerySet[Ruling]) -> QuerySet[Ruling]:
    """Put rulings in the order of their decisions, the newest first, with all that a row says of them."""
    about = ("decision__unit", "decision__area", "problem", "proposal", "withdrawal")
    return found.order_by("-decision__decided_on", "pk").select_related(*about)


def row_of(one: Ruling, decision: Decision, ruled: str, reason: dict[str, str]) -> Sequence[object]:
    """Return the row of what a decision says of one thing."""
    thing = one.problem or one.proposal
    return (
        decision.slug,
        in_language(decision.title),
        decision.decided_on,
        decision.decider,
        in_language(decision.body),
        decision.unit.code,
        decision.area.code if decision.area else "",
        *(in_language(text) for text in (decision.scope, decision.reason, decision.dissent)),
        decision.reference,
        decision.source,
        "problem" if one.problem else "proposal",
        thing.slug if thing and thing.stage == Stage.PUBLISHED else "",
        ruled,
        in_language(reason),
        None if ruled == TAKEN_BACK else one.next_on,
        int(decision.constructed),
    )


@allow(can_read_decisions)
@remembered("programmes", "areas", "voices", "decisions", "initiatives")
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a decision; one that was corrected leads to the one that holds."""
    found = Decision.objects.select_related("unit", "area", "corrects", "document", "corrected_by")
    shown = get_object_or_404(found, slug=slug)
    newest = newest_of({shown.pk})[shown.pk]
    if newest != shown.pk:
        return redirect("public:decision", slug=found.get(pk=newest).slug)
    rulings = list(shown.rulings.select_related("problem", "proposal").order_by("pk"))
    withdrawals = taken_back_by(shown)
    titles = titles_of([*rulings, *(one.ruling for one in withdrawals)])
    context = {
        "decision": shown,
        "rows": [{"ruling": one, "title": titles.get(one.pk)} for one in rulings],
        "taken_back": [{"taken": one, "title": titles.get(one.ruling_id)} for one in withdrawals],
    }
    return render(request, "public/decisions/decision.html", context)


def titles_of(rulings: Sequence[Ruling]) -> dict[int, Wording | None]:
    """Return how the published things are put that rulings are about, by the number of the ruling."""
    language = get_language() or "sv"
    problems = [one.problem for one in rulings if one.problem and one.problem.stage == Stage.PUBLISHED]
    proposals = [one.proposal for one in rulings if one.proposal and one.proposal.stage == Stage.PUBLISHED]
    prefetch_related_objects(problems, "wordings")
    prefetch_related_objects(proposals, "wordings")
    of_problems = {one.thing.pk: one.wording for one in listed(problems, language)}
    of_proposals = {one.thing.pk: one.wording for one in listed(proposals, language)}
    return {
        one.pk: of_problems.get(one.problem_id or 0) or of_proposals.get(one.proposal_id or 0)
        for one in rulings
    }
