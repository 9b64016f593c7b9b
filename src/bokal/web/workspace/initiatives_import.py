"""Initiatives from a table: see what it would change and what each needs, then let it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from bokal.programme.areas.services import Problem
from bokal.programme.documents.enums import Access
from bokal.programme.documents.errors import DocumentRefused
from bokal.programme.documents.models import Document
from bokal.programme.documents.services import document_bytes, forget_documents, keep_document
from bokal.programme.initiatives.errors import InitiativesMoved
from bokal.programme.initiatives.perms import areas_planned_in, can_plan_initiatives
from bokal.programme.initiatives.services.import_initiatives import (
    InitiativesBrought,
    import_initiatives,
    preview_initiatives,
)
from bokal.programme.initiatives.services.initiative_table import template_book, template_columns
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace.imports import account_of, problem_table
from bokal.web.workspace.initiatives_forms import InitiativesFileForm

SHOWN = 200
WAITING, WRONG, DONE = "initiatives-import", "initiatives-problems", "initiatives-imported"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show_start(request: HttpRequest, form: InitiativesFileForm) -> HttpResponse:
    """Draw the form, and what the last import did."""
    context = {"form": form, "done": request.session.pop(DONE, None)}
    status = 422 if form.is_bound else 200
    return render(request, "workspace/initiatives/import.html", context, status=status)


@allow(can_plan_initiatives)
def initiatives_import(request: HttpRequest) -> HttpResponse:
    form = InitiativesFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return look_at(request, form)
    return show_start(request, form)


def look_at(request: HttpRequest, form: InitiativesFileForm) -> HttpResponse:
    """Read the file; show what is wrong with it, or keep it until it is imported."""
    upload, sheet = form.cleaned_data["file"], form.cleaned_data["sheet"]
    content, areas = upload.read(), areas_planned_in(request.user)
    seen = preview_initiatives(content=content, name=upload.name, areas=areas, sheet=sheet)
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
    request.session[WAITING] = {"document": document.pk, "sheet": sheet}
    return redirect("workspace:initiatives-preview")


def show_preview(
    request: HttpRequest, seen: InitiativesBrought, name: str, *, status: int = 200, moved: str = ""
) -> HttpResponse:
    """Draw what a file would change; its problems can be downloaded from there."""
    request.session[WRONG] = [problem.as_dict() for problem in seen.problems]
    context = {"seen": seen, "problems": seen.problems[:SHOWN], "name": name, "moved": moved}
    return render(request, "workspace/initiatives/preview.html", context, status=status)


def waiting(request: HttpRequest) -> dict[str, Any] | None:
    """Return the file that waits to be imported, as the services take it."""
    kept = request.session.get(WAITING) or {"document": 0}
    document = Document.objects.filter(pk=kept["document"]).first()
    if document is None:
        return None
    areas = areas_planned_in(request.user)
    content = document_bytes(document)
    return {"content": content, "name": document.name, "areas": areas, "sheet": kept["sheet"]}


def forget_waiting(request: HttpRequest) -> None:
    """Let go of the file that waited; it has been brought in, or another was handed in."""
    if WAITING in request.session:
        forget_documents([request.session.pop(WAITING)["document"]])


@allow(can_plan_initiatives)
def initiatives_preview(request: HttpRequest) -> HttpResponse:
    given = waiting(request)
    if given is None:
        return redirect("workspace:initiatives-import")
    return show_preview(request, preview_initiatives(**given), given["name"])


@allow(can_plan_initiatives)
@require_POST
def initiatives_apply(request: HttpRequest) -> HttpResponse:
    given = waiting(request)
    if given is None:
        return redirect("workspace:initiatives-import")
    try:
        brought = import_initiatives(**given, actor=account_of(request))
    except InitiativesMoved as moved:
        seen = preview_initiatives(**given)
        return show_preview(request, seen, given["name"], status=409, moved=str(moved))
    if not brought.can_apply:
        return show_preview(request, brought, given["name"], status=409)
    forget_waiting(request)
    request.session[DONE] = {name: len(brought.of(name)) for name in ("new", "changed", "unchanged")}
    return redirect("workspace:initiatives-import")


@allow(can_plan_initiatives)
def initiatives_problems(request: HttpRequest) -> HttpResponse:
    return problem_table(map(Problem.from_dict, request.session.get(WRONG, [])))


@allow(can_plan_initiatives)
def initiatives_template(request: HttpRequest, ending: str) -> HttpResponse:
    """Send an empty table to fill in, with the texts in the language of the page."""
    language = get_language() or "sv"
    if ending == "csv":
        lines = "".join(csv_lines(template_columns(language), []))
        return as_file(lines, "initiatives-template.csv", "text/csv; charset=utf-8")
    return as_file(template_book(language), "initiatives-template.xlsx", WORKBOOK)


def as_file(content: str | bytes, name: str, kind: str) -> HttpResponse:
    """Send a small file under its name."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


urlpatterns = [
    path("", initiatives_import, name="initiatives-import"),
    path("preview/", initiatives_preview, name="initiatives-preview"),
    path("apply/", initiatives_apply, name="initiatives-apply"),
    path("problems.csv", initiatives_problems, name="initiatives-problems"),
    path("template.csv", initiatives_template, {"ending": "csv"}, name="initiatives-template"),
    path("template.xlsx", initiatives_template, {"ending": "xlsx"}, name="initiatives-template-book"),
]
