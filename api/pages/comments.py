"""Comments on the page of a call: plain forms, each answered by going back to where it was written."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.access import Caller, CanReadCalls, DatabaseDep
from api.pages.render import page_key
from calls.errors import Forbidden, InvalidInput
from store.comments import Comment, add_comment, change_comment, comments_of, delete_comment, get_comment
from store.keys import Scope
from store.session import Session

_LONGEST = 5000
router = APIRouter(include_in_schema=False, prefix="/calls/{call_id}/comments")
Reader = Annotated[Caller, CanReadCalls]
Text = Annotated[str, Form()]
Threads = dict[int | None, list[tuple[Comment, bool]]]


def may_comment(request: Request, who: Caller) -> bool:
    """Whether the visitor may write comments: any person who reads calls, and keys that may change them."""
    return page_key(request) is not None or who.person_id is not None or who.may(Scope.CALLS_WRITE)


def threads(session: Session, call_id: str, who: Caller) -> Threads:
    """Return the comments of a call by turn (None: the whole call), each with whether it is the visitor's own."""
    found: Threads = {}
    for comment in comments_of(session, call_id):
        found.setdefault(comment.turn_index, []).append((comment, _is_own(comment, who)))
    return found


@router.post("")
def add(
    request: Request, db: DatabaseDep, who: Reader, call_id: str, text: Text = "",
    turn: Annotated[int | None, Form(ge=0, le=1_000_000)] = None,
) -> Response:  # fmt: skip
    """Write a comment at a turn or on the whole call."""
    if not may_comment(request, who):
        raise Forbidden("Comments are of people who are signed in; a key needs the scope calls:write.")
    with db.transaction() as session:
        made = add_comment(session, call_id, _good(text), turn_index=turn, by=who.actor)
    return _back(made)


@router.post("/{comment_id}")
def edit(db: DatabaseDep, who: Reader, call_id: str, comment_id: str, text: Text = "") -> Response:
    """Give one's own comment another text."""
    with db.transaction() as session:
        made = _own(session, call_id, comment_id, who)
        change_comment(session, call_id, comment_id, _good(text))
    return _back(made)


@router.post("/{comment_id}/delete")
def delete(db: DatabaseDep, who: Reader, call_id: str, comment_id: str) -> Response:
    """Delete one's own comment; admins may delete any."""
    with db.transaction() as session:
        made = _own(session, call_id, comment_id, who)
        delete_comment(session, call_id, comment_id)
    return _back(made)


def _own(session: Session, call_id: str, comment_id: str, who: Caller) -> Comment:
    found = get_comment(session, call_id, comment_id)
    if not _is_own(found, who):
        raise Forbidden("Only who wrote a comment, or an admin, may change or delete it.")
    return found


def _is_own(comment: Comment, who: Caller) -> bool:
    return who.may(Scope.ADMIN) or (comment.owner_id is not None and comment.owner_id == who.actor.id)


def _good(text: str) -> str:
    said = text.strip()
    if not said or len(said) > _LONGEST:
        raise InvalidInput(f"Write a comment of 1 to {_LONGEST} characters.")
    return said


def _back(comment: Comment) -> Response:
    place = "comments" if comment.turn_index is None else f"turn-{comment.turn_index}"
    return RedirectResponse(f"/calls/{comment.call_id}#{place}", 303)
