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
    the moment's probability is on the theme's. A vector whose family is likely enough for forming to place it there
    goes to the nearest theme of that family, so that no second theme of it is formed beside the first. `threshold` is
    the least nearness of all others: by default the one above which one in four was wrong on industries kept out of the
    teaching (`python -m nlp.training.themes`). Ties go to the first centroid.
    """
    if not len(vectors) or not len(centroids):
        return [None] * len(vectors)
    if threshold is None:
        threshold = NEAR_CENTROID if families is None else float(families.facts["assign"])
    nearest, closeness = nearest_themes(
        vectors, kinds, centroids=centroids, centroid_kinds=centroid_kinds, families=families
    )
    found = [int(c) if near >= threshold else None for c, near in zip(nearest, closeness, strict=True)]
    if families is None:
        return found
    same = _of_its_family(vectors, kinds, centroids=centroids, centroid_kinds=centroid_kinds, families=families)
    return [placed if own is None else own for placed, own in zip(found, same, strict=True)]


def _of_its_family(
    vectors: Vectors,
    kinds: Sequence[Kind],
    *,
    centroids: Vectors,
    centroid_kinds: Sequence[Kind],
    families: Families,
) -> list[int | None]:
    """Return for each vector the position of the nearest theme of its family, None where its family is not likely."""
    own, own_chance = families.named(vectors, kinds)
    themes, theme_chance = families.named(centroids, centroid_kinds)
    place = families.facts["place"]
    own[own_chance < place] = -1
    themes[theme_chance < place] = -2
    same = own[:, None] == themes[None, :]
    nearest = np.where(same, vectors @ centroids.T, -np.inf).argmax(axis=1)
    return [int(position) if same[i].any() else None for i, position in enumerate(nearest)]
