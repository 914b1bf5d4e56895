"""Rows as an Excel workbook, written row by row into a file that is handed out when it is whole."""

import shutil
import tempfile
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter

from api.export_formats import by_column, joined
from store.exports import Batches, Column, ColumnType

_PIECE = 1 << 18
_MOST_CHARACTERS = 32_767
# The days of a sheet begin in 1900, and what writes them takes the first of them for a time without a day.
_FIRST_DAY = datetime(1900, 1, 2, tzinfo=UTC).replace(tzinfo=None)
_FORGOTTEN_S = 86_400
_WIDTHS = {ColumnType.INSTANT: 19, ColumnType.INTEGER: 10, ColumnType.NUMBER: 10, ColumnType.BOOLEAN: 10}
_WIDTH, _WIDE = 18, 60
_WIDE_COLUMNS = frozenset({"quote", "rep_answer", "central_quote"})


def xlsx_pieces(columns: Sequence[Column], batches: Batches, *, scratch: Path) -> Generator[bytes]:
    """Yield a workbook with one sheet; nothing but empty pieces until all rows are there. Times are UTC.

    Every text is written as text, so nothing in it is run. It is made in a folder of its own under `scratch`, which
    only its owner can read, and which is gone when this ends.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    _sweep(scratch)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        path = Path(folder) / "export.xlsx"
        yield from _written(path, columns, batches)
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


def _written(path: Path, columns: Sequence[Column], batches: Batches) -> Generator[bytes]:
    options = {"constant_memory": True, "tmpdir": str(path.parent), "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("Talktrack")
    bold = book.add_format({"bold": True})
    for number, column in enumerate(columns):
        width = _WIDE if column.name in _WIDE_COLUMNS else _WIDTHS.get(column.type, _WIDTH)
        sheet.set_column(number, number, width)
    sheet.freeze_panes(1, 0)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, column.name, bold)
    try:
        at = yield from _rows(sheet, columns, batches)
    except BaseException:
        # Nobody gets this one: it is not put together, but the file of its rows is open.
        sheet.row_data_fh.close()
        raise
    sheet.autofilter(0, 0, at, len(columns) - 1)
    book.close()


def _rows(sheet: Any, columns: Sequence[Column], batches: Batches) -> Generator[bytes, None, int]:
    writers, at = [_writer(sheet, column.type) for column in columns], 0
    for rows in batches:
        for row in zip(*by_column(columns, rows, _IN_XLSX), strict=True):
            at += 1
            for number, (write, cell) in enumerate(zip(writers, row, strict=True)):
                if cell is not None:
                    write(at, number, cell)
        yield b""
    return at


def _writer(sheet: Any, kind: ColumnType) -> Callable[[int, int, Any], Any]:
    by_type: dict[ColumnType, Callable[[int, int, Any], Any]] = {
        ColumnType.INTEGER: sheet.write_number,
        ColumnType.NUMBER: sheet.write_number,
        ColumnType.BOOLEAN: sheet.write_boolean,
        ColumnType.INSTANT: partial(_write_instant, sheet),
    }
    plain: Callable[[int, int, Any], Any] = sheet.write_string
    return by_type.get(kind, plain)


def _write_instant(sheet: Any, at: int, number: int, value: datetime | str) -> None:
    write = sheet.write_string if isinstance(value, str) else sheet.write_datetime
    write(at, number, value)


def _sweep(scratch: Path) -> None:
    """Remove what processes that were killed left here."""
    for folder in scratch.iterdir():
        # Another export may end, or sweep, meanwhile: what is gone need not be removed.
        with suppress(OSError):
            if time.time() - folder.stat().st_mtime > _FORGOTTEN_S:
                shutil.rmtree(folder, ignore_errors=True)


def _instant(value: datetime) -> datetime | str:
    # A cell has no zone.
    plain = value.replace(tzinfo=None)
    return value.isoformat().replace("+00:00", "Z") if plain < _FIRST_DAY else plain


def _fitting(text: str) -> str:
    """Return what of a text fits into a cell, by the units of UTF-16 that Excel counts; no character is halved."""
    if len(text) * 2 <= _MOST_CHARACTERS:
        return text
    # Half a pair at the cut is left out.
    return text.encode("utf-16-le", "surrogatepass")[: 2 * _MOST_CHARACTERS].decode("utf-16-le", "ignore")


_IN_XLSX: Mapping[ColumnType, Callable[[Any], Any]] = {
    ColumnType.TEXT: _fitting,
    ColumnType.TEXTS: lambda texts: _fitting(joined(texts)),
    ColumnType.INSTANT: _instant,
}
