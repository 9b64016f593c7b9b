"""Closed by default: a view says who may see it, and a house test finds the one that does not."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, reverse

from bokal.programme.accounts.perms import Predicate, anyone

type View = Callable[..., HttpResponseBase]


def allow(predicate: Predicate) -> Callable[[View], View]:
    """Open a view to those the predicate allows.

    Whoever is not signed in is sent to the sign-in page; whoever is, and is not allowed, gets the page 403.
    What lies outside somebody's scope is answered 404 by the view itself. With ``anyone`` the session is not
    touched.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if predicate is not anyone and not predicate(request.user, **kwargs):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path(), reverse("account_login"))
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded_view.allowed_by = predicate  # type: ignore[attr-defined]
        return guarded_view

    return decorate


def guarded(
    patterns: Sequence[URLPattern | URLResolver], predicate: Predicate
) -> list[URLPattern | URLResolver]:
    """Put one guard on every address of a library."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            guarded(pattern.url_patterns, predicate)
        elif pattern.callback is not None:
            pattern.callback = allow(predicate)(pattern.callback)
    return list(patterns)
