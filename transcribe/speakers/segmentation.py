"""Who speaks when within ten seconds: pyannote's segmentation 3.0, at most three voices, two at a time.

The network (Plaquet and Bredin 2023, "Powerset multi-class cross entropy loss for neural speaker diarization"):
band-pass filters with learned edges (Ravanelli and Bengio 2018, SincNet), convolutions, a bidirectional LSTM and linear
layers that end in seven classes, one for each set of voices.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
WINDOW = 160_000  # samples: 10 s
STRIDE = 270  # samples from one frame to the next: 16.875 ms
FRAMES = 589  # in a window
FIRST_FRAME = 495  # sample in the middle of what the first frame sees: its field is 991 samples wide

# The classes of the last layer: nobody, each of three voices, each pair.
VOICES_OF_CLASS: Sequence[Sequence[int]] = ((), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2))

_SINC_STRIDE = 10

Scores = NDArray[np.float32]


class Segmenter:
    """The network, loaded."""

    def __init__(self, weights: Path) -> None:
        """`weights` is a verified checkpoint (see transcribe.speakers.weights)."""
        import torch

        state: Mapping[str, Any] = torch.load(weights, weights_only=True)["state_dict"]
        self._torch = torch
        self._state = state
        self._filters = _band_passes(torch, state)
        self._lstm = torch.nn.LSTM(60, 128, num_layers=4, bidirectional=True, batch_first=True)
        self._lstm.load_state_dict({k.removeprefix("lstm."): v for k, v in state.items() if k.startswith("lstm.")})
        self._lstm.eval()

    def __call__(self, windows: NDArray[np.float32]) -> Scores:
        """Return the probability of each class, (windows, 589, 7), for (windows, 160000) samples from -1 to 1."""
        torch, state = self._torch, self._state
        functional = torch.nn.functional
        with torch.inference_mode():
            sound = _evened(functional, torch.from_numpy(windows)[:, None, :], state, "sincnet.wav_norm1d")
            for layer in range(3):
                if layer == 0:
                    sound = functional.conv1d(sound, self._filters, stride=_SINC_STRIDE).abs()
                else:
                    name = f"sincnet.conv1d.{layer}"
                    sound = functional.conv1d(sound, state[f"{name}.weight"], state[f"{name}.bias"])
                pooled = functional.max_pool1d(sound, 3, stride=3)
                sound = functional.leaky_relu(_evened(functional, pooled, state, f"sincnet.norm1d.{layer}"))
            hidden, _ = self._lstm(sound.transpose(1, 2))
            for layer in range(2):
                name = f"linear.{layer}"
                hidden = functional.leaky_relu(
                    functional.linear(hidden, state[f"{name}.weight"], state[f"{name}.bias"])
                )
            classes = functional.linear(hidden, state["classifier.weight"], state["classifier.bias"])
            scores: Scores = classes.softmax(dim=-1).numpy()
        return scores


def _evened(functional: Any, sound: Any, state: Mapping[str, Any], name: str) -> Any:
    return functional.instance_norm(sound, weight=state[f"{name}.weight"], bias=state[f"{name}.bias"])


def _band_passes(torch: Any, state: Mapping[str, Any]) -> Any:
    """Return the (80, 1, 251) filters: 40 bands as cosines, then as sines, each a difference of two windowed sincs."""
    name = "sincnet.conv1d.0.filterbank"
    low = 50.0 + state[f"{name}.low_hz_"].abs()
    high = (low + 50.0 + state[f"{name}.band_hz_"].abs()).clamp(50.0, SAMPLE_RATE / 2)
    # 2 pi t for the 125 taps before the middle, and the window over them.
    times, window = state[f"{name}.n_"], state[f"{name}.window_"]
    band = high - low
    even = (torch.sin(high @ times) - torch.sin(low @ times)) / (times / 2) * window
    odd = (torch.cos(low @ times) - torch.cos(high @ times)) / (times / 2) * window
    cosines = torch.cat([even, 2 * band, even.flip(1)], dim=1) / (2 * band)
    sines = torch.cat([odd, torch.zeros_like(band), -odd.flip(1)], dim=1) / (2 * band)
    return torch.cat([cosines, sines])[:, None, :].contiguous()
