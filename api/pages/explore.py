"""Explore: one box over everything that was said, filters beside it, and views that were saved."""

import contextlib
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.access import Caller, CanReadCalls, DatabaseDep
from api.pages.filters import chosen, link, yes_no
from api.pages.finding import FoundPage, Wanted, find
from api.pages.narrowing import NarrowedDep
from api.pages.render import page
from api.pages.views import VIEWS_SHOWN
from api.pages.wording import KINDS, sentence
from api.saving import is_of
from api.search import AskedMode, Mode, SearchIn
from calls.errors import InvalidInput, NotFound, SearchUnavailable
from calls.moment import Category, Kind
from calls.transcript import Role
from store.accounts import account_names
from store.calls import state_counts
from store.saved_views import list_views
from store.session import Session
from store.theme_list import ThemeChoice, ThemeName, name_of, theme_names
from store.themes import resolve_theme

_LONGEST = 500
Text = Annotated[str, Query(max_length=_LONGEST)]
router = APIRouter(include_in_schema=False)


@router.get("/explore")
def explore(
    request: Request,
    db: DatabaseDep,
    who: Annotated[Caller, CanReadCalls],
    here: NarrowedDep,
    q: Text = "",
    mode: Text = "",
    search_in: Annotated[str, Query(alias="in", max_length=_LONGEST)] = "",
    kind: Text = "",
    category: Text = "",
    theme_id: Text = "",
    account_id: Text = "",
    role: Text = "",
    answered: Text = "",
    cursor: Annotated[str | None, Query(max_length=1000)] = None,
) -> Response:
    """Show what was said: found by words or meaning, or with an empty box the newest moments."""
    with db.reading() as session:
        theme_id = _theme_today(session, theme_id)
    wanted = Wanted(
        q=q.strip(),
        mode=chosen(AskedMode, mode) or AskedMode.AUTO,
        search_in=chosen(SearchIn, search_in),
        role=chosen(Role, role),
        kind=chosen(Kind, kind),
        category=chosen(Category, category),
        theme_id=theme_id or None,
        account_id=account_id or None,
        answered=yes_no(answered),
        window=here.window,
    )
    found, problem, status = _find(request, who, wanted, in_full=here.in_full, cursor=cursor)
    with db.reading() as session:
        picks = here.picks(session)
        themes = _themes(session, wanted)
        accounts = account_names(session, chosen=account_id)
        views = list_views(session, limit=VIEWS_SHOWN)
        there = bool(state_counts(session))
    asked = {
        "q": wanted.q, "mode": mode, "in": search_in, "kind": kind, "category": category,
        "theme_id": theme_id, "account_id": account_id, "role": role, "answered": answered,
    }  # fmt: skip
    more = found.next_cursor if found else None
    return page(
        request,
        "explore.html",
        who=who,
        status=status,
        here=here,
        asked=asked,
        wanted=wanted,
        found=found,
        problem=problem,
        picks=picks,
        accounts=accounts,
        views=[(view, is_of(view, who)) for view in views.items],
        kind_options=[(value.value, names[1]) for value, names in KINDS.items()],
        category_options=[(value.value, sentence(value.value)) for value in Category],
        theme_options=[(name.id, name.label) for name in themes],
        mode_words=_mode_words(wanted, found),
        unfiltered=link("/explore", q=wanted.q),
        there=there,
        narrow=bool(here.query) or bool(account_id or role or answered),
        filtered=bool(here.query) or any(value for name, value in asked.items() if name != "q"),
        older=here.to("/explore", **asked, cursor=more) if more else None,
        first=here.to("/explore", **asked) if cursor else None,
    )


def _find(
    request: Request, who: Caller, wanted: Wanted, *, in_full: bool, cursor: str | None
) -> tuple[FoundPage | None, str | None, int]:
    """Return what is found, or why nothing can be, and the status that says so; the page keeps its form either way."""
    try:
        _refuse_unsearchable(wanted)
        return find(request, who, wanted, in_full=in_full, cursor=cursor), None, 200
    except InvalidInput as error:
        return None, error.message, 200
    except SearchUnavailable as error:
        return None, error.message, 503
    except NotFound:
        # Of a theme that never was there is nothing to find.
        return FoundPage(items=(), next_cursor=None), None, 200


def _refuse_unsearchable(wanted: Wanted) -> None:
    """Refuse what a search cannot be narrowed down by, rather than find more than was asked for."""
    if wanted.q and wanted.answered is not None:
        raise InvalidInput(
            "Whether a question was answered narrows the list of moments, not a search by words: "
            "empty the search box, or choose any answer."
        )


_RAN = {
    Mode.TEXT: "Searched by words.",
    Mode.MEANING: "Searched by meaning.",
    Mode.HYBRID: "Searched by words and by meaning.",
}


def _mode_words(wanted: Wanted, found: FoundPage | None) -> str:
    """Return how it was searched, in words; a search by meaning that did not take place is told."""
    if found is None or found.mode is None:
        return "" if wanted.q else "Those of the latest calls first."
    if found.mode is Mode.TEXT and wanted.mode is not AskedMode.TEXT and wanted.search_in is not SearchIn.TURNS:
        return "Searched by words only: the search by meaning does not answer now."
    return _RAN[found.mode]


def _theme_today(session: Session, theme_id: str) -> str:
    """Return the theme that answers for an id today. One that never was stays as it is, and nothing is found."""
    try:
        return resolve_theme(session, theme_id) if theme_id else ""
    except NotFound:
        return theme_id


def _themes(session: Session, wanted: Wanted) -> tuple[ThemeName, ...]:
    """Return the themes to choose from, by their labels; the chosen one is among them whatever its kind and state."""
    named = {name.id: name for name in theme_names(session, ThemeChoice(kind=wanted.kind))}
    if wanted.theme_id and wanted.theme_id not in named:
        with contextlib.suppress(NotFound):
            named[wanted.theme_id] = name_of(session, wanted.theme_id)
    return tuple(sorted(named.values(), key=lambda name: (name.label.casefold(), name.id)))
