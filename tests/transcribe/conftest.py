"""Sound from the demo calls, which ship with the project."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

DEMO_CALLS = Path(__file__).parents[2] / "demo" / "calls"


def _decoded(path: Path) -> NDArray[np.int16]:
    """Return samples (channels, n) at 16 kHz."""
    import av

    with av.open(str(path)) as container:
        stereo = len(container.streams.audio[0].layout.channels) == 2
        resampler = av.AudioResampler(format="s16p", layout="stereo" if stereo else "mono", rate=16_000)
        frames = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1)


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speech-models")


@pytest.fixture(scope="session")
def demo_call() -> NDArray[np.int16]:
    """The first two-channel demo call: (2, n) samples at 16 kHz."""
    for path in sorted(DEMO_CALLS.glob("*.opus")):
        samples = _decoded(path)
        if len(samples) == 2:
            return samples
    pytest.fail(f"no two-channel demo call in {DEMO_CALLS}")


@pytest.fixture(scope="session")
def demo_pcm(demo_call: NDArray[np.int16], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The first minute of that call as the decoder leaves it: one raw s16le file a channel."""
    folder = tmp_path_factory.mktemp("pcm")
    paths = (folder / "0.pcm", folder / "1.pcm")
    for path, samples in zip(paths, demo_call, strict=True):
        samples[: 60 * 16_000].astype("<i2").tofile(path)
    return paths


@pytest.fixture(scope="session")
def speech(demo_call: NDArray[np.int16]) -> NDArray[np.float32]:
    """A few seconds of speech from that call."""
    from transcribe.windows import clip_of, plan_windows

    window = next(w for w in plan_windows(demo_call[0], channel=0) if w.duration_s > 3)
    return clip_of(demo_call[0], window)[: 8 * 16_000]
