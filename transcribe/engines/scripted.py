"""An engine without a model, for tests of everything around one: the same sound always gives the same words.

By itself it says one made-up word for every second in which there is sound, spelt from a hash of that second, so that a
test can see whether anything was lost or doubled. Given a script it says that instead, clip by clip.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from calls.errors import WeightsError
from calls.provenance import Provenance
from calls.transcript import Word
from transcribe.engine import SAMPLE_RATE, Clip, Heard, is_audible, silence
from transcribe.loops import compression_ratio

VERSION = "1"
_CONSONANTS = "bdfgklmnprstvz"
_VOWELS = "aeiou"

Line = str | Mapping[str, Any]


def load(model: str, **_unused: object) -> "ScriptedEngine":
    """Return the engine. A model that ends in `.json` is a script: a list of lines (see ScriptedEngine)."""
    if not model.endswith(".json"):
        return ScriptedEngine()
    try:
        script = json.loads(Path(model).read_text())
    except (OSError, ValueError) as error:
        raise WeightsError(f"The script {model} cannot be read: {error}.") from error
    return ScriptedEngine(script=script)


class ScriptedEngine:
    """The engine `scripted`.

    Each audible clip takes the next line of the script; after the last it speaks by itself. A line is a text, whose
    words are spread evenly over the clip, or an accident to test with: `{"exit": code}`, `{"hang_s": seconds}`,
    `{"print": text}` (a library that writes on standard output) or `{"allocate_mb": size}`.
    """

    def __init__(self, *, script: Sequence[Line] = ()) -> None:
        self._script = list(script)
        self._held = bytearray()
        self.provenance = Provenance(name="scripted", version=VERSION, options={"script_lines": len(script)})

    def transcribe(self, clips: Sequence[Clip], *, language: str | None) -> list[Heard]:
        """Return what the script or the sound says; see transcribe.engine.Engine."""
        code = language or "en"
        return [self._hear(clip, language=code) if is_audible(clip) else silence(code) for clip in clips]

    def score(self, clip: Clip, texts: Sequence[str], *, language: str) -> list[float]:  # noqa: ARG002
        """Find every text equally likely; see transcribe.engine.Engine."""
        return [0.0] * len(texts)

    def _hear(self, clip: Clip, *, language: str) -> Heard:
        line = self._script.pop(0) if self._script else ""
        if isinstance(line, Mapping):
            self._suffer(line)
            line = ""
        words = _spread(line.split(), duration_s=clip.size / SAMPLE_RATE) if line else _spoken_seconds(clip)
        ratio = compression_ratio(" ".join(word.word for word in words))
        return Heard(language=language, words=words, avg_logprob=-0.1, no_speech_prob=0.0, compression_ratio=ratio)

    def _suffer(self, accident: Mapping[str, Any]) -> None:
        if "exit" in accident:
            os._exit(int(accident["exit"]))
        time.sleep(float(accident.get("hang_s", 0)))
        if "print" in accident:
            sys.__stdout__.write(str(accident["print"]) + "\n")  # type: ignore[union-attr]
            os.write(1, str(accident["print"]).encode() + b"\n")
        # Filled, so that the pages are really taken.
        self._held = bytearray(b"\1") * (int(accident.get("allocate_mb", 0)) << 20)
        time.sleep(float(accident.get("then_hang_s", 0)))


def _spread(words: Sequence[str], *, duration_s: float) -> tuple[Word, ...]:
    step = duration_s / max(1, len(words))
    return tuple(
        Word(word=word, start_s=round(i * step, 3), end_s=round((i + 0.9) * step, 3), probability=1.0)
        for i, word in enumerate(words)
    )


def _spoken_seconds(clip: Clip) -> tuple[Word, ...]:
    words = []
    for start in range(0, clip.size, SAMPLE_RATE):
        second = clip[start : start + SAMPLE_RATE]
        if is_audible(second):
            start_s, end_s = start / SAMPLE_RATE, (start + second.size) / SAMPLE_RATE
            words.append(Word(word=made_up_word(second), start_s=start_s, end_s=end_s, probability=1.0))
    return tuple(words)


def made_up_word(samples: Clip) -> str:
    """Return a pronounceable word of eight letters for these samples (float32, -1 to 1); others give another."""
    pcm = np.round(samples * 32768).astype("<i2").tobytes()
    digest = hashlib.sha256(pcm).digest()
    return "".join(
        _CONSONANTS[digest[2 * i] % len(_CONSONANTS)] + _VOWELS[digest[2 * i + 1] % len(_VOWELS)] for i in range(4)
    )
