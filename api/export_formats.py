"""The formats that rows are written in, piece by piece as they come: CSV and NDJSON here, Parquet and XLSX beside.

No piece depends on rows that come later, so a million of them take no more memory than a few thousand. What is written
in a spreadsheet is never run as a formula: see `defused`.
"""

import csv
import io
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from store.exports import Batches, Column, ColumnType, Row

# What spreadsheet programs take for the start of a formula, also in its full width, or skip before one.
_STARTS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
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
    yield _csv([[column.name for column in columns]])
    for rows in batches:
        yield _csv(zip(*by_column(columns, rows, _IN_CSV), strict=True))


def ndjson_pieces(columns: Sequence[Column], batches: Batches) -> Generator[bytes]:
    """Yield an NDJSON file: an object a line with every column, null where there is nothing."""
    names = [column.name for column in columns]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for rows in batches:
        lines = zip(*by_column(columns, rows, _IN_JSON), strict=True)
        yield "".join([encode(dict(zip(names, line, strict=True))) + "\n" for line in lines]).encode()


def by_column(
    columns: Sequence[Column], rows: Sequence[Row], written: Mapping[ColumnType, Callable[[Any], Any]]
) -> Iterator[Sequence[Any]]:
    """Yield the cells of each column as they are written; what has no writer, and None, stays as it is."""
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        write = written.get(column.type)
        yield [None if cell is None else write(cell) for cell in cells] if write else cells


def defused(text: str) -> str:
    """Return a text that no spreadsheet program runs: one that would start a formula gets an apostrophe before it."""
    return "'" + text if text and text[0] in _STARTS_FORMULA else text


def joined(texts: Sequence[str]) -> str:
    """Return a list as one cell."""
    return _SEPARATOR.join(texts)


def _csv(rows: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _instant(value: datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


_IN_CSV: Mapping[ColumnType, Callable[[Any], Any]] = {
    ColumnType.TEXT: defused,
    ColumnType.TEXTS: lambda texts: defused(joined(texts)),
    ColumnType.BOOLEAN: {True: "true", False: "false"}.__getitem__,
    ColumnType.INSTANT: _instant,
}
_IN_JSON: Mapping[ColumnType, Callable[[Any], Any]] = {ColumnType.INSTANT: _instant}
