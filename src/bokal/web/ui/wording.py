"""The fixed words for statuses, units, methods and figures."""

from django.utils.translation import gettext

from bokal.programme.areas.enums import Method, Status, Unit
from bokal.web.ui.formats import number


def status_name(status: str) -> str:
    """Say how a value came to be."""
    if status == "computed":
        return gettext("Computed")
    return str(Status(status).label) if status in Status.values else status


def unit_name(unit: str) -> str:
    """Return the words of a unit."""
    return str(Unit(unit).label) if unit in Unit.values else unit


def method_name(method: str) -> str:
    """Return the words of an index method."""
    return str(Method(method).label) if method in Method.values else method


def value_with_unit(value: float | None, *, unit: str, decimals: int) -> str:
    """Write a value with its unit: per cent as a sign, the rest in words."""
    text = number(value, decimals)
    if value is None:
        return text
    if unit == Unit.PERCENT:
        return f"{text}\N{NO-BREAK SPACE}%"
    if unit in {Unit.COUNT, Unit.INDEX}:
        return text
    return f"{text}\N{NO-BREAK SPACE}{unit_name(unit)}"


def interval_words(rank: int, low: int, high: int, total: int) -> str:
    """Say a rank with what it may as well be."""
    words = {"rank": number(rank), "low": number(low), "high": number(high), "total": number(total)}
    if low == high:
        return gettext("rank %(rank)s of %(total)s, in nearly every draw") % words
    return gettext("rank %(rank)s of %(total)s, likely between %(low)s and %(high)s") % words
