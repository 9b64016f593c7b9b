"""Closed by default: a view says who may see it, and a house test finds the one that does not."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, is_valid_path, reverse

from bokal.programme.accounts.enums import Role
from bokal.programme.accounts.perms import Actor, Predicate, anyone, has_role_somewhere, signed_in

OPEN_WITHOUT_SECOND_STEP = (anyone, signed_in)
needs_second_step = has_role_somewhere(Role.ADMINISTRATOR, Role.APPROVER, Role.FINANCE)

type View = Callable[..., HttpResponseBase]


def lacks_second_step(account: Actor) -> bool:
    """Tell whether somebody with much power must turn on the second step of signing in before going on."""
    wanted = settings.STAFF_MFA and needs_second_step(account)
    return wanted and not is_mfa_enabled(account, [Authenticator.Type.TOTP])


def allow(predicate: Predicate) -> Callable[[View], View]:
    """Open a view to those the predicate allows.

    Whoever is not signed in is sent to the sign-in page; whoever is, and is not allowed, gets the page 403.
    What lies outside somebody's scope is answered 404 by the view itself. A predicate that knows areas
    answers 403, and the same for what is not there at all. With ``anyone`` the session is not touched.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if predicate is not anyone and not predicate(request.user, **kwargs):
                if not request.user.is_authenticated:
                    return redirect_to_login(request.get_full_path(), reverse("account_login"))
                raise PermissionDenied
            if predicate not in OPEN_WITHOUT_SECOND_STEP and lacks_second_step(request.user):
                return redirect("mfa_activate_totp")
            return with_a_way_on(request, view(request, *args, **kwargs))

        guarded_view.allowed_by = predicate  # type: ignore[attr-defined]
        return guarded_view

    return decorate


def with_a_way_on(request: HttpRequest, answer: HttpResponseBase) -> HttpResponseBase:
    """Lead on who reads an address that only takes forms, as its other languages do after a refusal."""
    if request.method != "GET" or not isinstance(answer, HttpResponseNotAllowed):
        return answer
    page = render(request, "405.html", {"back": page_above(request.path)}, status=405)
    page["Allow"] = answer["Allow"]
    return page


def page_above(path: str) -> str:
    """Return the nearest address above another that leads somewhere."""
    above = path.rstrip("/")
    while "/" in above:
        above = above.rpartition("/")[0]
        if is_valid_path(f"{above}/"):
            return f"{above}/"
    return "/"


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
