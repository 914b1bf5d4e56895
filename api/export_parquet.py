"""Rows as a Parquet file, row group by row group; loaded only where one is written."""

import io
from collections.abc import Generator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from store.exports import Batches, Column, ColumnType

# Few enough to be held at once, many enough to be read quickly.
ROWS_A_GROUP = 20_000
_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.BOOLEAN: pa.bool_(),
    ColumnType.INSTANT: pa.timestamp("us", tz="UTC"),
    ColumnType.TEXTS: pa.list_(pa.string()),
}


def schema_of(columns: Sequence[Column]) -> Any:
    """Return the schema: a type a column, whatever is in it."""
    return pa.schema([(column.name, _TYPES[column.type]) for column in columns])


def parquet_pieces(columns: Sequence[Column], batches: Batches) -> Generator[bytes]:
    """Yield a Parquet file (zstd). Its footer comes last: one that was cut off cannot be taken for a whole one."""
    schema, sink, waiting = schema_of(columns), _Sink(), []
    writer = pq.ParquetWriter(sink, schema, compression="zstd")
    held = 0
    for rows in batches:
        cells = zip(*rows, strict=True)
        arrays = [pa.array(list(each), type=field.type) for each, field in zip(cells, schema, strict=True)]
        waiting.append(pa.RecordBatch.from_arrays(arrays, schema=schema))
        held += len(rows)
        if held >= ROWS_A_GROUP:
            writer.write_table(pa.Table.from_batches(waiting, schema=schema), row_group_size=held)
            waiting, held = [], 0
        yield sink.taken()
    if held:
        writer.write_table(pa.Table.from_batches(waiting, schema=schema), row_group_size=held)
    writer.close()
    yield sink.taken()


class _Sink(io.RawIOBase):
    """Collects what is written until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []
        self._at = 0

    def writable(self) -> bool:
        """Say that it is written to."""
        return True

    def tell(self) -> int:
        """Return how many bytes were written in all."""
        return self._at

    def write(self, data: Any) -> int:
        """Keep some bytes."""
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
