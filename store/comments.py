"""Comments: what people wrote beside a call."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from calls.errors import InvalidInput, NotFound
from store.cursor import Page, decode_cursor, encode_cursor, parse_instant
from store.desk_tables import CommentRow
from store.tables import CallRow

LONGEST_COMMENT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who writes: `id` is of a person who is signed in, or of a key."""

    name: str
    id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """A comment at a turn, at a second (`at_s`) or, without either, on the whole call."""

    id: str
    call_id: str
    turn_index: int | None
    at_s: float | None
    text: str
    author: Author
    created_at: datetime
    updated_at: datetime


def add_comment(
    session: Session,
    call_id: str,
    text: str,
    *,
    author: Author,
    turn_index: int | None = None,
    at_s: float | None = None,
) -> Comment:
    """Keep a comment. Raises NotFound where there is no such call, InvalidInput for an empty or too long text."""
    _need_call(session, call_id)
    now = datetime.now(UTC)
    row = CommentRow(
        id=f"cm_{secrets.token_hex(8)}",
        call_id=call_id,
        turn_index=turn_index,
        at_s=at_s,
        text=_clean(text),
        made_by=author.name[:300],
        person_id=author.id,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return _view(row)


def get_comment(session: Session, call_id: str, comment_id: str) -> Comment:
    """Return one comment of a call. Raises NotFound."""
    return _view(_row(session, call_id, comment_id))


def change_comment(session: Session, call_id: str, comment_id: str, text: str) -> Comment:
    """Put another text in a comment's place. Raises NotFound and InvalidInput."""
    row, clean = _row(session, call_id, comment_id), _clean(text)
    if row.text != clean:
        row.text, row.updated_at = clean, datetime.now(UTC)
        session.flush()
    return _view(row)


def delete_comment(session: Session, call_id: str, comment_id: str) -> None:
    """Delete a comment. Raises NotFound."""
    session.delete(_row(session, call_id, comment_id))
    session.flush()


def list_comments(
    session: Session,
    call_id: str,
    *,
    limit: int,
    cursor: str | None = None,
    updated_since: datetime | None = None,
) -> Page[Comment]:
    """Return the comments of a call, the oldest first, from after the cursor. Raises NotFound and InvalidInput."""
    _need_call(session, call_id)
    query = select(CommentRow).where(CommentRow.call_id == call_id)
    if updated_since is not None:
        query = query.where(CommentRow.updated_at >= updated_since)
    if cursor is not None:
        at, last = decode_cursor(cursor, types=(str, str))
        instant = parse_instant(str(at))
        same = and_(CommentRow.created_at == instant, CommentRow.id > last)
        query = query.where(or_(CommentRow.created_at > instant, same))
    rows = list(session.scalars(query.order_by(CommentRow.created_at, CommentRow.id).limit(limit + 1)))
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(
        items=tuple(_view(row) for row in rows[:limit]),
        next_cursor=encode_cursor([more.created_at.isoformat(), more.id]) if more else None,
    )


def _need_call(session: Session, call_id: str) -> None:
    if session.scalar(select(CallRow.id).where(CallRow.id == call_id)) is None:
        raise NotFound(f"There is no call {call_id}.")


def _row(session: Session, call_id: str, comment_id: str) -> CommentRow:
    row = session.get(CommentRow, comment_id)
    if row is None or row.call_id != call_id:
        raise NotFound(f"There is no comment {comment_id} on this call.")
    return row


def _clean(text: str) -> str:
    clean = text.replace("\x00", "").strip()
    if not clean or len(clean) > LONGEST_COMMENT:
        raise InvalidInput(f"A comment has 1 to {LONGEST_COMMENT} characters.")
    return clean


def _view(row: CommentRow) -> Comment:
    return Comment(
        id=row.id,
        call_id=row.call_id,
        turn_index=row.turn_index,
        at_s=row.at_s,
        text=row.text,
        author=Author(name=row.made_by, id=row.person_id),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
