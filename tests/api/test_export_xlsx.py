"""Workbooks are made in a folder that other exports use and clean up too."""

import os
from pathlib import Path

import pytest

from api.export_xlsx import xlsx_pieces
from store.exports import Column

COLUMNS = (Column("text"),)


def test_a_folder_that_goes_while_it_is_looked_at_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone, old = tmp_path / "gone", tmp_path / "old"
    old.mkdir()
    os.utime(old, (0, 0))
    there = Path.iterdir
    # As it was listed before another export removed it.
    monkeypatch.setattr(Path, "iterdir", lambda path: iter([gone, *there(path)]))
    assert b"".join(xlsx_pieces(COLUMNS, iter([[("hello",)]]), scratch=tmp_path)).startswith(b"PK")
    assert not old.exists(), "the others are swept all the same"
