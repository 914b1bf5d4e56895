"""/v1/views: pages with their filters under a name, for everybody of a team."""

from datetime import datetime
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, Field

from api.access import DatabaseDep
from api.pages.as_api import understood
from api.pages.worked_out import worked_out
from api.redacting import SeesAll
from api.saving import ViewReader, ViewSaver, forget, is_of, rename, save, shown_view
from api.wire import Cursor, Limit, ListOut
from store.saved_views import SavedView, address_today, get_view, list_views
from store.session import Session

router = APIRouter(prefix="/v1/views", tags=["views"])
ViewId = Annotated[str, Path(max_length=60, examples=["vw_0123456789abcdef"])]


class ViewIn(BaseModel):
    """A view to save."""

    name: str = Field(min_length=1, max_length=200, examples=["Price, mid-market"])
    path: str = Field(max_length=200, examples=["/explore"], description="The page.")
    query: str = Field(
        default="", max_length=2000, examples=["kind=objection&segment=mid-market"], description="Its filters."
    )


class ViewChangeIn(BaseModel):
    """Another name for a view."""

    name: str = Field(min_length=1, max_length=200)


class ViewAnswerOut(BaseModel):
    """A call of the API that answers with a view, or with the part of it that `what` names."""

    what: str = Field(description="Empty where it answers with the whole view.", examples=["What changed"])
    api: str = Field(examples=["/v1/moments?kind=pain"])


class ViewOut(BaseModel):
    """A page with its filters under a name. `own` says that you may rename and delete it."""

    id: str = Field(examples=["vw_0123456789abcdef"])
    name: str
    path: str
    query: str = Field(
        description="Its filters. Reps are in it by their `rep_…` names; where titles are masked for you, what "
        "somebody else looked for in them is left out.",
    )
    link: str = Field(description="The address to give to a colleague; it stays the same.", examples=["/views/vw_0"])
    opens: str = Field(
        description="What the link opens today: themes that were merged are those they were merged into."
    )
    api: str | None = Field(
        description="The call of the API that answers with the same today, first of `answers`; null where none does.",
        examples=["/v1/moments?kind=pain"],
    )
    answers: list[ViewAnswerOut] = Field(description="All of them, where a page is several answers.")
    made_by: str
    own: bool
    created_at: datetime
    updated_at: datetime


def _out(session: Session, kept: SavedView, *, own: bool, in_full: bool) -> ViewOut:
    # Who saved it knows what they looked for.
    view = shown_view(kept, in_full=in_full or own)
    opens = address_today(session, view)
    answers = _answers(session, opens)
    return ViewOut(
        id=view.id,
        name=view.name,
        path=view.path,
        query=view.query,
        link=f"/views/{view.id}",
        opens=opens,
        api=answers[0].api if answers else None,
        answers=answers,
        made_by=view.made_by,
        own=own,
        created_at=view.created_at,
        updated_at=view.updated_at,
    )


def _answers(session: Session, address: str) -> list[ViewAnswerOut]:
    path, _, query = address.partition("?")
    found = understood(path, parse_qsl(query))
    calls = found.calls(worked_out(session, found)) if found else ()
    return [ViewAnswerOut(what=what, api=url) for what, url in calls]


@router.get("")
def read_views(
    db: DatabaseDep, who: ViewReader, in_full: SeesAll, *, limit: Limit = 50, cursor: Cursor = None
) -> ListOut[ViewOut]:
    """List the team's saved views, the newest first."""
    with db.reading() as session:
        found = list_views(session, limit=limit, cursor=cursor)
        items = [_out(session, view, own=is_of(view, who), in_full=in_full) for view in found.items]
    return ListOut(items=items, next_cursor=found.next_cursor)


@router.post("", status_code=201, responses={200: {"model": ViewOut, "description": "You saved just this before."}})
def create_view(db: DatabaseDep, who: ViewSaver, wanted: ViewIn, response: Response) -> ViewOut:
    """Save a page with its filters under a name, for the whole team. Filters that do not count are left out."""
    with db.transaction() as session:
        view, new = save(session, name=wanted.name, path=wanted.path, query=wanted.query, who=who)
        answer = _out(session, view, own=True, in_full=True)
    response.status_code = 201 if new else 200
    response.headers["Location"] = f"/v1/views/{view.id}"
    return answer


@router.get("/{view_id}")
def read_view(db: DatabaseDep, who: ViewReader, in_full: SeesAll, view_id: ViewId) -> ViewOut:
    """Return one saved view."""
    with db.reading() as session:
        view = get_view(session, view_id)
        return _out(session, view, own=is_of(view, who), in_full=in_full)


@router.patch("/{view_id}")
def change_view(db: DatabaseDep, who: ViewSaver, view_id: ViewId, wanted: ViewChangeIn) -> ViewOut:
    """Give a view of your own another name; admins may with all."""
    with db.transaction() as session:
        return _out(session, rename(session, view_id, wanted.name, who), own=True, in_full=True)


@router.delete("/{view_id}", status_code=204)
def remove_view(db: DatabaseDep, who: ViewSaver, view_id: ViewId) -> None:
    """Delete a view of your own; admins may with all. Its link leads nowhere then."""
    with db.transaction() as session:
        forget(session, view_id, who)
