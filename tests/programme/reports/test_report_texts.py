"""The words of an author are counted by one rule, which the browser keeps to as well."""

import pytest

from bokal.programme.reports.errors import TextTooLong
from bokal.programme.reports.services import words_in
from tests.factories.counted import COUNTED


@pytest.mark.parametrize(("text", "words"), COUNTED)
def test_a_word_stands_between_spaces_and_has_a_letter_or_a_figure(text: str, words: int) -> None:
    assert words_in(text) == words


def test_a_text_that_is_too_long_is_named_by_its_language() -> None:
    refusal = TextTooLong(section="Money", language="sv", words=210, most=200)
    assert "in “Svenska” has 210 words" in str(refusal)
