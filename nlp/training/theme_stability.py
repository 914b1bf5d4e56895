"""How still themes keep: `python -m nlp.training.theme_stability` prints a table as Markdown.

The data are the concern bank's whole calls. The share of moments that stay in their theme is measured after 20 % more
calls and after a re-run in another order with another seed, for suggested themes (formed anew) and for accepted ones
(fixed; moments are assigned to them, with centroids that move as their members do).
"""

import random
import sys
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from calls.formats import READY_MADE
from calls.moment import Kind, Moment
from calls.theme import Theme
from calls.transcript import Role
from nlp.encoder import MiniLmEncoder, Vectors
from nlp.themes.assigning import assign
from nlp.themes.encoder import theme_encoder
from nlp.themes.families import Families, families_of
from nlp.themes.forming import form
from nlp.themes.groups import centroid
from nlp.training.bank_text import BANK, Block, read_blocks
from nlp.training.snippets import WHOLE_CALL_SENTENCES, bank_files

# So many calls are added to those there were.
MORE = 0.20
SEEDS = (1, 2, 3)

Homes = Mapping[str, str]


def read_calls() -> list[list[Moment]]:
    """Return the moments of each whole call of the bank, as a careful reader found them."""
    calls = []
    for path in bank_files(BANK):
        for block in read_blocks(path):
            moments = _moments(block)
            if sum(len(turn.sentences) for turn in block.turns if turn.role is Role.BUYER) >= WHOLE_CALL_SENTENCES:
                calls.append(moments)
    return calls


def _moments(block: Block) -> list[Moment]:
    return [
        Moment(
            id=f"{block.place}:{index}:{number}:{kind.value}",
            call_id=block.place,
            turn_index=index,
            kind=kind,
            category=None,
            quote=sentence.text,
            start_s=None,
            end_s=None,
            role=Role.BUYER,
            score=1.0,
            provenance=READY_MADE,
        )
        for index, turn in enumerate(block.turns)
        for number, sentence in enumerate(turn.sentences)
        for kind in sorted({label.kind for label in sentence.labels})
    ]


def homes(themes: Sequence[Theme]) -> dict[str, str]:
    """Return the theme (id) of each moment (id)."""
    return {moment_id: theme.id for theme in themes for moment_id in theme.moment_ids}


def kept(before: Homes, after: Homes) -> float:
    """Return the share of the moments placed before whose theme afterwards is the one their theme became.

    A theme became the one that most of its moments are in, each at most one; moments in none count as moved.
    """
    shared = Counter((theme, after[moment]) for moment, theme in before.items() if moment in after)
    became: dict[str, str] = {}
    for (old, new), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if old not in became and new not in became.values():
            became[old] = new
    stayed = sum(after.get(moment) == became.get(theme, "") for moment, theme in before.items())
    return stayed / max(1, len(before))


def assigned(moments: Sequence[Moment], vectors: Vectors, themes: Sequence[Theme], families: Families | None) -> Homes:
    """Return where moments are put among accepted themes, whose centroids are their members'."""
    row = {moment.id: i for i, moment in enumerate(moments)}
    members = [[row[moment_id] for moment_id in theme.moment_ids if moment_id in row] for theme in themes]
    found = assign(
        vectors,
        [moment.kind for moment in moments],
        centroids=np.stack([centroid(vectors[own]) for own in members]),
        centroid_kinds=[theme.kind for theme in themes],
        families=families,
    )
    return {m.id: themes[position].id for m, position in zip(moments, found, strict=True) if position is not None}


def grown(themes: Sequence[Theme], placed: Homes) -> list[Theme]:
    """Return accepted themes with the moments that were put into them beside their own, which stay."""
    held = homes(themes)
    return [
        Theme(
            id=theme.id,
            kind=theme.kind,
            label=theme.label,
            moment_ids=(*theme.moment_ids, *(m for m, home in placed.items() if home == theme.id and m not in held)),
        )
        for theme in themes
    ]


def main() -> None:
    """Print the table."""
    calls = read_calls()
    everything = [moment for call in calls for moment in call]
    vectors = theme_encoder(MiniLmEncoder()).encode([moment.quote for moment in everything])
    families = families_of(vectors)
    row = {moment.id: i for i, moment in enumerate(everything)}

    def formed(moments: Sequence[Moment], seed: int | None = None) -> tuple[Theme, ...]:
        return form(moments, vectors[[row[m.id] for m in moments]], families=families, seed=seed)

    def at(moments: Sequence[Moment], themes: Sequence[Theme]) -> Homes:
        return assigned(moments, vectors[[row[m.id] for m in moments]], themes, families)

    figures: dict[str, list[float]] = {}
    for seed in SEEDS:
        chance = random.Random(seed)
        order = chance.sample(range(len(calls)), len(calls))
        first = [m for i in order[: round(len(calls) / (1 + MORE))] for m in calls[i]]
        all_of_them = [m for i in order for m in calls[i]]
        before = formed(first)
        again = formed(chance.sample(first, len(first)), seed=seed)
        accepted = at(first, before)
        more = grown(before, at(all_of_them, before))
        for name, share in (
            ("suggested, 20 % more calls", kept(homes(before), homes(formed(all_of_them)))),
            ("suggested, another order and seed", kept(homes(before), homes(again))),
            ("accepted, 20 % more calls", _same(accepted, at(all_of_them, more))),
            ("accepted, another order and seed", _same(accepted, at(chance.sample(first, len(first)), before))),
        ):
            figures.setdefault(name, []).append(share)
    kinds = Counter(moment.kind for moment in everything)
    counted = ", ".join(f"{kinds[kind]:,} {kind.value}" for kind in Kind)
    sys.stdout.write(
        f"{len(calls)} calls, {len(everything):,} moments ({counted}).\n\n| themes | kept | draws |\n|---|---|---|\n"
    )
    for name, shares in figures.items():
        each = ", ".join(f"{share:.3f}" for share in shares)
        sys.stdout.write(f"| {name} | {np.mean(shares):.3f} | {each} |\n")


def _same(before: Homes, after: Homes) -> float:
    """Return the share of what was put into an accepted theme that is put into the same one again."""
    return sum(after.get(moment) == theme for moment, theme in before.items()) / max(1, len(before))


if __name__ == "__main__":
    main()
