"""Fields of a line of SIE: what each must be, and how to mend it when it is not."""

import datetime
import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bokal.programme.initiatives.services.ledger import ore_of
from bokal.programme.initiatives.services.split_sie4 import Field

A_DAY, A_DIMENSION = gettext_lazy("day"), gettext_lazy("dimension")
DAY = re.compile(r"[0-9]{8}", re.ASCII)
ACCOUNT = re.compile(r"[0-9]{1,20}", re.ASCII)
WORD = re.compile(r"[0-9]{1,4}", re.ASCII)
YEAR = re.compile(r"-?[0-9]{1,2}", re.ASCII)
LONGEST = {"company": 40, "series": 20, "number": 20}


class WrongField(Exception):
    """A field of a line is not what it must be."""

    def __init__(self, reason: str, remedy: str, value: str = "") -> None:
        self.reason, self.remedy, self.value = reason, remedy, value
        super().__init__(reason)


def at(fields: list[Field], place: int, name: str | Promise) -> str:
    """Return a field that must be there."""
    if place >= len(fields) or isinstance(fields[place], tuple) or not fields[place]:
        raise WrongField(
            _("The line has no %(field)s.") % {"field": name}, _("Have the ledger write the file again.")
        )
    return str(fields[place])


def or_empty(fields: list[Field], place: int) -> str:
    """Return a field that may be left out."""
    if place >= len(fields):
        return ""
    if isinstance(fields[place], tuple):
        raise WrongField(
            _("Objects stand where a text should."),
            _("Only the field after the account holds them in braces."),
        )
    return str(fields[place])


def matching(text: str, pattern: re.Pattern[str], name: str | Promise) -> str:
    """Return a text that is written as it must be."""
    if not pattern.fullmatch(text):
        told = _("This is not a valid %(field)s.") % {"field": name}
        raise WrongField(told, _("Have the ledger write the file again."), text)
    return text


def short(text: str, name: str) -> str:
    """Return a text by which something is known again."""
    if len(text) > LONGEST[name]:
        told = _("This is longer than %(n)d signs.") % {"n": LONGEST[name]}
        raise WrongField(told, _("Have the ledger write the file again."), text)
    return text


def day_of(text: str) -> datetime.date:
    """Read a day such as 20260131."""
    try:
        matching(text, DAY, A_DAY)
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        raise WrongField(_("This day does not exist."), _("Days are written as 20260131."), text) from None


def day_or_none(text: str) -> datetime.date | None:
    """Read a day that may be left out."""
    return day_of(text) if text else None


def amount_of(text: str) -> int:
    """Read an amount, exact to the öre."""
    amount = ore_of(text)
    if amount is None:
        raise WrongField(
            _("This is not an amount."),
            _("Amounts have a decimal point and at most two decimals, and nothing between thousands."),
            text,
        )
    return amount


def year_of(fields: list[Field]) -> int:
    """Read the number of a year: 0, -1 and so on."""
    return int(matching(at(fields, 1, _("year")), YEAR, _("year")))


def pairs_of(objects: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return pairs of dimension and object."""
    if len(objects) % 2:
        raise WrongField(
            _("A dimension is named without its object."), _("Objects stand in pairs, as in {1 456 6 1203}.")
        )
    pairs = zip(objects[::2], objects[1::2], strict=True)
    return tuple((matching(dimension, WORD, A_DIMENSION), name) for dimension, name in pairs)
