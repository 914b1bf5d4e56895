"""Answers that are remembered until a number changes: the same question is counted once.

A route asks for it in one line, `dependencies=[…, Remembered]`. An answer is kept by the generation of the counts (see
`store.generation`, read anew for every request, so nothing stale is ever answered), by path and query, and by what the
caller may do. Known answers are given before any routing. They carry an ETag, and a caller who has them gets a 304.
"""

import asyncio
import hashlib
import time
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Caller, bearer_of, caller, secret_of
from calls.errors import TalktrackError
from store.glance import Glances, Seen
from store.keys import hash_of
from store.memory import Memory

_MOST_BYTES = 64_000_000
_MADE_AT_ONCE = 4
_MOST_CALLERS = 1_000
_CHECKED_FOR_S = 30.0
_STATE = "remember_as"


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    media_type: str
    etag: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an answer is kept."""

    team_id: str
    generation: int
    key: Hashable
    seen_at: float


def remember(request: Request, who: Annotated[Caller, Depends(caller)]) -> None:
    """Have the answer to this request remembered. What it says may only depend on what raises the generation."""
    # Before the answer is made: should numbers change meanwhile, it is kept where nobody looks any more.
    now = time.monotonic()
    seen = glance_of(request).look("")
    generation = glance_of(request).generation(seen, who.team_id) if seen else None
    if generation is not None:
        request.scope["state"][_STATE] = _place(request.scope, generation, who, now=now)


Remembered = Depends(remember)


def glance_of(request: Request) -> Glances:
    """Return what looks at callers and the generation for this application."""
    found: Glances = request.app.state.glance
    return found


def _place(scope: Scope, generation: int, who: Caller, *, now: float = 0.0) -> _Place:
    return _Place(who.team_id, generation, (_question(scope), who.team_id, who.scopes), now)


def _question(scope: Scope) -> tuple[str, bytes]:
    return scope["path"], scope["query_string"]


class AnswerMemory:
    """The middleware that gives and keeps answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        # One for each team: a generation that passes in one makes nothing of another old.
        self._answers: dict[str, Memory] = {}
        self._callers = _Callers()
        self._questions: set[tuple[str, bytes]] = set()
        self._turns: dict[Hashable, _Turn] = {}
        self._at_once = asyncio.Semaphore(_MADE_AT_ONCE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from memory, or pass on and remember what is answered where the route asks for it."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        scope.setdefault("state", {})
        if _question(scope) not in self._questions:
            await self.app(scope, receive, _Keeping(self, scope, send))
            return
        request, arrived = Request(scope), time.monotonic()
        place, known = await self._look(request)
        if place is not None and known is None:
            known = await self._in_turn(place, arrived, request, receive, send)
        elif known is None:
            await self.app(scope, receive, send)
        if known is not None:
            await _given(known, Headers(scope=scope))(scope, receive, send)

    async def _in_turn(
        self, place: _Place, arrived: float, request: Request, receive: Receive, send: Send
    ) -> _Answer | None:
        """Have the answer made, or return the one that somebody else had made since this request arrived.

        Few are made at once, and who asks the same waits for the first: they hold neither thread nor connection.
        """
        turn = self._turns.setdefault(place.key, _Turn())
        turn.waiting += 1
        try:
            async with turn.lock:
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

    async def _look(self, request: Request) -> tuple[_Place | None, _Answer | None]:
        instant = glance_of(request).is_instant
        return self._known(request) if instant else await run_in_threadpool(self._known, request)

    def keep(self, place: _Place, scope: Scope, answer: _Answer) -> None:
        """Remember an answer."""
        if len(self._questions) > 10_000:
            self._questions.clear()
        self._questions.add(_question(scope))
        self._of(place).keep(place.generation, place.key, answer, weight=len(answer.body) + 1_000)

    def _of(self, place: _Place) -> Memory:
        return self._answers.setdefault(place.team_id, Memory(most=_MOST_BYTES))

    def _known(self, request: Request) -> tuple[_Place | None, _Answer | None]:
        """Return where the answer is kept, None where the caller is not let in, and the answer where it is known."""
        seen = glance_of(request).look(secret_of(request))
        who = self._callers.who(request, seen) if seen else None
        generation = glance_of(request).generation(seen, who.team_id) if seen and who else None
        if who is None or generation is None:
            return None, None
        place = _place(request.scope, generation, who)
        found = self._of(place).find(place.generation, place.key)
        return place, found if isinstance(found, _Answer) else None


class _Turn:
    """Those who ask the same, and what the last of them was answered, as numbers were at `seen_at` or later."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
        self.answer: _Answer | None = None
        self.seen_at = 0.0


class _Callers:
    """Who asked lately. They are checked in full every half minute, and whenever anything of their key changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Caller, tuple[str, ...], float]] = {}

    def who(self, request: Request, seen: Seen) -> Caller | None:
        """Return who is asking, None where they are not let in: the route then says what is wrong."""
        secret = hash_of(secret_of(request))
        known = self._known.get(secret)
        if known is not None and known[1] == seen.key and time.monotonic() < known[2] and not seen.has_expired:
            return known[0]
        try:
            found = caller(request, bearer_of(request))
        except TalktrackError:
            return None
        if len(self._known) >= _MOST_CALLERS:
            self._known.clear()
        self._known[secret] = found, seen.key, time.monotonic() + _CHECKED_FOR_S
        return found


class _Keeping:
    """Sends a response on; one that is to be remembered is held until it is whole."""

    def __init__(self, memory: AnswerMemory, scope: Scope, send: Send) -> None:
        self._memory, self._scope, self._send = memory, scope, send
        self._start: Message | None = None
        self._body: list[bytes] = []
        self.answer: _Answer | None = None
        self.seen_at = 0.0

    async def __call__(self, message: Message) -> None:
        """Take the next part of a response."""
        place: Any = self._scope["state"].get(_STATE)
        if not isinstance(place, _Place):
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._start = message
        elif self._start is not None and message["type"] == "http.response.body":
            self._body.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish(place, self._start)

    async def _finish(self, place: _Place, start: Message) -> None:
        body, headers = b"".join(self._body), MutableHeaders(raw=start["headers"])
        if start["status"] == 200:
            answer = _Answer(body, headers.get("content-type", "application/json"), etag_of(body))
            self.answer, self.seen_at = answer, place.seen_at
            self._memory.keep(place, self._scope, answer)
            asked = Headers(scope=self._scope)
            await _given(answer, asked)(self._scope, _nothing, self._send)
            return
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


def is_to_be_remembered(scope: Scope) -> bool:
    """Whether the answer to a request is to be remembered, and is tagged then."""
    return _STATE in scope.get("state", {})


def forget(request: Request) -> None:
    """Have the answer to this request made anew each time: it says more than numbers."""
    request.scope["state"].pop(_STATE, None)


def etag_of(body: bytes) -> str:
    """Return the tag of an answer."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def has_tag(asked: Headers, tag: str) -> bool:
    """Whether a caller says that they have an answer with this tag."""
    have = {each.strip().removeprefix("W/") for each in asked.get("if-none-match", "").split(",")}
    return tag in have or "*" in have


def _given(answer: _Answer, asked: Headers) -> Response:
    headers = {"ETag": answer.etag, "Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if has_tag(asked, answer.etag):
        return Response(status_code=304, headers=headers)
    return Response(answer.body, headers=headers | {"Content-Type": answer.media_type})
