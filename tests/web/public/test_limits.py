"""Questions to the database and weight of each page, with many areas and indicators, nothing kept."""

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from bokal.programme.areas.models import Area, Composition, Dataset
from tests.web.public.city import City, make_city

MOST_QUERIES = 12
WITHOUT_MAP = ["areas/", "areas/?geography=zones", "areas/?q=area", "areas/zones/Z0001/", "areas/city/1280/"]
WITHOUT_MAP += ["areas/zones/Z0001/indicator-0/"]
WITHOUT_MAP += ["indicators/", "indicators/indicator-0/", "ranking/", "ranking/?sort=name&page=2", "method/"]
WITHOUT_MAP += ["selection/", "about/", "accessibility/", "privacy/", "open-data/"]
WITHOUT_MAP += ["ranking/?w-indicator-0=9&w-indicator-1=1&w-indicator-2=1&w-indicator-3=1"]
WITH_MAP = ["", "map/", "map/?geography=zones&show=indicator-1.1.2024"]


@pytest.fixture
def large(db: None) -> City:
    """Return a city of many zones; it holds half of them, and is put together from some."""
    made = make_city(zones=500, definitions=20, outlines=200)
    whole = Area.objects.get(geography__code="city")
    zones = list(Area.objects.filter(geography=made.zones).order_by("code"))
    Area.objects.filter(pk__in=[zone.pk for zone in zones[:250]]).update(parent=whole)
    Composition.objects.bulk_create(
        Composition(
            whole=whole, part=zone, weight=1, role="core", judged=False, dataset=Dataset.objects.get()
        )
        for zone in zones[:40]
    )
    cache.clear()
    return made


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_pages_stay_within_their_queries_and_their_weight(
    client: Client, large: City, django_assert_max_num_queries: DjangoAssertNumQueries, language: str
) -> None:
    for address, most in [*((a, 300_000) for a in WITHOUT_MAP), *((a, 700_000) for a in WITH_MAP)]:
        cache.clear()
        with django_assert_max_num_queries(MOST_QUERIES, info=address):
            answer = client.get(f"/{language}/{address}")
        assert answer.status_code == 200
        assert len(answer.content) <= most, address


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_kept_asks_the_database_once(
    client: Client, city: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/sv/ranking/")
    with django_assert_max_num_queries(1):
        answer = client.get("/sv/ranking/")
    assert client.get("/sv/ranking/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
