"""Tables of initiatives, as somebody fills them in; all of it constructed."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
from django.http import HttpResponse
from django.test import Client

from bokal.programme.initiatives.services.import_initiatives import InitiativesBrought, import_initiatives

type Given = Mapping[str, Any]

ROW = {"title_sv": "Ljus längs stigen", "kind": "physical", "area": "herrgarden"}
WHOLE = ROW | {
    "unit": "streets",
    "starts_on": "2027-01-01",
    "ends_on": "2028-01-01",
    "decide_on": "2027-07-01",
    "if_we_sv": "sätter upp tolv lampor",
    "then_sv": "går fler hem i mörkret",
    "because_sv": "de ser vem de möter",
    "answers_because_sv": "Staden såg det själv.",
    "assumption_text_sv": "Det är mörkret som hindrar.",
    "assumption_wrong_when_sv": "lika få går där när det är ljust.",
    "measure_name_sv": "Förbipasserande",
    "measure_unit": "persons",
    "measure_direction": "better",
    "measure_accumulation": "flow",
    "measure_baseline": "120",
    "measure_baseline_on": "2026-11-01",
    "measure_comparator_sv": "Stigen i Kroksbäck",
    "measure_target": "500.5",
    "measure_target_on": "2027-12-31",
    "measure_owner": "streets",
}


def columns_of(rows: Sequence[Given]) -> list[str]:
    """Return every column that a row names."""
    return list(dict.fromkeys(name for row in rows for name in row))


def table(*rows: Given, delimiter: str = ",") -> bytes:
    """Return rows as CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns_of(rows), restval="", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def workbook(*rows: Given) -> bytes:
    """Return rows as a workbook; a day stays a day of the workbook."""
    book = openpyxl.Workbook()
    columns = columns_of(rows)
    book.active.append(columns)
    for row in rows:
        book.active.append([row.get(name) for name in columns])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bring(*rows: Given, **more: Any) -> InitiativesBrought:
    """Bring rows in."""
    return import_initiatives(content=table(*rows), name="initiatives.csv", actor=None, **more)


def told(brought: InitiativesBrought) -> list[tuple[int, str, str]]:
    """Return what is wrong with a file: line, column and reason."""
    return [(one.line, one.column, one.reason) for one in brought.problems]


def mark_on(page: str) -> dict[str, str]:
    """Return what the page of a preview sends along when it is let in."""
    return {"seen": page.partition('name="seen" value="')[2].partition('"')[0]}


def let_in(client: Client, files: str) -> HttpResponse:
    """Read the preview of the file that waits, and have it brought in."""
    page = client.get(f"{files}preview/", follow=True).text
    answer: HttpResponse = client.post(f"{files}apply/", mark_on(page))
    return answer
