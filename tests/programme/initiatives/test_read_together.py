"""Rows of several tables read with one question are the rows that each would give by itself."""

import pytest
from django.db.models import Model, QuerySet

from bokal.programme.documents.models import Document
from bokal.programme.initiatives.models import (
    Assumption,
    Attachment,
    BudgetLine,
    Cohort,
    CohortOutcome,
    HandoverLine,
    LookBack,
    Partnership,
    Session,
    Work,
)
from bokal.programme.initiatives.services.read_together import read_together
from bokal.programme.programmes.models import Goal
from bokal.programme.voices.models import Organisation, Promise
from tests.factories.programmes import make_programme
from tests.factories.whole import make_whole

pytestmark = pytest.mark.django_db
TABLES = (
    *(Assumption, Work, Goal, HandoverLine, LookBack, Cohort, Session, CohortOutcome, BudgetLine),
    *(Attachment, Document, Partnership, Organisation, Promise),
)


def facts(row: Model) -> list[object]:
    """Return the values of a row in the order of its columns."""
    return [(type(value := getattr(row, field.attname)), value) for field in row._meta.concrete_fields]


def test_each_row_is_the_same_as_if_it_was_read_by_itself(django_assert_num_queries) -> None:
    make_programme()
    make_whole()
    every: list[QuerySet] = [model.objects.order_by("pk") for model in TABLES]
    with django_assert_num_queries(1):
        found = read_together(*every)
    for rows, query in zip(found, every, strict=True):
        assert rows, query.model
        assert [facts(row) for row in rows] == [facts(row) for row in query]


def test_a_table_without_rows_is_an_empty_list(django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        assert read_together(Work.objects.all(), Goal.objects.all()) == [[], []]
