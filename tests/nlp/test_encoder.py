import numpy as np
import pytest

from nlp.encoder import DIMENSIONS, Encoder, HashingEncoder, MiniLmEncoder

# Where blake2b puts the word "budget".
BUDGET_PLACE = 222
ODD = ["", " ", "Zoë said “naïve” \U0001f600", "a\x00b", "word " * 3000]


class EncoderContract:
    """What every encoder promises; a new one subclasses this with its own `encoder` fixture."""

    def test_rows_are_unit_length_float32(self, encoder: Encoder) -> None:
        vectors = encoder.encode(["It costs too much.", "Who else uses it?", *ODD])
        assert vectors.shape == (2 + len(ODD), DIMENSIONS)
        assert vectors.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)

    def test_nothing_gives_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, DIMENSIONS)

    def test_the_same_text_gives_the_same_row_wherever_it_stands(self, encoder: Encoder) -> None:
        alone = encoder.encode(["We renew in May."])
        among = encoder.encode(
            ["Hello there.", "We renew in May.", "A longer sentence about our budget.", "We renew in May."]
        )
        np.testing.assert_allclose(among[1], alone[0], atol=1e-5)
        np.testing.assert_array_equal(among[1], among[3])

    def test_shared_words_are_closer_than_none(self, encoder: Encoder) -> None:
        a, b, c = encoder.encode(["the price is too high", "the price is high", "my dog sleeps all morning"])
        assert a @ b > a @ c

    def test_it_says_what_it_is(self, encoder: Encoder) -> None:
        assert encoder.provenance.name
        assert encoder.provenance.version


class TestHashingEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> Encoder:
        return HashingEncoder()

    def test_its_vectors_never_change(self) -> None:
        vector = HashingEncoder().encode(["budget"])[0]
        assert np.flatnonzero(vector).tolist() == [BUDGET_PLACE]


class TestMiniLmEncoder(EncoderContract):
    pytestmark = pytest.mark.model

    @pytest.fixture
    def encoder(self, minilm: MiniLmEncoder) -> Encoder:
        return minilm

    def test_meaning_counts_more_than_words(self, encoder: Encoder) -> None:
        a, b, c = encoder.encode(["That is too expensive.", "We cannot afford it.", "That is too far north."])
        assert a @ b > a @ c
