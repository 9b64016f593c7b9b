"""What was decided: by whom, on what, why, and who thought otherwise."""

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language

from bokal.programme.decisions.models import Decision, Ruling
from bokal.programme.decisions.perms import can_read_decisions
from bokal.programme.decisions.services import in_force
from bokal.programme.voices.enums import Stage
from bokal.programme.voices.services import areas_to_speak_about, listed
from bokal.web.public.parameters import Asked
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.ui.page_cache import remembered
from bokal.web.ui.tables import csv_lines

PAGE_SIZE = 25
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
    """Send every decision in force, a row for each thing it rules on."""
    rows = csv_lines(COLUMNS, ruling_rows())
    of = ("programmes", "areas", "voices", "decisions")
    return send(request, rows, name="decisions.csv", kind="text/csv; charset=utf-8", of=of)


def ruling_rows() -> Iterator[Sequence[object]]:
    """Yield a row for each ruling; what is not published is not named."""
    found = Ruling.objects.filter(decision__in=in_force()).order_by("-decision__decided_on", "pk")
    for one in found.select_related("decision__unit", "decision__area", "problem", "proposal"):
        decision, thing = one.decision, one.problem or one.proposal
        yield (
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
            one.ruled,
            in_language(one.reason),
            one.next_on,
            int(decision.constructed),
        )


@allow(can_read_decisions)
@remembered("programmes", "areas", "voices", "decisions", "initiatives")
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a decision; one that was corrected leads to the one that holds."""
    found = Decision.objects.select_related("unit", "area", "corrects", "document", "corrected_by")
    shown = get_object_or_404(found, slug=slug)
    newer = getattr(shown, "corrected_by", None)
    if newer is not None:
        return redirect("public:decision", slug=newer.slug)
    found_rulings = shown.rulings.prefetch_related("problem__wordings", "proposal__wordings").order_by("pk")
    rulings, language = list(found_rulings), get_language() or "sv"
    problems = [one.problem for one in rulings if one.problem and one.problem.stage == Stage.PUBLISHED]
    proposals = [one.proposal for one in rulings if one.proposal and one.proposal.stage == Stage.PUBLISHED]
    of_problems = {one.thing.pk: one.wording for one in listed(problems, language)}
    of_proposals = {one.thing.pk: one.wording for one in listed(proposals, language)}
    rows = [
        {
            "ruling": one,
            "title": of_problems.get(one.problem_id or 0) or of_proposals.get(one.proposal_id or 0),
        }
        for one in rulings
    ]
    return render(request, "public/decisions/decision.html", {"decision": shown, "rows": rows})
