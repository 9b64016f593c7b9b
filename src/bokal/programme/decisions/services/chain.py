"""A decision, those it corrects and those that correct it: one line, held and read as one."""

from collections import defaultdict
from collections.abc import Collection

from django.db.models.functions import Coalesce

from bokal.programme.decisions.models import Decision


def hold_chain(decision: int) -> list[Decision]:
    """Return a decision, by number, with those it corrects and those that correct it, the oldest first.

    What a decision corrects never changes, so the oldest is held for all: whoever holds it is alone with
    them, and reads the newest of them and its document as they are until the change is done.
    """
    first = Decision.objects.get(pk=decision).first_id or decision
    chain = [Decision.objects.select_for_update(of=("self",)).get(pk=first)]
    corrections = {one.corrects_id: one for one in Decision.objects.filter(first=first)}
    while newer := corrections.get(chain[-1].pk):
        chain.append(newer)
    return chain


def corrected(decisions: Collection[int]) -> dict[int, int]:
    """Return what each correction corrects in the lines of decisions, by number, in one question."""
    named = Decision.objects.filter(pk__in=decisions).order_by()
    firsts = named.annotate(oldest=Coalesce("first_id", "pk")).values("oldest")
    found = Decision.objects.filter(first__in=firsts).order_by().values_list("pk", "corrects")
    return {one: earlier for one, earlier in found if earlier is not None}


def stands_for(decisions: Collection[Decision]) -> dict[int, set[int]]:
    """Return decisions and all that each stands for, by number, with those among them that stand for it."""
    earlier = corrected([one.pk for one in decisions])
    found: dict[int, set[int]] = defaultdict(set)
    for one in decisions:
        number: int | None = one.pk
        while number is not None:
            found[number].add(one.pk)
            number = earlier.get(number)
    return dict(found)


def newest_of(decisions: Collection[int]) -> dict[int, int]:
    """Return for each decision, by number, the newest that corrects it; itself when none does."""
    newer = {earlier: one for one, earlier in corrected(decisions).items()}
    found = {}
    for one in decisions:
        found[one] = one
        while found[one] in newer:
            found[one] = newer[found[one]]
    return found


def with_corrections(decisions: Collection[int]) -> set[int]:
    """Return decisions, by number, with all that correct them."""
    newer = {earlier: one for one, earlier in corrected(decisions).items()}
    found = set(decisions)
    for one in decisions:
        number: int | None = one
        while number is not None:
            found.add(number)
            number = newer.get(number)
    return found
