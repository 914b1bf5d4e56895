"""What a speaker's words say about who they are: a small linear model over phrases and cues, and its files.

Trained by `python -m nlp.training.roles`. It needs no encoder: on held-out groups of texts the sentence vectors brought
nothing that the phrases and cues did not.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import WeightsError
from nlp.phrases import PhraseVocabulary
from nlp.weights import check_sha256, sha256_of

PHRASE_WEIGHT = 2.0
CUE_WEIGHT = 0.5
SHIPPED = Path(__file__).parent / "weights"
REMEDY = "git checkout nlp/weights, or train again: python -m nlp.training.roles"

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
# Recognition may give no full stops at all; a piece is at most this long then.
_LONGEST_SENTENCE_WORDS = 25
_SENTENCES_A_PIECE = 2

_ASKING = r"(?:how|what|who|which|when|where|why|are|do|did|is|have|can|could|would)"
CUES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "introduces oneself and a company": r"\b(?:this is|my name is|my name's|i'?m|it'?s) (?:\w+ ){1,2}"
        r"(?:from|with|at|over at|here at|calling from|in) ",
        "answers the phone": r"\b(?:thank you|thanks) for (?:calling|holding)|"
        r"\bhow (?:can|may) (?:i|we) (?:help|assist)",
        "asks for particulars": r"\b(?:can|could|may) i (?:get|have|ask)\b|"
        r"\bwhat(?:'s| is) (?:your|the best)\b|\bspell\b",
        "asks how the other does it": rf"^(?:\w+[,.]? ){{0,5}}{_ASKING}\b.*\b(?:you|your|you're|you've)\b.*\?",
        "asks for a reaction": r"\b(?:does that|would that|how does that|"
        r"sound (?:good|fair)|make sense|work for you)\b",
        "asks for the price": r"\bhow much\b|"
        r"\bwhat(?:'s| is| are| would| does)\b.{0,30}\b(?:prices?|costs?|charge|fee|rate)\b",
        "asks about the offer": r"\b(?:do|does|can|could|would|is|are|will) (?:you guys|it|that|this|i|we)\b.*\?",
        "names a price": r"(?:[$£€]\s?\d|\b(?:dollars|hundred|thousand|percent)\b|"
        r"\b(?:a|per) (?:month|year|seat|user)\b)",
        "speaks of what it sells": r"\b(?:our|we have) (?:\w+ )?(?:customers|clients|platform|product|plans?|packages?|"
        r"technicians?|specialists?|engineers|warranty|software|service|prices|pricing|offers?|team can|team will)\b",
        "offers": r"\b(?:we|i) (?:can|could|will|offer|provide|help|recommend|do offer|would recommend)\b|"
        r"\b(?:we|i)'(?:ll|d be (?:happy|glad))\b|\blet me (?:show|see|check|pull|find|explain|walk)\b",
        "promises to send": r"\b(?:send|email|text) (?:you|that over|it over to you)\b",
        "turns to the other": r"\b(?:you|your|you're|you've|you'd|you'll)\b",
        "speaks of its own side": r"\b(?:my|our) (?:\w+ )?(?:boss|wife|husband|partner|team|people|guys|budget|office|"
        r"house|home|car|board|company|staff|drivers|director|manager|bill|account|current|old|existing)\b",
        "speaks of what it uses": r"\bwe(?:'re| are)? "
        r"(?:currently|already|still|use|using|pay|paying|have been|tried|had)\b",
        "says what it wants": r"\b(?:i|we)(?:'d| would)? (?:need|want|like to|looking|look for|was wondering)\b|"
        r"\bi(?:'m| am) (?:calling|looking|trying|wondering|worried|afraid|not sure)\b",
        "weighs": r"\b(?:i don'?t know|have to think|not sure|i guess|honestly|expensive|too much|i'?d have to)\b",
        "asks": r"\?",
    }.items()
}

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWords:
    """Weights of phrases (phrases,) and CUES (cues,), bias, and how pieces add up to a speaker.

    A piece's score is x·w + b, above 0 for a rep. A speaker's log-odds of being the rep are
    `slope` x sum of scores / (pieces + `inertia`) ** `damping`: pieces of one call resemble each other, so a hundred of
    them tell less than a hundred times one.
    """

    vocabulary: PhraseVocabulary
    phrases: NDArray[np.float32]
    cues: NDArray[np.float32]
    bias: float
    slope: float
    damping: float
    inertia: float

    def scores(self, pieces: Sequence[str]) -> FloatArray:
        """Return (len(pieces),) raw scores, above 0 where a rep is the likelier to say it."""
        return np.array([self._score(piece) for piece in pieces], dtype=np.float64)

    def _score(self, piece: str) -> float:
        found, values = self.vocabulary.vector(piece)
        said = PHRASE_WEIGHT * float(values @ self.phrases[found])
        return said + float(cue_vector(piece) @ self.cues) + self.bias

    def log_odds(self, pieces: Sequence[str]) -> float:
        """Return the log-odds that whoever said these pieces is a rep; 0 for no pieces."""
        scores = self.scores(pieces)
        return float(self.slope * scores.sum() / (len(scores) + self.inertia) ** self.damping) if len(scores) else 0.0


def pieces_of(text: str) -> list[str]:
    """Return `text` in pieces of two sentences, or of 50 words where there are no full stops."""
    sentences: list[str] = []
    for sentence in _SENTENCE_END.split(text.strip()):
        words = sentence.split()
        sentences += [
            " ".join(words[i : i + _LONGEST_SENTENCE_WORDS]) for i in range(0, len(words), _LONGEST_SENTENCE_WORDS)
        ]
    return [" ".join(sentences[i : i + _SENTENCES_A_PIECE]) for i in range(0, len(sentences), _SENTENCES_A_PIECE)]


def cue_vector(text: str) -> NDArray[np.float32]:
    """Return float32 (len(CUES),): CUE_WEIGHT where the cue is in `text`, else 0."""
    plain = text.replace("’", "'")
    return np.array([CUE_WEIGHT if cue.search(plain) else 0.0 for cue in CUES.values()], dtype=np.float32)


def save(words: RoleWords, folder: Path, *, facts: dict[str, Any]) -> None:
    """Write `roles.safetensors` (float16) and `roles.json`: calibration, `facts`, sha256 of the weights."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    weights = folder / "roles.safetensors"
    text = "\n".join(words.vocabulary.phrases).encode()
    save_file(
        {
            "phrases": words.phrases.astype(np.float16),
            "cues": words.cues.astype(np.float32),
            "idf": words.vocabulary.idf.astype(np.float16),
            "vocabulary": np.frombuffer(text, dtype=np.uint8).copy(),
        },
        weights,
    )
    # safetensors writes for the owner only; another user may run the worker.
    weights.chmod(0o644)
    numbers = {"bias": words.bias, "slope": words.slope, "damping": words.damping, "inertia": words.inertia}
    described = {**facts, "weights_sha256": sha256_of(weights), "calibration": numbers}
    (folder / "roles.json").write_text(json.dumps(described, indent=1) + "\n", encoding="utf-8")


@cache
def load(folder: Path = SHIPPED) -> RoleWords:
    """Return the model kept in `folder`. Raises WeightsError where it is missing or not what `roles.json` describes."""
    from safetensors.numpy import load_file

    try:
        facts: dict[str, Any] = json.loads((folder / "roles.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WeightsError(
            f"The role weights in {folder} are missing or broken ({error}). To get them: {REMEDY}"
        ) from error
    weights = folder / "roles.safetensors"
    check_sha256(weights, expected=facts["weights_sha256"], remedy=REMEDY)
    arrays = load_file(weights)
    if arrays["cues"].shape != (len(CUES),):
        raise WeightsError(f"The role weights in {folder} were trained for other cues. To get them: {REMEDY}")
    phrases = tuple(arrays["vocabulary"].tobytes().decode().split("\n"))
    return RoleWords(
        vocabulary=PhraseVocabulary(phrases=phrases, idf=arrays["idf"].astype(np.float32)),
        phrases=arrays["phrases"].astype(np.float32),
        cues=arrays["cues"],
        **facts["calibration"],
    )
