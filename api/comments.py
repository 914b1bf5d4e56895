"""/v1/calls/{id}/comments: what people of the team write beside a call."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, Field

from api.access import Caller, CanReadCalls, DatabaseDep, WhoDep
from api.redacting import SeesAll
from api.wire import CallId, Cursor, Limit, ListOut, UpdatedSince, instant
from calls.errors import Forbidden
from store.comments import (
    LONGEST_COMMENT,
    Author,
    Comment,
    add_comment,
    change_comment,
    delete_comment,
    get_comment,
    list_comments,
)
from store.keys import Scope
from store.redaction import masks
from store.session import Session


def author_of(who: WhoDep) -> Author:
    """Return as whom a caller comments: a person who reads calls, or a key that may write them. Raises Forbidden."""
    if not who.may(Scope.CALLS_WRITE) and (who.person_id is None or not who.may(Scope.CALLS_READ)):
        raise Forbidden("This key may not comment: it lacks the scope calls:write.")
    return Author(name=who.name, id=who.actor.id)


CanComment = Depends(author_of)
router = APIRouter(prefix="/v1/calls/{call_id}/comments", tags=["comments"])
CommentId = Annotated[str, Path(max_length=60, examples=["cm_0123456789abcdef"])]
_Text = Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT, examples=["Ask legal about this one."])]


class CommentIn(BaseModel):
    """A comment on the whole call, or at one of its turns or seconds."""

    text: _Text
    turn_index: int | None = Field(None, ge=0, le=1_000_000)
    at_s: float | None = Field(None, ge=0, le=1_000_000)


class CommentChangeIn(BaseModel):
    """The text that takes the place of the one before."""

    text: _Text


class CommentOut(BaseModel):
    """What somebody wrote beside a call. `redacted`: names of who took part are hidden in it."""

    id: str = Field(examples=["cm_0123456789abcdef"])
    call_id: str
    turn_index: int | None
    at_s: float | None
    text: str
    made_by: str
    mine: bool = Field(description="Whether the caller wrote it, and so may change it.")
    created_at: datetime
    updated_at: datetime
    redacted: bool


@router.get("", dependencies=[CanReadCalls])
def read_comments(
    db: DatabaseDep,
    who: WhoDep,
    in_full: SeesAll,
    call_id: CallId,
    *,
    updated_since: UpdatedSince = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ListOut[CommentOut]:
    """List the comments on a call, the oldest first."""
    since = instant(updated_since)
    with db.reading() as session:
        page = list_comments(session, call_id, limit=limit, cursor=cursor, updated_since=since)
        items = comments_out(session, page.items, who, in_full=in_full)
    return ListOut(items=items, next_cursor=page.next_cursor)


@router.post("", status_code=201, dependencies=[CanComment])
def create_comment(
    db: DatabaseDep, who: WhoDep, in_full: SeesAll, call_id: CallId, wanted: CommentIn, response: Response
) -> CommentOut:
    """Write a comment. People who may read calls comment under their own name; a key needs `calls:write`."""
    author = author_of(who)
    with db.transaction() as session:
        made = add_comment(session, call_id, wanted.text, author=author, turn_index=wanted.turn_index, at_s=wanted.at_s)
        (out,) = comments_out(session, [made], who, in_full=in_full)
    response.headers["Location"] = f"/v1/calls/{call_id}/comments/{made.id}"
    return out


@router.get("/{comment_id}", dependencies=[CanReadCalls])
def read_comment(db: DatabaseDep, who: WhoDep, in_full: SeesAll, call_id: CallId, comment_id: CommentId) -> CommentOut:
    """Return one comment."""
    with db.reading() as session:
        (out,) = comments_out(session, [get_comment(session, call_id, comment_id)], who, in_full=in_full)
    return out


@router.patch("/{comment_id}", dependencies=[CanComment])
def edit_comment(
    db: DatabaseDep, who: WhoDep, in_full: SeesAll, call_id: CallId, comment_id: CommentId, wanted: CommentChangeIn
) -> CommentOut:
    """Change a comment; only whoever wrote it may."""
    author = author_of(who)
    with db.transaction() as session:
        if not _is_by(get_comment(session, call_id, comment_id), author):
            raise Forbidden("Only whoever wrote a comment may change it.")
        (out,) = comments_out(
            session, [change_comment(session, call_id, comment_id, wanted.text)], who, in_full=in_full
        )
    return out


@router.delete("/{comment_id}", status_code=204, dependencies=[CanComment])
def remove_comment(db: DatabaseDep, who: WhoDep, call_id: CallId, comment_id: CommentId) -> None:
    """Delete a comment; whoever wrote it may, and an admin."""
    author = author_of(who)
    with db.transaction() as session:
        if not who.may(Scope.ADMIN) and not _is_by(get_comment(session, call_id, comment_id), author):
            raise Forbidden("Only whoever wrote a comment, or an admin, may delete it.")
        delete_comment(session, call_id, comment_id)


def comments_out(
    session: Session, found: list[Comment] | tuple[Comment, ...], who: Caller, *, in_full: bool
) -> list[CommentOut]:
    """Return the wire shape of comments on one call as the reader may see them."""
    mask = None if in_full or not found else masks(session, {found[0].call_id: ()})[found[0].call_id]
    return [
        CommentOut(
            id=each.id,
            call_id=each.call_id,
            turn_index=each.turn_index,
            at_s=each.at_s,
            text=mask.notice(each.text) if mask else each.text,
            made_by=each.author.name,
            mine=_is_by(each, Author(name=who.name, id=who.actor.id)),
            created_at=each.created_at,
            updated_at=each.updated_at,
            redacted=not in_full,
        )
        for each in found
    ]


def _is_by(comment: Comment, author: Author) -> bool:
    return author.id is not None and comment.author.id == author.id
