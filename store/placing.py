"""Placing: which theme each moment is in, what themes are suggested, and where themes lie among the vectors."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from calls.moment import Kind
from calls.provenance import Provenance
from calls.theme import Theme, ThemeState
from store.rollups import refresh_calls, refresh_themes
from store.tables import MomentRow
from store.theme_lock import place_in_themes
from store.theme_tables import AnchorRow, PlacementRow, ThemeRow
from store.themes import resolve_theme

# Databases take a limited number of values in one statement.
_ROWS_AT_ONCE = 500
SOFTWARE = "software"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where a theme lies among the vectors of an analysis: a unit vector (d,) of float32.

    `is_held` says that a person accepted the theme or put it away.
    """

    theme_id: str
    parent_id: str | None
    kind: Kind
    vector: NDArray[np.float32]
    keywords: tuple[str, ...] = ()
    is_held: bool = False


def place_moments(session: Session, placements: Mapping[str, str], *, analysis: int, maker: str) -> None:
    """Put moments (ids) of an analysis into themes (ids) of their kind.

    A moment that is gone, of another kind by now, or placed by somebody else meanwhile, is left.
    """
    _place(session, placements, analysis=analysis, maker=maker)
    touched = select(MomentRow.call_id).where(MomentRow.analysis == analysis)
    calls: set[str] = set()
    for ids in _parts(list(placements)):
        calls.update(session.scalars(touched.where(MomentRow.id.in_(ids)).distinct()))
    refresh_calls(session, calls, analysis=analysis)


def _place(session: Session, placements: Mapping[str, str], *, analysis: int, maker: str) -> None:
    place_in_themes(session)
    # A theme may have been taken up by another since the caller looked.
    current = _current(session, set(placements.values()))
    of_theme = session.execute(select(ThemeRow.id, ThemeRow.kind).where(ThemeRow.id.in_(set(current.values()))))
    kinds = {theme_id: kind for theme_id, kind in of_theme}  # noqa: C416  (a row is no tuple to the type checker)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    now = datetime.now(UTC)
    for ids in _parts(list(placements)):
        # A person may have rejected a moment meanwhile, or said that it is of another kind.
        of_kind = select(MomentRow.id, MomentRow.kind).where(MomentRow.analysis == analysis, MomentRow.id.in_(ids))
        rows = [
            {"analysis": analysis, "moment_id": moment_id, "theme_id": theme_id, "maker": maker, "created_at": now}
            for moment_id, kind in session.execute(of_kind)
            if kinds[theme_id := current[placements[moment_id]]] == kind
        ]
        if rows:
            # Somebody else may be placing the same moment right now; whoever is first has it.
            connection = session.connection()
            table: Any = PlacementRow.__table__
            connection.execute(insert(table).on_conflict_do_nothing(), rows)


def _current(session: Session, theme_ids: Collection[str]) -> dict[str, str]:
    """Return, by its id, the theme that answers for each today. Raises NotFound."""
    alone = select(ThemeRow.id).where(ThemeRow.id.in_(theme_ids), ThemeRow.successor_id.is_(None))
    known = {theme_id: theme_id for theme_id in session.scalars(alone)}
    return {theme_id: known.get(theme_id) or resolve_theme(session, theme_id) for theme_id in theme_ids}


def save_suggestions(
    session: Session,
    themes: Sequence[Theme],
    *,
    successors: Mapping[str, str | None],
    provenance: Provenance,
    analysis: int,
    anew: bool = True,
    central: Mapping[str, str] | None = None,
) -> None:
    """Make these the suggested themes there are, all moments of a theme included; sub-themes come after their parents.

    Where they are not formed `anew`, they come beside those there are, which keep their moments.

    `central` has, by theme, the quote that says it best, without personal data.

    Themes whose id is known keep it. `successors` names, for each suggested theme that is no more, the theme that took
    it up (None where none did); its id answers for that one from now on. What a person accepted, put away or placed is
    not touched.
    """
    now = datetime.now(UTC)
    place_in_themes(session)
    known = [*(theme.id for theme in themes), *successors]
    part_of = _parents(session, known)
    for theme in themes:
        _save_theme(session, theme, provenance=provenance, now=now)
        session.flush()
    for theme_id, quote in (central or {}).items():
        mine = (ThemeRow.id == theme_id) & (ThemeRow.state == ThemeState.SUGGESTED.value)
        session.execute(update(ThemeRow).where(mine).values(central_quote=quote))
    touched = _give_up(session, successors, analysis=analysis, now=now)
    session.expire_all()
    # What a theme is part of may change though its moments stay.
    touched |= {theme for pair in set(part_of.items()) ^ set(_parents(session, known).items()) for theme in pair}
    wanted = {moment_id: theme.id for theme in themes for moment_id in theme.moment_ids}
    before = _suggested_placements(session, analysis) if anew else {}
    moved = [moment_id for moment_id, theme_id in before.items() if wanted.get(moment_id) != theme_id]
    for ids in _parts(moved):
        session.execute(delete(PlacementRow).where(PlacementRow.analysis == analysis, PlacementRow.moment_id.in_(ids)))
    new = {moment_id: theme_id for moment_id, theme_id in wanted.items() if before.get(moment_id) != theme_id}
    _place(session, new, analysis=analysis, maker=provenance.name)
    touched |= {before[moment_id] for moment_id in moved} | set(new.values())
    refresh_themes(session, touched)


