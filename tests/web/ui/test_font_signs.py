"""What paper can show of what people write: every script our fonts have, and never a refusal to print."""

import pytest

from bokal.web.ui.font_signs import printable


@pytest.mark.parametrize(
    "text",
    [
        "Det är mörkt på vägen hem – “varför?”",
        "الطريق إلى البيت مظلم، لماذا؟",
        "می‌خواهم چراغ باشد",
        "کوردیی ناوەندی",
        "Đã hỏng từ tháng trước",
        "Ўзбек Жолы",
        "Soomaali: iftiin ma jiro",
    ],
)
def test_words_in_our_fonts_stay_as_they_are(text: str) -> None:
    assert printable(text) == text


def test_little_pictures_are_left_out_and_words_stay() -> None:
    assert printable("Lampan är trasig 😡😡 igen 🌞!") == "Lampan är trasig igen !"


@pytest.mark.parametrize("text", ["ትግርኛ", "灯坏了", "😡", ""])
def test_a_text_that_would_lose_what_it_says_is_not_shown_in_part(text: str) -> None:
    assert printable(text) == ""
