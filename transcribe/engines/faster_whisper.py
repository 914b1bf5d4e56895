"""Whisper on CTranslate2 (faster-whisper): full windows of speech, decoded many at a time.

Where the processor has matrix tiles, the encoder and the pass that times words run in bfloat16 (transcribe.bf16) on the
same weights; CTranslate2 writes the text, and does everything on other processors and on GPUs.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import InvalidInput, WeightsError
from calls.provenance import OptionValue, Provenance
from transcribe.bf16.processor import has_tiles
from transcribe.cores import usable_cores
from transcribe.engine import SAMPLE_RATE, Clip, EngineOptions, Heard, is_audible, silence
from transcribe.engines.whisper_passes import Draft, Passes, PlainPasses, Task, TiledPasses, in_lanes
from transcribe.lanes import Lanes, Split
from transcribe.loops import compression_ratio, settled
from transcribe.openai_checkpoint import alignment_heads, is_float, read_model
from transcribe.spoken_language import require_english
from transcribe.trust import trusted
from transcribe.weights import Weights, find
from transcribe.words import spoken_words, text_of

FRAMES_PER_SECOND = 100  # mel frames
# What Whisper was trained on. With less silence after the sound than that, it may say a passage twice.
FRAMES = 3000
LONGEST_TEXT = 224  # tokens of one window, half of what the decoder can hold
CAREFUL_BEAM = 5
RETRY_TEMPERATURES = (0.4, 0.8)
BEST_OF = 5
LANGUAGE_CLIPS = 3  # how many clips vote on the language


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
    split = Split.of(options.threads or usable_cores()) if device == "cpu" else Split(lanes=1, threads=1)
    whisper = faster_whisper.WhisperModel(
        str(weights.path),
        device=device,
        compute_type=compute_type,
        cpu_threads=split.threads,
        num_workers=split.lanes,
        local_files_only=True,
    )
    tiled = device == "cpu" and compute_type == "int8" and has_tiles() and is_float(weights.path / "model.bin")
    facts: dict[str, OptionValue] = {
        "model": model,
        "weights_sha256": weights.sha256,
        "compute_type": compute_type,
        "device": device,
        "beam_size": options.beam_size,
        "encoder": "bfloat16" if tiled else compute_type,
        "ctranslate2": ctranslate2.__version__,
    }
    lanes = Lanes(split, prepare=partial(_set_threads, split.threads))
    return FasterWhisper(
        whisper,
        passes=_tiled(whisper, weights) if tiled else PlainPasses(whisper),
        lanes=lanes,
        provenance=Provenance(name="faster-whisper", version=faster_whisper.__version__, options=facts),
        options=options,
        cache_dir=cache_dir,
    )


def _tiled(whisper: Any, weights: Weights) -> Passes:
    from transcribe.bf16.decoder import Decoder
    from transcribe.bf16.encoder import Encoder

    tensors = read_model(weights.path / "model.bin")
    decoder = Decoder(tensors, following=alignment_heads(weights.path))
    return TiledPasses(whisper, encoder=Encoder(tensors), decoder=decoder)


class FasterWhisper:
    """The engine `faster-whisper`."""

    def __init__(
        self,
        whisper: Any,
        *,
        passes: Passes,
        lanes: Lanes,
        provenance: Provenance,
        options: EngineOptions,
        cache_dir: Path,
    ) -> None:
        self._cache_dir = cache_dir
        self._whisper = whisper
        self._lanes = lanes
        self._passes = passes
        self._options = options
        self.provenance = provenance

    def transcribe(self, clips: Sequence[Clip], *, language: str | None) -> list[Heard]:
        """Return what is said in each clip; see transcribe.engine.Engine."""
        audible = [index for index, clip in enumerate(clips) if is_audible(clip)]
        self._check_language(language)
        if language is None:
            language = self._detect_language([clips[index] for index in audible])
        heard = [silence(language) for _ in clips]
        work = partial(self._hear, language=language)
        results = in_lanes(work, [clips[index] for index in audible], lanes=self._lanes, most=self._options.batch_size)
        for index, one in zip(audible, results, strict=True):
            heard[index] = one
        return heard

    def score(self, clip: Clip, texts: Sequence[str], *, language: str) -> list[float]:
        """Return the log-probability of each text; see transcribe.engine.Engine."""
        tokenizer = self._tokenizer(language)
        tokens = [tokenizer.encode(" " + text.strip()) for text in texts]
        if not tokens:
            return []
        return self._passes.scores(self._features(clip), tokens, tokenizer=tokenizer)

    def _hear(self, clips: Sequence[Clip], *, language: str) -> list[Heard]:
        """Decode one group of clips and settle what is doubtful."""
        decoded = self._decode(clips, language=language, sampling={"beam_size": self._options.beam_size})
        return [
            trusted(settled(first, again=self._retries(clip, language=language)), clip=clip)
            for clip, first in zip(clips, decoded, strict=True)
        ]

    def _retries(self, clip: Clip, *, language: str) -> list[Callable[[], Heard]]:
        def once(sampling: Mapping[str, Any]) -> Heard:
            return self._decode([clip], language=language, sampling=sampling)[0]

        chances: list[dict[str, Any]] = [
            {"beam_size": 1, "num_hypotheses": BEST_OF, "sampling_topk": 0, "sampling_temperature": temperature}
            for temperature in RETRY_TEMPERATURES
        ]
        beams = [{"beam_size": CAREFUL_BEAM}] if self._options.beam_size < CAREFUL_BEAM else []
        return [partial(once, sampling) for sampling in (*beams, *chances)]

    def _check_language(self, language: str | None) -> None:
        if language is None:
            return
        known = self._whisper.supported_languages
        if language not in known:
            only = "an English-only model" if known == ["en"] else "this model"
            raise InvalidInput(f"The language {language!r} is not one that {only} transcribes.")

    def _detect_language(self, clips: Sequence[Clip]) -> str:
        if not self._whisper.model.is_multilingual:
            require_english(clips, model=str(self.provenance.options["model"]), cache_dir=self._cache_dir)
            return "en"
        if not clips:
            return "en"
        voters = sorted(clips, key=len, reverse=True)[:LANGUAGE_CLIPS]
        votes: Counter[str] = Counter()
        for ranked in self._passes.detect_language([self._features(clip) for clip in voters]):
            # Tokens read <|en|>.
            votes.update({token[2:-2]: probability for token, probability in ranked})
        return votes.most_common(1)[0][0]

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        return Tokenizer(
            self._whisper.hf_tokenizer, self._whisper.model.is_multilingual, task="transcribe", language=language
        )

    def _features(self, clip: Clip) -> NDArray[np.float32]:
        """Return the log-mel spectrogram (mels, 3000) of a clip with silence after it."""
        padding = max(0, (FRAMES + 1) * SAMPLE_RATE // FRAMES_PER_SECOND - clip.size)
        features: NDArray[np.float32] = self._whisper.feature_extractor(clip, padding=padding)[:, :FRAMES]
        return np.ascontiguousarray(features, dtype=np.float32)

    def _decode(self, clips: Sequence[Clip], *, language: str, sampling: Mapping[str, Any]) -> list[Heard]:
        task = Task(tokenizer=self._tokenizer(language), sampling=sampling, limit=LONGEST_TEXT)
        features = [self._features(clip) for clip in clips]
        sounding = [ceil(clip.size * FRAMES_PER_SECOND / SAMPLE_RATE) for clip in clips]
        drafts = self._passes.draft(features, frames=sounding, task=task)
        return [_heard(draft, clip=clip, language=language) for draft, clip in zip(drafts, clips, strict=True)]


def _set_threads(threads: int) -> None:
    """Give the calling lane its threads where torch computes in it."""
    import sys

    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(threads)


def _heard(draft: Draft, *, clip: Clip, language: str) -> Heard:
    words = spoken_words(draft.pieces, language=language, duration_s=clip.size / SAMPLE_RATE)
    return Heard(
        language=language,
        words=words,
        avg_logprob=round(draft.avg_logprob, 4),
        no_speech_prob=round(draft.no_speech_prob, 4),
        compression_ratio=round(compression_ratio(text_of(words, language=language)), 3),
    )
