"""Which moments of one kind go together: known families first, then what is left by nearness."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.moment import Kind, Moment
from nlp.encoder import Vectors
from nlp.themes.families import BLOCK, Families, Likely
from nlp.themes.groups import SAME_CONCERN, centroid, cluster, mean_cosine
from nlp.themes.voices import voice_vectors, voices_of

Ints = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Moments (positions in what was given) of one theme; `label` is its known family's or concern's name.

    `parts` are the sub-themes it divides into.
    """

    rows: Ints
    label: str | None = None
    parts: tuple["Group", ...] = ()


# A family divides where two of its concerns at least have so many voices each.
FEWEST_VOICES_OF_A_PART = 3


def groups_of(
    rows: Ints,
    moments: Sequence[Moment],
    vectors: Vectors,
    *,
    kind: Kind,
    families: Families | None,
    seed: int | None = None,
) -> list[Group]:
    """Group the moments `rows`, all of `kind`; those of two moments and more, the largest first, then by first row."""
    if not len(rows):
        return []
    if families is None or not families.knows(kind):
        voices = voices_of(rows, moments, vectors)
        spoken = voice_vectors(voices, rows, vectors)
        groups = [Group(rows=_rows_of(own, voices, rows)) for own in cluster(spoken, seed=seed)]
    else:
        groups = _known(rows, moments, vectors, kind=kind, families=families, seed=seed)
    place = np.empty(int(rows.max()) + 1, dtype=np.intp)
    place[rows] = np.arange(len(rows))
    return sorted(
        (group for group in groups if len(group.rows) > 1), key=lambda group: (-len(group.rows), place[group.rows[0]])
    )


def _known(
    rows: Ints, moments: Sequence[Moment], vectors: Vectors, *, kind: Kind, families: Families, seed: int | None
) -> list[Group]:
    alone = _likely(rows, vectors, kind=kind, families=families)
    voices = voices_of(rows, moments, vectors, concern=alone.family)
    found = _of_voices(voices, rows, vectors, alone, kind=kind, families=families)
    family = np.where(found.probability >= families.facts["place"], found.family, -1)
    rest = np.flatnonzero(family < 0)
    spoken = _spoken(rest, voices, rows, vectors)
    unknown = _group_rest(family, rest, spoken, kind=kind, families=families, seed=seed)
    grouped = np.concatenate([*unknown, np.zeros(0, dtype=np.intp)])
    # What nothing is near goes to its likeliest family where that is plausible at least.
    plausible = (family < 0) & (found.probability >= families.facts["join"])
    plausible[grouped] = False
    family[plausible] = found.family[plausible]
    count = np.bincount(family[family >= 0], minlength=len(families.labels))
    is_alone = (family < 0) | (count[family] < 2)
    is_alone[grouped] = False
    lone = np.flatnonzero(is_alone)
    _give_company(family, lone, _spoken(lone, voices, rows, vectors), kind=kind, families=families)
    groups = []
    for number in np.unique(family[family >= 0]):
        own = np.flatnonzero(family == number)
        groups.append(
            Group(
                rows=_rows_of(own, voices, rows),
                label=families.labels[number],
                parts=_parts(own, found, voices, rows, families=families),
            )
        )
    return groups + [Group(rows=_rows_of(own, voices, rows)) for own in unknown]


def _group_rest(
    family: NDArray[np.int32],
    rest: Ints,
    spoken: Vectors,
    *,
    kind: Kind,
    families: Families,
    seed: int | None,
) -> list[Ints]:
    """Group the voices `rest`, which have no family (-1) and the vectors `spoken`, by nearness.

    Voices that lie together may agree on a family though none is sure of it: that is entered in `family`. Groups that
    no family names are returned.
    """
    unknown = list[Ints]()
    for members in cluster(spoken, seed=seed):
        own = np.array(members, dtype=np.intp)
        if len(own) < 2 or mean_cosine(spoken[own]) < SAME_CONCERN:
            continue
        together = families.likely(centroid(spoken[own])[None], kind)
        if together.probability[0] >= families.facts["place"]:
            family[rest[own]] = together.family[0]
        else:
            unknown.append(rest[own])
    return unknown


