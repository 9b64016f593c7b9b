"""What a reader may write into an address: what cannot be used is set right, and the page says so."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext

from bokal.web.ui.sent_numbers import number_in

LONGEST = 80
GREATEST_WEIGHT = 1_000_000.0


@dataclass(slots=True)
class Asked:
    """The query of a page, read once; ``notes`` gathers what was set right, ``wrong`` the fields."""

    query: QueryDict
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a text to search for."""
        text = self.query.get(name, "").replace("\0", "").strip()
        if len(text) > LONGEST:
            self.notes.append(
                gettext("Your search was long. Only its first %(count)s signs were used.")
                % {"count": LONGEST}
            )
        return text[:LONGEST]

    def choice(self, name: str, known: Collection[str], otherwise: str) -> str:
        """Return one of the known words."""
        word = self.query.get(name, "")
        if word in known:
            return word
        if word:
            self.notes.append(
                gettext("“%(word)s” is not a choice here. The page shows its usual form instead.")
                % {"word": word[:LONGEST]}
            )
        return otherwise

    def page_of[T](self, items: Sequence[T] | QuerySet[Any, T], size: int) -> Page[T]:
        """Return one page of a list; a page that does not exist becomes the nearest."""
        paginator = Paginator(items, size)
        word = self.query.get("page", "1")
        number = number_in(word, digits=9) or 0
        if number < 1 or number > paginator.num_pages:
            number = min(max(number, 1), paginator.num_pages)
            self.notes.append(
                gettext("There is no page “%(word)s”. This is page %(number)s.")
                % {"word": word[:LONGEST], "number": number}
            )
        return paginator.page(number)

    def weights(self, names: Sequence[str]) -> list[float] | None:
        """Return the weight a reader gives each domain, or None when none is given or one cannot be used."""
        words = [self.query.get(f"w-{name}", "") for name in names]
        if not any(words):
            return None
        weights = [weight_of(word) for word in words]
        known = [weight for weight in weights if weight is not None]
        if len(known) < len(words) or not any(known):
            bad = [name for name, weight in zip(names, weights, strict=True) if weight is None]
            self.wrong = bad or list(names)
            return None
        return known


def weight_of(word: str) -> float | None:
    """Read a weight; a comma may stand for the decimal point."""
    try:
        weight = float(word.strip().replace(",", "."))
    except ValueError:
        return None
    return weight if math.isfinite(weight) and 0 <= weight <= GREATEST_WEIGHT else None
