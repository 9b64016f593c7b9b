"""Addresses of the workspace."""

from django.urls import include, path

app_name = "workspace"

urlpatterns = [
    path("jobs/", include("bokal.web.workspace.jobs")),
]
