"""The base of every refusal: an exception that carries a sentence for people."""

import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def day_words(day: datetime.date | str) -> str:
    """Write a day the way that is read alike everywhere: 2026-11-24."""
    text = day[:10] if isinstance(day, str) else day.strftime("%Y-%m-%d")
    # Among Arabic letters hyphens turn the parts of a date round; slashes do not.
    return text.replace("-", "/") if get_language() == "ar" else text


class Refused(Exception):
    """A change was refused; ``message`` says why and how to go on."""

    message: str | Promise = _("This could not be done.")

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
