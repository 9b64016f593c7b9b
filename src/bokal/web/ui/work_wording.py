"""Days, amounts, rents and turnover of works in words: side by side, never one because of the other."""

import datetime

from django.utils.translation import gettext

from bokal.programme.documents.models import Document
from bokal.programme.initiatives.models import Displacement
from bokal.programme.initiatives.services.read_works import Displaced
from bokal.web.ui.formats import day, isolated, kronor, last_day, number, range_words

LAST = datetime.timedelta(days=1)
MEGABYTE = 1_000_000


def time_words(begins: datetime.date | None, ends: datetime.date | None, *, year_only: bool = False) -> str:
    """Write a time with what is known of it; ``ends`` is the first day after it."""
    if year_only:
        first = str(begins.year) if begins else ""
        last = str((ends - LAST).year) if ends else ""
    else:
        first, last = day(begins) if begins else "", last_day(ends) if ends else ""
    if first and last:
        return range_words(first, last)
    if first:
        return gettext("from %(day)s") % {"day": first}
    return gettext("until %(day)s") % {"day": last} if last else ""


def file_words(document: Document) -> str:
    """Say of what kind and how large a file is, so that one knows before it is fetched."""
    kind = isolated(document.name.rpartition(".")[2].upper())
    if document.size >= MEGABYTE:
        return gettext("%(kind)s, %(size)s MB") % {"kind": kind, "size": number(document.size / MEGABYTE, 1)}
    size = number(max(1, round(document.size / 1000)))
    return gettext("%(kind)s, %(size)s kB") % {"kind": kind, "size": size}


def displacement_words(found: Displaced) -> list[str]:
    """Say rent and turnover before and after, and what cannot be told."""
    if found.before is None and found.after is None:
        return []
    return [
        rent_sentence(found),
        turnover_sentence(found),
        gettext("Two moments side by side do not say why."),
    ]


def rent_sentence(found: Displaced) -> str:
    """Say the rent before and after."""
    before, after = rent_of(found.before), rent_of(found.after)
    if before is None and after is None:
        return gettext("The rent is not known.")
    if after is None or before is None:
        known = found.before if after is None else found.after
        assert known is not None
        words = {"rent": kronor(known.rent or 0), "day": day(known.on)}
        told = gettext("Rent for a square metre and year on %(day)s: %(rent)s.") % words
        lacks = gettext("It is not known after the work.") if after is None else ""
        return f"{told} {lacks or gettext('It is not known before the work.')}"
    words = {
        "before": kronor(before),
        "after": kronor(after),
        "first": day(found.before.on),  # type: ignore[union-attr]
        "last": day(found.after.on),  # type: ignore[union-attr]
        "more": kronor(abs(after - before)),
    }
    told = (
        gettext("Rent for a square metre and year: %(before)s on %(first)s, %(after)s on %(last)s.") % words
    )
    if after == before:
        return f"{told} {gettext('It is as high as before.')}"
    how = gettext("That is %(more)s more.") if after > before else gettext("That is %(more)s less.")
    return f"{told} {how % words}"


def rent_of(row: Displacement | None) -> int | None:
    """Return the rent of a row, when there is one."""
    return row.rent if row is not None else None


def turnover_sentence(found: Displaced) -> str:
    """Say how many homes changed hands before and after."""
    if not found.turnover_known:
        known = found.before if found.before is not None and found.before.homes else found.after
        if known is None or not known.homes:
            return gettext("How many homes changed hands is not known.")
        words = gettext("Homes that changed hands in the year to %(day)s: %(share)s. No more is known.")
        return words % {"day": day(known.on), "share": share_of(known)}
    before, after = found.before, found.after
    assert before is not None
    assert after is not None
    words = gettext("Homes that changed hands in a year: %(before)s before, %(after)s after.")
    return words % {"before": share_of(before), "after": share_of(after)}


def share_of(row: Displacement) -> str:
    """Write a turnover as both of its numbers and as per cent."""
    moved, homes = row.moved or 0, row.homes or 1
    percent = f"{number(100 * moved / homes)}\N{NO-BREAK SPACE}%"
    words = {"moved": number(moved), "homes": number(homes), "percent": percent}
    return gettext("%(moved)s of %(homes)s (%(percent)s)") % words
