"""What a first view weighs with all it loads; a page is kept exactly until records change."""

import gzip
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from bokal.programme.accounts.models import Account
from bokal.programme.areas.models import Area, Observation
from bokal.web.ui import page_cache
from tests.web.public.city import City, make_city

KILOBYTE = 1000
WITHOUT_MAP = [
    "areas/",
    "areas/zones/Z0001/",
    "indicators/",
    "indicators/indicator-0/",
    "ranking/",
    "method/",
]
WITH_MAP = ["", "map/", "map/?show=indicator-1.1.2024"]
PAGES = [*WITHOUT_MAP, *WITH_MAP, "areas/?q=area", "selection/", "about/", "open-data/"]
LOADED = re.compile(r'<(?:link rel="(?:stylesheet|preload)"|script)[^>]* (?:href|src)="/static/([^"]+)"')


@pytest.fixture
def large(db: None) -> City:
    cache.clear()
    return make_city(zones=300, definitions=12, outlines=209)


def loaded_by(page: str) -> list[Path]:
    """Return the styles, scripts and text faces that a browser loads with a page."""
    names = [name for name in dict.fromkeys(LOADED.findall(page)) if name]
    found = [finders.find(name) for name in names]
    assert all(found), names
    return [Path(str(path)) for path in found]


def first_view(client: Client, address: str, sizes: dict[str, int]) -> tuple[int, int]:
    """Return what a first view weighs as it travels, and what the page weighs unpacked."""
    answer = client.get(f"/sv/{address}", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    page = gzip.decompress(answer.content)
    weight = len(answer.content)
    for path in loaded_by(page.decode()):
        content = path.read_bytes()
        weight += sizes.setdefault(
            path.name, len(content) if path.suffix == ".woff2" else len(gzip.compress(content))
        )
    return weight, len(page)


def test_a_first_view_is_light_with_all_it_loads(client: Client, large: City) -> None:
    sizes: dict[str, int] = {}
    for addresses, most in ((WITHOUT_MAP, 300 * KILOBYTE), (WITH_MAP, 700 * KILOBYTE)):
        for address in addresses:
            travelling, page = first_view(client, address, sizes)
            assert travelling <= most, address
            assert page <= most, address
    assert any(name.endswith(".css") for name in sizes)
    assert any(name.endswith(".woff2") for name in sizes)


def test_public_pages_set_no_cookie_and_are_the_same_for_every_reader(client: Client, large: City) -> None:
    for address in PAGES:
        answer = client.get(f"/sv/{address}")
        assert answer.status_code == 200
        assert not answer.cookies, address
        assert "cookie" not in answer.get("Vary", "").lower(), address


def test_a_kept_page_asks_the_database_at_most_twice_and_answers_304(
    client: Client, large: City, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for address in PAGES:
        drawn = client.get(f"/sv/{address}")
        with django_assert_max_num_queries(2, info=address):
            kept = client.get(f"/sv/{address}")
        assert kept.content == drawn.content, address
        with django_assert_max_num_queries(2, info=address):
            again = client.get(f"/sv/{address}", headers={"If-None-Match": drawn["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address


def test_a_page_is_kept_apart_for_each_language_and_query(client: Client, large: City) -> None:
    addresses = ["/sv/ranking/", "/en/ranking/", "/ar/ranking/", "/sv/ranking/?page=2"]
    answers = [client.get(address) for address in addresses]
    assert len({answer["ETag"] for answer in answers}) == len(addresses)
    assert len({answer.content for answer in answers}) == len(addresses)


def test_a_page_changes_as_soon_as_a_record_changes(client: Client, large: City) -> None:
    before = client.get("/sv/areas/zones/Z0001/")
    assert b"Area Z0001" in before.content
    area = Area.objects.get(code="Z0001")
    area.name = "A new name"
    area.save()
    after = client.get("/sv/areas/zones/Z0001/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert b"A new name" in after.content
    assert b"Area Z0001" not in after.content


def test_a_page_changes_as_soon_as_a_figure_is_corrected(client: Client, large: City) -> None:
    address = "/sv/indicators/indicator-0/?table=zones.1.2024"
    before = client.get(address)
    Observation.objects.filter(area__code="Z0001", definition=large.definitions[0]).update(value=99.9)
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert b"99,9" in after.content
    assert b"99,9" not in before.content


PLACE = re.compile(r'(?:FROM|JOIN) "([a-z]+)_')


def test_a_page_asks_only_for_the_records_it_says_it_rests_on(client: Client, large: City) -> None:
    found = set()
    others = [
        "areas/zones/Z0001/indicator-0/",
        "accessibility/",
        "privacy/",
        "ranking/lowest/",
        "reports/",
        "grants/",
    ]
    for address in [*PAGES, *others, "grants/"]:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(f"/sv/{address}")
        rests_on = resolve(f"/sv/{address.partition('?')[0]}").func.rests_on
        found.add(rests_on)
        menu = f'"{page_cache.IN_MENU.replace(".", "_")}"'
        # The menu of each page rests on one more kind of records, and each page is kept under it.
        apps = {name for query in asked for name in PLACE.findall(query["sql"].replace(menu, ""))}
        assert answer.status_code == 200
        assert apps <= {*rests_on, "history"}, address
    assert len(found) > 1


def test_a_page_stays_when_records_change_that_it_does_not_show(client: Client, large: City) -> None:
    before = client.get("/sv/ranking/")
    Account.objects.create(email="somebody@example.org")
    after = client.get("/sv/ranking/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 304


def test_readers_who_want_the_same_new_page_at_once_wait_for_one_drawing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The threads have no records of their own, so the mark of the history stands still here.
    monkeypatch.setattr(page_cache, "history_mark", lambda *_subjects: "1.1")
    monkeypatch.setattr(page_cache, "marks_held", nullcontext)
    cache.clear()
    readers, drawn = 8, []
    start = threading.Barrier(readers)

    @page_cache.remembered()
    def view(request: HttpRequest) -> HttpResponse:
        drawn.append(request.path)
        time.sleep(0.2)
        return HttpResponse("drawn")

    def read(_reader: int) -> bytes:
        start.wait()
        return view(RequestFactory().get("/sv/the-same/")).content

    with ThreadPoolExecutor(readers) as pool:
        answers = list(pool.map(read, range(readers)))
    assert answers == [b"drawn"] * readers
    assert drawn == ["/sv/the-same/"]


def test_a_page_that_fails_is_drawn_again_by_the_next_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_cache, "history_mark", lambda *_subjects: "1.1")
    monkeypatch.setattr(page_cache, "marks_held", nullcontext)
    cache.clear()
    answers = iter([HttpResponse("missing", status=404), HttpResponse("found")])
    view = page_cache.remembered()(lambda request: next(answers))
    asked = RequestFactory().get("/sv/sometimes/")
    assert [view(asked).content, view(asked).content, view(asked).content] == [b"missing", b"found", b"found"]
