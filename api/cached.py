"""Answers that are remembered: the same question is counted once.

A route asks for it in one line, `dependencies=[…, Remembered]`. An answer is kept by the generation of the counts (see
`store.generation`, read anew for every request), by path and query, and by what the caller may do. Known answers are
given before any routing. They carry an ETag, and a caller who has them gets a 304. `RememberedView` is for pages and
for answers that say more than numbers: they are kept for each caller alone, and only where there are many calls.

What may be given when is in `api.kept`; `api.refreshing` makes anew what is asked again and again.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Caller, bearer_of, caller, home, secret_of, team_database, teams
from api.kept import Answer, Found, KeptAnswers, Place, etag_of
from api.refreshing import Question, Refresher
from api.standing import Standing
from calls.errors import TalktrackError
from store.glance import Glances, Seen
from store.keys import FIRST_TEAM, hash_of
from store.session import Database

_MADE_AT_ONCE = 4
_MOST_CALLERS = 1_000
_MOST_QUESTIONS = 10_000
_CHECKED_FOR_S = 30.0
_STATE, _MEMORY = "remember_as", "answer_memory"
_KEPT_HEADERS = ("content-type", "cache-control", "vary", "content-security-policy")
_READS = ("GET", "HEAD", "OPTIONS")
# Assistants ask with POST, and only ask.
_ASSISTANTS = "/mcp"
_FOLLOWING = frozenset({"call_id", "updated_since"})


async def remember(request: Request, who: Annotated[Caller, Depends(caller)]) -> AsyncIterator[None]:
    """Have the answer to this request remembered. What it says may only depend on what raises the generation."""
    async with _kept_as(request, who, view=False):
        yield


async def remember_view(request: Request, who: Annotated[Caller, Depends(caller)]) -> AsyncIterator[None]:
    """Have the answer to this request remembered for a while, for this caller, where there are many calls."""
    # What came in lately is asked for to follow it: that has to be all there is.
    if not team_database(request).has_many_calls or not _FOLLOWING.isdisjoint(request.query_params):
        yield
        return
    async with _kept_as(request, who, view=True):
        yield


# What is held for an answer to be made is let go before it is sent.
Remembered = Depends(remember, scope="function")
RememberedView = Depends(remember_view, scope="function")


@asynccontextmanager
async def _kept_as(request: Request, who: Caller, *, view: bool) -> AsyncIterator[None]:
    # Before the answer is made: should numbers change meanwhile, it is known to be of before.
    seen_at, marks = time.monotonic(), await _marks(request, who)
    database, state = team_database(request), request.scope["state"]
    if marks is not None and database.has_many_calls:
        memory: AnswerMemory = state[_MEMORY]
        since = memory.wrote_at(_name(request))
        async with memory.standing(who.team_id, database).looked_at(deeds=marks[1], since=since) as moment:
            seen = moment.generation, moment.deeds
            state[_STATE] = _place(request.scope, who, seen, view=view, seen_at=moment.seen_at)
            yield
        return
    if marks is not None:
        state[_STATE] = _place(request.scope, who, marks, view=view, seen_at=seen_at)
    yield


async def _marks(request: Request, who: Caller) -> tuple[int, int] | None:
    def read() -> tuple[int, int] | None:
        seen = glance_of(request).look("")
        return glance_of(request).marks(seen, who.team_id) if seen else None

    return read() if glance_of(request).is_instant else await run_in_threadpool(read)


def glance_of(request: Request) -> Glances:
    """Return what looks at callers and the generation for this application."""
    found: Glances = request.app.state.glance
    return found


def nonce_for(request: Request) -> str:
    """Return the nonce for a page. One that is remembered is given to each with another."""
    place = request.scope.get("state", {}).get(_STATE)
    own = place.nonce if isinstance(place, Place) else None
    return own or secrets.token_urlsafe(16)


def _place(scope: Scope, who: Caller, marks: tuple[int, int], *, view: bool, seen_at: float = 0.0) -> Place:
    return Place(
        team_id=who.team_id,
        generation=marks[0],
        deeds=marks[1],
        key=(_question(scope), who.team_id, who.scopes, _for_whom(scope, who) if view else None),
        seen_at=seen_at,
        view=view,
        nonce=secrets.token_urlsafe(16) if view else None,
    )


def _for_whom(scope: Scope, who: Caller) -> Hashable:
    asked = Headers(scope=scope)
    return who.person_id, who.key_id, who.name, who.role, scope["scheme"], asked.get("host"), "hx-request" in asked


def _question(scope: Scope) -> tuple[str, bytes]:
    return scope["path"], scope["query_string"]


class AnswerMemory:
    """The middleware that gives and keeps answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._answers = KeptAnswers()
        self._callers = _Callers()
        # Whether the answer is a view, by question.
        self._questions: dict[tuple[str, bytes], bool] = {}
        self._turns: dict[Hashable, _Turn] = {}
        self._at_once = asyncio.Semaphore(_MADE_AT_ONCE)
        self._standing: dict[str, Standing] = {}
        self._refresher = Refresher(self._make_anew)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass on and remember what is answered where the route asks for it."""
        if scope["type"] == "lifespan":
            await self.app(scope, self._until_the_end(receive), send)
        elif scope["type"] != "http" or scope["path"] == _ASSISTANTS:
            await self.app(scope, receive, send)
        elif scope["method"] in _READS:
            await self._answer(scope, receive, send)
        else:
            await self.app(scope, receive, self._noting(scope, send))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})[_MEMORY] = self
        if scope["method"] != "GET" or _question(scope) not in self._questions:
            await self.app(scope, receive, _Keeping(self, scope, send))
            return
        request, arrived = Request(scope), time.monotonic()
        place, found = await self._look(request)
        if place is None:
            await self.app(scope, receive, send)
            return
        if found is None:
            answer = await self._in_turn(place, arrived, request, receive, send)
        else:
            answer = found.answer
            self._note(request, found.place)
        if answer is not None:
            await _given(answer, Headers(scope=scope))(scope, receive, send)

    def _until_the_end(self, receive: Receive) -> Receive:
        async def told() -> Message:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                await self._refresher.close()
                for standing in self._standing.values():
                    await standing.close()
            return message

        return told

    def _noting(self, scope: Scope, send: Send) -> Send:
        """Note that somebody wrote something, before they are answered."""

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._callers.wrote(_name(Request(scope)))
            await send(message)

        return noting

    async def _in_turn(
        self, place: Place, arrived: float, request: Request, receive: Receive, send: Send
    ) -> Answer | None:
        """Have the answer made, or return the one that somebody else had made since this request arrived.

        Few are made at once, and who asks the same waits for the first: they hold neither thread nor connection.
        """
        turn = self._turns.setdefault(place.key, _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
                if turn.answer is not None and turn.seen_at < arrived:
                    # Made of what was seen before this request came: it depends on who asks whether it will do.
                    found = (await self._look(request))[1]
                    if found is not None:
                        return found.answer
                if turn.answer is None or turn.seen_at < arrived:
                    async with self._at_once:
                        keeping = _Keeping(self, request.scope, send)
                        await self.app(request.scope, receive, keeping)
                    turn.answer, turn.seen_at = keeping.answer, keeping.seen_at
                    return None
                return turn.answer
        finally:
            turn.waiting -= 1
            if not turn.waiting:
                self._turns.pop(place.key, None)

    async def _look(self, request: Request) -> tuple[Place | None, Found | None]:
        # To check somebody in full may write, and wait for whoever else does.
        instant = glance_of(request).is_instant and self._callers.knows(_name(request))
        return self._known(request) if instant else await run_in_threadpool(self._known, request)

    def standing(self, team_id: str, database: Database) -> Standing:
        """Return the moment of a team's database that answers are made as of."""
        return self._standing.setdefault(team_id, Standing(database))

    def wrote_at(self, name: str) -> float:
        """Return when somebody, by the hash of their secret, wrote something last, or may have."""
        return self._callers.wrote_at(name)

    def keep(self, place: Place, scope: Scope, answer: Answer) -> None:
        """Remember an answer."""
        if len(self._questions) > _MOST_QUESTIONS:
            self._questions.clear()
        self._questions[_question(scope)] = place.view
        self._answers.keep(place, answer)

    def _known(self, request: Request) -> tuple[Place | None, Found | None]:
        """Return where the answer is kept, None where the caller is not let in, and the answer where it is known."""
        name, seen = _name(request), glance_of(request).look(secret_of(request))
        who = self._callers.who(name, request, seen) if seen else None
        marks = glance_of(request).marks(seen, who.team_id) if seen and who else None
        if who is None or marks is None:
            return None, None
        place = _place(request.scope, who, marks, view=self._questions.get(_question(request.scope), False))
        may_lag = _database(request, who.team_id).has_many_calls
        return place, self._answers.find(place, may_lag=may_lag, since=self.wrote_at(name))

    def _note(self, request: Request, made: Place) -> None:
        """Have what is asked made anew from time to time, where it would be behind before long."""
        if _database(request, made.team_id).has_many_calls:
            self._refresher.asked(Question(request.scope, made))

    async def _make_anew(self, scope: Scope) -> None:
        own = {**scope, "state": {name: kept for name, kept in scope["state"].items() if name != _STATE}}
        async with self._at_once:
            await self.app(own, _nothing, _Keeping(self, own, _to_nobody))


