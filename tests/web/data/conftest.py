import pytest
from django.core.cache import cache

from tests.web.public.city import City, make_city


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def city(db: None) -> City:
    return make_city()
