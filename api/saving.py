"""Who may save a view, and what can be saved: what the page and the API do alike."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends

from api.access import Caller, WhoDep
from api.pages.as_api import understood
from api.windows import hidden_rep, is_hidden_rep
from calls.cut import Cut
from calls.errors import Forbidden, InvalidInput
from store.keys import Scope
from store.saved_views import SavedView, delete_view, get_view, rename_view, save_view
from store.session import Session

_LONGEST_NAME = 200
_LONGEST_QUERY = 2000


def may_save_views(who: Caller) -> bool:
    """Whether the caller may save views: any person who is signed in, and keys that may change themes."""
    return who.person_id is not None or who.may(Scope.THEMES_WRITE)


def is_of(view: SavedView, who: Caller) -> bool:
    """Whether a view is the caller's own to rename and delete. Admins may do so with all."""
    return who.may(Scope.ADMIN) or (view.owner_id is not None and view.owner_id == who.actor.id)


def _reader(who: WhoDep) -> Caller:
    if not (who.may(Scope.CALLS_READ) or who.may(Scope.THEMES_READ)):
        raise Forbidden(f"This key may not do that: it lacks the scope {Scope.THEMES_READ.value}.")
    return who


def _saver(who: WhoDep) -> Caller:
    if not may_save_views(who):
        raise Forbidden(f"Saving a view takes a person who is signed in, or the scope {Scope.THEMES_WRITE.value}.")
    return who


ViewReader = Annotated[Caller, Depends(_reader)]
ViewSaver = Annotated[Caller, Depends(_saver)]


def save(session: Session, *, name: str, path: str, query: str, who: Caller) -> tuple[SavedView, bool]:
    """Save a view under a name; return it and whether it is new. Raises InvalidInput."""
    named, kept = good_name(name), good_query(path, query)
    return save_view(session, name=named, path=path, query=kept, by=who.actor)


def shown_view(view: SavedView, *, in_full: bool) -> SavedView:
    """Return a view as a reader may see it: without names of reps, which it may have from earlier versions.

    What was looked for in titles is left out where titles are masked: it may be a name that they hide.
    """
    pairs = parse_qsl(without_names(view.query))
    return replace(view, query=urlencode([(name, value) for name, value in pairs if in_full or name != "title"]))


def without_names(query: str) -> str:
    """Return a query in which what stands for a rep takes the place of their name, which the team may not see."""
    return urlencode([(name, _nameless(value) if name == Cut.REP.value else value) for name, value in parse_qsl(query)])


def _nameless(rep: str) -> str:
    return rep if is_hidden_rep(rep) else hidden_rep(rep)


def rename(session: Session, view_id: str, name: str, who: Caller) -> SavedView:
    """Give one's own view another name. Raises NotFound, Forbidden and InvalidInput."""
    _own(session, view_id, who)
    return rename_view(session, view_id, good_name(name))


def forget(session: Session, view_id: str, who: Caller) -> None:
    """Delete one's own view. Raises NotFound and Forbidden."""
    _own(session, view_id, who)
    delete_view(session, view_id)


def _own(session: Session, view_id: str, who: Caller) -> None:
    if not is_of(get_view(session, view_id), who):
        raise Forbidden("Only who saved a view, or an admin, may rename or delete it.")


def good_name(text: str) -> str:
    """Return a name without space around it. Raises InvalidInput."""
    name = " ".join(text.split())
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise InvalidInput(f"Give the view a name of 1 to {_LONGEST_NAME} characters.")
    return name


def good_query(path: str, query: str) -> str:
    """Return the filters of a page that count, in a fixed order and without names of reps.

    Raises InvalidInput for what is no page to save.
    """
    if len(query) > _LONGEST_QUERY:
        raise InvalidInput(f"The filters are longer than {_LONGEST_QUERY} characters.")
    pairs: Iterable[tuple[str, str]] = parse_qsl(query.removeprefix("?"))
    address = understood(path, pairs)
    if address is None or not address.found.saved:
        raise InvalidInput(
            f"{path!r} is no page with filters; such are /, /explore, /calls, /themes, /changes and /heat."
        )
    return without_names(address.kept)
