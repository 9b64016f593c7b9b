"""Amounts are read as somebody would say them, in each language."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from bokal.programme.initiatives.enums import MeasureUnit
from bokal.web.ui.unit_wording import COUNTED, amount_of


@pytest.mark.parametrize(
    ("language", "amount", "words"),
    [
        ("en", "1", "1 person"),
        ("en", "1.50", "1.5 persons"),
        ("sv", "1", "1 person"),
        ("sv", "0", "0 personer"),
        ("sv", "1.5", "1,5 personer"),
        ("sv", "-1", "−1 personer"),
        ("ar", "1", "شخص واحد"),
        ("ar", "2", "شخصان"),
        ("ar", "7", "7 أشخاص"),
        ("ar", "71", "71 شخصاً"),
        ("ar", "-1", "\u200e−1 شخص"),
        ("ar", "100", "100 شخص"),
    ],
)
def test_a_word_has_the_form_its_number_asks_for(language: str, amount: str, words: str) -> None:
    with override(language):
        assert amount_of(Decimal(amount), MeasureUnit.PERSONS).replace("\N{NO-BREAK SPACE}", " ") == words


def test_each_unit_but_a_share_has_its_words() -> None:
    assert set(COUNTED) == set(MeasureUnit) - {MeasureUnit.PERCENT}
    with override("sv"):
        told = [amount_of(Decimal(2), unit) for unit in COUNTED]
    assert len(set(told)) == len(told)
    assert all(words.startswith("2") for words in told)
