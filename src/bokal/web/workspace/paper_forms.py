"""The form by which sheets of paper are typed in, one after the other, by keyboard alone."""

import datetime
import re
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.enums import SPOKEN, AgeBand, Channel, Gender, Question
from bokal.programme.voices.models import Dialogue
from bokal.programme.voices.perms import areas_recorded_in
from bokal.programme.voices.services import Said, mark_of_sheet
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.formats import day, in_language
from bokal.web.workspace.scope import AreaField

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField

LAST_NUMBER = re.compile(r"\d+(?=\D*$)")
NOT_SAID = ("", _("Not said"))


def next_sheet(sheet: str) -> str:
    """Count the last number of a sheet on, with its zeros: A-009 is followed by A-010, a name by nothing."""
    following = LAST_NUMBER.sub(lambda found: f"{int(found[0]) + 1:0{len(found[0])}}", sheet)
    return following if following != sheet else ""


class DialogueField(ModelChoiceField):
    """One of the dialogues in the areas of whoever fills in the form."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Meeting"))
        super().__init__(
            queryset=Dialogue.objects.none(), to_field_name="slug", empty_label=_("None"), **options
        )

    def offer(self, request: HttpRequest) -> None:
        """Offer the dialogues of somebody's areas, the newest first."""
        codes = areas_recorded_in(request.user)
        mine = Q() if codes is None else Q(area__code__in=codes)
        self.queryset = Dialogue.objects.filter(mine).order_by("-starts_at", "-pk")

    def label_from_instance(self, obj: Dialogue) -> str:
        return f"{day(obj.starts_at)} {in_language(obj.title)}"


class PaperForm(AskingForm):
    """One sheet; what is the same on the next one is kept."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    area = AreaField()
    language = forms.ChoiceField(
        label=_("Language of the words"), choices=[*SPOKEN, ("und", _("Another language"))], initial="sv"
    )
    dialogue = DialogueField(required=False)
    said_on = day_field(_("Day it was written"), initial=timezone.localdate)
    sheet = forms.CharField(
        label=_("Number of the sheet"),
        help_text=_("As it stands in the corner. It counts itself on."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "spellcheck": "false"}),
    )
    words = forms.CharField(
        label=_("The words, as they stand on the sheet"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": 4000, "dir": "auto"}),
    )
    place = forms.CharField(
        label=_("Place, if one is named"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    age = forms.ChoiceField(label=_("Age"), choices=[NOT_SAID, *AgeBand.choices], required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=[NOT_SAID, *Gender.choices], required=False)
    may_publish = forms.BooleanField(
        label=_("The box is ticked: the words may be shown to everybody"), required=False
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].offer(request)  # type: ignore[attr-defined]
        self.fields["dialogue"].offer(request)  # type: ignore[attr-defined]
        if not self.is_bound:
            self.fields["words"].widget.attrs["autofocus"] = True

    def said(self) -> Said:
        """Return the voice; a sheet that we printed has its code on its slip already."""
        found = self.cleaned_data
        answers = {Question.AGE: found["age"], Question.GENDER: found["gender"]}
        return Said(
            key=found["key"],
            words=found["words"],
            language=found["language"],
            channel=Channel.PAPER,
            area=found["area"],
            place=found["place"],
            said_at=noon_of(found["said_on"]),
            sheet=found["sheet"],
            group={question: answer for question, answer in answers.items() if answer},
            card=mark_of_sheet(found["sheet"]),
            may_publish=found["may_publish"],
            dialogue=found["dialogue"],
        )

    def kept(self) -> dict[str, str]:
        """Return what the next sheet starts from."""
        found = self.cleaned_data
        return {
            "area": found["area"].code if found["area"] else "",
            "language": found["language"],
            "dialogue": found["dialogue"].slug if found["dialogue"] else "",
            "said_on": found["said_on"].isoformat(),
            "sheet": next_sheet(found["sheet"]),
        }


def noon_of(written_on: datetime.date) -> datetime.datetime:
    """Return the middle of a day, or now when that has not come yet today."""
    noon = timezone.make_aware(datetime.datetime.combine(written_on, datetime.time(12)))
    return min(noon, timezone.now()) if written_on <= timezone.localdate() else noon
