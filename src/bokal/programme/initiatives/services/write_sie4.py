"""Write an extract as SIE of type 4, so that reading it gives the same to the öre."""

import datetime
from collections.abc import Iterator

from bokal.programme.initiatives.services.ledger import Extract, LedgerRow, Voucher, kronor_of
from bokal.programme.initiatives.services.read_sie4 import CODING


def write_sie4(extract: Extract) -> bytes:
    """Return the bytes of a file; a sign that the code page of the format lacks becomes a question mark."""
    text = "".join(f"{line}\r\n" for line in lines_of(extract))
    return text.encode(CODING, errors="replace")


def lines_of(extract: Extract) -> Iterator[str]:
    """Yield the lines of a file, in the order that the format asks for."""
    yield "#FLAGGA 0"
    yield " ".join(["#PROGRAM", *map(quoted, extract.program or ("Bokal", "1"))])
    yield "#FORMAT PC8"
    if extract.made:
        yield " ".join(["#GEN", *map(quoted, extract.made)])
    yield "#SIETYP 4"
    if extract.company != extract.name:
        yield f"#ORGNR {quoted(extract.company)}"
    if extract.name:
        yield f"#FNAMN {quoted(extract.name)}"
    for number, (first, last) in sorted(extract.years.items(), reverse=True):
        yield f"#RAR {number} {day(first)} {day(last)}"
    for account, name in extract.accounts.items():
        yield f"#KONTO {account} {quoted(name)}"
    for dimension, name in extract.dimensions.items():
        yield f"#DIM {dimension} {quoted(name)}"
    for (dimension, code), name in extract.objects.items():
        yield f"#OBJEKT {dimension} {quoted(code)} {quoted(name)}"
    for one in extract.balances:
        parts = (f"#{one.kind}", str(one.year), one.account, kronor_of(one.amount), one.quantity)
        yield " ".join(part for part in parts if part)
    for voucher in extract.vouchers:
        yield from voucher_lines(voucher)


def voucher_lines(voucher: Voucher) -> Iterator[str]:
    """Yield a voucher with its rows."""
    rest = (voucher.text, day(voucher.entered_on), voucher.sign)
    yield " ".join(
        ["#VER", quoted(voucher.series), quoted(voucher.number), day(voucher.on), *up_to_last(rest)]
    )
    yield "{"
    for row in voucher.rows:
        yield f"  {row_line(row)}"
    yield "}"


def row_line(row: LedgerRow) -> str:
    """Return a row of a voucher."""
    objects = " ".join(f"{dimension} {quoted(code)}" for dimension, code in row.objects)
    rest = (day(row.on), row.text, row.quantity, row.sign)
    start = [f"#{row.kind}", row.account, f"{{{objects}}}", kronor_of(row.amount)]
    return " ".join([*start, *up_to_last(rest)])


def up_to_last(fields: tuple[str, ...]) -> list[str]:
    """Return fields that may be left out, up to the last one that says something."""
    said = [place for place, text in enumerate(fields, 1) if text]
    return [quoted(text) for text in fields[: max(said, default=0)]]


def quoted(text: str) -> str:
    """Write a text in quotes, with the quotes inside marked.

    A backslash at the end would mark the quote that ends the text, and the format has no way to write it.
    """
    inside = text.rstrip("\\").replace('"', '\\"')
    return f'"{inside}"'


def day(on: datetime.date | None) -> str:
    """Write a day as 20260131."""
    return "" if on is None else on.isoformat().replace("-", "")
