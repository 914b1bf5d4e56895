"""What a run of the speech model computes, and what the processor could compute at most."""

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.engine import Engine
from transcribe.engines.faster_whisper import FRAMES
from transcribe.openai_checkpoint import dimensions, read_model
from transcribe.weights import find
from transcribe.windows import clip_of, plan_windows

_SIZE = 4096


def peak_flops(*, tries: int = 5) -> float:
    """Return floating-point operations a second of a large bfloat16 matrix product on all cores, the best of some."""
    import torch

    from transcribe.cores import usable_cores

    torch.set_num_threads(usable_cores())
    left, right = (torch.randn(_SIZE, _SIZE).bfloat16() for _ in range(2))
    best = float("inf")
    with torch.inference_mode():
        for _ in range(tries):
            began = perf_counter()
            left @ right
            best = min(best, perf_counter() - began)
    return float(2 * _SIZE**3 / best)


def compute_used(engine: Engine, sounds: Sequence[NDArray[np.int16]], *, model: str, cache_dir: Path) -> float:
    """Return the floating-point operations the model needs for these channels: a multiplication and addition are two.

    Counted are the matrix products of encoder and decoder over windows as they are cut and tokens as they are written;
    not the second pass for word times, padding within groups, retries or anything around the model.
    """
    dims = dimensions(read_model(find(model, cache_dir=cache_dir).path / "model.bin"))
    total = 0.0
    for sound in sounds:
        windows = plan_windows(sound, channel=0)
        clips = [clip_of(sound, window) for window in windows]
        for heard in engine.transcribe(clips, language="en"):
            # A word is about 1.3 tokens of Whisper's in English, and four more tell it what to do.
            tokens = 4 + 1.3 * len(heard.words)
            total += _encoder(dims, FRAMES) + _decoder(dims, FRAMES // 2, tokens)
    return total


def _encoder(dims: dict[str, Any], frames: int) -> float:
    width, rows = dims["n_audio_state"], frames // 2
    convolutions = 2 * 3 * (frames * dims["n_mels"] * width + rows * width * width)
    layer = 2 * rows * 12 * width * width + 4 * rows * rows * width
    return float(convolutions + dims["n_audio_layer"] * layer)


def _decoder(dims: dict[str, Any], rows: int, tokens: float) -> float:
    width = dims["n_text_state"]
    sound = 2 * rows * 2 * width * width
    token = 2 * 14 * width * width + 4 * rows * width
    return float(dims["n_text_layer"] * (sound + tokens * token) + tokens * 2 * width * dims["n_vocab"])
