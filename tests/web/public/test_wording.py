"""What is said of figures is a finding, is true, and can be reckoned again from what is shown."""

import pytest
from django.utils import translation

from bokal.programme.areas.models import Dataset, Indicator
from bokal.programme.areas.services import InsidePart, Level, Placed
from bokal.programme.areas.services.columns import column_of
from bokal.programme.areas.services.comparators import placed_among
from bokal.programme.areas.services.figures import Cases, gap_between
from bokal.web.public.ordinals import place_in_words
from bokal.web.public.wording import chance_words, change_words, difference, inside_words

SHARE = Indicator(code="share", unit="percent", decimals=1)
WHOLE = Indicator(code="whole", unit="percent", decimals=0)
FIRES = Indicator(code="fires", unit="per_10000", decimals=1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def level(year: int, value: float, cases: Cases | None = None) -> Level:
    return Level(year, value, "ok", Dataset(), cases)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (62.0, 64.0, "Rose from 62\xa0% in 2022 to 64\xa0% in 2024"),
        (64.0, 62.0, "Fell from 64\xa0% in 2022 to 62\xa0% in 2024"),
        (62.1, 62.4, "62\xa0% in 2024, as in 2022"),
    ],
)
def test_a_trend_says_that_a_level_rose_fell_or_stayed(before: float, after: float, said: str) -> None:
    assert change_words(level(2022, before), level(2024, after), WHOLE) == said


def test_a_difference_is_that_of_the_numbers_shown() -> None:
    for here, city, gap in ((51.140369, 74.7635, -23.7), (27.176203, 56.4843, -29.3), (0.25, 0.15, 0.0)):
        assert gap_between(here, city, 1) == gap


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "42,0 procentenheter"), ("en", "42.0 percentage points"), ("ar", "42.0 نقطة مئوية")],
)
def test_a_difference_between_shares_is_in_percentage_points(language: str, words: str) -> None:
    with translation.override(language):
        assert difference(-42.0, SHARE) == words


def test_a_mean_without_a_spread_hides_none() -> None:
    parts = [InsidePart(code, f"Zone {code}", "zones", 100.0, 1.0) for code in "AB"]
    assert inside_words(parts, SHARE) == "Every part has the same level: 100.0\xa0%."


def placed(value: float, values: list[float]) -> Placed:
    found = placed_among(value, column_of(dict(enumerate(values))))
    assert found is not None
    return found


def test_a_place_is_counted_from_the_nearer_end() -> None:
    many = [float(value) for value in range(209)]
    assert place_in_words(placed(5.0, many)) == "Sixth lowest of 209"
    assert place_in_words(placed(208.0, many)) == "Highest of 209"
    assert place_in_words(placed(30.0, many)) == "Number 31 of 209 from the lowest"
    with translation.override("sv"):
        assert place_in_words(placed(5.0, many)) == "Sjätte lägst av 209"


def test_a_place_that_others_share_says_so() -> None:
    assert place_in_words(placed(1.0, [1.0, 1.0, 5.0, 6.0])) == "Lowest of 4, shared with 1 other"
    assert place_in_words(placed(1.0, [1.0, 1.0])) == "All 2 areas have the same level"


def test_a_rate_of_few_cases_names_them_and_what_chance_could_do() -> None:
    said = chance_words(level(2023, 83.6, Cases(47.84, 61.6, 110.9)), FIRES)
    assert said.startswith("About 48 cases in 2023 stand behind the figure.")
    assert "from 61.6 to 110.9" in said
    assert chance_words(level(2023, 83.6), FIRES) == ""
