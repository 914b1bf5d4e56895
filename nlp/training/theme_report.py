"""Ways of forming themes in one table, as Markdown: `python -m nlp.training.theme_report [--dev ../shared/eval]`.

Moments are drawn from industries of the concern bank that nothing was taught from, as many of a kind as the acceptance
has; the truth is the family of each. Thresholds of the ways that need one were set on other kept-out industries, where
they place 85 in a hundred. In the
last columns a quarter of the families is hidden from whatever knows families. `--vectors FILE` keeps what takes minutes
to compute; `--dev` adds the development set, which is only measured.
"""

import argparse
import csv
import sys
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calls.formats import moment_from_dict
from calls.moment import Kind, Moment
from nlp.encoder import DIMENSIONS, MiniLmEncoder, Vectors
from nlp.themes.encoder import theme_encoder
from nlp.themes.families import Families, load_families
from nlp.themes.grouping import groups_of
from nlp.themes.groups import cluster
from nlp.training.split import CALIBRATION_INDUSTRIES, TEST_INDUSTRIES
from nlp.training.theme_calibrating import Pool, pool_of
from nlp.training.theme_measuring import DRAWN, Agreement, Ints, agreement, over_draws, pretended
from nlp.training.themes import Material, read_material

THRESHOLDS = (0.20, 0.25, 0.30, 0.35, 0.40, 0.45, 0.50)
NEIGHBOURS = 15
# Singles count as right in precision: a way that leaves most moments out would look good.
LEAST_PLACED = 0.85
# Families whose number leaves this remainder are hidden in the last columns.
HIDDEN = (4, 1)

