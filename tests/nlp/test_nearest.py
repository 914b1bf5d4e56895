"""The nearest are found: exactly among few, nearly always among many."""

import numpy as np
import pytest
from numpy.typing import NDArray

from calls.errors import InvalidInput
from nlp.nearest import Exact, Graph, Nearest

SEED = 7


def clustered(n: int, *, width: int = 96, clusters: int = 40) -> NDArray[np.float32]:
    print(f"seed {SEED}")
    drawn = np.random.default_rng(SEED)
    middles = drawn.standard_normal((clusters, width))
    rows = middles[drawn.integers(0, clusters, n)] + 0.8 * drawn.standard_normal((n, width))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def by_force(vectors: NDArray[np.float32], queries: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    return np.argsort(-(queries @ vectors.T), axis=1, kind="stable")[:, :k]


@pytest.mark.parametrize("n", [3, 700, 40_000])
def test_exact_search_is_what_comparing_all_gives(n: int) -> None:
    vectors = clustered(n)
    queries = np.vstack([vectors[:150], clustered(n + 150)[n:]])
    rows, cosines = Nearest.of(vectors).search(queries, 10)
    true = by_force(vectors, queries, 10)
    assert rows.shape == true.shape
    assert np.mean(rows == true) > 0.999, "apart from sums rounded otherwise"
    np.testing.assert_allclose(cosines, np.take_along_axis(queries @ vectors.T, rows, axis=1), atol=1e-5)
    assert (np.diff(cosines, axis=1) <= 0).all()


def test_the_graph_finds_nearly_all_of_the_nearest() -> None:
    vectors = clustered(20_000)
    queries = vectors[::67]
    found = Nearest.of(vectors, exact_up_to=1_000)
    assert isinstance(found, Graph)
    rows, cosines = found.search(queries, 10)
    true = by_force(vectors, queries, 10)
    recall = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(rows.tolist(), true.tolist(), strict=True)])
    print(f"recall at 10: {recall:.4f}")
    assert recall >= 0.95
    np.testing.assert_allclose(cosines, np.take_along_axis(queries @ vectors.T, rows, axis=1), atol=1e-5)


def test_equals_come_in_their_order_and_few_are_all() -> None:
    vectors = np.eye(2, 4, dtype=np.float32)[[0, 1, 0]]
    found = Nearest.of(vectors)
    assert isinstance(found, Exact)
    rows, cosines = found.search(vectors[:1], 10)
    assert rows.tolist() == [[0, 2, 1]]
    assert cosines.tolist() == [[1.0, 1.0, 0.0]]
    with pytest.raises(InvalidInput, match="rows"):
        Nearest.of(vectors[0])
