"""How good themes are: B-cubed against the families of what was drawn from kept-out industries of the concern bank."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calls.formats import READY_MADE
from calls.moment import Kind, Moment
from calls.transcript import Role
from nlp.training.theme_texts import Wording

Ints = NDArray[np.intp]
# What a draw is grouped by: positions of the drawn wordings in, the name of a group (None: in none) for each out.
Grouping = Callable[[Ints], Sequence[Hashable]]

# Like the acceptance: as many moments of a kind, from many calls of many industries.
DRAWN = {Kind.OBJECTION: 203, Kind.PAIN: 134}
DRAWS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """B-cubed precision, recall and F1 of a grouping (Bagga and Baldwin 1998), and the share of moments placed.

    Moments in no group or alone in theirs count as groups of one and as not placed.
    """

    precision: float
    recall: float
    f1: float
    placed: float


def agreement(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Agreement:
    """Return how a grouping agrees with the true one; None means in no group."""
    sizes = Counter(found)
    own = [(i,) if name is None or sizes[name] < 2 else name for i, name in enumerate(found)]
    true: dict[Hashable, set[int]] = defaultdict(set)
    said: dict[Hashable, set[int]] = defaultdict(set)
    for i, (a, b) in enumerate(zip(gold, own, strict=True)):
        true[a].add(i)
        said[b].add(i)
    shared = [len(true[a] & said[b]) for a, b in zip(gold, own, strict=True)]
    precision = float(np.mean([n / len(said[b]) for n, b in zip(shared, own, strict=True)]))
    recall = float(np.mean([n / len(true[a]) for n, a in zip(shared, gold, strict=True)]))
    placed = float(np.mean([len(said[b]) > 1 for b in own]))
    return Agreement(
        precision=precision, recall=recall, f1=2 * precision * recall / (precision + recall), placed=placed
    )


def over_draws(pool: Ints, gold: Sequence[str], grouping: Grouping, *, size: int, seed: int = 1) -> Agreement:
    """Return the mean agreement over DRAWS draws of `size` wordings of the pool; `gold` names the family of each."""
    each = []
    for draw in range(DRAWS):
        chance = np.random.default_rng([seed, draw])
        drawn = np.sort(chance.choice(pool, min(size, len(pool)), replace=False))
        each.append(agreement([gold[i] for i in drawn], grouping(drawn)))
    mean = np.mean([(a.precision, a.recall, a.f1, a.placed) for a in each], axis=0)
    return Agreement(precision=float(mean[0]), recall=float(mean[1]), f1=float(mean[2]), placed=float(mean[3]))


def pretended(wordings: Sequence[Wording], kind: Kind) -> list[Moment]:
    """Return the wordings as moments of a kind, each of a call of its own."""
    return [
        Moment(
            id=f"mo_{number}",
            call_id=f"call-{number}",
            turn_index=0,
            kind=kind,
            category=None,
            quote=wording.text,
            start_s=None,
            end_s=None,
            role=Role.BUYER,
            score=1.0,
            provenance=READY_MADE,
        )
        for number, wording in enumerate(wordings)
    ]
