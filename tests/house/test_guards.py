"""Closed by default: every address names who may see it."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, path

Patterns = list[URLPattern | URLResolver]


def addresses(patterns: Patterns, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, where)
        else:
            yield where, pattern


def unguarded(patterns: Patterns) -> list[str]:
    """Name each address whose view does not say who may see it."""
    return [
        f"“{where}” names no guard. Put @allow(…) on its view, or guarded(…) around a library's addresses."
        for where, pattern in addresses(patterns)
        if not callable(getattr(pattern.callback, "allowed_by", None))
    ]


def test_every_address_names_its_guard() -> None:
    assert unguarded(get_resolver().url_patterns) == []


def test_an_address_without_a_guard_is_named() -> None:
    def open_door(request: HttpRequest) -> HttpResponse:
        return HttpResponse("anybody")

    (message,) = unguarded([path("open/", open_door)])
    assert message.startswith("“open/” names no guard")


def test_every_address_has_a_name_with_hyphens() -> None:
    names = [pattern.name for _, pattern in addresses(get_resolver().url_patterns)]
    assert [name for name in names if name is None] == []
    ours = [
        name
        for name in names
        if name and not name.startswith(("account_", "mfa_", "openid_", "socialaccount_"))
    ]
    assert [name for name in ours if "_" in name] == []
