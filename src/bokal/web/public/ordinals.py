"""A place among all in words: counted from the end that is nearer."""

from collections.abc import Callable

from django.utils.translation import gettext, ngettext

from bokal.programme.areas.services import Placed
from bokal.web.ui.formats import number

HIGHEST: tuple[Callable[[], str], ...] = (
    lambda: gettext("Highest of %(total)s"),
    lambda: gettext("Second highest of %(total)s"),
    lambda: gettext("Third highest of %(total)s"),
    lambda: gettext("Fourth highest of %(total)s"),
    lambda: gettext("Fifth highest of %(total)s"),
    lambda: gettext("Sixth highest of %(total)s"),
    lambda: gettext("Seventh highest of %(total)s"),
    lambda: gettext("Eighth highest of %(total)s"),
    lambda: gettext("Ninth highest of %(total)s"),
    lambda: gettext("Tenth highest of %(total)s"),
    lambda: gettext("Number %(rank)s of %(total)s from the highest"),
)
LOWEST: tuple[Callable[[], str], ...] = (
    lambda: gettext("Lowest of %(total)s"),
    lambda: gettext("Second lowest of %(total)s"),
    lambda: gettext("Third lowest of %(total)s"),
    lambda: gettext("Fourth lowest of %(total)s"),
    lambda: gettext("Fifth lowest of %(total)s"),
    lambda: gettext("Sixth lowest of %(total)s"),
    lambda: gettext("Seventh lowest of %(total)s"),
    lambda: gettext("Eighth lowest of %(total)s"),
    lambda: gettext("Ninth lowest of %(total)s"),
    lambda: gettext("Tenth lowest of %(total)s"),
    lambda: gettext("Number %(rank)s of %(total)s from the lowest"),
)


def place_in_words(placed: Placed) -> str:
    """Say where a value stands among all, from the nearer end, and how many share its place."""
    if placed.values[0] == placed.values[-1]:
        return gettext("All %(total)s areas have the same level") % {"total": number(placed.total)}
    low = placed.rank_from_lowest
    words, rank = (LOWEST, low) if low < placed.rank else (HIGHEST, placed.rank)
    text = words[min(rank, len(words)) - 1]() % {"rank": number(rank), "total": number(placed.total)}
    if placed.sharing == 0:
        return text
    return ngettext(
        "%(place)s, shared with %(count)s other", "%(place)s, shared with %(count)s others", placed.sharing
    ) % {"place": text, "count": number(placed.sharing)}
