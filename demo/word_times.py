"""When each word of the demo calls is really said: read from the truth files, and asked of flite while it speaks.

Only flite tells; turns spoken by another voice have no word times. Importing this takes the standard library only.
"""

import ctypes
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from demo.catalogue import DemoScript, Speaker

LEXICON_LIBRARIES = ("libflite_usenglish.so.1", "libflite_cmulex.so.1")
"""What a voice library needs to have been loaded before it."""

SOUND_BEFORE = b"R:Token.daughter1.R:SylStructure.daughter1.daughter1.R:Segment.p.end"
"""Where flite keeps when the phone before a written word ends, in seconds."""

LAST_SOUND = b"R:Token.daughtern.R:SylStructure.daughtern.daughtern.R:Segment.end"
"""Where flite keeps when the last phone of a written word ends, in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTiming:
    """One written word and when it is said, in seconds from the start of what it is part of."""

    word: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnWords:
    """The words of one turn (by its index in the script), times in seconds from the start of the recording."""

    index: int
    speaker: Speaker
    words: tuple[WordTiming, ...]


def turn_words(*, script: DemoScript) -> tuple[TurnWords, ...]:
    """Return the words of every turn whose word times are known, as its truth file has them."""
    raw = json.loads(script.truth_path.read_text(encoding="utf-8"))
    return tuple(
        TurnWords(
            index=turn["index"],
            speaker=turn["speaker"],
            words=tuple(WordTiming(word=word, start_s=start, end_s=end) for word, start, end in turn["words"]),
        )
        for turn in raw["turns"]
        if turn.get("words")
    )


def flite_words(*, text: str, model: str, stretch: float) -> tuple[WordTiming, ...]:
    """Return when flite says each word of `text`, words being what spaces part.

    `model` is a voice such as `slt`, `stretch` its `duration_stretch`. The times are those that `flite -psdur` prints,
    here with the words they belong to. Raises SystemExit where the libraries of Debian's flite are missing.
    """
    flite, voice = _flite(), _voice(model)
    flite.flite_feat_set_float(voice.contents.features, b"duration_stretch", stretch)
    utterance = flite.flite_synth_text(text.encode(), voice)
    try:
        times = [
            (flite.flite_ffeature_float(token, SOUND_BEFORE), flite.flite_ffeature_float(token, LAST_SOUND))
            for token in _tokens(flite, utterance)
        ]
    finally:
        flite.delete_utterance(utterance)
    return tuple(
        WordTiming(word=word, start_s=start, end_s=end) for word, (start, end) in zip(text.split(), times, strict=True)
    )


def _tokens(flite: ctypes.CDLL, utterance: int) -> Iterator[int]:
    token = flite.relation_head(flite.utt_relation(utterance, b"Token"))
    while token:
        yield token
        token = flite.item_next(token)


class _Voice(ctypes.Structure):
    """The head of flite's cst_voice (cst_voice.h)."""

    _fields_ = (("name", ctypes.c_char_p), ("features", ctypes.c_void_p))


@cache
def _flite() -> ctypes.CDLL:
    for name in LEXICON_LIBRARIES:
        _library(name)
    flite = _library("libflite.so.1")
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    signatures: dict[str, tuple[Any, tuple[Any, ...]]] = {
        "flite_feat_set_float": (None, (pointer, text, ctypes.c_float)),
        "flite_synth_text": (pointer, (text, ctypes.POINTER(_Voice))),
        "utt_relation": (pointer, (pointer, text)),
        "relation_head": (pointer, (pointer,)),
        "item_next": (pointer, (pointer,)),
        "flite_ffeature_float": (ctypes.c_float, (pointer, text)),
        "delete_utterance": (None, (pointer,)),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(flite, name)
        function.restype, function.argtypes = result, arguments
    flite.flite_init()
    return flite


@cache
def _voice(model: str) -> Any:
    _flite()
    register = getattr(_library(f"libflite_cmu_us_{model}.so.1"), f"register_cmu_us_{model}")
    register.restype, register.argtypes = ctypes.POINTER(_Voice), (ctypes.c_char_p,)
    return register(None)


def _library(name: str) -> ctypes.CDLL:
    try:
        return ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError as missing:
        raise SystemExit(f"{name} is missing: apt-get install flite") from missing
