"""Concerns that buyers voice in every trade: a hand-written catalogue, and a space where their wordings come close."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calls.moment import Kind
from nlp.encoder import Encoder, HashingEncoder, Vectors

CATALOGUE = Path(__file__).parent / "concerns.jsonl"

# Share of the concerns in a vector's length, squared, and how sharply the nearest concerns stand out. Both were chosen
# on the catalogue itself, half its voicings held out, and on the demo's true quotes.
SHARE = 0.3
TEMPERATURE = 0.08
# A group is called by a concern from this mean cosine on, one or two voices from a higher one, if the next concern is
# at least LEAD less close. Chosen on the demo's true quotes, like the thresholds in themes.py.
NAMED = 0.36
NAMED_FEW = 0.42
FEW = 2
LEAD = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Something buyers say again and again: its kinds, a name a stranger understands, and ways it is put."""

    kinds: tuple[Kind, ...]
    label: str
    voicings: tuple[str, ...]


@cache
def load_concerns(path: Path = CATALOGUE) -> tuple[Concern, ...]:
    """Return the concerns of a catalogue, one JSON object a line: kinds, label, voicings."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return tuple(
        Concern(kinds=tuple(map(Kind, row["kinds"])), label=row["label"], voicings=tuple(row["voicings"]))
        for row in rows
    )


class ConcernSpace:
    """Sentence vectors with their likeness to known concerns beside them. Build it once: it encodes the catalogue."""

    def __init__(self, encoder: Encoder, concerns: Sequence[Concern] | None = None) -> None:
        self.concerns = tuple(load_concerns() if concerns is None else concerns)
        voicings = [text for concern in self.concerns for text in concern.voicings]
        ends = np.cumsum([len(concern.voicings) for concern in self.concerns])[:-1]
        parts = np.split(encoder.encode(voicings).astype(np.float64), ends)
        self._anchors = _unit(np.stack([part.mean(axis=0) for part in parts]))
        self._columns = {
            kind: np.array([i for i, concern in enumerate(self.concerns) if kind in concern.kinds], dtype=np.intp)
            for kind in Kind
        }

    def enrich(self, vectors: Vectors, kinds: Sequence[Kind]) -> Vectors:
        """Return unit vectors (n, d) of moments of these kinds as unit vectors (n, d + concerns).

        The new features are a softmax over the cosines with the concerns of the vector's kind, zero for the others.
        """
        likeness = np.zeros((len(vectors), len(self.concerns)))
        for kind in sorted(set(kinds)):
            rows = np.array([i for i, own in enumerate(kinds) if own is kind], dtype=np.intp)
            columns = self._columns[kind]
            if len(columns):
                closeness = vectors[rows] @ self._anchors[columns].T / TEMPERATURE
                odds = np.exp(closeness - closeness.max(axis=1, keepdims=True))
                likeness[np.ix_(rows, columns)] = _unit(odds)
        both = np.hstack([np.sqrt(1 - SHARE) * vectors, np.sqrt(SHARE) * likeness])
        return np.asarray(_unit(both), dtype=np.float32)

    def name(self, vectors: Vectors, kind: Kind) -> Concern | None:
        """Return the concern that a group's vectors (n, d) agree on, None where none is near and clearly nearest."""
        columns = self._columns[kind]
        if not len(columns) or not len(vectors):
            return None
        closeness = np.round((vectors.astype(np.float64) @ self._anchors[columns].T).mean(axis=0), 6)
        first = int(closeness.argmax())
        lead = closeness[first] - np.delete(closeness, first).max(initial=-1.0)
        if closeness[first] < (NAMED_FEW if len(vectors) <= FEW else NAMED) or lead < LEAD:
            return None
        return self.concerns[int(columns[first])]


def concern_space(encoder: Encoder) -> ConcernSpace | None:
    """Return the space of an encoder whose nearness means something; None for the hashing one: it only counts words."""
    if encoder.provenance.name == HashingEncoder.provenance.name:
        return None
    return ConcernSpace(encoder)


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