def _parents(session: Session, theme_ids: Sequence[str]) -> dict[str, str]:
    """Return the themes that these are part of, by id."""
    found: dict[str, str] = {}
    for ids in _parts(theme_ids):
        query = select(ThemeRow.id, ThemeRow.parent_id).where(ThemeRow.id.in_(ids), ThemeRow.parent_id.is_not(None))
        found |= {row.id: str(row.parent_id) for row in session.execute(query)}
    return found


def _give_up(session: Session, successors: Mapping[str, str | None], *, analysis: int, now: datetime) -> set[str]:
    """Let suggested themes be taken up by others; what other analyses have in them goes along. Return what to count."""
    touched: set[str] = set()
    for old_id, new_id in successors.items():
        given_up = (
            update(ThemeRow)
            .where(ThemeRow.id == old_id, ThemeRow.state == ThemeState.SUGGESTED.value)
            .values(state=ThemeState.ARCHIVED.value, successor_id=new_id, parent_id=None, updated_at=now)
            .returning(ThemeRow.id)
        )
        if session.scalars(given_up).all() and new_id is not None:
            elsewhere = (PlacementRow.theme_id == old_id) & (PlacementRow.analysis != analysis)
            heir = resolve_theme(session, new_id)
            session.execute(update(PlacementRow).where(elsewhere).values(theme_id=heir))
            touched |= {old_id, heir}
    return touched


def _suggested_placements(session: Session, analysis: int) -> dict[str, str]:
    """Return, for moments that the software placed in a theme nobody accepted, that theme's id."""
    placed = (
        select(PlacementRow.moment_id, PlacementRow.theme_id)
        .join(ThemeRow, ThemeRow.id == PlacementRow.theme_id)
        .where(PlacementRow.analysis == analysis, PlacementRow.placed_by == SOFTWARE)
    )
    gone = (ThemeRow.state == ThemeState.ARCHIVED.value) & ThemeRow.accepted_at.is_(None)
    free = placed.where(or_(ThemeRow.state == ThemeState.SUGGESTED.value, gone))
    return {moment_id: theme_id for moment_id, theme_id in session.execute(free) if theme_id is not None}


def _save_theme(session: Session, theme: Theme, *, provenance: Provenance, now: datetime) -> None:
    row = session.get(ThemeRow, theme.id)
    if row is None:
        row = ThemeRow(
            id=theme.id,
            kind=theme.kind.value,
            state=theme.state.value,
            label=theme.label,
            keywords=[],
            pinned=False,
            label_by=SOFTWARE,
            created_at=now,
            updated_at=now,
        )
        session.add(row)
    if row.state != ThemeState.SUGGESTED.value:
        # A person took it over while this was being formed.
        return
    if row.label_by == SOFTWARE and row.label != theme.label:
        row.label, row.updated_at = theme.label, now
    row.keywords, row.provenance, row.parent_id = list(theme.keywords), provenance.as_dict(), theme.parent_id


def groups(
    session: Session, *, analysis: int, states: Collection[ThemeState] = (ThemeState.SUGGESTED, ThemeState.ACCEPTED)
) -> tuple[Theme, ...]:
    """Return themes in these states with the ids of their own moments in an analysis, in the order of their ids."""
    query = select(ThemeRow).where(ThemeRow.state.in_([state.value for state in states])).order_by(ThemeRow.id)
    rows = list(session.scalars(query))
    members: dict[str | None, list[str]] = {}
    placed = select(PlacementRow.moment_id, PlacementRow.theme_id).where(PlacementRow.analysis == analysis)
    for moment_id, theme_id in session.execute(placed.order_by(PlacementRow.moment_id)):
        members.setdefault(theme_id, []).append(moment_id)
    return tuple(
        Theme(
            id=row.id,
            kind=Kind(row.kind),
            label=row.label,
            keywords=tuple(row.keywords),
            state=ThemeState(row.state),
            parent_id=row.parent_id,
            moment_ids=tuple(members.get(row.id, ())),
        )
        for row in rows
    )


