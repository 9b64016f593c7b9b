"""A programme and its units; all of it constructed."""

import datetime
from typing import Any

from bokal.programme.programmes.models import Programme, Unit
from bokal.programme.programmes.services import Description, describe_programme

STARTS, ENDS = datetime.date(2024, 1, 1), datetime.date(2030, 1, 1)


def make_programme(**changes: Any) -> Programme:
    """Return the sole programme."""
    facts = {
        "name": {"en": "Example programme"},
        "summary": {"en": "Constructed."},
        "contact": {"en": "Nobody"},
        "city": "Example",
        "starts_on": STARTS,
        "ends_on": ENDS,
        "constructed": True,
    }
    return describe_programme(description=Description(**(facts | changes)), actor=None)


def make_unit(code: str, **fields: Any) -> Unit:
    """Return a unit that has existed since 2020."""
    facts = {"name": {"en": code}, "valid_from": datetime.date(2020, 1, 1)}
    return Unit.objects.create(**(facts | {"code": code} | fields))
