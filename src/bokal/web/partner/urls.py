"""Addresses of the partner portal, one module for each stage that an organisation takes part in."""

from django.urls import include, path

from bokal.web.partner import desk

app_name = "partner"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("initiatives/", include("bokal.web.partner.initiatives")),
    path("promises/", include("bokal.web.partner.promises")),
    path("proposals/", include("bokal.web.partner.proposals")),
    path("voices/", include("bokal.web.partner.voices")),
]