def placed_moments(session: Session, *, analysis: int, call_id: str | None = None) -> frozenset[str]:
    """Return the ids of the moments of an analysis that are in a theme, or by a person's word in none."""
    query = select(PlacementRow.moment_id).where(PlacementRow.analysis == analysis)
    if call_id is not None:
        query = query.join(
            MomentRow, (MomentRow.analysis == PlacementRow.analysis) & (MomentRow.id == PlacementRow.moment_id)
        ).where(MomentRow.call_id == call_id)
    return frozenset(session.scalars(query))


def placed_in(session: Session, call_id: str, *, analysis: int) -> dict[str, str]:
    """Return the themes that the moments (ids) of a call are in, in an analysis."""
    query = (
        select(PlacementRow.moment_id, PlacementRow.theme_id)
        .join(MomentRow, (MomentRow.analysis == PlacementRow.analysis) & (MomentRow.id == PlacementRow.moment_id))
        .where(PlacementRow.analysis == analysis, MomentRow.call_id == call_id)
    )
    return {moment_id: theme_id for moment_id, theme_id in session.execute(query) if theme_id is not None}


def held_moments(session: Session, *, analysis: int) -> frozenset[str]:
    """Return the ids of the moments that forming suggestions anew is to leave where they are.

    They are in themes that a person accepted or put away, or were placed by a person.
    """
    free = _suggested_placements(session, analysis)
    return frozenset(placed_moments(session, analysis=analysis) - set(free))


def anchors(session: Session, *, analysis: int) -> tuple[Anchor, ...]:
    """Return where themes lie among the vectors of an analysis, in the order of their ids.

    Themes that a person put away are among them: what fits them is not suggested anew.
    """
    gone = (ThemeRow.state == ThemeState.ARCHIVED.value) & ThemeRow.accepted_at.is_(None)
    # Columns, not objects: this is read for every call.
    columns = (
        AnchorRow.theme_id,
        ThemeRow.parent_id,
        ThemeRow.kind,
        ThemeRow.keywords,
        ThemeRow.state,
        AnchorRow.vector,
    )
    query = select(*columns).join(ThemeRow, ThemeRow.id == AnchorRow.theme_id)
    query = query.where(AnchorRow.analysis == analysis, ThemeRow.successor_id.is_(None), ~gone)
    return tuple(
        Anchor(
            theme_id=theme_id,
            parent_id=parent_id,
            kind=Kind(kind),
            vector=np.frombuffer(vector, dtype="<f4").astype(np.float32),
            keywords=tuple(keywords),
            is_held=state != ThemeState.SUGGESTED.value,
        )
        for theme_id, parent_id, kind, keywords, state, vector in session.execute(query.order_by(AnchorRow.theme_id))
    )


def save_anchors(session: Session, theme_ids: Collection[str], *, analysis: int) -> None:
    """Work out anew where these themes lie in an analysis: the direction of the mean of their moments' vectors.

    A theme without moments there has no anchor. Sub-themes count for their parents.
    """
    for theme_id in sorted(set(theme_ids)):
        parts = select(ThemeRow.id).where(or_(ThemeRow.id == theme_id, ThemeRow.parent_id == theme_id))
        vectors = session.scalars(
            select(MomentRow.vector)
            .join(
                PlacementRow, (PlacementRow.analysis == MomentRow.analysis) & (PlacementRow.moment_id == MomentRow.id)
            )
            .where(MomentRow.analysis == analysis, PlacementRow.theme_id.in_(parts))
        )
        mean, n = _mean([vector for vector in vectors if vector])
        if not n:
            session.execute(delete(AnchorRow).where(AnchorRow.analysis == analysis, AnchorRow.theme_id == theme_id))
            continue
        session.merge(AnchorRow(analysis=analysis, theme_id=theme_id, vector=mean, n=n))
    session.flush()


def _mean(vectors: Sequence[bytes]) -> tuple[bytes, int]:
    if not vectors:
        return b"", 0
    # Added up in one order, so that the same moments give the same anchor.
    summed = np.stack([np.frombuffer(vector, dtype="<f4") for vector in sorted(vectors)]).astype(np.float64).sum(axis=0)
    length = float(np.linalg.norm(summed))
    return np.asarray(summed / length if length else summed, dtype="<f4").tobytes(), len(vectors)


def _parts(ids: Sequence[str]) -> list[Sequence[str]]:
    return [ids[first : first + _ROWS_AT_ONCE] for first in range(0, len(ids), _ROWS_AT_ONCE)]
