"""Each public page: with content, with an empty database, with an unknown address."""

import datetime

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client

from bokal.programme.areas.models import Geography, Observation
from tests.factories.areas import make_geography
from tests.factories.programmes import make_programme
from tests.web.public.city import City

ALWAYS = [
    "/en/",
    "/en/areas/",
    "/en/areas/?q=area",
    "/en/map/",
    "/en/indicators/",
    "/en/ranking/",
    "/en/method/",
    "/en/selection/",
    "/en/about/",
    "/en/accessibility/",
    "/en/privacy/",
    "/en/open-data/",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
]
FILLED = [
    "/en/areas/zones/Z0000/",
    "/en/areas/city/1280/",
    "/en/areas/zones/Z0000/indicator-0/",
    "/en/indicators/indicator-0/",
    "/en/ranking/lowest/",
    "/en/ranking/?w-indicator-0=1&w-indicator-1=2&w-indicator-2=3&w-indicator-3=4",
]


@pytest.mark.parametrize("address", ALWAYS)
def test_a_page_stands_without_any_record(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [*ALWAYS, *FILLED])
@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_a_page_is_drawn_in_each_language_without_a_cookie(
    client: Client, city: City, address: str, language: str
) -> None:
    answer = client.get(address.replace("/en/", f"/{language}/"))
    assert answer.status_code == 200
    assert answer.cookies == {}
    if address.startswith("/en/"):
        assert f'lang="{language}"' in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/en/areas/zones/nowhere/",
        "/en/areas/nowhere/Z0000/",
        "/en/areas/zones/Z0000/nothing/",
        "/en/indicators/nothing/",
        "/en/ranking/never/",
        "/data/observations/zones/nothing.csv",
        "/data/observations/nowhere/indicator-0.csv",
        "/data/rankings/never.csv",
        "/data/rankings/never.svg",
        "/data/boundaries/nowhere.geojson",
        "/data/maps/zones/nothing.1.2024.svg",
    ],
)
def test_what_is_not_there_is_answered_404_with_a_way_on(client: Client, city: City, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "/en/" in answer.text or "/sv/" in answer.text


def test_an_address_above_an_area_leads_to_its_list(client: Client, city: City) -> None:
    assert client.get("/en/areas/zones/")["Location"] == "/en/areas/?geography=zones"


def test_the_start_page_says_what_it_rests_on_and_leads_on(client: Client, city: City) -> None:
    text = client.get("/en/").text
    lowest = city.run.results.select_related("area").first()
    assert lowest is not None
    assert f"Welfare is lowest in {lowest.area.name}" in text
    assert "/en/areas/" in text
    assert "/en/ranking/" in text
    assert "newest figure is from 2024" in text


def test_an_area_shows_level_year_gap_place_source_and_choice(client: Client, city: City) -> None:
    text = client.get("/en/areas/zones/Z0000/").text
    for words in (
        "2024",
        "the city",
        "est of 12",
        "Source: Nobody, 2024.",
        "Chosen in “The chosen ones”",
        "Download figures (CSV)",
        "What the score is made of",
        "of 12",
    ):
        assert words in text


def test_a_difference_below_rounding_is_too_close_to_tell(client: Client, city: City) -> None:
    figures = Observation.objects.filter(definition=city.definitions[0])
    figures.filter(area__geography__code="city").update(value=5.0)
    figures.filter(area__code="Z0000").update(value=5.04)
    cache.clear()
    assert "Too close to the city to tell" in client.get("/en/areas/zones/Z0000/").text


def test_years_of_two_definitions_are_never_joined(client: Client, city: City) -> None:
    from tests.factories.areas import make_definition

    second = make_definition("indicator-0", version=2)
    first = Observation.objects.select_related("area", "dataset").get(
        area__code="Z0000", definition=city.definitions[0]
    )
    for definition, year in ((city.definitions[0], 2023), (second, 2025), (second, 2026)):
        Observation.objects.create(
            area=first.area, definition=definition, year=year, value=20.0, dataset=first.dataset
        )
    cache.clear()
    text = client.get("/en/areas/zones/Z0000/indicator-0/").text
    assert "2025: new definition: indicator-0 2" in text
    assert "cannot be compared" in text
    assert text.count('class="series observed"') == 2 * len(["wide", "narrow"])


@pytest.mark.parametrize("word", ["because of", "led to", "thanks to", "caused"])
def test_no_page_names_a_cause(client: Client, city: City, word: str) -> None:
    for address in [*ALWAYS, *FILLED]:
        assert word not in client.get(address).text


def test_a_hidden_figure_is_marked_and_its_value_is_nowhere(client: Client, city: City) -> None:
    Observation.objects.filter(area__code="Z0003", definition=city.definitions[4]).update(
        value=None, status="suppressed"
    )
    cache.clear()
    assert "Hidden for privacy" in client.get("/en/areas/zones/Z0003/").text
    assert "Hidden for privacy" in client.get("/en/map/?geography=zones&show=indicator-4.1.2024").text
    assert "Hidden for privacy" in client.get("/en/indicators/indicator-4/?sort=low").text


def test_a_ranking_stands_when_a_figure_under_it_is_hidden_later(client: Client, city: City) -> None:
    Observation.objects.filter(area__code="Z0003", definition=city.definitions[0]).update(
        value=None, status="suppressed"
    )
    cache.clear()
    weights = "&".join(f"w-indicator-{column}=1" for column in range(4))
    answer = client.get(f"/en/ranking/?{weights}")
    assert answer.status_code == 200
    assert "is hidden for privacy in 1 areas" in answer.text


def test_machines_are_told_what_is_open_and_whom_to_write_to(client: Client, settings: LazySettings) -> None:
    settings.DEFAULT_FROM_EMAIL = "city@example.org"
    assert "Disallow: /sv/workspace/" in client.get("/robots.txt").text
    told = client.get("/.well-known/security.txt").text
    assert "Contact: mailto:city@example.org" in told
    assert "Expires: " in told


def test_names_carry_their_language_and_their_direction(client: Client, city: City) -> None:
    assert '<h1><bdi lang="sv">Area Z0000</bdi></h1>' in client.get("/ar/areas/zones/Z0000/").text
    assert "<h1>Area Z0000</h1>" in client.get("/sv/areas/zones/Z0000/").text


def test_the_foot_tells_phone_and_address_or_that_there_is_none(client: Client, db: None) -> None:
    none = "There is no phone number and no visiting address here yet."
    assert none in client.get("/en/about/").text
    make_programme(phone="040-34 10 00", visit={"en": "The square, 9 to 4"})
    cache.clear()
    text = client.get("/en/about/").text
    assert 'href="tel:040341000"' in text
    assert "The square, 9 to 4" in text
    assert none not in text


def test_the_page_of_an_error_says_in_three_languages_how_to_reach_somebody(settings: LazySettings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Bokal <help@example.org>"
    text = render_to_string("500.html")
    assert text.count("mailto:help@example.org") == 3
    assert '<section lang="ar" dir="rtl">' in text
    assert '<section lang="en" dir="ltr">' in text


def test_who_is_not_content_is_led_to_the_authority(client: Client, db: None) -> None:
    assert 'href="https://www.digg.se/tdosanmalan"' in client.get("/sv/accessibility/").text


def test_a_search_says_how_many_and_puts_older_divisions_behind(client: Client, city: City) -> None:
    make_geography("old-zones", areas=("OLD1",), position=5)
    Geography.objects.filter(code="old-zones").update(valid_to=datetime.date(2020, 1, 1))
    text = client.get("/en/areas/?q=area").text
    assert "14 areas found." in text
    assert text.index(">Area Z0000<") < text.index("Older divisions of the city") < text.index(">Area OLD1<")
    assert 'href="/en/map/"' in text


def test_the_mark_is_found_at_its_old_address(client: Client) -> None:
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


WEIGHTS = "w-indicator-0=0&w-indicator-1=0&w-indicator-2=0&w-indicator-3=1"


def test_the_plot_follows_the_weights_also_where_only_the_rows_are_sent(client: Client, city: City) -> None:
    whole = client.get(f"/en/ranking/?{WEIGHTS}").text
    part = client.get(f"/en/ranking/?{WEIGHTS}", headers={"HX-Request": "true"}).text
    for text in (whole, part):
        assert "With your weights, welfare is lowest in" in text
        assert "The order is not exact" not in text
        assert "→" not in text
    assert 'id="plot" class="wide" hx-swap-oob="true"' in part
    assert "hx-swap-oob" not in whole


def test_a_weight_that_cannot_be_used_is_told_above_the_form_and_at_its_field(
    client: Client, city: City
) -> None:
    text = client.get("/en/ranking/?w-indicator-0=x&w-indicator-1=1&w-indicator-2=1&w-indicator-3=1").text
    assert text.index('id="weights-error"') < text.index('class="ranking-form"')
    assert text.count('aria-invalid="true" aria-describedby="weights-error"') == 1
    assert '<a href="#w-indicator-0">' in text
    zeros = client.get("/en/ranking/?" + "&".join(f"w-indicator-{column}=0" for column in range(4))).text
    assert zeros.count('aria-invalid="true"') == 4


def test_a_choice_that_is_not_there_is_told_once(client: Client, city: City) -> None:
    text = client.get("/en/map/?geography=nowhere&show=nothing").text
    assert text.count("is not a choice here") == 1


def test_the_list_of_the_map_says_rank_likely_ranks_and_score_and_can_be_searched(
    client: Client, city: City
) -> None:
    text = client.get("/en/map/?q=Z0003").text
    assert text.count('data-label="Likely ranks"') == 1
    first = city.run.results.get(area__code="Z0003")
    assert f"rank {first.rank} of 12" in text
