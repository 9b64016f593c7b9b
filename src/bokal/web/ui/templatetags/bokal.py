"""Filters and tags that every template may load."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.translation import get_language, get_language_bidi, gettext

from bokal import __version__
from bokal.web.ui import formats, wording
from bokal.web.ui.addresses import address_in, address_of, area_address
from bokal.web.ui.cells import badge
from bokal.web.ui.site import MENU, Site, current_site, is_within

register = template.Library()

register.filter("area_address", area_address)
register.filter("badge", badge)
register.filter("in_language", formats.in_language)
register.filter("language_of", formats.language_of)
register.filter("number", formats.number)
register.filter("exact_number", formats.exact_number)
register.filter("day", formats.day)
register.filter("status_name", wording.status_name)
register.filter("figure_name", wording.figure_name)
register.filter("method_name", wording.method_name)
register.filter("unit_name", wording.unit_name)


@register.filter
def value_with_unit(value: float | None, indicator: Any) -> str:
    """Write a value with the decimals and unit of its indicator."""
    return wording.value_with_unit(value, unit=indicator.unit, decimals=indicator.decimals)


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return the entry of a mapping, or nothing."""
    return mapping.get(key, "")


@register.simple_tag
def site() -> Site:
    """Return the programme's name and contact."""
    return current_site()


@register.simple_tag
def version() -> str:
    """Return the version of the program."""
    return __version__


@register.simple_tag
def page_language() -> dict[str, str]:
    """Return the language of the page and the way it runs."""
    return {"code": get_language() or "en", "dir": "rtl" if get_language_bidi() else "ltr"}


@register.simple_tag(takes_context=True)
def menu(context: RequestContext) -> list[dict[str, Any]]:
    """Return the entries of the public menu that there are pages for."""
    path = request_of(context).path
    words = {
        "start": gettext("Start"),
        "areas": gettext("Near you"),
        "map": gettext("Map"),
        "ranking": gettext("Where welfare is lowest"),
        "reports": gettext("Reports"),
    }
    entries = [(address_of(name), words[word], is_within(name, path)) for name, word in MENU]
    return [{"address": a, "text": text, "here": here} for a, text, here in entries if a]


@register.simple_tag(takes_context=True)
def languages(context: RequestContext) -> list[dict[str, str]]:
    """Return the same page in each language, each named in itself."""
    request = request_of(context)
    own = {"sv": "Svenska", "en": "English", "ar": "العربية"}
    query = request.META.get("QUERY_STRING", "")
    return [
        {
            "code": code,
            "name": own.get(code, code),
            "address": address_in(code, request.path, query),
            "here": "1" if code == get_language() else "",
        }
        for code, _name in settings.LANGUAGES
    ]


@register.simple_tag
def page(name: str) -> str:
    """Return the address of a page when there is one, else nothing."""
    return address_of(name)


@register.simple_tag(takes_context=True)
def with_query(context: RequestContext, **changes: Any) -> str:
    """Return the query of this page with some parts changed; an empty part is dropped."""
    query = request_of(context).GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in ("", None):
            query[name] = str(value)
    return "?" + urlencode(sorted(query.lists()), doseq=True)


def request_of(context: RequestContext) -> HttpRequest:
    """Return the request that a page is drawn for."""
    request: HttpRequest = context["request"]
    return request
