"""A table of numbers as a CSV file that a spreadsheet opens without running anything in it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from fastapi.responses import Response

from api.export_formats import defused
from insight.rates import Rate

RATE_COLUMNS = ("calls", "analysed_calls", "share", "low", "high", "too_few")
Cell = str | int | float | bool | date | None


def csv_answer(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Return a file to keep: UTF-8, comma-separated, one header line."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "private, no-store"}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


def rate_cells(calls: int, rate: Rate) -> tuple[Cell, ...]:
    """Return the cells of `RATE_COLUMNS`: shares are of 1, and empty where there are too few calls to say."""
    shares: tuple[Cell, ...] = (rate.value, rate.low, rate.high)
    if rate.too_few:
        shares = (None, None, None)
    return (calls, rate.n, *(round(each, 4) if isinstance(each, float) else each for each in shares), rate.too_few)


def _cell(value: Cell) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return defused(value) if isinstance(value, str) else value
