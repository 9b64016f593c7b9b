"""A long list in pages: which rows a page has is found first, and only those rows are read."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, overload

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

FIRST = 50
PAGE_SIZE = 50


class LongList[T](Sequence[T]):
    """Rows that may be many, for a paginator.

    To leave out the rows before a page deep in a list, a database reads them with all that is joined to them.
    Numbers alone come out of an index. ``numbers`` gives them in the order of the rows when there is a
    shorter way to them, as pairs with the number last; ``count`` says how many there are when it is known.
    When it is not, the first numbers are read before anything is counted: of a search that finds little they
    are all there is, and it is made once and not twice.
    """

    def __init__(
        self,
        rows: QuerySet[Any, T],
        *,
        count: int | None = None,
        numbers: QuerySet[Any, tuple[Any, int]] | None = None,
    ) -> None:
        self.rows, self.known, self.numbers = rows, count, numbers

    def __len__(self) -> int:
        if self.known is None:
            self.known = len(self.first) if len(self.first) < FIRST else self.rows.count()
        return self.known

    @cached_property
    def first(self) -> list[int]:
        """The numbers at the beginning."""
        return self.read_numbers(slice(0, FIRST))

    @overload
    def __getitem__(self, some: int) -> T: ...
    @overload
    def __getitem__(self, some: slice) -> list[T]: ...
    def __getitem__(self, some: int | slice) -> T | list[T]:
        """Return the rows of a page."""
        if isinstance(some, int):
            return self.rows[some]
        return list(self.rows.filter(pk__in=self.numbers_of(some)))

    def numbers_of(self, some: slice) -> list[int]:
        """Return the numbers of the rows of a page."""
        if "first" in self.__dict__ and (some.stop <= FIRST or len(self.first) < FIRST):
            return self.first[some]
        return self.read_numbers(some)

    def read_numbers(self, some: slice) -> list[int]:
        """Ask for the numbers of some rows."""
        if self.numbers is not None:
            return [number for _order, number in self.numbers[some]]
        return list(self.rows.values_list("pk", flat=True)[some])


def one_page[T](found: QuerySet[Any, T], request: HttpRequest) -> Page[T]:
    """Return the page of a list that is asked for; one that does not exist becomes the nearest."""
    return Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
