"""The desk: what needs you today, and what you are working on."""

from django.db.models import Exists, Model, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bokal.programme.accounts.perms import has_any_role
from bokal.programme.areas.models import Boundary, Geography, IndexRun, Indicator, Observation
from bokal.programme.areas.perms import can_import_data, can_run_index
from bokal.programme.initiatives.perms import can_see_initiatives_at_work
from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job
from bokal.programme.reports.models import Report, Snapshot
from bokal.programme.reports.perms import can_publish_report
from bokal.web.ui.drafts import unfinished
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of, imported
from bokal.web.workspace.jobs import titles_of, what_of
from bokal.web.workspace.week import counts_for

SHOWN = 5


def first_step() -> str:
    """Name what is missing before anything can be ranked, the first thing first; nothing at the end."""
    steps: dict[str, type[Model]] = {
        "geographies": Geography,
        "boundaries": Boundary,
        "indicators": Indicator,
        "figures": Observation,
        "run": IndexRun,
    }
    return next((step for step, model in steps.items() if not model._default_manager.exists()), "")


@allow(has_any_role)
def desk(request: HttpRequest) -> HttpResponse:
    out = Report.objects.annotate(published=Exists(Snapshot.objects.filter(report=OuterRef("pk"))))
    reports = list(out.order_by("slug"))
    reported = {report.subject.get("run") for report in reports if report.published}
    runs = list(IndexRun.objects.defer("summary", "parameters").order_by("-computed_at", "-pk")[:SHOWN])
    failed = list(Job.objects.filter(state=JobState.FAILED).order_by("-pk")[:SHOWN])
    titles = titles_of(failed)
    context = {
        "first_step": "" if runs else first_step(),
        "week": counts_for(request) if can_see_initiatives_at_work(request.user) else {},
        "may_import": can_import_data(request.user),
        "may_run": can_run_index(request.user),
        "may_publish": can_publish_report(request.user),
        "without_report": [run for run in runs if run.slug not in reported],
        "unpublished": [report for report in reports if not report.published],
        "failed": [{"public_id": job.public_id, "what": what_of(job, titles)} for job in failed],
        "imports": imported(SHOWN),
        "drafts": unfinished(account_of(request)),
        "runs": runs,
        "editions": Snapshot.objects.select_related("report")
        .defer("content")
        .order_by("-published_at")[:SHOWN],
    }
    return render(request, "workspace/desk.html", context)
