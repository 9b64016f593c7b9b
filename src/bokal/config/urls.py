"""Every address of the site."""

from django.urls import URLPattern, URLResolver, path

from bokal.web.ui.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
]
