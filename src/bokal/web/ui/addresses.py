"""Addresses that stand on pages many times over: finding one is slow, so each is found once."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.translation import get_language, override

type Where = tuple[str, str]


def where() -> Where:
    """Return what an address depends on beside its parts: the language, and the table of addresses."""
    return get_language() or "", settings.ROOT_URLCONF


def area_address(geography: str, code: str) -> str:
    """Return the address of an area's page."""
    return found_area(where(), geography, code)


@lru_cache(maxsize=32_768)
def found_area(_where: Where, geography: str, code: str) -> str:
    """Find the address of an area's page."""
    return reverse("public:area", kwargs={"geography": geography, "code": code})


def address_of(name: str) -> str:
    """Return the address of a page, or nothing when there is none of that name."""
    return found_page(where(), name)


@lru_cache(maxsize=512)
def found_page(_where: Where, name: str) -> str:
    """Find the address of a page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def view_at(address: str) -> Any:
    """Return the view behind the address of a page, or nothing when there is none."""
    return found_view(where(), address.partition("?")[0])


@lru_cache(maxsize=512)
def found_view(_where: Where, path: str) -> Any:
    """Find the view behind a path."""
    try:
        return resolve(path).func
    except Resolver404:
        return None


def address_in(language: str, path: str, query: str = "") -> str:
    """Return the same page in another language."""
    address = found_in(where(), language, path)
    return f"{address}?{query}" if query else address


@lru_cache(maxsize=8_192)
def found_in(_where: Where, language: str, path: str) -> str:
    """Find the path of the same page in another language."""
    try:
        match = resolve(path)
        with override(language):
            return reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    except Exception:  # noqa: BLE001 - a page that does not resolve still needs a way to the start page
        return f"/{language}/"
