"""The history of themes: what people did with them, what can be taken back, and under which names they went."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, Text, cast, func, or_, select
from sqlalchemy.orm import Session, aliased

from calls.errors import InvalidInput, NotFound
from calls.moment import Kind
from calls.theme import ThemeState
from calls.theme_change import ThemeChange, ThemeEvent, rests_on
from store.analyses import current_analysis
from store.cursor import Page, decode_cursor, encode_cursor
from store.theme_changes_event import told
from store.theme_tables import EventMomentRow, ThemeCallRow, ThemeEventRow, ThemeRow
from store.themes import resolve_theme

# Above so many themes it is cheaper to look at all events.
_MOST_NAMED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event as it is told: with the labels that its themes have now, and what stands in the way of undoing it."""

    event: ThemeEvent
    label: str
    other_label: str | None
    blocked_by: int | None

    @property
    def undoable(self) -> bool:
        """Whether it can be taken back now."""
        return self.blocked_by is None and self.event.undone_by is None and self.event.kind is not ThemeChange.UNDO


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTheme:
    """A label and the theme that answers for it; `former` where it is of a theme merged since, or from before."""

    label: str
    theme_id: str
    kind: Kind
    former: bool


def event_of(row: ThemeEventRow, *, moments: int = 0) -> ThemeEvent:
    """Return the event that a row holds."""
    return ThemeEvent(
        number=row.number,
        theme_id=row.theme_id,
        other_id=row.other_id,
        kind=ThemeChange(row.kind),
        fields=told(row.detail.get("fields", {})),
        moments=moments,
        made=bool(row.detail.get("made", False)),
        undone_by=row.undone_by,
        undid=row.detail.get("undid"),
        made_by=row.made_by,
        created_at=row.created_at,
    )


def get_event(session: Session, number: int) -> EventView:
    """Return one event. Raises NotFound."""
    row = session.get(ThemeEventRow, number)
    if row is None:
        raise NotFound(f"There is no event {number}.")
    return _views(session, [row])[0]


def lineage(session: Session, theme_id: str, *, limit: int, cursor: str | None = None) -> Page[EventView]:
    """Return what people did with a theme and with those that it took up, the newest first, from after the cursor.

    Raises NotFound, and InvalidInput on a foreign cursor.
    """
    names = answering_for(resolve_theme(session, theme_id))
    query = select(ThemeEventRow).where(or_(ThemeEventRow.theme_id.in_(names), ThemeEventRow.other_id.in_(names)))
    if cursor is not None:
        (last,) = decode_cursor(cursor, types=(int,))
        query = query.where(ThemeEventRow.number < last)
    rows = session.scalars(query.order_by(ThemeEventRow.number.desc()).limit(limit + 1)).all()
    more = rows[limit - 1].number if len(rows) > limit else None
    return Page(
        items=tuple(_views(session, rows[:limit])),
        next_cursor=encode_cursor([more]) if more is not None else None,
    )


def answering_for(theme_id: str) -> Select[str]:
    """Return, for conditions, the ids that a theme answers for: its own, and of what it took up, however long ago."""
    found = select(ThemeRow.id.label("id")).where(ThemeRow.id == theme_id).cte("answering", recursive=True)
    before = aliased(ThemeRow)
    return select(found.union(select(before.id).join(found, before.successor_id == found.c.id)).c.id)


