"""Themes from moments: groups of one kind that voice one concern, and where a new moment belongs."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calls.errors import InvalidInput
from calls.moment import Kind, Moment
from calls.theme import Theme
from nlp.concerns import Concern, ConcernSpace
from nlp.encoder import Vectors
from nlp.labels import Unnamed, name_themes
from nlp.language import default_language

# Mean cosine between two groups from which they are one theme. See training/REPORT.md: of the bank's pairs of
# objections of different categories in different industries, one in a hundred is that close.
SAME_CONCERN = 0.33
# The same among known concerns, where one concern's wordings are closer. Chosen with UNKNOWN_CONCERN on the demo's true
# quotes: B-cubed F1 0.71 with either neighbour, against 0.66 without known concerns.
SAME_KNOWN_CONCERN = 0.36
# What no known concern names is a theme only where its voices (unit, without the concerns) are this close on average.
UNKNOWN_CONCERN = 0.33
# Two themes whose centroids are this close are duplicates whatever their members' spread.
SAME_THEME = 0.80
# A moment nearer than this to a theme's centroid belongs to it; centroids are closer to their members than members are
# to each other, hence stricter than SAME_CONCERN. Set by judgement, not measured yet.
BELONGS = 0.50
# Pairwise clustering keeps every distance: 4,000 voices are 64 MB and some seconds.
MOST_VOICES_AT_ONCE = 4_000

Members = list[int]


def random_id() -> str:
    """Return a new permanent theme id: `th_` and 12 hex digits."""
    return f"th_{secrets.token_hex(6)}"


def form(
    moments: Sequence[Moment],
    vectors: Vectors,
    *,
    space: ConcernSpace | None = None,
    threshold: float | None = None,
    language: Any = None,
    new_id: Callable[[], str] = random_id,
) -> tuple[Theme, ...]:
    """Return suggested themes for moments with their vectors (len(moments), d), each row of unit length.

    Themes hold one kind and at least two moments; what fits nowhere is left out. Order of input changes nothing. Themes
    come largest first within the order of kinds, and so are `new_id`s drawn; `moment_ids` have the most central first.
    Groups are formed by average linkage on cosine (Sokal and Michener 1958), with a `space` among known concerns, which
    then also name groups and join those that voice the same. `threshold` is the least mean cosine. Raises InvalidInput
    where lengths differ.
    """
    if len(moments) != len(vectors):
        raise InvalidInput(f"{len(moments)} moments need as many vectors, not {len(vectors)}.")
    order = sorted(range(len(moments)), key=lambda i: (moments[i].quote, moments[i].call_id, moments[i].id))
    if threshold is None:
        threshold = SAME_CONCERN if space is None else SAME_KNOWN_CONCERN
    groups: list[tuple[Kind, Members, Concern | None]] = []
    for kind in Kind:
        rows = [i for i in order if moments[i].kind is kind]
        found = _groups(rows, moments, vectors, kind=kind, space=space, threshold=threshold)
        groups += [(kind, _central_first(group, vectors), concern) for group, concern in found if len(group) > 1]
    if not groups:
        return ()
    language = default_language() if language is None else language
    unnamed = [
        Unnamed(kind=kind, quotes=tuple(moments[i].quote for i in group), concern=concern.label if concern else None)
        for kind, group, concern in groups
    ]
    names = name_themes(unnamed, language=language)
    return tuple(
        Theme(
            id=new_id(),
            kind=kind,
            label=name.label,
            moment_ids=tuple(moments[i].id for i in group),
            keywords=name.keywords,
        )
        for (kind, group, _), name in zip(groups, names, strict=True)
    )


def assign(
    vectors: Vectors,
    kinds: Sequence[Kind],
    *,
    centroids: Vectors,
    centroid_kinds: Sequence[Kind],
    space: ConcernSpace | None = None,
    threshold: float = BELONGS,
) -> list[int | None]:
    """Return for each vector (n, d) the position of the nearest centroid (m, d) of its kind, None where none is near.

    All rows are of unit length; `threshold` is the least cosine, with a `space` among known concerns. Ties go to the
    first centroid.
    """
    if not len(vectors) or not len(centroids):
        return [None] * len(vectors)
    if space is not None:
        vectors, centroids = space.enrich(vectors, kinds), space.enrich(centroids, centroid_kinds)
    closeness = vectors @ centroids.T
    theme_kinds = np.array([kind.value for kind in centroid_kinds])
    own_kinds = np.array([kind.value for kind in kinds])
    closeness[own_kinds[:, None] != theme_kinds[None, :]] = -np.inf
    nearest = closeness.argmax(axis=1)
    return [int(c) if closeness[i, c] >= threshold else None for i, c in enumerate(nearest)]


def centroid(vectors: Vectors) -> Vectors:
    """Return the direction (d,) of the mean of unit vectors (n, d), of unit length itself."""
    mean = vectors.astype(np.float64).mean(axis=0)
    length = float(np.linalg.norm(mean))
    return np.asarray(mean / length if length else mean, dtype=np.float32)


def _groups(
    rows: Members,
    moments: Sequence[Moment],
    vectors: Vectors,
    *,
    kind: Kind,
    space: ConcernSpace | None,
    threshold: float,
) -> list[tuple[Members, Concern | None]]:
    """Group moments of one kind; largest group first, then by the first moment's place in `rows`."""
    voices = _voices(rows, moments)
    if not voices:
        return []
    spoken = np.stack([centroid(vectors[voice]) for voice in voices])
    directions = spoken if space is None else space.enrich(spoken, [kind] * len(spoken))
    clusters = _merge_duplicates(_cluster_many(directions, threshold=threshold), directions)
    named: list[tuple[Members, Concern | None]] = [(cluster, None) for cluster in clusters]
    if space is not None:
        named = _join_named(clusters, spoken, kind=kind, space=space)
    place = {i: position for position, i in enumerate(rows)}
    groups = [(sorted((i for v in c for i in voices[v]), key=place.__getitem__), concern) for c, concern in named]
    return sorted(groups, key=lambda group: (-len(group[0]), place[group[0][0]]))


