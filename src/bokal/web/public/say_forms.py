"""The form by which anybody says something; it needs no account, no cookie and no script."""

import re
import uuid
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bokal.programme.areas.models import Area
from bokal.programme.voices.enums import SPOKEN, AgeBand, Channel, Gender, Question
from bokal.programme.voices.services import MOST_PHOTOS, Said

SALT = "bokal.say"
LATEST = 24 * 60 * 60
POINT = re.compile(r"(-?\d{1,3}\.\d{1,6}),(-?\d{1,2}\.\d{1,6})", re.ASCII)


def new_token() -> str:
    """Return a mark for one voice; sent again it is the same voice."""
    return signing.dumps(str(uuid.uuid4()), salt=SALT)


def read_point(text: str) -> tuple[float, float] | None:
    """Read longitude and latitude; nothing when they are no place on earth."""
    found = POINT.fullmatch(text)
    if found is None:
        return None
    longitude, latitude = float(found[1]), float(found[2])
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None


class Photos(forms.ClearableFileInput):
    """Several pictures in one field."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to three pictures, as bytes."""

    widget = Photos

    def clean(self, data: Any, initial: Any = None) -> list[bytes]:
        files = [file for file in data or [] if file]
        if len(files) > MOST_PHOTOS:
            raise forms.ValidationError(_("Choose no more than three pictures."))
        return [super(PhotosField, self).clean(file).read() for file in files]


class SayForm(forms.Form):
    """One page, under a minute: the words are all that is needed."""

    words = forms.CharField(
        label=_("What do you want to say?"),
        help_text=_("What is wrong, or what would help? Write in any language."),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 4000, "dir": "auto"}),
        strip=False,
        error_messages={"required": _("Write what you want to say.")},
    )
    area = forms.ChoiceField(label=_("Which area is it about?"), required=False)
    place = forms.CharField(
        label=_("Where exactly, if it matters"),
        help_text=_("For example: by the school, or the street door of number 7."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language you wrote in"))
    photos = PhotosField(
        label=_("Pictures"),
        help_text=_("Up to three. Where and when they were taken is removed."),
        required=False,
        widget=Photos(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    age = forms.ChoiceField(label=_("Your age"), required=False)
    gender = forms.ChoiceField(label=_("Your gender"), required=False)
    may_publish = forms.BooleanField(
        label=_("My words may be shown on this site, without my name"), required=False, initial=True
    )
    # People leave this empty, since it is not shown to them; machines fill it in.
    website = forms.CharField(required=False, label=_("Leave this empty"))
    card = forms.CharField(required=False, widget=forms.HiddenInput)
    point = forms.CharField(required=False, widget=forms.HiddenInput)
    token = forms.CharField(required=False, widget=forms.HiddenInput)
    work = forms.CharField(required=False, widget=forms.HiddenInput)
    proof = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {area.code: area for area in areas}
        unsaid = [("", _("I would rather not say"))]
        names = [(area.code, area.name) for area in areas]
        self.fields["area"].choices = [("", _("I do not know, or all of them")), *names]  # type: ignore[attr-defined]
        self.fields["language"].choices = [*SPOKEN, ("und", _("Another language"))]  # type: ignore[attr-defined]
        self.fields["age"].choices = [*unsaid, *AgeBand.choices]  # type: ignore[attr-defined]
        self.fields["gender"].choices = [*unsaid, *Gender.choices]  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty. It is there to catch machines."))
        return ""

    def clean_token(self) -> uuid.UUID:
        """Read the mark of this voice; a form that is old or was not ours is sent again with a new one."""
        try:
            key = signing.loads(self.cleaned_data["token"], salt=SALT, max_age=LATEST)
        except signing.BadSignature:
            raise forms.ValidationError(
                _("This form was open for long. Your words are here; send it again.")
            ) from None
        return uuid.UUID(key)

    def clean_point(self) -> tuple[float, float] | None:
        """Read the place on the map; one that cannot be read is not guessed at."""
        text = self.cleaned_data["point"]
        point = read_point(text)
        if text and point is None:
            raise forms.ValidationError(_("The place on the map cannot be read. Point at it again."))
        return point

    def said(self) -> Said:
        """Return the voice."""
        found = self.cleaned_data
        answers = {Question.AGE: found["age"], Question.GENDER: found["gender"]}
        return Said(
            key=found["token"],
            words=found["words"],
            language=found["language"],
            channel=Channel.CARD if found["card"] else Channel.WEB,
            area=self.areas.get(found["area"]),
            place=found["place"],
            point=found["point"],
            photos=found["photos"],
            group={question: answer for question, answer in answers.items() if answer},
            card=found["card"],
            may_publish=found["may_publish"],
        )


class CodeForm(forms.Form):
    """The code on the receipt."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Ten signs, such as K7M2Q-9XT4R. Large or small letters are the same."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Write the code from your receipt.")},
    )
