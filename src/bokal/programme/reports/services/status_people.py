"""Who took part in the period of a status report, and what was counted late about the time before."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from bokal.programme.initiatives.calculations import THRESHOLD, shown_groups
from bokal.programme.initiatives.models import Attendance, Cohort, Headcount, Initiative
from bokal.programme.reports.services.status_rows import known_of
from bokal.programme.reports.services.status_span import Json, Span, counted, iso, of_late, shown

TAKING_PART = "sessions"


@dataclass(frozen=True, slots=True)
class Known:
    """A cohort as it was known at a moment.

    Attributes
    ----------
    people
        How many had begun, and None where that would tell of few.
    began
        How many had begun.
    came
        How many came each time, by session; None where nobody counted.
    days
        The day of each session.
    """

    from_day: datetime.date
    began: int
    people: int | None
    came: Mapping[int, int | None]
    days: Mapping[int, datetime.date]

    def between(self, first: datetime.date, after: datetime.date) -> dict[int, int | None]:
        """Return how many came at the sessions of a time."""
        return {key: came for key, came in self.came.items() if first <= self.days[key] < after}


def known_at(cohort: Cohort, moment: datetime.datetime) -> Known | None:
    """Return what was known of a cohort at a moment; nothing where nobody had noted it by then."""
    heads: Headcount | None = last_before(cohort.headcounts.all(), moment)
    if heads is None:
        return None
    people, _groups = shown_groups(heads.people, heads.groups)
    came: dict[int, int | None] = {}
    days: dict[int, datetime.date] = {}
    for session in cohort.sessions.all():
        count: Attendance | None = last_before(session.attendances.all(), moment)
        if count is not None:
            came[session.pk], days[session.pk] = count.came, session.on
    return Known(heads.from_day, heads.people, people, came, days)


def last_before[Count: (Headcount, Attendance)](
    counts: Iterable[Count], moment: datetime.datetime
) -> Count | None:
    """Return the last of several counts that was noted before a moment; they are in the order they came."""
    found = None
    for one in counts:
        if one.at < moment:
            found = one
    return found


def people_of(initiatives: Sequence[Initiative], told: Collection[int], span: Span) -> Json:
    """Return who took part in the period, as numbers that everybody may see, as they were known then.

    Somebody who takes part in two groups is counted in both, because nobody's name is kept. What was counted
    after the last report about the time before stands apart, as the difference to what was known then.
    ``told`` names the initiatives that were in the last report.
    """
    groups, late = [], []
    for cohort in cohorts_of(initiatives, span):
        now = known_at(cohort, span.closes)
        if now and (has_begun(now, span) or now.between(span.first, span.after)):
            groups.append(group_of(cohort, now, span))
        if (former := span.former) is not None:
            before = known_at(cohort, former.closes) if cohort.initiative_id in told else None
            late += late_of(cohort, (before, former.after), (now, span.first))
    began = [one["people"]["value"] for one in groups if one["began"]]
    came = [one["came"]["value"] for one in groups]
    hidden_late = sum(one[name]["value"] is None for one in late for name in ("people", "came"))
    of_before = {
        "late": numbered(late),
        "began_late": added_up(one["people"]["value"] for one in late),
        "visits_late": added_up(one["came"]["value"] for one in late),
        "hidden_late": counted(hidden_late, TAKING_PART),
    }
    return {
        "groups": numbered(groups),
        "began": added_up(began),
        "visits": added_up(came),
        "hidden": counted(sum(value is None for value in [*began, *came]), TAKING_PART),
        **of_late(span, of_before),
    }


def has_begun(known: Known, span: Span) -> bool:
    """Tell whether a group began in the period."""
    return span.first <= known.from_day < span.after


def cohorts_of(initiatives: Sequence[Initiative], span: Span) -> list[Cohort]:
    """Return the cohorts of initiatives as they were known, with all that was counted of them."""
    in_order = [
        Prefetch(name, queryset=model.objects.order_by("at", "pk"))
        for name, model in (("headcounts", Headcount), ("sessions__attendances", Attendance))
    ]
    found = known_of(Cohort, initiatives, span)
    prefetch_related_objects(found, *in_order)
    return sorted(found, key=lambda one: (one.initiative.slug, one.from_day, one.pk))


def added_up(values: Iterable[int | None]) -> Json:
    """Add up numbers of people; what is not shown is not in the sum."""
    return counted(sum(value or 0 for value in values), TAKING_PART)


def words_of(cohort: Cohort, from_day: datetime.date) -> Json:
    """Say which group it is."""
    return {
        "initiative": cohort.initiative.slug,
        "title": cohort.initiative.title,
        "name": cohort.name,
        "from_day": iso(from_day),
    }


def group_of(cohort: Cohort, known: Known, span: Span) -> Json:
    """Return one group; how many came is the sum of its meetings in the period."""
    times = known.between(span.first, span.after)
    counts = [came for came in times.values() if came is not None]
    hidden = known.people is None or any(is_few(one) for one in [*counts, sum(counts)])
    return {
        **words_of(cohort, known.from_day),
        "began": has_begun(known, span),
        "people": shown(known.people, TAKING_PART),
        "meetings": counted(len(times), TAKING_PART),
        "meetings_counted": counted(len(counts), TAKING_PART),
        "came": shown(None if hidden else sum(counts), TAKING_PART),
    }


def late_of(
    cohort: Cohort, last: tuple[Known | None, datetime.date], this: tuple[Known | None, datetime.date]
) -> list[Json]:
    """Return by how much a group differs from what the last report knew; nothing where it is the same.

    ``last`` and ``this`` are what was known for a report, and the first day that it leaves out here.
    """
    before, now = last[0], this[0]
    began = began_until(*last), began_until(*this)
    old, new = (one.between(datetime.date.min, day) if one else {} for one, day in (last, this))
    moved = [key for key in {**old, **new} if key not in old or key not in new or old[key] != new[key]]
    if began[0] == began[1] and not moved:
        return []
    pairs = [(old.get(key) or 0, new.get(key) or 0) for key in moved]
    hidden = any(one is not None and one.people is None for one in (before, now))
    came = sum(after - earlier for earlier, after in pairs)
    few = hidden or is_few(came) or any(tells_of_few(*pair) for pair in pairs)
    known = now or before
    assert known is not None
    return [
        {
            **words_of(cohort, known.from_day),
            "people": shown(None if hidden or tells_of_few(*began) else began[1] - began[0], TAKING_PART),
            "meetings": counted(len(new) - len(old), TAKING_PART),
            "meetings_counted": counted(times_counted(new) - times_counted(old), TAKING_PART),
            "came": shown(None if few else came, TAKING_PART),
        }
    ]


def began_until(known: Known | None, day: datetime.date) -> int:
    """Return how many had begun before a day."""
    return known.began if known is not None and known.from_day < day else 0


def times_counted(times: Mapping[int, int | None]) -> int:
    """Return at how many times somebody counted."""
    return sum(came is not None for came in times.values())


def is_few(number: int) -> bool:
    """Tell whether a number is of so few people that it is not shown."""
    return 0 < abs(number) < THRESHOLD


def tells_of_few(before: int, now: int) -> bool:
    """Tell whether two numbers of one thing, or their difference, would tell of few people."""
    return any(is_few(one) for one in (before, now, now - before))


def numbered(groups: Sequence[Json]) -> list[Json]:
    """Name the groups of an initiative by their place in it."""
    places: dict[str, int] = {}
    named = []
    for group in groups:
        places[group["initiative"]] = places.get(group["initiative"], 0) + 1
        named.append({"code": f"{group['initiative']}.{places[group['initiative']]}", **group})
    return named
