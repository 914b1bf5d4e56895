"""Suggested themes: groups of moments with names, the most central quote first, and sub-themes where wanted."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from calls.errors import InvalidInput
from calls.moment import Kind, Moment
from calls.theme import Theme
from nlp.encoder import Vectors
from nlp.labels import Name, Unnamed, name_themes
from nlp.language import default_language
from nlp.themes.families import Families
from nlp.themes.grouping import Group, groups_of
from nlp.themes.groups import directed

# A theme is named by its most central quotes; reading more of them changes no name and costs minutes at a million.
QUOTES_FOR_A_NAME = 40
_BLOCK = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    kind: Kind
    group: Group
    # Positions of the moments, the most central first.
    central: tuple[int, ...]
    parent: int | None = None


def random_id() -> str:
    """Return a new permanent theme id: `th_` and 12 hex digits."""
    return f"th_{secrets.token_hex(6)}"


def form(
    moments: Sequence[Moment],
    vectors: Vectors,
    *,
    families: Families | None = None,
    subthemes: bool = False,
    seed: int | None = None,
    language: Any = None,
    new_id: Callable[[], str] = random_id,
) -> tuple[Theme, ...]:
    """Return suggested themes for moments with their theme vectors (len(moments), d), each row of unit length.

    With `families` (vectors of 512) a moment goes to its likeliest family where that is likely enough; the rest, and
    everything without families, is grouped by average linkage. Themes hold one kind and at least two moments; what fits
    nowhere is left out. Order of input changes nothing. Themes come largest first within the order of kinds, and so are
    `new_id`s drawn; `moment_ids` have the most central first. With `subthemes` the parts of a theme follow, after all
    themes, with its id as `parent_id`. `seed` draws the samples by which very many moments are grouped (they are spread
    evenly without). `vectors` may be a memory map: they are read in blocks. Raises InvalidInput where lengths differ.
    """
    if len(moments) != len(vectors):
        raise InvalidInput(f"{len(moments)} moments need as many vectors, not {len(vectors)}.")
    order = np.array(
        sorted(range(len(moments)), key=lambda i: (moments[i].quote, moments[i].call_id, moments[i].id)), dtype=np.intp
    )
    found = list(_found(order, moments, vectors, families=families, seed=seed))
    parts = [
        _Found(kind=one.kind, group=part, central=_central_first(part, vectors), parent=position)
        for position, one in enumerate(found)
        for part in one.group.parts
        if subthemes
    ]
    if not found:
        return ()
    language = default_language() if language is None else language
    names = [*_named(found, moments, language), *_named(parts, moments, language)]
    ids = [new_id() for _ in (*found, *parts)]
    return tuple(
        Theme(
            id=theme_id,
            kind=one.kind,
            label=name.label,
            moment_ids=tuple(moments[i].id for i in one.central),
            keywords=_keywords(one, name),
            parent_id=None if one.parent is None else ids[one.parent],
        )
        for theme_id, one, name in zip(ids, (*found, *parts), names, strict=True)
    )


def _found(
    order: "np.ndarray[tuple[int], np.dtype[np.intp]]",
    moments: Sequence[Moment],
    vectors: Vectors,
    *,
    families: Families | None,
    seed: int | None,
) -> Iterator[_Found]:
    for kind in Kind:
        rows = np.array([i for i in order.tolist() if moments[i].kind is kind], dtype=np.intp)
        for group in _of_competitors(rows, moments):
            yield _Found(kind=kind, group=group, central=_central_first(group, vectors))
        rows = rows[[moments[i].competitor is None for i in rows.tolist()]]
        for group in groups_of(rows, moments, vectors, kind=kind, families=families, seed=seed):
            yield _Found(kind=kind, group=group, central=_central_first(group, vectors))


def _keywords(found: _Found, name: Name) -> tuple[str, ...]:
    """Return a theme's keywords; a competitor's name comes first, for what is said of it next."""
    if found.kind is Kind.COMPETITOR and found.group.label is not None:
        return tuple(dict.fromkeys((found.group.label, *name.keywords)))
    return name.keywords


def _of_competitors(rows: "np.ndarray[tuple[int], np.dtype[np.intp]]", moments: Sequence[Moment]) -> list[Group]:
    """Return what is said of each named competitor: whose theme it is needs no guessing."""
    named: dict[str, list[int]] = {}
    for i in rows.tolist():
        name = moments[i].competitor
        if name is not None:
            named.setdefault(name, []).append(i)
    groups = [Group(rows=np.array(own, dtype=np.intp), label=name) for name, own in named.items() if len(own) > 1]
    return sorted(groups, key=lambda group: (-len(group.rows), str(group.label)))


def _named(found: Sequence[_Found], moments: Sequence[Moment], language: Any) -> tuple[Name, ...]:
    unnamed = [
        Unnamed(
            kind=one.kind,
            quotes=tuple(moments[i].quote for i in one.central[:QUOTES_FOR_A_NAME]),
            concern=one.group.label,
        )
        for one in found
    ]
    return name_themes(unnamed, language=language) if unnamed else ()


def _central_first(group: Group, vectors: Vectors) -> tuple[int, ...]:
    """Return the rows of a group, those nearest to its centroid first, in blocks."""
    blocks = [group.rows[start : start + _BLOCK] for start in range(0, len(group.rows), _BLOCK)]
    total = np.zeros(vectors.shape[1])
    for block in blocks:
        total += vectors[block].sum(axis=0, dtype=np.float64)
    middle = directed(total)
    closeness = np.concatenate([np.round(vectors[block] @ middle, 6) for block in blocks])
    return tuple(int(i) for i in group.rows[np.argsort(-closeness, kind="stable")])