Names = Sequence[Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Moments of one kind with their vectors (n, 512), and the families that are known."""

    vectors: Vectors
    moments: Sequence[Moment]
    kind: Kind
    families: Families


# Names a group for each of the moments asked for.
Way = Callable[[Asked], Names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linkage:
    """Average linkage on a part of the vectors, unit again; `share` puts families' probabilities beside it."""

    columns: slice
    share: float = 0.0
    threshold: float = 0.0

    def __call__(self, asked: Asked) -> Names:
        """See Way."""
        part = _unit(asked.vectors[:, self.columns])
        if self.share:
            likeness = _unit(asked.families.probabilities(asked.vectors, asked.kind))
            part = np.hstack([np.sqrt(1 - self.share) * part, np.sqrt(self.share) * likeness]).astype(np.float32)
        names = np.full(len(part), -1)
        for number, own in enumerate(cluster(part, threshold=self.threshold)):
            names[own] = number
        return list(map(int, names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The family most of the nearest taught wordings voice, weighed by nearness."""

    vectors: Vectors
    family: NDArray[np.int64]

    def __call__(self, asked: Asked) -> Names:
        """See Way."""
        vectors = asked.vectors
        known = asked.families.probabilities(vectors[:1], asked.kind)[0] > 0
        usable = np.flatnonzero(known[self.family])
        closeness = vectors @ self.vectors[usable].T
        nearest = np.argpartition(-closeness, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
        votes = np.zeros((len(vectors), len(known)))
        for row, own in enumerate(nearest):
            np.add.at(votes[row], self.family[usable[own]], np.clip(closeness[row, own], 0, None) ** 2)
        return list(map(int, votes.argmax(axis=1)))


def by_families(asked: Asked) -> Names:
    """What is shipped: known families where likely enough, the rest by linkage."""
    names: list[int | None] = [None] * len(asked.moments)
    rows = np.arange(len(names), dtype=np.intp)
    found = groups_of(rows, asked.moments, asked.vectors, kind=asked.kind, families=asked.families)
    for number, group in enumerate(found):
        for row in group.rows.tolist():
            names[row] = number
    return names


def likeliest(asked: Asked) -> Names:
    """The likeliest family, however unlikely."""
    return list(map(int, asked.families.likely(asked.vectors, asked.kind).family))


def ways(material: Material, vectors: Vectors, tuning: Pool) -> Iterator[tuple[str, Way]]:
    """Yield the ways to be compared with their names."""
    families = load_families()
    concerns = slice(DIMENSIONS, None)
    for name, linkage in (
        ("average linkage on sentence vectors", Linkage(columns=slice(DIMENSIONS))),
        ("… on concern vectors", Linkage(columns=concerns)),
        ("… on both (theme vectors)", Linkage(columns=slice(None))),
        ("… on both and likeness to families", Linkage(columns=slice(None), share=0.5)),
    ):
        best = max((_tried(replace(linkage, threshold=t), tuning, families) for t in THRESHOLDS), key=lambda t: t[0])[1]
        yield f"{name} (at {best.threshold:.2f})", best
    names = list(dict.fromkeys(concern.family for concern in families.concerns))
    family = {concern.id: names.index(concern.family) for concern in families.concerns}
    taught = material.taught()
    number = np.array([family[material.wordings[i].concern] for i in taught], dtype=np.int64)
    yield f"{NEIGHBOURS} nearest taught wordings", Nearest(vectors=vectors[taught], family=number)
    yield "likeliest family", likeliest
    yield "**likely families, the rest by linkage**", by_families


def _tried(way: Linkage, pool: Pool, families: Families) -> tuple[tuple[bool, float], Linkage]:
    """Return a way with how good it is: whether it places LEAST_PLACED of each kind, then its mean F1."""
    found = [drawn(way, pool, kind, families) for kind in DRAWN]
    return (min(a.placed for a in found) >= LEAST_PLACED, float(np.mean([a.f1 for a in found]))), way


def drawn(way: Way, pool: Pool, kind: Kind, families: Families) -> Agreement:
    """Return the mean agreement of a way over draws of a pool."""
    moments = pretended(pool.wordings, kind)

    def grouping(rows: Ints) -> Names:
        return way(Asked(vectors=pool.vectors[rows], moments=[moments[i] for i in rows], kind=kind, families=families))

    return over_draws(pool.positions[kind], pool.families, grouping, size=DRAWN[kind])


def hiding(families: Families) -> Families:
    """Return families that know nothing of a quarter of them."""
    every, chosen = HIDDEN
    return families.without(range(chosen, len(families.labels), every))


def development_set(folder: Path) -> Callable[[Way, Kind, Families], Agreement]:
    """Return what measures a way on the gold themes of `folder`/dev."""
    with (folder / "dev" / "themes.tsv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    with (folder / "dev" / "labels.tsv").open(newline="", encoding="utf-8") as stream:
        said = {_place(row): row["sentence"] for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)}
    moments = [
        moment_from_dict(
            {
                "id": ":".join(_place(row)),
                "call_id": row["call_id"],
                "turn_index": int(row["turn_index"]),
                "kind": row["kind"],
                "quote": said[_place(row)],
                "role": "buyer",
            }
        )
        for row in rows
    ]
    vectors = theme_encoder(MiniLmEncoder()).encode([moment.quote for moment in moments])

    def measure(way: Way, kind: Kind, families: Families) -> Agreement:
        own = [i for i, moment in enumerate(moments) if moment.kind is kind]
        found = way(Asked(vectors=vectors[own], moments=[moments[i] for i in own], kind=kind, families=families))
        gold = [(rows[i]["theme"], name) for i, name in zip(own, found, strict=True)]
        sizes = {name: sum(n == name for n in found) for name in found}
        counted = [(theme, name) for theme, name in gold if theme != "unclustered"]
        # Alone in its theme means alone among all moments, those without a gold theme too.
        return agreement([t for t, _ in counted], [None if sizes[name] < 2 else name for _, name in counted])

    return measure


def _place(row: dict[str, str]) -> tuple[str, str, str]:
    return row["call_id"], row["turn_index"], row["sentence_index"]


def vectors_of(material: Material, kept: Path | None) -> Vectors:
    """Return theme vectors of all wordings, from a file where it has them."""
    if kept is not None and kept.exists():
        stored: Vectors = np.load(kept)
        if len(stored) == len(material.wordings):
            return stored
    vectors = theme_encoder(MiniLmEncoder()).encode([wording.text for wording in material.wordings])
    if kept is not None:
        np.save(kept, vectors)
    return vectors


def _unit(rows: NDArray[np.float32]) -> Vectors:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), dtype=np.float32)


def main(arguments: list[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dev", type=Path, help="folder that holds dev/ with its gold themes")
    parser.add_argument("--vectors", type=Path, help="file (.npy) that keeps the theme vectors of all wordings")
    options = parser.parse_args(arguments)
    material, families = read_material(), load_families()
    vectors = vectors_of(material, options.vectors)
    tuning, test = (
        pool_of(material.wordings, vectors, material.concerns, material.of(industries))
        for industries in (CALIBRATION_INDUSTRIES, TEST_INDUSTRIES)
    )
    dev = development_set(options.dev) if options.dev else None
    heads = ["unseen industries", "a quarter of the families hidden", *(["development set"] if dev else [])]
    columns = [f"{head}, {kind.value}" for head in heads for kind in DRAWN]
    sys.stdout.write(f"| way | {' | '.join(columns)} |\n{'|---' * (len(columns) + 1)}|\n")
    for name, way in ways(material, vectors, tuning):
        found = [drawn(way, test, kind, known) for known in (families, hiding(families)) for kind in DRAWN]
        found += [dev(way, kind, families) for kind in DRAWN] if dev else []
        sys.stdout.write(f"| {name} | {' | '.join(f'{a.f1:.3f} ({a.placed:.2f})' for a in found)} |\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
