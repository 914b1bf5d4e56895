"""What a voice sounds like, as a vector: the network CAM++ in the edition that 3D-Speaker trained.

Wang et al. 2023, "CAM++: a fast and efficient network for speaker verification using context-aware masking"; trained on
Chinese and English speech.
"""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.filterbank import FRAME, HOP, Samples, filter_banks

SIZE = 192
SHORTEST_S = 0.4  # shorter sound is heard repeated up to this length
_BATCH_FRAMES = 6_000  # a minute of sound at a time
_STEP = 10  # frames: pieces are shortened to a multiple, so that many of one length go together

Embeddings = NDArray[np.float32]


class Embedder:
    """The network, loaded."""

    def __init__(self, network: Path, weights: Path) -> None:
        """`network` is the Python file with the class, `weights` its parameters; both verified."""
        import torch

        spec = importlib.util.spec_from_file_location("transcribe_speakers_camplusplus", network)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self._torch = torch
        self._model: Any = module.CAMPPlus(feat_dim=80, embedding_size=SIZE)
        self._model.load_state_dict(torch.load(weights, weights_only=True))
        self._model.eval()

    def __call__(self, clips: Sequence[Samples]) -> Embeddings:
        """Return a unit vector a clip, (clips, 192); clips are float32 at 16 kHz, -1 to 1."""
        features = [_features(clip) for clip in clips]
        found = np.zeros((len(clips), SIZE), np.float32)
        lengths = np.array([len(one) for one in features])
        for length in np.unique(lengths):
            alike = np.flatnonzero(lengths == length)
            step = max(1, _BATCH_FRAMES // int(length))
            for first in range(0, len(alike), step):
                part = alike[first : first + step]
                found[part] = self._run(np.stack([features[index] for index in part]))
        norms = np.linalg.norm(found, axis=1, keepdims=True)
        unit: Embeddings = (found / np.maximum(norms, 1e-9)).astype(np.float32)
        return unit

    def _run(self, batch: NDArray[np.float32]) -> Embeddings:
        torch = self._torch
        with torch.inference_mode():
            vectors: Embeddings = self._model(torch.from_numpy(batch)).numpy()
        return vectors


def _features(clip: Samples) -> NDArray[np.float32]:
    shortest = round(SHORTEST_S * 16_000) + FRAME - HOP
    if 0 < clip.size < shortest:
        clip = np.tile(clip, -(-shortest // clip.size))[:shortest]
    bands = filter_banks(clip) if clip.size else np.zeros((_STEP * 4, 80), np.float32)
    bands = bands[: max(_STEP, len(bands) // _STEP * _STEP)]
    even: NDArray[np.float32] = bands - bands.mean(axis=0, keepdims=True)
    return even
