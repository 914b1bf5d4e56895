"""What is known of a text that is given: how likely each token is and where in the sound it is said."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.bf16.decoder import Decoder


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Of one window's text: the probability of each token, and the attention to the sound.

    `attention` is (heads, tokens + 1, frames) before the softmax, the last row being the end's.
    """

    probabilities: NDArray[np.float32]
    attention: NDArray[np.float32]


def read(
    decoder: Decoder, encoded: NDArray[np.float32], texts: Sequence[Sequence[int]], *, start: Sequence[int], end: int
) -> list[Known]:
    """Return what is known of texts (tokens), one a window of `encoded` (windows, frames, width).

    `start` are the tokens before each text and `end` the one after. No text is empty.
    """
    import torch

    longest = max(map(len, texts))
    padded = torch.tensor([[*start, *text, *[end] * (longest + 1 - len(text))] for text in texts])
    with torch.inference_mode():
        sound = torch.from_numpy(encoded).bfloat16()
        rows, scores = decoder(padded, sound)
        found = []
        for window, text in enumerate(texts):
            # A token's probability and its time are read off the row before it, which foretells it.
            foretelling = slice(len(start) - 1, len(start) + len(text))
            likely = decoder.logits(rows[window, foretelling][:-1]).float()
            logs = likely.gather(1, torch.tensor(text)[:, None])[:, 0] - likely.logsumexp(-1)
            attention = scores[window, :, foretelling].numpy()
            found.append(Known(probabilities=logs.exp().numpy(), attention=attention))
    return found
