"""Numbers, days and texts as a reader of the active language expects them."""

import datetime
from collections.abc import Mapping
from functools import lru_cache

from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language

FALLBACKS = ("en", "sv")
LOCALES = {"sv": "sv_SE", "en": "en_GB", "ar": "ar"}


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
    return written(value or 0, decimals, LOCALES.get(get_language() or "", "en_GB"))


@lru_cache(maxsize=16_384)
def written(value: float, decimals: int, locale: str) -> str:
    """Write a number for a locale; the same numbers stand on many pages, and writing one is slow."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=locale, numbering_system="latn")


def exact_number(value: float | None) -> str:
    """Write a number with every digit it has."""
    if value is None:
        return "–"
    digits = repr(float(value)).partition(".")[2]
    whole = float(value).is_integer()
    return number(value, 0 if whole or "e" in digits else len(digits))


def day(moment: datetime.date | datetime.datetime | str) -> str:
    """Write a day the way that is read alike everywhere: 2026-11-24."""
    if isinstance(moment, datetime.datetime):
        moment = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    text = moment[:10] if isinstance(moment, str) else moment.strftime("%Y-%m-%d")
    # Among Arabic letters hyphens turn the parts of a date round; slashes do not.
    return text.replace("-", "/") if get_language() == "ar" else text


def clock(moment: datetime.datetime) -> str:
    """Write the time of day on the wall clock of the programme."""
    return f"{timezone.localtime(moment):%H:%M}"
