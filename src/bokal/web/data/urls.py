"""Addresses of data and files."""

from django.urls import path

from bokal.web.data import documents

app_name = "data"

urlpatterns = [
    path("documents/<str:sha256>/<str:name>", documents.document, name="document"),
]
