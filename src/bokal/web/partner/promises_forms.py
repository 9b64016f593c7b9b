"""The forms by which an organisation promises, and says what came of a promise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.enums import PromiseState
from bokal.programme.voices.services import READ_BY_ALL
from bokal.web.ui.asking import AskingForm, LanguageField, day_field
from bokal.web.ui.thing_choosers import AboutField


class PromiseForm(AskingForm):
    """What the organisation promises, in one language, by when and about what."""

    text = forms.CharField(
        label=_("What do you promise?"),
        help_text=_("Say it so that everybody can tell afterwards whether it was kept."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    language = LanguageField()
    due_on = day_field(_("Kept by"))
    about = AboutField(
        label=_("What it is about"),
        help_text=_("A problem, a proposal or a dialogue that everybody can read."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].among(None, READ_BY_ALL)  # type: ignore[attr-defined]


class SettleForm(AskingForm):
    """Whether a promise was kept, and what came of it."""

    state = forms.ChoiceField(
        label=_("Was it kept?"),
        choices=[(one.value, one.label) for one in PromiseState if one is not PromiseState.OPEN],
        widget=forms.RadioSelect,
    )
    outcome = forms.CharField(
        label=_("What came of it"),
        help_text=_("If it was not kept or was replaced, say why. Everybody reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    language = LanguageField()
