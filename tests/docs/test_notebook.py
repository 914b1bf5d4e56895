"""The notebook in docs/ runs, offline, against a service with calls in it."""

import importlib.util
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(name="run")
def the_runner() -> Any:
    spec = importlib.util.spec_from_file_location("run_notebook", ROOT / "docs" / "notebooks" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# The kernel's event loop and its sockets are another process's affair.
@pytest.mark.filterwarnings("ignore")
def test_the_notebook_runs_and_writes_its_table(run: Any, laid_service: Any, tmp_path: Path) -> None:
    made = run.executed(laid_service.url, key=laid_service.key(), folder=tmp_path)
    assert (tmp_path / "objections.csv").read_text().startswith("theme,calls,of,")
    assert any("image/png" in output.get("data", {}) for cell in made.cells for output in cell.get("outputs", ()))
    assert "segment" in run.says(made)


def test_the_kept_notebook_shows_what_it_made_and_no_machine(run: Any) -> None:
    kept = nbformat.read(run.NOTEBOOK, as_version=4)
    code = [cell for cell in kept.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert any("image/png" in output.get("data", {}) for cell in code for output in cell.outputs)
    for trace in ("/root/", "/home/", "/tmp/", "/work/"):
        assert trace not in nbformat.writes(kept)
