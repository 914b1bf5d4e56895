"""Rows in every format, read back by a reader that is not ours."""

import csv
import io
import json
import math
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import export_parquet
from api.export_formats import Format, csv_pieces, defused, ndjson_pieces, pieces
from store.exports import Batches, Column, ColumnType, Row

COLUMNS = (
    Column("text"),
    Column("whole", ColumnType.INTEGER),
    Column("number", ColumnType.NUMBER),
    Column("flag", ColumnType.BOOLEAN),
    Column("at", ColumnType.INSTANT),
    Column("texts", ColumnType.TEXTS),
)
AT = datetime(2026, 8, 14, 15, 2, 0, 250_000, tzinfo=UTC)
ROWS: list[Row] = [
    ('She said "no",\r\nthen left; 価格', -5, -0.25, True, AT, ("one", "two")),
    (None, None, None, None, None, None),
    ("", 0, 1e-7, False, AT.replace(microsecond=0), ()),
    ("=1+1", 2**40, 3.0, True, AT, ("=cmd", "x")),
]
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def batches(rows: Sequence[Row], size: int = 3) -> Batches:
    for first in range(0, len(rows), size):
        yield list(rows[first : first + size])


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def read_xlsx(data: bytes) -> list[list[tuple[str, str] | None]]:
    """Return rows of cells as (type, text), where type is `n`, `b` or `s`; None for an empty cell."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert sheet.findall(".//m:f", _NS) == [], "no formulas"
    found = []
    for row in sheet.findall(".//m:row", _NS):
        cells: dict[str, tuple[str, str]] = {}
        for cell in row.findall("m:c", _NS):
            letters = cell.attrib["r"].rstrip("0123456789")
            text = "".join(part.text or "" for part in cell.iter() if part.tag.endswith(("}t", "}v")))
            kind = {"inlineStr": "s", "b": "b"}.get(cell.attrib.get("t", "n"), cell.attrib.get("t", "n"))
            cells[letters] = (kind, text)
        found.append([cells.get(chr(ord("A") + number)) for number in range(26)])
    return found


def test_csv_is_read_back_and_numbers_stay_numbers() -> None:
    first, empty, falsy, formula = read_csv(b"".join(csv_pieces(COLUMNS, batches(ROWS))))
    assert first == {
        "text": 'She said "no",\r\nthen left; 価格',
        "whole": "-5",
        "number": "-0.25",
        "flag": "true",
        "at": "2026-08-14T15:02:00.250000Z",
        "texts": "one; two",
    }
    assert set(empty.values()) == {""}
    assert (falsy["whole"], falsy["flag"], float(falsy["number"])) == ("0", "false", 1e-7)
    assert (formula["text"], formula["texts"], formula["whole"]) == ("'=1+1", "'=cmd; x", str(2**40))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_text_starts_a_formula(start: str) -> None:
    text = f'{start}HYPERLINK("http://evil.example","x")'
    row = (text, None, None, None, None, (text, "b"))
    (read,) = read_csv(b"".join(csv_pieces(COLUMNS, batches([row]))))
    assert read["text"] == "'" + text
    assert read["texts"] == "'" + text + "; b"
    assert defused("harmless = text") == "harmless = text"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", [";", "\t", "\r\n", "; ", ';"', ';" '])
def test_no_text_starts_a_formula_where_cells_end_at_another_sign(before: str, sign: str) -> None:
    text = f"x{before}{sign}1+1"
    (read,) = read_csv(b"".join(csv_pieces(COLUMNS, batches([(text, None, None, None, None, ("a", text))]))))
    separator = before.rstrip(' "')
    safe = f"x{separator}'{before.removeprefix(separator)}{sign}1+1"
    assert read["text"] == safe
    assert read["texts"] == f"a; {safe}"


def test_what_starts_no_formula_stays_as_it_is() -> None:
    for text in ("good; better", "a;b=c", "one\ntwo", "x;", "seven;7-1", "it's a = b"):
        assert defused(text) == text


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=8))
def test_any_text_comes_back_as_it_is(texts: list[str]) -> None:
    rows: list[Row] = [(text, number, None, None, None, (text,)) for number, text in enumerate(texts)]
    read = read_csv(b"".join(csv_pieces(COLUMNS, batches(rows))))
    assert [row["text"] for row in read] == [defused(text) for text in texts]
    lines = b"".join(ndjson_pieces(COLUMNS, batches(rows))).decode().split("\n")
    assert [json.loads(line)["text"] for line in lines[:-1]] == texts
    assert lines[-1] == ""


def test_ndjson_keeps_types_and_says_null() -> None:
    data = b"".join(ndjson_pieces(COLUMNS, batches(ROWS)))
    first, empty, _, _ = (json.loads(line) for line in data.splitlines())
    assert list(first) == [column.name for column in COLUMNS]
    assert (first["whole"], first["number"], first["flag"], first["texts"]) == (-5, -0.25, True, ["one", "two"])
    assert datetime.fromisoformat(first["at"]) == AT
    assert set(empty.values()) == {None}
    (endless,) = ndjson_pieces(COLUMNS, batches([(None, None, math.inf, None, None, None)]))
    assert json.loads(endless)["number"] is None


def test_parquet_has_types_whatever_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_parquet, "ROWS_A_GROUP", 6)
    data = b"".join(pieces(Format.PARQUET, COLUMNS, batches(ROWS * 5), scratch=tmp_path))
    file = pq.ParquetFile(io.BytesIO(data))
    assert file.num_row_groups > 1
    table = file.read()
    assert table.schema.field("at").type == pa.timestamp("us", tz="UTC")
    assert [str(each.type) for each in table.schema if each.name != "at"] == [
        "string", "int64", "double", "bool", "list<element: string>",
    ]  # fmt: skip
    read = table.to_pylist()
    assert len(read) == 20
    assert read[0]["at"] == AT
    assert [tuple(row["texts"]) if row["texts"] is not None else None for row in read[:4]] == [row[5] for row in ROWS]
    assert [row["text"] for row in read[:4]] == [row[0] for row in ROWS]
    none = pq.read_table(io.BytesIO(b"".join(pieces(Format.PARQUET, COLUMNS, batches([]), scratch=tmp_path))))
    assert (none.num_rows, none.schema) == (0, table.schema)


def test_xlsx_holds_texts_as_texts_and_numbers_as_numbers(tmp_path: Path) -> None:
    rows: list[Row] = [*ROWS, ("x" * 40_000, None, None, None, None, None)]
    data = b"".join(pieces(Format.XLSX, COLUMNS, batches(rows), scratch=tmp_path))
    header, first, *others = read_xlsx(data)
    assert [cell[1] for cell in header if cell] == [column.name for column in COLUMNS]
    text, whole, number, flag, at, texts = first[:6]
    assert (whole, number, flag, texts) == (("n", "-5"), ("n", "-0.25"), ("b", "1"), ("s", "one; two"))
    assert text is not None
    assert text[0] == "s"
    assert text[1].replace("_x000D_", "\r") == ROWS[0][0]
    assert at is not None
    # Days since 1899-12-30, as spreadsheets count.
    assert float(at[1]) == pytest.approx((AT - datetime(1899, 12, 30, tzinfo=UTC)).total_seconds() / 86_400)
    formula, long = others[-2], others[-1]
    assert formula[0] == ("s", "=1+1")
    assert long[0] is not None
    assert len(long[0][1]) == 32_767
    assert list(tmp_path.iterdir()) == [], "nothing is left behind"


def test_xlsx_cuts_a_text_as_excel_counts_and_halves_no_character(tmp_path: Path) -> None:
    texts = ["😀" * 20_000, "x" + "😀" * 20_000, "价" * 32_767, "a" * 32_766 + "😀"]
    rows: list[Row] = [(text, None, None, None, None, (text,)) for text in texts]
    _, *read = read_xlsx(b"".join(pieces(Format.XLSX, COLUMNS, batches(rows), scratch=tmp_path)))
    for column in (0, 5):
        cells = [row[column] for row in read]
        assert [cell and cell[1] for cell in cells] == [
            "😀" * 16_383, "x" + "😀" * 16_383, "价" * 32_767, "a" * 32_766,
        ]  # fmt: skip


def test_xlsx_writes_an_instant_before_its_days_begin_as_text(tmp_path: Path) -> None:
    instants = [datetime(1899, 12, 31, 23, 59, 59, tzinfo=UTC), datetime(1900, 1, 1, tzinfo=UTC)]
    instants.append(datetime(1900, 1, 2, tzinfo=UTC))
    rows: list[Row] = [(None, None, None, None, at, None) for at in instants]
    _, *read = read_xlsx(b"".join(pieces(Format.XLSX, COLUMNS, batches(rows), scratch=tmp_path)))
    early, still, first = [row[4] for row in read]
    assert (early, still) == (("s", "1899-12-31T23:59:59Z"), ("s", "1900-01-01T00:00:00Z"))
    assert first is not None
    assert (first[0], float(first[1])) == ("n", 2.0)


@pytest.mark.parametrize("written_as", list(Format))
def test_an_error_in_the_middle_comes_through(tmp_path: Path, written_as: Format) -> None:
    def broken() -> Batches:
        yield ROWS
        raise OSError("the database went away")

    got: list[Any] = []
    with pytest.raises(OSError, match="went away"):
        got.extend(pieces(written_as, COLUMNS, broken(), scratch=tmp_path))
    assert list(tmp_path.iterdir()) == []
