"""The forms of signing in: the library's, in our words and without words inside the fields."""

from typing import Any

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.utils.translation import gettext_lazy as _


def plain(form: forms.Form) -> None:
    """Take the words out of the fields, and say of an empty one what is asked for."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name == "email":
            field.error_messages["required"] = _("Write your e-mail address.")
        elif name == "code":
            field.error_messages["required"] = _("Type in the code.")


class AddressForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Where to send the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that was sent."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)


class SecondStepForm(AuthenticateForm):  # type: ignore[misc]
    """The number of the authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)


class SecondStepOnForm(ActivateTOTPForm):  # type: ignore[misc]
    """The number that shows the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self)
