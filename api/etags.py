"""An ETag on every JSON answer to a GET, so that whoever asks again is told in a few bytes that nothing changed.

Answers of numbers are remembered before they come here and have theirs already (see `api.cached`).
"""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.cached import has_tag, is_to_be_remembered
from api.kept import etag_of


class ETags:
    """The middleware that tags answers. What is streamed (audio, exports) goes through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; tag its answer, or say that it is the one the caller has."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/v1/"):
            await self.app(scope, receive, _Tagging(scope, send))
        else:
            await self.app(scope, receive, send)


class _Tagging:
    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._start: Message | None = None

    async def __call__(self, message: Message) -> None:
        """Take the next part of an answer."""
        if message["type"] == "http.response.start" and self._is_whole(message):
            self._start = message
            return
        start, self._start = self._start, None
        if start is None:
            await self._send(message)
            return
        if not message.get("more_body", False):
            message = self._tagged(start, message)
        await self._send(start)
        await self._send(message)

    def _is_whole(self, start: Message) -> bool:
        """Whether an answer is one that comes in one piece and is to be tagged here."""
        headers = Headers(raw=start["headers"])
        is_json = headers.get("content-type", "").startswith("application/json")
        tagged = "etag" in headers or headers.get("cache-control") == "no-store"
        return start["status"] == 200 and is_json and not tagged and not is_to_be_remembered(self._scope)

    def _tagged(self, start: Message, message: Message) -> Message:
        headers, tag = MutableHeaders(raw=start["headers"]), etag_of(message.get("body", b""))
        headers["ETag"] = tag
        headers.setdefault("Cache-Control", "private, no-cache")
        headers.add_vary_header("Authorization, Cookie")
        if not has_tag(Headers(scope=self._scope), tag):
            return message
        start["status"] = 304
        for name in ("content-length", "content-type"):
            del headers[name]
        return {**message, "body": b""}
