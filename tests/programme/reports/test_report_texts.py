"""The words of an author are counted by one rule, which the browser keeps to as well."""

import pytest

from bokal.programme.reports.services import words_in
from tests.factories.counted import COUNTED


@pytest.mark.parametrize(("text", "words"), COUNTED)
def test_a_word_stands_between_spaces_and_has_a_letter_or_a_figure(text: str, words: int) -> None:
    assert words_in(text) == words
