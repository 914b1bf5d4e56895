"""`Idempotency-Key`: a POST that is sent again with the same key is done once, and answered as the first time.

What is remembered for a day are answers that something came of (2xx); after any other, the key is as good as new. An
upload has no body to compare until its file is there, so `create_call` asks for itself (`Once`).
"""

import hashlib
import re
from dataclasses import dataclass

import anyio.to_thread
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Caller, bearer_of, caller, home
from api.errors import problem_of
from calls.errors import InvalidInput, TalktrackError, TooLarge, Unauthorized
from store.answered import Answer, begin_request, forget_request, keep_answer, request_name

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_LARGEST_BODY = 4_000_000
_KEPT_HEADERS = ("content-type", "location", "cache-control")
_NOT_KEPT = "no-store"
# What these answer with (a key, a link to choose a password) is shown once.
_SECRETS = ("/v1/keys", "/v1/people")


@dataclass(frozen=True, slots=True)
class Once:
    """A request with an idempotency key, by the name it is kept under."""

    request: Request
    name: str

    @classmethod
    def of(cls, request: Request, who: Caller) -> "Once | None":
        """Return what keeps a request's answer, None where it has no key. Raises InvalidInput for a bad one."""
        key = request.headers.get(HEADER)
        if key is None:
            return None
        if not _KEY.fullmatch(key):
            raise InvalidInput(f"{HEADER} is 1 to 255 visible ASCII characters, such as a UUID.")
        holder = who.person_id or who.key_id or who.name
        scopes = ",".join(sorted(who.scopes))
        return cls(request, request_name(who.team_id, holder, scopes, request.method, request.url.path, key))

    def begin(self, digest: str) -> Answer | None:
        """Return how the request was answered before; None where it is to be worked on. Raises as `begin_request`."""
        with home(self.request).transaction(routine=True) as session:
            return begin_request(session, self.name, digest=digest)

    def end(self, answer: Answer | None) -> None:
        """Keep the answer, or (None) let the request be made anew."""
        with home(self.request).transaction(routine=True) as session:
            if answer is None:
                forget_request(session, self.name)
            else:
                keep_answer(session, self.name, answer)


def replayed(answer: Answer) -> Response:
    """Return an answer that was given before once more."""
    return Response(answer.body or "", answer.status, {**answer.headers, REPLAYED: "true"})


class Idempotency:
    """The middleware for every POST to the API that is no upload."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless it was answered before."""
        if not _concerns(scope):
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            who = await run_in_threadpool(caller, request, bearer_of(request))
            once = Once.of(request, who)
        except Unauthorized:
            once = None  # the route says what is wrong
        except TalktrackError as error:
            await problem_of(request, error)(scope, receive, send)
            return
        if once is None:
            await self.app(scope, receive, send)
            return
        try:
            body = await _whole(request)
            before = await run_in_threadpool(once.begin, _digest(request, body))
        except TalktrackError as error:
            await problem_of(request, error)(scope, receive, send)
            return
        if before is not None:
            await replayed(before)(scope, receive, send)
            return
        await self._answered_once(once, scope, body, send)

    async def _answered_once(self, once: Once, scope: Scope, body: bytes, send: Send) -> None:
        kept, given = _Kept(send, secret=scope["path"].startswith(_SECRETS)), iter([body])

        async def again() -> Message:
            part = next(given, None)
            if part is None:
                return {"type": "http.disconnect"}
            return {"type": "http.request", "body": part, "more_body": False}

        try:
            await self.app(scope, again, kept)
        finally:
            # Also where the caller has gone meanwhile: what was done is done.
            with anyio.CancelScope(shield=True):
                await run_in_threadpool(once.end, kept.answer)
        await kept.release()


class _Kept:
    """Holds an answer until it is kept: who has it may rely on having it again."""

    def __init__(self, send: Send, *, secret: bool) -> None:
        self._send, self._secret = send, secret
        self._messages: list[Message] = []

    async def __call__(self, message: Message) -> None:
        """Take the next part of the answer."""
        self._messages.append(message)

    async def release(self) -> None:
        """Send the answer on."""
        for message in self._messages:
            await self._send(message)

    @property
    def answer(self) -> Answer | None:
        """The answer as it is kept; None for one that nothing came of."""
        start = next((each for each in self._messages if each["type"] == "http.response.start"), None)
        if start is None or not 200 <= start["status"] < 300:
            return None
        headers = Headers(raw=start["headers"])
        kept = {name: headers[name] for name in _KEPT_HEADERS if name in headers}
        if self._secret or kept.get("cache-control") == _NOT_KEPT:
            return Answer(status=start["status"], headers=kept | {"cache-control": _NOT_KEPT}, body=None)
        body = b"".join(each.get("body", b"") for each in self._messages if each["type"] == "http.response.body")
        return Answer(status=start["status"], headers=kept, body=body.decode("utf-8", "replace"))


def upload_digest(sha256: str, fields: dict[str, str], filename: str | None) -> str:
    """Return the digest of an upload: what its file and its fields are, however they were sent."""
    named = "\0".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return hashlib.sha256(f"{sha256}\0{filename}\0{named}".encode()).hexdigest()


def _concerns(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "POST" or not scope["path"].startswith("/v1/"):
        return False
    headers = Headers(scope=scope)
    return HEADER in headers and not headers.get("content-type", "").startswith("multipart/")


async def _whole(request: Request) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST_BODY:
            raise TooLarge(f"With {HEADER} a body has at most {_LARGEST_BODY // 1_000_000} MB.")
    return bytes(body)


def _digest(request: Request, body: bytes) -> str:
    return hashlib.sha256(request.url.query.encode() + b"\0" + body).hexdigest()
