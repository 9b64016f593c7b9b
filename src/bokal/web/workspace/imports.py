"""Import: hand in a file, see what it would change, then let it."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from bokal.programme.accounts.models import Account
from bokal.programme.areas.errors import ImportRefused, RecordsMoved
from bokal.programme.areas.perms import can_import_data
from bokal.programme.areas.services import (
    ImportFile,
    ImportOptions,
    Kind,
    Preview,
    Problem,
    apply_import,
    preview_import,
)
from bokal.programme.areas.tasks import import_document
from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import keep_document, open_document
from bokal.programme.history.models import Entry
from bokal.programme.queue.models import Job
from bokal.programme.queue.services import job_state
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace.imports_forms import KINDS, ImportForm

SHOWN = 200
AT_ONCE = 5000
EARLIER = 20
PROBLEM = ("file", "sheet", "line", "column", "value", "reason", "remedy")
WAITING = "import"
DONE = "imported"


def account_of(request: HttpRequest) -> Account:
    """Return who is signed in; the guard has made sure that somebody is."""
    assert isinstance(request.user, Account)
    return request.user


def imported(most: int) -> list[tuple[Entry, str]]:
    """Return the newest imports, each with what it took in, in words."""
    names = {str(kind): str(label) for kind, label in KINDS}
    newest = Entry.objects.filter(verb="data.imported").order_by("-pk")[:most]
    return [(entry, names.get(kind := entry.details["kind"], kind)) for entry in newest]


def show_start(request: HttpRequest, form: ImportForm) -> HttpResponse:
    """Draw the form, with the earlier imports below it."""
    context, status = {"form": form, "earlier": imported(EARLIER)}, 422 if form.is_bound else 200
    return render(request, "workspace/imports/start.html", context, status=status)


@allow(can_import_data)
def import_start(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return look_at(request, form)
    return show_start(request, form)


def look_at(request: HttpRequest, form: ImportForm) -> HttpResponse:
    """Read the file; show what is wrong with it, or keep it until it is imported."""
    upload, kind, options = form.cleaned_data["file"], Kind(form.cleaned_data["kind"]), form.options()
    preview = preview_import(kind=kind, file=ImportFile(upload.name, upload.file), options=options)
    request.session[WAITING] = {
        "kind": str(kind),
        "options": options.as_dict(),
        "preview": preview.as_dict(),
        "document": None,
    }
    if not preview.can_apply:
        return show_preview(request, preview, status=422)
    upload.seek(0)
    try:
        document = keep_document(
            content=upload.file, name=upload.name, access=Access.STAFF, actor=account_of(request)
        )
    except DocumentRefused as refusal:
        form.add_error("file", str(refusal))
        return show_start(request, form)
    request.session[WAITING] |= {"document": document.pk}
    request.session.modified = True
    return redirect("workspace:import-preview")


def show_preview(
    request: HttpRequest, preview: Preview, *, status: int = 200, moved: str = ""
) -> HttpResponse:
    """Draw what an import would do; ``moved`` says why it was not done."""
    context = {"preview": preview, "problems": preview.problems[:SHOWN], "moved": moved}
    return render(request, "workspace/imports/preview.html", context, status=status)


@allow(can_import_data)
def import_preview(request: HttpRequest) -> HttpResponse:
    waiting = request.session.get(WAITING)
    if waiting is None:
        return redirect("workspace:import-start")
    return show_preview(request, Preview.from_dict(waiting["preview"]))


@allow(can_import_data)
def import_problems(request: HttpRequest) -> HttpResponse:
    waiting = request.session.get(WAITING)
    return problem_table(Preview.from_dict(waiting["preview"]).problems if waiting else ())


def problem_table(problems: Iterable[Problem]) -> HttpResponse:
    """Send all that is wrong with a file; its name and its columns are somebody else's words as well."""
    rows = ([getattr(problem, name) for name in PROBLEM] for problem in problems)
    response = HttpResponse("".join(csv_lines(PROBLEM, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return response


@allow(can_import_data)
@require_POST
def import_apply(request: HttpRequest) -> HttpResponse:
    waiting = request.session.pop(WAITING, None)
    if waiting is None or waiting["document"] is None:
        return redirect("workspace:import-start")
    counts = Preview.from_dict(waiting["preview"]).counts
    if counts.new + counts.changed > AT_ONCE:
        job = import_document.enqueue(
            waiting["kind"], waiting["document"], waiting["options"], request.user.pk, get_language()
        )
        return redirect("workspace:job-progress", public_id=job.id)
    try:
        done = apply_waiting(request, waiting)
    except ImportRefused as refused:
        return show_refusal(request, refused.preview)
    except RecordsMoved as moved:
        request.session[WAITING] = waiting
        return show_preview(request, Preview.from_dict(waiting["preview"]), status=409, moved=str(moved))
    request.session[DONE] = done.as_dict()
    return redirect("workspace:import-done")


def apply_waiting(request: HttpRequest, waiting: dict[str, Any]) -> Preview:
    """Import the file that was kept while its preview was read."""
    document = Document.objects.get(pk=waiting["document"])
    with open_document(document) as stream:
        return apply_import(
            kind=Kind(waiting["kind"]),
            file=ImportFile(document.name, stream),
            options=ImportOptions.from_dict(waiting["options"]),
            actor=account_of(request),
        )


def show_refusal(request: HttpRequest, preview: Preview) -> HttpResponse:
    """Say why a file no longer fits, though it did when it was looked at."""
    # The list of problems is downloaded from here.
    request.session[WAITING] = {"preview": preview.as_dict(), "document": None}
    return show_preview(request, preview, status=409)


def show_done(request: HttpRequest, preview: Preview) -> HttpResponse:
    """Say what an import did."""
    return render(request, "workspace/imports/done.html", {"preview": preview})


@allow(can_import_data)
def import_done(request: HttpRequest) -> HttpResponse:
    done = request.session.get(DONE)
    if done is None:
        return redirect("workspace:import-start")
    return show_done(request, Preview.from_dict(done))


@allow(can_import_data)
def import_outcome(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show what an import in the background did, or why it was refused."""
    try:
        result = job_state(public_id).result
    except Job.DoesNotExist as missing:
        raise Http404 from missing
    if not isinstance(result, dict) or "counts" not in result:
        raise Http404
    preview = Preview.from_dict(result)
    return show_done(request, preview) if preview.can_apply else show_refusal(request, preview)


urlpatterns = [
    path("", import_start, name="import-start"),
    path("preview/", import_preview, name="import-preview"),
    path("problems.csv", import_problems, name="import-problems"),
    path("apply/", import_apply, name="import-apply"),
    path("done/", import_done, name="import-done"),
    path("done/<uuid:public_id>/", import_outcome, name="import-outcome"),
]
