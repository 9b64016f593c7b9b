"""Which language words are in, where the extra ``languages`` is installed; a help, never what is recorded."""

from functools import cache
from typing import Any

# Of the languages to choose from, Dari, both Kurdish languages, Romani and Tigrinya cannot be told.
TOLD = {
    "sv": "SWEDISH",
    "ar": "ARABIC",
    "en": "ENGLISH",
    "so": "SOMALI",
    "fa": "PERSIAN",
    "bs": "BOSNIAN",
    "sq": "ALBANIAN",
    "da": "DANISH",
    "pl": "POLISH",
    "tr": "TURKISH",
    "ro": "ROMANIAN",
    "ur": "URDU",
    "es": "SPANISH",
}
SURE = 0.5


@cache
def detector() -> Any:
    """Return what tells languages, or nothing when the extra is not installed."""
    try:
        from lingua import Language, LanguageDetectorBuilder
    except ImportError:
        return None
    languages = [getattr(Language, name) for name in TOLD.values()]
    return LanguageDetectorBuilder.from_languages(*languages).build()


def language_of(text: str) -> str:
    """Return the code of the language a text is in; empty when it cannot be told, or not surely."""
    if detector() is None or not text.strip():
        return ""
    values = detector().compute_language_confidence_values(text)
    if not values or values[0].value < SURE:
        return ""
    return {name: code for code, name in TOLD.items()}[values[0].language.name]
