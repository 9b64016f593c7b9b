"""Says for each request who acts, without asking before something is changed."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from bokal.programme.history.services import acting


def acting_middleware(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Wrap every request; the account is looked up only when a change is written."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        def who() -> object:
            return request.user

        with acting(actor=who, origin="web"):
            return get_response(request)

    return middleware
