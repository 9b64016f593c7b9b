"""Reports from the work in lists: those of one initiative, and those that wait for a coordinator."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bokal.programme.areas.models import Area
from bokal.programme.initiatives.enums import UNDER_WAY, UpdateState
from bokal.programme.initiatives.models import Initiative, Recount, Update, UpdateQuerySet
from bokal.programme.initiatives.perms import (
    areas_planned_in,
    areas_reported_in,
    can_approve_updates,
    can_plan_programme_wide,
    can_report,
    can_see_initiatives_at_work,
)
from bokal.programme.initiatives.services.measured import updates_at_work, waiting_updates
from bokal.programme.initiatives.services.totals import recount_totals, renew_total
from bokal.web.ui.downloads import send
from bokal.web.ui.guards import allow
from bokal.web.ui.measure_pictures import RESTS_ON, last_day_plain, update_words, yes
from bokal.web.ui.paging import LongList
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace.imports import account_of
from bokal.web.workspace.updates import initiative_of
from bokal.web.workspace.updates_forms import FindForm

PAGE_SIZE = 50
SORTS = {
    "": ("submitted_at", "pk"),
    "newest": ("-submitted_at", "-pk"),
    "initiative": ("initiative__slug", "period_from", "pk"),
    "period": ("-period_to", "-pk"),
}
COLUMNS = (
    *("number", "initiative", "area", "measure", "first_day", "last_day", "value", "value_of"),
    *("no_value_because", "sentence", "language", "state", "returned_because", "corrects"),
    *("correction_because", "removes", "late", "submitted_at"),
)


def rows_of(found: UpdateQuerySet) -> Iterator[Sequence[object]]:
    """Yield a row for each report."""
    for one in found.iterator(chunk_size=1000):
        yield (
            one.pk,
            one.initiative.slug,
            one.initiative.area.code if one.initiative.area else "",
            one.measure.position if one.measure else "",
            one.period_from.isoformat(),
            last_day_plain(one),
            "" if one.value is None else one.value,
            "" if one.value_of is None else one.value_of,
            one.no_value_because,
            one.sentence,
            one.language,
            one.state,
            one.returned_because,
            one.corrects_id or "",
            one.correction_because,
            yes(one.removes),
            yes(one.is_late),
            "" if one.submitted_at is None else one.submitted_at.isoformat(timespec="minutes"),
        )


def find_form(request: HttpRequest) -> FindForm:
    """Return what the list is asked to keep, with the areas of whoever asks."""
    areas = areas_planned_in(request.user)
    there = Area.objects.filter(initiatives__updates__isnull=False)
    mine = there if areas is None else there.filter(code__in=areas)
    return FindForm(request.GET, areas=list(mine.order_by("code").values_list("code", "name").distinct()))


def found_updates(request: HttpRequest, form: FindForm) -> UpdateQuerySet:
    """Return the reports that were asked for, in the areas of whoever asks."""
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    found = updates_at_work(areas_planned_in(request.user))
    state = asked.get("state") or UpdateState.SUBMITTED
    found = found if state == "all" else found.filter(state=state)
    if asked.get("area"):
        found = found.filter(initiative__area__code=asked["area"])
    if asked.get("late"):
        found = found.late()
    if asked.get("q"):
        found = found.filter(sentence__icontains=asked["q"])
    return found.order_by(*SORTS[asked.get("sort") or ""])


def with_words(updates: Sequence[Update]) -> list[tuple[Update, str]]:
    """Return reports with their values in words."""
    return [(one, update_words(one)) for one in updates]


@allow(can_approve_updates)
def update_queue(request: HttpRequest) -> HttpResponse:
    """Show what waits for an approval, or what else was asked for."""
    form = find_form(request)
    page = Paginator(LongList(found_updates(request, form)), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": with_words(list(page)),
        "waiting": waiting_updates(areas_planned_in(request.user)),
    }
    return render(request, "workspace/updates/queue.html", context)


@allow(can_approve_updates)
def update_table(request: HttpRequest) -> HttpResponse:
    """Send the same list as a table."""
    found = found_updates(request, find_form(request))
    return send(
        request,
        csv_lines(COLUMNS, rows_of(found)),
        name="updates.csv",
        kind="text/csv; charset=utf-8",
        of=RESTS_ON,
    )


@allow(can_report)
def update_start(request: HttpRequest) -> HttpResponse:
    """Show what somebody can report on, and which of their reports were sent back."""
    areas, mine = areas_reported_in(request.user), Q(by=request.user.pk) | Q(submitted_by=request.user.pk)
    going_on = Initiative.objects.under_way().filter(documented=False).select_related("area")
    going_on = going_on if areas is None else going_on.filter(area__code__in=areas)
    returned = updates_at_work(areas).filter(mine, state=UpdateState.RETURNED).order_by("-pk")
    page = Paginator(going_on.order_by("slug"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "returned": with_words(list(returned[:PAGE_SIZE]))}
    return render(request, "workspace/updates/start.html", context)


@allow(can_see_initiatives_at_work)
def update_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every report on an initiative and what became of it, the newest first."""
    initiative = initiative_of(slug)
    corrected = Update.objects.filter(corrects=OuterRef("pk"), state=UpdateState.APPROVED)
    mine = updates_at_work(None).filter(initiative=initiative).annotate(replaced=Exists(corrected))
    page = Paginator(mine.order_by("-period_to", "-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "initiative": initiative,
        "page": page,
        "rows": with_words(list(page)),
        "measures": initiative.measures.order_by("position"),
        "may_report": initiative.phase in UNDER_WAY and can_report(request.user, slug=slug),
    }
    return render(request, "workspace/updates/list.html", context)


@allow(can_see_initiatives_at_work)
def update_list_table(request: HttpRequest, slug: str) -> HttpResponse:
    """Send every report on an initiative as a table."""
    found = updates_at_work(None).filter(initiative=initiative_of(slug)).order_by("period_from", "pk")
    kind = "text/csv; charset=utf-8"
    return send(
        request, csv_lines(COLUMNS, rows_of(found)), name=f"{slug}-updates.csv", kind=kind, of=RESTS_ON
    )


@allow(can_plan_programme_wide)
def recount(request: HttpRequest) -> HttpResponse:
    """Show what the last recount of all totals found; a post counts again now."""
    if request.method == "POST":
        recount_totals()
        return redirect("workspace:recount")
    recounts = list(Recount.objects.order_by("-pk")[:10])
    context = {"last": recounts[0] if recounts else None, "earlier": recounts[1:]}
    return render(request, "workspace/updates/recount.html", context)


@allow(can_plan_programme_wide)
@require_POST
def recount_renew(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Keep one total anew, as it follows from approved reports, and count all again."""
    initiative = initiative_of(slug)
    if initiative.measures.filter(position=position).exists():
        renew_total(slug=slug, position=position, actor=account_of(request))
        recount_totals()
    return redirect("workspace:recount")


queue_patterns = [
    path("", update_queue, name="update-queue"),
    path("updates.csv", update_table, name="update-table"),
    path("report/", update_start, name="update-start"),
    path("totals/", recount, name="recount"),
    path("totals/<slug:slug>/<int:position>/", recount_renew, name="recount-renew"),
]
urlpatterns = [
    path("updates/", update_list, name="update-list"),
    path("updates/updates.csv", update_list_table, name="update-list-table"),
]
