import logging
from pathlib import Path

import numpy as np
import pytest

from nlp.encoder import HashingEncoder, MiniLmEncoder
from nlp.themes import families_of, plain_part, theme_encoder
from nlp.themes.encoder import WIDTH

QUOTES = ["That is a lot of money.", "We copy it all by hand.", "That is a lot of money."]


def test_a_theme_vector_begins_with_the_sentence_vector(minilm: MiniLmEncoder) -> None:
    encoder = theme_encoder(minilm)
    vectors = encoder.encode(QUOTES)
    assert vectors.shape == (3, encoder.width) == (3, WIDTH)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-3)
    np.testing.assert_allclose(plain_part(vectors), minilm.encode(QUOTES), atol=1e-3)
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert encoder.encode([]).shape == (0, WIDTH)
    assert encoder.provenance.name == "themes"
    assert encoder.provenance.version
    assert families_of(vectors) is not None


def test_other_wordings_of_one_concern_come_closer_than_by_sentence_vectors(minilm: MiniLmEncoder) -> None:
    quotes = ["I'd have to ask my director.", "Head office signs those things.", "We pay for two more years."]
    plain, themed = minilm.encode(quotes), theme_encoder(minilm).encode(quotes)
    assert themed[0] @ themed[1] - themed[0] @ themed[2] > plain[0] @ plain[1] - plain[0] @ plain[2]


def test_the_hashing_encoder_stays_alone() -> None:
    encoder = theme_encoder(HashingEncoder())
    vectors = encoder.encode(QUOTES)
    assert vectors.shape == (3, encoder.width) == (3, 384)
    assert encoder.provenance == HashingEncoder.provenance
    assert families_of(vectors) is None


def test_without_usable_weights_themes_rest_on_sentence_vectors_and_the_log_says_so(
    minilm: MiniLmEncoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="talktrack.themes"):
        encoder = theme_encoder(minilm, tmp_path)
    np.testing.assert_array_equal(encoder.encode(QUOTES), minilm.encode(QUOTES))
    assert "sentence vectors alone" in caplog.text
