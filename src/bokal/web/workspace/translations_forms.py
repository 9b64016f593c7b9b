"""The forms by which a translation is written, corrected or asked for."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bokal.web.ui.formats import language_here


class TranslationForm(forms.Form):
    """The words in another language, and the mark of what they are a translation of."""

    text = forms.CharField(
        label=_("Translation"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": _("The translation is empty. Write it, then keep it.")},
    )
    rests_on = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["lang"] = language
        self.fields["text"].label = _("Translation into %(language)s") % {"language": language_here(language)}
        self.fields["text"].help_text = _(
            "Say what the words say, no more and no less, and in the same tone. […] stays […]."
        )

    def seen_now(self, mark: str) -> None:
        """Let the writer go on from what the page shows now."""
        sent = QueryDict(mutable=True)
        sent.update(self.data)
        sent[self.add_prefix("rests_on")] = mark
        self.data = sent
