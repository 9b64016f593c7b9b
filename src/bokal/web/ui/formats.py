"""Numbers, days and texts as a reader of the active language expects them."""

import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, get_language_bidi, gettext

from bokal.programme.history.errors import day_words
from bokal.programme.voices.enums import SPOKEN

FALLBACKS = ("en", "sv")
LOCALES = {"sv": "sv_SE", "en": "en_GB", "ar": "ar"}
NAMES_LANGUAGE = "sv"
"""The language that places, offices and sources have their own names in."""

ISOLATE, RELEASE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
# The tables of languages know Dari as the Persian of Afghanistan.
KNOWN_AS = {"prs": "fa_AF"}
LAST_NUMBER = re.compile(r" (?=\d+\w?$)")


def own_language(code: str) -> str:
    """Return the name of a language in itself, or its code where we have none."""
    return isolated(dict(SPOKEN).get(code, code))


def language_here(code: str) -> str:
    """Return the name of a language in the language of the reader, else in itself."""
    named = Locale.parse(locale_now()).languages
    return named.get(KNOWN_AS.get(code, code)) or own_language(code)


def locale_now() -> str:
    """Return the locale of the active language."""
    return LOCALES.get(get_language() or "", "en_GB")


def isolated(text: str) -> str:
    """Keep a name, code or formula from turning what stands around it on a page that runs from the right."""
    return f"{ISOLATE}{text}{RELEASE}" if text and get_language_bidi() else text


def from_left(formula: str) -> str:
    """Keep a formula running from the left in a list of choices, where no mark-up can say so."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{formula}{RELEASE}"


def whole_name(name: str) -> str:
    """Keep the number at the end of a name on the line of the name."""
    return LAST_NUMBER.sub("\N{NO-BREAK SPACE}", name)


def place_name(name: str) -> str:
    """Write the own name of a place within a sentence."""
    return isolated(whole_name(name))


def listed(texts: Sequence[str]) -> str:
    """Write texts as a list in words, the way the language joins them."""
    return format_list(list(texts), locale=locale_now())


def names_listed(names: Sequence[str]) -> str:
    """Write the own names of places as a list in words."""
    return listed([place_name(name) for name in names])


def range_words(low: str, high: str) -> str:
    """Write a range; a dash between numbers would turn round in Arabic, so there it is in words."""
    return low if low == high else gettext("%(low)s–%(high)s") % {"low": low, "high": high}


def move_words(before: str, after: str) -> str:
    """Write a step from one rank to another; in Arabic an arrow would point back, so there it is in words."""
    return gettext("%(before)s → %(after)s") % {"before": before, "after": after}


def in_language(texts: Mapping[str, str] | str | None) -> str:
    """Return a text in the active language, else in English, Swedish, or whatever there is."""
    if not texts:
        return ""
    if isinstance(texts, str):
        return texts
    for language in (get_language() or "", *FALLBACKS):
        if texts.get(language):
            return texts[language]
    return next(iter(texts.values()))


def language_of(texts: Mapping[str, str]) -> str:
    """Return the language that ``in_language`` chooses, to be marked where it is not the page's own."""
    shown = in_language(texts)
    return next((language for language, text in texts.items() if text == shown), "")


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with its grouping and decimal sign; Arabic keeps western digits. None is a dash."""
    if value is None:
        return "–"
    return written(value or 0, decimals, locale_now())


def kronor(cents: int) -> str:
    """Write a sum that is kept in öre; whole kronor stand without decimals."""
    return gettext("%(amount)s kronor") % {"amount": number(cents / 100, 2 if cents % 100 else 0)}


@lru_cache(maxsize=16_384)
def written(value: float, decimals: int, locale: str) -> str:
    """Write a number for a locale; the same numbers stand on many pages, and writing one is slow."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    text = format_decimal(abs(value), format=pattern, locale=locale, numbering_system="latn")
    if value >= 0 or not any(sign in "123456789" for sign in text):
        return text
    # The mark keeps the sign before its number where the text runs from the right.
    return f"\N{LEFT-TO-RIGHT MARK}−{text}" if locale == "ar" else f"−{text}"


def exact_number(value: float | None) -> str:
    """Write a number with every digit it has."""
    if value is None:
        return "–"
    exponent = Decimal(repr(float(value))).normalize().as_tuple().exponent
    return number(value, -exponent if isinstance(exponent, int) and exponent < 0 else 0)


def last_day(after: datetime.date | str) -> str:
    """Write the last day of a time that is kept with the first day after it, as frozen contents are too."""
    after = datetime.date.fromisoformat(after) if isinstance(after, str) else after
    return day(after - datetime.timedelta(days=1))


def day(moment: datetime.date | datetime.datetime | str) -> str:
    """Write a day the way that is read alike everywhere: 2026-11-24."""
    if isinstance(moment, datetime.datetime):
        moment = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return day_words(moment)


def clock(moment: datetime.datetime) -> str:
    """Write the time of day on the wall clock of the programme."""
    return f"{timezone.localtime(moment):%H:%M}"
