"""Initiatives from a table: see what it would change and what each needs, then let it."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from bokal.programme.initiatives.perms import can_plan_initiatives
from bokal.programme.initiatives.services.import_initiatives import import_initiatives, preview_initiatives
from bokal.programme.initiatives.services.initiative_table import template_book, template_columns
from bokal.web.ui.guards import allow
from bokal.web.ui.tables import csv_lines
from bokal.web.workspace.file_imports import FileImport
from bokal.web.workspace.initiatives_forms import InitiativesFileForm

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGES = ("workspace/initiatives/import.html", "workspace/initiatives/preview.html")
INITIATIVES = FileImport(
    "initiatives", PAGES, InitiativesFileForm, preview_initiatives, import_initiatives, options=("sheet",)
)


@allow(can_plan_initiatives)
def initiatives_import(request: HttpRequest) -> HttpResponse:
    return INITIATIVES.start(request)


@allow(can_plan_initiatives)
def initiatives_preview(request: HttpRequest) -> HttpResponse:
    return INITIATIVES.preview(request)


@allow(can_plan_initiatives)
@require_POST
def initiatives_apply(request: HttpRequest) -> HttpResponse:
    return INITIATIVES.apply(request)


@allow(can_plan_initiatives)
def initiatives_problems(request: HttpRequest) -> HttpResponse:
    return INITIATIVES.problems(request)


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