def _give_company(family: NDArray[np.int32], alone: Ints, spoken: Vectors, *, kind: Kind, families: Families) -> None:
    """Let voices that are alone join the likeliest family that has others, where that is plausible."""
    company = np.bincount(family[family >= 0], minlength=len(families.labels)) > 1
    for start in range(0, len(alone), BLOCK):
        own = alone[start : start + BLOCK]
        chances = np.where(company, families.probabilities(spoken[start : start + BLOCK], kind), 0.0)
        plausible = chances.max(axis=1) >= families.facts["join"]
        family[own[plausible]] = chances.argmax(axis=1)[plausible]


def _spoken(chosen: Ints, voices: Ints, rows: Ints, vectors: Vectors) -> Vectors:
    """Return the vectors of some voices (numbers, rising)."""
    if not len(chosen):
        return np.zeros((0, vectors.shape[1]), dtype=np.float32)
    number = np.full(int(voices.max()) + 1, -1, dtype=np.intp)
    number[chosen] = np.arange(len(chosen))
    said = np.flatnonzero(number[voices] >= 0)
    return voice_vectors(number[voices[said]], rows[said], vectors)


def _parts(own: Ints, found: Likely, voices: Ints, rows: Ints, *, families: Families) -> tuple[Group, ...]:
    """Return the concerns a family (voices `own`) divides into, largest first; none where one has voices enough."""
    concerns, counts = np.unique(found.concern[own], return_counts=True)
    often = concerns[counts >= FEWEST_VOICES_OF_A_PART]
    # A voice that was put here by its neighbours may voice a concern of another family, which names nothing here.
    family = families.of_concern[found.concern[own]]
    usual = np.bincount(family).argmax()
    parts = [
        Group(
            rows=_rows_of(own[found.concern[own] == concern], voices, rows), label=families.concerns[int(concern)].label
        )
        for concern in often
        if families.of_concern[concern] == usual
    ]
    return tuple(sorted(parts, key=lambda part: -len(part.rows))) if len(parts) > 1 else ()


def _likely(rows: Ints, vectors: Vectors, *, kind: Kind, families: Families) -> Likely:
    """What each row voices, in blocks: vectors may lie in a file and be many."""
    blocks = [families.likely(vectors[rows[s : s + BLOCK]], kind) for s in range(0, len(rows), BLOCK)]
    return Likely(
        family=np.concatenate([block.family for block in blocks]),
        probability=np.concatenate([block.probability for block in blocks]),
        concern=np.concatenate([block.concern for block in blocks]),
    )


def _of_voices(voices: Ints, rows: Ints, vectors: Vectors, alone: Likely, *, kind: Kind, families: Families) -> Likely:
    """What each voice says: as its one moment does, or all of its moments together."""
    count = np.bincount(voices)
    _, first = np.unique(voices, return_index=True)
    family, probability, concern = alone.family[first], alone.probability[first], alone.concern[first]
    several = np.flatnonzero(count > 1)
    if len(several):
        spoken = _spoken(several, voices, rows, vectors)
        together = _likely(np.arange(len(spoken)), spoken, kind=kind, families=families)
        family[several], probability[several] = together.family, together.probability
        concern[several] = together.concern
    return Likely(family=family, probability=probability, concern=concern)


def _rows_of(own: "Ints | list[int]", voices: Ints, rows: Ints) -> Ints:
    """Return the rows of some voices, in their order."""
    chosen = np.zeros(int(voices.max()) + 1, dtype=bool)
    chosen[np.asarray(own, dtype=np.intp)] = True
    return rows[chosen[voices]]
