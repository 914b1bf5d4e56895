"""/v1/vocabulary and /v1/channel-maps: what a team tells Talktrack before it listens."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.access import CanReadCalls, DatabaseDep, HomeDep, IsAdmin, WhoDep
from api.errors import Problem
from api.wire import Cursor, Limit, ListOut
from calls.transcript import Role
from calls.vocabulary import Term, TermKind
from store.audit import note_action
from store.channel_maps import (
    ChannelMap,
    add_channel_map,
    change_channel_map,
    get_channel_map,
    list_channel_maps,
    remove_channel_map,
)
from store.vocabulary import KeptTerm, add_term, change_term, get_term, list_terms, remove_term

router = APIRouter(prefix="/v1")
TermId = Annotated[str, Path(max_length=60, examples=["vo_0123456789ab"])]
MapId = Annotated[str, Path(max_length=60, examples=["ch_0123456789ab"])]
Sounds = Annotated[list[str], Field(max_length=20, description="Other spellings that always stand for it.")]
_LISTED: dict[int | str, dict[str, Any]] = {409: {"description": "It is listed already.", "model": Problem}}


class TermOut(BaseModel):
    """A name to listen for. Calls that come in after it was added know it."""

    id: str = Field(examples=["vo_0123456789ab"])
    term: str = Field(examples=["Gravity Systems"])
    kind: TermKind
    sounds_like: list[str]
    made_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, kept: KeptTerm) -> "TermOut":
        """Return the wire shape of a name."""
        return cls(
            id=kept.id,
            term=kept.term.term,
            kind=kept.term.kind,
            sounds_like=list(kept.term.sounds_like),
            made_by=kept.made_by,
            created_at=kept.created_at,
            updated_at=kept.updated_at,
        )


class TermIn(BaseModel):
    """A name to add."""

    term: str = Field(min_length=1, max_length=60)
    kind: TermKind = TermKind.NAME
    sounds_like: Sounds = []


class TermChangeIn(BaseModel):
    """What to change of a name; what is left out stays."""

    term: str | None = Field(default=None, min_length=1, max_length=60)
    sounds_like: Sounds | None = None


class ChannelMapOut(BaseModel):
    """Recordings whose file name fits `pattern`, and that come without a map, have these roles on their channels."""

    id: str = Field(examples=["ch_0123456789ab"])
    pattern: str = Field(examples=["zoom-*.m4a"], description="`*` stands for anything; the first that fits counts.")
    roles: list[Role]
    made_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, kept: ChannelMap) -> "ChannelMapOut":
        """Return the wire shape of a map."""
        return cls(
            id=kept.id,
            pattern=kept.pattern,
            roles=list(kept.roles),
            made_by=kept.made_by,
            created_at=kept.created_at,
            updated_at=kept.updated_at,
        )


class ChannelMapIn(BaseModel):
    """A channel map to add behind the others."""

    pattern: str = Field(min_length=1, max_length=200, examples=["*"])
    roles: list[Role] = Field(min_length=1, max_length=8, examples=[["rep", "buyer"]])


class ChannelMapChangeIn(BaseModel):
    """What to change of a map; what is left out stays."""

    pattern: str | None = Field(default=None, min_length=1, max_length=200)
    roles: list[Role] | None = Field(default=None, min_length=1, max_length=8)


@router.get("/vocabulary", tags=["vocabulary"], dependencies=[CanReadCalls])
def read_vocabulary(
    db: DatabaseDep, *, kind: TermKind | None = None, limit: Limit = 50, cursor: Cursor = None
) -> ListOut[TermOut]:
    """List the names to listen for, and the competitors, in the order of the alphabet."""
    with db.reading() as session:
        found = list_terms(session, kind=kind, limit=limit, cursor=cursor)
    return ListOut(items=[TermOut.of(kept) for kept in found.items], next_cursor=found.next_cursor)


@router.post("/vocabulary", tags=["vocabulary"], status_code=201, dependencies=[IsAdmin], responses=_LISTED)
def create_term(db: DatabaseDep, home: HomeDep, who: WhoDep, wanted: TermIn, response: Response) -> TermOut:
    """Add a name. Calls that come in from now on know it; `talktrack reprocess` lets older ones know it too."""
    term = Term(term=wanted.term, kind=wanted.kind, sounds_like=tuple(wanted.sounds_like))
    with db.transaction() as session:
        kept = add_term(session, term, made_by=who.name)
    with home.transaction() as session:
        note_action(session, who.actor, "vocabulary.added", subject=kept.id, term=kept.term.term)
    response.headers["Location"] = f"/v1/vocabulary/{kept.id}"
    return TermOut.of(kept)


@router.get("/vocabulary/{term_id}", tags=["vocabulary"], dependencies=[CanReadCalls])
def read_term(db: DatabaseDep, term_id: TermId) -> TermOut:
    """Return one name."""
    with db.reading() as session:
        return TermOut.of(get_term(session, term_id))


@router.patch("/vocabulary/{term_id}", tags=["vocabulary"], dependencies=[IsAdmin], responses=_LISTED)
def update_term(db: DatabaseDep, home: HomeDep, who: WhoDep, term_id: TermId, wanted: TermChangeIn) -> TermOut:
    """Change how a name is written or what stands for it."""
    with db.transaction() as session:
        kept = change_term(session, term_id, term=wanted.term, sounds_like=wanted.sounds_like)
    with home.transaction() as session:
        note_action(session, who.actor, "vocabulary.changed", subject=kept.id, term=kept.term.term)
    return TermOut.of(kept)


@router.delete("/vocabulary/{term_id}", tags=["vocabulary"], status_code=204, dependencies=[IsAdmin])
def delete_term(db: DatabaseDep, home: HomeDep, who: WhoDep, term_id: TermId) -> None:
    """Remove a name. Transcripts made with it stay as they are."""
    with db.transaction() as session:
        kept = remove_term(session, term_id)
    with home.transaction() as session:
        note_action(session, who.actor, "vocabulary.removed", subject=kept.id, term=kept.term.term)


@router.get("/channel-maps", tags=["channel maps"], dependencies=[CanReadCalls])
def read_channel_maps(db: DatabaseDep, *, limit: Limit = 50, cursor: Cursor = None) -> ListOut[ChannelMapOut]:
    """List the channel maps in the order in which they are tried."""
    with db.reading() as session:
        found = list_channel_maps(session, limit=limit, cursor=cursor)
    return ListOut(items=[ChannelMapOut.of(kept) for kept in found.items], next_cursor=found.next_cursor)


@router.post("/channel-maps", tags=["channel maps"], status_code=201, dependencies=[IsAdmin])
def create_channel_map(
    db: DatabaseDep, home: HomeDep, who: WhoDep, wanted: ChannelMapIn, response: Response
) -> ChannelMapOut:
    """Add a channel map for recordings that come in from now on without one of their own."""
    with db.transaction() as session:
        kept = add_channel_map(session, pattern=wanted.pattern, roles=wanted.roles, made_by=who.name)
    with home.transaction() as session:
        note_action(session, who.actor, "channel_map.added", subject=kept.id, pattern=kept.pattern)
    response.headers["Location"] = f"/v1/channel-maps/{kept.id}"
    return ChannelMapOut.of(kept)


@router.get("/channel-maps/{map_id}", tags=["channel maps"], dependencies=[CanReadCalls])
def read_channel_map(db: DatabaseDep, map_id: MapId) -> ChannelMapOut:
    """Return one channel map."""
    with db.reading() as session:
        return ChannelMapOut.of(get_channel_map(session, map_id))


@router.patch("/channel-maps/{map_id}", tags=["channel maps"], dependencies=[IsAdmin])
def update_channel_map(
    db: DatabaseDep, home: HomeDep, who: WhoDep, map_id: MapId, wanted: ChannelMapChangeIn
) -> ChannelMapOut:
    """Change a channel map. Calls that came in with it keep their roles."""
    with db.transaction() as session:
        kept = change_channel_map(session, map_id, pattern=wanted.pattern, roles=wanted.roles)
    with home.transaction() as session:
        note_action(session, who.actor, "channel_map.changed", subject=kept.id, pattern=kept.pattern)
    return ChannelMapOut.of(kept)


@router.delete("/channel-maps/{map_id}", tags=["channel maps"], status_code=204, dependencies=[IsAdmin])
def delete_channel_map(db: DatabaseDep, home: HomeDep, who: WhoDep, map_id: MapId) -> None:
    """Remove a channel map. Calls that came in with it keep their roles."""
    with db.transaction() as session:
        kept = remove_channel_map(session, map_id)
    with home.transaction() as session:
        note_action(session, who.actor, "channel_map.removed", subject=kept.id, pattern=kept.pattern)
