"""The seam between Talktrack and a speech model: clips of sound in, words out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from calls.provenance import Provenance
from calls.transcript import Word, word_from_list, word_to_list

SAMPLE_RATE = 16_000  # Hz, mono: what every engine is fed
MAX_CLIP_S = 30.0  # Whisper hears 30 seconds at a time

Clip = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """How an engine decodes. Engines ignore what has no meaning for them.

    `beam_size` 1 is greedy. `batch_size` is the number of clips decoded together. `threads` 0 takes every core this
    process may use. `device` is `auto`, `cpu` or `cuda`; `compute_type` `auto` takes int8 on a CPU and float16 on a GPU
    where the engine knows them.
    """

    beam_size: int = 1
    batch_size: int = 16
    threads: int = 0
    device: str = "auto"
    compute_type: str = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What an engine heard in one clip.

    Word times are seconds from the start of the clip. The figures are facts about the decoding, None where an engine
    has none: mean log-probability of the tokens, probability that nobody speaks, and the text's zlib compression ratio.
    """

    language: str
    words: tuple[Word, ...]
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON shape; `from_dict` reads it back unchanged."""
        return {
            "language": self.language,
            "words": [word_to_list(word) for word in self.words],
            "avg_logprob": self.avg_logprob,
            "no_speech_prob": self.no_speech_prob,
            "compression_ratio": self.compression_ratio,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Heard":
        """Read the JSON shape that `as_dict` gives."""
        words = tuple(word_from_list(word) for word in data["words"])
        return cls(
            language=data["language"],
            words=words,
            avg_logprob=data["avg_logprob"],
            no_speech_prob=data["no_speech_prob"],
            compression_ratio=data["compression_ratio"],
        )


class Engine(Protocol):
    """A speech model that is loaded and ready."""

    @property
    def provenance(self) -> Provenance:
        """Name, version, model, weights and options of this engine."""
        ...

    def transcribe(self, clips: Sequence[Clip], *, language: str | None) -> list[Heard]:
        """Return what is said in each clip, in the order given.

        A clip is mono float32 at 16 kHz, -1 to 1, at most 30 s. `language` is a code such as `en`; None asks the engine
        to find it, one language for all clips of the request. Raises calls.errors.InvalidInput for a language the model
        does not know.
        """
        ...

    def score(self, clip: Clip, texts: Sequence[str], *, language: str) -> list[float]:
        """Return how likely each text is as all that is said in the clip: its log-probability (nats, 0 at the most).

        Only scores of one clip can be compared. No text is empty; the clip is as for `transcribe`.
        """
        ...


def is_audible(clip: Clip) -> bool:
    """Say whether a clip holds any sound worth decoding: a frame of 32 ms above about -70 dBFS, and 0.1 s of length."""
    if clip.size < SAMPLE_RATE // 10:
        return False
    frames = clip[: clip.size // 512 * 512].reshape(-1, 512)
    return bool(np.sqrt(np.mean(np.square(frames, dtype=np.float64), axis=1)).max() > 3e-4)


def silence(language: str) -> Heard:
    """Return what an engine hears where nobody speaks."""
    return Heard(language=language, words=())
