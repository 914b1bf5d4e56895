"""How the engine `faster-whisper` turns features into text: by CTranslate2 alone, or with bfloat16 tiles."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from math import log
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from transcribe.bf16.decoder import Decoder
from transcribe.bf16.encoder import Encoder
from transcribe.bf16.path import token_times
from transcribe.bf16.reading import Known, read
from transcribe.engine import Clip, Heard
from transcribe.lanes import Lanes
from transcribe.words import Piece

Features = NDArray[np.float32]
Sampling = Mapping[str, Any]
"""What CTranslate2's `generate` is told: `beam_size` and, for sampling, temperature and number of hypotheses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The text of one window: its aligned pieces and the facts of its decoding."""

    pieces: tuple[Piece, ...]
    avg_logprob: float
    no_speech_prob: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """How windows are decoded: Whisper's tokenizer for a language, the sampling and the most tokens of a text."""

    tokenizer: Any
    sampling: Sampling
    limit: int


class Passes(Protocol):
    """From features to text."""

    def detect_language(self, features: Sequence[Features]) -> list[list[tuple[str, float]]]:
        """Return for each window languages as tokens (`<|en|>`) with their probabilities, likeliest first."""
        ...

    def draft(self, features: Sequence[Features], *, frames: Sequence[int], task: Task) -> list[Draft]:
        """Return the text of windows, given as log-mel features (mels, frames) of one length.

        `frames` says how many of each hold its sound.
        """
        ...

    def scores(self, features: Features, texts: Sequence[list[int]], *, tokenizer: Any) -> list[float]:
        """Return the log-probability of each text, as tokens, in one window."""
        ...


class PlainPasses:
    """Everything by CTranslate2, on any processor or GPU."""

    def __init__(self, whisper: Any) -> None:
        self._whisper = whisper

    def detect_language(self, features: Sequence[Features]) -> list[list[tuple[str, float]]]:
        """See Passes."""
        found: list[list[tuple[str, float]]] = self._whisper.model.detect_language(self._encoded(features))
        return found

    def draft(self, features: Sequence[Features], *, frames: Sequence[int], task: Task) -> list[Draft]:
        """See Passes."""
        encoded = self._encoded(features)
        results = generated(self._whisper, encoded, count=len(features), task=task)
        texts = [[token for token in ids if token < task.tokenizer.eot] for ids, _, _ in results]
        aligned: list[list[Any]] = [[] for _ in texts]
        if any(texts):
            aligned = self._whisper.find_alignment(task.tokenizer, texts, encoded, list(frames))
        return [
            Draft(
                pieces=tuple(_plain_piece(word) for word in words),
                avg_logprob=logprob,
                no_speech_prob=no_speech,
            )
            for words, (_, logprob, no_speech) in zip(aligned, results, strict=True)
        ]

    def scores(self, features: Features, texts: Sequence[list[int]], *, tokenizer: Any) -> list[float]:
        """See Passes."""
        encoded, start, frames = self._encoded([features]), list(tokenizer.sot_sequence), features.shape[1]
        found = [self._whisper.model.align(encoded, start, [text], [frames])[0] for text in texts]
        return [_log_likelihood(one.text_token_probs[: len(text)]) for one, text in zip(found, texts, strict=True)]

    def _encoded(self, features: Sequence[Features]) -> Any:
        import ctranslate2

        view = ctranslate2.StorageView.from_array(np.ascontiguousarray(np.stack(features)))
        # What is encoded on a GPU stays there.
        return self._whisper.model.encode(view, to_cpu=False)


