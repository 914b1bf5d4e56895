"""Where new moments belong among themes that are there. The cost grows with the number of themes only."""

from collections.abc import Sequence

import numpy as np

from calls.moment import Kind
from nlp.encoder import Vectors
from nlp.themes.families import Families
from nlp.themes.groups import NEAR_CENTROID

# How much agreement on known families counts beside the cosine.
FAMILY_SHARE = 0.5


def nearest_themes(
    vectors: Vectors,
    kinds: Sequence[Kind],
    *,
    centroids: Vectors,
    centroid_kinds: Sequence[Kind],
    families: Families | None = None,
) -> tuple["np.ndarray[tuple[int], np.dtype[np.intp]]", Vectors]:
    """Return for each vector (n, d) the position of the nearest centroid (m, d), at least one, of its kind, and how
    near it is (-inf where its kind has none). See `assign`.
    """
    closeness = vectors @ centroids.T
    if families is not None:
        voiced = families.of_kinds(vectors, kinds)
        themes = families.of_kinds(centroids, centroid_kinds)
        themes /= np.maximum(np.linalg.norm(themes, axis=1, keepdims=True), 1e-12)
        # A moment that could be anything has small probabilities throughout, and comes near no theme.
        closeness = (1 - FAMILY_SHARE) * closeness + FAMILY_SHARE * (voiced @ themes.T)
    theme_kinds = np.array([kind.value for kind in centroid_kinds])
    own_kinds = np.array([kind.value for kind in kinds])
    closeness[own_kinds[:, None] != theme_kinds[None, :]] = -np.inf
    return closeness.argmax(axis=1), closeness.max(axis=1)


def assign(
    vectors: Vectors,
    kinds: Sequence[Kind],
    *,
    centroids: Vectors,
    centroid_kinds: Sequence[Kind],
    families: Families | None = None,
    threshold: float | None = None,
) -> list[int | None]:
    """Return for each vector (n, d) the position of the nearest centroid (m, d) of its kind, None where none is near.

    All rows are of unit length. With `families` nearness is half cosine, half agreement on known families: how much of
    the moment's probability is on the theme's. `threshold` is the least nearness: by default the one above which at
    most five in a hundred were wrong on industries kept out of the teaching (`python -m nlp.training.themes`). Ties go
    to the first centroid.
    """
    if not len(vectors) or not len(centroids):
        return [None] * len(vectors)
    if threshold is None:
        threshold = NEAR_CENTROID if families is None else float(families.facts["assign"])
    nearest, closeness = nearest_themes(
        vectors, kinds, centroids=centroids, centroid_kinds=centroid_kinds, families=families
    )
    return [int(c) if near >= threshold else None for c, near in zip(nearest, closeness, strict=True)]