def find_labels(session: Session, text: str, *, kind: Kind | None = None, limit: int = 20) -> tuple[NamedTheme, ...]:
    """Return the labels that hold a text, whatever its letter case: those that themes have, then those they had.

    A label that a theme had leads to the theme that answers for it today.
    """
    present = _labelled(text, kind).where(ThemeRow.successor_id.is_(None), ThemeRow.state != ThemeState.ARCHIVED.value)
    found = {(row.label, row.id): False for row in session.scalars(present.limit(limit))}
    merged = _labelled(text, kind).where(ThemeRow.successor_id.is_not(None)).limit(limit)
    former = [(row.label, row.id) for row in session.scalars(merged)]
    for label, theme_id in [*former, *_renamed(session, text, kind)]:
        found.setdefault((label, resolve_theme(session, theme_id)), True)
    kinds = session.execute(select(ThemeRow.id, ThemeRow.kind).where(ThemeRow.id.in_({key[1] for key in found})))
    of = {row.id: Kind(row.kind) for row in kinds}
    named = [
        NamedTheme(label=label, theme_id=theme_id, kind=of[theme_id], former=was)
        for (label, theme_id), was in found.items()
    ]
    return tuple(sorted(named, key=lambda each: (each.former, each.label.casefold(), each.theme_id))[:limit])


def find_former(session: Session, theme_id: str) -> tuple[str, ...]:
    """Return the labels that people gave up for a theme: those it had, and those of what they merged into it."""
    names = answering_for(theme_id)
    query = select(ThemeEventRow, ThemeRow.label).join(ThemeRow, ThemeRow.id == ThemeEventRow.theme_id)
    kinds = [ThemeChange.RENAME.value, ThemeChange.MERGE.value]
    query = query.where(
        ThemeEventRow.theme_id.in_(names), ThemeEventRow.kind.in_(kinds), ThemeEventRow.undone_by.is_(None)
    )
    now = session.scalar(select(ThemeRow.label).where(ThemeRow.id == theme_id))
    found = set()
    for row, label in session.execute(query):
        event = event_of(row)
        renamed = event.change_of(row.theme_id, "label")
        found.add(renamed[0] if renamed else label)
    return tuple(sorted(found - {now}, key=str.casefold))


def themes_of_kind(session: Session, kind: Kind, *, limit: int) -> tuple[NamedTheme, ...]:
    """Return the themes of a kind that are not archived, by label; suggested ones only where they are voiced."""
    of_theme = (ThemeCallRow.analysis == current_analysis()) & (ThemeCallRow.theme_id == ThemeRow.id)
    voiced = select(ThemeCallRow.call_id).where(of_theme).exists()
    listed = (ThemeRow.state == ThemeState.ACCEPTED.value) | ((ThemeRow.state == ThemeState.SUGGESTED.value) & voiced)
    query = select(ThemeRow.id, ThemeRow.label).where(ThemeRow.kind == kind.value, listed)
    rows = session.execute(query.order_by(func.lower(ThemeRow.label), ThemeRow.id).limit(limit))
    return tuple(NamedTheme(label=row.label, theme_id=row.id, kind=kind, former=False) for row in rows)


def theme_called(session: Session, text: str, *, kind: Kind) -> str:
    """Return the id of the theme of a kind that somebody means by its label, an earlier label of it, or its id.

    Raises InvalidInput where there is none, or several.
    """
    wanted = " ".join(text.split())
    by_id = session.get(ThemeRow, wanted.rpartition(" ")[2])
    if by_id is not None:
        return resolve_theme(session, by_id.id)
    found = find_labels(session, wanted, kind=kind, limit=100) if wanted else ()
    same = [each for each in found if each.label.casefold() == wanted.casefold()]
    ids = {each.theme_id for each in same if not each.former} or {each.theme_id for each in same}
    if len(ids) > 1:
        raise InvalidInput(
            f"Several themes are called {wanted!r}; give the id of the one you mean: {', '.join(sorted(ids))}."
        )
    if not ids:
        raise InvalidInput(f"There is no theme called {wanted!r} of this kind; choose one of the list.")
    return ids.pop()


def _labelled(text: str, kind: Kind | None) -> Select[ThemeRow]:
    query = select(ThemeRow).where(func.lower(ThemeRow.label).contains(text.lower(), autoescape=True))
    return (query if kind is None else query.where(ThemeRow.kind == kind.value)).order_by(ThemeRow.label, ThemeRow.id)


