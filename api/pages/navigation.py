"""Where a visitor can go: the links of the shell, as far as there are such pages and the visitor may read them."""

from dataclasses import dataclass

from fastapi import FastAPI, Request
from starlette.routing import Match

from api.access import Caller, home
from store.keys import Scope
from store.teams import get_team

# (address, name, what it needs, other addresses that belong to it); in the order in which they stand.
_MAIN: tuple[tuple[str, str, Scope, tuple[str, ...]], ...] = (
    ("/", "This week", Scope.THEMES_READ, ("/changes",)),
    ("/themes", "Themes", Scope.THEMES_READ, ("/heat",)),
    ("/explore", "Explore", Scope.CALLS_READ, ("/views",)),
    ("/calls", "Calls", Scope.CALLS_READ, ()),
    ("/trackers", "Trackers", Scope.THEMES_READ, ()),
    ("/upload", "Upload", Scope.CALLS_WRITE, ()),
    ("/settings", "Settings", Scope.ADMIN, ()),
)
_MORE: tuple[tuple[str, str, Scope, tuple[str, ...]], ...] = (
    ("/reviews", "Review quotes", Scope.THEMES_READ, ()),
    ("/analyses", "Analyses", Scope.THEMES_READ, ()),
    ("/docs", "API", Scope.CALLS_READ, ()),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A link of the shell; `current` says that the page being read belongs to it."""

    href: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The links of the shell and the team of who is signed in; empty for keys and in the demo."""

    main: tuple[Place, ...]
    more: tuple[Place, ...]
    team: str


def shell(request: Request, who: Caller | None, *, may_upload: bool) -> Shell:
    """Return what the shell around a page shows to a visitor, who is None where nobody is known."""

    def leads_on(path: str, scope: Scope) -> bool:
        if not _is_there(request.app, path):
            return False
        if scope is Scope.CALLS_WRITE and may_upload:
            return True
        # Who is not known yet is asked to sign in by the page itself; only what admins alone may is kept quiet.
        return scope is not Scope.ADMIN if who is None else who.may(scope)

    def places(entries: tuple[tuple[str, str, Scope, tuple[str, ...]], ...]) -> tuple[Place, ...]:
        here = request.url.path
        return tuple(
            Place(href=path, name=name, current=_belongs(here, path, also))
            for path, name, scope, also in entries
            if leads_on(path, scope)
        )

    return Shell(main=places(_MAIN), more=places(_MORE) if who else (), team=_team(request, who))


def _belongs(here: str, path: str, also: tuple[str, ...]) -> bool:
    return here == path or any(here == each or (each != "/" and here.startswith(f"{each}/")) for each in (path, *also))


def _team(request: Request, who: Caller | None) -> str:
    if who is None or who.person_id is None:
        return ""
    with home(request).reading() as session:
        return get_team(session, who.team_id).name


def _is_there(app: FastAPI, path: str) -> bool:
    """Whether the app has a page under an address; looked up once."""
    known: dict[str, bool] | None = getattr(app.state, "pages_there", None)
    if known is None:
        known = app.state.pages_there = {}
    if path not in known:
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": [], "app": app}
        known[path] = any(route.matches(dict(scope))[0] is Match.FULL for route in app.routes)
    return known[path]
