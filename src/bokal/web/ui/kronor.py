"""The field for a sum of money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.services.ledger import ore_of

MINUS = {"\N{MINUS SIGN}": "-", ",": ".", "\N{NO-BREAK SPACE}": "", "\N{NARROW NO-BREAK SPACE}": "", " ": ""}
SIGNS = str.maketrans(MINUS)


class KronorField(forms.CharField):
    """An amount in kronor as people write it; it comes out in öre."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        self.signed = signed
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=24, widget=widget, **options)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        amount = ore_of(text.translate(SIGNS))
        if amount is None or (amount < 0 and not self.signed):
            raise forms.ValidationError(_("Write kronor with at most two decimals, as in 1 250,50."))
        return amount
