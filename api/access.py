"""Who may do what: keys with scopes, a key in a cookie for the pages, and reading without one in the demo."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from calls.errors import Forbidden, Unauthorized
from store.keys import Scope, check_key, touch_key
from store.session import Database

COOKIE = "talktrack_key"
_READING = frozenset({Scope.CALLS_READ, Scope.THEMES_READ})
# Writing "last used" on every request would make every read a write.
_TOUCH_EVERY = timedelta(minutes=1)
_bearer = HTTPBearer(auto_error=False, description="A key made with `talktrack keys create`.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who a request comes from, and what they may do."""

    name: str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """Whether the caller holds a scope."""
        return scope in self.scopes or Scope.ADMIN in self.scopes


def database(request: Request) -> Database:
    """Return the application's database."""
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
    if bearer is not None:
        return _key_holder(database(request), bearer.credentials)
    demo: bool = request.app.state.settings.demo
    cookie = request.cookies.get(COOKIE)
    if cookie:
        if request.method not in ("GET", "HEAD"):
            _refuse_foreign_pages(request)
        # A cookie left over from another data folder must not lock anybody out of the demo.
        with contextlib.suppress(Unauthorized) if demo else contextlib.nullcontext():
            return _key_holder(database(request), cookie)
    if demo:
        return Caller(name="demo", scopes=_READING)
    raise Unauthorized("A key is needed: send `Authorization: Bearer <key>`. Make one with `talktrack keys create`.")


def _refuse_foreign_pages(request: Request) -> None:
    # A browser sends the cookie along with a form that another site made it post; such a request names its origin.
    origin = request.headers.get("origin")
    if origin is not None and origin.split("://", 1)[-1] != request.headers.get("host"):
        raise Forbidden("This request came from another site.")


def _key_holder(db: Database, secret: str) -> Caller:
    with db.reading() as session:
        key = check_key(session, secret)
    if key.last_used_at is None or datetime.now(UTC) - key.last_used_at > _TOUCH_EVERY:
        with db.transaction() as session:
            touch_key(session, key.id)
    return Caller(name=key.name, scopes=key.scopes)


def needs(scope: Scope) -> Callable[[Caller], Caller]:
    """Return a dependency that lets only holders of a scope through. Raises Forbidden."""

    def check(who: Annotated[Caller, Depends(caller)]) -> Caller:
        if not who.may(scope):
            raise Forbidden(f"This key may not do that: it lacks the scope {scope.value}.")
        return who

    return check


DatabaseDep = Annotated[Database, Depends(database)]
CanReadCalls = Depends(needs(Scope.CALLS_READ))
CanWriteCalls = Depends(needs(Scope.CALLS_WRITE))
CanReadThemes = Depends(needs(Scope.THEMES_READ))
CanWriteThemes = Depends(needs(Scope.THEMES_WRITE))
