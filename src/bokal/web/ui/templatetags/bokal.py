"""Filters and tags that every template may load."""

import datetime
import re
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import RequestContext
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi, gettext

from bokal import __version__
from bokal.programme.initiatives.services.ledger import voucher_number
from bokal.programme.voices.enums import SPOKEN
from bokal.web.ui import (
    drafts,
    formats,
    measure_pictures,
    printing,
    status_naming,
    unit_wording,
    wording,
    work_wording,
)
from bokal.web.ui.addresses import address_in, address_of, area_address
from bokal.web.ui.map_ground import SIDE, place_address
from bokal.web.ui.site import (
    PARTNER_MENU,
    WORK_MENU,
    Site,
    current_site,
    is_within,
    may_open,
    own_desk,
    public_menu,
)

register = template.Library()
ADDRESS = re.compile(r"https://[^\s;,\u2069]+")

register.filter("area_address", area_address)
register.filter("in_language", formats.in_language)
register.filter("language_of", formats.language_of)
register.filter("number", formats.number)
register.filter("exact_number", formats.exact_number)
register.filter("exact_figure", status_naming.exact_figure)
register.filter("place_words", formats.place_name)
register.filter("day", formats.day)
register.filter("last_day", formats.last_day)
register.filter("clock", formats.clock)
register.filter("kronor", formats.kronor)
register.filter("voucher_number", voucher_number)
register.filter("file_words", work_wording.file_words)
register.filter("own_language", formats.own_language)
register.filter("language_here", formats.language_here)
register.filter("status_name", wording.status_name)
register.filter("group_name", measure_pictures.group_name)
register.filter("plain_number", unit_wording.plain_number)
register.filter("method_name", wording.method_name)
register.filter("unit_name", wording.unit_name)
register.filter("licence_words", wording.licence_words)
register.filter("figure_value", wording.figure_value)


@register.filter
def value_with_unit(value: float | None, indicator: Any) -> str:
    """Write a value with the decimals and unit of its indicator."""
    return wording.value_with_unit(value, unit=indicator.unit, decimals=indicator.decimals)


@register.filter
def place(name: str) -> SafeString:
    """Write the own name of a place: marked with its language, and turning nothing around it."""
    return own_words(formats.whole_name(name))


@register.simple_tag
def place_map(voice: Any, *, hidden: bool = False) -> SafeString:
    """Draw a small map of the place a voice was pointed at, or nothing; ``hidden`` where it was masked."""
    pin = None if hidden else getattr(voice, "pin", None)
    address = place_address(pin.longitude, pin.latitude) if pin else ""
    if not address:
        return SafeString("")
    words = gettext("Map of the place that was pointed at")
    return format_html('<p><img src="{}" width="{}" height="{}" alt="{}"></p>', address, SIDE, SIDE, words)


@register.filter
def own_words(text: str) -> SafeString:
    """Write words that stay in the language of the city on every page."""
    if not text or get_language() == formats.NAMES_LANGUAGE:
        return escape(text)
    return format_html('<bdi lang="{}">{}</bdi>', formats.NAMES_LANGUAGE, text)


@register.filter
def marked(texts: Mapping[str, str]) -> SafeString:
    """Write a text in the language there is: marked where it is not the page's, turning nothing around it."""
    text, language = formats.in_language(texts), formats.language_of(texts)
    return (
        escape(text)
        if language in {"", get_language()}
        else format_html('<bdi lang="{}">{}</bdi>', language, text)
    )


@register.filter
def code(text: str) -> SafeString:
    """Write a code, formula or fingerprint: it reads from the left on every page."""
    return format_html('<bdi dir="ltr">{}</bdi>', text)


@register.filter
def spoken(language: str) -> SafeString:
    """Write the name of a language in itself."""
    return format_html('<bdi lang="{}">{}</bdi>', language, dict(SPOKEN).get(language, language))


@register.filter
def with_links(text: str) -> SafeString:
    """Write a text with its addresses as links."""
    parts = []
    start = 0
    for found in ADDRESS.finditer(text):
        parts += [escape(text[start : found.start()]), format_html('<a href="{0}">{0}</a>', found[0])]
        start = found.end()
    return mark_safe("".join([*parts, escape(text[start:])]))  # noqa: S308 every part was escaped


@register.filter
def linked(text: str) -> SafeString:
    """Write a source with its addresses as links; it reads from the left."""
    return format_html('<bdi dir="ltr">{}</bdi>', with_links(text))


@register.simple_tag
def comma() -> str:
    """Return what parts the entries of a list of links."""
    return "، " if get_language_bidi() else ", "


@register.simple_tag
def semicolon() -> str:
    """Return what parts entries that hold commas."""
    return "؛ " if get_language_bidi() else "; "


@register.filter
def source_title(dataset: Any) -> SafeString:
    """Name a dataset, and lead to the original where it has an address."""
    title = formats.in_language(dataset.title)
    found = ADDRESS.search(dataset.reference)
    if found is None:
        return escape(title)
    return format_html('<a href="{}">{}</a>', found[0], title)


