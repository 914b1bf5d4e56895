"""Who may do what: keys with scopes, people who are signed in, and reading without either in the demo.

Who is asking decides whose data there is: every route works on the database of the caller's team.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from calls.errors import Forbidden, Unauthorized
from calls.person import PersonRole
from ingest.queue import CallQueue
from ingest.receive import Door
from store.audit import Actor
from store.blobs import BlobStore
from store.keys import FIRST_TEAM, Scope, check_key, touch_key
from store.people import SCOPES
from store.session import Database
from store.signed_in import PREFIX as OF_A_SESSION
from store.signed_in import check_session, touch_session
from store.teams import Teams

COOKIE = "talktrack_key"
_READING = frozenset({Scope.CALLS_READ, Scope.THEMES_READ})
# Writing "last used" on every request would make every read a write.
_TOUCH_EVERY = timedelta(minutes=1)
_bearer = HTTPBearer(auto_error=False, description="A key made with `talktrack keys create`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a request comes from, in which team, and what they may do.

    `person_id` and `role` are of a person who is signed in, `key_id` is of a key.
    """

    name: str
    scopes: frozenset[Scope]
    team_id: str = FIRST_TEAM
    person_id: str | None = None
    role: PersonRole | None = None
    key_id: str | None = None

    @property
    def actor(self) -> Actor:
        """Who they are in the audit log."""
        return Actor(team_id=self.team_id, name=self.name, id=self.person_id or self.key_id)

    def may(self, scope: Scope) -> bool:
        """Whether the caller holds a scope."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


def home(request: Request) -> Database:
    """Return the home database: who may do what, of all teams."""
    found: Database = request.app.state.database
    return found


def bearer_of(request: Request) -> HTTPAuthorizationCredentials | None:
    """Return the key that a request carries, as `caller` takes it, where no dependency is worked out."""
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        return None
    return HTTPAuthorizationCredentials(scheme=scheme, credentials=secret)


def secret_of(request: Request) -> str:
    """Return the secret that a request carries, in its header or the pages' cookie; empty where there is none."""
    bearer = bearer_of(request)
    return bearer.credentials if bearer else request.cookies.get(COOKIE, "")


def caller(request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> Caller:
    """Return who is asking: by key, by the pages' cookie, or as a reader of the demo. Raises Unauthorized."""
    request.state.caller = found = _who(request, bearer)
    return found


def _who(request: Request, bearer: HTTPAuthorizationCredentials | None) -> Caller:
    if bearer is not None:
        return _key_holder(home(request), bearer.credentials)
    demo: bool = request.app.state.settings.demo
    cookie = request.cookies.get(COOKIE)
    if cookie:
        if request.method not in ("GET", "HEAD"):
            _refuse_foreign_pages(request)
        # A cookie left over from another data folder must not lock anybody out of the demo.
        with contextlib.suppress(Unauthorized) if demo else contextlib.nullcontext():
            return _holder(home(request), cookie)
    if demo:
        return _demo_visitor(request)
    raise Unauthorized("A key is needed: send `Authorization: Bearer <key>`. Make one with `talktrack keys create`.")


def _demo_visitor(request: Request) -> Caller:
    """Return who looks at the demo without a key: on a page, whom the key stands for that comes with each page."""
    key: str | None = request.app.state.page_key
    if key and request.method == "GET" and not request.url.path.startswith(("/v1", "/mcp")):
        return _key_holder(home(request), key)
    return Caller(name="demo", scopes=_READING)


def _refuse_foreign_pages(request: Request) -> None:
    # A browser sends the cookie along with a form that another site made it post; such a request names its origin.
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host"):
        raise Forbidden("This request came from another site.")


def _holder(db: Database, secret: str) -> Caller:
    return _signed_in(db, secret) if secret.startswith(OF_A_SESSION) else _key_holder(db, secret)


def _signed_in(db: Database, secret: str) -> Caller:
    with db.reading() as session:
        person, seen_at = check_session(session, secret)
    if datetime.now(UTC) - seen_at > _TOUCH_EVERY:
        with db.transaction(routine=True) as session:
            touch_session(session, secret)
    scopes = SCOPES[person.role]
    return Caller(name=person.name, scopes=scopes, team_id=person.team_id, person_id=person.id, role=person.role)


def _key_holder(db: Database, secret: str) -> Caller:
    with db.reading() as session:
        key = check_key(session, secret)
    if key.last_used_at is None or datetime.now(UTC) - key.last_used_at > _TOUCH_EVERY:
        with db.transaction(routine=True) as session:
            touch_key(session, key.id)
    return Caller(name=key.name, scopes=key.scopes, team_id=key.team_id, key_id=key.id)


@cache
def needs(scope: Scope) -> Callable[[Caller], Caller]:
    """Return the dependency that lets only holders of a scope through: one for each scope. Raises Forbidden."""

    def check(who: Annotated[Caller, Depends(caller)]) -> Caller:
        if not who.may(scope):
            raise Forbidden(f"This key may not do that: it lacks the scope {scope.value}.")
        return who

    return check


def team_of(request: Request) -> str:
    """Return the team of whoever is asking. Only after `caller`, which every route with a scope depends on."""
    who: Caller = request.state.caller
    return who.team_id


def team_database(request: Request) -> Database:
    """Return the database of the caller's team."""
    team_id = team_of(request)
    return home(request) if team_id == FIRST_TEAM else teams(request).database(team_id)


def team_queue(request: Request) -> CallQueue:
    """Return the queue for work on the calls of the caller's team."""
    queue: CallQueue = request.app.state.queue
    team_id = team_of(request)
    return queue if team_id == FIRST_TEAM else queue.of(team_id)


def team_blobs(request: Request) -> BlobStore:
    """Return where the recordings of the caller's team are."""
    team_id = team_of(request)
    found: BlobStore = request.app.state.blobs if team_id == FIRST_TEAM else teams(request).blobs(team_id)
    return found


def team_door(request: Request) -> Door:
    """Return the door through which recordings come to the caller's team."""
    door: Door = request.app.state.door
    if team_of(request) == FIRST_TEAM:
        return door
    return door.into(database=team_database(request), blobs=team_blobs(request), queue=team_queue(request))


def teams(request: Request) -> Teams:
    """Return all teams' databases and recordings."""
    found: Teams = request.app.state.teams
    return found


def _database(request: Request, _who: Annotated[Caller, Depends(caller)]) -> Database:
    return team_database(request)


def _the_door(request: Request, _who: Annotated[Caller, Depends(caller)]) -> Door:
    return team_door(request)


def _the_blobs(request: Request, _who: Annotated[Caller, Depends(caller)]) -> BlobStore:
    return team_blobs(request)


HomeDep = Annotated[Database, Depends(home)]
DatabaseDep = Annotated[Database, Depends(_database)]
DoorDep = Annotated[Door, Depends(_the_door)]
BlobsDep = Annotated[BlobStore, Depends(_the_blobs)]
WhoDep = Annotated[Caller, Depends(caller)]
CanReadCalls = Depends(needs(Scope.CALLS_READ))
CanWriteCalls = Depends(needs(Scope.CALLS_WRITE))
CanReadThemes = Depends(needs(Scope.THEMES_READ))
CanWriteThemes = Depends(needs(Scope.THEMES_WRITE))
IsAdmin = Depends(needs(Scope.ADMIN))
