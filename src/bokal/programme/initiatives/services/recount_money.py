"""Recount what the lines say from their entries, and report what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from bokal.programme.initiatives.models import BudgetEntry, BudgetLine
from bokal.programme.initiatives.services.money import ADDS_TO, SUMS


@dataclass(frozen=True, slots=True)
class LineDiffers:
    """A sum that a line keeps and that its entries do not add up to, both in öre."""

    line: int
    name: str
    stored: int
    derived: int

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("line", "name", "stored", "derived")}


def derived_sums() -> dict[int, dict[str, int]]:
    """Return the four sums of each line that has entries, counted from these alone."""
    sums: dict[int, dict[str, int]] = {}
    counted = BudgetEntry.objects.order_by().values_list("line", "kind").annotate(amount=Sum("amount"))
    for line, kind, amount in counted:
        own = sums.setdefault(line, dict.fromkeys(SUMS, 0))
        for name in ADDS_TO[kind]:
            own[name] += amount
    return sums


def recount_lines() -> list[LineDiffers]:
    """Compare the sums that are kept with those of the entries; return each that differs."""
    derived = derived_sums()
    return list(differences(derived))


def differences(derived: dict[int, dict[str, int]]) -> Iterator[LineDiffers]:
    """Yield what differs, line by line."""
    nothing = dict.fromkeys(SUMS, 0)
    for line, *stored in BudgetLine.objects.order_by("pk").values_list("pk", *SUMS):
        found = derived.get(line, nothing)
        for name, kept in zip(SUMS, stored, strict=True):
            if kept != found[name]:
                yield LineDiffers(line, name, kept, found[name])
