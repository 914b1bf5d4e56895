"""OpenAI's own Whisper code, fed the same clips and, for packaged models, the same weights."""

import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from calls.errors import InvalidInput
from calls.provenance import OptionValue, Provenance
from transcribe import weights
from transcribe.cores import usable_cores
from transcribe.engine import SAMPLE_RATE, Clip, EngineOptions, Heard, is_audible, silence
from transcribe.loops import compression_ratio, settled
from transcribe.openai_checkpoint import converted, heads_dump
from transcribe.spoken_language import require_english
from transcribe.trust import trusted
from transcribe.words import Piece, spoken_words, text_of

CAREFUL_BEAM = 5
RETRY_TEMPERATURES = (0.4, 0.8)
BEST_OF = 5
LANGUAGE_CLIPS = 4  # how many clips vote on the language


def load(model: str, *, cache_dir: Path, options: EngineOptions) -> "OpenAIWhisper":
    """Load the model; float32 on a CPU, float16 on a GPU. Raises calls.errors.WeightsError."""
    import torch
    import whisper

    torch.set_num_threads(options.threads or usable_cores())
    device = options.device
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    network, sha256 = _network(model, cache_dir=cache_dir, device=device)
    facts: dict[str, OptionValue] = {
        "model": model,
        "weights_sha256": sha256,
        "compute_type": "float16" if device == "cuda" else "float32",
        "device": device,
        "beam_size": options.beam_size,
        "torch": str(torch.__version__),
    }
    provenance = Provenance(name="openai-whisper", version=whisper.__version__, options=facts)
    return OpenAIWhisper(network, provenance=provenance, options=options, cache_dir=cache_dir)


def _network(model: str, *, cache_dir: Path, device: str) -> tuple[Any, str]:
    """Return (whisper.model.Whisper, SHA-256 of the weights it was read from)."""
    import whisper

    if weights.is_fetched(model):
        return _fetched(model, folder=cache_dir / "openai", device=device)
    found = weights.find(model, cache_dir=cache_dir)
    if not found.is_ctranslate2:
        return whisper.load_model(str(found.path), device=device), found.sha256
    checkpoint = converted(found, cache_dir=cache_dir)
    network = whisper.load_model(str(checkpoint.path), device=device)
    if checkpoint.alignment_heads:
        network.set_alignment_heads(
            heads_dump(checkpoint.alignment_heads, layers=network.dims.n_text_layer, per_layer=network.dims.n_text_head)
        )
    return network, found.sha256


def _fetched(model: str, *, folder: Path, device: str) -> tuple[Any, str]:
    import whisper

    file = folder / f"{model}.pt"
    if not file.is_file():
        weights.require_reachable("https://openaipublic.azureedge.net", model=model)
    try:
        network = whisper.load_model(model, device=device, download_root=str(folder))
    except (OSError, RuntimeError) as error:
        raise weights.not_fetched(model, reason=str(error)) from error
    return network, weights.sha256_of(file)


