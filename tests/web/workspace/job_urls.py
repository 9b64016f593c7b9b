"""The jobs' address alone, so that its page can be tried before and without the rest of the workspace."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def sign_in(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sign in")


urlpatterns = [
    path("sign-in/", sign_in, name="account_login"),
    path("jobs/", include(("bokal.web.workspace.jobs", "workspace"))),
]
