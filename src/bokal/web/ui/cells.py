"""Cells of long tables, written as markup at once: a template would take most of a page's time for them."""

from collections.abc import Iterable

from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bokal.web.ui.addresses import area_address
from bokal.web.ui.wording import status_name


def badge(status: str) -> SafeString:
    """Say how a value or a page came to be; nothing for a plain value."""
    if status == "ok":
        return SafeString()
    if status == "constructed":
        kind, text = ' data-kind="constructed"', gettext("Constructed example")
    elif status == "public_fact":
        kind, text = "", gettext("Public facts, no stated licence")
    else:
        kind, text = f' data-kind="{escape(status)}"', status_name(status)
    return mark_safe(f'<span class="badge"{kind}>{escape(text)}</span>')  # noqa: S308 escaped here


def area_link(geography: str, code: str, name: str) -> SafeString:
    """Lead to the page of an area."""
    address = escape(area_address(geography, code))
    return mark_safe(f'<a href="{address}">{escape(name)}</a>')  # noqa: S308 escaped here


def head_cell(content: str) -> str:
    """Return the cell that names a row."""
    return f'<th scope="row">{conditional_escape(content)}</th>'


def cell(content: str, label: str = "") -> str:
    """Return a cell, with the name of its column for narrow screens."""
    named = f' data-label="{escape(label)}"' if label else ""
    return f"<td{named}>{conditional_escape(content)}</td>"


def number_cell(content: str, label: str = "") -> str:
    """Return a cell with a number, with the name of its column for narrow screens."""
    named = f' data-label="{escape(label)}"' if label else ""
    return f'<td class="numeric"{named}>{conditional_escape(content)}</td>'


def rows_of(rows: Iterable[Iterable[str]]) -> SafeString:
    """Join cells, escaped already, to rows."""
    return mark_safe("".join(f"<tr>{''.join(cells)}</tr>" for cells in rows))  # noqa: S308 cells are escaped
