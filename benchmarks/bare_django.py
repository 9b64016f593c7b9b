"""The least a Django site can do: no middleware, one view, one page from memory (``BARE_PAGE``, packed)."""

import os
from pathlib import Path

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = Path(os.environ["BARE_PAGE"]).read_bytes()


def page(request: HttpRequest) -> HttpResponse:
    """Answer the same bytes to everyone."""
    return HttpResponse(PAGE, headers={"Content-Encoding": "gzip"})


urlpatterns = [path("", page)]
if not settings.configured:
    settings.configure(ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="bare", MIDDLEWARE=[])
    django.setup()
application = get_wsgi_application()
