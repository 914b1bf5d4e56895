"""Groups of unit vectors without a catalogue: average linkage on cosine, of a sample where there are many."""

from collections import defaultdict

import numpy as np

from nlp.encoder import Vectors

Members = list[int]

# Mean cosine between two groups from which they are one theme. See training/REPORT.md: of the bank's pairs of
# objections of different categories in different industries, one in a hundred is that close.
SAME_CONCERN = 0.33
# Two groups whose centroids are this close are duplicates whatever their members' spread.
SAME_THEME = 0.80
# A moment nearer than this to a group's centroid belongs to it; centroids are closer to their members than members are
# to each other, hence stricter than SAME_CONCERN.
NEAR_CENTROID = 0.50
# Pairwise clustering keeps every distance: 4,000 vectors are 64 MB and some seconds.
MOST_AT_ONCE = 4_000
# Each round places or removes a full sample; what no sample of so many rounds came near is rare, and stays alone.
MOST_ROUNDS = 4
_BLOCK = 65_536


def centroid(vectors: Vectors) -> Vectors:
    """Return the direction (d,) of the mean of unit vectors (n, d), of unit length itself."""
    return directed(vectors.mean(axis=0, dtype=np.float64))


def directed(mean: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Vectors:
    """Return a vector (d,) made as long as 1; zero stays zero."""
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length else mean, dtype=np.float32)


def cluster(directions: Vectors, *, threshold: float = SAME_CONCERN, seed: int | None = None) -> list[Members]:
    """Group unit vectors (n, d) whose mean cosine is at least `threshold`; every row is in exactly one group.

    Average linkage (Sokal and Michener 1958), then duplicates are joined. Beyond MOST_AT_ONCE rows a sample is
    clustered and the rest joins its groups where near enough; what is left is sampled in its turn, MOST_ROUNDS times,
    so that the work grows with the number of rows and never with its square. The sample is spread evenly over the rows
    or, with a `seed`, drawn.
    """
    left, clusters = np.arange(len(directions)), list[Members]()
    chance = None if seed is None else np.random.default_rng(seed)
    rounds = 0
    while len(left) and rounds < MOST_ROUNDS:
        part = _sample(left, chance)
        found = [[int(part[i]) for i in own] for own in _linked(directions[part], threshold=threshold)]
        left = np.setdiff1d(left, part)
        rounds += 1
        if len(left):
            left = _join_nearest(found, left, directions)
        clusters += found
    clusters += [[int(i)] for i in left]
    return _merge_duplicates(clusters, directions)


def mean_cosine(directions: Vectors) -> float:
    """Return the mean cosine between different rows of unit length, 1 for a single row."""
    n = len(directions)
    together = float(np.square(directions.sum(axis=0, dtype=np.float64)).sum())
    return 1.0 if n == 1 else round((together - n) / (n * (n - 1)), 6)


def _sample(
    left: "np.ndarray[tuple[int], np.dtype[np.intp]]", chance: np.random.Generator | None
) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    if len(left) <= MOST_AT_ONCE:
        return left
    if chance is not None:
        return np.sort(chance.choice(left, MOST_AT_ONCE, replace=False))
    return left[:: -(-len(left) // MOST_AT_ONCE)]


def _join_nearest(
    found: list[Members], left: "np.ndarray[tuple[int], np.dtype[np.intp]]", directions: Vectors
) -> "np.ndarray[tuple[int], np.dtype[np.intp]]":
    """Put rows that are near a group of the sample into it; return those that are near none."""
    groups = [own for own in found if len(own) > 1]
    if not groups:
        return left
    anchors = np.stack([centroid(directions[own]) for own in groups])
    kept = []
    for start in range(0, len(left), _BLOCK):
        rows = left[start : start + _BLOCK]
        closeness = directions[rows] @ anchors.T
        near = closeness.max(axis=1) >= NEAR_CENTROID
        for row, group in zip(rows[near], closeness.argmax(axis=1)[near], strict=True):
            groups[int(group)].append(int(row))
        kept.append(rows[~near])
    return np.concatenate(kept)


def _linked(directions: Vectors, *, threshold: float) -> list[Members]:
    if len(directions) == 1:
        return [[0]]
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    distances = 1.0 - directions.astype(np.float64) @ directions.T.astype(np.float64)
    distances = np.clip((distances + distances.T) / 2, 0.0, 2.0)
    np.fill_diagonal(distances, 0.0)
    numbers = fcluster(linkage(squareform(distances, checks=False), "average"), 1.0 - threshold, "distance")
    clusters: dict[int, Members] = defaultdict(list)
    for position, number in enumerate(numbers):
        clusters[int(number)].append(position)
    return list(clusters.values())


def _merge_duplicates(clusters: list[Members], directions: Vectors) -> list[Members]:
    """Join groups whose centroids are closer than SAME_THEME, closest pair first, until none are."""
    alone = [own for own in clusters if len(own) == 1]
    clusters = [list(own) for own in clusters if len(own) > 1]
    if len(clusters) < 2:
        return clusters + alone
    anchors = np.stack([centroid(directions[own]) for own in clusters])
    closeness = anchors @ anchors.T
    np.fill_diagonal(closeness, -1.0)
    while True:
        a, b = sorted(int(i) for i in np.unravel_index(int(closeness.argmax()), closeness.shape))
        if closeness[a, b] < SAME_THEME:
            return [own for own in clusters if own] + alone
        clusters[a] += clusters[b]
        clusters[b] = []
        anchors[a], anchors[b] = centroid(directions[clusters[a]]), 0.0
        closeness[a], closeness[b] = anchors @ anchors[a], -1.0
        closeness[:, a], closeness[:, b] = closeness[a], -1.0
        closeness[a, a] = -1.0
        closeness[a, [i for i, own in enumerate(clusters) if not own]] = -1.0
        closeness[[i for i, own in enumerate(clusters) if not own], a] = -1.0
