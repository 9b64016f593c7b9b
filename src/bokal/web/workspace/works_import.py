"""Works from a GeoJSON file: see what it would change, then let it; whole or not at all."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from bokal.programme.areas.services import Problem
from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import document_bytes, forget_documents, keep_document
from bokal.programme.initiatives.errors.places import WorksMoved
from bokal.programme.initiatives.perms import areas_planned_in, can_plan_initiatives
from bokal.programme.initiatives.services.import_works import WorksBrought, import_works, preview_works
from bokal.web.ui.guards import allow
from bokal.web.workspace.imports import account_of, problem_table
from bokal.web.workspace.works_forms import WorksFileForm

SHOWN = 200
WAITING, WRONG, DONE = "works-import", "works-problems", "works-imported"


def show_start(request: HttpRequest, form: WorksFileForm) -> HttpResponse:
    """Draw the form, and what the last import did."""
    context = {"form": form, "done": request.session.pop(DONE, None)}
    return render(request, "workspace/works/import.html", context, status=422 if form.is_bound else 200)


@allow(can_plan_initiatives)
def works_import(request: HttpRequest) -> HttpResponse:
    form = WorksFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return look_at(request, form)
    return show_start(request, form)


def look_at(request: HttpRequest, form: WorksFileForm) -> HttpResponse:
    """Read the file; show what is wrong with it, or keep it until it is imported."""
    upload = form.cleaned_data["file"]
    content = upload.read()
    seen = preview_works(content=content, name=upload.name, areas=areas_planned_in(request.user))
    if not seen.can_apply:
        return show_preview(request, seen, upload.name, status=422)
    forget_waiting(request)
    try:
        document = keep_document(
            content=content, name=upload.name, access=Access.STAFF, actor=account_of(request)
        )
    except DocumentRefused as refusal:
        form.add_error("file", str(refusal))
        return show_start(request, form)
    request.session[WAITING] = document.pk
    return redirect("workspace:works-preview")


def show_preview(
    request: HttpRequest, seen: WorksBrought, name: str, *, status: int = 200, moved: str = ""
) -> HttpResponse:
    """Draw what a file would change; its problems can be downloaded from there."""
    request.session[WRONG] = [problem.as_dict() for problem in seen.problems]
    context = {"seen": seen, "problems": seen.problems[:SHOWN], "name": name, "moved": moved}
    return render(request, "workspace/works/preview.html", context, status=status)


def waiting(request: HttpRequest) -> Document | None:
    """Return the file that waits to be imported."""
    number = request.session.get(WAITING)
    return Document.objects.filter(pk=number).first() if number is not None else None


def forget_waiting(request: HttpRequest) -> None:
    """Let go of the file that waited; it has been brought in, or another was handed in."""
    if WAITING in request.session:
        forget_documents([request.session.pop(WAITING)])


@allow(can_plan_initiatives)
def works_preview(request: HttpRequest) -> HttpResponse:
    document = waiting(request)
    if document is None:
        return redirect("workspace:works-import")
    seen = preview_works(
        content=document_bytes(document), name=document.name, areas=areas_planned_in(request.user)
    )
    return show_preview(request, seen, document.name)


@allow(can_plan_initiatives)
@require_POST
def works_apply(request: HttpRequest) -> HttpResponse:
    document = waiting(request)
    if document is None:
        return redirect("workspace:works-import")
    given: dict[str, Any] = {"content": document_bytes(document), "name": document.name}
    areas = areas_planned_in(request.user)
    try:
        brought = import_works(**given, areas=areas, actor=account_of(request))
    except WorksMoved as moved:
        return show_preview(
            request, preview_works(**given, areas=areas), document.name, status=409, moved=str(moved)
        )
    if not brought.can_apply:
        return show_preview(request, brought, document.name, status=409)
    forget_waiting(request)
    request.session[DONE] = {name: len(getattr(brought, name)) for name in ("new", "changed", "unchanged")}
    return redirect("workspace:works-import")


@allow(can_plan_initiatives)
def works_problems(request: HttpRequest) -> HttpResponse:
    return problem_table(map(Problem.from_dict, request.session.get(WRONG, [])))


urlpatterns = [
    path("", works_import, name="works-import"),
    path("preview/", works_preview, name="works-preview"),
    path("apply/", works_apply, name="works-apply"),
    path("problems.csv", works_problems, name="works-problems"),
]
