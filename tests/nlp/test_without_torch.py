"""Reading text alone takes no torch, and whoever needs it afterwards has it."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec

import pytest

from nlp.without_torch import without_torch

_READS = """
import sys
from nlp.language import build_language
from nlp.redaction import redactor

build_language()
redactor()
assert not {"torch", "transformers"} & sys.modules.keys(), "six seconds and 300 MB for nothing"
import torch
from transformers import AutoModel
assert torch.ones(1).item() == 1
"""


@pytest.mark.model
def test_sentences_are_read_and_personal_data_found_without_torch_and_it_is_there_afterwards() -> None:
    done = subprocess.run([sys.executable, "-c", _READS], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_import_in_the_block_finds_it_missing_unless_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.delitem(sys.modules, "transformers", raising=False)
    with without_torch(), pytest.raises(ImportError):
        import torch  # noqa: F401
    assert "torch" not in sys.modules
    there = object()
    monkeypatch.setitem(sys.modules, "torch", there)
    with without_torch():
        assert sys.modules["torch"] is there
    assert sys.modules["torch"] is there


def test_other_threads_have_it_all_the_while(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence encoder may be loaded by one thread while another reads its first text."""
    monkeypatch.delitem(sys.modules, "torch", raising=False)
    monkeypatch.delitem(sys.modules, "transformers", raising=False)
    with without_torch(), ThreadPoolExecutor(1) as other:
        assert other.submit(find_spec, "torch").result() is not None
