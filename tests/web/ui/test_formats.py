"""Numbers, names, ranges and lists read the same way in every language and direction."""

import datetime

import pytest
from django.utils import translation

from bokal.web.ui.formats import exact_number, last_day, listed, names_listed, number, place_name, range_words
from bokal.web.ui.templatetags.bokal import field_number, linked, move, place
from bokal.web.ui.wording import change_counts, value_with_unit

FSI, PDI, SPACE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}", "\N{NO-BREAK SPACE}"


def persons(count: float) -> str:
    return value_with_unit(count, unit="persons", decimals=0)


@pytest.mark.parametrize(
    ("language", "written"),
    [("sv", f"−1{SPACE}234,50"), ("en", "−1,234.50"), ("ar", "\N{LEFT-TO-RIGHT MARK}−1,234.50")],
)
def test_a_number_has_one_decimal_sign_and_a_true_minus_in_each_language(language: str, written: str) -> None:
    with translation.override(language):
        assert number(-1234.5, 2) == written
        assert number(-0.001, 2) in {"0,00", "0.00"}


def test_a_name_keeps_its_number_and_turns_nothing_around_it() -> None:
    with translation.override("sv"):
        assert place_name("Örtagården norr 1") == f"Örtagården norr{SPACE}1"
        assert place("Örtagården norr 1") == f"Örtagården norr{SPACE}1"
    with translation.override("ar"):
        assert place_name("Holma 2") == f"{FSI}Holma{SPACE}2{PDI}"
        assert place("<b> 2") == f'<bdi lang="sv">&lt;b&gt;{SPACE}2</bdi>'


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "A, B och C"), ("en", "A, B and C"), ("ar", "A وB وC")]
)
def test_a_list_is_joined_the_way_of_the_language(language: str, words: str) -> None:
    with translation.override(language):
        assert listed(["A", "B", "C"]) == words


def test_a_list_of_names_keeps_each_name_apart_in_arabic() -> None:
    with translation.override("ar"):
        assert names_listed(["Holma 1", "Örtagården"]) == f"{FSI}Holma{SPACE}1{PDI} و{FSI}Örtagården{PDI}"


def test_a_range_is_in_words_in_arabic_and_one_number_when_both_ends_are_the_same() -> None:
    with translation.override("ar"):
        assert range_words("7", "11") == "من 7 إلى 11"
        assert move(4, 7) == "من 4 إلى 7"
    with translation.override("sv"):
        assert range_words("7", "11") == "7–11"
        assert range_words("4", "4") == "4"


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "شخص واحد"),
        (2, "شخصان"),
        (5, "5 أشخاص"),
        (11, "11 شخصاً"),
        (100, "100 شخص"),
        (102, "102 شخص"),
        (209, "209 أشخاص"),
        (5722, "5,722 شخصاً"),
    ],
)
def test_a_unit_follows_its_number_in_arabic(count: int, words: str) -> None:
    with translation.override("ar"):
        assert persons(count) == words


def test_one_is_one_in_swedish() -> None:
    with translation.override("sv"):
        assert (persons(1), persons(2)) == ("1 person", "2 personer")
        assert change_counts({"new": 1, "changed": 2}) == "1 ny och 2 ändrade"


def test_the_last_day_is_the_day_before_the_first_day_after() -> None:
    assert last_day(datetime.date(2016, 1, 1)) == "2015-12-31"


def test_a_form_field_takes_a_number_without_the_signs_of_a_language() -> None:
    with translation.override("sv"):
        assert (field_number(2.5), field_number(1_000_000.0)) == ("2.5", "1000000")


def test_an_address_in_a_source_becomes_a_link_and_the_rest_is_escaped() -> None:
    assert linked("<i> https://example.org/a?b=1&c=2; end") == (
        '<bdi dir="ltr">&lt;i&gt; <a href="https://example.org/a?b=1&amp;c=2">'
        "https://example.org/a?b=1&amp;c=2</a>; end</bdi>"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [(1e-7, "0.0000001"), (5.25e-9, "0.00000000525"), (66.0, "66"), (1234.5, "1,234.5"), (-0.25, "-0.25")],
)
def test_an_exact_number_has_every_digit_also_a_very_small_one(value: float, written: str) -> None:
    with translation.override("en"):
        assert exact_number(value).replace("\N{MINUS SIGN}", "-") == written
