"""A decision, those it corrects and those that correct it: one line, held and read as one."""

from collections.abc import Collection

from bokal.programme.decisions.models import Decision


def hold_chain(decision: int) -> list[Decision]:
    """Return a decision, by number, with those it corrects and those that correct it, the oldest first.

    What a decision corrects never changes, so the oldest is held for all: whoever holds it is alone with
    them, and reads the newest of them and its document as they are until the change is done.
    """
    while earlier := Decision.objects.filter(corrected_by=decision).first():
        decision = earlier.pk
    chain = [Decision.objects.select_for_update(of=("self",)).get(pk=decision)]
    while newer := Decision.objects.filter(corrects=chain[-1]).first():
        chain.append(newer)
    return chain


def stands_for(decisions: Collection[Decision]) -> dict[int, set[int]]:
    """Return decisions and all that each stands for, by number, with those among them that stand for it."""
    found = {one.pk: {one.pk} for one in decisions}
    earlier = {one.corrects_id: {one.pk} for one in decisions if one.corrects_id}
    while earlier:
        found |= {one: found.get(one, set()) | standing for one, standing in earlier.items()}
        before = Decision.objects.filter(pk__in=earlier, corrects__isnull=False).order_by()
        pairs = before.values_list("pk", "corrects")
        earlier = {corrected: earlier[number] for number, corrected in pairs if corrected}
    return found


def newest_of(decisions: Collection[int]) -> dict[int, int]:
    """Return for each decision, by number, the newest that corrects it; itself when none does."""
    found = {one: one for one in decisions}
    heads = set(found.values())
    while heads:
        corrections = Decision.objects.filter(corrects__in=heads).order_by()
        newer = dict(corrections.values_list("corrects_id", "pk"))
        found = {one: newer.get(head, head) for one, head in found.items()}
        heads = set(newer.values())
    return found


def with_corrections(decisions: Collection[int]) -> set[int]:
    """Return decisions, by number, with all that correct them."""
    found, new = set(decisions), set(decisions)
    while new:
        corrections = Decision.objects.filter(corrects__in=new).order_by()
        new = set(corrections.values_list("pk", flat=True)) - found
        found |= new
    return found
