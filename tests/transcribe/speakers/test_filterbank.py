import numpy as np
import pytest
from numpy.typing import NDArray

from transcribe.speakers.filterbank import BANDS, filter_banks


def _tone(hz: float, *, seconds: float = 0.5) -> NDArray[np.float32]:
    return (0.3 * np.sin(2 * np.pi * hz * np.arange(round(seconds * 16_000)) / 16_000)).astype(np.float32)


def test_frames_of_25_ms_every_10_ms() -> None:
    assert filter_banks(_tone(440, seconds=1)).shape == (98, BANDS)
    assert filter_banks(np.zeros(399, np.float32)).shape == (0, BANDS)
    assert filter_banks(np.zeros(400, np.float32)).shape == (1, BANDS)


@pytest.mark.parametrize("hz", [200.0, 1000.0, 3000.0, 6000.0])
def test_a_tone_is_loudest_in_its_own_band(hz: float) -> None:
    lowest, highest = (1127 * np.log1p(edge / 700) for edge in (20.0, 8000.0))
    band = (1127 * np.log1p(hz / 700) - lowest) / ((highest - lowest) / (BANDS + 1)) - 1
    assert filter_banks(_tone(hz)).mean(axis=0).argmax() == pytest.approx(band, abs=1)


def test_a_steady_offset_changes_nothing_and_loudness_every_band_alike() -> None:
    noise = np.random.default_rng(3).normal(0, 0.05, 8000).astype(np.float32)
    assert filter_banks(noise + np.float32(0.2)) == pytest.approx(filter_banks(noise), abs=1e-2)
    assert filter_banks(4 * noise) - filter_banks(noise) == pytest.approx(2 * np.log(4), abs=1e-2)
