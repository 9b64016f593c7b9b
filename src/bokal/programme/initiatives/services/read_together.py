"""Read a few rows of several tables with one question, for a page that shows something of each."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from django.db.models import F, Field, IntegerField, JSONField, Model, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone


def read_together(*parts: QuerySet[Any]) -> list[list[Any]]:
    """Return the rows of each query in the order of their numbers, all read with one question.

    Each row comes as JSON and becomes its record again. That keeps texts, times and whole numbers as they
    are, and is not for tables with decimals.
    """
    found: list[list[Any]] = [[] for _part in parts]
    first, *others = [as_facts(part, place) for place, part in enumerate(parts)]
    for place, facts in first.union(*others, all=True).order_by("read_place"):
        found[place].append(record_of(parts[place].model, facts))
    return [sorted(rows, key=lambda row: int(row.pk)) for rows in found]


def as_facts(part: QuerySet[Any], place: int) -> Any:
    """Return a query for the rows as JSON, each with the place of its query."""
    columns = {field.attname: F(field.attname) for field in part.model._meta.concrete_fields}
    numbered = part.order_by().annotate(
        read_place=Value(place, output_field=IntegerField()), read_facts=JSONObject(**columns)
    )
    return numbered.values_list("read_place", "read_facts")


def record_of(model: type[Model], facts: Mapping[str, Any]) -> Any:
    """Return the record that some facts are of, as if it had been read by itself."""
    fields = model._meta.concrete_fields
    values = [value_of(field, facts[field.attname]) for field in fields]
    return model.from_db(None, [field.attname for field in fields], values)


def value_of(field: Field[Any, Any], fact: Any) -> Any:
    """Return a value from JSON as the field has it; SQLite gives JSON as a text, and times without a zone."""
    if isinstance(field, JSONField):
        return json.loads(fact) if isinstance(fact, str) else fact
    value = field.to_python(fact)
    if isinstance(value, datetime.datetime) and timezone.is_naive(value):
        return timezone.make_aware(value, datetime.UTC)
    return value