def _renamed(session: Session, text: str, kind: Kind | None) -> list[tuple[str, str]]:
    """Return the labels that people replaced and that hold a text, with the theme that had them."""
    query = (
        select(ThemeEventRow.theme_id, ThemeEventRow.detail)
        .join(ThemeRow, ThemeRow.id == ThemeEventRow.theme_id)
        .where(ThemeEventRow.kind == ThemeChange.RENAME.value)
    )
    if kind is not None:
        query = query.where(ThemeRow.kind == kind.value)
    labels = [
        (before, theme_id)
        for theme_id, detail in session.execute(query)
        for before, _ in [detail["fields"].get(theme_id, {}).get("label", ("", ""))]
    ]
    return [(label, theme_id) for label, theme_id in labels if label and text.casefold() in label.casefold()]


def standing_in_way(session: Session, events: Sequence[ThemeEvent]) -> dict[int, ThemeEvent]:
    """Return, by number, the newest event that has to be taken back before each of these can be."""
    if not events:
        return {}
    touched = sorted({theme for event in events for theme in event.touched})
    live = select(ThemeEventRow).where(
        ThemeEventRow.number > min(event.number for event in events),
        ThemeEventRow.undone_by.is_(None),
        ThemeEventRow.kind != ThemeChange.UNDO.value,
    )
    if len(touched) <= _MOST_NAMED:
        live = live.where(_names_one(touched))
    after = [event_of(row) for row in session.scalars(live.order_by(ThemeEventRow.number.desc()))]
    after = [event for event in after if event.touched & set(touched)]
    both = _moving_the_same(session, [event.number for event in events], [event.number for event in after])
    found = {}
    for event in events:
        resting = (
            later
            for later in after
            if later.number > event.number and (rests_on(later, event) or (event.number, later.number) in both)
        )
        first = next(resting, None)
        if first is not None:
            found[event.number] = first
    return found


def _names_one(theme_ids: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that an event may have to do with one of these themes: what it changed names them, too."""
    changed = cast(ThemeEventRow.detail, Text)
    named = [changed.contains(theme_id, autoescape=True) for theme_id in theme_ids]
    return or_(ThemeEventRow.theme_id.in_(theme_ids), ThemeEventRow.other_id.in_(theme_ids), *named)


def _moving_the_same(session: Session, earlier: Sequence[int], later: Sequence[int]) -> set[tuple[int, int]]:
    """Return which events moved moments that later ones moved on."""
    first, second = aliased(EventMomentRow), aliased(EventMomentRow)
    query = (
        select(first.event, second.event)
        .join(second, (second.analysis == first.analysis) & (second.moment_id == first.moment_id))
        .where(first.event.in_(earlier), second.event.in_(later), second.event > first.event)
        .distinct()
    )
    return {(one, other) for one, other in session.execute(query)}


def _views(session: Session, rows: Sequence[ThemeEventRow]) -> list[EventView]:
    moved = _moments(session, [row.number for row in rows])
    events = [event_of(row, moments=moved.get(row.number, 0)) for row in rows]
    blocked = standing_in_way(session, [event for event in events if event.undone_by is None])
    ids = {theme for event in events for theme in event.touched}
    named = session.execute(select(ThemeRow.id, ThemeRow.label).where(ThemeRow.id.in_(ids)))
    labels = {row.id: row.label for row in named}
    return [
        EventView(
            event=event,
            label=labels[event.theme_id],
            other_label=labels.get(event.other_id) if event.other_id else None,
            blocked_by=blocked[event.number].number if event.number in blocked else None,
        )
        for event in events
    ]


def _moments(session: Session, numbers: Sequence[int]) -> dict[int, int]:
    """Return how many moments each event took elsewhere, in the analysis in which these were most."""
    by_analysis = (
        select(EventMomentRow.event, func.count())
        .where(EventMomentRow.event.in_(numbers), EventMomentRow.from_id.is_distinct_from(EventMomentRow.to_id))
        .group_by(EventMomentRow.event, EventMomentRow.analysis)
    )
    found: dict[int, int] = {}
    for number, count in session.execute(by_analysis):
        found[number] = max(count, found.get(number, 0))
    return found
