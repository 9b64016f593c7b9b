"""Where an area stands in the ranking shown first, itself or by its parts, and where it lies in the city."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, Subquery

from bokal.programme.areas.models import Area, Composition, IndexResult
from bokal.programme.areas.services.show_run import runs_shown

FIELDS = (
    "area__geography__code",
    "area__code",
    "area__name",
    "rank",
    "rank_low",
    "rank_high",
    "contributions",
)


@dataclass(frozen=True, slots=True)
class Place:
    """The rank of an area in a run, with the ranks it may as well have."""

    geography: str
    code: str
    name: str
    rank: int
    rank_low: int
    rank_high: int
    contributions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a run says of an area: its own place, or those of the zones it is made of."""

    slug: str
    year: int
    total: int
    own: Place | None
    parts: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """The rings of an area and of the city around it."""

    area: Sequence[Sequence[int]]
    city: Sequence[Sequence[int]]


def standing_of(area: Area) -> Standing | None:
    """Return where an area stands in the run shown first, or else in another public one; two queries."""
    parts = Composition.objects.filter(whole=area).values("part")
    everyone = IndexResult.objects.filter(run=OuterRef("run")).order_by().values("run")
    shown = runs_shown()
    rows = list(
        IndexResult.objects.filter(Q(area=area) | Q(area__in=parts), run__in=shown)
        .order_by("rank", "area__code")
        .annotate(total=Subquery(everyone.annotate(count=Count("pk")).values("count")))
        .values_list("run", "run__slug", "run__year", "total", *FIELDS)
    )
    rows.sort(key=lambda row: shown.index(row[0]))
    if not rows:
        return None
    run, slug, year, total = rows[0][:4]
    places = [Place(*row[4:]) for row in rows if row[0] == run]
    here = (area.geography.code, area.code)
    own = next((place for place in places if (place.geography, place.code) == here), None)
    return Standing(slug, year, total, own, tuple(place for place in places if place is not own))
