"""The board's page: what was promised, done, verified and is not known; each number is a list of rows."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Window,
)
from django.db.models.functions import Coalesce

from bokal.programme.areas.enums import Direction
from bokal.programme.initiatives.enums import (
    FAILED,
    LONGEST_CADENCE,
    STARTED,
    UNDER_WAY,
    Afterlife,
    Held,
    MeasureUnit,
    Phase,
    UpdateState,
)
from bokal.programme.initiatives.models import (
    Assumption,
    BudgetLine,
    Gate,
    Handover,
    Initiative,
    LookBack,
    Measure,
    Update,
    Waiver,
)
from bokal.programme.voices.enums import PromiseState, Stage, Status
from bokal.programme.voices.models import Problem, Promise

type Areas = frozenset[str] | None

COMING = datetime.timedelta(days=90)
CADENCES = range(1, LONGEST_CADENCE + 1)
SUMS = ("planned", "revised", "committed", "actual")
YEARS_SHOWN = 6
ENDED = (Phase.STOPPED, Phase.HANDED_OVER, Phase.CLOSED)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are counted together by one question, and by what each number is told apart."""

    rows: QuerySet[Any]
    numbers: Mapping[str, Q]


@dataclass(frozen=True, slots=True)
class YearOfMoney:
    """The sums of the budget lines of a year, in öre; ``year`` is none for all years before those shown."""

    year: int | None
    planned: int
    revised: int
    committed: int
    actual: int


@dataclass(frozen=True, slots=True)
class BoardPage:
    """All numbers by name, the money by year, and the first gates that are not decided."""

    counts: Mapping[str, int]
    money: Sequence[YearOfMoney]
    gates: Sequence[Gate]
    constructed: bool


def within[T: QuerySet[Any]](rows: T, areas: Areas, way: str) -> T:
    """Keep what lies in some areas; None keeps all."""
    return rows if areas is None else rows.filter(**{f"{way}__in": areas})


def promises_within(areas: Areas) -> QuerySet[Promise]:
    """Return the promises about things in some areas; None keeps all."""
    promises = Promise.objects.all()
    if areas is None:
        return promises
    about = Q(problem__area__code__in=areas) | Q(proposal__area__code__in=areas)
    about |= Q(dialogue__area__code__in=areas) | Q(partnerships__initiative__area__code__in=areas)
    return promises.filter(pk__in=Promise.objects.filter(about).order_by().values("pk"))


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the day some months earlier, at most the 28th so that every month has it."""
    place = day.year * 12 + day.month - 1 - months
    return datetime.date(place // 12, place % 12 + 1, min(day.day, 28))


def product(one: str, other: str) -> Expression:
    """Multiply two columns exactly enough to compare shares without dividing."""
    return ExpressionWrapper(F(one) * F(other), output_field=DecimalField(max_digits=30, decimal_places=6))


def reached() -> Q:
    """Keep measures whose approved values reach the target; a share is compared by both its numbers."""
    share = Q(unit=MeasureUnit.PERCENT, total__value_of__gt=0)
    better, worse = Q(direction=Direction.HIGHER_IS_BETTER), Q(direction=Direction.HIGHER_IS_WORSE)
    plain = ~Q(unit=MeasureUnit.PERCENT) & (
        better & Q(total__value__gte=F("target")) | worse & Q(total__value__lte=F("target"))
    )
    shares = share & (better & Q(seen__gte=F("held_to")) | worse & Q(seen__lte=F("held_to")))
    return Q(total__value__isnull=False) & (plain | shares)


def overdue(today: datetime.date) -> Q:
    """Keep measures whose next value is more than a month late and not sent in either."""
    late = Q(pk__in=[])
    for months in CADENCES:
        late |= Q(every_months=months, last__lt=months_before(today, months + 1))
    return Q(initiative__phase__in=UNDER_WAY, is_sent=False) & late


def measures(areas: Areas) -> QuerySet[Measure]:
    """Return the measures that initiatives started with, ready to be compared with their totals."""
    sent = Update.objects.filter(measure=OuterRef("pk"), state=UpdateState.SUBMITTED)
    rows = Measure.objects.filter(commitment__isnull=False, initiative__documented=False)
    return within(rows, areas, "initiative__area__code").annotate(
        seen=product("total__value", "target_of"),
        held_to=product("target", "total__value_of"),
        last=Coalesce("total__up_to", "initiative__starts_on"),
        is_sent=Exists(sent),
    )


def rows_of_initiatives(today: datetime.date, areas: Areas) -> Rows:
    """Return what is counted of initiatives themselves."""
    approved = Waiver.objects.approved().filter(initiative=OuterRef("pk"))
    rows = within(Initiative.objects.filter(documented=False), areas, "area__code").annotate(
        waived=Exists(approved), measured=Exists(Measure.objects.filter(initiative=OuterRef("pk")))
    )
    numbers = {
        "started": Q(phase__in=STARTED),
        "ended": Q(phase__in=ENDED),
        "unmeasured": Q(phase__in=STARTED, waived=True, measured=False),
        "lessons": Q(lesson={}, lesson_due_on__lt=today),
        "made-up": Q(constructed=True),
    }
    return Rows(rows, numbers)


def rows_of_measures(today: datetime.date, areas: Areas) -> Rows:
    """Return what is counted of measures."""
    known = Q(total__value__isnull=False)
    numbers = {
        "targets": Q(pk__isnull=False),
        "reached": reached(),
        "without-value": ~known,
        "off-target": Q(target_on__lte=today) & known & ~reached(),
        "overdue-updates": overdue(today),
    }
    return Rows(measures(areas), numbers)


def rows_of_handovers(today: datetime.date, areas: Areas) -> Rows:
    """Return what is counted of handovers that are run here."""
    rows = within(Handover.objects.filter(source=""), areas, "initiative__area__code")
    goes_on = ~Q(afterlife=Afterlife.STOP)
    numbers = {
        "handed-over": goes_on & Q(completed_at__isnull=False),
        "to-settle": Q(completed_at__isnull=True) & (Q(accepted_at__isnull=False) | ~goes_on),
        "to-accept": goes_on & Q(completed_at__isnull=True, accepted_at__isnull=True),
    }
    return Rows(rows, numbers)


def rows_of_voices(areas: Areas) -> Rows:
    """Return what is counted of problems that everybody reads."""
    rows = within(Problem.objects.filter(stage=Stage.PUBLISHED), areas, "area__code")
    numbers = {
        "problems-done": Q(status__in=[Status.DONE, Status.CONFIRMED]),
        "problems-confirmed": Q(status=Status.CONFIRMED),
        "problems-reopened": Q(status=Status.REOPENED),
    }
    return Rows(rows, numbers)


def all_rows(today: datetime.date, areas: Areas) -> list[Rows]:
    """Return everything the board's page counts, one entry a question; the gates are the last."""
    way = "initiative__area__code"
    undecided = Gate.objects.ahead()
    looks = within(LookBack.objects.filter(handover__source=""), areas, f"handover__{way}")
    settled = {
        "false": Q(held=Held.FALSE),
        "untested": Q(held=Held.OPEN, initiative__phase__in=UNDER_WAY),
    }
    said = {
        "reported": Q(state__in=[UpdateState.SUBMITTED, UpdateState.APPROVED]),
        "approved": Q(state=UpdateState.APPROVED),
        "to-approve": Q(state=UpdateState.SUBMITTED),
    }
    promised = {
        "promises": Q(pk__isnull=False),
        "promises-kept": Q(state=PromiseState.KEPT),
        "promises-overdue": Q(state=PromiseState.OPEN, due_on__lt=today),
    }
    return [
        rows_of_initiatives(today, areas),
        rows_of_measures(today, areas),
        rows_of_handovers(today, areas),
        rows_of_voices(areas),
        Rows(within(Update.objects.all(), areas, way), said),
        Rows(within(Assumption.objects.filter(initiative__documented=False), areas, way), settled),
        Rows(promises_within(areas), promised),
        Rows(looks, {"look-backs": Q(found="", due_on__lt=today), "faded": Q(found__in=FAILED)}),
        Rows(
            within(undecided, areas, way),
            {
                "gates-overdue": Q(due_on__lt=today),
                "gates-coming": Q(due_on__gte=today, due_on__lte=today + COMING),
            },
        ),
    ]


