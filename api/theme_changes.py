"""/v1/themes, what people do with them: accept, rename, merge, split, move, nest, pin, put away, and take it back."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field

from api.access import Caller, CanReadThemes, CanWriteThemes, DatabaseDep, needs
from api.errors import Problem
from api.wire import Cursor, Limit, ListOut
from calls.errors import InvalidInput
from calls.moment import Kind
from calls.theme import ThemeState
from calls.theme_change import LONGEST_LABEL, ThemeChange
from store.keys import Scope
from store.session import Database, Session
from store.theme_changes import (
    StoredTheme,
    accept_theme,
    archive_theme,
    nest_theme,
    pin_theme,
    rename_theme,
    restore_theme,
    stored_theme,
)
from store.theme_changes_moments import MOST_MOVED, merge_themes, move_moments, split_moments, split_part
from store.theme_changes_undo import undo_event
from store.theme_history import EventView, find_labels, get_event, lineage

router = APIRouter(prefix="/v1/themes", tags=["themes"])
ThemeId = Annotated[str, Path(max_length=60, examples=["th_0123456789ab"])]
Writer = Annotated[Caller, Depends(needs(Scope.THEMES_WRITE))]
_Id = Annotated[str, Field(max_length=60, examples=["th_0123456789ab"])]
_Label = Annotated[str, Field(max_length=4 * LONGEST_LABEL, examples=["Costs more than they planned"])]
_Moments = Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=2 * MOST_MOVED)]
_IN_THE_WAY: dict[int | str, dict[str, Any]] = {
    409: {"description": "Something stands in the way; `detail` says what.", "model": Problem}
}


class ThemeIn(BaseModel):
    """What to change of a theme; what is left out stays.

    `parent_id` makes it a sub-theme, null takes it out. The state `accepted` accepts a suggested theme and restores an
    archived one.
    """

    label: _Label | None = None
    pinned: bool | None = None
    parent_id: _Id | None = None
    state: Literal[ThemeState.ACCEPTED, ThemeState.ARCHIVED] | None = None


class MergeIn(BaseModel):
    """The theme that takes this one up."""

    into: _Id


class SplitIn(BaseModel):
    """What comes out into a theme of its own, under a label: moments of it, or one of its sub-themes."""

    label: _Label
    moment_ids: _Moments | None = None
    subtheme_id: _Id | None = None


class MovesIn(BaseModel):
    """Moments of the theme (or of none), and the theme they belong in; null: in none."""

    moment_ids: _Moments
    to: _Id | None


class EventOut(BaseModel):
    """Something that a person did with a theme.

    `other_id` is the theme merged into, split off, moved to or nested under. `moments` is how many quotes it took
    elsewhere. `blocked_by` is the event that has to be undone before this one can be.
    """

    number: int
    kind: ThemeChange
    theme_id: str
    label: str = Field(description="The theme's label now.")
    other_id: str | None
    other_label: str | None
    label_before: str | None = Field(description="What it was called before, where that changed.")
    label_after: str | None
    moments: int
    made_by: str
    created_at: datetime
    undoable: bool
    blocked_by: int | None
    undone_by: int | None
    undid: int | None = Field(description="Of an undo: the event that it took back.")

    @classmethod
    def of(cls, view: EventView) -> "EventOut":
        """Return the wire shape of an event."""
        event = view.event
        before, after = event.relabelled or (None, None)
        return cls(
            number=event.number,
            kind=event.kind,
            theme_id=event.theme_id,
            label=view.label,
            other_id=event.other_id,
            other_label=view.other_label,
            label_before=before,
            label_after=after,
            moments=event.moments,
            made_by=event.made_by,
            created_at=event.created_at,
            undoable=view.undoable,
            blocked_by=view.blocked_by,
            undone_by=event.undone_by,
            undid=event.undid,
        )


class StoredThemeOut(BaseModel):
    """A theme as people made it, without its counts; `label_by` says whether a person or the software named it."""

    id: str = Field(examples=["th_0123456789ab"])
    kind: Kind
    label: str
    label_by: Literal["person", "software"]
    state: ThemeState
    parent_id: str | None
    pinned: bool
    updated_at: datetime

    @classmethod
    def of(cls, theme: StoredTheme) -> "StoredThemeOut":
        """Return the wire shape of a theme."""
        return cls(
            id=theme.id,
            kind=theme.kind,
            label=theme.label,
            label_by="person" if theme.named_by_person else "software",
            state=theme.state,
            parent_id=theme.parent_id,
            pinned=theme.pinned,
            updated_at=theme.updated_at,
        )


class ChangedOut(BaseModel):
    """The theme as it is now, and the events of this request: none where it was so already."""

    theme: StoredThemeOut
    events: list[EventOut]


class NameOut(BaseModel):
    """A label, and the theme that answers for it; `former`: it has another by now, or was merged."""

    label: str
    theme_id: str
    kind: Kind
    former: bool


@router.get("/names", dependencies=[CanReadThemes])
def read_names(
    db: DatabaseDep,
    q: Annotated[str, Query(max_length=LONGEST_LABEL, description="Part of a label.")] = "",
    kind: Kind | None = None,
    limit: Limit = 20,
) -> ListOut[NameOut]:
    """Find themes by a part of their label, also of one they had before, or that a theme merged into them had."""
    with db.reading() as session:
        found = find_labels(session, q, kind=kind, limit=limit)
    return ListOut(
        items=[NameOut(label=each.label, theme_id=each.theme_id, kind=each.kind, former=each.former) for each in found]
    )


@router.patch("/{theme_id}", dependencies=[CanWriteThemes], responses=_IN_THE_WAY)
def change_theme(db: DatabaseDep, theme_id: ThemeId, wanted: ThemeIn, who: Writer) -> ChangedOut:
    """Accept, rename, pin, nest, archive or restore a theme; all of it, or nothing.

    Renaming, pinning and nesting a suggested theme accepts it. What is accepted is never changed by software.
    """
    with db.transaction() as session:
        numbers = _change(session, theme_id, wanted, made_by=who.name)
    return _changed(db, theme_id, numbers)


def _change(session: Session, theme_id: str, wanted: ThemeIn, *, made_by: str) -> list[int | None]:
    done: list[int | None] = []
    if wanted.state is ThemeState.ACCEPTED:
        archived = stored_theme(session, theme_id).state is ThemeState.ARCHIVED
        done.append((restore_theme if archived else accept_theme)(session, theme_id, made_by=made_by))
    if wanted.label is not None:
        done.append(rename_theme(session, theme_id, wanted.label, made_by=made_by))
    if wanted.pinned is not None:
        done.append(pin_theme(session, theme_id, pinned=wanted.pinned, made_by=made_by))
    if "parent_id" in wanted.model_fields_set:
        done.append(nest_theme(session, theme_id, wanted.parent_id, made_by=made_by))
    if wanted.state is ThemeState.ARCHIVED:
        done.append(archive_theme(session, theme_id, made_by=made_by))
    return done


@router.post("/{theme_id}/merge", dependencies=[CanWriteThemes], responses=_IN_THE_WAY)
def merge_theme(db: DatabaseDep, theme_id: ThemeId, wanted: MergeIn, who: Writer) -> ChangedOut:
    """Merge a theme into another of its kind, which answers for its id from then on."""
    with db.transaction() as session:
        number = merge_themes(session, theme_id, into=wanted.into, made_by=who.name)
    return _changed(db, theme_id, [number])


@router.post(
    "/{theme_id}/split",
    status_code=201,
    dependencies=[CanWriteThemes],
    responses={200: {"description": "It was split off before; nothing changes.", "model": ChangedOut}, **_IN_THE_WAY},
)
def split_theme(db: DatabaseDep, response: Response, theme_id: ThemeId, wanted: SplitIn, who: Writer) -> ChangedOut:
    """Take moments, or a sub-theme, out into a theme of their own, and answer with that one."""
    if (wanted.moment_ids is None) == (wanted.subtheme_id is None):
        raise InvalidInput("Say what comes out: give either `moment_ids` or `subtheme_id`.")
    number: int | None
    with db.transaction() as session:
        if wanted.subtheme_id is not None:
            part = wanted.subtheme_id
            number, new = split_part(session, theme_id, part, label=wanted.label, made_by=who.name)
        else:
            chosen = wanted.moment_ids or []
            number, new = split_moments(session, theme_id, chosen, label=wanted.label, made_by=who.name)
            part = get_event(session, number).event.other_id or theme_id
    response.status_code = 201 if new else 200
    return _changed(db, part, [number] if new else [])


@router.post("/{theme_id}/moves", dependencies=[CanWriteThemes], responses=_IN_THE_WAY)
def move_quotes(db: DatabaseDep, theme_id: ThemeId, wanted: MovesIn, who: Writer) -> ChangedOut:
    """Move moments of a theme to another one, or to none. The same words stay there in every later analysis."""
    with db.transaction() as session:
        number = move_moments(session, theme_id, wanted.moment_ids, to=wanted.to, made_by=who.name)
    return _changed(db, theme_id, [number])


@router.get("/{theme_id}/lineage", dependencies=[CanReadThemes])
def read_lineage(db: DatabaseDep, theme_id: ThemeId, limit: Limit = 50, cursor: Cursor = None) -> ListOut[EventOut]:
    """List what people did with a theme, and with those that were merged into it, the newest first."""
    with db.reading() as session:
        page = lineage(session, theme_id, limit=limit, cursor=cursor)
    return ListOut(items=[EventOut.of(view) for view in page.items], next_cursor=page.next_cursor)


@router.post("/events/{number}/undo", dependencies=[CanWriteThemes], responses=_IN_THE_WAY)
def undo_change(db: DatabaseDep, number: Annotated[int, Path(ge=1, le=2_000_000_000)], who: Writer) -> ChangedOut:
    """Take back what an event did. What came into its themes since stays there."""
    with db.transaction() as session:
        undone, _ = undo_event(session, number, made_by=who.name)
        theme_id = get_event(session, undone).event.theme_id
    return _changed(db, theme_id, [undone])


def _changed(db: Database, theme_id: str, numbers: list[int | None]) -> ChangedOut:
    with db.reading() as session:
        events = [EventOut.of(get_event(session, number)) for number in numbers if number is not None]
        return ChangedOut(theme=StoredThemeOut.of(stored_theme(session, theme_id)), events=events)
