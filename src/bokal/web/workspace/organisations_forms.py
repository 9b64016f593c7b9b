"""The forms about organisations: who they are, how that was looked into, what they promise."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.voices.enums import OrganisationKind
from bokal.programme.voices.services import READ_AT_WORK
from bokal.web.ui.asking import AskingForm, day_field
from bokal.web.ui.thing_choosers import AboutField
from bokal.web.workspace.programme_forms import TextsForm
from bokal.web.workspace.things_forms import AreaField


class OrganisationForm(TextsForm):
    """Somebody who wants to speak as an organisation."""

    texts = (("role", _("What it does here"), False),)
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose …")), *OrganisationKind.choices])
    area = AreaField(label=_("Area"), required=False)
    contact = forms.CharField(
        label=_("How the office reaches it"), help_text=_("Not published."), required=False, max_length=300
    )

    def __init__(self, *args: Any, areas: frozenset[str] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].among(areas)  # type: ignore[attr-defined]


class VerifyForm(AskingForm):
    """What was looked at, and until when the organisation speaks here."""

    how = forms.CharField(
        label=_("What was looked at"),
        help_text=_("Such as a register of associations, or a meeting with the board."),
        max_length=200,
    )
    valid_to = day_field(_("First day it no longer speaks here"), required=False)


class SpeakerForm(AskingForm):
    """Who speaks for an organisation, and until when."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("Sign-in codes are sent there."))
    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    valid_to = day_field(
        _("First day the person no longer speaks for it"),
        help_text=_("Leave it empty when no end is known."),
        required=False,
    )


class PromiseForm(TextsForm):
    """What is promised, by when, and about what."""

    texts = (("text", _("The promise"), True),)
    due_on = day_field(_("Kept by"))
    about = AboutField(label=_("What it is about"), required=False)
    field_order: tuple[str, ...] = ("text_sv", "text_en", "text_ar", "due_on", "about")

    def __init__(
        self, *args: Any, areas: frozenset[str] | None, about_needed: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].required = about_needed
        self.fields["about"].among(areas, READ_AT_WORK)  # type: ignore[attr-defined]
        self.order_fields(self.field_order)
