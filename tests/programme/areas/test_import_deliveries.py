"""A figure goes on pointing to the file that brought it, however often its source delivers."""

import datetime
import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from bokal.programme.areas.models import Dataset, Observation
from bokal.programme.areas.services import ImportOptions, Kind, Preview, apply_import
from bokal.programme.documents.services import document_bytes
from tests.factories.areas import make_dataset, make_definition, make_file, make_geography, make_source

pytestmark = pytest.mark.django_db

HEADER = "geography,area,indicator,year,value\n"
FIRST = HEADER + "deso2018,A,employed,2022,61.5\ndeso2018,B,employed,2022,40\n"
SECOND = HEADER + "deso2018,A,employed,2022,61.5\ndeso2018,B,employed,2022,41\n"
THIRD = HEADER + "deso2018,B,employed,2022,42\n"


@pytest.fixture(autouse=True)
def _records() -> None:
    make_geography(areas=("A", "B"))
    make_definition()


def bring_in(content: str, **fields: object) -> Preview:
    options = ImportOptions(**(fields or {"source": make_source()}))
    return apply_import(kind=Kind.OBSERVATIONS, file=make_file(content), options=options, actor=None)


def delivery_of(area: str) -> Dataset:
    return Observation.objects.get(area__code=area).dataset


def sha256_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def test_a_second_delivery_leaves_the_first_as_it_was() -> None:
    bring_in(FIRST)
    bring_in(SECOND, source=make_source(retrieved_on=datetime.date(2027, 1, 1)))
    one, two = delivery_of("A"), delivery_of("B")
    assert (one.slug, one.number, one.sha256) == ("example", 1, sha256_of(FIRST))
    assert (two.slug, two.number, two.sha256) == ("example.2", 2, sha256_of(SECOND))
    assert (one.source, two.source) == ("example", "example")
    assert (one.retrieved_on.year, two.retrieved_on.year) == (2026, 2027)
    assert document_bytes(one.document).decode() == FIRST
    assert document_bytes(two.document).decode() == SECOND


def test_the_same_file_twice_is_one_delivery() -> None:
    for _time in range(2):
        preview = bring_in(FIRST)
    assert not preview.changes_anything
    assert Dataset.objects.count() == 1


def test_a_file_that_names_a_known_source_is_its_next_delivery() -> None:
    bring_in(FIRST)
    bring_in(SECOND, dataset="example")
    bring_in(THIRD, dataset="example")
    assert delivery_of("A").number == 1
    third = delivery_of("B")
    assert (third.number, third.sha256, third.title) == (3, sha256_of(THIRD), {"en": "Constructed example"})
    assert third.retrieved_on == timezone.localdate()


def test_a_source_that_was_only_described_gives_its_own_description() -> None:
    dataset = make_dataset("described")
    bring_in(FIRST, dataset="described")
    assert delivery_of("A") == dataset
    assert Dataset.objects.count() == 1


def test_a_description_can_be_corrected_for_the_same_file() -> None:
    bring_in(FIRST)
    bring_in(FIRST.replace("40", "41"))
    corrected = make_source(publisher="Somebody")
    bring_in(FIRST, source=corrected)
    assert delivery_of("B").publisher == "Somebody"
    assert delivery_of("B").number == 1


def test_the_database_keeps_what_a_delivery_is() -> None:
    bring_in(FIRST)
    for change in ({"sha256": "1" * 64}, {"source": "other"}, {"slug": "other"}, {"number": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Dataset.objects.update(**change)
    Dataset.objects.update(publisher="Somebody")
