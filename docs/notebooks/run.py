"""`python docs/notebooks/run.py URL`: run the notebook against a service and keep what it shows."""

import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).with_name("first-look.ipynb")
CLIENT = Path(__file__).resolve().parents[2] / "clients" / "python"


def executed(url: str, *, key: str | None = None, folder: Path) -> nbformat.NotebookNode:
    """Return the notebook with what it shows, run in a folder. Raises CellExecutionError."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    # The kernel is a process of its own, with this environment.
    inline = "module://matplotlib_inline.backend_inline"
    told = {"TALKTRACK_URL": url, "PYTHONPATH": str(CLIENT), "MPLBACKEND": inline}
    before = dict(os.environ)
    os.environ.update(told | ({"TALKTRACK_KEY": key} if key else {}))
    try:
        where = {"metadata": {"path": str(folder)}}
        client = NotebookClient(notebook, timeout=120, resources=where, record_timing=False)
        client.execute()
    finally:
        os.environ.clear()
        os.environ.update(before)
    for cell in notebook.cells:
        cell.metadata.clear()
        for output in cell.get("outputs", ()):
            if "data" in output and "image/png" in output["data"]:
                # The size of a picture's axes, and nothing that anybody reads.
                output["data"].pop("text/plain", None)
    return notebook


def says(notebook: nbformat.NotebookNode) -> str:
    """Return all that the cells show, as text."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    return "\n".join(str(output.get("text") or output.get("data", {}).get("text/plain", "")) for output in outputs)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        made = executed(sys.argv[1], key=os.environ.get("TALKTRACK_KEY"), folder=Path(scratch))
    assert not re.search(r"/(home|root|tmp|work)/", nbformat.writes(made)), "a path of this machine is in it"
    nbformat.write(made, NOTEBOOK)
