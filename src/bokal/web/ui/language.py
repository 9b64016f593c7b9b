"""The address without a language leads to the best one for the reader."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request

from bokal.programme.accounts.perms import anyone
from bokal.web.ui.guards import allow


@allow(anyone)
def to_the_best_language(request: HttpRequest) -> HttpResponse:
    response = redirect(f"/{get_language_from_request(request)}/")
    patch_vary_headers(response, ["Accept-Language"])
    return response
