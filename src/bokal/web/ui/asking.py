"""Forms that say what is asked for, and the fields that more than one face asks by."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bokal.programme.programmes.errors import DayFarOff
from bokal.programme.programmes.services import FIRST_DAY, LAST_DAY, require_days
from bokal.programme.voices.enums import SPOKEN


class AskingForm(forms.Form):
    """A form that says of each empty field what is asked for there, by the name of the field."""

    def full_clean(self) -> None:
        """Put words of our own where a field has only the general sentence."""
        general = forms.Field.default_error_messages["required"]
        for field in self.fields.values():
            if field.error_messages.get("required") == general:
                field.error_messages["required"] = asked_for(field)
        super().full_clean()


def asked_for(field: forms.Field) -> str:
    """Say what to do about a field that was left empty."""
    words = {"label": field.label or ""}
    if isinstance(field, forms.FileField):
        return gettext("Choose a file: %(label)s.") % words
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return gettext("Choose one: %(label)s.") % words
    if isinstance(field, (forms.DateField, forms.DateTimeField)):
        return gettext("Give the day: %(label)s.") % words
    if isinstance(field, (forms.IntegerField, forms.FloatField)):
        return gettext("Give a number: %(label)s.") % words
    return gettext("Write this: %(label)s.") % words


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Return a field for a day, with the browser's own calendar; a mistyped year is asked about."""
    bounds = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
    widget = forms.DateInput(attrs={"type": "date"} | bounds, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[near_day], **options)


def near_day(day: datetime.date) -> None:
    """Refuse a day that no programme reaches."""
    try:
        require_days(day)
    except DayFarOff as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class LanguageField(forms.ChoiceField):
    """The one language that a text is written in; the language of the page is chosen first."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Language you wrote in"))
        super().__init__(choices=SPOKEN, initial=get_language, **options)
