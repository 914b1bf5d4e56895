"""The measurements of pages and of readers under load, in short: they run, and nothing that they ask for fails."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.pages import LONGEST_S, too_slow

ROOT = Path(__file__).parents[2]


def _figures(*command: str) -> tuple[int, Any]:
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, check=False, text=True)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_views_are_measured_cold_after_a_change_and_again() -> None:
    code, figures = _figures("bench.pages", "--moments", "1000")
    assert code == (1 if figures["too_slow"] else 0)
    assert set(figures["views"]["/themes"]) == {"cold_ms", "after_a_change_ms", "again_ms"}


def test_a_view_that_takes_longer_than_it_may_is_named() -> None:
    views = {"/heat": {"cold_ms": LONGEST_S * 1000 + 1, "again_ms": 5.0}}
    assert too_slow(views) == {"/heat cold_ms": pytest.approx(1501.0)}


def test_readers_are_answered_while_calls_come_in() -> None:
    _, figures = _figures("bench.load", "--moments", "1000", "--seconds", "3", "--warm", "1", "--think", "0.5")
    assert figures["errors"] == []
    assert figures["uploads"]
    assert figures["readers"]["all"]