def counted(name: str, today: datetime.date, areas: Areas) -> QuerySet[Any] | None:
    """Return the rows that a number of the board's page counts, or None when there is no such number."""
    for one in all_rows(today, areas):
        if name in one.numbers:
            return one.rows.filter(one.numbers[name])
    return None


def budget_lines(areas: Areas) -> QuerySet[BudgetLine]:
    """Return the budget lines of initiatives in some areas."""
    return within(BudgetLine.objects.all(), areas, "initiative__area__code")


def money_by_year(areas: Areas) -> list[YearOfMoney]:
    """Add the budget lines up by year, the newest first; what is older than six years is one row."""
    lines = budget_lines(areas).order_by("-year").values("year")
    sums: list[Any] = list(lines.annotate(**{f"sum_{name}": Sum(name) for name in SUMS}))
    shown = [YearOfMoney(row["year"], *(row[f"sum_{name}"] for name in SUMS)) for row in sums[:YEARS_SHOWN]]
    older = sums[YEARS_SHOWN:]
    if older:
        shown.append(YearOfMoney(None, *(sum(row[f"sum_{name}"] for row in older) for name in SUMS)))
    return shown


def first_gates(gates: Rows, most: int) -> tuple[list[Gate], dict[str, int]]:
    """Return the first gates that are overdue or coming, with how many there are of each, by one question."""
    late, coming = gates.numbers["gates-overdue"], gates.numbers["gates-coming"]
    found = gates.rows.filter(late | coming).annotate(
        late=Window(Count("pk", filter=late)), coming=Window(Count("pk", filter=coming))
    )
    first = list(found.select_related("initiative__unit").order_by("due_on", "pk")[:most])
    numbers = (first[0].late, first[0].coming) if first else (0, 0)
    return first, dict(zip(("gates-overdue", "gates-coming"), numbers, strict=True))


def board_page(today: datetime.date, areas: Areas = None, *, gates: int = 6) -> BoardPage:
    """Count what the board reads on one page; ten questions, however many initiatives there are."""
    counts: dict[str, int] = {}
    *plain, undecided = all_rows(today, areas)
    for one in plain:
        counts |= one.rows.order_by().aggregate(
            **{name: Count("pk", filter=wanted) for name, wanted in one.numbers.items()}
        )
    first, of_gates = first_gates(undecided, gates)
    made_up = counts.pop("made-up") > 0
    return BoardPage(counts | of_gates, money_by_year(areas), first, made_up)
