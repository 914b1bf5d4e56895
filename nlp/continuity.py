"""Keep the ids of suggested themes while they are formed anew: a theme is the one whose moments it mostly holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from calls.theme import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Themes with their old ids where they have one, and what became of each old theme that is no more.

    `successors` maps an old id to the theme that holds most of its moments now, None where no theme holds any.
    """

    themes: tuple[Theme, ...]
    successors: Mapping[str, str | None]


def carry_ids(before: Sequence[Theme], formed: Sequence[Theme]) -> Carried:
    """Give each formed theme the id of the earlier theme it continues.

    Pairs are matched greedily by the number of moments they share, the largest first; a theme continues one of the same
    kind only, and each earlier theme is continued once.
    """
    shared = _shared_counts(before, formed)
    old_of: dict[int, str] = {}
    continued: set[str] = set()
    for _, old_id, position in sorted((-count, old_id, position) for (old_id, position), count in shared.items()):
        if position not in old_of and old_id not in continued:
            old_of[position] = old_id
            continued.add(old_id)
    themes = tuple(
        replace(theme, id=old_of[position]) if position in old_of else theme for position, theme in enumerate(formed)
    )
    gone = [theme.id for theme in before if theme.id not in continued]
    return Carried(themes=themes, successors={old_id: _heir(old_id, shared, themes) for old_id in gone})


def _shared_counts(before: Sequence[Theme], formed: Sequence[Theme]) -> dict[tuple[str, int], int]:
    home = {(theme.kind, moment_id): theme.id for theme in before for moment_id in theme.moment_ids}
    counts: dict[tuple[str, int], int] = {}
    for position, theme in enumerate(formed):
        for moment_id in theme.moment_ids:
            old_id = home.get((theme.kind, moment_id))
            if old_id is not None:
                counts[old_id, position] = counts.get((old_id, position), 0) + 1
    return counts


def _heir(old_id: str, shared: Mapping[tuple[str, int], int], themes: Sequence[Theme]) -> str | None:
    candidates = [(-count, themes[position].id) for (old, position), count in shared.items() if old == old_id]
    return min(candidates)[1] if candidates else None
