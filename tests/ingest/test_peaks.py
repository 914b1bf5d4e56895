"""The outline of a recording."""

from pathlib import Path

import numpy as np

from ingest import peaks
from ingest.peaks import STRETCHES, measure_peaks


def sound(path: Path, samples: np.ndarray) -> Path:
    samples.astype("<i2").tofile(path)
    return path


def test_each_stretch_shows_its_loudest_sample(tmp_path: Path) -> None:
    quiet = np.zeros(STRETCHES * 100)
    quiet[150], quiet[-1] = -10_000, 5_000
    loud = np.full(STRETCHES * 100, 20_000)
    first, second = measure_peaks([sound(tmp_path / "a", quiet), sound(tmp_path / "b", loud)])
    assert (len(first), len(second)) == (STRETCHES, STRETCHES)
    assert (first[0], first[1], first[-1]) == (0, 50, 25)
    assert set(second) == {100}


def test_short_empty_and_silent_sounds_have_an_outline_too(tmp_path: Path) -> None:
    assert measure_peaks([sound(tmp_path / "a", np.array([1, -32_768, 3]))]) == [[0, 100, 0]]
    assert measure_peaks([sound(tmp_path / "b", np.array([]))]) == [[]]
    assert set(measure_peaks([sound(tmp_path / "c", np.zeros(5_000))])[0]) == {0}


def test_a_long_sound_is_read_piece_by_piece(tmp_path: Path, monkeypatch) -> None:
    samples = np.random.default_rng(1).integers(-30_000, 30_000, 123_457)
    path = sound(tmp_path / "a", samples)
    whole = measure_peaks([path])
    monkeypatch.setattr(peaks, "_BLOCK", 1_000)
    assert measure_peaks([path]) == whole
