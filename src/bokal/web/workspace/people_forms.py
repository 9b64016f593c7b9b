"""Forms about the people who work here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.accounts.enums import WORKING_HERE, Role
from bokal.programme.areas.models import Area
from bokal.web.ui.asking import AskingForm, day_field


class FilterForm(forms.Form):
    """Which people to show, and in what order."""

    q = forms.CharField(label=_("Name or address"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices])
    state = forms.ChoiceField(
        label=_("Account"),
        required=False,
        choices=[("", _("Open")), ("closed", _("Closed")), ("all", _("All"))],
    )
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[("", _("Name")), ("email", _("Address")), ("newest", _("Newest first"))],
    )


class RoleForm(AskingForm):
    """A role, in the whole programme or in one area."""

    # A partner is invited from the page of the organisation that the person speaks for.
    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("Choose …")), *((role.value, role.label) for role in WORKING_HERE)]
    )
    area_code = forms.CharField(
        label=_("Code of the area"),
        help_text=_("Leave it empty for the whole programme."),
        required=False,
        max_length=40,
    )
    valid_to = day_field(
        _("First day it no longer holds"),
        help_text=_("Leave it empty when no end is known."),
        required=False,
    )

    def clean_role(self) -> Role:
        """Return the role as such."""
        return Role(self.cleaned_data["role"])

    def clean_area_code(self) -> str:
        """Return the code of an area that there is."""
        code: str = self.cleaned_data["area_code"].strip()
        if code and not Area.objects.filter(code=code).exists():
            raise forms.ValidationError(_("No area has this code. Look it up under Areas."))
        return code


class InviteForm(RoleForm):
    """Whom to invite."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("Sign-in codes are sent there."))
    name = forms.CharField(label=_("Name"), required=False, max_length=150)
    field_order = ("email", "name", "role", "area_code", "valid_to")


class EndForm(forms.Form):
    """End a role; it holds a refusal when there is one."""


class CloseForm(forms.Form):
    """Close an account; it holds a refusal when there is one."""


class IdentityForm(AskingForm):
    """What the identity service calls somebody; nothing of it is shown again."""

    subject = forms.CharField(
        label=_("Identity at the service"),
        help_text=_(
            "As the service writes it, such as a personal identity number. Only a fingerprint is kept."
        ),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