@register.filter
def source_licence(dataset: Any) -> str:
    """Name the licence of a dataset."""
    return wording.licence_words({"licence": dataset.licence, "licence_name": dataset.licence_name})


@register.filter
def at(row: Sequence[Any], place: int) -> Any:
    """Return what stands at a place of a row."""
    return row[place]


@register.filter
def field_number(value: float) -> str:
    """Write a number the way the number field of a form takes it, whatever the language."""
    return f"{round(value, 2):.12g}"


@register.simple_tag(name="range")
def range_of(low: float, high: float) -> str:
    """Write a range of whole numbers."""
    return formats.range_words(formats.number(low), formats.number(high))


@register.simple_tag
def move(before: float, after: float) -> str:
    """Write a step from one rank to another."""
    return formats.move_words(formats.number(before), formats.number(after))


@register.simple_tag
def days(begins: datetime.date | None, ends: datetime.date | None, year_only: bool) -> str:
    """Write a time with what is known of it, or a dash."""
    return work_wording.time_words(begins, ends, year_only=year_only) or "–"


@register.simple_tag
def changes(**counts: int) -> str:
    """Say how many rows are new, changed and unchanged."""
    return wording.change_counts(counts)


@register.filter
def get(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return the entry of a mapping, or nothing."""
    return mapping.get(key, "")


@register.simple_tag
def site() -> Site:
    """Return the programme's name and contact."""
    return current_site()


@register.simple_tag
def constructed_badge() -> SafeString:
    """Draw the mark of what is made up once, for lists in which it stands at every row."""
    return render_to_string("components/badge.html", {"status": "constructed"})


@register.simple_tag
def version() -> str:
    """Return the version of the program."""
    return __version__


@register.simple_tag
def post_address() -> str:
    """Return the address that those who run the site read."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


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
        "voices": gettext("What we heard"),
        "initiatives": gettext("What is being done"),
        "grants": gettext("Small grants"),
        "ranking": gettext("Where welfare is lowest"),
        "reports": gettext("Reports"),
    }
    entries = [(address_of(name), words[word], is_within(name, path)) for name, word in public_menu()]
    return [{"address": a, "text": text, "here": here} for a, text, here in entries if a]


@register.simple_tag(takes_context=True)
def work_menu(context: RequestContext) -> list[dict[str, Any]]:
    """Return the entries of the workspace menu that lead whoever has signed in to an open page."""
    request = request_of(context)
    words = {
        "desk": gettext("Desk"),
        "voices": gettext("Voices"),
        "recorder": gettext("Recorder"),
        "report": gettext("Report"),
        "updates": gettext("Reports from the work"),
        "problems": gettext("Problems"),
        "proposals": gettext("Proposals"),
        "promises": gettext("Promises"),
        "money": gettext("Money"),
        "grants": gettext("Small grants"),
        "organisations": gettext("Organisations"),
        "decisions": gettext("Decisions"),
        "initiatives": gettext("Initiatives"),
        "import": gettext("Import"),
        "indicators": gettext("Indicators"),
        "areas": gettext("Areas"),
        "rankings": gettext("Rankings"),
        "selection": gettext("Selection"),
        "reports": gettext("Reports"),
        "programme": gettext("Programme"),
        "people": gettext("People"),
    }
    return open_entries(request, [(address_of(name), words[word]) for name, word in WORK_MENU])


@register.simple_tag(takes_context=True)
def partner_menu(context: RequestContext) -> list[dict[str, Any]]:
    """Return the entries of the partner portal that lead whoever has signed in to an open page."""
    request = request_of(context)
    words = {
        "organisation": gettext("My organisation"),
        "promises": gettext("Promises"),
        "taking-part": gettext("Initiatives"),
        "promise": gettext("Promise something"),
        "propose": gettext("Propose something"),
        "say": gettext("Say something"),
    }
    return open_entries(request, [(address_of(name), words[word]) for name, word in PARTNER_MENU])


def open_entries(request: HttpRequest, entries: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the entries of a menu that lead whoever has signed in to an open page."""
    return [
        {"address": address, "text": text, "here": request.path == address}
        for address, text in entries
        if address and may_open(address, request.user)
    ]


@register.simple_tag(takes_context=True)
def desk(context: RequestContext) -> str:
    """Return the desk of whoever has signed in."""
    return own_desk(request_of(context).user)


@register.filter
def opens_for(address: str, account: Any) -> bool:
    """Tell whether somebody may open a page, so that nobody is led to a closed one."""
    return may_open(address, account)


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
def start_from(draft: drafts.FormDraft, form: Any) -> str:
    """Have a form start from its draft, and return the names of the fields that a draft may keep."""
    if draft.saved is not None:
        drafts.fill_from_draft(form, draft.saved)
    return " ".join(drafts.names_to_keep(form))


@register.simple_tag(takes_context=True)
def print_address(context: RequestContext) -> printing.PrintedAddress:
    """Return the address of this page as print shows it."""
    return printing.printed_address(request_of(context))


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
