"""Saved views on the pages: a link that opens one for everybody of the team, and plain forms to keep them."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse, Response

from api.access import DatabaseDep
from api.pages.signin import safe_next
from api.redacting import SeesAll
from api.saving import ViewReader, ViewSaver, forget, is_of, rename, save, shown_view
from store.saved_views import address_today, get_view

VIEWS_SHOWN = 50
Text = Annotated[str, Form()]
router = APIRouter(include_in_schema=False, prefix="/views")


@router.get("/{view_id}")
def open_view(db: DatabaseDep, who: ViewReader, in_full: SeesAll, view_id: str) -> Response:
    """Open a saved view as it is today: themes that were merged are those they were merged into."""
    with db.reading() as session:
        view = get_view(session, view_id)
        address = address_today(session, shown_view(view, in_full=in_full or is_of(view, who)))
    return RedirectResponse(address, 303)


@router.post("")
def keep(db: DatabaseDep, who: ViewSaver, path: Text = "", query: Text = "", name: Text = "") -> Response:
    """Save a page with its filters under a name, and go back to it."""
    with db.transaction() as session:
        view, _ = save(session, name=name, path=path, query=query, who=who)
    return RedirectResponse(f"{view.address}#share", 303)


@router.post("/{view_id}/rename")
def call_it(db: DatabaseDep, who: ViewSaver, view_id: str, name: Text = "", back: Text = "/explore") -> Response:
    """Give a view another name."""
    with db.transaction() as session:
        rename(session, view_id, name, who)
    return RedirectResponse(safe_next(back), 303)


@router.post("/{view_id}/delete")
def drop(db: DatabaseDep, who: ViewSaver, view_id: str, back: Text = "/explore") -> Response:
    """Delete a view."""
    with db.transaction() as session:
        forget(session, view_id, who)
    return RedirectResponse(safe_next(back), 303)
