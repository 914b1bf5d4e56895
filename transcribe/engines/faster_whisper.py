"""Whisper on CTranslate2 (faster-whisper), clips decoded in batches."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import InvalidInput, WeightsError
from calls.provenance import OptionValue, Provenance
from transcribe.cores import usable_cores
from transcribe.engine import SAMPLE_RATE, Clip, EngineOptions, Heard, is_audible, silence
from transcribe.loops import compression_ratio, settled
from transcribe.weights import find
from transcribe.words import Piece, spoken_words, text_of

FRAMES_PER_SECOND = 100  # mel frames
CAREFUL_BEAM = 5
RETRY_TEMPERATURES = (0.4, 0.8)
BEST_OF = 5
LANGUAGE_CLIPS = 4  # how many clips vote on the language


def load(model: str, *, cache_dir: Path, options: EngineOptions) -> "FasterWhisper":
    """Load the model; int8 on a CPU, float16 on a GPU. Raises calls.errors.WeightsError."""
    import ctranslate2
    import faster_whisper

    weights = find(model, cache_dir=cache_dir)
    if not weights.is_ctranslate2:
        raise WeightsError(
            f"{weights.path} is not a CTranslate2 folder; an OpenAI .pt file needs engine openai-whisper."
        )
    device = options.device
    if device == "auto":
        device = "cuda" if ctranslate2.get_cuda_device_count() else "cpu"
    compute_type = options.compute_type
    if compute_type == "auto":
        compute_type = "float16" if device == "cuda" else "int8"
    # Sampling is only a last resort, but the same sound must give the same words.
    ctranslate2.set_random_seed(0)
    whisper = faster_whisper.WhisperModel(
        str(weights.path),
        device=device,
        compute_type=compute_type,
        cpu_threads=options.threads or usable_cores(),
        local_files_only=True,
    )
    facts: dict[str, OptionValue] = {
        "model": model,
        "weights_sha256": weights.sha256,
        "compute_type": compute_type,
        "device": device,
        "beam_size": options.beam_size,
        "ctranslate2": ctranslate2.__version__,
    }
    provenance = Provenance(name="faster-whisper", version=faster_whisper.__version__, options=facts)
    return FasterWhisper(whisper, provenance=provenance, options=options)


class FasterWhisper:
    """The engine `faster-whisper`."""

    def __init__(self, whisper: Any, *, provenance: Provenance, options: EngineOptions) -> None:
        self._whisper = whisper
        self._options = options
        self.provenance = provenance

    def transcribe(self, clips: Sequence[Clip], *, language: str | None) -> list[Heard]:
        """Return what is said in each clip; see transcribe.engine.Engine."""
        audible = [index for index, clip in enumerate(clips) if is_audible(clip)]
        self._check_language(language)
        if language is None:
            language = self._detect_language([clips[index] for index in audible])
        heard = [silence(language) for _ in clips]
        for start in range(0, len(audible), self._options.batch_size):
            group = audible[start : start + self._options.batch_size]
            decoded = self._decode(
                [clips[i] for i in group], language=language, beam_size=self._options.beam_size, temperature=0.0
            )
            for index, first in zip(group, decoded, strict=True):
                heard[index] = settled(first, again=self._retries(clips[index], language=language))
        return heard

    def _retries(self, clip: Clip, *, language: str) -> list[Callable[[], Heard]]:
        def once(beam_size: int, temperature: float) -> Heard:
            return self._decode([clip], language=language, beam_size=beam_size, temperature=temperature)[0]

        beams = [partial(once, CAREFUL_BEAM, 0.0)] if self._options.beam_size < CAREFUL_BEAM else []
        return [*beams, *(partial(once, 1, temperature) for temperature in RETRY_TEMPERATURES)]

    def _check_language(self, language: str | None) -> None:
        if language is None:
            return
        known = self._whisper.supported_languages
        if language not in known:
            only = "an English-only model" if known == ["en"] else "this model"
            raise InvalidInput(f"The language {language!r} is not one that {only} transcribes.")

    def _detect_language(self, clips: Sequence[Clip]) -> str:
        if not self._whisper.model.is_multilingual or not clips:
            return "en"
        votes: Counter[str] = Counter()
        for ranked in self._whisper.model.detect_language(self._encode(clips[:LANGUAGE_CLIPS])):
            # Tokens read <|en|>.
            votes.update({token[2:-2]: probability for token, probability in ranked})
        return votes.most_common(1)[0][0]

    def _features(self, clip: Clip) -> NDArray[np.float32]:
        from faster_whisper.audio import pad_or_trim

        features: NDArray[np.float32] = pad_or_trim(self._whisper.feature_extractor(clip)[..., :-1])
        return features

    def _encode(self, clips: Sequence[Clip]) -> Any:
        return self._whisper.encode(np.stack([self._features(clip) for clip in clips]))

    def _decode(self, clips: Sequence[Clip], *, language: str, beam_size: int, temperature: float) -> list[Heard]:
        from faster_whisper.tokenizer import Tokenizer
        from faster_whisper.transcribe import get_suppressed_tokens

        tokenizer = Tokenizer(
            self._whisper.hf_tokenizer, self._whisper.model.is_multilingual, task="transcribe", language=language
        )
        encoded = self._encode(clips)
        prompt = self._whisper.get_prompt(tokenizer, [], without_timestamps=True)
        sampling: dict[str, Any] = {"beam_size": beam_size}
        if temperature > 0:
            sampling = {
                "beam_size": 1,
                "num_hypotheses": BEST_OF,
                "sampling_topk": 0,
                "sampling_temperature": temperature,
            }
        results = self._whisper.model.generate(
            encoded,
            [prompt] * len(clips),
            max_length=self._whisper.max_length,
            suppress_tokens=get_suppressed_tokens(tokenizer, [-1]),
            return_scores=True,
            return_no_speech_prob=True,
            **sampling,
        )
        picked = [_best_hypothesis(result) for result in results]
        frames = [int(np.ceil(clip.size / SAMPLE_RATE * FRAMES_PER_SECOND)) for clip in clips]
        tokens = [[token for token in ids if token < tokenizer.eot] for ids, _ in picked]
        aligned = self._aligned(tokenizer, tokens, encoded=encoded, frames=frames)
        return [
            _heard(pieces, clip=clip, language=language, avg_logprob=logprob, no_speech_prob=result.no_speech_prob)
            for pieces, clip, (_, logprob), result in zip(aligned, clips, picked, results, strict=True)
        ]

    def _aligned(
        self, tokenizer: Any, tokens: list[list[int]], *, encoded: Any, frames: list[int]
    ) -> list[list[Piece]]:
        if not any(tokens):
            return [[] for _ in tokens]
        return [
            [
                Piece(
                    text=piece["word"],
                    start_s=float(piece["start"]),
                    end_s=float(piece["end"]),
                    probability=float(piece["probability"]),
                )
                for piece in alignment
            ]
            for alignment in self._whisper.find_alignment(tokenizer, tokens, encoded, frames)
        ]


def _best_hypothesis(result: Any) -> tuple[list[int], float]:
    """Return (token ids, mean log-probability) of the likeliest hypothesis.

    CTranslate2 divides the score by the tokens without the end mark; Whisper counts the end mark too.
    """
    best = max(range(len(result.scores)), key=lambda index: result.scores[index])
    ids = list(result.sequences_ids[best])
    return ids, float(result.scores[best]) * len(ids) / (len(ids) + 1)


def _heard(pieces: Sequence[Piece], *, clip: Clip, language: str, avg_logprob: float, no_speech_prob: float) -> Heard:
    words = spoken_words(pieces, language=language, duration_s=clip.size / SAMPLE_RATE)
    return Heard(
        language=language,
        words=words,
        avg_logprob=round(avg_logprob, 4),
        no_speech_prob=round(float(no_speech_prob), 4),
        compression_ratio=round(compression_ratio(text_of(words, language=language)), 3),
    )
