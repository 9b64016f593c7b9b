"""Tables that a reader takes along, line by line."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from bokal.programme.documents.services import disarmed


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a table; a text that a spreadsheet would run as a formula is disarmed."""
    for row in [columns], rows:
        for cells in row:
            line = io.StringIO()
            csv.writer(line).writerow([disarmed(cell) for cell in cells])
            yield line.getvalue()
