"""The formats that rows are written in, piece by piece as they come: CSV and NDJSON here, Parquet and XLSX beside.

No piece depends on rows that come later, so a million of them take no more memory than a few thousand. What is written
in a spreadsheet is never run as a formula: see `defused`.
"""

import json
import math
import re
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from store.exports import Batches, Column, ColumnType, Row

# What spreadsheet programs take for the start of a formula, also in its full width, or skip before one.
_STARTS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
# Where a program that is set to another separator than ours begins a new cell within a text, and what it skips there.
_STARTS_WITHIN = re.compile('([;\t\r\n])(?=[ "]*[=+\\-@＝＋－＠])')
_SEPARATOR = "; "


class Format(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    XLSX = "xlsx"


MEDIA_TYPES: Mapping[Format, str] = {
    Format.CSV: "text/csv; charset=utf-8; header=present",
    Format.NDJSON: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def pieces(chosen: Format, columns: Sequence[Column], batches: Batches, *, scratch: Path) -> Generator[bytes]:
    """Yield the bytes of a file; empty pieces while there is nothing to give yet. `scratch` is a folder for XLSX.

    Where `batches` raises, so does this, and what was given out by then is no complete file.
    """
    # Filters may leave nothing of a batch, which has no columns then.
    batches = (rows for rows in batches if rows)
    # Both libraries are large, and few processes ever write their formats.
    if chosen is Format.PARQUET:
        from api.export_parquet import parquet_pieces

        return parquet_pieces(columns, batches)
    if chosen is Format.XLSX:
        from api.export_xlsx import xlsx_pieces

        return xlsx_pieces(columns, batches, scratch=scratch)
    return csv_pieces(columns, batches) if chosen is Format.CSV else ndjson_pieces(columns, batches)


def csv_pieces(columns: Sequence[Column], batches: Batches) -> Generator[bytes]:
    """Yield a CSV file: RFC 4180, UTF-8, a header; nothing is an empty cell, lists are joined by `; `."""
    yield (",".join(column.name for column in columns) + "\r\n").encode()
    for rows in batches:
        # Joined here and not by the csv module, which looks at every character of every cell of every row.
        lines = zip(*by_column(columns, rows, _IN_CSV, nothing=""), strict=True)
        yield ("\r\n".join(map(",".join, lines)) + "\r\n").encode()


def ndjson_pieces(columns: Sequence[Column], batches: Batches) -> Generator[bytes]:
    """Yield an NDJSON file: an object a line with every column, null where there is nothing."""
    # Names of columns are plain, with no percent sign in them.
    line = "{" + ",".join(f'"{column.name}":%s' for column in columns) + "}\n"
    for rows in batches:
        cells = zip(*by_column(columns, rows, _IN_JSON, nothing="null"), strict=True)
        yield "".join([line % each for each in cells]).encode()


def by_column(
    columns: Sequence[Column],
    rows: Sequence[Row],
    written: Mapping[ColumnType, Callable[[Any], Any]],
    *,
    nothing: Any = None,
) -> Iterator[Iterable[Any]]:
    """Yield the cells of each column as they are written; what has no writer stays as it is.

    A value is written once for all its cells in these rows: those of one call are mostly the same.
    """
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        write = written.get(column.type)
        if write is None:
            yield cells
            continue
        known = {cell: nothing if cell is None else write(cell) for cell in set(cells)}
        yield map(known.__getitem__, cells)


def defused(text: str) -> str:
    """Return a text that no spreadsheet program runs: what would start a formula gets an apostrophe before it.

    That is its beginning, and whatever stands behind a `;`, a tab or a line break: many programs take one of those for
    the separator of cells, and not the comma.
    """
    safe = _STARTS_WITHIN.sub(r"\1'", text)
    return "'" + safe if safe and safe[0] in _STARTS_FORMULA else safe


def joined(texts: Sequence[str]) -> str:
    """Return a list as one cell."""
    return _SEPARATOR.join(texts)


def _csv_text(text: str) -> str:
    safe = defused(text)
    if '"' in safe:
        return '"' + safe.replace('"', '""') + '"'
    return f'"{safe}"' if "," in safe or "\n" in safe or "\r" in safe else safe


def _instant(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


def _json_number(value: float) -> str:
    return repr(value) if math.isfinite(value) else "null"


_json: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_IN_CSV: Mapping[ColumnType, Callable[[Any], str]] = {
    ColumnType.TEXT: _csv_text,
    ColumnType.TEXTS: lambda texts: _csv_text(joined(texts)),
    ColumnType.INTEGER: str,
    ColumnType.NUMBER: repr,
    ColumnType.BOOLEAN: {True: "true", False: "false"}.__getitem__,
    ColumnType.INSTANT: _instant,
}
_IN_JSON: Mapping[ColumnType, Callable[[Any], str]] = {
    ColumnType.TEXT: _json,
    ColumnType.TEXTS: _json,
    ColumnType.INTEGER: str,
    ColumnType.NUMBER: _json_number,
    ColumnType.BOOLEAN: {True: "true", False: "false"}.__getitem__,
    ColumnType.INSTANT: lambda value: f'"{_instant(value)}"',
}
