"""A page of the list of themes: pinned ones first, then those voiced in most calls, with their figures."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from api.theme_figures import Figures, figures_of
from store.counts import Total, accounts, theme_totals
from store.cursor import Page, decode_cursor, encode_cursor
from store.session import Session
from store.theme_list import ThemeChoice, ThemeFacts, ThemeName, theme_facts, theme_names
from store.themes import resolve_theme
from store.windows import Window

_NOTHING = Total(calls=0, mentions=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A theme with its figures in a window, and when it was voiced there first and last."""

    facts: ThemeFacts
    figures: Figures
    first_at: datetime | None
    last_at: datetime | None


def listed_themes(
    session: Session,
    choice: ThemeChoice,
    window: Window,
    *,
    limit: int,
    cursor: str | None = None,
    only_voiced: bool = False,
) -> Page[Listed]:
    """Return themes over a window, from after the cursor. Raises InvalidInput on a foreign one.

    With `only_voiced`, those that nobody voices in the window are left out unless they are pinned.
    """
    after = decode_cursor(cursor, types=(int, int, int, str)) if cursor is not None else None
    found = ordered_names(session, choice, window, only_voiced=only_voiced)
    names = [key for key, _ in found if is_beyond(key, after)]
    shown = [str(key[-1]) for key in names[:limit]]
    return Page(
        items=listed(session, shown, window),
        next_cursor=encode_cursor(names[limit - 1]) if len(names) > limit else None,
    )


def ordered_names(
    session: Session, choice: ThemeChoice, window: Window, *, only_voiced: bool = False
) -> list[tuple[tuple[int, int, int, str], ThemeName]]:
    """Return the names of themes in the order in which they are listed, each after its key in that order."""
    totals = theme_totals(session, window)
    wanted = replace(choice, there_at=window.as_of)
    found = [(name, totals.get(name.id, _NOTHING)) for name in theme_names(session, wanted)]
    kept = [(name, counted) for name, counted in found if counted.calls or name.pinned or not only_voiced]
    return sorted(((_key(name, counted), name) for name, counted in kept), key=lambda pair: pair[0])


def listed(session: Session, theme_ids: list[str], window: Window) -> tuple[Listed, ...]:
    """Return themes with their figures, in the order of their ids here."""
    facts = theme_facts(session, theme_ids)
    counted = figures_of(session, window, theme_ids)
    reach = accounts(session, window, theme_ids)
    return tuple(
        Listed(
            facts=facts[theme_id],
            figures=counted[theme_id],
            first_at=reach[theme_id].first_at if theme_id in reach else None,
            last_at=reach[theme_id].last_at if theme_id in reach else None,
        )
        for theme_id in theme_ids
    )


def one_theme(session: Session, theme_id: str, window: Window) -> Listed:
    """Return one theme, or what answers for its id today. Raises NotFound."""
    return listed(session, [resolve_theme(session, theme_id)], window)[0]


def is_beyond(key: Sequence[Any], after: Sequence[Any] | None) -> bool:
    """Whether something comes after the one that a cursor stands for, in the order of their keys."""
    return after is None or tuple(key) > tuple(after)


def _key(name: ThemeName, counted: Total) -> tuple[int, int, int, str]:
    return (0 if name.pinned else 1, -counted.calls, -counted.mentions, name.id)
