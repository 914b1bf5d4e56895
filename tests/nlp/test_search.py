"""The vectors of quotes in memory: the nearest are found among those that are there and may be found."""

import numpy as np
import pytest

from nlp.search import MeaningIndex


def unit(rng: np.random.Generator, n: int, width: int = 16) -> np.ndarray:
    made = rng.normal(size=(n, width)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.mark.parametrize("exact_up_to", [10_000, 300])
def test_the_nearest_that_may_be_found_are_found(exact_up_to: int) -> None:
    rng = np.random.default_rng(5)
    index = MeaningIndex(width=16, exact_up_to=exact_up_to)
    vectors = unit(rng, 6_000)
    in_full, masked = np.arange(6_000) % 10 != 0, np.arange(6_000) % 10 != 1
    for first in range(0, 6_000, 700):
        some = slice(first, first + 700)
        numbers = np.arange(6_000)[some] + 50
        index.add(numbers.tolist(), vectors[some], in_full=in_full[some].tolist(), masked=masked[some].tolist())
    if exact_up_to == 300:
        index.settle()
    gone = np.arange(6_000) % 7 == 3
    index.keep_only(np.arange(6_000)[~gone] + 50)
    assert len(index) == int((~gone).sum())
    for may, whole in ((in_full, True), (masked, False)):
        question = unit(rng, 1)[0]
        cosines = np.where(may & ~gone, vectors @ question, -2.0)
        best = np.argsort(-cosines)[:20]
        found = index.search(question, 20, in_full=whole, least=-1.0)
        assert len(set(found.numbers - 50) & set(best)) >= 18
        assert np.all(np.diff(found.cosines) <= 0)
        before = index.search(question, 20, in_full=whole, newest=3_000, least=-1.0)
        first = np.argsort(-np.where(np.arange(6_000) + 50 <= 3_000, cosines, -2.0))[:20]
        assert len(set(before.numbers - 50) & set(first)) >= 18
        assert before.numbers.max() <= 3_000
        among = np.arange(100, 400) + 50
        few = index.search(question, 5, in_full=whole, among=among, least=-1.0)
        wanted = [at for at in np.argsort(-cosines) if 100 <= at < 400][:5]
        assert (few.numbers - 50).tolist() == wanted


def test_what_is_not_alike_is_not_answered_and_an_empty_index_answers() -> None:
    index = MeaningIndex(width=2)
    assert index.search(np.array([1, 0], dtype=np.float32), 5, in_full=True).numbers.tolist() == []
    index.add([1, 2], np.array([[1, 0], [0, 1]], dtype=np.float32), in_full=[True, True], masked=[True, True])
    assert index.search(np.array([1, 0], dtype=np.float32), 5, in_full=True).numbers.tolist() == [1]
    assert index.lacks(np.array([1, 2, 3])).tolist() == [3]
