"""Tables as files: a spreadsheet opens them at once, and a description of their own lies beside them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override

from bokal.programme.areas.models import Dataset
from bokal.web.ui.downloads import send
from bokal.web.ui.formats import in_language
from bokal.web.ui.tables import csv_lines

type Described = Sequence[tuple[str, str]]

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
METADATA = "-metadata.json"


def send_table(
    request: HttpRequest,
    *,
    name: str,
    columns: Described,
    rows: Iterable[Sequence[object]],
    sources: Sequence[Dataset],
    notes: Sequence[str] = (),
) -> HttpResponse:
    """Send a table, or where the address ends in ``-metadata.json`` the description of it (CSVW).

    The table begins with a byte order mark and its columns, as spreadsheets expect; where it comes from and
    what each column means stands in the description, which is named by a header of the table.
    """
    if request.path.endswith(METADATA):
        told = described(request, name=name, columns=columns, sources=sources, notes=notes)
        return send(request, [told], name=f"{name}.csv{METADATA}", kind="application/csvm+json")
    lines = csv_lines([column for column, _ in columns], rows)
    response = send(request, begun(lines), name=f"{name}.csv", kind="text/csv; charset=utf-8")
    response["Link"] = f'<{request.path}{METADATA}>; rel="describedby"; type="application/csvm+json"'
    return response


def begun(lines: Iterator[str]) -> Iterator[str]:
    """Yield a byte order mark, then the lines."""
    yield BYTE_ORDER_MARK
    yield from lines


def described(
    request: HttpRequest, *, name: str, columns: Described, sources: Sequence[Dataset], notes: Sequence[str]
) -> str:
    """Describe a table as CSV on the Web: columns, licence and where each source was retrieved."""
    with override("en"):
        told: dict[str, Any] = {
            "@context": "http://www.w3.org/ns/csvw",
            "url": request.path.removesuffix(METADATA).rpartition("/")[2],
            "dc:title": name,
            "dc:license": sorted({dataset.licence_name for dataset in sources}),
            "dc:source": list(source_lines(sources)),
            "rdfs:comment": list(notes),
            "dialect": {"encoding": "utf-8", "header": True},
            "tableSchema": {
                "columns": [{"name": column, "dc:description": text} for column, text in columns]
            },
        }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def source_lines(sources: Sequence[Dataset]) -> Iterator[str]:
    """Yield a line for each source: a file must not travel without its origin."""
    for dataset in sources:
        title = in_language(dataset.title)
        told = f"{dataset.slug}: {dataset.publisher}, {title}. {dataset.licence_name}. {dataset.attribution}"
        yield f"{' '.join(told.split())} Retrieved {dataset.retrieved_on}."


def asked_language(request: HttpRequest) -> str:
    """Return the language asked for by ``?lang=``, else the one of the browser or the installation."""
    known = {"sv", "en", "ar"}
    word = request.GET.get("lang", "")
    return word if word in known else get_language() or "en"
