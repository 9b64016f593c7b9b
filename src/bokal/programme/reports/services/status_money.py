"""The money of a status report: what the entries until the end of its period add up to, in öre."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q, Sum

from bokal.programme.initiatives.models import BudgetEntry, BudgetLine, Initiative
from bokal.programme.initiatives.services.money import ADDS_TO, SUMS
from bokal.programme.reports.services.status_rows import of_these
from bokal.programme.reports.services.status_span import Json, Span, code_of, counted

LEDGER = "ledger"
type Amounts = dict[str, int]


def entries_counting(span: Span) -> Q:
    """Keep the entries that count: of a day until then, kept in time, or correcting one that was."""
    in_time = Q(at__lt=span.closes) | Q(corrects__at__lt=span.closes, corrects__on__lt=span.after)
    return Q(on__lt=span.after) & in_time


def amounts_by_line(lines: Sequence[BudgetLine], span: Span) -> dict[int, Amounts]:
    """Return the four sums of each line that has entries that count."""
    counting = BudgetEntry.objects.filter(entries_counting(span), line__in=lines).order_by()
    found: dict[int, Amounts] = {}
    for line, kind, amount in counting.values_list("line_id", "kind").annotate(Sum("amount")):
        amounts = found.setdefault(line, dict.fromkeys(SUMS, 0))
        for name in ADDS_TO[kind]:
            amounts[name] += amount
    return found


def money_of(initiatives: Sequence[Initiative], span: Span) -> Json:
    """Return what is planned, committed and paid: by line, funder, unit and year, and all in all.

    A line here is what one funder gives one unit for an initiative in one year; accounts are left out.
    """
    lines = BudgetLine.objects.filter(initiative__in=initiatives).select_related("unit")
    if span.funder:
        lines = lines.filter(funder=span.funder)
    known = of_these(lines.order_by("pk"), initiatives)
    amounts = amounts_by_line(known, span)
    paid_for = [(line, amounts[line.pk]) for line in known if line.pk in amounts]
    return {
        "lines": grouped(paid_for, line_code, line_words),
        "by_funder": grouped(paid_for, lambda line: code_of(line.funder), lambda line: {"name": line.funder}),
        "by_unit": grouped(paid_for, lambda line: line.unit.code, lambda line: {"name": line.unit.name}),
        "by_year": grouped(paid_for, lambda line: str(line.year), lambda line: {}),
        "total": levels(total for _line, total in paid_for),
    }


def line_code(line: BudgetLine) -> str:
    """Name what one funder gives one unit for an initiative in one year."""
    return code_of(line.initiative.slug, line.year, line.unit.code, line.funder)


def line_words(line: BudgetLine) -> Json:
    """Say whose money it is, for what and when."""
    return {
        "initiative": line.initiative.slug,
        "title": line.initiative.title,
        "funder": line.funder,
        "unit": {"code": line.unit.code, "name": line.unit.name},
        "budget_year": str(line.year),
    }


def grouped(
    lines: Iterable[tuple[BudgetLine, Amounts]],
    code: Callable[[BudgetLine], str],
    words: Callable[[BudgetLine], Json],
) -> list[Json]:
    """Add up lines that have one code, in the order of their codes."""
    found: dict[str, tuple[Json, list[Amounts]]] = {}
    for line, amounts in lines:
        found.setdefault(code(line), (words(line), []))[1].append(amounts)
    return [
        {"code": name, **told, **levels(several)}
        for name, (told, several) in sorted(found.items(), key=first)
    ]


def first(row: tuple[str, Any]) -> str:
    """Return what rows are sorted by."""
    return row[0]


def levels(several: Iterable[Amounts]) -> Json:
    """Add up sums and return each as a figure, in öre."""
    rows = list(several)
    return {name: counted(sum(row[name] for row in rows), LEDGER) for name in SUMS}
