"""Whether English is spoken: a model that knows English only writes English whatever it hears.

The packaged multilingual model says so; its encoder listens to the longest clips of a call, which takes about a second.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from calls.errors import WeightsError, WrongLanguage
from transcribe.cores import usable_cores
from transcribe.engine import SAMPLE_RATE, Clip
from transcribe.weights import find

LISTENER = "base"
CLIPS = 3
SHORTEST_S = 2.0  # nobody can tell a language by an "okay"
SURE = 0.6
_FRAMES = 3000


def require_english(clips: Sequence[Clip], *, model: str, cache_dir: Path) -> None:
    """Raise calls.errors.WrongLanguage where clips of a call are surely in a language other than English.

    Where the multilingual model is not installed, nothing is found out and nothing refused.
    """
    longest = [clip for clip in sorted(clips, key=len, reverse=True)[:CLIPS] if clip.size >= SHORTEST_S * SAMPLE_RATE]
    if not longest:
        return
    try:
        spoken = _spoken(longest, cache_dir=cache_dir)
    except WeightsError:
        return
    language, share = spoken.most_common(1)[0]
    if language != "en" and share / len(longest) >= SURE:
        raise WrongLanguage(
            f"This call is in another language ({language}), and the model {model} hears English only. Choose a "
            f"multilingual one (TALKTRACK_MODEL={LISTENER}), or force English with TALKTRACK_LANGUAGE=en."
        )


def _spoken(clips: Sequence[Clip], *, cache_dir: Path) -> Counter[str]:
    """Return each language's probability, summed over the clips."""
    import ctranslate2
    import numpy as np

    whisper = _listener(cache_dir)
    padded = [np.pad(clip, (0, max(0, (_FRAMES + 1) * SAMPLE_RATE // 100 - clip.size))) for clip in clips]
    features = np.stack([whisper.feature_extractor(clip)[:, :_FRAMES] for clip in padded])
    view = ctranslate2.StorageView.from_array(np.ascontiguousarray(features, dtype=np.float32))
    votes: Counter[str] = Counter()
    for ranked in whisper.model.detect_language(view):
        # Tokens read <|en|>.
        votes.update({token[2:-2]: probability for token, probability in ranked})
    return votes


@lru_cache(maxsize=1)
def _listener(cache_dir: Path) -> Any:
    try:
        import faster_whisper
    except ImportError as error:
        raise WeightsError("The multilingual model needs faster-whisper.") from error
    path = find(LISTENER, cache_dir=cache_dir).path
    return faster_whisper.WhisperModel(
        str(path), device="cpu", compute_type="int8", cpu_threads=usable_cores(), local_files_only=True
    )
