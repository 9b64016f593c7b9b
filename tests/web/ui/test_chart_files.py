"""A picture of a page becomes a file that looks the same, in any script."""

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.utils.safestring import SafeString
from PIL import Image
from pytest_django.fixtures import Settings

from bokal.web.ui import chart_files
from bokal.web.ui.chart_files import Poster, as_file, png_of
from bokal.web.ui.charts import (
    RankRow,
    Series,
    chart,
    contribution_bars,
    count_bars,
    line_chart,
    rank_plot,
    strip_plot,
)
from bokal.web.ui.maps import Outline, Shape, choropleth, classify
from bokal.web.ui.styleguide import example_shapes

WORDS = {"name": "one", "title": "A <title>", "description": "Told & shown"}
POINTS = [(2018, 52.0), (2019, None), (2020, 47.0), (2021, 44.0)]


def rows() -> list[RankRow]:
    return [
        RankRow(label=f"Område {n}", rank=n, low=1, high=n + 2, href="/a/", emphasis=n == 2) for n in (1, 2)
    ]


def a_map(**options: bool) -> SafeString:
    shapes = [Shape(s.code, s.label, s.rings, s.value, s.status, href="/a/") for s in example_shapes()]
    return choropleth(
        **WORDS,
        shapes=shapes,
        limits=classify([shape.value for shape in shapes]),
        worse="high",
        format_value=str,
        context=[[0, 0, 9000, 0, 9000, 9000]],
        accent=[Outline("Programme", [[100, 100, 900, 100, 900, 900]])],
        labels=[("E0", "Example")],
        **options,
    )


CHARTS: dict[str, Callable[..., SafeString]] = {
    "rank_plot": lambda **options: rank_plot(**WORDS, rows=rows(), total=9, **options),
    "line_chart": lambda **options: line_chart(
        **WORDS,
        series=[Series("Här", POINTS, "observed"), Series("Staden", POINTS, "comparator")],
        unit="%",
        decimals=0,
        breaks=[(2020, "ny definition")],
        **options,
    ),
    "strip_plot": lambda **options: strip_plot(
        **WORDS, values=[1.0, 2.0, 5.0], highlighted=[(2.0, "Här")], unit="%", decimals=0, **options
    ),
    "contribution_bars": lambda **options: contribution_bars(
        **WORDS, parts=[("Inkomst", 9.0), ("Arbete", -2.0)], **options
    ),
    "count_bars": lambda **options: count_bars(**WORDS, parts=[("Frågor", 9), ("Svar", 3)], **options),
    "choropleth": a_map,
}


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_picture_of_a_page_becomes_the_file_the_pen_would_draw(draw: Callable[..., SafeString]) -> None:
    assert as_file(draw()) == draw(standalone=True)


def test_of_the_two_forms_of_a_chart_the_wide_one_is_the_file() -> None:
    given = {**WORDS, "rows": rows(), "total": 9}
    assert as_file(chart(rank_plot, **given)) == rank_plot(**given, standalone=True)


def poster(words: str = "مالمو", language: str = "ar") -> Poster:
    picture = CHARTS["count_bars"]().replace("Frågor", words)
    return Poster("العنوان", "الجملة", as_file(picture), [], "https://programme.example.org/", language)


@pytest.fixture(autouse=True)
def _no_pictures_kept(settings: Settings, tmp_path: Path) -> None:
    """Keep pictures in a folder of our own: tests in other processes share the other, and clear it."""
    settings.CACHES = settings.CACHES | {"pictures": settings.CACHES["pictures"] | {"LOCATION": tmp_path}}


def test_a_png_is_twelve_hundred_pixels_wide_and_not_heavy() -> None:
    content = png_of(poster())
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1200)
        assert picture.getpixel((2, 2))[:3] == (255, 255, 255)
    assert len(content) < 150_000


def test_a_png_is_set_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first = png_of(poster())
    monkeypatch.setattr(chart_files, "set_png", lambda given: pytest.fail("It was set a second time."))
    assert png_of(poster()) == first


def test_every_word_of_a_poster_makes_another_picture() -> None:
    one = poster()
    changes = {
        "title": "عنوان آخر",
        "sentence": "جملة أخرى",
        "address": "https://other.example.org/",
        "language": "en",
        "heading": "عنوان المفتاح",
        "source": "المصدر",
    }
    others = [replace(one, **{name: text}) for name, text in changes.items()]
    assert len({png_of(other) for other in (one, *others)}) == 7


def test_arabic_letters_are_joined() -> None:
    apart = "\u200c".join("مالمو")
    assert png_of(poster("مالمو")) != png_of(poster(apart))