class OpenAIWhisper:
    """The engine `openai-whisper`."""

    def __init__(self, network: Any, *, provenance: Provenance, options: EngineOptions, cache_dir: Path) -> None:
        self._cache_dir = cache_dir
        self._network = network
        self._options = options
        self._fp16 = provenance.options["compute_type"] == "float16"
        self.provenance = provenance
        with warnings.catch_warnings():
            # whisper reads its vocabulary without closing the file, once: the result is kept.
            warnings.simplefilter("ignore", ResourceWarning)
            self._tokenizer(language="en")

    def transcribe(self, clips: Sequence[Clip], *, language: str | None) -> list[Heard]:
        """Return what is said in each clip; see transcribe.engine.Engine."""
        self._check_language(language)
        audible = [index for index, clip in enumerate(clips) if is_audible(clip)]
        mels = {index: self._mel(clips[index]) for index in audible}
        if language is None:
            if not self._network.is_multilingual:
                model = str(self.provenance.options["model"])
                require_english([clips[index] for index in audible], model=model, cache_dir=self._cache_dir)
            language = self._detect_language([mels[index] for index in audible])
        heard = [silence(language) for _ in clips]
        for start in range(0, len(audible), self._options.batch_size):
            group = audible[start : start + self._options.batch_size]
            sizes = [clips[i].size for i in group]
            decoded = self._decode(
                [mels[i] for i in group], sizes=sizes, language=language, beam_size=self._options.beam_size
            )
            for index, first in zip(group, decoded, strict=True):
                retries = self._retries(mels[index], size=clips[index].size, language=language)
                heard[index] = trusted(settled(first, again=retries), clip=clips[index])
        return heard

    def score(self, clip: Clip, texts: Sequence[str], *, language: str) -> list[float]:
        """Return the log-probability of each text; see transcribe.engine.Engine."""
        import torch

        tokenizer = self._tokenizer(language=language)
        start = list(tokenizer.sot_sequence_including_notimestamps)
        tokens = [tokenizer.encode(" " + text.strip()) for text in texts]
        longest = max(map(len, tokens), default=0)
        rows = [[*start, *ids, *[tokenizer.eot] * (longest - len(ids))] for ids in tokens]
        if not rows:
            return []
        with torch.no_grad():
            sound = self._network.embed_audio(self._mel(clip)[None]).expand(len(rows), -1, -1)
            inputs = torch.tensor(rows, device=self._network.device)
            likely = self._network.logits(inputs, sound).float().log_softmax(dim=-1)
            # What is said at a place is read from the logits one place before.
            said = likely[:, len(start) - 1 : -1].gather(2, inputs[:, len(start) :, None])[..., 0]
        return [float(row[: len(ids)].sum()) for row, ids in zip(said, tokens, strict=True)]

    def _retries(self, mel: Any, *, size: int, language: str) -> list[Callable[[], Heard]]:
        def once(beam_size: int, temperature: float) -> Heard:
            return self._decode([mel], sizes=[size], language=language, beam_size=beam_size, temperature=temperature)[0]

        beams = [partial(once, CAREFUL_BEAM, 0.0)] if self._options.beam_size < CAREFUL_BEAM else []
        return [*beams, *(partial(once, 1, temperature) for temperature in RETRY_TEMPERATURES)]

    def _tokenizer(self, *, language: str) -> Any:
        from whisper.tokenizer import get_tokenizer

        return get_tokenizer(
            self._network.is_multilingual,
            num_languages=self._network.num_languages,
            language=language,
            task="transcribe",
        )

    def _check_language(self, language: str | None) -> None:
        from whisper.tokenizer import LANGUAGES

        if language is None:
            return
        if not self._network.is_multilingual and language != "en":
            raise InvalidInput(f"The language {language!r} is not one that an English-only model transcribes.")
        if language not in LANGUAGES:
            raise InvalidInput(f"The language {language!r} is not one that this model transcribes.")

    def _mel(self, clip: Clip) -> Any:
        """Return the log-mel spectrogram (n_mels, 3000), padded as whisper.transcribe pads its last window."""
        from whisper.audio import HOP_LENGTH, N_FRAMES, N_SAMPLES, log_mel_spectrogram, pad_or_trim

        mel = log_mel_spectrogram(clip, self._network.dims.n_mels, padding=N_SAMPLES)
        mel = pad_or_trim(mel[:, : clip.size // HOP_LENGTH], N_FRAMES).to(self._network.device)
        return mel.half() if self._fp16 else mel

    def _detect_language(self, mels: Sequence[Any]) -> str:
        import torch

        if not self._network.is_multilingual or not mels:
            return "en"
        votes: Counter[str] = Counter()
        _, ranked = self._network.detect_language(torch.stack(list(mels[:LANGUAGE_CLIPS])))
        for probabilities in ranked:
            votes.update(probabilities)
        return votes.most_common(1)[0][0]

    def _decode(
        self, mels: Sequence[Any], *, sizes: Sequence[int], language: str, beam_size: int, temperature: float = 0.0
    ) -> list[Heard]:
        import torch
        import whisper

        # Sampling is only a last resort, but the same sound must give the same words.
        torch.manual_seed(0)
        options = whisper.DecodingOptions(
            task="transcribe",
            language=language,
            temperature=temperature,
            beam_size=beam_size if beam_size > 1 and temperature == 0 else None,
            best_of=BEST_OF if temperature > 0 else None,
            without_timestamps=True,
            fp16=self._fp16,
        )
        results = whisper.decode(self._network, torch.stack(list(mels)), options)
        return [
            self._heard(result, mel=mel, size=size, language=language)
            for result, mel, size in zip(results, mels, sizes, strict=True)
        ]

    def _heard(self, result: Any, *, mel: Any, size: int, language: str) -> Heard:
        from whisper.audio import HOP_LENGTH
        from whisper.timing import find_alignment

        tokenizer = self._tokenizer(language=language)
        tokens = [token for token in result.tokens if token < tokenizer.eot]
        frames = -(-size // HOP_LENGTH)
        pieces = [
            Piece(
                text=timing.word,
                start_s=float(timing.start),
                end_s=float(timing.end),
                probability=float(timing.probability),
            )
            for timing in find_alignment(self._network, tokenizer, tokens, mel, frames)
        ]
        words = spoken_words(pieces, language=language, duration_s=size / SAMPLE_RATE)
        return Heard(
            language=language,
            words=words,
            avg_logprob=round(float(result.avg_logprob), 4),
            no_speech_prob=round(float(result.no_speech_prob), 4),
            compression_ratio=round(compression_ratio(text_of(words, language=language)), 3),
        )
