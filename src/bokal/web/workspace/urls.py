"""Addresses of the workspace."""

from django.urls import include, path

from bokal.web.workspace import desk, figures, updates_list

app_name = "workspace"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("import/", include("bokal.web.workspace.imports")),
    path("indicators/", include(figures.indicator_patterns)),
    path("areas/", include(figures.area_patterns)),
    path("runs/", include("bokal.web.workspace.runs")),
    path("selections/", include("bokal.web.workspace.selections")),
    path("reports/", include("bokal.web.workspace.status_reports")),
    path("reports/", include("bokal.web.workspace.reports")),
    path("voices/", include("bokal.web.workspace.voices")),
    path("translations/", include("bokal.web.workspace.translations")),
    path("cards/", include("bokal.web.workspace.cards")),
    path("dialogues/", include("bokal.web.workspace.dialogues")),
    path("paper/", include("bokal.web.workspace.paper")),
    path("problems/", include("bokal.web.workspace.problems")),
    path("updates/", include(updates_list.queue_patterns)),
    path("initiatives/<slug:slug>/", include("bokal.web.workspace.updates")),
    path("initiatives/<slug:slug>/", include("bokal.web.workspace.updates_list")),
    path("initiatives/<slug:slug>/", include("bokal.web.workspace.measures")),
    path("initiatives/<slug:slug>/", include("bokal.web.workspace.cohorts")),
    path("themes/", include("bokal.web.workspace.themes")),
    path("proposals/", include("bokal.web.workspace.proposals")),
    path("promises/", include("bokal.web.workspace.promises")),
    path("organisations/", include("bokal.web.workspace.organisations")),
    path("decisions/", include("bokal.web.workspace.decisions")),
    path("initiatives/", include("bokal.web.workspace.initiatives")),
    path("initiatives/<slug:slug>/unmeasured/", include("bokal.web.workspace.waivers")),
    path("initiatives/<slug:slug>/gates/", include("bokal.web.workspace.gates")),
    path("initiatives/<slug:slug>/documents/", include("bokal.web.workspace.attachments")),
    path("initiatives/<slug:slug>/works/", include("bokal.web.workspace.works")),
    path("import/initiatives/", include("bokal.web.workspace.initiatives_import")),
    path("works/import/", include("bokal.web.workspace.works_import")),
    path("grants/", include("bokal.web.workspace.grants")),
    path("money/", include("bokal.web.workspace.money")),
    path("initiatives/<slug:slug>/handover/", include("bokal.web.workspace.handovers")),
    path("board/", include("bokal.web.workspace.board")),
    path("week/", include("bokal.web.workspace.week")),
    path("programme/", include("bokal.web.workspace.programme")),
    path("people/", include("bokal.web.workspace.people")),
    path("jobs/", include("bokal.web.workspace.jobs")),
]