def _name(request: Request) -> str:
    """Return what callers are told apart by: their hashed secret. A visitor of the demo without one has none."""
    return hash_of(secret_of(request))


def _database(request: Request, team_id: str) -> Database:
    return home(request) if team_id == FIRST_TEAM else teams(request).database(team_id)


class _Turn:
    """Those who ask the same, and what the last of them was answered, as numbers were at `seen_at` or later."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
        self.answer: Answer | None = None
        self.seen_at = 0.0


class _Callers:
    """Who asked lately. They are checked in full every half minute, and whenever anything of their key changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Caller, tuple[str, ...], float]] = {}
        self._wrote: dict[str, float] = {}
        self._all_wrote = 0.0

    def knows(self, name: str) -> bool:
        """Whether somebody was checked in full lately."""
        known = self._known.get(name)
        return known is not None and time.monotonic() < known[2]

    def who(self, name: str, request: Request, seen: Seen) -> Caller | None:
        """Return who is asking, by the hash of their secret; None where the route is to say why they are not let in."""
        known = self._known.get(name)
        if known is not None and known[1] == seen.key and time.monotonic() < known[2] and not seen.has_expired:
            return known[0]
        try:
            found = caller(request, bearer_of(request))
        except TalktrackError:
            return None
        if not secret_of(request):
            # In the demo: what they may do depends on what they ask for.
            return found
        if len(self._known) >= _MOST_CALLERS:
            self._known.clear()
        self._known[name] = found, seen.key, time.monotonic() + _CHECKED_FOR_S
        return found

    def wrote(self, name: str) -> None:
        """Note that somebody wrote something now."""
        if len(self._wrote) >= _MOST_CALLERS:
            # Whoever is forgotten may have written just before.
            self._wrote.clear()
            self._all_wrote = time.monotonic()
        self._wrote[name] = time.monotonic()

    def wrote_at(self, name: str) -> float:
        """Return when somebody wrote something last, or may have."""
        return self._wrote.get(name, self._all_wrote)