class TiledPasses:
    """Sound encoded and text aligned in bfloat16 on a processor with matrix tiles; CTranslate2 writes the text."""

    def __init__(self, whisper: Any, *, encoder: Encoder, decoder: Decoder) -> None:
        self._whisper = whisper
        self._encoder = encoder
        self._decoder = decoder

    def detect_language(self, features: Sequence[Features]) -> list[list[tuple[str, float]]]:
        """See Passes."""
        import ctranslate2

        view = ctranslate2.StorageView.from_array(self._encoded(features))
        found: list[list[tuple[str, float]]] = self._whisper.model.detect_language(view)
        return found

    def draft(self, features: Sequence[Features], *, frames: Sequence[int], task: Task) -> list[Draft]:
        """See Passes."""
        import ctranslate2

        encoded = self._encoded(features)
        view = ctranslate2.StorageView.from_array(encoded)
        results = generated(self._whisper, view, count=len(encoded), task=task)
        texts = [[token for token in ids if token < task.tokenizer.eot] for ids, _, _ in results]
        aligned = self._aligned(encoded, texts, frames=frames, tokenizer=task.tokenizer)
        return [
            Draft(pieces=pieces, avg_logprob=logprob, no_speech_prob=no_speech)
            for pieces, (_, logprob, no_speech) in zip(aligned, results, strict=True)
        ]

    def scores(self, features: Features, texts: Sequence[list[int]], *, tokenizer: Any) -> list[float]:
        """See Passes."""
        encoded = np.repeat(self._encoded([features]), len(texts), axis=0)
        return [_log_likelihood(one.probabilities) for one in self._read(encoded, texts, tokenizer=tokenizer)]

    def _encoded(self, features: Sequence[Features]) -> NDArray[np.float32]:
        # One by one: a window alone fills the tiles, and its activations stay in the processor's cache.
        return np.stack([self._encoder(one) for one in features])

    def _aligned(
        self, encoded: NDArray[np.float32], texts: Sequence[list[int]], *, frames: Sequence[int], tokenizer: Any
    ) -> list[tuple[Piece, ...]]:
        aligned: list[tuple[Piece, ...]] = [()] * len(texts)
        spoken = [index for index, text in enumerate(texts) if text]
        known = self._read(encoded[spoken], [texts[index] for index in spoken], tokenizer=tokenizer)
        for index, one in zip(spoken, known, strict=True):
            times = token_times(one.attention, frames=frames[index] // 2)
            aligned[index] = tuple(_pieces(texts[index], one, times=times, tokenizer=tokenizer))
        return aligned

    def _read(self, encoded: NDArray[np.float32], texts: Sequence[list[int]], *, tokenizer: Any) -> list[Known]:
        start = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        return read(self._decoder, encoded, texts, start=start, end=tokenizer.eot) if texts else []


def in_lanes(
    work: Callable[[Sequence[Clip]], list[Heard]], clips: Sequence[Clip], *, lanes: Lanes, most: int
) -> list[Heard]:
    """Return what the work gives for all clips, handed to it in groups of at most `most`, side by side, in order.

    Groups are smaller where a lane would stand idle otherwise.
    """
    size = max(1, min(most, -(-len(clips) // lanes.count)))
    groups = [clips[start : start + size] for start in range(0, len(clips), size)]
    return [one for group in lanes.each(work, groups) for one in group]


def generated(whisper: Any, encoded: Any, *, count: int, task: Task) -> list[tuple[list[int], float, float]]:
    """Return (token ids, mean log-probability, no-speech probability) of the likeliest hypothesis of each window.

    CTranslate2 divides the score by the tokens without the end mark; Whisper counts the end mark too. Of its
    `max_length` it spends half on the text.
    """
    from faster_whisper.transcribe import get_suppressed_tokens

    prompt = whisper.get_prompt(task.tokenizer, [], without_timestamps=True)
    results = whisper.model.generate(
        encoded,
        [prompt] * count,
        max_length=2 * task.limit,
        suppress_tokens=get_suppressed_tokens(task.tokenizer, [-1]),
        return_scores=True,
        return_no_speech_prob=True,
        **task.sampling,
    )
    found = []
    for result in results:
        best = max(range(len(result.scores)), key=lambda index, scores=result.scores: scores[index])  # type: ignore[misc]
        ids = list(result.sequences_ids[best])
        found.append((ids, float(result.scores[best]) * len(ids) / (len(ids) + 1), float(result.no_speech_prob)))
    return found


def _log_likelihood(probabilities: Iterable[float]) -> float:
    return float(sum(log(max(1e-12, float(one))) for one in probabilities))


def _plain_piece(word: Mapping[str, Any]) -> Piece:
    return Piece(
        text=word["word"],
        start_s=float(word["start"]),
        end_s=float(word["end"]),
        probability=float(word["probability"]),
    )


def _pieces(text: Sequence[int], known: Known, *, times: NDArray[np.float64], tokenizer: Any) -> Iterator[Piece]:
    words, word_tokens = tokenizer.split_to_word_tokens([*text, tokenizer.eot])
    # The last "word" is the end itself.
    bounds = [0, *accumulate(len(one) for one in word_tokens[:-1])]
    for word, (first, after) in zip(words, pairwise(bounds), strict=False):
        if after > first:
            yield Piece(
                text=word,
                start_s=float(times[first]),
                end_s=float(times[after]),
                probability=float(known.probabilities[first:after].mean()),
            )
