"""How far a background job has come."""

import uuid
from collections.abc import Callable, Iterable, Mapping
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
from bokal.programme.reports.perms import can_publish_report
from bokal.web.ui.formats import in_language
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of

SHOWN = 50
PUBLISHING = "bokal.programme.reports.tasks.publish_edition"

type Titles = Mapping[int, dict[str, str]]


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
    if "ledger" in result:
        return reverse("workspace:money-ledger-outcome", kwargs={"public_id": job.public_id})
    if "counts" in result:
        return reverse("workspace:import-outcome", kwargs={"public_id": job.public_id})
    return ""


def refusal_of(job: JobProgress) -> str:
    """Return the sentence of a task that ended by saying no, or nothing."""
    return str(job.result.get("refused") or "") if isinstance(job.result, dict) else ""


def again_of(request: HttpRequest, job: JobProgress) -> str:
    """Return where a report is looked at again that was not published, for those who may publish it."""
    if job.task != PUBLISHING or job.state != JobState.FAILED or not can_publish_report(request.user):
        return ""
    report = Report.objects.filter(pk__in=job.args[:1]).first()
    return reverse("workspace:report-publish", kwargs={"slug": report.slug}) if report else ""


def titles_of(jobs: Iterable[Job | JobProgress]) -> Titles:
    """Return the titles of the reports that jobs publish, asked for at once."""
    keys = {job.args[0] for job in jobs if job.task == PUBLISHING and job.args}
    found = Report.objects.filter(pk__in=keys).order_by() if keys else Report.objects.none()
    return dict(found.values_list("pk", "title"))


def publishing(args: list[Any], titles: Titles) -> str:
    """Name the report to publish."""
    title = in_language(titles.get(args[0], {})) if args else ""
    return gettext("Publish the report “%(title)s”") % {"title": title}


def ranking(args: list[Any], _titles: Titles) -> str:
    """Name the ranking to compute."""
    title = in_language(args[0].get("title", {})) if args else ""
    return gettext("Compute the ranking “%(title)s”") % {"title": title}


def translating(args: list[Any], _titles: Titles) -> str:
    """Name the voice to translate."""
    return gettext("Translate voice %(number)s") % {"number": args[0] if args else ""}


def importing(_args: list[Any], _titles: Titles) -> str:
    """Say that a file is to be imported; which one, its own page says."""
    return gettext("Import a file")


def reading_ledger(_args: list[Any], _titles: Titles) -> str:
    """Say that an extract of the ledger is looked at."""
    return gettext("Look at an extract of the ledger")


def entering_ledger(_args: list[Any], _titles: Titles) -> str:
    """Say that the payments of an extract are entered."""
    return gettext("Enter the payments of an extract of the ledger")


# The tasks that somebody asks for; all others recur by themselves.
ASKED_FOR: dict[str, Callable[[list[Any], Titles], str]] = {
    PUBLISHING: publishing,
    "bokal.programme.areas.tasks.compute_index": ranking,
    "bokal.programme.areas.tasks.import_document": importing,
    "bokal.programme.initiatives.tasks.look_at_waiting_ledger": reading_ledger,
    "bokal.programme.initiatives.tasks.read_in_waiting_ledger": entering_ledger,
    "bokal.programme.voices.tasks.translate_voice": translating,
}


def what_of(job: Job | JobProgress, titles: Titles) -> str:
    """Say what a job was asked to do, and with what; how it ended, its state says."""
    words = ASKED_FOR.get(job.task)
    return words(job.args, titles) if words else gettext("Work in the background")


def progress_page(request: HttpRequest, job: JobProgress, said_no: str = "") -> HttpResponse:
    """Draw how far a job has come, or the state alone when script asks; ``said_no`` is why it goes on."""
    template = "workspace/jobs/progress.html"
    if request.headers.get("HX-Request"):
        template = "workspace/jobs/progress.html#progress"
    context = {
        "job": job,
        "what": what_of(job, titles_of([job])),
        "outcome": outcome_of(job),
        "refusal": said_no or refusal_of(job),
        "again": again_of(request, job),
        "may_cancel": can_cancel_job(request.user),
    }
    response = render(request, template, context, status=409 if said_no else 200)
    response["Vary"] = "HX-Request, Cookie"
    return response


@allow(has_any_role)
@never_cache
def job_list(request: HttpRequest) -> HttpResponse:
    """Show the newest work that somebody asked for; what recurs by itself is no work of theirs."""
    jobs = list(Job.objects.filter(task__in=ASKED_FOR).order_by("-enqueued_at", "-pk")[:SHOWN])
    titles = titles_of(jobs)
    rows = [{"job": job, "what": what_of(job, titles), "state": JobState(job.state)} for job in jobs]
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
