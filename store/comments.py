"""Comments: what people write beside a call, at one of its turns or of the whole."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from calls.errors import NotFound
from store.audit import Actor
from store.desk_tables import CommentRow
from store.tables import CallRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """What a person wrote. `turn_index` is None for one on the whole call; `owner_id` is of the person or the key."""

    id: str
    call_id: str
    turn_index: int | None
    text: str
    made_by: str
    owner_id: str | None
    created_at: datetime
    updated_at: datetime


def comments_of(session: Session, call_id: str) -> tuple[Comment, ...]:
    """Return all comments of a call, the oldest first."""
    of_call = select(CommentRow).where(CommentRow.call_id == call_id)
    return tuple(_comment(row) for row in session.scalars(of_call.order_by(CommentRow.created_at, CommentRow.id)))


def add_comment(session: Session, call_id: str, text: str, *, turn_index: int | None, by: Actor) -> Comment:
    """Keep a comment. Raises NotFound where there is no such call."""
    if session.get(CallRow, call_id) is None:
        raise NotFound(f"There is no call {call_id}.")
    now = datetime.now(UTC)
    row = CommentRow(
        id=f"cm_{secrets.token_hex(8)}",
        call_id=call_id,
        turn_index=turn_index,
        text=text,
        made_by=by.name,
        person_id=by.id,
        created_at=now,
        updated_at=now,
    )
    session.add(row)
    session.flush()
    return _comment(row)


def get_comment(session: Session, call_id: str, comment_id: str) -> Comment:
    """Return a comment of a call. Raises NotFound."""
    return _comment(_row(session, call_id, comment_id))


def change_comment(session: Session, call_id: str, comment_id: str, text: str) -> Comment:
    """Give a comment another text. Raises NotFound."""
    row = _row(session, call_id, comment_id)
    if row.text != text:
        row.text, row.updated_at = text, datetime.now(UTC)
    return _comment(row)


def delete_comment(session: Session, call_id: str, comment_id: str) -> None:
    """Forget a comment. Raises NotFound."""
    session.delete(_row(session, call_id, comment_id))


def _row(session: Session, call_id: str, comment_id: str) -> CommentRow:
    row = session.get(CommentRow, comment_id)
    if row is None or row.call_id != call_id:
        raise NotFound(f"Call {call_id} has no comment {comment_id}.")
    return row


def _comment(row: CommentRow) -> Comment:
    return Comment(
        id=row.id,
        call_id=row.call_id,
        turn_index=row.turn_index,
        text=row.text,
        made_by=row.made_by,
        owner_id=row.person_id,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