def _join_named(
    clusters: list[Members], spoken: Vectors, *, kind: Kind, space: ConcernSpace
) -> list[tuple[Members, Concern | None]]:
    """Name each cluster of voices (n, d) by the concern it agrees on; those of one concern become one."""
    joined: dict[Concern, Members] = defaultdict(list)
    other: list[tuple[Members, Concern | None]] = []
    for cluster in clusters:
        concern = space.name(spoken[cluster], kind)
        if concern is not None:
            joined[concern] += cluster
        elif _mean_cosine(spoken[cluster]) >= UNKNOWN_CONCERN:
            other.append((cluster, None))
    return [(cluster, concern) for concern, cluster in joined.items()] + other


def _mean_cosine(directions: Vectors) -> float:
    """Return the mean cosine between different rows of unit length, 1 for a single row."""
    n = len(directions)
    together = float(np.square(directions.astype(np.float64).sum(axis=0)).sum())
    return 1.0 if n == 1 else round((together - n) / (n * (n - 1)), 6)


def _voices(rows: Members, moments: Sequence[Moment]) -> list[Members]:
    """What one turn says of one kind and category is one voice: it is one person going on about one thing."""
    voices: dict[tuple[object, ...], Members] = defaultdict(list)
    for i in rows:
        moment = moments[i]
        voices[moment.call_id, moment.turn_index, moment.category].append(i)
    return list(voices.values())


def _cluster_many(directions: Vectors, *, threshold: float) -> list[Members]:
    """Cluster any number of directions: beyond MOST_VOICES_AT_ONCE an evenly spread part first.

    The rest joins the clusters of that part where it is near enough; what is left is clustered in its turn. Every round
    places or removes a full part, so the work grows with the number of parts and never with the square of all.
    """
    left = np.arange(len(directions))
    clusters: list[Members] = []
    while len(left):
        stride = -(-len(left) // MOST_VOICES_AT_ONCE)
        part = left[::stride]
        found = [[int(part[i]) for i in c] for c in _cluster(directions[part], threshold=threshold)]
        left = np.setdiff1d(left, part)
        if len(left):
            anchors = np.stack([centroid(directions[c]) for c in found])
            closeness = directions[left] @ anchors.T
            nearest = closeness.argmax(axis=1)
            near = closeness.max(axis=1) >= BELONGS
            for position, cluster in zip(left[near], nearest[near], strict=True):
                found[int(cluster)].append(int(position))
            left = left[~near]
        clusters += found
    return clusters


def _cluster(directions: Vectors, *, threshold: float) -> list[Members]:
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
    """Join clusters whose centroids are closer than SAME_THEME, closest pair first, until none are."""
    alone = [cluster for cluster in clusters if len(cluster) == 1]
    clusters = [list(cluster) for cluster in clusters if len(cluster) > 1]
    while len(clusters) > 1:
        anchors = np.stack([centroid(directions[cluster]) for cluster in clusters])
        closeness = anchors @ anchors.T
        np.fill_diagonal(closeness, -1.0)
        a, b = sorted(int(i) for i in np.unravel_index(int(closeness.argmax()), closeness.shape))
        if closeness[a, b] < SAME_THEME:
            break
        clusters[a] += clusters.pop(b)
    return clusters + alone


def _central_first(group: Members, vectors: NDArray[np.float32]) -> Members:
    middle = centroid(vectors[group])
    closeness = {i: round(float(vectors[i] @ middle), 6) for i in group}
    return sorted(group, key=lambda i: -closeness[i])
