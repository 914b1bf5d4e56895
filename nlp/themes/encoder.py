"""Vectors of themes: a quote's sentence vector and, beside it, where it lies among the concerns buyers voice."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from calls.errors import WeightsError
from calls.provenance import Provenance
from nlp import tuned
from nlp.encoder import DIMENSIONS, Encoder, HashingEncoder, Vectors

NAME = "themes"
SHIPPED = Path(__file__).parents[1] / "weights"
REMEDY = "git checkout nlp/weights, or train again: python -m nlp.training.themes"
CONCERN_DIMENSIONS = 128
WIDTH = DIMENSIONS + CONCERN_DIMENSIONS
# Both parts weigh the same in a vector's length, hence in every cosine.
_PART = np.float32(np.sqrt(0.5))

_log = logging.getLogger("talktrack.themes")


class ThemeEncoder:
    """Quotes as unit vectors, (n, `width`) float32: the first `plain_width` columns point as the plain encoder's do.

    With trained weights `width` is 512: the sentence vector (384) and the mining encoder's concern vector of the quote
    alone (128), each at half the squared length. Without (see `theme_encoder`) it is the sentence vector.
    """

    plain_width = DIMENSIONS

    def __init__(self, plain: Encoder, network: "tuned.Tuned | None" = None, *, version: str = "") -> None:
        self._plain = plain
        self._network = network
        self.width = DIMENSIONS if network is None else WIDTH
        self.provenance = (
            plain.provenance
            if network is None
            else Provenance(name=NAME, version=version, options={"sentences": plain.provenance.name})
        )

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (len(texts), width), each row of unit length; the same text gives the same row."""
        sentences = self._plain.encode(texts)
        if self._network is None:
            return sentences
        if not len(texts):
            return np.zeros((0, WIDTH), dtype=np.float32)
        return beside(sentences, concern_vectors(self._network, texts))


def beside(sentences: Vectors, concerns: Vectors) -> Vectors:
    """Return unit rows (n, 384) and (n, 128) as unit rows (n, 512)."""
    return np.asarray(np.hstack([sentences * _PART, concerns * _PART]), dtype=np.float32)


def plain_part(vectors: Vectors) -> Vectors:
    """Return the sentence vectors (n, 384), of unit length, that theme vectors (n, 384 or 512) begin with."""
    part = vectors[:, :DIMENSIONS]
    return np.asarray(part / np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def concern_vectors(network: "tuned.Tuned", texts: Sequence[str]) -> Vectors:
    """Return the concern vector (n, 128) of each text read alone, of unit length."""
    distinct = list(dict.fromkeys(texts))
    row_of = {text: row for row, text in enumerate(distinct)}
    stretches = [next(network.reader.stretches([text])) for text in distinct]
    return network.answer(stretches).concerns[[row_of[text] for text in texts]]


def theme_encoder(plain: Encoder, folder: Path = SHIPPED) -> ThemeEncoder:
    """Return the encoder of themes over a plain one; just that one where the taught weights go with another or are
    unusable (which is logged: themes are then formed by sentence vectors alone).
    """
    if plain.provenance.name == HashingEncoder.provenance.name:
        return ThemeEncoder(plain)
    try:
        network, version = _load(folder)
    except WeightsError as error:
        _log.warning("themes are formed by sentence vectors alone: %s", error.message)
        return ThemeEncoder(plain)
    return ThemeEncoder(plain, network, version=version)


def read_facts(folder: Path = SHIPPED) -> dict[str, Any]:
    """Return what is said of the network's weights beside them. Raises WeightsError where that is missing or broken."""
    return tuned.read_facts(folder)


def _load(folder: Path) -> tuple[tuned.Tuned, str]:
    facts = read_facts(folder)
    network, _ = tuned.load(folder)
    return network, str(facts["weights_sha256"])[:12]
