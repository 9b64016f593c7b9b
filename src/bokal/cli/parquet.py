"""Parquet through DuckDB, which is installed only where somebody asks for it."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bokal.cli.refusals import Refusal

if TYPE_CHECKING:
    import duckdb

MAGIC = b"PAR1"


def is_parquet(data: bytes) -> bool:
    """Say whether the bytes begin and end as a Parquet file does."""
    return len(data) >= 12 and data.startswith(MAGIC) and data.endswith(MAGIC)


def connection(path: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that loads nothing from anywhere, or say how to install DuckDB."""
    try:
        import duckdb
    except ModuleNotFoundError:
        raise Refusal(
            f"{path} is Parquet, which needs DuckDB. Install bokal[register], or use .csv or .csv.gz."
        ) from None
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "threads": 1,
    }
    return duckdb.connect(":memory:", config=settings)


def parquet_rows(
    path: Path, data: bytes, *, columns: Sequence[str], most: int
) -> tuple[list[str], list[tuple[str, ...]]]:
    """Return the header and the named columns as text; a missing value becomes an empty cell."""
    with connection(path) as database, tempfile.TemporaryDirectory() as folder:
        import duckdb

        # A copy under a plain name: DuckDB takes stars and brackets in names for patterns.
        copy = Path(folder) / "table.parquet"
        copy.write_bytes(data)
        try:
            size = database.execute(
                "SELECT sum(total_uncompressed_size) FROM parquet_metadata(?)", [str(copy)]
            ).fetchall()[0][0]
            if size and size > most:
                raise Refusal(f"{path} unpacks to more than {most // 1_000_000} MB, which no table needs.")
            table = database.read_parquet(str(copy))
            header = list(table.columns)
            wanted = [column for column in columns if column in header]
            if len(wanted) < len(columns):
                return header, []
            cells = ", ".join(f"coalesce(CAST({quoted(column)} AS VARCHAR), '')" for column in wanted)
            return header, table.project(cells).fetchall()
        except duckdb.Error as error:
            reason = str(error).splitlines()[0][:200]
            raise Refusal(f"{path} cannot be read as Parquet ({reason}). Write it anew.") from None


def parquet_bytes(path: Path, csv_file: bytes, *, text: str, whole: Sequence[str]) -> bytes:
    """Turn a CSV we wrote into Parquet: ``text`` is text, ``whole`` are integers, the rest numbers."""
    with connection(path) as database, tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "table.csv", Path(folder) / "table.parquet"
        source.write_bytes(csv_file)
        header = next(csv.reader(io.StringIO(csv_file.decode(), newline="")))
        # Names and dialect are given, so that nothing is guessed from the first rows.
        table = database.read_csv(
            str(source),
            header=True,
            names=header,
            all_varchar=True,
            sep=",",
            quotechar='"',
            escapechar='"',
            comment="",
            skiprows=0,
        )
        if list(table.columns) != header:
            raise Refusal(f"{path} cannot hold the columns {', '.join(header)} as they are. Use .csv.")
        casts = [
            quoted(column)
            if column == text
            else f"CAST({quoted(column)} AS {'INTEGER' if column in whole else 'DOUBLE'}) AS {quoted(column)}"
            for column in table.columns
        ]
        table.project(", ".join(casts)).write_parquet(str(target), compression="zstd")
        return target.read_bytes()


def quoted(column: str) -> str:
    """Quote a column name for SQL."""
    return '"' + column.replace('"', '""') + '"'
