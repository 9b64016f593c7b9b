"""The field for a sum of money."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bokal.programme.initiatives.services.ledger import ore_of

# Numbers as people write them: digits of either script, a decimal comma, blanks between thousands.
PLAIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫,", "01234567890123456789..", "    ٬\N{NARROW NO-BREAK SPACE}")
MINUS = str.maketrans("\N{MINUS SIGN}", "-", "\N{NO-BREAK SPACE}\u2009\t\u200e\u200f\u061c")
LARGEST = 10**13
"""In öre: more is a slip of the hand."""


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
        amount = ore_of(text.translate(PLAIN).translate(MINUS))
        if amount is None or abs(amount) >= LARGEST or (amount < 0 and not self.signed):
            raise forms.ValidationError(_("Write kronor with at most two decimals, as in 1 250,50."))
        return amount

    def prepare_value(self, value: Any) -> Any:
        """Show a sum in öre as kronor."""
        if not isinstance(value, int):
            return value
        kronor, ore = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{kronor}" + (f",{ore:02}" if ore else "")
