"""What is worked out from records is kept in this process until one of those records changes."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock, RLock
from typing import Any

from django.db import connection

from bokal.programme.history.services.marks import current_marks, history_mark

MOST = 500

type Name = tuple[Hashable, ...]

_memory: OrderedDict[Name, tuple[str, Any]] = OrderedDict()
_guard = Lock()
# Of many readers who come at once after a change, one works it out and the others wait. What is worked out
# may rest on other things that are kept, so each kind of thing has a lock of its own.
_working: dict[Hashable, RLock] = {}


def kept[T](name: Name, work_out: Callable[[], T], *, of: tuple[str, ...]) -> T:
    """Return what ``work_out`` returns, kept under a name while the records ``of`` some apps or kinds stand.

    The first part of the name says what kind of thing it is. Everybody is given the same object, so nobody
    may change it. ``of=()`` is for what rests on nothing but its name, as when the fingerprint of all that it
    follows from is in the name: it is kept through every change. Inside a transaction nothing is kept longer
    than its marks are held: what it changed may be rolled back.
    """
    return kept_many([name], lambda _missing: {name: work_out()}, of=of)[name]


def kept_many[T](
    names: Collection[Name],
    work_out: Callable[[Collection[Name]], Mapping[Name, T]],
    *,
    of: tuple[str, ...],
) -> dict[Name, T]:
    """Return what is kept under some names; ``work_out`` is called once, for those that are missing."""
    if connection.in_atomic_block:
        beside = current_marks().beside
        if missing := [name for name in names if name not in beside]:
            beside |= work_out(missing)
        return {name: beside[name] for name in names}
    if not names:
        return {}
    mark = history_mark(*of) if of else ""
    found = look_up(names, mark)
    if len(found) == len(names):
        return found
    with lock_of(next(iter(names))[0]):
        found = look_up(names, mark)
        missing = [name for name in names if name not in found]
        if missing:
            fresh = work_out(missing)
            keep(fresh, mark)
            found.update(fresh)
    return found


def lock_of(kind: Hashable) -> RLock:
    """Return the lock of a kind of thing."""
    with _guard:
        return _working.setdefault(kind, RLock())


def look_up(names: Collection[Name], mark: str) -> dict[Name, Any]:
    """Return what is kept under some names and a mark."""
    found = {}
    with _guard:
        for name in names:
            entry = _memory.get(name)
            if entry is not None and entry[0] == mark:
                found[name] = entry[1]
                _memory.move_to_end(name)
    return found


def keep(fresh: Mapping[Name, Any], mark: str) -> None:
    """Keep what was worked out, and let go of what nobody asked for longest."""
    with _guard:
        for name, value in fresh.items():
            _memory[name] = (mark, value)
            _memory.move_to_end(name)
        while len(_memory) > MOST:
            _memory.popitem(last=False)


def forget_kept() -> None:
    """Forget all of it, as for another database."""
    with _guard:
        _memory.clear()
