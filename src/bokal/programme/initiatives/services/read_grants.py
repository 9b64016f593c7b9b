"""Small grants as they are read: what was granted, with the words that may be read, and the lists at work."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from bokal.programme.initiatives.enums import GIVEN, GrantState
from bokal.programme.initiatives.models import BudgetEntry, GrantApplication, GrantCall


@dataclass(frozen=True, slots=True)
class GrantShown:
    """A grant as everybody reads it; words that nobody has shown are empty."""

    application: GrantApplication
    title: str
    words: str
    report: str


def calls_opened() -> QuerySet[GrantCall]:
    """Return the calls that everybody reads of with how much each granted, the newest first."""
    opened = GrantCall.objects.filter(opens_on__lte=timezone.localdate())
    opened = opened.annotate(granted=Count("applications", filter=Q(applications__state__in=GIVEN)))
    return opened.select_related("area").order_by("-opens_on", "-pk")


def grants_given(call: GrantCall | None = None) -> QuerySet[GrantApplication]:
    """Return what was granted, in one call or in all that have opened, the newest call first."""
    given, today = GrantApplication.objects.filter(state__in=GIVEN), timezone.localdate()
    given = given.filter(call__opens_on__lte=today) if call is None else given.filter(call=call)
    return given.order_by("-call__opens_on", "-call_id", "number")


def first_grants(calls: Iterable[GrantCall], *, most: int) -> dict[int, list[GrantShown]]:
    """Return the first grants of each call, read in one question."""
    found = GrantApplication.objects.filter(call__in=[one.pk for one in calls], state__in=GIVEN)
    place = Window(RowNumber(), partition_by="call", order_by="number")
    grants: dict[int, list[GrantShown]] = {}
    for one in found.annotate(place=place).filter(place__lte=most).order_by("call", "number"):
        grants.setdefault(one.call_id, []).append(shown(one))
    return grants


def shown(one: GrantApplication) -> GrantShown:
    """Return a grant without the words that nobody has shown."""
    return GrantShown(
        one,
        one.title if one.words_shown else "",
        one.words if one.words_shown else "",
        one.report if one.report_shown else "",
    )


def calls_at_work() -> QuerySet[GrantCall]:
    """Return every call with what came in, what waits for a decision and what is given; the newest first."""
    of_given = Q(applications__state__in=GIVEN)
    counted = GrantCall.objects.annotate(
        came_in=Count("applications"),
        waiting=Count("applications", filter=Q(applications__state=GrantState.SUBMITTED)),
        given=Coalesce(
            Sum("applications__amount", filter=of_given), Value(0), output_field=BigIntegerField()
        ),
    )
    return counted.select_related("initiative", "area").order_by("-opens_on", "-pk")


def applications_at_work(call: GrantCall, state: str = "") -> QuerySet[GrantApplication]:
    """Return the applications of a call, those in one state when it is named."""
    found = call.applications.filter(state=state) if state else call.applications.all()
    return found.order_by("number")


def with_paid(found: QuerySet[GrantApplication]) -> QuerySet[GrantApplication]:
    """Add what was paid, with what corrections made of it since."""
    corrections = BudgetEntry.objects.filter(corrects=OuterRef("payment")).order_by().values("corrects")
    more = Subquery(corrections.annotate(sum=Sum("amount")).values("sum"), output_field=BigIntegerField())
    return found.annotate(paid=F("payment__amount") + Coalesce(more, Value(0)))


def count_states(call: GrantCall) -> dict[str, int]:
    """Return how many applications are in each state, in the order an application goes through them."""
    found = call.applications.order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict(found)
    return {state.value: counts.get(state.value, 0) for state in GrantState}
