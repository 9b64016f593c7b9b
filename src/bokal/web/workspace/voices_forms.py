"""The forms by which voices are moderated, assigned and answered."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bokal.programme.programmes.models import Unit
from bokal.programme.voices.enums import SPOKEN, Act, HeldReason, Status
from bokal.programme.voices.models import SAID_BY_THE_CITY
from bokal.web.ui.asking import day_field
from bokal.web.ui.formats import in_language

if TYPE_CHECKING:
    ModelChoiceField = forms.ModelChoiceField[Any]
else:
    ModelChoiceField = forms.ModelChoiceField


class UnitField(ModelChoiceField):
    """One of the units that exist today, by name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Unit.objects.none(), to_field_name="code", empty_label=_("Choose …"), **options
        )

    def among_todays(self) -> None:
        """Offer the units that exist today."""
        self.queryset = Unit.objects.valid_on(timezone.localdate()).order_by("code")

    def label_from_instance(self, obj: Unit) -> str:
        return in_language(obj.name)


# The reason of an import is not one that a moderator here can give.
GIVEN_HERE = [(reason.value, reason.label) for reason in HeldReason if reason is not HeldReason.AT_SOURCE]


class ModerateForm(forms.Form):
    """Publish the words, publish them without what points out a person, or hold them."""

    act = forms.ChoiceField(label=_("Decision"), choices=Act, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("Why they are not published"),
        help_text=_("The person is told this."),
        choices=[("", _("Choose …")), *GIVEN_HERE],
        required=False,
    )
    text = forms.CharField(
        label=_("The words without what points out a person"),
        help_text=_("Put […] where something is left out, and change nothing else."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    place = forms.CharField(
        label=_("The place as it is shown"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def decision(self) -> dict[str, Any]:
        """Return the decision as the service takes it."""
        found = self.cleaned_data
        act = Act(found["act"])
        masked = {"text": found["text"], "place": found["place"]} if act is Act.PUBLISH_MASKED else {}
        return {"act": act, "reason": HeldReason(found["reason"]) if found["reason"] else None} | masked


class AssignForm(forms.Form):
    """Which unit owes the answer, and until when."""

    unit = UnitField(label=_("Unit that answers"), error_messages={"required": _("Choose a unit.")})
    due_on = day_field(_("Answer owed by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """An answer in the language of the words; what it was translated from stands beside it."""

    unit = UnitField(label=_("Unit that answers"), error_messages={"required": _("Choose a unit.")})
    status = forms.ChoiceField(
        label=_("What has come of it"),
        choices=[(status.value, status.label) for status in Status if status in SAID_BY_THE_CITY],
    )
    next_on = day_field(
        _("More will be said by"),
        help_text=_("“Later” needs a day."),
        required=False,
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language = language if language != "und" else "sv"
        self.fields["unit"].among_todays()  # type: ignore[attr-defined]
        names = dict(SPOKEN)
        own = names.get(self.language, self.language)
        self.add_text(self.language, _("The answer in the language of the words: %(name)s") % {"name": own})
        if self.language != "sv":
            self.add_text("sv", _("The same answer in Swedish"))
            self.fields["written_in"] = forms.ChoiceField(
                label=_("The language it was written in"),
                help_text=_("The other text is marked as a translation."),
                choices=[("sv", names["sv"]), (self.language, own)],
            )

    def add_text(self, language: str, label: Any) -> None:
        """Ask for the answer in one language."""
        self.fields[f"text_{language}"] = forms.CharField(
            label=label,
            required=language == self.language,
            widget=forms.Textarea(attrs={"rows": 4, "lang": language, "dir": "auto"}),
            error_messages={"required": _("Write the answer.")},
        )

    def answer(self) -> dict[str, Any]:
        """Return the answer as the service takes it."""
        found = self.cleaned_data
        written_in = found.get("written_in", self.language)
        texts = {code: found[f"text_{code}"] for code in {self.language, "sv"} if found.get(f"text_{code}")}
        return {
            "unit": found["unit"],
            "status": Status(found["status"]),
            "next_on": found["next_on"],
            "texts": texts,
            "written_in": written_in if written_in in texts else self.language,
        }
