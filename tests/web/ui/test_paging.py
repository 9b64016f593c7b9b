"""A page of a long list holds the rows that counting through the list leads to."""

from typing import Any

import pytest
from django.core.paginator import Paginator

from bokal.programme.voices.models import Case
from bokal.web.ui.paging import FIRST, LongList
from tests.factories.voices import make_voice

pytestmark = pytest.mark.django_db


def test_each_page_holds_the_rows_of_the_list_in_their_order(django_assert_num_queries: Any) -> None:
    for number in range(12):
        make_voice(words=f"Röst {number}")
    rows = Case.objects.select_related("voice__words", "area").order_by("-voice_id")
    every = list(rows)
    pages = Paginator(LongList(rows), 5)
    assert [list(pages.page(number)) for number in (1, 2, 3)] == [every[:5], every[5:10], every[10:]]
    assert LongList(rows)[3] == every[3]
    with django_assert_num_queries(2):
        found = Paginator(LongList(rows, count=12), 5).page(2)
        assert [case.voice.words.text for case in found] == [case.voice.words.text for case in every[5:10]]


def test_rows_come_in_the_order_of_the_numbers_that_are_given() -> None:
    for number in range(12):
        make_voice(words=f"Röst {number}")
    cases = Case.objects.all()
    pages = Paginator(LongList(cases.owed(), numbers=cases.owed_in_order()), 5)
    assert list(pages.page(2)) == list(cases.owed()[5:10])


@pytest.mark.parametrize(("there", "queries"), [(0, 1), (12, 2), (FIRST - 1, 2), (FIRST, 3), (FIRST + 3, 3)])
def test_a_list_of_few_is_searched_once_and_a_long_one_counted(
    there: int, queries: int, django_assert_num_queries: Any
) -> None:
    for number in range(there):
        make_voice(words=f"Röst {number}")
    rows = Case.objects.order_by("-voice_id")
    with django_assert_num_queries(queries):
        pages = Paginator(LongList(rows), 20)
        first = list(pages.page(1)) if pages.count else []
    every = list(rows)
    assert pages.count == there
    assert first == every[:20]
    pages = Paginator(LongList(rows), 20)
    assert [case for page in pages for case in page] == every