class _Keeping:
    """Sends a response on; one that is to be remembered is held until it is whole."""

    def __init__(self, memory: AnswerMemory, scope: Scope, send: Send) -> None:
        self._memory, self._scope, self._send = memory, scope, send
        self._start: Message | None = None
        self._body: list[bytes] = []
        self.answer: Answer | None = None
        self.seen_at = 0.0

    async def __call__(self, message: Message) -> None:
        """Take the next part of a response."""
        place: Any = self._scope["state"].get(_STATE)
        if not isinstance(place, Place):
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
        elif self._start is not None and message["type"] == "http.response.body":
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish(place, self._start)

    async def _finish(self, place: Place, start: Message) -> None:
        body, headers = b"".join(self._body), MutableHeaders(raw=start["headers"])
        if start["status"] == 200 and "set-cookie" not in headers:
            answer = _kept(place, body, headers)
            self.answer, self.seen_at = answer, place.seen_at
            self._memory.keep(place, self._scope, answer)
            asked = Headers(scope=self._scope)
            await _given(answer, asked)(self._scope, _nothing, self._send)
            return
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def _to_nobody(_message: Message) -> None:
    return None


def is_to_be_remembered(scope: Scope) -> bool:
    """Whether the answer to a request is to be remembered, and is tagged then."""
    return _STATE in scope.get("state", {})


def forget(request: Request) -> None:
    """Have the answer to this request made anew each time: it says more than numbers."""
    request.scope["state"].pop(_STATE, None)


def has_tag(asked: Headers, tag: str) -> bool:
    """Whether a caller says that they have an answer with this tag."""
    have = {each.strip().removeprefix("W/") for each in asked.get("if-none-match", "").split(",")}
    return tag in have or "*" in have


def _kept(place: Place, body: bytes, headers: Headers) -> Answer:
    told = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
    if told.get("content-type", "").startswith("text/html"):
        return Answer(body, tuple(told.items()), None, place.nonce)
    told |= {"cache-control": "private, no-cache", "vary": "Authorization, Cookie"}
    return Answer(body, tuple(told.items()), etag_of(body))


def _given(answer: Answer, asked: Headers) -> Response:
    headers = dict(answer.headers)
    if answer.nonce is not None:
        fresh = secrets.token_urlsafe(16)
        told = {name: value.replace(answer.nonce, fresh) for name, value in headers.items()}
        return Response(answer.body.replace(answer.nonce.encode(), fresh.encode()), headers=told)
    if answer.etag is not None:
        headers["etag"] = answer.etag
        if has_tag(asked, answer.etag):
            del headers["content-type"]
            return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers)
