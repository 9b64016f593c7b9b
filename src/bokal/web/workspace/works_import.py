"""Works from a GeoJSON file: see what it would change, then let it; whole or not at all."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from bokal.programme.initiatives.perms import can_plan_initiatives
from bokal.programme.initiatives.services.import_works import import_works, preview_works
from bokal.web.ui.guards import allow
from bokal.web.workspace.file_imports import FileImport
from bokal.web.workspace.works_forms import WorksFileForm

PAGES = ("workspace/works/import.html", "workspace/works/preview.html")
WORKS = FileImport("works", PAGES, WorksFileForm, preview_works, import_works)


@allow(can_plan_initiatives)
def works_import(request: HttpRequest) -> HttpResponse:
    return WORKS.start(request)


@allow(can_plan_initiatives)
def works_preview(request: HttpRequest) -> HttpResponse:
    return WORKS.preview(request)


@allow(can_plan_initiatives)
@require_POST
def works_apply(request: HttpRequest) -> HttpResponse:
    return WORKS.apply(request)


@allow(can_plan_initiatives)
def works_problems(request: HttpRequest) -> HttpResponse:
    return WORKS.problems(request)


urlpatterns = [
    path("", works_import, name="works-import"),
    path("preview/", works_preview, name="works-preview"),
    path("apply/", works_apply, name="works-apply"),
    path("problems.csv", works_problems, name="works-problems"),
]
