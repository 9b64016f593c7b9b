"""A page of a long list holds the rows that counting through the list leads to."""

from typing import Any

import pytest
from django.core.paginator import Paginator

from bokal.programme.voices.models import Case
from bokal.web.ui.paging import LongList
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
