"""A sum of money is read as people write it, in either script, and comes out exact to the öre."""

import pytest
from django import forms

from bokal.web.partner.proposals import ProposalForm
from bokal.web.public.grants_forms import GrantForm
from bokal.web.ui.kronor import KronorField


@pytest.mark.parametrize(
    ("text", "ore"),
    [
        ("1250,50", 1250_50),
        ("1 250.5", 1250_50),
        ("1\N{NO-BREAK SPACE}250", 1250_00),
        ("١٢٥٠٫٥٠", 1250_50),
        ("١٬٢٥٠", 1250_00),
        ("۱۲۵۰", 1250_00),
        ("0", 0),
    ],
)
def test_a_sum_is_read_in_either_script(text: str, ore: int) -> None:
    assert KronorField().clean(text) == ore


@pytest.mark.parametrize("text", ["x", "1,250", "1e3", "NaN", "-1", "1,2,3", "100000000000"])
def test_what_is_no_sum_is_refused(text: str) -> None:
    with pytest.raises(forms.ValidationError):
        KronorField().clean(text)


def test_a_sum_below_zero_is_read_where_it_may_be_and_shown_as_it_was_written() -> None:
    field = KronorField(signed=True)
    assert field.clean("\N{MINUS SIGN}500,05") == -500_05
    assert (field.prepare_value(-500_05), field.prepare_value(7_00)) == ("-500,05", "7")


def test_every_form_asks_for_money_by_the_same_field() -> None:
    assert type(GrantForm.base_fields["amount"]) is type(ProposalForm.base_fields["cost"]) is KronorField
