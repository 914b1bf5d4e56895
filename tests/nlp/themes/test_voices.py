from typing import Any

import numpy as np

from calls.formats import READY_MADE
from calls.moment import Kind, Moment
from calls.transcript import Role
from nlp.themes.voices import voice_vectors, voices_of


def said(turn: int, *, number: int, call: str = "call-1") -> Moment:
    return Moment(
        id=f"mo_{number}",
        call_id=call,
        turn_index=turn,
        kind=Kind.PAIN,
        category=None,
        quote=f"quote {number}",
        start_s=None,
        end_s=None,
        role=Role.BUYER,
        score=1.0,
        provenance=READY_MADE,
    )


def directions(*places: int) -> Any:
    return np.eye(4, dtype=np.float32)[list(places)]


def numbers(moments: list[Moment], vectors: Any, **concern: Any) -> list[int]:
    return list(voices_of(np.arange(len(moments)), moments, vectors, **concern))


def test_neighbouring_sentences_of_one_concern_are_one_voice() -> None:
    moments = [said(1, number=0), said(1, number=1), said(3, number=2)]
    assert numbers(moments, directions(0, 0, 0)) == [0, 0, 0]


def test_what_is_far_apart_or_another_concern_or_call_is_another_voice() -> None:
    apart = [said(1, number=0), said(9, number=1), said(9, number=2), said(1, number=3, call="call-2")]
    assert numbers(apart, directions(0, 0, 1, 0)) == [0, 1, 2, 3]


def test_one_likely_concern_joins_neighbours_whose_words_differ() -> None:
    moments = [said(1, number=0), said(1, number=1), said(1, number=2)]
    concern = np.array([5, 5, 6], dtype=np.int32)
    assert numbers(moments, directions(0, 1, 2), concern=concern) == [0, 0, 1]


def test_a_voice_points_where_its_sentences_do_together() -> None:
    voices = np.array([0, 1, 0])
    vectors = voice_vectors(voices, np.arange(3), directions(0, 1, 2))
    np.testing.assert_allclose(vectors[0], [0.5**0.5, 0, 0.5**0.5, 0], rtol=1e-6)
    np.testing.assert_allclose(vectors[1], [0, 1, 0, 0])


def test_many_sentences_without_turn_numbers_are_compared_in_a_moment() -> None:
    moments = [said(0, number=i) for i in range(3000)]
    vectors = np.random.default_rng(3).normal(size=(3000, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert len(numbers(moments, vectors)) == 3000
