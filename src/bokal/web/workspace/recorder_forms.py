"""The forms that the recorder shows; what is written into them is read in the browser and sent later."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import SPOKEN, AgeBand, Channel, Gender
from bokal.programme.voices.services import RECORDED_CHANNELS


class Pictures(forms.FileInput):
    """Several pictures in one field."""

    allow_multiple_selected = True


class RecorderForm(forms.Form):
    """What somebody says, and how we met."""

    channel = forms.ChoiceField(
        label=_("How you meet"),
        choices=[(channel.value, channel.label) for channel in Channel if channel in RECORDED_CHANNELS],
        widget=forms.RadioSelect,
        initial=Channel.DOORSTEP,
    )
    words = forms.CharField(
        label=_("What is said"),
        help_text=_("What is wrong, or what would help? In the words and the language of the person."),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 4000, "dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the words"))
    area = forms.ChoiceField(label=_("Which area is it about?"), required=False)
    place = forms.CharField(
        label=_("Where exactly, if it matters"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    photos = forms.FileField(
        label=_("Pictures"),
        help_text=_(
            "Up to three. They are made smaller on this device, and where they were taken is removed."
        ),
        required=False,
        widget=Pictures(attrs={"accept": "image/*", "multiple": True}),
    )
    age = forms.ChoiceField(label=_("Age"), required=False)
    gender = forms.ChoiceField(label=_("Gender"), required=False)
    may_publish = forms.BooleanField(
        label=_("The words may be shown on the site, without a name"), required=False
    )

    def __init__(self, *, areas: list[Area]) -> None:
        super().__init__(auto_id="record-%s")
        unsaid = [("", _("Not said"))]
        names = [(area.code, area.name) for area in areas]
        choices: dict[str, list[tuple[str, Any]]] = {
            "area": [("", _("I do not know, or all of them")), *names],
            "language": [*SPOKEN, ("und", _("Another language"))],
            "age": [*unsaid, *AgeBand.choices],
            "gender": [*unsaid, *Gender.choices],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()


class PinForm(forms.Form):
    """Four to twelve digits that keep others from looking into the recorder."""

    pin = forms.CharField(
        label=_("PIN"),
        help_text=_("4 to 12 digits."),
        min_length=4,
        max_length=12,
        widget=forms.PasswordInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "pattern": "[0-9]{4,12}", "dir": "ltr"}
        ),
    )

    def __init__(self) -> None:
        super().__init__(auto_id="lock-%s")
