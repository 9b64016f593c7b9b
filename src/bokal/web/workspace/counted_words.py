"""A field that says how many of its words are written: of what was kept, of a draft, and of what is sent."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext

from bokal.programme.reports.services import MOST_WORDS, words_in
from bokal.web.ui.formats import number

COUNTED = "text_"
"""What the names of counted fields begin with."""


def told_words(words: int, most: int) -> str:
    """Say how many words there are of those that fit, and how many are too many."""
    told = {"count": number(words), "most": number(most), "over": number(words - most)}
    return sentence(over=words > most) % told


def sentence(*, over: bool) -> str:
    """Return the words around the numbers; a script fills in the same."""
    if over:
        return gettext("%(count)s of %(most)s words, %(over)s too many")
    return gettext("%(count)s of %(most)s words")


def told_of_draft(fields: Mapping[str, list[str]]) -> dict[str, str]:
    """Say of each counted field of a draft how many words it has."""
    return {
        name: told_words(words_in("".join(values)), MOST_WORDS)
        for name, values in fields.items()
        if name.startswith(COUNTED)
    }


class CountedText(forms.BoundField):
    """A text on a page; its hint is the count of the words that stand there now."""

    field: "CountedField"

    @property
    def help_text(self) -> str:
        """Count what the page shows, which may come from a draft."""
        return told_words(words_in(str(self.value() or "")), self.field.most)

    @help_text.setter
    def help_text(self, hint: str) -> None:
        """Take no hint of the field: the count stands in its place."""


class CountedField(forms.CharField):
    """A text that may have so many words."""

    def __init__(self, *, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.most = most
        self.widget.attrs |= {
            "data-words": most,
            "data-words-told": sentence(over=False),
            "data-words-over": sentence(over=True),
        }

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> CountedText:
        """Return the field with its count."""
        return CountedText(form, self, field_name)
