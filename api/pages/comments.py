"""Comments on the page of a call: plain forms, each answered by going back to where it was written."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.access import Caller, CanReadCalls, DatabaseDep
from api.comments import (
    CommentChangeIn,
    CommentIn,
    CommentOut,
    comments_out,
    create_comment,
    edit_comment,
    read_comment,
    remove_comment,
)
from api.pages.render import may_write
from calls.errors import InvalidInput
from store.comments import LONGEST_COMMENT, list_comments
from store.session import Session

# More on one call are had from the API, page by page.
_MOST = 500
router = APIRouter(include_in_schema=False, prefix="/calls/{call_id}/comments")
Reader = Annotated[Caller, CanReadCalls]
Text = Annotated[str, Form()]
Threads = dict[int | None, list[CommentOut]]


def may_comment(request: Request, who: Caller) -> bool:
    """Whether the visitor may write comments: any person who reads calls, and keys that may change them."""
    return who.person_id is not None or may_write(request, who)


def threads(session: Session, call_id: str, who: Caller, *, in_full: bool) -> Threads:
    """Return the comments of a call as the visitor may see them, by turn (None: on the whole call)."""
    found: Threads = {}
    listed = list_comments(session, call_id, limit=_MOST).items
    for comment in comments_out(session, listed, who, in_full=in_full):
        found.setdefault(comment.turn_index, []).append(comment)
    return found


@router.post("")
def add(
    db: DatabaseDep, who: Reader, call_id: str, text: Text = "",
    turn: Annotated[int | None, Form(ge=0, le=1_000_000)] = None,
) -> Response:  # fmt: skip
    """Write a comment at a turn or on the whole call."""
    wanted = CommentIn(text=_good(text), turn_index=turn, at_s=None)
    return _back(create_comment(db, who, False, call_id, wanted, Response()))


@router.post("/{comment_id}")
def edit(db: DatabaseDep, who: Reader, call_id: str, comment_id: str, text: Text = "") -> Response:
    """Give one's own comment another text."""
    return _back(edit_comment(db, who, False, call_id, comment_id, CommentChangeIn(text=_good(text))))


@router.post("/{comment_id}/delete")
def delete(db: DatabaseDep, who: Reader, call_id: str, comment_id: str) -> Response:
    """Delete one's own comment; admins may delete any."""
    gone = read_comment(db, who, False, call_id, comment_id)
    remove_comment(db, who, call_id, comment_id)
    return _back(gone)


def _good(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST_COMMENT:
        raise InvalidInput(f"Write a comment of 1 to {LONGEST_COMMENT} characters.")
    return said


def _back(comment: CommentOut) -> Response:
    place = "comments" if comment.turn_index is None else f"turn-{comment.turn_index}"
    return RedirectResponse(f"/calls/{comment.call_id}#{place}", 303)
