"""How far a background job has come."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from bokal.programme.accounts.perms import has_any_role
from bokal.programme.history.errors import Refused
from bokal.programme.queue.enums import JobState
from bokal.programme.queue.models import Job
from bokal.programme.queue.perms import can_cancel_job
from bokal.programme.queue.services import JobProgress, cancel_job, job_state
from bokal.programme.reports.models import Report
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of

SHOWN = 50


def outcome_of(job: JobProgress) -> str:
    """Return the address of what a job has made, or nothing."""
    result = job.result if isinstance(job.result, dict) else {}
    if result.get("run"):
        return reverse("workspace:run", kwargs={"slug": result["run"]})
    if "edition" in result:
        where = {"slug": result["report"], "edition": result["edition"]}
        return reverse("report:report-edition", kwargs=where)
    if "voice" in result:
        return reverse("workspace:voice-translations", kwargs={"number": result["voice"]})
    if "counts" in result:
        return reverse("workspace:import-outcome", kwargs={"public_id": job.public_id})
    return ""


def refusal_of(job: JobProgress) -> str:
    """Return the sentence of a task that ended by saying no, or nothing."""
    return str(job.result.get("refused") or "") if isinstance(job.result, dict) else ""


def publishing(args: list[Any]) -> str:
    """Name the report that is published."""
    report = Report.objects.filter(pk=args[0]).first() if args else None
    title = in_language(report.title) if report else ""
    return gettext("The report “%(title)s” is published") % {"title": title}


def ranking(args: list[Any]) -> str:
    """Name the ranking that is computed."""
    title = in_language(args[0].get("title", {})) if args else ""
    return gettext("The ranking “%(title)s” is computed") % {"title": title}


def translating(args: list[Any]) -> str:
    """Name the voice that is translated."""
    return gettext("Voice %(number)s is translated") % {"number": args[0] if args else ""}


def importing(_args: list[Any]) -> str:
    """Say that a file is imported; which one, its own page says."""
    return gettext("A file is imported")


# The tasks that somebody asks for; all others recur by themselves.
ASKED_FOR: dict[str, Callable[[list[Any]], str]] = {
    "bokal.programme.reports.tasks.publish_edition": publishing,
    "bokal.programme.areas.tasks.compute_index": ranking,
    "bokal.programme.areas.tasks.import_document": importing,
    "bokal.programme.voices.tasks.translate_voice": translating,
}


def what_of(task: str, args: list[Any]) -> str:
    """Say what a task does, and with what."""
    words = ASKED_FOR.get(task)
    return words(args) if words else gettext("Work in the background")


def progress_page(request: HttpRequest, job: JobProgress, said_no: str = "") -> HttpResponse:
    """Draw how far a job has come, or the state alone when script asks; ``said_no`` is why it goes on."""
    template = "workspace/jobs/progress.html"
    if request.headers.get("HX-Request"):
        template = "workspace/jobs/progress.html#progress"
    context = {
        "job": job,
        "what": what_of(job.task, job.args),
        "outcome": outcome_of(job),
        "refusal": said_no or refusal_of(job),
        "may_cancel": can_cancel_job(request.user),
    }
    response = render(request, template, context, status=409 if said_no else 200)
    response["Vary"] = "HX-Request, Cookie"
    return response


@allow(has_any_role)
@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    """Show the newest work that somebody asked for; what recurs by itself is no work of theirs."""
    jobs = Job.objects.filter(task__in=ASKED_FOR).order_by("-enqueued_at", "-pk")[:SHOWN]
    rows = [{"job": job, "what": what_of(job.task, job.args), "state": JobState(job.state)} for job in jobs]
    return render(request, "workspace/jobs/list.html", {"rows": rows, "most": SHOWN})


@allow(has_any_role)
@never_cache
def job_progress(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        job = job_state(public_id)
    except Job.DoesNotExist as missing:
        raise Http404 from missing
    return progress_page(request, job)


@allow(can_cancel_job)
@require_POST
def job_cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    try:
        cancel_job(public_id=public_id, actor=account_of(request))
    except Job.DoesNotExist as missing:
        raise Http404 from missing
    except Refused as refusal:
        return progress_page(request, job_state(public_id), str(refusal))
    return redirect("workspace:job-progress", public_id=public_id)


urlpatterns = [
    path("", job_list, name="job-list"),
    path("<uuid:public_id>/", job_progress, name="job-progress"),
    path("<uuid:public_id>/cancel/", job_cancel, name="job-cancel"),
]
