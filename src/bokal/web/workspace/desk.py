"""The desk: what needs you today, and what you are working on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from bokal.programme.accounts.perms import has_any_role
from bokal.programme.areas.models import Geography, IndexRun
from bokal.programme.history.models import Entry
from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job
from bokal.programme.reports.models import Report, Snapshot
from bokal.web.ui.guards import allow

SHOWN = 5


@allow(has_any_role)
def desk(request: HttpRequest) -> HttpResponse:
    reported = {report.subject.get("run") for report in Report.objects.filter(snapshots__isnull=False)}
    runs = IndexRun.objects.order_by("-computed_at")
    context = {
        "no_areas": not Geography.objects.exists(),
        "without_report": [run for run in runs[:SHOWN] if run.slug not in reported],
        "unpublished": Report.objects.filter(snapshots__isnull=True).order_by("slug"),
        "failed": Job.objects.filter(state=JobState.FAILED).order_by("-pk")[:SHOWN],
        "imports": Entry.objects.filter(verb="data.imported").order_by("-pk")[:SHOWN],
        "runs": runs[:SHOWN],
        "editions": Snapshot.objects.select_related("report")
        .defer("content")
        .order_by("-published_at")[:SHOWN],
    }
    return render(request, "workspace/desk.html", context)
